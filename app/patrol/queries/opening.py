"""When a hall is open."""

from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.kernel.act import local_day, start_of_day
from app.kernel.calendar import ONE_DAY, working_calendar
from app.patrol.hours import Span, at_time, day_kind, without
from app.patrol.models import Hall, HallClosure, HallHours
from app.patrol.words import DayKind


def opening(session: Session, hall: Hall, day: date) -> list[Span]:
    """Return when a hall is open on a day, in order; nothing where it is closed or nobody has entered its hours.

    A weekend that is worked in place of a holiday keeps its own hours, or Monday's where none are entered.
    Raises CalendarMissing for a year without a calendar.
    """
    if hall.closed_on is not None and day >= hall.closed_on:
        return []
    held: dict[str, list[Span]] = {}
    hours = select(HallHours).where(
        HallHours.hall_id == hall.id, HallHours.from_on <= day, or_(HallHours.to_on.is_(None), HallHours.to_on >= day)
    )
    for row in session.scalars(hours):
        held.setdefault(row.day, []).append(Span(at_time(day, row.opens), at_time(day, row.closes)))
    kind = day_kind(day, working_calendar(session).is_workday(day))
    spans = held.get(kind, held.get(DayKind.MONDAY, []) if kind == DayKind.MAKE_UP else [])
    shut = select(HallClosure.from_at, HallClosure.to_at).where(
        HallClosure.hall_id == hall.id,
        HallClosure.from_at < start_of_day(day + ONE_DAY),
        HallClosure.to_at > start_of_day(day),
    )
    return without(spans, [Span(*row) for row in session.execute(shut)])


def is_open(session: Session, hall: Hall, at: datetime) -> bool:
    """Tell whether a hall is open at an instant."""
    return any(span.holds(at) for span in opening(session, hall, local_day(at)))
