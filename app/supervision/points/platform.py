"""Points about the platform: a clock that stands still, a calendar that is missing, a rule that is bent."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Integer, and_, literal, or_, select
from sqlalchemy.orm import aliased

from app.kernel.act import local_day, start_of_day
from app.kernel.audit import TrailRow
from app.kernel.calendar import WorkingDay
from app.kernel.clocks import Clock, ClockKind
from app.kernel.places import Level, Organisation, Region
from app.kernel.points import Findings, Limits, Nature, Parameter, Point, PointSetting, Severity, findings
from app.kernel.words import N_
from app.supervision.models import ENDED, Alert
from app.surfaces.scheduling.models import HUNG, JOB_FAILED, PAUSED, STOOD_STILL, Run

DEADLINES = {
    "A1.late": ClockKind.RECEIVE,
    "A4.overrun": ClockKind.RESUME,
    "A5.statutory": ClockKind.STATUTORY,
    "A5.promise": ClockKind.PROMISE,
    "A5.delivery": ClockKind.DELIVER,
}
"""By point, the clock that it is about."""


def _about_run(name: str, fact: str) -> Findings:
    """Find notes of the clock about itself; the government of the place answers for it."""
    return (
        findings(
            kind=Run.kind,
            subject=Run.id,
            county=Run.county,
            organisation=Organisation.id,
            moment=Run.started_at,
            fact=fact,
            until=Run.ended_at,
            fault=Run.fault,
        )
        .select_from(Run)
        .join(Organisation, and_(Organisation.county == Run.county, Organisation.parent_id.is_(None)))
        .where(Run.name == name)
    )


def _stood_still(now: datetime, limits: Limits) -> Findings:
    """Find times in which no clock ran."""
    return _about_run(STOOD_STILL, N_("The clock stood still"))


def _jumped(now: datetime, limits: Limits) -> Findings:
    """Find pauses of the clock because the time of the machine jumped."""
    return _about_run(PAUSED, N_("The time of the machine jumped"))


def _hung(now: datetime, limits: Limits) -> Findings:
    """Find leading clock processes that hung and were replaced."""
    return _about_run(HUNG, N_("A clock process hung"))


def _job_failed(now: datetime, limits: Limits) -> Findings:
    """Find jobs of the clock that fail, until they succeed again."""
    return _about_run(JOB_FAILED, N_("A job of the clock fails")).where(Run.ended_at.is_(None))


def _trail_broken(now: datetime, limits: Limits) -> Findings:
    """Find every break of a trail that the witness or the nightly verification noted."""
    return (
        findings(
            kind="trail",
            subject=TrailRow.subject_id,
            county=TrailRow.county,
            organisation=Organisation.id,
            moment=TrailRow.at,
            episode=TrailRow.place,
            fact=N_("A trail was cut or rewritten"),
            of_county=TrailRow.subject_id,
        )
        .select_from(TrailRow)
        .join(Organisation, and_(Organisation.county == TrailRow.county, Organisation.parent_id.is_(None)))
        .where(TrailRow.subject_kind == "trail", TrailRow.verb == "trail.broken")
    )


def _calendar_of(year: int) -> Findings:
    """Find cities whose working calendar lacks a year."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    held = and_(*(select(WorkingDay.day).where(WorkingDay.day == day).exists() for day in (first, last)))
    return (
        findings(
            kind=WorkingDay.kind,
            subject=literal(year, Integer),
            county=Organisation.county,
            organisation=Organisation.id,
            moment=literal(start_of_day(date(year, 1, 1)), Clock.due_at.type),
            fact=N_("The working calendar of a year is missing"),
            year=literal(year, Integer),
        )
        .select_from(Organisation)
        .join(Region, Region.code == Organisation.region_code)
        .where(Organisation.parent_id.is_(None), Region.level == str(Level.CITY), ~held)
    )


def _calendar_missing(now: datetime, limits: Limits) -> Findings:
    """Find that the calendar of the running year is missing."""
    return _calendar_of(local_day(now).year)


def _calendar_next(now: datetime, limits: Limits) -> Findings:
    """Find that the calendar of the coming year is missing late in the year."""
    today = local_day(now)
    return _calendar_of(today.year + 1 if today.month >= limits["from_month"] else today.year)


def _calendar_changed(now: datetime, limits: Limits) -> Findings:
    """Find every import of a working calendar: it may move deadlines."""
    return (
        findings(
            kind="working_calendar",
            subject=TrailRow.subject_id,
            county=TrailRow.county,
            organisation=Organisation.id,
            official=TrailRow.official_id,
            moment=TrailRow.at,
            episode=TrailRow.place,
            fact=N_("The working calendar was changed"),
            year=TrailRow.subject_id,
        )
        .select_from(TrailRow)
        .join(Organisation, and_(Organisation.county == TrailRow.county, Organisation.parent_id.is_(None)))
        .where(TrailRow.subject_kind == "working_calendar", TrailRow.verb == "calendar.imported")
    )


def _settings(fact: Any, **evidence: Any) -> Findings:
    return (
        findings(
            kind=PointSetting.kind,
            subject=PointSetting.id,
            county=PointSetting.county,
            organisation=Organisation.id,
            official=PointSetting.official_id,
            moment=PointSetting.from_at,
            fact=fact,
            point=PointSetting.point,
            name=PointSetting.name,
            value=PointSetting.value,
            reason=PointSetting.reason,
            **evidence,
        )
        .select_from(PointSetting)
        .join(Organisation, and_(Organisation.county == PointSetting.county, Organisation.parent_id.is_(None)))
    )


def _setting_changed(now: datetime, limits: Limits) -> Findings:
    """Find every change of a threshold."""
    return _settings(PointSetting.point + " · " + PointSetting.name)


def _setting_hides(now: datetime, limits: Limits) -> Findings:
    """Find changes by which alerts of the place that were open no longer stand."""
    fact = PointSetting.point + " · " + PointSetting.name
    return _settings(fact, hides=PointSetting.hides).where(PointSetting.hides > 0)


WATCHED = aliased(Alert)
"""One alias for every call: a narrowing made from one SELECT must fit the next."""


def _closed_early(now: datetime, limits: Limits) -> Findings:
    """Find alerts about a deadline that were closed while that very clock of the case ran on, late."""
    watched = WATCHED
    return (
        findings(
            kind=Alert.kind,
            subject=watched.id,
            county=watched.county,
            organisation=watched.organisation_id,
            official=watched.assigned_to,
            moment=watched.closed_at,
            fact=watched.text,
            point=watched.point,
            verdict=watched.verdict,
            due_on=Clock.due_on,
        )
        .select_from(watched)
        .join(
            Clock,
            and_(
                Clock.subject_kind == watched.subject_kind,
                Clock.subject_id == watched.subject_id,
                Clock.stopped_at.is_(None),
                Clock.due_at < watched.closed_at,
            ),
        )
        .where(
            watched.state.in_(ENDED),
            or_(*(and_(watched.point == code, Clock.what == str(what)) for code, what in DEADLINES.items())),
        )
    )


PLATFORM_POINTS = (
    Point(
        code="PR.clock_stood_still",
        title=N_("The clock stood still"),
        basis=N_("Electronic supervision must run without interruption"),
        severity=Severity.RED,
        wakes_on=frozenset({STOOD_STILL}),
        find=_stood_still,
        explanation=N_(
            "For some time no clock process ran, so deadlines were not watched. What had "
            "passed meanwhile has been found afterwards; ask the operator for the cause."
        ),
        honest=N_("The machine's time was set right and the clock paused meanwhile: a pause is noted as such."),
    ),
    Point(
        code="PR.clock_jumped",
        title=N_("The time of the machine jumped"),
        basis=N_("Electronic supervision must run without interruption"),
        severity=Severity.RED,
        wakes_on=frozenset({PAUSED, "clock.resumed"}),
        find=_jumped,
        explanation=N_(
            "The machine's time differed from the database's or jumped by more than five "
            "minutes, so the clock paused instead of raising false alerts. Set the time right,"
            " then let it run again."
        ),
        honest=N_("The machine was restarted for maintenance: the clock stood still, its time did not jump."),
    ),
    Point(
        code="PR.clock_hung",
        title=N_("A clock process hung"),
        basis=N_("Electronic supervision must run without interruption"),
        severity=Severity.YELLOW,
        wakes_on=frozenset({HUNG}),
        find=_hung,
        explanation=N_(
            "The leading clock process gave no sign of life for a minute, though it was still "
            "there. Another took its place, and nothing was lost. Ask the operator to look at the"
            " process and to end it."
        ),
        honest=N_("The clock process was ended properly and another took over."),
    ),
    Point(
        code="PR.job_failed",
        title=N_("A job of the clock fails"),
        basis=N_("Electronic supervision must run without interruption"),
        severity=Severity.RED,
        wakes_on=frozenset({JOB_FAILED, "clock.job_recovered"}),
        find=_job_failed,
        explanation=N_(
            "A job of the clock, such as signing the trail or scanning, ended in a fault and has not"
            " succeeded since: what it should have done is not done. The page of the clock names the"
            " job and the fault; ask the operator. The alert ceases when the job succeeds."
        ),
        honest=N_("The trail could not be signed once and was signed at the next hour: the job works again."),
    ),
    Point(
        code="PR.trail_broken",
        title=N_("A trail was cut or rewritten"),
        basis=N_("The trail is append-only"),
        severity=Severity.RED,
        wakes_on=frozenset({"trail.broken"}),
        find=_trail_broken,
        explanation=N_(
            "Rows of the trail are no longer those that were written: somebody who rules the "
            "database changed, cut or replaced them. Let nobody work on the database, keep a copy"
            " of it, and have the trail of the named county verified (flask trail verify)."
        ),
        honest=N_("The trail was exported for an audit: it was read, not changed."),
    ),
    Point(
        code="PR.calendar_missing",
        title=N_("The working calendar of this year is missing"),
        basis=N_("Administrative Licensing Law, art. 82"),
        severity=Severity.RED,
        find=_calendar_missing,
        explanation=N_(
            "Deadlines are counted in working days, and the calendar of this year is not "
            "there, so no deadline can be set. Import the State Council's notice."
        ),
        honest=N_("A county without a calendar of its own: it counts by that of its city."),
    ),
    Point(
        code="PR.calendar_next",
        title=N_("The working calendar of next year is missing"),
        basis=N_("Administrative Licensing Law, art. 82"),
        severity=Severity.YELLOW,
        find=_calendar_next,
        parameters=(Parameter("from_month", 12, N_("Month from which it is missed")),),
        explanation=N_(
            "The State Council publishes the holidays of the next year in November. Deadlines "
            "that reach into it cannot be set before the notice is imported."
        ),
        honest=N_("Autumn, before the State Council has published the next year's holidays."),
    ),
    Point(
        code="PR.calendar_changed",
        title=N_("The working calendar was changed"),
        basis=N_("Changes of supervision rules are open"),
        severity=Severity.BLUE,
        nature=Nature.LEAD,
        wakes_on=frozenset({"calendar.imported"}),
        find=_calendar_changed,
        explanation=N_(
            "A working calendar was imported. A day off more gives every open case a day more: "
            "compare it with the State Council's notice."
        ),
        honest=N_("Another list was imported under the year's number."),
    ),
    Point(
        code="PR.setting_changed",
        title=N_("A threshold was changed"),
        basis=N_("Changes of supervision rules are open"),
        severity=Severity.BLUE,
        wakes_on=frozenset({"point.set"}),
        find=_setting_changed,
        nature=Nature.LEAD,
        explanation=N_(
            "Somebody changed a parameter of a monitoring point, or switched it. The history "
            "is kept; look at the reason that he gave."
        ),
        honest=N_("Somebody looked at a threshold and left it as it was."),
    ),
    Point(
        code="PR.setting_hides",
        title=N_("A change of a threshold makes open alerts vanish"),
        basis=N_("Changes of supervision rules are open"),
        severity=Severity.RED,
        wakes_on=frozenset({"point.set"}),
        find=_setting_hides,
        version=2,
        explanation=N_(
            "A point's parameter was changed, or the point switched off, and alerts that were "
            "open in the place would not be raised any more. That may hide what is overdue: "
            "the number stands below. The open alerts stay; ask for the reason."
        ),
        honest=N_(
            "A threshold is made stricter while alerts are open: every one of them still stands, and more may come; or it is changed after every alert of the point has been closed."
        ),
    ),
    Point(
        code="PR.closed_early",
        title=N_("Alert closed while the case is still late"),
        basis=N_("An alert ends with its cause"),
        severity=Severity.YELLOW,
        wakes_on=frozenset({"alert.closed", "alert.false_alarm", "alert.accountability"}),
        find=_closed_early,
        nature=Nature.LEAD,
        version=2,
        explanation=N_(
            "The alert was closed although the deadline that it is about goes on being missed. Ask the inspector why."
        ),
        honest=N_(
            "The alert about the promise was closed after the promise was met, while another clock of the case ran on."
        ),
    ),
)
