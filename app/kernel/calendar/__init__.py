"""Working days and time limits.

A limit is never a bare number: the Licensing Law counts working days (art. 82), the Penalty Law
working days only for two, three, five and seven days (art. 85), other terms are calendar days and
roll to the next working day when they end on a holiday. The calendar is a table; a year that it
lacks is an error, never a silent Monday-to-Friday guess.
"""

from app.kernel.calendar.changing import (
    CalendarChange,
    Changed,
    ChangeMode,
    change_days,
    import_days,
    latest_changes,
    load_published,
    previewed,
    replace_year,
    undo_change,
)
from app.kernel.calendar.days import ONE_DAY, CalendarMissing, Limit, Unit, WorkingCalendar, days_in
from app.kernel.calendar.moving import DUE_MOVED, Mover, Shift, move_due, on_change
from app.kernel.calendar.notice import FIRST_PUBLISHED, days_from_notice, published_year, year_from_notice
from app.kernel.calendar.table import WorkingDay, forget, is_held, missing_years, working_calendar

__all__ = [
    "DUE_MOVED",
    "FIRST_PUBLISHED",
    "ONE_DAY",
    "CalendarChange",
    "CalendarMissing",
    "ChangeMode",
    "Changed",
    "Limit",
    "Mover",
    "Shift",
    "Unit",
    "WorkingCalendar",
    "WorkingDay",
    "change_days",
    "days_from_notice",
    "days_in",
    "forget",
    "import_days",
    "is_held",
    "latest_changes",
    "load_published",
    "missing_years",
    "move_due",
    "on_change",
    "previewed",
    "published_year",
    "replace_year",
    "undo_change",
    "working_calendar",
    "year_from_notice",
]
