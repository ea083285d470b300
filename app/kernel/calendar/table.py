"""The calendar as a table, and the years that it lacks."""

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar

from sqlalchemy import Date, String, event, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.kernel.calendar.days import Days, WorkingCalendar, days_in
from app.kernel.db import Base


class WorkingDay(Base):
    """One day of the calendar: worked or not, and the notice that says so."""

    __tablename__ = "working_day"
    kind: ClassVar[str] = "working_day"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    is_workday: Mapped[bool]
    source: Mapped[str] = mapped_column(String(120))


def working_calendar(session: Session) -> WorkingCalendar:
    """Return the calendar of the table; years are read when needed and kept for the transaction."""
    held: WorkingCalendar | None = session.info.get("calendar")
    if held is None:
        held = session.info["calendar"] = WorkingCalendar(load=lambda year: _days_of(session, year))
    return held


def calendar_as_held(session: Session, years: Iterable[int]) -> WorkingCalendar:
    """Return the calendar with some years as they are now, whatever becomes of them; others are read when needed."""
    kept = {year: _days_of(session, year) for year in years}
    return WorkingCalendar(load=lambda year: kept[year] if year in kept else _days_of(session, year))


def _days_of(session: Session, year: int) -> Days:
    days = select(WorkingDay.day, WorkingDay.is_workday).where(
        WorkingDay.day.between(date(year, 1, 1), date(year, 12, 31))
    )
    # Reading the calendar must not write somebody's half-filled row.
    with session.no_autoflush:
        return [(row.day, row.is_workday) for row in session.execute(days)]


def forget(session: Session) -> None:
    """Read the calendar again at its next use."""
    session.info.pop("calendar", None)


def _forget(session: Session, *_: Any) -> None:
    forget(session)


# Another process may have imported a year in between, or an import may have been rolled back.
event.listen(Session, "after_commit", _forget)
event.listen(Session, "after_rollback", _forget)
event.listen(Session, "after_soft_rollback", _forget)


def missing_years(session: Session, on: date) -> list[int]:
    """Return the years that should stand in the table on a day and do not.

    This year must always stand there, the next from 1 November on: the State Council publishes its
    notice in that month.
    """
    wanted = [on.year, on.year + 1] if on.month >= 11 else [on.year]
    return [year for year in wanted if not is_held(session, year)]


def is_held(session: Session, year: int) -> bool:
    """Tell whether every day of a year stands in the table."""
    count = select(func.count()).where(WorkingDay.day.between(date(year, 1, 1), date(year, 12, 31)))
    return session.scalar(count) == days_in(year)
