"""Fines in arrears: three per cent a day, never more than the fine (art. 72), standing still during remedies (art. 73)."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

DAILY = Decimal("0.03")
CENT = Decimal("0.01")
ONE_DAY = timedelta(days=1)

Stretch = tuple[date, date | None]
"""From a day to a day, both included; still going on when the second is None."""


def surcharge(
    fine: Decimal, payments: Iterable[tuple[date, Decimal]], due: date, until: date, paused: Iterable[Stretch] = ()
) -> Decimal:
    """Return the surcharge in yuan that has grown by the end of a day.

    Every day after the due day, the day of payment included, adds three per cent of what was still
    unpaid when it began; days of a remedy add nothing; the sum is capped at the fine. ``payments`` are
    (day, part that paid the fine).
    """
    paid = sorted(payments)
    stretches = list(paused)
    total, day = Decimal(0), due
    while day < until and total < fine:
        day += ONE_DAY
        if any(first <= day and (last is None or day <= last) for first, last in stretches):
            continue
        owed = fine - sum((amount for paid_on, amount in paid if paid_on < day), Decimal(0))
        if owed <= 0:
            break
        total += owed * DAILY
    return min(total, fine).quantize(CENT, ROUND_HALF_UP)
