"""Times spent, in words."""

from collections.abc import Callable
from datetime import timedelta

from app.kernel.words import N_


def spent_words(spent: timedelta, translate: Callable[[str], str]) -> str:
    """Return a time span as days from one day on, as hours from one hour on, else as minutes."""
    minutes = int(spent.total_seconds()) // 60
    if minutes >= 24 * 60:
        return translate(N_("%(count)s d")) % {"count": _tenths(minutes, 24 * 60)}
    if minutes >= 60:
        return translate(N_("%(count)s h")) % {"count": _tenths(minutes, 60)}
    return translate(N_("%(count)s min")) % {"count": max(minutes, 0)}


def _tenths(minutes: int, unit: int) -> str:
    """Return so many units with one decimal, rounded down and without a zero behind the point."""
    whole, rest = divmod(minutes * 10 // unit, 10)
    return f"{whole}.{rest}" if rest else str(whole)
