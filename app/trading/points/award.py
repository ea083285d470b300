"""T33 to T35: the award, the showing of candidates, the contract and what is paid for it."""

from datetime import datetime
from typing import Any

from sqlalchemy import and_, case, func, or_, select

from app.funds.models import Movement
from app.kernel.act import local_day
from app.kernel.points import TICK, Findings, Limits, Nature, Parameter, Tick
from app.kernel.words import N_
from app.trading.models import Award, Candidate, Lot, Offer, Project, TradeContract
from app.trading.points.shared import RED, YELLOW, about_lot, about_trade, condition, goes_on
from app.trading.words import TradeState

UNSHOWN = Project.state == str(TradeState.RANKED)
AWAITED = Project.state == str(TradeState.AWARDED)
"""A trade that stands still waits for nobody's signature."""


def _not_first(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find awards that pass over a candidate for whom no ground is recorded: one ground explains one candidate."""
    return (
        about_lot(fact, Award.awarded_at, rank=Candidate.rank, ground=Award.ground, reason=Award.reason)
        .join(Award, Award.lot_id == Lot.id)
        .join(Candidate, Candidate.id == Award.candidate_id)
        .where(Candidate.rank > case((Award.ground.is_(None), 1), else_=2))
    )


def _shown_late(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find candidates that are not published in the days that the law gives, or were later."""
    return about_trade(fact, Project.ranked_at, due_on=Project.show_due_on, shown_from=Project.shown_from).where(
        or_(and_(UNSHOWN, Project.show_due_on < local_day(now)), Project.shown_from > Project.show_due_on), goes_on()
    )


def _late(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find awards without a contract in the days that the law gives, or with a later one."""
    signed = TradeContract.signed_on
    return (
        about_lot(
            fact, Award.awarded_at, due_on=Award.contract_due_on, signed_on=signed, reason=TradeContract.late_reason
        )
        .join(Award, Award.lot_id == Lot.id)
        .outerjoin(TradeContract, TradeContract.award_id == Award.id)
        .where(
            or_(
                and_(TradeContract.id.is_(None), AWAITED, Award.contract_due_on < local_day(now)),
                signed > Award.contract_due_on,
            )
        )
    )


def _price(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find contracts over another amount than the bid."""
    return _contracts(fact, amount=TradeContract.amount, price=Offer.price).where(TradeContract.amount != Offer.price)


def _paid(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find contracts for which more was paid than they are over; what was taken back is not counted."""
    signed = case((Movement.reverses_id.is_(None), Movement.amount), else_=-Movement.amount)
    paid = (
        select(func.coalesce(func.sum(signed), 0))
        .where(Movement.subject_kind == TradeContract.kind, Movement.subject_id == TradeContract.id)
        .correlate(TradeContract)
        .scalar_subquery()
    )
    return _contracts(fact, amount=TradeContract.amount, paid=paid).where(
        paid * 100 > TradeContract.amount * (100 + limits["percent"])
    )


def _bond(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find contracts whose performance bond is above the part that the law allows."""
    bond = TradeContract.performance_bond
    return _contracts(fact, amount=TradeContract.amount, performance_bond=bond).where(
        bond * 100 > TradeContract.amount * limits["percent"]
    )


def _contracts(fact: str, **evidence: Any) -> Findings:
    return (
        about_lot(fact, Award.awarded_at, contract=TradeContract.number, signed_on=TradeContract.signed_on, **evidence)
        .join(Award, Award.lot_id == Lot.id)
        .join(TradeContract, TradeContract.award_id == Award.id)
        .join(Candidate, Candidate.id == Award.candidate_id)
        .join(Offer, Offer.id == Candidate.offer_id)
    )


AWARD = (
    condition(
        "T07.performance",
        N_("Performance bond above ten percent of the contract"),
        N_("Implementing Regulations of the Bidding Law, art. 58"),
        YELLOW,
        _bond,
        N_(
            "A performance bond is at most ten percent of the contract. A high one is a loan that the winner gives, or keeps a small winner "
            "from signing. Have what is too much given back."
        ),
        honest=N_("A bond of exactly ten percent; and a contract without any."),
        nature=Nature.BREACH,
        wakes_on=frozenset({"trade.lot_contracted"}),
        parameters=(Parameter("percent", 10, N_("Of the contract, at the most"), "%"),),
    ),
    condition(
        "T33.not_first",
        N_("Award passes over a candidate without a ground"),
        N_("Implementing Regulations of the Bidding Law, art. 55 and 73"),
        RED,
        _not_first,
        N_(
            "The first candidate gets the contract, the next one only on a ground of the law that is recorded for whoever is passed "
            "over. Here a candidate was passed over for whom no ground stands there. Ask the buyer for the papers."
        ),
        honest=N_("The first candidate gave the award up, which is recorded, and the second one got it."),
        nature=Nature.BREACH,
        wakes_on=frozenset({"trade.lot_awarded"}),
    ),
    condition(
        "T33.shown_late",
        N_("Candidates published late"),
        N_("Implementing Regulations of the Bidding Law, art. 54"),
        YELLOW,
        _shown_late,
        N_(
            "Candidates are published within three days of the evaluation report. In the meantime only a few know who leads. Ask the "
            "buyer what happened in these days, and whether the report was changed."
        ),
        honest=N_("Published on the third day after the report; and a tender that was stopped after it."),
        nature=Nature.BREACH,
        wakes_on=frozenset({"trade.ranked", "trade.shown", "trade.stopped", TICK}),
        tick=Tick(Project.show_due_on, UNSHOWN),
    ),
    condition(
        "T34.late",
        N_("Contract signed late or not at all"),
        N_("Bidding Law, art. 46"),
        YELLOW,
        _late,
        N_(
            "The contract is signed within thirty days of the award. Later, terms are negotiated that nobody bid for, or a winner is worn "
            "down. Look at the reason, and compare the contract with the bid."
        ),
        honest=N_("Signed on the thirtieth day and entered some days later."),
        nature=Nature.BREACH,
        wakes_on=frozenset({"trade.lot_awarded", "trade.lot_contracted", TICK}),
        tick=Tick(Award.contract_due_on),
    ),
    condition(
        "T35.price",
        N_("Contract over another amount than the bid"),
        N_("Bidding Law, art. 46 and 59"),
        RED,
        _price,
        N_(
            "The contract of a tender is over the amount of the bid that won. The platform enters no other; the amount of this one was "
            "changed afterwards. Compare the signed paper, the trail and the database."
        ),
        honest=N_("A contract over exactly the amount that was read out."),
        nature=Nature.BREACH,
        wakes_on=frozenset({"trade.lot_contracted"}),
    ),
    condition(
        "T35.paid",
        N_("More paid than the contract is over"),
        N_("Bidding Law, art. 46; Implementing Regulations, art. 57"),
        YELLOW,
        _paid,
        N_(
            "The movements of money that name a contract come to more than it is over. Works were added without a tender, or somebody was "
            "paid twice. Ask for the final account and every change of the contract."
        ),
        honest=N_("Paid in parts up to the last cent; and a payment too much that was taken back."),
        wakes_on=frozenset({"trade.lot_contracted", "trade.paid"}),
        parameters=(Parameter("percent", 0, N_("Above the contract by more than"), "%"),),
    ),
)
