"""T12: one person leads the work of two contracts at once."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import aliased

from app.kernel.points import Findings, Limits
from app.kernel.words import N_
from app.trading.documents.contacts import ContactKind
from app.trading.models import Award, BidTrace, Candidate, Lot, TradeCompletion, TradeContract
from app.trading.points.shared import KEPT, YELLOW, about_lot, condition, goes_on

OTHER, OTHER_AWARD, OTHER_CANDIDATE = aliased(TradeContract), aliased(Award), aliased(Candidate)
OTHER_LED, OTHER_LOT = aliased(BidTrace), aliased(Lot)
"""The earlier contract of the same project manager, and what it comes from."""


def _beside_another(statement: Select[Any]) -> Select[Any]:
    """Join lots to an earlier contract, of another project, whose manager has the same identity number.

    Left out are those entered as finished by the day on which the later contract was signed.
    """
    led = str(ContactKind.MANAGER)
    finished = select(TradeCompletion.id).where(
        TradeCompletion.contract_id == OTHER.id, TradeCompletion.completed_on <= TradeContract.signed_on
    )
    return (
        statement.join(Award, Award.lot_id == Lot.id)
        .join(TradeContract, TradeContract.award_id == Award.id)
        .join(Candidate, Candidate.id == Award.candidate_id)
        .join(BidTrace, and_(BidTrace.offer_id == Candidate.offer_id, BidTrace.what == led))
        .join(
            OTHER_LED,
            and_(
                OTHER_LED.county == BidTrace.county,
                OTHER_LED.value_hash == BidTrace.value_hash,
                OTHER_LED.what == led,
                OTHER_LED.offer_id != BidTrace.offer_id,
            ),
        )
        .join(OTHER_CANDIDATE, OTHER_CANDIDATE.offer_id == OTHER_LED.offer_id)
        .join(OTHER_AWARD, OTHER_AWARD.candidate_id == OTHER_CANDIDATE.id)
        .join(OTHER_LOT, and_(OTHER_LOT.id == OTHER_AWARD.lot_id, OTHER_LOT.project_id != Lot.project_id))
        .join(OTHER, OTHER.award_id == OTHER_AWARD.id)
        .where(
            or_(
                OTHER.signed_on < TradeContract.signed_on,
                and_(OTHER.signed_on == TradeContract.signed_on, OTHER.id < TradeContract.id),
            ),
            ~finished.correlate(OTHER, TradeContract).exists(),
        )
    )


def beside_one_without_end(lot_id: int) -> Select[Any]:
    """Select the earlier contracts of the same manager whose last day is not known: nobody can tell whether they run."""
    return _beside_another(select(OTHER.id).select_from(Lot)).where(Lot.id == lot_id, OTHER.complete_by.is_(None))


def _busy(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find contracts whose project manager, by identity number, leads another that runs on the day of the signature.

    The other one runs from its signature to its planned last day, unless it is entered as finished before.
    """
    about = about_lot(
        fact,
        Award.awarded_at,
        episode=OTHER.number,
        manager=BidTrace.shown,
        contract=TradeContract.number,
        other_contract=OTHER.number,
        other_until=OTHER.complete_by,
    )
    return _beside_another(about).where(OTHER.complete_by >= TradeContract.signed_on, goes_on()).distinct()


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
