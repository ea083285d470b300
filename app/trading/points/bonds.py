"""T07 and T13: bonds that do not go back in time, bonds of several bidders from one account, bonds from another's account."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased

from app.funds.models import Account, Movement
from app.funds.words import AccountKind
from app.kernel.clocks import Clock, ClockKind
from app.kernel.points import TICK, Findings, Limits, Nature, Tick
from app.kernel.words import N_
from app.parties.models import Party
from app.trading.models import Bidder, Lot, Offer, Project, SealedBid, TradeBond
from app.trading.points.shared import RED, YELLOW, about_lot, about_trade, condition, goes_on

BOOKED = frozenset({"trade.bonds_booked", "trade.opened", "trade.stopped"})


def _late(clock: Any, now: datetime) -> ColumnElement[bool]:
    return or_(clock.stopped_at > clock.due_at, and_(clock.stopped_at.is_(None), clock.due_at < now))


def _runs(clock: Any, bond: Any) -> ColumnElement[bool]:
    return and_(clock.subject_kind == TradeBond.kind, clock.subject_id == bond.id, clock.what == str(ClockKind.REFUND))


def _refund(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find trades whose bonds were not sent back by their day, or later; the day is the episode."""
    clock, bond = aliased(Clock), aliased(TradeBond)
    count = (
        select(func.count(bond.id))
        .join(clock, _runs(clock, bond))
        .where(bond.project_id == Project.id, bond.kept_at.is_(None), _late(clock, now))
        .correlate(Project)
        .scalar_subquery()
    )
    return (
        about_trade(fact, Clock.due_at, centre=True, episode=Clock.due_on, due_on=Clock.due_on, bonds=count)
        .join(TradeBond, TradeBond.project_id == Project.id)
        .join(Clock, _runs(Clock, TradeBond))
        .where(TradeBond.kept_at.is_(None), _late(Clock, now))
    )


def _account(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find pairs of bidders of one lot whose bonds came from one account or one payer; the pair is the episode."""
    first, second = (_Paid() for _ in range(2))
    payer = aliased(Party)
    found = about_lot(
        fact,
        second.moved.at,
        episode=second.offer.id,
        first_bidder=first.bidder.name,
        second_bidder=second.bidder.name,
        paid_by=payer.name,
    )
    for one in (first, second):
        found = one.joined(found)
    return found.join(payer, payer.id == second.moved.payer_id).where(
        first.offer.id < second.offer.id,
        first.bidder.id != second.bidder.id,
        or_(first.moved.payer_id == second.moved.payer_id, first.moved.from_account_id == second.moved.from_account_id),
        goes_on(),
    )


class _Paid:
    """An offer of a lot with its bidder, its bond, and the movement by which that was paid."""

    def __init__(self) -> None:
        self.offer, self.bidder, self.bid = aliased(Offer), aliased(Bidder), aliased(SealedBid)
        self.bond, self.moved = aliased(TradeBond), aliased(Movement)

    def joined(self, found: Findings) -> Findings:
        """Join all of it to findings about lots."""
        return (
            found.join(self.offer, self.offer.lot_id == Lot.id)
            .join(self.bidder, self.bidder.id == self.offer.bidder_id)
            .join(self.bid, self.bid.id == self.offer.bid_id)
            .join(self.bond, and_(self.bond.project_id == Project.id, self.bond.pass_hash == self.bid.pass_hash))
            .join(self.moved, self.moved.id == self.bond.movement_id)
        )


def _basic(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find bonds from an account that is not the bidder's basic one, where that is known."""
    paid, account, payer = _Paid(), aliased(Account), aliased(Party)
    mine = (
        Account.party_id == paid.bidder.party_id,
        Account.account_kind == str(AccountKind.BASIC),
        or_(Account.opened_on.is_(None), Account.opened_on <= paid.moved.booked_on),
        or_(Account.closed_on.is_(None), Account.closed_on >= paid.moved.booked_on),
    )
    known = select(Account.id).where(*mine).correlate(paid.bidder, paid.moved)
    return (
        paid.joined(
            about_lot(
                fact,
                paid.moved.at,
                episode=paid.offer.id,
                bidder=paid.bidder.name,
                paid_by=payer.name,
                account=account.number,
            )
        )
        .join(account, account.id == paid.moved.from_account_id)
        .join(payer, payer.id == paid.moved.payer_id)
        .where(known.exists(), account.id.not_in(known), goes_on())
    )


BONDS = (
    condition(
        "T07.refund",
        N_("Bid bonds sent back late"),
        N_("Implementing Regulations of the Bidding Law, art. 57 and 66; of the Government Procurement Law, art. 33"),
        YELLOW,
        _refund,
        N_(
            "Bid bonds go back within five days of the contract, in a procurement within five working days of the award, to its winner "
            "of the contract. Money that stays is somebody's credit. Ask the centre for the bank's statement, and pay the interest."
        ),
        honest=N_(
            "Sent back on the last day and entered later; a bond that is kept because its bidder gave the award up."
        ),
        nature=Nature.BREACH,
        wakes_on=frozenset(
            {
                "trade.contracted",
                "trade.awarded",
                "trade.stopped",
                "trade.failed",
                "trade.bond_refunded",
                "trade.bond_kept",
            }
        )
        | {TICK},
        tick=Tick(Clock.due_at, Clock.stopped_at.is_(None)),
    ),
    condition(
        "T13.account",
        N_("Bonds of two bidders from one account"),
        N_("Implementing Regulations of the Bidding Law, art. 40"),
        RED,
        _account,
        N_(
            "The bonds of two bidders of one lot came from one account or one payer: by law they count as colluding. A lead, not a "
            "finding: ask the bank for both slips, and look at what else the two share."
        ),
        honest=N_(
            "One company that bids for two lots, and two companies that pay from accounts of their own at one bank."
        ),
        wakes_on=BOOKED,
    ),
    condition(
        "T13.basic",
        N_("Bond not paid from the bidder's basic account"),
        N_("Implementing Regulations of the Bidding Law, art. 26"),
        YELLOW,
        _basic,
        N_(
            "A bond that is paid in money comes from the bidder's basic account. Another's account points to a bidder who lends its "
            "name. Ask whose account it is, and who pays for the bidder's staff."
        ),
        honest=N_("A bidder who changed its basic account before it paid; and one whose basic account nobody knows."),
        wakes_on=BOOKED,
    ),
)
