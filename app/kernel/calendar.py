"""Working days and time limits.

A limit is never a bare number: the Licensing Law counts working days (art. 82), the Penalty Law
working days only for two, three, five and seven days (art. 85), other terms are calendar days and
roll to the next working day when they end on a holiday. The calendar is a table; a year that it
lacks is an error, never a silent Monday-to-Friday guess.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from dateutil.relativedelta import relativedelta
from sqlalchemy import Date, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.kernel.db import Base
from app.kernel.errors import Incomplete
from app.kernel.words import N_, Word

ONE_DAY = timedelta(days=1)


class WorkingDay(Base):
    """One day of the calendar: worked or not, and the notice that says so."""

    __tablename__ = "working_day"
    kind: ClassVar[str] = "working_day"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    is_workday: Mapped[bool]
    source: Mapped[str] = mapped_column(String(120))


class Unit(Word):
    """Unit of a time limit."""

    WORKING_DAY = "wd", N_("working days")
    CALENDAR_DAY = "cd", N_("calendar days")
    MONTH = "month", N_("months")
    HOUR = "hour", N_("hours")


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit: how long, in which unit, how its ends are counted, and the article behind it."""

    value: int
    unit: Unit = Unit.WORKING_DAY
    count_start_day: bool = False
    roll_last_day: bool = True
    """A last day that is not worked moves to the next working day (calendar days and months)."""
    basis: str = ""


class CalendarMissing(Incomplete):
    """The calendar does not hold a year that the reckoning needs."""

    def __init__(self, year: int) -> None:
        super().__init__(
            N_("The working calendar of %(year)d has not been imported, so no deadline in it can be set. "
               "Ask the administrator to import the yearly holiday notice."),
            year=year,
        )  # fmt: skip
        self.year = year


class WorkingCalendar:
    """Reckons with working days; built from (day, worked) of whole years."""

    def __init__(self, days: Iterable[tuple[date, bool]]) -> None:
        self._worked = dict(days)

    @property
    def years(self) -> frozenset[int]:
        """Years that the calendar holds."""
        return frozenset(day.year for day in self._worked)

    def is_workday(self, day: date) -> bool:
        """Tell whether a day is worked; raises CalendarMissing for a year not held."""
        try:
            return self._worked[day]
        except KeyError:
            raise CalendarMissing(day.year) from None

    def roll(self, day: date) -> date:
        """Return the day itself when it is worked, else the next worked one."""
        while not self.is_workday(day):
            day += ONE_DAY
        return day

    def add(self, day: date, count: int) -> date:
        """Return the ``count``-th working day after a day, the day itself excluded; count >= 0."""
        while count > 0:
            day += ONE_DAY
            count -= self.is_workday(day)
        return day

    def between(self, first: date, last: date) -> int:
        """Return the number of working days in (first, last]; negative when last is earlier."""
        if last < first:
            return -self.between(last, first)
        days = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
        return sum(self.is_workday(day) for day in days)

    def due(self, start: date, limit: Limit) -> date:
        """Return the last day of a limit that starts on a day."""
        if limit.unit == Unit.WORKING_DAY:
            if limit.count_start_day and limit.value and self.is_workday(start):
                return self.add(start, limit.value - 1)
            return self.add(start, limit.value)
        if limit.unit == Unit.MONTH:
            last = start + relativedelta(months=limit.value)
        elif limit.unit == Unit.CALENDAR_DAY:
            last = start + timedelta(days=limit.value - limit.count_start_day)
        else:
            raise ValueError("A limit in hours ends at an instant, not on a day.")
        return self.roll(last) if limit.roll_last_day else last


def working_calendar(session: Session) -> WorkingCalendar:
    """Return the calendar of the table, read once a session; ``forget`` after changing the table."""
    held: WorkingCalendar | None = session.info.get("calendar")
    if held is None:
        rows = session.execute(select(WorkingDay.day, WorkingDay.is_workday))
        held = session.info["calendar"] = WorkingCalendar((row.day, row.is_workday) for row in rows)
    return held


def forget(session: Session) -> None:
    """Read the calendar anew at its next use."""
    session.info.pop("calendar", None)
