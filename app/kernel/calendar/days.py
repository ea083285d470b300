"""Working days and time limits, as pure computation."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from dateutil.relativedelta import relativedelta

from app.kernel.act import CHINA
from app.kernel.errors import Incomplete
from app.kernel.words import N_, Word

ONE_DAY = timedelta(days=1)


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
    """The calendar does not hold a year that the computation needs."""

    def __init__(self, year: int) -> None:
        super().__init__(
            N_(
                "The working calendar of %(year)d has not been imported, so no deadline in it can be set. "
                "Ask the administrator to import the yearly holiday notice."
            ),
            year=year,
        )
        self.year = year


Days = Iterable[tuple[date, bool]]
"""(day, worked) of days."""


class WorkingCalendar:
    """Computes with working days, year by year; each answer takes one bisection a year.

    Built from (day, worked) of whole years, or from a ``load(year)`` that gives them when they are
    first needed. A year of which even one day is missing counts as not held.
    """

    def __init__(self, days: Days = (), load: Callable[[int], Days] | None = None) -> None:
        self._load = load
        self._worked: dict[int, list[date] | None] = {}
        by_year: dict[int, list[tuple[date, bool]]] = {}
        for day, worked in days:
            by_year.setdefault(day.year, []).append((day, worked))
        for year, held in by_year.items():
            self._worked[year] = _worked_days(year, held)

    @property
    def years(self) -> frozenset[int]:
        """Years that the calendar holds, of those it has been asked about."""
        return frozenset(year for year, worked in self._worked.items() if worked is not None)

    def workdays(self, year: int) -> list[date]:
        """Return the worked days of a year in order; raises CalendarMissing for a year not held."""
        if year not in self._worked:
            self._worked[year] = _worked_days(year, self._load(year)) if self._load else None
        worked = self._worked[year]
        if worked is None:
            raise CalendarMissing(year)
        return worked

    def is_workday(self, day: date) -> bool:
        """Tell whether a day is worked; raises CalendarMissing for a year not held."""
        worked = self.workdays(day.year)
        place = bisect_left(worked, day)
        return place < len(worked) and worked[place] == day

    def roll(self, day: date) -> date:
        """Return the day itself when it is worked, else the next worked one."""
        return self.add(day - ONE_DAY, 1)

    def add(self, day: date, count: int) -> date:
        """Return the ``count``-th working day after a day, the day itself excluded; count >= 0."""
        if count <= 0:
            return day
        year = (day + ONE_DAY).year
        worked = self.workdays(year)
        place = bisect_right(worked, day) + count - 1
        while place >= len(worked):
            place -= len(worked)
            year += 1
            worked = self.workdays(year)
        return worked[place]

    def before(self, day: date, count: int) -> date:
        """Return the ``count``-th working day before a day, the day itself excluded; count >= 0."""
        if count <= 0:
            return day
        year = (day - ONE_DAY).year
        worked = self.workdays(year)
        place = bisect_left(worked, day) - count
        while place < 0:
            year -= 1
            worked = self.workdays(year)
            place += len(worked)
        return worked[place]

    def between(self, first: date, last: date) -> int:
        """Return the number of working days in (first, last]; negative when last is earlier."""
        if last < first:
            return -self.between(last, first)
        if last == first:
            return 0
        start = (first + ONE_DAY).year
        before = bisect_right(self.workdays(start), first)
        whole = sum(len(self.workdays(year)) for year in range(start, last.year))
        return whole + bisect_right(self.workdays(last.year), last) - before

    def due(self, start: date, limit: Limit) -> date:
        """Return the last day of a limit that starts on a day."""
        early = ONE_DAY if limit.count_start_day and limit.value else timedelta()
        if limit.unit == Unit.WORKING_DAY:
            return self.add(start - early, limit.value)
        if limit.unit == Unit.MONTH:
            last = start + relativedelta(months=limit.value) - early
        elif limit.unit == Unit.CALENDAR_DAY:
            last = start + timedelta(days=limit.value) - early
        else:
            raise ValueError("A limit in hours ends at an instant, not on a day.")
        return self.roll(last) if limit.roll_last_day else last

    def counts_on(self, at: datetime, closes: time | None = None) -> date:
        """Return the day on which something done at an instant counts.

        Outside working days, and after closing time when one is given, that is the next working day.
        """
        local = at.astimezone(CHINA)
        late = closes is not None and local.time() >= closes
        return self.roll(local.date() + ONE_DAY if late else local.date())


def _worked_days(year: int, days: Days) -> list[date] | None:
    held = dict(days)
    return sorted(day for day, worked in held.items() if worked) if len(held) == days_in(year) else None


def days_in(year: int) -> int:
    """Return how many days a year has."""
    return date(year, 12, 31).timetuple().tm_yday
