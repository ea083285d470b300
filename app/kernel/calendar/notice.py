"""The yearly notice of the State Council: which days are off, which weekends are worked."""

from collections.abc import Iterable
from datetime import date, timedelta

import chinese_calendar

from app.kernel.calendar.days import CalendarMissing, days_in
from app.kernel.errors import Incomplete
from app.kernel.words import N_

Row = tuple[date, bool, str]
"""(day, worked, source) as imported."""


FIRST_PUBLISHED = 2004
"""The library knows the notices from this year on."""


def days_from_notice(days_off: Iterable[tuple[date, date]], make_up_days: Iterable[date], source: str) -> list[Row]:
    """Return the days that a notice names and no others: stretches off (both ends included) and days made up.

    Raises Incomplete for a stretch that ends before it begins, a make-up day that is no weekend day,
    and a day that is both.
    """
    off: set[date] = set()
    for first, last in days_off:
        if last < first:
            raise Incomplete(
                N_("The days off from %(first)s to %(last)s end before they begin. Correct the row."),
                first=first,
                last=last,
            )
        off.update(first + timedelta(days=n) for n in range((last - first).days + 1))
    made_up = set(make_up_days)
    for day in sorted(made_up):
        if day in off:
            raise Incomplete(N_("%(day)s is given both as a day off and as worked. Correct the row."), day=day)
        if day.weekday() < 5:
            raise Incomplete(
                N_("%(day)s is no Saturday or Sunday, so it is no make-up day. Compare it with the notice."), day=day
            )
    return [(day, day in made_up, source) for day in sorted(off | made_up)]


def year_from_notice(
    year: int, days_off: Iterable[tuple[date, date]], make_up_days: Iterable[date], source: str
) -> list[Row]:
    """Return the rows of a year from its notice: everything that it does not name follows the weekend.

    What it says of the last weeks of the year before (the notice for New Year may) is returned too;
    of other years it may say nothing.
    """
    named = {day: worked for day, worked, _ in days_from_notice(days_off, make_up_days, source)}
    for day in sorted(named):
        if day.year != year and not (day.year == year - 1 and day.month == 12):
            raise Incomplete(
                N_("%(day)s does not belong to the notice for %(year)d. Correct the row."), day=day, year=year
            )
    whole = {date(year, 1, 1) + timedelta(days=n) for n in range(days_in(year))}
    return [(day, named.get(day, day.weekday() < 5), source) for day in sorted(whole | set(named))]


def is_published(year: int) -> bool:
    """Tell whether the library of published notices has a year."""
    try:
        chinese_calendar.is_workday(date(year, 12, 31))
    except NotImplementedError:
        return False
    return True


def published_year(year: int) -> list[Row]:
    """Return a year as the library of published notices has it; raises CalendarMissing beyond it."""
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(days_in(year)))
    try:
        return [
            (day, chinese_calendar.is_workday(day), f"国务院办公厅关于{year}年部分节假日安排的通知") for day in days
        ]
    except NotImplementedError:
        raise CalendarMissing(year) from None
