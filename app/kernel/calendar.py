"""Working days and time limits.

A limit is never a bare number: the Licensing Law counts working days (art. 82), the Penalty Law
working days only for two, three, five and seven days (art. 85), other terms are calendar days and
roll to the next working day when they end on a holiday. The calendar is a table; a year that it
lacks is an error, never a silent Monday-to-Friday guess.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar

import chinese_calendar
from dateutil.relativedelta import relativedelta
from sqlalchemy import Date, String, event, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.kernel.act import CHINA, Act
from app.kernel.audit import Subject, record
from app.kernel.db import Base
from app.kernel.errors import Incomplete
from app.kernel.roles import Role
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


Days = Iterable[tuple[date, bool]]
"""(day, worked) of days."""


class WorkingCalendar:
    """Reckons with working days, year by year; each answer takes one bisection a year.

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

    def received_on(self, at: datetime, closes: time | None = None) -> date:
        """Return the day on which something handed in at an instant counts as received.

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


def working_calendar(session: Session) -> WorkingCalendar:
    """Return the calendar of the table; years are read when needed and kept for the transaction."""
    held: WorkingCalendar | None = session.info.get("calendar")
    if held is None:

        def load(year: int) -> Days:
            days = select(WorkingDay.day, WorkingDay.is_workday).where(
                WorkingDay.day.between(date(year, 1, 1), date(year, 12, 31))
            )
            # Reading the calendar must not write somebody's half-filled row.
            with session.no_autoflush:
                return [(row.day, row.is_workday) for row in session.execute(days)]

        held = session.info["calendar"] = WorkingCalendar(load=load)
    return held


def forget(session: Session) -> None:
    """Read the calendar anew at its next use."""
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


Row = tuple[date, bool, str]
"""(day, worked, source) as imported."""

on_change: list[Callable[[Act, Iterable[int]], object]] = []
"""Called with the years that an import changed, by those who keep derivations of the calendar."""


def year_from_notice(
    year: int, days_off: Iterable[tuple[date, date]], make_up_days: Iterable[date], source: str
) -> list[Row]:
    """Return the rows of a year from its notice: stretches off (both ends included) and days made up.

    Everything the notice does not name follows the weekend. What it says of the last weeks of the
    year before (the notice for New Year may) is returned too; of other years it may say nothing.
    Raises Incomplete for a stretch that ends before it begins, a make-up day that is no weekend day,
    and a day that is both.
    """
    off: set[date] = set()
    for first, last in days_off:
        if last < first:
            raise Incomplete(
                N_("The days off from %(first)s to %(last)s end before they begin. Correct the row."),
                first=first, last=last,
            )  # fmt: skip
        off.update(first + timedelta(days=n) for n in range((last - first).days + 1))
    made_up = set(make_up_days)
    for day in sorted(made_up):
        if day in off:
            raise Incomplete(N_("%(day)s is both a day off and a day to be worked. Correct the row."), day=day)
        if day.weekday() < 5:
            raise Incomplete(
                N_("%(day)s is no Saturday or Sunday, so it need not be made up. Compare it with the notice."),
                day=day,
            )  # fmt: skip
    before = {day for day in off | made_up if day.year == year - 1 and day.month == 12}
    for day in sorted(off | made_up):
        if day.year != year and day not in before:
            raise Incomplete(
                N_("%(day)s does not belong to the notice for %(year)d. Correct the row."), day=day, year=year
            )
    whole = {date(year, 1, 1) + timedelta(days=n) for n in range(days_in(year))}
    return [
        (day, day in made_up or (day not in off and day.weekday() < 5), source)
        for day in sorted(whole | before)
    ]


def published_year(year: int) -> list[Row]:
    """Return a year as the library of published notices has it; raises CalendarMissing beyond it."""
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(days_in(year)))
    try:
        return [(day, chinese_calendar.is_workday(day), "国务院办公厅节假日安排通知") for day in days]
    except NotImplementedError:
        raise CalendarMissing(year) from None


def import_days(act: Act, rows: Iterable[Row], year: int) -> int:
    """Write a whole year and return how many days changed; clocks that depend on it are recomputed.

    Every day of the year must be given once. Days of the last month of the year before may be given
    too, when that year is held. Nothing is written when anything is refused.
    """
    act.needs(Role.CITY_ADMIN, Role.COUNTY_ADMIN)
    given = _checked(act.session, list(rows), year)
    held = {
        row.day: row for row in act.session.scalars(
            select(WorkingDay).where(WorkingDay.day.between(min(given), max(given)))
        )
    }  # fmt: skip
    changed: set[date] = set()
    for day, (worked, source) in given.items():
        row = held.get(day)
        if row is None:
            act.session.add(WorkingDay(day=day, is_workday=worked, source=source))
            changed.add(day)
        elif row.is_workday != worked:
            row.is_workday, row.source = worked, source
            changed.add(day)
    act.session.flush()
    forget(act.session)
    record(
        act, "calendar.imported", Subject("working_calendar", year, act.county),
        year=year, days=len(given), changed=len(changed),
        workdays=sum(worked for day, (worked, _) in given.items() if day.year == year),
        sources=sorted({source for _, source in given.values()}),
    )  # fmt: skip
    if changed:
        years = sorted({day.year for day in changed})
        for derive in on_change:
            derive(act, years)
    return len(changed)


def _checked(session: Session, rows: list[Row], year: int) -> dict[date, tuple[bool, str]]:
    given: dict[date, tuple[bool, str]] = {}
    for day, worked, source in rows:
        if day in given:
            raise Incomplete(N_("%(day)s is given twice. Keep one of the rows."), day=day)
        if day.year != year and not (day.year == year - 1 and day.month == 12 and is_held(session, day.year)):
            raise Incomplete(
                N_("%(day)s does not belong to the calendar of %(year)d. Correct the row."), day=day, year=year
            )
        given[day] = (worked, source)
    absent = [day for n in range(days_in(year)) if (day := date(year, 1, 1) + timedelta(days=n)) not in given]
    if absent:
        raise Incomplete(
            N_("%(count)d days of %(year)d are not given, the first is %(day)s. A calendar is imported "
               "by whole years only, so that no deadline falls on an unknown day."),
            count=len(absent), year=year, day=absent[0],
        )  # fmt: skip
    return given
