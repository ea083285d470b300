"""What a shape is made of: payments in one order, and who takes part in too many of them."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

SECOND = 1_000_000
"""Microseconds."""
DAY = 86_400 * SECOND


class Payment(NamedTuple):
    """One payment; its order is (at, place), so that of two at one instant neither is lost."""

    at: int
    """Microseconds since 1970 in UTC."""
    place: int
    """Number in its source, by which it is known and payments of one instant are ordered."""
    payer: str
    payee: str
    cents: int
    """Above zero; hundredths of its currency."""
    currency: str = ""
    """Amounts in two currencies are never compared."""
    purpose: str = ""


def in_order(payments: Iterable[Payment]) -> list[Payment]:
    """Return payments in the order of time."""
    return sorted(payments)


def hubs(payments: Iterable[Payment], most_in: int, most_out: int) -> frozenset[str]:
    """Return who receives or pays more often than that; a limit of zero is none.

    Banks, the tax office or the power company stand between any two parties, so a chain through them says nothing.
    """
    got: Counter[str] = Counter()
    paid: Counter[str] = Counter()
    for one in payments:
        paid[one.payer] += 1
        got[one.payee] += 1
    return frozenset(
        {name for name, count in got.items() if most_in and count > most_in}
        | {name for name, count in paid.items() if most_out and count > most_out}
    )
