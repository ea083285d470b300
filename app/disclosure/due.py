"""When a duty falls due: computed once, when its task is opened, by the working calendar where the law says so."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.disclosure.models import DisclosureDuty
from app.kernel.act import start_of_day
from app.kernel.calendar import ONE_DAY, Unit, WorkingCalendar
from app.ledgers.periods import MONTHS, first_day, last_day, period_of
from app.ledgers.words import Cadence

WARN = timedelta(days=5)
TOWN = timedelta(days=5)
COUNTY = timedelta(days=15)


@dataclass(frozen=True, slots=True)
class Due:
    """The days of one task."""

    due_on: date

    @property
    def columns(self) -> dict[str, date | datetime]:
        """The columns of a task that follow from its last day."""
        return {
            "due_on": self.due_on,
            "warn_at": start_of_day(self.due_on - WARN),
            "due_at": start_of_day(self.due_on + ONE_DAY),
            "town_at": start_of_day(self.due_on + TOWN),
            "county_at": start_of_day(self.due_on + COUNTY),
        }


def due_after(duty: DisclosureDuty, end: date, calendar: WorkingCalendar) -> Due:
    """Return when a duty falls due whose period ended, or whose event happened, on a day.

    Calendar days roll to the next working day; the county's grace is added to what the law gives.
    """
    if duty.day_unit == Unit.WORKING_DAY:
        last = calendar.add(end, duty.due_days)
    else:
        last = calendar.roll(end + timedelta(days=duty.due_days))
    return Due(calendar.roll(last + timedelta(days=duty.grace_days)) if duty.grace_days else last)


def due_of(duty: DisclosureDuty, period: str, calendar: WorkingCalendar) -> Due:
    """Return when a periodic duty falls due for a period."""
    return due_after(duty, last_day(Cadence(duty.cadence), period), calendar)


def previous_of(cadence: Cadence, period: str) -> str:
    """Return the period before one; empty for events."""
    return period_of(cadence, first_day(cadence, period) - ONE_DAY) if cadence in MONTHS else ""


def told_period(period: str) -> str:
    """Return a period, or the day of an event, as Chinese papers write it."""
    year, _, rest = period.partition("-")
    if not rest:
        return f"{year}年" if year else ""
    if rest[0] == "Q":
        return f"{year}年第{'一二三四'[int(rest[1]) - 1]}季度"
    if rest[0] == "H":
        return f"{year}年{'上' if rest[1] == '1' else '下'}半年"
    month, _, day = rest.partition("-")
    return f"{year}年{int(month)}月" + (f"{int(day[:2])}日" if day else "")
