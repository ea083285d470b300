"""A5 Overtime (办理超时): statutory, promised, step and delivery limits; and haste where care is due."""

from datetime import datetime

from sqlalchemy import and_, or_, select

from app.approvals.models import Case, Extension
from app.approvals.points.cases import RUNNING, about_case, about_clock, clock_of, late, running_late
from app.kernel.clocks import Clock, ClockKind
from app.kernel.flows.models import FlowStep, StepKind, StepVisit
from app.kernel.points import TICK, Findings, Limits, Nature, Parameter, Point, Severity, Tick
from app.kernel.words import N_
from app.powers.models import PowerVersion

ENDS = frozenset(
    {
        "approval.granted",
        "approval.refused",
        "approval.returned",
        "approval.withdrawn",
        "approval.transferred",
        "approval.imported",
        "approval.corrected_record",
        "approval.reopened",
    }
)
MOVES = ENDS | {
    "approval.accepted",
    "approval.deemed_accepted",
    "approval.suspended",
    "approval.resumed",
    "approval.extended",
    "approval.hearing_told",
    "approval.hearing_requested",
    "approval.hearing_held",
    "clock.recomputed",
}


def _statutory(now: datetime, limits: Limits) -> Findings:
    """Find cases decided after the statutory limit, or still open after it."""
    return about_clock(
        ClockKind.STATUTORY,
        N_("Statutory limit exceeded"),
        accepted_on=Case.accepted_on,
        decided_at=Case.decided_at,
        suspended_days=Clock.suspended_days,
        extension=Clock.extension,
        observed_until=Case.observed_until,
    ).where(late(now))


def _promise(now: datetime, limits: Limits) -> Findings:
    """Find cases decided after the promised limit, or still open after it."""
    return about_clock(
        ClockKind.PROMISE, N_("Promised limit exceeded"), accepted_on=Case.accepted_on, decided_at=Case.decided_at
    ).where(late(now))


def _promise_long(now: datetime, limits: Limits) -> Findings:
    """Find open cases whose promised limit passed more than some working days ago."""
    return about_clock(ClockKind.PROMISE, N_("Promised limit exceeded by days"), accepted_on=Case.accepted_on).where(
        running_late(limits["days_ago"])
    )


def _step(now: datetime, limits: Limits) -> Findings:
    """Find steps left after their limit, or not left yet."""
    return (
        about_case(
            moment=Clock.due_at,
            fact=N_("Step limit exceeded"),
            episode=Clock.id,
            official=StepVisit.official_id,
            step=StepVisit.name,
            due_on=Clock.due_on,
            opened_at=StepVisit.opened_at,
            closed_at=StepVisit.closed_at,
            limit=Clock.limit_value,
            unit=Clock.limit_unit,
        )
        .join(Clock, clock_of(ClockKind.STEP))
        .outerjoin(StepVisit, StepVisit.id == Clock.step_id)
        .where(late(now))
    )


def _delivery(now: datetime, limits: Limits) -> Findings:
    """Find decisions delivered later than ten working days after they were taken, or not yet."""
    return about_clock(
        ClockKind.DELIVER,
        N_("Decision not delivered in time"),
        decided_at=Case.decided_at,
        delivered_at=Case.delivered_at,
    ).where(late(now))


def _near(now: datetime, limits: Limits) -> Findings:
    """Find open cases that fall due on this or the next working day."""
    return (
        about_clock(ClockKind.STATUTORY, N_("Statutory limit ends soon"), accepted_on=Case.accepted_on)
        .add_columns(Clock.warn_at.label("e_warn_at"))
        .where(Clock.stopped_at.is_(None), Case.observed_until.is_(None), Clock.warn_at <= now, Clock.due_at >= now)
    )


def _extension(now: datetime, limits: Limits) -> Findings:
    """Find limits extended after they had run out, or without the head's approval."""
    return (
        about_case(
            moment=Extension.extended_at,
            fact=N_("Extended too late or without approval"),
            episode=Extension.id,
            days=Extension.days,
            approved_by=Extension.approved_by,
            after_due=Extension.after_due,
            told_on=Extension.told_on,
        )
        .join(Extension, Extension.case_id == Case.id)
        .where(
            or_(
                Extension.after_due.is_(True),
                # Logs of other systems do not say who approved.
                and_(Extension.approved_by.is_(None), Case.source != "import"),
            )
        )
    )


def _instant(now: datetime, limits: Limits) -> Findings:
    """Find decisions taken within minutes of acceptance although the path has steps of review."""
    reviewed = (
        select(FlowStep.id)
        .where(FlowStep.version_id == Case.flow_version_id, FlowStep.node == str(StepKind.TASK))
        .correlate(Case)
        .exists()
    )
    return (
        about_case(
            moment=Case.decided_at,
            fact=N_("Decided within minutes of acceptance"),
            official=Case.decided_by,
            accepted_at=Case.accepted_at,
            seconds=Case.decision_seconds,
        )
        .join(PowerVersion, PowerVersion.id == Case.power_version_id)
        .where(
            Case.decided_at.is_not(None),
            Case.decision_seconds < limits["seconds"],
            PowerVersion.instant.is_(False),
            Case.source != "import",
            reviewed,
        )
    )


def _afterwards(now: datetime, limits: Limits) -> Findings:
    """Find cases opened online after a result on paper existed."""
    return about_case(
        moment=Case.received_at,
        fact=N_("Entered online after the result on paper"),
        paper_result_at=Case.paper_result_at,
        received_at=Case.received_at,
    ).where(Case.paper_result_at < Case.received_at)


STATUTORY = Point(
    code="A5.statutory",
    letter="a",
    title=N_("Handled past the statutory limit"),
    basis=N_("Administrative Licensing Law, art. 42 and 74(2)"),
    severity=Severity.RED,
    wakes_on=MOVES | {TICK},
    tick=RUNNING,
    find=_statutory,
    explanation=N_(
        "A licence must be decided within twenty working days of acceptance, or the limit of "
        "its own law; suspensions under article 45 are not counted. Here the limit passed "
        "before the decision. Look in the timeline at which step the time was lost."
    ),
    honest=N_("Decided on the last day after a suspension that is not counted."),
)
PROMISE = Point(
    code="A5.promise",
    letter="b",
    title=N_("Handled past the promised limit"),
    basis=N_("Published service promise of the item"),
    severity=Severity.YELLOW,
    wakes_on=MOVES | {TICK},
    tick=RUNNING,
    find=_promise,
    explanation=N_(
        "The organ promised the public a shorter time than the law gives, and did not keep it."
        " No breach of law yet, but of the organ's word."
    ),
    honest=N_("Decided on the last evening of the promised day."),
)
PROMISE_LONG = Point(
    code="A5.promise_long",
    letter="b",
    title=N_("Past the promised limit for days"),
    basis=N_("Published service promise of the item"),
    severity=Severity.RED,
    wakes_on=MOVES | {TICK},
    find=_promise_long,
    tick=Tick(Clock.due_at, Clock.stopped_at.is_(None), shift="days"),
    parameters=(Parameter("days", 3, N_("Working days after the promise"), N_("working days")),),
    explanation=N_(
        "The promised day passed more than three working days ago and the case is still open. "
        "The yellow card has not helped."
    ),
    honest=N_("Past the promise since Friday: only one working day, though the weekend makes it three."),
)
STEP = Point(
    code="A5.step",
    letter="c",
    title=N_("Step past its limit"),
    basis=N_("Limit of the step in the published path of the item"),
    severity=Severity.YELLOW,
    wakes_on=MOVES | {TICK, "step.opened", "step.closed", "approval.sent_back"},
    tick=RUNNING,
    find=_step,
    explanation=N_(
        "One step of the path took longer than its own limit, even if the whole is still in "
        "time. Ask the officer of that step."
    ),
    honest=N_("The step was left in time and the case waits at the next one."),
)
DELIVERY = Point(
    code="A5.delivery",
    letter="d",
    title=N_("Decision not delivered in time"),
    basis=N_("Administrative Licensing Law, art. 44"),
    severity=Severity.RED,
    wakes_on=frozenset({"approval.granted", "approval.refused", "approval.delivered", "approval.imported", TICK}),
    tick=RUNNING,
    find=_delivery,
    explanation=N_(
        "A licence must be handed over within ten working days of the decision. The decision "
        "exists, the applicant does not have it."
    ),
    honest=N_("Handed over on the tenth working day after a long holiday."),
)
NEAR = Point(
    code="A5.near",
    letter="e",
    title=N_("Statutory limit ends soon"),
    basis=N_("Administrative Licensing Law, art. 42"),
    severity=Severity.BLUE,
    wakes_on=MOVES | {TICK},
    tick=Tick(Clock.warn_at, Clock.stopped_at.is_(None)),
    find=_near,
    ceases_by_time=True,
    nature=Nature.LEAD,
    explanation=N_("One working day or less is left. A hint for the organ; nothing is wrong yet."),
    honest=N_("A case decided one day before its limit: nothing ends soon any more."),
)
EXTENSION = Point(
    code="A5.extension",
    letter="f",
    title=N_("Extended too late or without approval"),
    basis=N_("Administrative Licensing Law, art. 42"),
    severity=Severity.RED,
    wakes_on=frozenset({"approval.extended", "approval.imported"}),
    find=_extension,
    explanation=N_(
        "The limit may be extended once, by the head of the organ, before it runs out, with "
        "reasons told to the applicant. This extension came too late or nobody approved it."
    ),
    honest=N_("Extended by the head one day before the limit ran out."),
)
INSTANT = Point(
    code="A5.instant",
    letter="g",
    title=N_("Decided within minutes"),
    basis=N_("Administrative Licensing Law, art. 34 and 74(2)"),
    severity=Severity.YELLOW,
    wakes_on=frozenset({"approval.granted", "approval.refused"}),
    find=_instant,
    nature=Nature.LEAD,
    parameters=(Parameter("seconds", 120, N_("Fewest seconds from acceptance to decision"), N_("seconds")),),
    explanation=N_(
        "The path of this item has steps of review, yet the decision came within minutes: "
        "nobody can have read the papers. Perhaps the work was done before and entered "
        "afterwards."
    ),
    honest=N_("An item that is published as handled at once, decided within a minute."),
)
AFTERWARDS = Point(
    code="A5.afterwards",
    letter="h",
    title=N_("Entered online after the result on paper"),
    basis=N_("Administrative Licensing Law, art. 74(2)"),
    severity=Severity.YELLOW,
    wakes_on=frozenset({"approval.submitted", "approval.imported", "approval.corrected_record", "approval.granted"}),
    find=_afterwards,
    nature=Nature.LEAD,
    explanation=N_(
        "A result on paper is older than the case online, so the online case is only a copy "
        "made afterwards, and its clocks prove nothing."
    ),
    honest=N_("The paper result was issued on the day on which the online case had already been opened."),
)

OVERTIME = (STATUTORY, PROMISE, PROMISE_LONG, STEP, DELIVERY, NEAR, EXTENSION, INSTANT, AFTERWARDS)
