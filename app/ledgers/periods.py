"""Periods of ledgers, and the day by which each must be filled in."""

import re
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from app.kernel.calendar import ONE_DAY, WorkingCalendar
from app.kernel.errors import Incomplete
from app.kernel.words import N_
from app.ledgers.words import Cadence

ONCE = "once"
MONTHS = {Cadence.MONTHLY: 1, Cadence.QUARTERLY: 3, Cadence.HALF: 6, Cadence.YEARLY: 12}
FORM = {
    Cadence.MONTHLY: re.compile(r"\d{4}-(0[1-9]|1[0-2])"),
    Cadence.QUARTERLY: re.compile(r"\d{4}-Q[1-4]"),
    Cadence.HALF: re.compile(r"\d{4}-H[12]"),
    Cadence.YEARLY: re.compile(r"\d{4}"),
}


def period_of(cadence: Cadence, day: date) -> str:
    """Return the period that a day lies in: 2026-09, 2026-Q3, 2026-H2, 2026, ``once``; empty for events."""
    if cadence is Cadence.EVENT:
        return ""
    if cadence is Cadence.ONCE:
        return ONCE
    return {
        Cadence.MONTHLY: f"{day:%Y-%m}",
        Cadence.QUARTERLY: f"{day.year}-Q{(day.month + 2) // 3}",
        Cadence.HALF: f"{day.year}-H{1 if day.month <= 6 else 2}",
        Cadence.YEARLY: f"{day.year}",
    }[cadence]


def first_day(cadence: Cadence, period: str) -> date:
    """Return the first day of a period."""
    year = int(period[:4])
    month = {
        Cadence.MONTHLY: lambda: int(period[5:7]),
        Cadence.QUARTERLY: lambda: int(period[6:]) * 3 - 2,
        Cadence.HALF: lambda: int(period[6:]) * 6 - 5,
        Cadence.YEARLY: lambda: 1,
    }[cadence]()
    return date(year, month, 1)


def last_day(cadence: Cadence, period: str) -> date:
    """Return the last day of a period."""
    return first_day(cadence, period) + relativedelta(months=MONTHS[cadence]) - ONE_DAY


def check_period(cadence: Cadence, period: str) -> str:
    """Return a period as it is kept; Incomplete when it is none of this cadence."""
    if cadence is Cadence.EVENT:
        return ""
    if cadence is Cadence.ONCE:
        return ONCE
    text = period.strip().upper()
    if not FORM[cadence].fullmatch(text) or not 2000 <= int(text[:4]) <= 2100:
        example = period_of(cadence, date(2026, 9, 1))
        raise Incomplete(N_("Give the period like this: %(example)s."), field="period", example=example)
    return text


def recent_periods(cadence: Cadence, today: date, count: int = 13) -> list[str]:
    """Return the periods that may be filled in on a day, newest first; the running one stands first."""
    if cadence not in MONTHS:
        return [period_of(cadence, today)]
    return [period_of(cadence, today - relativedelta(months=MONTHS[cadence] * back)) for back in range(count)]


def due_day(cadence: Cadence, period: str, due_days: int, calendar: WorkingCalendar, start: date) -> date:
    """Return the last day for a period: so many days after its end, moved to the next working day.

    What is filled in once falls due so many days after ``start``, the day of publication.
    """
    end = start if cadence is Cadence.ONCE else last_day(cadence, period)
    return calendar.roll(end + timedelta(days=due_days))
