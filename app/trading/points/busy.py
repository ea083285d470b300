"""T12: one person leads the work of two contracts at once."""

from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import aliased

from app.kernel.points import Findings, Limits
from app.kernel.words import N_
from app.trading.documents.contacts import ContactKind
from app.trading.models import Award, BidTrace, Candidate, Lot, TradeCompletion, TradeContract
from app.trading.points.shared import KEPT, YELLOW, about_lot, condition, goes_on


def _busy(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find contracts whose project manager, by identity number, leads another that runs on the day of the signature.

    The other one runs from its signature to its planned last day, unless it is entered as finished before.
    """
    contract, award, candidate, named = TradeContract, Award, Candidate, BidTrace
    other, other_award, other_candidate, other_named, other_lot = (
        aliased(TradeContract),
        aliased(Award),
        aliased(Candidate),
        aliased(BidTrace),
        aliased(Lot),
    )
    finished = select(TradeCompletion.id).where(
        TradeCompletion.contract_id == other.id, TradeCompletion.completed_on <= contract.signed_on
    )
    led: Any = str(ContactKind.MANAGER)
    return (
        about_lot(
            fact,
            award.awarded_at,
            episode=other.number,
            manager=named.shown,
            contract=contract.number,
            other_contract=other.number,
            other_until=other.complete_by,
        )
        .join(award, award.lot_id == Lot.id)
        .join(contract, contract.award_id == award.id)
        .join(candidate, candidate.id == award.candidate_id)
        .join(named, and_(named.offer_id == candidate.offer_id, named.what == led))
        .join(
            other_named,
            and_(
                other_named.county == named.county,
                other_named.value_hash == named.value_hash,
                other_named.what == led,
                other_named.offer_id != named.offer_id,
            ),
        )
        .join(other_candidate, other_candidate.offer_id == other_named.offer_id)
        .join(other_award, other_award.candidate_id == other_candidate.id)
        .join(other_lot, and_(other_lot.id == other_award.lot_id, other_lot.project_id != Lot.project_id))
        .join(other, other.award_id == other_award.id)
        .where(
            or_(
                other.signed_on < contract.signed_on,
                and_(other.signed_on == contract.signed_on, other.id < contract.id),
            ),
            other.complete_by >= contract.signed_on,
            ~finished.correlate(other, contract).exists(),
            goes_on(),
        )
        .distinct()
    )


BUSY = (
    condition(
        "T12.busy",
        N_("One person leads two contracts at once"),
        N_("Bidding Law, art. 27; Rules for Registered Constructors, art. 21"),
        YELLOW,
        _busy,
        N_(
            "On the day on which this contract was signed its project manager, by identity number, led another contract that was not "
            "finished by its own last day. Ask on which site the person works, and whether the buyer agreed to a change."
        ),
        honest=N_(
            "The other contract was entered as finished before, or its last day had passed; two lots of one project; and another person "
            "of the same name."
        ),
        wakes_on=KEPT | {"trade.lot_contracted", "trade.stopped"},
        verified=False,
    ),
)
