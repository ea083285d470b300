"""What looks say of counters: H01 nobody there, H06 the same again, H07 not answered."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import aliased

from app.kernel.clocks import Clock, ClockKind
from app.kernel.db import days_after
from app.kernel.points import TICK, Findings, Limits, Nature, Parameter, Point, Severity, Tick, findings
from app.kernel.words import N_
from app.patrol.models import Counter, Look, QueueTicket
from app.patrol.words import CONDUCT, Seen
from app.supervision.models import Alert, AlertNote, AlertState, NoteKind

DAYS, MINUTES = N_("days"), N_("minutes")
A_DAY = 1440
"""Minutes of a day."""
CIVIL_SERVANTS = N_("Civil Servants Law, art. 59")
WAKES = frozenset({"patrol.looked", "patrol.look_withdrawn"})
CONDUCT_WORDS = tuple(sorted(str(word) for word in CONDUCT))


def absent(look: Any, minutes: float, quiet: float) -> ColumnElement[bool]:
    """Return: a look begins an absence that is more than a moment.

    Either a second look ``minutes`` later found nobody either, and none in between found somebody; or nobody was called
    by the counter for ``quiet`` minutes, though a ticket that it called later was waiting, and no citizen sat there.
    """
    later, there = aliased(Look), aliased(Look)
    waiting, called, before = aliased(QueueTicket), aliased(QueueTicket), aliased(QueueTicket)
    until = days_after(look.at, quiet / A_DAY)
    again = exists(
        select(later.id).where(later.stretch_id == look.id, later.at >= days_after(look.at, minutes / A_DAY))
    )
    waited = exists(
        select(waiting.id).where(
            waiting.counter_id == look.counter_id, waiting.taken_at <= look.at, waiting.called_at >= until
        )
    )
    busy = exists(
        select(called.id).where(
            called.counter_id == look.counter_id,
            called.called_at < until,
            or_(called.called_at >= look.at, called.finished_at > look.at),
        )
    )
    known = exists(
        select(before.id).where(
            before.counter_id == look.counter_id, before.called_at.between(days_after(look.at, -7), look.at)
        )
    )
    back = exists(
        select(there.id).where(
            there.counter_id == look.counter_id,
            there.at.between(look.at, until),
            there.seen == str(Seen.MANNED),
            there.withdrawn_at.is_(None),
        )
    )
    return and_(look.stretch_id == look.id, or_(again, and_(waited, known, ~busy, ~back)))


def _of_look(fact: Any, official: Any = None, **evidence: Any) -> Findings:
    return (
        findings(
            kind=Look.kind,
            subject=Look.id,
            county=Look.county,
            organisation=Look.organisation_id,
            official=official,
            moment=Look.at,
            fact=fact,
            seen=Look.seen,
            **evidence,
        )
        .select_from(Look)
        .join(Counter, Counter.id == Look.counter_id)
    )


def _unmanned(now: datetime, limits: Limits) -> Findings:
    """Find absences in opening hours of counters at which the roster says that somebody should be."""
    return _of_look(N_("Nobody at the counter"), Look.official_id, counter=Counter.code).where(
        absent(Look, limits["minutes"], limits["quiet"])
    )


def _finding(look: Any, limits: Limits) -> ColumnElement[bool]:
    """Return: a look found something that was not judged a false alarm."""
    alert = aliased(Alert)
    wrong = exists(
        select(alert.id).where(
            alert.subject_kind == Look.kind, alert.subject_id == look.id, alert.state == str(AlertState.FALSE_ALARM)
        )
    )
    conduct = and_(look.seen.in_(CONDUCT_WORDS), look.seen != str(Seen.LEFT), look.in_hours.is_(True))
    return and_(look.withdrawn_at.is_(None), or_(conduct, absent(look, limits["minutes"], limits["quiet"])), ~wrong)


def _again(limits: Limits, same: Any) -> ColumnElement[bool]:
    """Return: an earlier look of another day, not long before, found something and is the same in a way."""
    earlier = aliased(Look)
    return exists(
        select(earlier.id).where(
            earlier.on < Look.on,
            earlier.at >= days_after(Look.at, -limits["days"]),
            _finding(earlier, limits),
            same(earlier),
        )
    )


def _same_person(now: datetime, limits: Limits) -> Findings:
    """Find looks that found a person again whom one found on another day not long before."""
    return _of_look(N_("The same person again"), Look.official_id, counter=Counter.code).where(
        _finding(Look, limits), _again(limits, lambda earlier: earlier.official_id == Look.official_id)
    )


def _same_counter(now: datetime, limits: Limits) -> Findings:
    """Find looks that found something at a counter again, with another person or none on the roster."""
    return _of_look(N_("The same counter again"), None, counter=Counter.code).where(
        _finding(Look, limits),
        _again(
            limits,
            lambda earlier: and_(
                earlier.counter_id == Look.counter_id,
                or_(earlier.official_id != Look.official_id, earlier.official_id.is_(None), Look.official_id.is_(None)),
            ),
        ),
    )


def _unanswered(now: datetime, limits: Limits) -> Findings:
    """Find looks that the organisation did not answer in time, neither there nor by explaining an alert about them."""
    alert = aliased(Alert)
    explained = exists(
        select(AlertNote.id)
        .join(alert, alert.id == AlertNote.alert_id)
        .where(
            alert.subject_kind == Look.kind,
            alert.subject_id == Look.id,
            AlertNote.what == str(NoteKind.EXPLANATION),
            AlertNote.written_at <= Clock.due_at,
        )
        .correlate(Look, Clock)
    )
    return (
        _of_look(N_("What was seen was not answered in time"), Look.official_id, due_on=Clock.due_on)
        .join(
            Clock,
            and_(Clock.subject_kind == Look.kind, Clock.subject_id == Look.id, Clock.what == str(ClockKind.REPLY)),
        )
        .where(
            Look.withdrawn_at.is_(None),
            or_(Clock.stopped_at > Clock.due_at, and_(Clock.stopped_at.is_(None), Clock.due_at < now)),
            ~explained,
        )
    )


TWO_LOOKS = Parameter("minutes", 10, N_("Minutes between two looks that both find nobody"), MINUTES)
QUIET = Parameter("quiet", 15, N_("Minutes in which the counter calls nobody though somebody waits"), MINUTES)
AGAIN = (Parameter("days", 30, N_("Days in which it is the same again"), DAYS), TWO_LOOKS, QUIET)

COUNTERS = (
    Point(
        code="H01.unmanned",
        title=N_("Counter unmanned in opening hours"),
        basis=CIVIL_SERVANTS,
        severity=Severity.YELLOW,
        nature=Nature.LEAD,
        wakes_on=WAKES,
        find=_unmanned,
        parameters=(TWO_LOOKS, QUIET),
        explanation=N_(
            "The hall was open, the roster says that somebody should be at this counter, and nobody was there at two looks some minutes apart; "
            "or at one, and the counter called nobody meanwhile though citizens waited for it. Without a roster nothing is found: there is not "
            "enough data. Ask where the person was, and compare leave, training and errands of the office."
        ),
        honest=N_(
            "Somebody leaves the counter for a few minutes and is back at the next look; and a person on leave, at noon or during a power cut, of whom the roster or the hall says so."
        ),
        verified=False,
    ),
    Point(
        code="H06.person",
        title=N_("The same person again within a month"),
        basis=CIVIL_SERVANTS,
        severity=Severity.YELLOW,
        nature=Nature.LEAD,
        wakes_on=WAKES,
        find=_same_person,
        parameters=AGAIN,
        explanation=N_(
            "Looks on two days within a month found the same person absent from the counter, or something else of the closed list. What was taken "
            "back or judged a false alarm does not count. Read the answers to both before you ask again."
        ),
        honest=N_(
            "A first look that was judged a false alarm; two looks of one day at one absence; and two different persons."
        ),
        verified=False,
    ),
    Point(
        code="H06.counter",
        title=N_("The same counter again within a month"),
        basis=N_("Regulation on Improving the Business Environment, art. 36"),
        severity=Severity.BLUE,
        nature=Nature.LEAD,
        wakes_on=WAKES,
        find=_same_counter,
        parameters=AGAIN,
        explanation=N_(
            "Looks on two days within a month found something at the same counter, with different persons on the roster: the cause may lie in how "
            "the counter is staffed and not in either of them. Ask the organisation, not the person."
        ),
        honest=N_("A first look that was taken back; and one more than a month before."),
        verified=False,
    ),
    Point(
        code="H07.unanswered",
        title=N_("What was seen was not answered"),
        basis=N_("Reply limit of the follow-up"),
        severity=Severity.YELLOW,
        wakes_on=frozenset({*WAKES, "patrol.answered", "clock.recomputed", TICK}),
        tick=Tick(Clock.due_at, Clock.stopped_at.is_(None)),
        find=_unanswered,
        explanation=N_(
            "An inspector saw something at a counter that asks for an answer, and the organisation gave none within its working days, neither at "
            "the look nor by explaining an alert about it. Whether anything was wrong is not said by this: ask what happened."
        ),
        honest=N_("Answered on the last evening, or explained at the alert."),
    ),
)
