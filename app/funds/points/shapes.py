"""F04 and F05: split payments and round trips; the table of shapes holds what to compare."""

from datetime import datetime
from typing import Any

from sqlalchemy import or_

from app.funds.models import Shape
from app.funds.words import ShapeWord
from app.kernel.points import Findings, Limits, Nature, Parameter, Point, Severity, findings
from app.kernel.words import N_

FOUND = frozenset({"funds.shape_found", "funds.shape_grown", "funds.shape_ended"})


def _about(what: ShapeWord, fact: str, **evidence: Any) -> Findings:
    return findings(
        kind=Shape.kind,
        subject=Shape.id,
        county=Shape.county,
        organisation=Shape.organisation_id,
        moment=Shape.last_at,
        fact=fact,
        steps=Shape.steps,
        total=Shape.total,
        first_at=Shape.first_at,
        last_at=Shape.last_at,
        payments=Shape.payments,
        **evidence,
    ).where(Shape.what == str(what), Shape.ended_at.is_(None))


def _split(now: datetime, limits: Limits) -> Findings:
    """Find split payments of at least so many parts, above the smallest limit that counts here."""
    return _about(ShapeWord.SPLIT, N_("Paid in parts just below a limit"), limit=Shape.limit).where(
        Shape.steps >= limits["parts"], Shape.limit >= limits["limit"]
    )


def _round_trip(now: datetime, limits: Limits) -> Findings:
    """Find round trips of an amount, with no step farther from it than so many percent; a plain refund is none."""
    return _about(ShapeWord.ROUND_TRIP, N_("Money came back to where it began"), amount=Shape.amount).where(
        Shape.amount >= limits["least"],
        Shape.percent <= limits["percent"],
        Shape.steps <= limits["steps"],
        or_(Shape.payer_id != Shape.payee_id, Shape.steps >= limits["fewest"]),
    )


SHAPES = (
    Point(
        code="F04.split",
        title=N_("Split payments"),
        basis=N_(
            "Regulation for the Implementation of the Government Procurement Law, art. 28; Tendering and Bidding Law, art. 4"
        ),
        severity=Severity.YELLOW,
        find=_split,
        explanation=N_(
            "One body paid one payee for one purpose several times within seven days of each other, each time at least "
            "70 per cent of a limit and below it, and together more. Check whether it was one purchase that should have been "
            "approved, procured or put out to tender."
        ),
        honest=N_(
            "Two payments below the limit of which one was sent back, or of a purpose of its own each; and the instalments of "
            "one contract, which each payment names."
        ),
        wakes_on=FOUND,
        parameters=(
            Parameter("parts", 2, N_("Parts at the least")),
            Parameter("limit", 300_000, N_("Smallest limit that counts"), N_("yuan")),
        ),
        nature=Nature.LEAD,
        verified=False,
    ),
    Point(
        code="F05.round_trip",
        title=N_("Money that comes back"),
        basis=N_("Law on Administrative Discipline for Public Officials, art. 33; Budget Law, art. 93"),
        severity=Severity.RED,
        find=_round_trip,
        explanation=N_(
            "Money of a public body came back to it, to one of its officers or to a company tied to one, within 90 days "
            "over at most five payments in the order of time, each within 20 per cent of the first, and through nobody who takes "
            "part in very many payments. Check contracts, deliveries and who stands behind the companies on the way."
        ),
        honest=N_(
            "A refund straight from whoever was paid, whole or in part, and a payment that the bank sent back and that was reversed."
        ),
        wakes_on=FOUND,
        parameters=(
            Parameter("least", 50_000, N_("First amount at the least"), N_("yuan")),
            Parameter("percent", 20, N_("Farthest from the first amount"), "%"),
            Parameter("steps", 5, N_("Payments at the most")),
            Parameter("fewest", 3, N_("Payments at the least where it comes back to the body itself")),
        ),
        nature=Nature.LEAD,
        verified=False,
    ),
)
