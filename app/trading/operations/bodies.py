"""Sealed files of bids: taken in until the deadline, beside the envelope that holds their key."""

from pathlib import Path
from typing import IO

from sqlalchemy import func, select

from app.kernel.act import Act
from app.kernel.attachments import keep_file
from app.kernel.audit import record
from app.kernel.errors import Conflict, Incomplete, NotFound
from app.kernel.words import N_
from app.trading.models import BidBody, Lot, Offer, PanelMember
from app.trading.opened import files_of_offer
from app.trading.operations.bidding import check_open, known_pass
from app.trading.operations.origins import note_origin
from app.trading.sealing.bodies import MAGIC, MOST

MOST_BODIES = 10
"""Sealed files that one pass may hand in for one lot, so that nobody fills the disk."""
SLACK = 4 * 1024 * 1024


def hand_in_files(
    act: Act, lot: Lot, token: str, stream: IO[bytes], folder: Path, *, origin: str | None = None
) -> BidBody:
    """Keep the sealed files of a bid; the same bytes twice are the same row. Which of them count the envelope says."""
    hashed = known_pass(act, lot.project, token)
    check_open(act, lot.project)
    mine = (BidBody.lot_id == lot.id, BidBody.pass_hash == hashed)
    if (act.session.scalar(select(func.count(BidBody.id)).where(*mine)) or 0) >= MOST_BODIES:
        raise Conflict(N_("Files were handed in ten times under this pass. Hand in the envelope for one of them."))
    stored_as, size, digest = keep_file(act.session, folder, stream, MOST + SLACK)
    standing = act.session.scalar(select(BidBody).where(*mine, BidBody.digest == digest))
    if standing is not None:
        (folder / stored_as).unlink()
        return standing
    with (folder / stored_as).open("rb") as kept:
        if kept.read(len(MAGIC)) != MAGIC:
            raise Incomplete(N_("These are no sealed files of a bid. Seal them together with the bid."), field="body")
    made = BidBody(
        county=lot.county,
        lot_id=lot.id,
        pass_hash=hashed,
        digest=digest,
        size=size,
        stored_as=stored_as,
        handed_in_at=act.at,
    )
    act.session.add(made)
    act.session.flush()
    record(act, "trade.files_taken", made, digest=digest, size=size, project=lot.project_id)
    note_origin(act, lot, hashed, origin)
    return made


def open_file(act: Act, member: PanelMember, offer: Offer, place: int, folder: Path) -> tuple[str, bytes]:
    """Return name and content of a file of an opened bid for a member of its committee; the trail tells who opened which."""
    files = files_of_offer(act.session, offer, folder)
    if not member.seated or not 0 <= place < len(files):
        raise NotFound(N_("There is no such file."))
    record(act, "trade.file_opened", member, offer=offer.id, file=files[place][0])
    return files[place]
