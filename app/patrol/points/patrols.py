"""The patrol is watched too: H04 plans that are not carried out, H08 looks that nobody can have made."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, exists, func, select
from sqlalchemy.orm import aliased

from app.kernel.points import Findings, Limits, Nature, Parameter, Point, Severity, findings
from app.kernel.words import N_
from app.patrol.models import Hall, Look, PatrolPlan, PatrolRound
from app.patrol.points.counters import DAYS
from app.patrol.words import Seen

PLAN = N_("Plan of patrols of the supervision office")


def _not_made(now: datetime, limits: Limits) -> Findings:
    """Find weeks of a plan in which too many of the rounds that were due were not made, without a reason given."""
    missed = func.sum(case((PatrolRound.finished_at.is_(None), 1), else_=0))
    weeks = (
        select(
            PatrolRound.plan_id,
            PatrolRound.week,
            func.count().label("due"),
            missed.label("missed"),
            func.max(PatrolRound.until).label("last_at"),
        )
        .where(
            PatrolRound.plan_id.is_not(None),
            PatrolRound.until < now,
            PatrolRound.until >= now - timedelta(days=limits["window"]),
            PatrolRound.excused == "",
        )
        .group_by(PatrolRound.plan_id, PatrolRound.week)
        .subquery()
    )
    return (
        findings(
            kind=PatrolPlan.kind,
            subject=PatrolPlan.id,
            county=PatrolPlan.county,
            organisation=PatrolPlan.organisation_id,
            moment=weeks.c.last_at,
            episode=weeks.c.week,
            fact=N_("Rounds that were due were not made"),
            due=weeks.c.due,
            missed=weeks.c.missed,
        )
        .join(weeks, weeks.c.plan_id == PatrolPlan.id)
        .where(weeks.c.due >= limits["least"], weeks.c.missed > weeks.c.due * limits["share"])
    )


def _begun(now: datetime, limits: Limits, *columns: Any) -> Any:
    """Return a SELECT of the rounds of each hall and office that were begun in the window, grouped."""
    return (
        select(
            PatrolRound.hall_id,
            PatrolRound.organisation_id,
            func.count().label("rounds"),
            func.max(PatrolRound.begun_at).label("last_at"),
            *columns,
        )
        .where(PatrolRound.begun_at >= now - timedelta(days=limits["window"]), PatrolRound.begun_at <= now)
        .group_by(PatrolRound.hall_id, PatrolRound.organisation_id)
        .having(func.count() >= limits["rounds"])
    )


def _of_hall(held: Any, fact: str, official: Any = None, episode: Any = None, **evidence: Any) -> Findings:
    return findings(
        kind=Hall.kind,
        subject=Hall.id,
        county=Hall.county,
        organisation=held.c.organisation_id,
        official=official,
        moment=held.c.last_at,
        episode=episode,
        fact=fact,
        rounds=held.c.rounds,
        **evidence,
    ).join(held, held.c.hall_id == Hall.id)


def _same_hour(now: datetime, limits: Limits) -> Findings:
    """Find halls that were always looked at in the same hour of the day, though they are open for many."""
    held = _begun(
        now,
        limits,
        func.min(PatrolRound.hour).label("hour"),
        func.max(PatrolRound.hour).label("last_hour"),
        func.min(PatrolRound.open_minutes).label("open_minutes"),
    ).subquery()
    return _of_hall(held, N_("Rounds always in the same hour"), episode=held.c.hour, hour=held.c.hour).where(
        held.c.hour == held.c.last_hour, held.c.open_minutes >= limits["open"]
    )


def _one_person(now: datetime, limits: Limits) -> Findings:
    """Find halls that one inspector alone looked at, though the office has others who make rounds."""
    other = aliased(PatrolRound)
    held = _begun(
        now, limits, func.min(PatrolRound.by_id).label("by_id"), func.max(PatrolRound.by_id).label("last_by")
    ).subquery()
    others = exists(
        select(other.id).where(
            other.organisation_id == held.c.organisation_id,
            other.by_id != held.c.by_id,
            other.begun_at >= now - timedelta(days=limits["window"]),
        )
    )
    return _of_hall(held, N_("Rounds always by the same person"), held.c.by_id, held.c.by_id).where(
        held.c.by_id == held.c.last_by, others
    )


def _of_patrol(fact: str, **evidence: Any) -> Findings:
    return findings(
        kind=Look.kind,
        subject=Look.id,
        county=Look.county,
        organisation=Look.patrol_id,
        official=Look.by_id,
        moment=Look.at,
        fact=fact,
        seen=Look.seen,
        **evidence,
    )


def _too_quick(now: datetime, limits: Limits) -> Findings:
    """Find looks that took less time than it takes to look."""
    return _of_patrol(N_("Look ended within seconds"), seconds=Look.seconds).where(
        Look.seconds < limits["seconds"], Look.withdrawn_at.is_(None)
    )


def _unseen(now: datetime, limits: Limits) -> Findings:
    """Find counters that were said to be manned from a desk, without a picture that shows it."""
    return _of_patrol(N_("Said to be manned without a picture")).where(
        Look.seen == str(Seen.MANNED), Look.still_id.is_(None), Look.could_show.is_(True), Look.withdrawn_at.is_(None)
    )


WINDOW = Parameter("window", 28, N_("Days that are looked at"), DAYS)
LOOKED = frozenset({"patrol.looked", "patrol.look_withdrawn"})

PATROLS = (
    Point(
        code="H04.plan",
        title=N_("Plan of patrols not carried out"),
        basis=PLAN,
        severity=Severity.YELLOW,
        find=_not_made,
        parameters=(
            Parameter("share", 0.2, N_("Part of the rounds of a week that may be missed")),
            Parameter("least", 3, N_("Rounds of the week at the least")),
            Parameter("window", 365, N_("Days that are looked at"), DAYS),
        ),
        explanation=N_(
            "In a week more than a fifth of the rounds that the plan had drawn were not made in their time, and nobody said why. "
            "A round for which a reason was given does not count. Ask the office whether the plan is too large or nobody looked."
        ),
        honest=N_("A round that could not be made, with its reason; and one missed round among many."),
    ),
    Point(
        code="H04.hour",
        title=N_("Rounds always in the same hour"),
        basis=PLAN,
        severity=Severity.BLUE,
        nature=Nature.LEAD,
        find=_same_hour,
        parameters=(
            Parameter("rounds", 5, N_("Rounds at the least")),
            Parameter("open", 240, N_("Minutes that the hall is open, at the least")),
            WINDOW,
        ),
        explanation=N_(
            "All rounds of four weeks began in the same hour of the day: whoever sits in the hall knows when to be there. Let the plan draw the times."
        ),
        honest=N_("A hall that is open for a few hours of the morning alone."),
    ),
    Point(
        code="H04.person",
        title=N_("Rounds always by the same person"),
        basis=PLAN,
        severity=Severity.BLUE,
        nature=Nature.LEAD,
        find=_one_person,
        parameters=(Parameter("rounds", 8, N_("Rounds at the least")), WINDOW),
        explanation=N_(
            "One inspector made all rounds of a hall for four weeks, though others of the office make rounds elsewhere. Let them take turns: nobody should be able to count on who looks."
        ),
        honest=N_("An office in which one person alone makes rounds."),
    ),
    Point(
        code="H08.quick",
        title=N_("Look ended within seconds"),
        basis=PLAN,
        severity=Severity.BLUE,
        nature=Nature.LEAD,
        wakes_on=LOOKED,
        find=_too_quick,
        parameters=(Parameter("seconds", 3, N_("Seconds that a look takes at the least")),),
        explanation=N_(
            "A look was recorded less than three seconds after the one before: nobody can look at a counter in that time. The inspector is watched too. A slip can be taken back with a reason."
        ),
        honest=N_("A counter that was noted by a slip of the finger and taken back; and a look that took its time."),
    ),
    Point(
        code="H08.unseen",
        title=N_("Said to be manned without a picture"),
        basis=PLAN,
        severity=Severity.BLUE,
        nature=Nature.LEAD,
        wakes_on=LOOKED,
        find=_unseen,
        explanation=N_(
            "A counter was said to be manned from a desk, and no picture shows it: the camera gave none, or none shows this counter. Whoever walks through the hall, or has a live picture alone, needs none."
        ),
        honest=N_("Somebody who walks through the hall; and a camera that gives a live picture alone."),
    ),
)
