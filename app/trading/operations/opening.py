"""Opening: holders give their shares, three of them open each bid, and what it says is read out and recorded."""

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from app.kernel.act import Act
from app.kernel.audit import record
from app.kernel.errors import Incomplete, NotFound, OutOfOrder, Refused, TooLate
from app.kernel.identities import credit_code
from app.kernel.typed import read_amount, read_whole
from app.kernel.words import N_
from app.trading.guards import begin, check_state, finish, notice_of
from app.trading.models import Bidder, BidPapers, KeyHolder, KeyShare, Lot, Offer, Opening, Project, Receipt, SealedBid
from app.trading.operations.answering import screen_project
from app.trading.operations.bidding import tree_root
from app.trading.operations.bonds import book_bonds
from app.trading.sealing.envelope import HOLDERS, SHARE, Unreadable, open_content, put_together, read
from app.trading.words import BidState, HolderRole, TradeState

_HASH = re.compile("[0-9a-f]{64}")
ONE_MINUTE = timedelta(minutes=1)


def bids_to_open(act: Act, project: Project) -> list[SealedBid]:
    """Return the bids that stand, in the order in which they came; those of a lot that failed are not among them."""
    standing = (
        select(SealedBid)
        .join(Lot, Lot.id == SealedBid.lot_id)
        .join(Receipt, Receipt.bid_id == SealedBid.id)
        .where(Lot.project_id == project.id, Lot.failed.is_(False), SealedBid.state == str(BidState.SEALED))
        .order_by(Receipt.number)
    )
    return list(act.session.scalars(standing))


def give_shares(act: Act, holder: KeyHolder, shares: Mapping[int, bytes]) -> int:
    """Take a holder's shares, by the id of the bid; returns how many are new or others than before.

    Until the bids are opened a holder may give them again, as when the first file was broken. Before the deadline they
    are refused; that somebody tried is not lost: ``note_early`` writes it when the refused act has been taken back.
    """
    project = holder.project
    if act.at < notice_of(project).deadline:
        raise TooLate(N_("Shares are taken from the deadline on. Nothing was opened."))
    check_state(project, TradeState.CLOSED)
    wanted = {bid.id for bid in bids_to_open(act, project)}
    if set(shares) - wanted:
        raise NotFound(N_("A share was given for a bid that is not opened here. Look at the list of bids again."))
    if any(len(share) != SHARE for share in shares.values()):
        raise Incomplete(N_("A share has 33 bytes. Take it from the holder's program, whole."), field="shares")
    held = {one.bid_id: one for one in act.session.scalars(select(KeyShare).where(KeyShare.holder_id == holder.id))}
    fresh = 0
    for bid, share in shares.items():
        row = held.get(bid) or KeyShare(county=project.county, bid_id=bid, holder_id=holder.id, share="")
        if row.share != share.hex():
            row.share, row.given_at, fresh = share.hex(), act.at, fresh + 1
            act.session.add(row)
    if fresh:
        record(act, "trade.share_given", holder, project=project.id, bids=fresh)
    return fresh


def note_early(act: Act, holder: KeyHolder) -> None:
    """Note that a holder's shares came before the deadline and were refused."""
    holder.early_at = act.at
    record(act, "trade.early_share", holder, project=holder.project_id)


def open_bids(act: Act, project: Project, objections: str = "") -> Opening:
    """Open every bid by the shares of three holders, read it out and write the record.

    Refused while a bid does not open and a holder is left who has not given shares. When all five have, a bid that
    does not open, or holds what nobody can read, is recorded as unreadable with the reason; the others go on.
    """
    move = begin(act, project, "open")
    _check_tree(act, project)
    bids = bids_to_open(act, project)
    shares: dict[int, list[bytes]] = {bid.id: [] for bid in bids}
    roles: dict[int, str] = {}
    for share in act.session.scalars(select(KeyShare).where(KeyShare.bid_id.in_(list(shares))).order_by(KeyShare.id)):
        shares[share.bid_id].append(bytes.fromhex(share.share))
        roles[share.holder_id] = share.holder.role
    closed = sum(_key(bid, shares[bid.id]) is None for bid in bids)
    if closed and len(roles) < HOLDERS:
        raise OutOfOrder(
            N_(
                "%(count)d of five holders have given shares; three whole ones are needed, and %(closed)d bids do not open. Ask further holders."
            ),
            count=len(roles),
            closed=closed,
        )
    lines = [_open(act, project, bid, shares[bid.id]) for bid in bids]
    opening = Opening(
        county=project.county,
        project_id=project.id,
        opened_at=act.at,
        waited=(act.at - max(notice_of(project).deadline, project.resumed_at or project.registered_at)) // ONE_MINUTE,
        record={"holders": [str(HolderRole(role)) for role in roles.values()], "bids": lines},
        objections=objections.strip(),
    )
    act.session.add(opening)
    finish(
        act,
        project,
        move,
        opened=sum(line["state"] == BidState.OPENED for line in lines),
        unreadable=sum(line["state"] == BidState.UNREADABLE for line in lines),
    )
    book_bonds(act, project)
    screen_project(act, project)
    return opening


def _key(bid: SealedBid, shares: list[bytes]) -> bytes | None:
    """Return the key that shares hold together; None while no three of them fit."""
    try:
        return put_together(read(bid.envelope), shares)
    except Unreadable:
        return None


def is_whole(act: Act, project: Project) -> bool:
    """Tell whether receipts and bids are still those over which the tree was closed."""
    rows = act.session.execute(
        select(Receipt.text, SealedBid.envelope)
        .join(SealedBid, SealedBid.id == Receipt.bid_id)
        .where(Receipt.project_id == project.id)
        .order_by(Receipt.number)
    ).all()
    texts = [row.text for row in rows]
    whole = len(texts) == project.receipts and tree_root(texts) == project.receipts_root
    return whole and all(hashlib.sha256(row.envelope.encode()).hexdigest() in row.text for row in rows)


def look_at_tree(act: Act, project: Project) -> bool:
    """Note when receipts or bids of a closed trade are no longer whole, or are again; returns whether they are."""
    whole = is_whole(act, project)
    if whole == (project.changed_at is None):
        return whole
    project.changed_at = None if whole else act.at
    record(act, "trade.tree_restored" if whole else "trade.tree_changed", project)
    return whole


def _check_tree(act: Act, project: Project) -> None:
    """Refuse to open when a receipt or a bid is no longer what it was when the tree was closed."""
    if not is_whole(act, project):
        raise OutOfOrder(
            N_(
                "Receipts or bids are not those over which the tree was closed at the deadline. Stop, and call the inspector."
            )
        )


def _open(act: Act, project: Project, bid: SealedBid, shares: list[bytes]) -> dict[str, Any]:
    """Open one bid; returns its line of the record."""
    line: dict[str, Any] = {"bid": bid.id, "digest": bid.digest}
    try:
        envelope = read(bid.envelope)
        told = _read(open_content(envelope, put_together(envelope, shares)))
        bidder = _bidder(act, project, told)
    except Refused as fault:
        bid.state = str(BidState.UNREADABLE)
        return line | {"state": bid.state, "why": fault.message, "told": dict(fault.values)}
    offer = Offer(
        county=project.county,
        lot_id=bid.lot_id,
        bid_id=bid.id,
        bidder_id=bidder.id,
        price=told["price"],
        days=told["days"],
        opened_at=act.at,
        manager=told["manager"],
    )
    act.session.add(offer)
    papers = BidPapers(county=project.county, offer=offer, lot_id=bid.lot_id, files=[])
    papers.digest, papers.key = told["digest"], told["key"]
    act.session.add(papers)
    bid.state = str(BidState.OPENED)
    return line | {"state": bid.state, "bidder": bidder.name, "price": str(offer.price), "days": offer.days}


def _read(content: bytes) -> dict[str, Any]:
    """Return what a bid says, JSON in UTF-8: ``{"uscc": ..., "price": ..., "days": ..., "manager": ...}``.

    Where files were sealed beside it, ``"body": {"digest": ..., "key": ...}`` says which and how they open.
    """
    try:
        told = json.loads(content)
        price, days = read_amount(str(told["price"]), "price"), read_whole(str(told["days"]), "days")
        plain = {"uscc": str(told["uscc"]), "price": price, "days": days, "manager": str(told["manager"]).strip()[:60]}
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Incomplete(
            N_("What the envelope holds is no bid: credit code, price, days and manager are missing.")
        ) from None
    plain |= _body(told)
    if price <= Decimal(0) or not 0 < days < 10_000 or not plain["manager"]:
        raise Incomplete(N_("Price, days or manager of this bid cannot be read in one way."))
    return plain


def _body(told: Mapping[str, Any]) -> dict[str, str]:
    """Return digest and key of the sealed files; empty where the envelope names none, or nothing that can be one."""
    body = told.get("body")
    if isinstance(body, dict):
        digest, key = str(body.get("digest")), str(body.get("key"))
        if _HASH.fullmatch(digest) and _HASH.fullmatch(key):
            return {"digest": digest, "key": key}
    return {"digest": "", "key": ""}


def _bidder(act: Act, project: Project, told: Mapping[str, Any]) -> Bidder:
    code = credit_code(told["uscc"], "uscc")
    bidder = act.session.scalar(select(Bidder).where(Bidder.county == project.county, Bidder.uscc == code))
    if bidder is None:
        raise Incomplete(N_("The company in this bid is not registered as a bidder."))
    return bidder
