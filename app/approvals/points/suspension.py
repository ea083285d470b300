"""A4 Suspension (流程挂起): the clock may stand still only for the reasons of article 45."""

from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased

from app.approvals.logs.course import UNSTATED
from app.approvals.models import Case, Suspension, SuspensionReason
from app.approvals.points.cases import RUNNING, about_case, about_clock, clock_of, late
from app.kernel.act import local_day
from app.kernel.clocks import Clock, ClockKind
from app.kernel.points import TICK, Findings, Limits, Nature, Parameter, Point, Severity, Tick
from app.kernel.words import N_

SUSPENDED = frozenset(
    {
        "approval.suspended",
        "approval.hearing_told",
        "approval.hearing_requested",
        "approval.hearing_held",
        "approval.imported",
    }
)
RESUMED = SUSPENDED | {"approval.resumed", "approval.corrected_record", "clock.recomputed"}
DECIDED = frozenset({"approval.resumed", "approval.granted", "approval.refused", "approval.imported"})


def _suspensions(fact: str) -> Findings:
    return about_case(
        moment=Suspension.entered_at,
        fact=fact,
        official=Suspension.entered_by,
        episode=Suspension.id,
        reason=Suspension.reason,
        suspended_on=Suspension.suspended_on,
        resumed_on=Suspension.resumed_on,
    ).join(Suspension, Suspension.case_id == Case.id)


def _reason(now: datetime, limits: Limits) -> Findings:
    """Find suspensions for a reason that the closed list of article 45 does not hold."""
    # Logs of other systems may not say why; silence there proves nothing.
    listed = [*(str(reason) for reason in SuspensionReason), UNSTATED]
    return _suspensions(N_("Suspended for a reason that the law does not know")).where(Suspension.reason.not_in(listed))


def _untold(now: datetime, limits: Limits) -> Findings:
    """Find suspensions of which the applicant was not told in writing within one working day."""
    today = local_day(now)
    return (
        _suspensions(N_("Applicant not told of the suspension in time"))
        .add_columns(Suspension.told_on.label("e_told_on"), Suspension.told_due_on.label("e_told_due_on"))
        .where(
            or_(
                Suspension.told_on > Suspension.told_due_on,
                and_(Suspension.told_on.is_(None), Suspension.told_due_on < today),
            ),
            # Logs of other systems do not say what the applicant was told.
            Case.source != "import",
        )
    )


def _overrun(now: datetime, limits: Limits) -> Findings:
    """Find suspensions that last longer than was told."""
    return about_clock(ClockKind.RESUME, N_("Not resumed when the told time was over")).where(late(now))


def _many(now: datetime, limits: Limits) -> Findings:
    """Find suspensions of a case beyond the number that is usual."""
    earlier = aliased(Suspension)
    count = (
        select(func.count())
        .select_from(earlier)
        .where(earlier.case_id == Case.id, earlier.id <= Suspension.id)
        .correlate(Case, Suspension)
        .scalar_subquery()
    )
    return _suspensions(N_("Suspended again and again")).where(count > limits["max_count"])


def _long(now: datetime, limits: Limits) -> Findings:
    """Find cases suspended in all for longer than their whole statutory limit."""
    return (
        about_case(
            moment=func.coalesce(Clock.stopped_at, Clock.started_at),
            fact=N_("Suspended for longer than the whole time limit"),
            limit=Clock.limit_value,
            suspended_days=Clock.suspended_days,
        )
        .join(Clock, clock_of(ClockKind.STATUTORY))
        .where(Clock.suspended_days > Clock.limit_value, Clock.limit_unit == "wd")
    )


def _rescue(now: datetime, limits: Limits) -> Findings:
    """Find suspensions begun when the budget was all but used up; a short budget may be whole yet."""
    untouched = (
        select(Clock.id)
        .where(clock_of(ClockKind.STATUTORY), Clock.limit_value <= Suspension.remaining_days + 1)
        .correlate(Case, Suspension)
        .exists()
    )
    return (
        _suspensions(N_("Clock stopped just before it ran out"))
        .add_columns(Suspension.remaining_days.label("e_remaining_days"))
        .where(Suspension.remaining_days <= limits["remaining"], ~untouched)
    )


def _same_day(now: datetime, limits: Limits) -> Findings:
    """Find cases decided on the very day on which they were resumed: the pause was not needed."""
    # The delivery clock starts on the day of the decision.
    return _suspensions(N_("Decided on the day of resumption")).join(
        Clock, and_(clock_of(ClockKind.DELIVER), Clock.started_on == Suspension.resumed_on)
    )


def _backdated(now: datetime, limits: Limits) -> Findings:
    """Find suspensions entered days after the day from which they are said to run."""
    return (
        _suspensions(N_("Suspension entered with an earlier date"))
        .add_columns(Suspension.entry_lag.label("e_entry_lag"), Suspension.entered_on.label("e_entered_on"))
        .where(Suspension.entry_lag > limits["lag"])
    )


REASON = Point(
    code="A4.reason",
    letter="a",
    title=N_("Suspended without a legal reason"),
    basis=N_("Administrative Licensing Law, art. 45"),
    severity=Severity.RED,
    wakes_on=SUSPENDED,
    find=_reason,
    explanation=N_(
        "Only hearing, tender, auction, inspection, testing, quarantine, appraisal and expert "
        "review stop the statutory clock. Any other reason only hides the passing of time."
    ),
    honest=N_("A suspension for an inspection; and one from a log that does not say why."),
)
UNTOLD = Point(
    code="A4.untold",
    letter="b",
    title=N_("Applicant not told of the suspension"),
    basis=N_("Administrative Licensing Law, art. 45"),
    severity=Severity.RED,
    wakes_on=RESUMED | {TICK},
    find=_untold,
    tick=Tick(Suspension.told_due_on, Suspension.told_on.is_(None)),
    explanation=N_(
        "The time that a suspension needs must be told to the applicant in writing, within one"
        " working day. Here nothing was told, or too late."
    ),
    honest=N_("Entered on Friday and told on Monday, the next working day."),
)
OVERRUN = Point(
    code="A4.overrun",
    letter="c",
    title=N_("Suspension longer than told"),
    basis=N_("Administrative Licensing Law, art. 45"),
    severity=Severity.RED,
    wakes_on=RESUMED | {TICK},
    find=_overrun,
    tick=RUNNING,
    explanation=N_(
        "The working days that were told to the applicant are over and the case has not been "
        "resumed. Ask what the expert, laboratory or hearing is waiting for."
    ),
    honest=N_("Resumed on the last day that was told."),
)
MANY = Point(
    code="A4.many",
    letter="d",
    title=N_("Suspended again and again"),
    basis=N_("Administrative Licensing Law, art. 42 and 45"),
    severity=Severity.YELLOW,
    wakes_on=SUSPENDED,
    find=_many,
    nature=Nature.LEAD,
    parameters=(Parameter("max_count", 2, N_("Suspensions that are usual in a case")),),
    explanation=N_(
        "A case suspended more than twice is rarely suspended for its own sake. Look whether "
        "each suspension had its own document."
    ),
    honest=N_("A case suspended once for a hearing and once for an appraisal."),
)
LONG = Point(
    code="A4.long",
    letter="d",
    title=N_("Suspended for longer than the whole time limit"),
    basis=N_("Administrative Licensing Law, art. 42 and 45"),
    severity=Severity.YELLOW,
    wakes_on=RESUMED,
    find=_long,
    nature=Nature.LEAD,
    explanation=N_(
        "All suspensions together lasted longer than the time that the law gives for the whole"
        " case. Check whether the expert work could have been begun earlier or side by side."
    ),
    honest=N_("A pause for an appraisal that took exactly as long as the limit of the item."),
)
RESCUE = Point(
    code="A4.rescue",
    letter="e",
    title=N_("Clock stopped just before it ran out"),
    basis=N_("Administrative Licensing Law, art. 42 and 45"),
    severity=Severity.YELLOW,
    wakes_on=SUSPENDED,
    find=_rescue,
    nature=Nature.LEAD,
    version=2,
    parameters=(Parameter("remaining", 1, N_("Working days left when suspended"), N_("working days")),),
    explanation=N_(
        "The suspension began when at most one working day was left. It may have been needed, "
        "or it may only have saved the deadline."
    ),
    honest=N_(
        "An item of two days is suspended for its inspection on the very day of acceptance, when nothing is used up."
    ),
)
SAME_DAY = Point(
    code="A4.same_day",
    letter="e",
    title=N_("Decided on the day of resumption"),
    basis=N_("Administrative Licensing Law, art. 45"),
    severity=Severity.YELLOW,
    wakes_on=DECIDED,
    find=_same_day,
    nature=Nature.LEAD,
    explanation=N_(
        "The decision was taken on the day on which the clock ran again, so it was ready "
        "before. The suspension may have lasted longer than its reason."
    ),
    honest=N_("Resumed on Friday and decided on the following Monday."),
)
BACKDATED = Point(
    code="A4.backdated",
    letter="f",
    title=N_("Suspension entered with an earlier date"),
    basis=N_("Administrative Licensing Law, art. 45 and 74(2)"),
    severity=Severity.RED,
    wakes_on=SUSPENDED,
    find=_backdated,
    parameters=(Parameter("lag", 1, N_("Working days between suspension and entry"), N_("working days")),),
    explanation=N_(
        "The suspension was entered days after the day from which it is said to run. An "
        "earlier date gives back time that had already passed."
    ),
    honest=N_("The inspection began on Friday afternoon and was entered on Monday morning."),
)

SUSPENSION = (REASON, UNTOLD, OVERRUN, MANY, LONG, RESCUE, SAME_DAY, BACKDATED)
