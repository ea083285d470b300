"""Clocks: a budget and a ledger of suspensions; the due day is an indexed derivation of both.

Nothing ever stores "overdue". A clock runs while it has neither ``stopped_at`` nor ``suspended_on``.
The last day is ``due_on``; ``due_at`` is the first instant after it in China (midnight), and whatever
happens later than that instant is late: ``stopped_at > due_at`` or, while it runs, ``due_at < now``.
From ``warn_at`` on, the start of the day on which one working day is left, it is near its end.
All three are empty while the clock is suspended. They are empty too when the calendar lacks the year:
the case goes on, ``clocks_without_due`` finds the clock, and the import of the year fills them.
"""

from app.kernel.clocks.due_days import NEAR_DAYS, breached, derive_due, ledger, remaining_days, used_days
from app.kernel.clocks.models import Clock, ClockKind
from app.kernel.clocks.operations import (
    clock_of,
    clocks_without_due,
    earliest_suspension,
    extend_clock,
    fix_clock,
    recompute_clocks,
    restart_clock,
    resume_clock,
    running_clocks,
    start_clock,
    stop_clock,
    suspend_clock,
)

__all__ = [
    "NEAR_DAYS",
    "Clock",
    "ClockKind",
    "breached",
    "clock_of",
    "clocks_without_due",
    "derive_due",
    "earliest_suspension",
    "extend_clock",
    "fix_clock",
    "ledger",
    "recompute_clocks",
    "remaining_days",
    "restart_clock",
    "resume_clock",
    "running_clocks",
    "start_clock",
    "stop_clock",
    "suspend_clock",
    "used_days",
]
