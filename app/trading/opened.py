"""Files of bids that were opened, as they were handed in."""

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.trading.models import BidBody, BidPapers, Lot, SealedBid
from app.trading.models.bids import Offer
from app.trading.sealing.bodies import Body, Damaged, unseal

Files = list[tuple[str, bytes]]
"""Name and content of each."""


def unsealed_files(session: Session, lot: Lot, papers: BidPapers, hashed: str, folder: Path) -> Files:
    """Return the files of a bid by the hash of its pass; FileNotFoundError where they are lost, Damaged where changed."""
    body = session.scalar(
        select(BidBody).where(BidBody.lot_id == lot.id, BidBody.pass_hash == hashed, BidBody.digest == papers.digest)
    )
    path = folder / body.stored_as if body else None
    if path is None or not path.is_file():
        raise FileNotFoundError(papers.digest)
    key = Body(papers.digest, bytes.fromhex(papers.key))
    return unseal(path.read_bytes(), key, lot.project.number, lot.number, hashed)


def files_of_offer(session: Session, offer: Offer, folder: Path) -> Files:
    """Return the files of a bid that was read out; none where it has none, or where they are lost or changed."""
    papers = session.scalar(select(BidPapers).where(BidPapers.offer_id == offer.id))
    if papers is None or not papers.digest:
        return []
    bid = session.get_one(SealedBid, offer.bid_id)
    try:
        return unsealed_files(session, offer.lot, papers, bid.pass_hash, folder)
    except (FileNotFoundError, Damaged, ValueError):
        return []
