"""T16 and T17: too few bidders, an opening that comes late, bids that came late, keys used early, bids changed."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from app.kernel.points import TICK, Findings, Limits, Nature, Parameter, Tick
from app.kernel.words import N_
from app.trading.models import KeyHolder, KeyShare, Lot, Notice, Offer, Opening, Project, Receipt, SealedBid
from app.trading.points.shared import RED, YELLOW, about_lot, about_trade, condition, goes_on
from app.trading.words import TradeState

WENT_ON = frozenset({"trade.seated", "trade.stopped"})
WAITS = (str(TradeState.OPEN), str(TradeState.CLOSED))


def _few(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find lots with bids of fewer companies than the law asks, that are judged; one company is a case of its own."""
    return _bidders(fact, lambda count: and_(count < limits["bidders"], count != 1))


def _single(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find lots for which one company bid alone, and that are judged."""
    return _bidders(fact, lambda count: count == 1)


def _bidders(fact: str, short: Any) -> Findings:
    """Count the companies once a committee sits: between opening and committee the centre still stops what it must."""
    judged = func.coalesce(Project.halted_from, Project.state) != str(TradeState.OPENED)
    count = (
        select(func.count(Offer.bidder_id.distinct())).where(Offer.lot_id == Lot.id).correlate(Lot).scalar_subquery()
    )
    return (
        about_lot(fact, Opening.opened_at, bidders=count)
        .join(Opening, Opening.project_id == Project.id)
        .where(Lot.failed.is_(False), short(count), judged, goes_on())
    )


def _late(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find trades whose bids were not open so many minutes after the deadline, or are not yet."""
    return (
        about_trade(
            fact, Notice.deadline, centre=True, deadline=Notice.deadline, opened_at=Opening.opened_at, gave=_gave()
        )
        .outerjoin(Opening, Opening.project_id == Project.id)
        .where(or_(_still_closed(limits), and_(Opening.waited > limits["minutes"], goes_on())))
    )


def _still_closed(limits: Limits) -> ColumnElement[bool]:
    ago = limits["minutes_ago"]
    went_on = or_(Project.resumed_at.is_(None), Project.resumed_at < ago)
    return and_(Opening.id.is_(None), Project.state.in_(WAITS), Notice.deadline < ago, went_on)


def _gave() -> Any:
    """Count the holders who have given shares."""
    given = select(func.count(KeyShare.holder_id.distinct())).join(KeyHolder, KeyHolder.id == KeyShare.holder_id)
    return given.where(KeyHolder.project_id == Project.id).correlate(Project).scalar_subquery()


def _early(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find holders whose shares came before the deadline and were refused."""
    return (
        about_trade(
            fact, KeyHolder.early_at, centre=True, episode=KeyHolder.id, holder=KeyHolder.name, deadline=Notice.deadline
        )
        .join(KeyHolder, KeyHolder.project_id == Project.id)
        .where(KeyHolder.early_at < Notice.deadline, goes_on())
    )


def _late_bid(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find bids in the tree that were taken in after the deadline."""
    return (
        about_trade(
            fact,
            SealedBid.handed_in_at,
            centre=True,
            episode=SealedBid.id,
            receipt=Receipt.number,
            handed_in_at=SealedBid.handed_in_at,
            deadline=Notice.deadline,
        )
        .join(Receipt, Receipt.project_id == Project.id)
        .join(SealedBid, SealedBid.id == Receipt.bid_id)
        .where(SealedBid.handed_in_at > Notice.deadline, goes_on())
    )


def _changed(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find trades whose receipts or bids are no longer those over which the tree was closed."""
    return about_trade(
        fact, Project.changed_at, centre=True, deadline=Notice.deadline, receipts=Project.receipts
    ).where(Project.changed_at.is_not(None))


WATCHED = N_("Bidding Law, art. 34 and 36; Implementing Regulations, art. 36")

OPENING = (
    condition(
        "T16.few",
        N_("Goes on with fewer than three bidders"),
        N_("Bidding Law, art. 28; Implementing Regulations of the Bidding Law, art. 44"),
        YELLOW,
        _few,
        N_(
            "The bids that were opened for a lot come from fewer than three companies, as one of them handed in twice or a bid "
            "cannot be read, and the tender goes on. It has to be repeated: stop it, or let the buyer explain."
        ),
        honest=N_(
            "Three companies of which the committee rejects one; a lot that failed at the deadline; a tender that was stopped, or "
            "was opened just now and has no committee yet."
        ),
        nature=Nature.BREACH,
        wakes_on=WENT_ON,
        parameters=(Parameter("bidders", 3, N_("Bidders at the least")),),
    ),
    condition(
        "T16.single",
        N_("Goes on with a single bidder"),
        N_("Bidding Law, art. 28; Implementing Regulations of the Bidding Law, art. 44"),
        RED,
        _single,
        N_(
            "All bids that were opened for a lot come from one company, and the tender goes on. Nobody competes. Stop it, and look "
            "at who handed the bids in."
        ),
        honest=N_(
            "One company alone bid for a lot that failed; a tender with a single bidder that was stopped, or was opened just now."
        ),
        nature=Nature.BREACH,
        wakes_on=WENT_ON,
    ),
    condition(
        "T17.late",
        N_("Bids opened late"),
        N_("Bidding Law, art. 34"),
        YELLOW,
        _late,
        N_(
            "Bids are opened at the deadline, in public. Here they were not open half an hour later. While they wait, keys can "
            "change hands. Ask the centre which holders were missing, and why."
        ),
        honest=N_("Opened within half an hour; and a tender that failed or was stopped, whose bids stay sealed."),
        nature=Nature.BREACH,
        wakes_on=frozenset({"trade.opened", "trade.stopped", TICK}),
        parameters=(Parameter("minutes", 30, N_("Minutes after the deadline"), N_("minutes")),),
        tick=Tick(Notice.deadline, shift="minutes", in_minutes=True),
    ),
    condition(
        "T17.early",
        N_("A holder tried to open before the deadline"),
        WATCHED,
        RED,
        _early,
        N_(
            "Somebody with the key of a holder handed in shares before the deadline. They were refused and nothing was opened, but "
            "a key was used when nobody may use it. Ask the holder who did it, and whether the sealed bids had left the platform."
        ),
        honest=N_("Shares that come at the very second of the deadline; a holder of a tender that was stopped."),
        wakes_on=frozenset({"trade.early_share", "trade.stopped", "trade.failed"}),
    ),
    condition(
        "T17.late_bid",
        N_("A bid was taken in after the deadline"),
        WATCHED,
        RED,
        _late_bid,
        N_(
            "A receipt in the tree is later than the deadline of the notice. The platform takes no bid in then, so a clock or the "
            "deadline was changed. Compare the receipt that the bidder has, the notice that was published, and the trail."
        ),
        honest=N_(
            "A bid handed in at the very second of the deadline; and a late one in a tender that was stopped for it."
        ),
        nature=Nature.BREACH,
        wakes_on=frozenset({"trade.handed_in", "trade.closed", "trade.opened", "trade.stopped"}),
    ),
    condition(
        "T17.changed",
        N_("Sealed bids are not those of the deadline"),
        WATCHED,
        RED,
        _changed,
        N_(
            "The digest of a bid or a receipt does not fit the tree that was closed and published at the deadline: something was "
            "dropped, swapped or changed in the database. The opening is refused. Secure the database and the backups, and compare "
            "the receipts that bidders have."
        ),
        honest=N_("A bid that was replaced or withdrawn before the deadline, whose receipt stays in the tree."),
        nature=Nature.BREACH,
        wakes_on=frozenset({"trade.tree_changed", "trade.tree_restored"}),
    ),
)
