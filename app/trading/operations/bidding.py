"""Bidders, passes and sealed bids, until the tree of receipts is closed at the deadline."""

import hashlib
import secrets
from collections import Counter

from nacl.signing import SigningKey
from sqlalchemy import func, select

from app.kernel.act import Act
from app.kernel.audit import advance, instant, record
from app.kernel.errors import Incomplete, OutOfOrder, TooLate
from app.kernel.identities import credit_code
from app.kernel.trail.keys import key_id
from app.kernel.trail.merkle import Peaks
from app.kernel.words import N_
from app.parties.operations import know_party
from app.trading.flows import TENDER
from app.trading.guards import check_centre, check_state, finish, needed, notice_of
from app.trading.minima import minimum
from app.trading.models import Bidder, Lot, Project, Receipt, SealedBid, TradePass
from app.trading.operations.bonds import release_bonds
from app.trading.operations.origins import note_origin
from app.trading.sealing.envelope import pass_hash, read
from app.trading.words import BidState, TradeState

PASS_BYTES = 16


def register_bidder(act: Act, county: int, uscc: str, name: str, contact: str, phone: str) -> Bidder:
    """Register a company that may bid; registered twice it is the same bidder."""
    code = credit_code(uscc, "uscc")
    standing = act.session.scalar(select(Bidder).where(Bidder.county == county, Bidder.uscc == code))
    if standing is not None:
        return standing
    party = know_party(act, code, needed(name, "name"), county=county, watched=True)
    made = Bidder(
        county=county,
        uscc=code,
        name=name.strip(),
        contact=needed(contact, "contact"),
        phone=needed(phone, "phone"),
        party_id=party.id,
        registered_at=act.at,
    )
    act.session.add(made)
    record(act, "trade.bidder_registered", made)
    return made


def give_pass(act: Act, project: Project, bidder: Bidder) -> str:
    """Return a pass by which a registered bidder hands in its bids; nothing that is kept tells whose it is."""
    check_centre(act, project)
    check_state(project, TradeState.OPEN)
    if bidder.county != project.county or bidder.registered_at is None:
        raise Incomplete(N_("This company is not registered as a bidder here. Register it first."))
    token = secrets.token_hex(PASS_BYTES)
    keep_pass(act, project, pass_hash(token))
    return token


def keep_pass(act: Act, project: Project, hashed: str) -> None:
    """Keep what a pass is known by; it stands in the trail as itself, so that the trade's own page counts no bidders.

    How many have the papers of a tender is told to nobody before the opening (Bidding Law, art. 22).
    """
    made = TradePass(county=project.county, project_id=project.id, pass_hash=hashed)
    act.session.add(made)
    act.session.flush()
    record(act, "trade.pass_given", made)


def hand_in(act: Act, lot: Lot, token: str, text: str, key: SigningKey, *, origin: str | None = None) -> Receipt:
    """Take a sealed bid in and return its signed receipt; the same bytes twice give the same receipt.

    A second bid under one pass replaces the first. Bids come one after another: their numbers have no gaps. ``origin`` is
    the network address it came from, which is kept encrypted and read after the opening alone.
    """
    project = lot.project
    hashed = known_pass(act, project, token)
    _queue(act, project)
    digest = hashlib.sha256(text.encode()).hexdigest()
    same = (SealedBid.lot_id == lot.id, SealedBid.digest == digest, SealedBid.pass_hash == hashed)
    standing = act.session.scalar(select(Receipt).join(SealedBid, SealedBid.id == Receipt.bid_id).where(*same))
    if standing is not None:
        return standing
    check_open(act, project)
    envelope = read(text)
    meant = (envelope.tender, envelope.lot, envelope.pass_hash, envelope.holders)
    if meant != (project.number, lot.number, hashed, tuple(one.fingerprint for one in project.holders)):
        raise Incomplete(
            N_(
                "This envelope was sealed for another tender, lot, pass or for other holders. Seal the bid again for this one."
            ),
            field="envelope",
        )
    for former in _standing(act, lot, hashed):
        former.state = str(BidState.REPLACED)
    made = SealedBid(
        county=project.county, lot_id=lot.id, pass_hash=hashed, envelope=text, digest=digest, handed_in_at=act.at
    )
    act.session.add(made)
    act.session.flush()
    receipt = _receipt(act, project, lot, made, key)
    note_origin(act, lot, hashed, origin)
    record(act, "trade.handed_in", made, digest=digest, number=receipt.number, project=project.id)
    return receipt


def withdraw(act: Act, lot: Lot, token: str) -> None:
    """Take a bid back before the deadline; its receipt stays in the tree."""
    hashed = known_pass(act, lot.project, token)
    _queue(act, lot.project)
    check_open(act, lot.project)
    standing = _standing(act, lot, hashed)
    if not standing:
        raise OutOfOrder(N_("No bid stands under this pass."))
    for bid in standing:
        bid.state = str(BidState.WITHDRAWN)
        record(act, "trade.withdrawn", bid, project=lot.project_id)


def known_pass(act: Act, project: Project, token: str) -> str:
    """Return the hash of a pass of a trade; refused where nobody was given it."""
    hashed = pass_hash(token)
    known = select(TradePass.id).where(TradePass.project_id == project.id, TradePass.pass_hash == hashed)
    if act.session.scalar(known) is None:
        raise Incomplete(
            N_("This pass is not valid for this tender. Compare it character by character."), field="token"
        )
    return hashed


def _queue(act: Act, project: Project) -> None:
    """Wait until whoever writes in this county has ended, then look at the trade as it is now."""
    act.session.flush()
    advance(act.session.connection(), project.county, 0)
    act.session.refresh(project, ["state"])


def check_open(act: Act, project: Project) -> None:
    """Refuse after the deadline, whatever the state still says."""
    if project.state == TradeState.OPEN and act.at > notice_of(project).deadline:
        raise TooLate(N_("The deadline for bids has passed (Bidding Law art. 28, 29). Nothing was taken in."))
    check_state(project, TradeState.OPEN)


def _standing(act: Act, lot: Lot, hashed: str) -> list[SealedBid]:
    held = select(SealedBid).where(
        SealedBid.lot_id == lot.id, SealedBid.pass_hash == hashed, SealedBid.state == str(BidState.SEALED)
    )
    return list(act.session.scalars(held))


def _receipt(act: Act, project: Project, lot: Lot, bid: SealedBid, key: SigningKey) -> Receipt:
    number = 1 + (act.session.scalar(select(func.max(Receipt.number)).where(Receipt.project_id == project.id)) or 0)
    name = key_id(bytes(key.verify_key))
    told = (project.number, lot.number, number, bid.digest, instant(act.at), name)
    text = "\n".join(["sunshine-bid-receipt-v1", *map(str, told)]) + "\n"
    made = Receipt(
        county=project.county,
        project_id=project.id,
        bid_id=bid.id,
        number=number,
        text=text,
        key=name,
        signature=key.sign(text.encode()).signature.hex(),
    )
    act.session.add(made)
    act.session.flush()
    return made


def receipt_leaf(text: str) -> bytes:
    """Return the entry of a receipt in the tree: the SHA-256 of its text, as the trail's own leaves are hashes of rows."""
    return hashlib.sha256(text.encode()).digest()


def tree_root(texts: list[str]) -> str:
    """Return the root of the tree over receipts in their order, as the trail computes its own."""
    peaks = Peaks()
    for text in texts:
        peaks.add(receipt_leaf(text))
    return peaks.root().hex()


def close_bidding(act: Act, project: Project) -> None:
    """Close the tree of receipts at the deadline, by the clock; fewer than three bids for every lot end the tender.

    From here on no bid is taken in. Bids of a lot that failed stay sealed: nobody is asked for a share of them.
    """
    _queue(act, project)
    TENDER.check(project.state, "close")
    notice = notice_of(project)
    if act.at < notice.deadline:
        raise OutOfOrder(N_("Bids are taken in until the deadline."))
    texts = list(
        act.session.scalars(select(Receipt.text).where(Receipt.project_id == project.id).order_by(Receipt.number))
    )
    project.closed_at, project.receipts, project.receipts_root = act.at, len(texts), tree_root(texts)
    finish(
        act, project, TENDER.moves["close"], receipts=len(texts), root=project.receipts_root, deadline=notice.deadline
    )
    counted = Counter(
        act.session.scalars(
            select(SealedBid.lot_id)
            .join(Lot, Lot.id == SealedBid.lot_id)
            .where(Lot.project_id == project.id, SealedBid.state == str(BidState.SEALED))
        )
    )
    least = minimum("bids", notice)
    for lot in project.lots:
        lot.failed = least is not None and not least.is_met(counted[lot.id])
    if all(lot.failed for lot in project.lots):
        finish(act, project, TENDER.moves["fail"], bids=sorted(counted.values()))
        release_bonds(act, project)
