"""F03 (slow), F06 and F16: special transfers that lie still, are not used up, or are not passed on."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased

from app.funds.models import Appropriation, Charge, Movement
from app.funds.points.charged import charges, spent
from app.funds.points.shared import DAYS, YUAN
from app.funds.round_trips import stands
from app.kernel.act import local_day
from app.kernel.points import TICK, Findings, Limits, Nature, Parameter, Point, Severity, Tick, findings
from app.kernel.words import N_

OWN = Appropriation.amount - Appropriation.pass_on
"""What is to be spent where it was received."""
ADDED = frozenset({"record.added", "record.changed"})


def _transfer(fact: str, moment: Any, **evidence: Any) -> Findings:
    return findings(
        kind=Appropriation.kind,
        subject=Appropriation.id,
        county=Appropriation.county,
        organisation=Appropriation.organisation_id,
        moment=moment,
        fact=fact,
        received_on=Appropriation.received_on,
        **evidence,
    )


def _unspent(fact: str) -> tuple[Findings, Any]:
    """Begin the SELECT of transfers of bodies that charge their payments; returns it and what of each was dealt with."""
    used = spent(Charge.appropriation_id)
    paid = func.coalesce(used.c.paid, 0)
    return (
        _transfer(fact, Appropriation.received_at, total=OWN, paid=paid)
        .outerjoin(used, used.c.of == Appropriation.id)
        .where(charges(Appropriation.organisation_id)),
        paid,
    )


def _idle(now: datetime, limits: Limits) -> Findings:
    """Find transfers of which much is left and nothing was spent or sent back for half a year."""
    began, charge, moved = local_day(now) - timedelta(days=limits["days"]), aliased(Charge), aliased(Movement)
    found, paid = _unspent(N_("Nothing was spent of it for a long time"))
    recent = (
        select(charge.id)
        .join(moved, moved.id == charge.movement_id)
        .where(charge.appropriation_id == Appropriation.id, moved.booked_on >= began, stands(moved))
    )
    return found.where(
        Appropriation.received_on < began,
        Appropriation.use_from < began,
        OWN - paid >= limits["least"],
        OWN - paid >= OWN * limits["share"],
        ~exists(recent),
    )


def _slow(now: datetime, limits: Limits) -> Findings:
    """Find transfers of which a year later less than a fifth is spent."""
    on = local_day(now) - timedelta(days=limits["days"])
    found, paid = _unspent(N_("Hardly anything was spent of it in a year"))
    return found.where(
        Appropriation.received_on <= on,
        Appropriation.use_from <= on,
        limits["least"] <= OWN,
        paid < OWN * limits["share"],
    )


def _two_years(now: datetime, limits: Limits) -> Findings:
    """Find transfers that were not used up in the two whole years after the one in which they came."""
    found, paid = _unspent(N_("Left over for two whole years"))
    year = local_day(now).year
    return found.where(
        Appropriation.received_on < date(year - 2, 1, 1),
        Appropriation.use_from < date(year - 2, 1, 1),
        OWN - paid >= limits["least"],
    )


def _held(now: datetime, limits: Limits) -> Findings:
    """Find transfers of which the levels below have not received their part by its day."""
    below = aliased(Appropriation)
    sent = (
        select(below.above_id.label("of"), func.sum(below.amount).label("yuan"))
        .where(below.above_id.is_not(None))
        .group_by(below.above_id)
        .subquery()
    )
    passed = func.coalesce(sent.c.yuan, 0)
    return (
        _transfer(
            N_("Not passed on by its day"),
            Appropriation.due_at,
            due_on=Appropriation.due_on,
            total=Appropriation.pass_on,
            passed=passed,
        )
        .outerjoin(sent, sent.c.of == Appropriation.id)
        .where(Appropriation.due_on < local_day(now), Appropriation.pass_on - passed >= limits["least"])
    )


LEFT = Parameter("least", 50_000, N_("Left at the least"), YUAN)
DORMANT = N_("Budget Law, art. 42")
TRANSFERS = (
    Point(
        code="F03.idle",
        title=N_("Money that lies still"),
        basis=N_("Budget Law, art. 57 and 61"),
        severity=Severity.BLUE,
        find=_idle,
        explanation=N_(
            "Of a special transfer at least half is left, and for half a year nothing was spent of it nor sent back. Meanwhile it helps "
            "nobody. Ask what the body waits for."
        ),
        honest=N_(
            "Money that may not be spent before the harvest, and money of which something was spent in the last months."
        ),
        parameters=(
            Parameter("days", 180, N_("Without a payment"), DAYS),
            Parameter("share", 0.5, N_("Part that is left, at the least")),
            LEFT,
        ),
        nature=Nature.LEAD,
        verified=False,
    ),
    Point(
        code="F06.slow",
        title=N_("Hardly spent after a year"),
        basis=DORMANT,
        severity=Severity.YELLOW,
        find=_slow,
        explanation=N_(
            "A year after a special transfer came, less than a fifth of it was spent. Ask whether the project exists, and whether the money "
            "is needed elsewhere."
        ),
        honest=N_("A fifth was spent within the year, or the money was sent back to whoever gave it."),
        parameters=(
            Parameter("days", 365, N_("After it came"), DAYS),
            Parameter("share", 0.2, N_("Part that was spent, at the least")),
            Parameter("least", 10_000, N_("Amount at the least"), YUAN),
        ),
        nature=Nature.LEAD,
        verified=False,
    ),
    Point(
        code="F06.two_years",
        title=N_("Left over for two years"),
        basis=DORMANT,
        severity=Severity.RED,
        find=_two_years,
        explanation=N_(
            "What is left of a special transfer was not used up in the two whole years after it came. It is no longer the body's to spend: "
            "it goes back to the finance bureau. Ask for the day on which it is returned."
        ),
        honest=N_("What was left went back to the finance bureau, or came only two years ago."),
        parameters=(Parameter("least", 10_000, N_("Left at the least"), YUAN),),
        verified=False,
    ),
    Point(
        code="F16.held",
        title=N_("A transfer held by a level"),
        basis=N_("Budget Law, art. 52 and 93 (3)"),
        severity=Severity.YELLOW,
        find=_held,
        explanation=N_(
            "What belongs to the levels below was not passed on within 30 days, or by the day of the document. Towns and villages wait for "
            "money that the county has. Ask the finance bureau where it is."
        ),
        honest=N_("Passed on whole before its day, in several parts; and money that is to be spent where it came."),
        wakes_on=ADDED | {TICK},
        tick=Tick(Appropriation.due_at, Appropriation.pass_on > 0),
        parameters=(Parameter("least", 1, N_("Missing at the least"), YUAN),),
        verified=False,
    ),
)
