"""The accounts of a month as villagers put it: what came, what went, what for, and of each hundred yuan how many."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.villages.models import VillageMonth
from app.villages.words import Category, Direction


@dataclass(frozen=True, slots=True)
class Share:
    """One thing that money went into."""

    category: Category
    amount: Decimal
    """Yuan."""
    of_hundred: int
    """Of each hundred yuan that were spent, rounded; 0 of something small."""
    count: int
    """Vouchers."""


@dataclass(frozen=True, slots=True)
class Spending:
    """Where the money of a month went."""

    period: str
    income: Decimal
    expense: Decimal
    left: Decimal
    shares: tuple[Share, ...]
    """The largest first."""
    more: Decimal | None
    """Spent more than in the month before; below zero is less, None without such a month."""


def spending(month: VillageMonth, before: VillageMonth | None = None) -> Spending:
    """Return where the money of a published month went; ``before`` is the month before it, where it is published."""
    out = [line for line in month.lines if line["direction"] == Direction.OUT]
    total = sum((Decimal(line["amount"]) for line in out), Decimal(0))
    shares = [
        Share(
            Category(line["category"]),
            Decimal(line["amount"]),
            round(100 * Decimal(line["amount"]) / total) if total else 0,
            int(line["count"]),
        )
        for line in out
    ]
    return Spending(
        month.period,
        month.income,
        month.expense,
        month.closing,
        tuple(sorted(shares, key=lambda one: (-one.amount, one.category.value))),
        month.expense - before.expense if before is not None and follows(before.period, month.period) else None,
    )


def follows(first: str, second: str) -> bool:
    """Tell whether a month such as 2026-10 comes right after another."""
    at, then = ((int(text[:4]), int(text[5:7])) for text in (first, second))
    return then == ((at[0], at[1] + 1) if at[1] < 12 else (at[0] + 1, 1))


def course(months: Sequence[VillageMonth]) -> tuple[list[str], list[float], list[float]]:
    """Return months, income and expense of the newest months, the oldest first, for a chart; yuan."""
    rows = list(reversed(months))
    return [one.period for one in rows], [float(one.income) for one in rows], [float(one.expense) for one in rows]
