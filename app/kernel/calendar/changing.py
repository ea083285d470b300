"""Changing the calendar: a whole year, or the days that a notice names; with a preview, and a way back."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.kernel.act import Act
from app.kernel.audit import Subject, record
from app.kernel.bulk import write_rows
from app.kernel.calendar.days import CalendarMissing, WorkingCalendar, days_in
from app.kernel.calendar.moving import Shift, on_change
from app.kernel.calendar.notice import FIRST_PUBLISHED, Row, is_published, published_year
from app.kernel.calendar.table import WorkingDay, calendar_as_held, forget, is_held, working_calendar
from app.kernel.db import CountyRow, Id, Json, UtcDateTime
from app.kernel.errors import Incomplete, OutOfOrder
from app.kernel.roles import Role
from app.kernel.words import N_, Word

State = tuple[bool, str] | None
"""(worked, source) of a day; None for a day that the calendar does not hold."""


class ChangeMode(Word):
    """What a change of the calendar touches."""

    YEAR = "year", N_("Replace the whole year")
    DAYS = "days", N_("Change these days only")
    UNDO = "undo", N_("Take a change back")


class CalendarChange(CountyRow):
    """A change of the calendar, with what stood there before, so that it can be taken back."""

    __tablename__ = "calendar_change"
    kind = "calendar_change"

    year: Mapped[int]
    mode: Mapped[str] = mapped_column(String(8))
    source: Mapped[str] = mapped_column(String(120))
    days: Mapped[Any] = mapped_column(Json)
    """Day -> {before, after}; each [worked, source], or null where the calendar held nothing."""
    deadlines: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[int | None] = mapped_column(Id)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


@dataclass(frozen=True, slots=True)
class Changed:
    """What a change of the calendar does, or would do."""

    days: Mapping[date, tuple[State, State]]
    """Day -> before and after, of the days that differ."""
    deadlines: int
    """Deadlines that move."""
    left_out: tuple[date, ...] = ()
    """Days of the year before, which the calendar does not hold."""


def import_days(act: Act, rows: Iterable[Row], year: int) -> int:
    """Replace a whole year and return how many days changed."""
    return len(replace_year(act, rows, year).days)


def load_published(act: Act) -> list[int]:
    """Write every year whose notice is published and that is not held, in one act; returns the years.

    This is how a calendar comes with the program; a notice that is taken in later is a change of its own.
    """
    act.needs(Role.CITY_ADMIN, Role.COUNTY_ADMIN)
    years = [
        year
        for year in range(FIRST_PUBLISHED, act.on.year + 2)
        if is_published(year) and not is_held(act.session, year)
    ]
    if not years:
        return []
    before = calendar_as_held(act.session, years)
    held = _held(act.session, (date(years[0], 1, 1), date(years[-1], 12, 31)))
    days = (row for year in years for row in published_year(year) if row[0] not in held)
    write_rows(
        act.session.connection(),
        WorkingDay.__table__,  # type: ignore[arg-type]
        ({"day": day, "is_workday": worked, "source": source} for day, worked, source in days),
    )
    moved = _move(act, years, before)
    subject = Subject("working_calendar", years[-1], act.county)
    record(act, "calendar.loaded", subject, first=years[0], last=years[-1], count=len(years), deadlines=moved)
    return years


def replace_year(act: Act, rows: Iterable[Row], year: int) -> Changed:
    """Write a whole year; deadlines that depend on it move.

    Every day of the year must be given once. Days of the last month of the year before may be given
    too; they are left out, and told, when that year is not held. Nothing is written when anything is refused.
    """
    given, left_out = _whole(act.session, list(rows), year)
    return _change(act, given, ChangeMode.YEAR, year, left_out)


def change_days(act: Act, rows: Iterable[Row]) -> Changed:
    """Change the days that are given and leave all others; deadlines that depend on them move.

    An amended notice is taken in like this. Raises CalendarMissing for a day of a year that is not held.
    """
    given = _once(rows)
    if not given:
        raise Incomplete(N_("The notice names no day. Give one line for each holiday."), field="rows")
    for year in sorted({day.year for day in given}):
        if not is_held(act.session, year):
            raise CalendarMissing(year)
    return _change(act, given, ChangeMode.DAYS, min(given).year)


def undo_change(act: Act, change: CalendarChange) -> Changed:
    """Put back what stood there before a change; later changes of the same days are taken back first."""
    if change.undone_at is not None or change.mode == ChangeMode.UNDO:
        raise OutOfOrder(N_("This change has been taken back already."))
    held = _held(act.session, map(date.fromisoformat, change.days))
    before: dict[date, State] = {}
    for text, states in change.days.items():
        day, after = date.fromisoformat(text), tuple(states["after"])
        if held.get(day) != after:
            raise OutOfOrder(N_("%(day)s has been changed again since. Take the later change back first."), day=day)
        before[day] = tuple(states["before"]) if states["before"] else None
    changed = _change(act, before, ChangeMode.UNDO, change.year)
    change.undone_at = act.at
    return changed


def previewed(act: Act, change: Callable[[], Changed]) -> Changed:
    """Return what a change would do; nothing of it stays."""
    trying = act.session.begin_nested()
    try:
        return change()
    finally:
        trying.rollback()
        act.session.expire_all()
        forget(act.session)


def latest_changes(session: Session, most: int = 20) -> list[CalendarChange]:
    """Return the newest changes of the calendar."""
    newest = select(CalendarChange).order_by(CalendarChange.made_at.desc(), CalendarChange.id.desc())
    return list(session.scalars(newest.limit(most)))


def _held(session: Session, days: Iterable[date]) -> dict[date, State]:
    wanted = sorted(days)
    if not wanted:
        return {}
    rows = session.scalars(select(WorkingDay).where(WorkingDay.day.between(wanted[0], wanted[-1])))
    return {row.day: (row.is_workday, row.source) for row in rows}


def _change(
    act: Act, given: Mapping[date, State], mode: ChangeMode, year: int, left_out: tuple[date, ...] = ()
) -> Changed:
    act.needs(Role.CITY_ADMIN, Role.COUNTY_ADMIN)
    held = _held(act.session, given)
    days = {
        day: (before, after)
        for day, after in sorted(given.items())
        if ((before := held.get(day)) is None) != (after is None)
        or (before is not None and after is not None and (before[0] != after[0] or mode == ChangeMode.UNDO))
    }
    years = tuple(sorted({day.year for day in days}))
    before_change = calendar_as_held(act.session, years)
    gone = [day for day, (_, after) in days.items() if after is None]
    if gone:
        act.session.execute(delete(WorkingDay).where(WorkingDay.day.in_(gone)))
    for day, (before, after) in days.items():
        if after is not None and before is None:
            act.session.add(WorkingDay(day=day, is_workday=after[0], source=after[1]))
        elif after is not None:
            row = act.session.get_one(WorkingDay, day)
            row.is_workday, row.source = after
    act.session.flush()
    deadlines = _move(act, years, before_change) if years else 0
    sources = sorted({state[1] for state in given.values() if state is not None})
    record(
        act,
        "calendar.imported",
        Subject("working_calendar", year, act.county),
        mode=str(mode),
        year=year,
        days=len(given),
        changed=len(days),
        deadlines=deadlines,
        workdays=sum(state[0] for day, state in given.items() if state is not None and day.year == year),
        sources=sources,
    )
    if days:
        act.session.add(
            CalendarChange(
                county=act.county,
                year=year,
                mode=str(mode),
                source=(sources or [""])[0],
                deadlines=deadlines,
                days={day.isoformat(): {"before": before, "after": after} for day, (before, after) in days.items()},
                made_at=act.at,
                made_by=act.actor.official_id,
            )
        )
        act.session.flush()
    return Changed(days, deadlines, left_out)


def _move(act: Act, years: Sequence[int], before: WorkingCalendar) -> int:
    """Let everybody who keeps due days move them after some years changed; returns how many moved."""
    forget(act.session)
    shift = Shift(tuple(years), before, working_calendar(act.session))
    return sum(move(act, shift) for move in on_change.values())


def _once(rows: Iterable[Row]) -> dict[date, State]:
    given: dict[date, State] = {}
    for day, worked, source in rows:
        if day in given:
            raise Incomplete(N_("%(day)s is given twice. Keep one of the rows."), day=day)
        given[day] = (worked, source)
    return given


def _whole(session: Session, rows: list[Row], year: int) -> tuple[dict[date, State], tuple[date, ...]]:
    given = _once(rows)
    earlier = sorted(day for day in given if day.year == year - 1 and day.month == 12)
    left_out = () if not earlier or is_held(session, year - 1) else tuple(earlier)
    for day in sorted(given):
        if day.year != year and day not in earlier:
            raise Incomplete(
                N_("%(day)s does not belong to the calendar of %(year)d. Correct the row."), day=day, year=year
            )
    for day in left_out:
        del given[day]
    absent = [day for n in range(days_in(year)) if (day := date(year, 1, 1) + timedelta(days=n)) not in given]
    if absent:
        raise Incomplete(
            N_(
                "%(count)d days of %(year)d are not given, the first is %(day)s. A calendar is imported "
                "by whole years only, so that no deadline falls on an unknown day."
            ),
            count=len(absent),
            year=year,
            day=absent[0],
        )
    return given, left_out
