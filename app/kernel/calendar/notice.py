"""The yearly notice of the State Council: which days are off, which weekends are worked."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta

import chinese_calendar
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.kernel.audit import Subject, record
from app.kernel.calendar.days import CalendarMissing, days_in
from app.kernel.calendar.table import WorkingDay, forget, is_held
from app.kernel.errors import Incomplete
from app.kernel.roles import Role
from app.kernel.words import N_

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
            raise Incomplete(
                N_("%(day)s is given both as a day off and as worked. Correct the row."), day=day
            )
        if day.weekday() < 5:
            raise Incomplete(
                N_("%(day)s is no Saturday or Sunday, so it is no make-up day. Compare it with the notice."),
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
                N_("%(day)s does not belong to the calendar of %(year)d. Correct the row."),
                day=day,
                year=year,
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
