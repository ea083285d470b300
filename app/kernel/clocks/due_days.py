"""What follows from a clock's budget and ledger: due day, days used, days left."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from app.kernel.act import local_day, start_of_day
from app.kernel.calendar import ONE_DAY, CalendarMissing, Unit, WorkingCalendar, working_calendar
from app.kernel.clocks.models import Clock

NEAR_DAYS = 1
"""Working days left from which a clock is near its end."""


def derive_due(session: Session, clock: Clock) -> None:
    """Write the due day, the due instant and the instant of warning that follow from the rest."""
    if clock.fixed:
        return
    calendar = working_calendar(session)
    try:
        clock.suspended_days = _paused(calendar, clock, date.max)
        if clock.suspended_on is None:
            clock.due_on, clock.due_at = _due(calendar, clock, clock.suspended_days)
            clock.warn_at = max(clock.started_at, _warn(calendar, clock, clock.due_on, clock.due_at))
            return
    except CalendarMissing:
        pass  # The case goes on; the import of the year fills the gap.
    clock.due_on = clock.due_at = clock.warn_at = None


def used_days(session: Session, clock: Clock, on: date) -> int:
    """Return how much of the budget is used up at the end of a day: working days, or calendar days.

    Days of suspension are not counted, nor anything after the clock stopped.
    """
    calendar, until = working_calendar(session), _until(clock, on)
    first = clock.started_on - ONE_DAY if clock.count_start_day else clock.started_on
    return _length(calendar, clock, first, until) - _paused(calendar, clock, until)


def remaining_days(session: Session, clock: Clock, on: date) -> int:
    """Return the days of the budget left at the end of a day, negative when late.

    Working days for a limit in working days, else calendar days until the last day. A suspended clock
    has what it had when it was suspended, a stopped one what it had then. Raises CalendarMissing.
    """
    calendar, until = working_calendar(session), _until(clock, on)
    due = clock.due_on if clock.fixed else _due(calendar, clock, _paused(calendar, clock, until))[0]
    assert due is not None
    return _length(calendar, clock, until, due)


def breached(clock: Clock, at: datetime) -> bool:
    """Tell whether a clock has run out at an instant, or had when it stopped."""
    return clock.due_at is not None and (clock.stopped_at or at) > clock.due_at


def _due(calendar: WorkingCalendar, clock: Clock, paused: int) -> tuple[date, datetime]:
    """Return last day and due instant: the limit from the start on, longer by the suspended days."""
    limit = clock.limit
    if limit.unit == Unit.HOUR:
        at = clock.started_at + timedelta(hours=limit.value, days=paused)
        return local_day(at), at
    if limit.unit == Unit.WORKING_DAY:
        last = calendar.due(clock.started_on, replace(limit, value=limit.value + paused))
    else:
        last = calendar.due(clock.started_on, replace(limit, roll_last_day=False)) + timedelta(days=paused)
        last = calendar.roll(last) if limit.roll_last_day else last
    return last, start_of_day(last + ONE_DAY)


def _warn(calendar: WorkingCalendar, clock: Clock, due_on: date, due_at: datetime) -> datetime:
    """Return the start of the day on which one working day is left; hours: when a quarter is left."""
    if clock.limit_unit == Unit.HOUR:
        return due_at - timedelta(hours=clock.limit.value) / 4
    left = calendar.between(clock.started_on, due_on)
    return start_of_day(calendar.add(clock.started_on, left - NEAR_DAYS))


def _length(calendar: WorkingCalendar, clock: Clock, first: date, last: date) -> int:
    return calendar.between(first, last) if clock.limit_unit == Unit.WORKING_DAY else (last - first).days


def ledger(clock: Clock) -> list[tuple[date, date]]:
    """Return the ended suspensions as (first day, day of resumption), oldest first."""
    return [(date.fromisoformat(first), date.fromisoformat(last)) for first, last in clock.suspensions or ()]


def _until(clock: Clock, on: date) -> date:
    return min(on, local_day(clock.stopped_at)) if clock.stopped_at else on


def _paused(calendar: WorkingCalendar, clock: Clock, until: date) -> int:
    """Return the days of all suspensions, the open one included, that lie before a day or on it."""
    stretches = ledger(clock)
    if clock.suspended_on is not None and until < date.max:
        stretches.append((clock.suspended_on, until))
    return sum(_length(calendar, clock, first, min(last, until)) for first, last in stretches if first < until)
