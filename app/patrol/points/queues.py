"""What tickets and cameras say: H02 waiting, H03 cameras, H05 ratings."""

from datetime import datetime, timedelta

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from app.kernel.db import days_after
from app.kernel.points import Findings, Limits, Nature, Parameter, Point, Severity, findings
from app.kernel.words import N_
from app.patrol.models import Camera, Counter, CounterRating, HallClosure, QueueTicket, Roster
from app.patrol.points.counters import A_DAY, DAYS, MINUTES
from app.patrol.words import AT_THE_COUNTER

SERVICE = N_("Regulation on Improving the Business Environment, art. 36")
AT = tuple(sorted(str(word) for word in AT_THE_COUNTER))


def _waiting(now: datetime, limits: Limits) -> Findings:
    """Find lines of a roster during which citizens waited long for the very counter that called and served nobody."""
    waiting, busy, away = aliased(QueueTicket), aliased(QueueTicket), aliased(Roster)
    until = days_after(waiting.taken_at, limits["minutes"] / A_DAY)
    held = (
        select(
            Roster.id.label("roster_id"),
            func.count().label("tickets"),
            func.min(waiting.taken_at).label("first_at"),
            func.max(waiting.waited).label("longest"),
        )
        .select_from(Roster)
        .join(Counter, Counter.id == Roster.counter_id)
        .join(
            waiting,
            and_(
                waiting.counter_id == Roster.counter_id,
                waiting.taken_at >= Roster.from_at,
                until <= Roster.to_at,
                waiting.waited >= limits["minutes"],
            ),
        )
        .where(
            Roster.what.in_(AT),
            Roster.from_at >= now - timedelta(days=limits["window"]),
            ~exists(
                select(busy.id).where(
                    busy.counter_id == Roster.counter_id,
                    busy.called_at >= Roster.from_at,
                    busy.called_at < until,
                    or_(
                        busy.called_at >= waiting.taken_at,
                        busy.finished_at > waiting.taken_at,
                        busy.finished_at.is_(None),
                    ),
                )
            ),
            ~exists(
                select(away.id).where(
                    away.official_id == Roster.official_id,
                    away.what.not_in(AT),
                    away.from_at < until,
                    away.to_at > waiting.taken_at,
                )
            ),
            ~exists(
                select(HallClosure.id).where(
                    HallClosure.hall_id == Counter.hall_id,
                    HallClosure.from_at < until,
                    HallClosure.to_at > waiting.taken_at,
                )
            ),
        )
        .group_by(Roster.id)
        .subquery()
    )
    return (
        findings(
            kind=Counter.kind,
            subject=Counter.id,
            county=Counter.county,
            organisation=Roster.organisation_id,
            official=Roster.official_id,
            moment=held.c.first_at,
            episode=held.c.roster_id,
            fact=N_("Citizens waited while the counter called nobody"),
            tickets=held.c.tickets,
            longest=held.c.longest,
        )
        .select_from(held)
        .join(Roster, Roster.id == held.c.roster_id)
        .join(Counter, Counter.id == Roster.counter_id)
        .where(held.c.tickets >= limits["tickets"])
    )


def _faulty(now: datetime, limits: Limits) -> Findings:
    """Find cameras that gave no fresh picture at many tries in a row while the hall was open."""
    return findings(
        kind=Camera.kind,
        subject=Camera.id,
        county=Camera.county,
        organisation=Camera.organisation_id,
        moment=Camera.faulty_since,
        episode=Camera.fault_number,
        fact=N_("Camera gives no fresh picture"),
        outcome=Camera.outcome,
        count=Camera.faults,
    ).where(Camera.off.is_(False), Camera.faults >= limits["tries"])


def _badly_rated(now: datetime, limits: Limits) -> Findings:
    """Find counters that were rated badly more often than chance explains beside the other counters of the hall."""
    return (
        findings(
            kind=Counter.kind,
            subject=Counter.id,
            county=Counter.county,
            organisation=CounterRating.organisation_id,
            moment=CounterRating.last_at,
            episode=CounterRating.month,
            fact=N_("Rated badly far more often than the other counters"),
            rated=CounterRating.rated,
            bad=CounterRating.bad,
            others_rated=CounterRating.others_rated,
            others_bad=CounterRating.others_bad,
            probability=CounterRating.probability,
        )
        .select_from(CounterRating)
        .join(Counter, Counter.id == CounterRating.counter_id)
        .where(CounterRating.rated >= limits["least"], CounterRating.probability <= limits["chance"])
    )


QUEUES = (
    Point(
        code="H02.waiting",
        title=N_("Citizens wait while a counter calls nobody"),
        basis=SERVICE,
        severity=Severity.YELLOW,
        nature=Nature.LEAD,
        find=_waiting,
        parameters=(
            Parameter("minutes", 30, N_("Minutes a ticket waits"), MINUTES),
            Parameter("tickets", 2, N_("Tickets that wait so long, at the least")),
            Parameter("window", 365, N_("Days that are looked at"), DAYS),
        ),
        explanation=N_(
            "Tickets that this counter called in the end had waited half an hour and more, and all that time the counter called and served nobody "
            "although somebody was on the roster. A ticket without its end counts as being served. Compare the looks of that day, and ask."
        ),
        honest=N_(
            "A single ticket that was called again after an hour; tickets taken long before the counter opens; one long case is served while others wait; whoever sits there is on leave that hour."
        ),
        verified=False,
    ),
    Point(
        code="H03.camera",
        title=N_("Camera dark, frozen or moved"),
        basis=N_("Plan of patrols of the supervision office"),
        severity=Severity.BLUE,
        nature=Nature.LEAD,
        wakes_on=frozenset({"patrol.camera_faulty", "patrol.camera_well", "record.changed"}),
        find=_faulty,
        parameters=(Parameter("tries", 10, N_("Tries in a row without a fresh picture, one a minute")),),
        explanation=N_(
            "While the hall was open, the camera gave no picture, the same picture again and again, a dark one, or one that shows something else. "
            "A recorder may answer with the last picture of a camera that is off. Have it looked at; a camera under repair is marked so."
        ),
        honest=N_("A camera under repair; a few tries that fail while a recorder restarts."),
    ),
    Point(
        code="H05.ratings",
        title=N_("Ratings of a counter out of line"),
        basis=N_("Opinions on the Rating of Government Services (Guobanfa 2019 No. 51)"),
        severity=Severity.BLUE,
        nature=Nature.STATISTIC,
        find=_badly_rated,
        parameters=(
            Parameter("least", 30, N_("Ratings at the least")),
            Parameter("chance", 0.01, N_("Probability by chance, at the most")),
        ),
        explanation=N_(
            "Over three months citizens rated this counter badly (1 or 2 of 5) more often than chance explains beside the other counters of the "
            "hall: an exact test, adjusted for how many counters were compared. With fewer than thirty ratings nothing is said. Read what was rated first: some matters please nobody."
        ),
        honest=N_("A few bad ratings among many; and a counter with few ratings, all of them bad."),
        verified=False,
    ),
)
