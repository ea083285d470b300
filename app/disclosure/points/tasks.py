"""D01 and D02: what was due and is not public, and what never was."""

from datetime import datetime, timedelta

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from app.disclosure.models import DisclosingBody, DisclosureDuty, DisclosureItem, DisclosureTask
from app.disclosure.words import DisclosureKind
from app.kernel.calendar import DUE_MOVED
from app.kernel.places import Organisation
from app.kernel.points import TICK, Findings, Limits, Parameter, Point, Severity, Tick, findings
from app.kernel.words import N_
from app.ledgers.words import Cadence

BASIS = N_(
    "Organic Law of Villagers' Committees, art. 30, 31; Regulations on Disclosure of Government Information, "
    "art. 26; Budget Law, art. 14; Rural Collective Economic Organisations Law, art. 45"
)
NEVER = N_(
    "Regulations on Disclosure of Government Information, art. 20, 21; Organic Law of Villagers' Committees, art. 30"
)
OPENED = frozenset({"disclosure.task_met", "disclosure.task_opened", DUE_MOVED, TICK})
RUNNING = Tick(DisclosureTask.due_at, DisclosureTask.met_at.is_(None))


def _task(fact: str) -> Findings:
    return (
        findings(
            kind=DisclosureTask.kind,
            subject=DisclosureTask.id,
            county=DisclosureTask.county,
            organisation=DisclosureTask.organisation_id,
            moment=DisclosureTask.due_at,
            fact=fact,
            organisation_name=Organisation.name,
            duty=DisclosureDuty.title,
            period=DisclosureTask.period,
            due_on=DisclosureTask.due_on,
            basis=DisclosureDuty.basis,
        )
        .select_from(DisclosureTask)
        .join(DisclosureDuty, DisclosureDuty.id == DisclosureTask.duty_id)
        .join(Organisation, Organisation.id == DisclosureTask.organisation_id)
    )


def _overdue(now: datetime, limits: Limits) -> Findings:
    """Find tasks whose last day, grace included, has passed without a published item."""
    return _task(N_("Not published by its day")).where(DisclosureTask.met_at.is_(None), DisclosureTask.due_at < now)


def _again(now: datetime, limits: Limits) -> Findings:
    """Find open late tasks of an organisation that missed the same duty often within the window."""
    other = aliased(DisclosureTask)
    missed = (
        select(func.count())
        .select_from(other)
        .where(
            other.duty_id == DisclosureTask.duty_id,
            other.organisation_id == DisclosureTask.organisation_id,
            other.due_at > now - timedelta(days=limits["window"]),
            other.due_at < now,
            or_(other.met_at.is_(None), other.met_late.is_(True)),
        )
        .correlate(DisclosureTask)
        .scalar_subquery()
    )
    return _task(N_("Not published by its day again and again")).where(
        DisclosureTask.met_at.is_(None), DisclosureTask.due_at < now, missed >= limits["misses"]
    )


def _never(now: datetime, limits: Limits) -> Findings:
    """Find organisations with periodic duties under which they have never published anything."""
    own = or_(
        DisclosureDuty.unit_kind == DisclosingBody.unit_kind,
        and_(
            DisclosureDuty.unit_kind == str(DisclosureKind.PARTY),
            DisclosingBody.unit_kind == str(DisclosureKind.VILLAGE),
        ),
    )
    shown = exists().where(
        DisclosureItem.organisation_id == DisclosingBody.organisation_id,
        DisclosureItem.duty_id == DisclosureDuty.id,
        DisclosureItem.published_at.is_not(None),
    )
    asked = exists().where(
        DisclosureTask.duty_id == DisclosureDuty.id,
        DisclosureTask.due_at < now,
        DisclosureTask.organisation_id == DisclosingBody.organisation_id,
    )
    never = (
        select(func.count())
        .select_from(DisclosureDuty)
        .where(
            own,
            DisclosureDuty.county == DisclosingBody.county,
            DisclosureDuty.active.is_(True),
            DisclosureDuty.cadence != str(Cadence.EVENT),
            asked.correlate(DisclosureDuty, DisclosingBody),
            ~shown.correlate(DisclosureDuty, DisclosingBody),
        )
        .correlate(DisclosingBody)
        .scalar_subquery()
    )
    return (
        findings(
            kind=DisclosingBody.kind,
            subject=DisclosingBody.id,
            county=DisclosingBody.county,
            organisation=DisclosingBody.organisation_id,
            moment=DisclosingBody.active_at,
            fact=N_("Duties under which nothing was ever published"),
            organisation_name=Organisation.name,
            count=never,
        )
        .select_from(DisclosingBody)
        .join(Organisation, Organisation.id == DisclosingBody.organisation_id)
        .where(DisclosingBody.active_at < now - timedelta(days=limits["days"]), never > 0)
    )


TASK_POINTS = (
    Point(
        code="D01.overdue",
        title=N_("Disclosure overdue"),
        basis=BASIS,
        severity=Severity.YELLOW,
        find=_overdue,
        explanation=N_(
            "The last day of a duty to publish, with the county's days of grace, has passed and nothing was published. "
            "The organisation's public page shows it too. Ask whether the work was not done or only not told."
        ),
        honest=N_("The last day falls into the days of grace that the county gives."),
        letter="a",
        wakes_on=OPENED,
        tick=RUNNING,
    ),
    Point(
        code="D01.again",
        title=N_("Disclosure overdue again and again"),
        basis=BASIS,
        severity=Severity.RED,
        find=_again,
        explanation=N_(
            "The same duty was missed, or met late, at least as often as the parameter says within the window, and is "
            "missed now. Somebody above the organisation must see to it."
        ),
        honest=N_("Missed once, and published in time ever since."),
        letter="b",
        wakes_on=OPENED,
        tick=RUNNING,
        parameters=(
            Parameter("misses", 2, N_("Missed periods from which on it is repeated")),
            Parameter("window", 365, N_("Days in which missed periods are counted"), N_("calendar days")),
        ),
    ),
    Point(
        code="D02.never",
        title=N_("Mandatory item never disclosed"),
        basis=NEVER,
        severity=Severity.YELLOW,
        find=_never,
        explanation=N_(
            "Some time after an organisation began to publish there are still periodic duties under which it has never "
            "published anything. It is asked every night. Duties that an event gives rise to are left out: the event may not have happened."
        ),
        honest=N_("An organisation that joined two months ago and whose first periods are not over yet."),
        wakes_on=frozenset({"record.added", "record.changed"}),
        parameters=(
            Parameter(
                "days", 90, N_("Days after which every periodic duty must have been met once"), N_("calendar days")
            ),
        ),
    ),
)
