"""Split payments: a sum above a limit that was paid in parts, each of which stays just below it."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

from app.funds.shapes.payments import DAY, Payment, in_order


@dataclass(frozen=True, slots=True)
class Split:
    """What makes payments the parts of one."""

    limits: tuple[int, ...] = ()
    """Cents from which a payment needs more: an approval, a procurement, a public tender."""
    days: int = 7
    """Between one part and the next."""
    percent: int = 70
    """Of the limit that each part reaches at the least."""


class Parts(NamedTuple):
    """Payments of one payer to one payee that stay below one limit."""

    limit: int
    payments: tuple[Payment, ...]


def find_splits(payments: Collection[Payment], split: Split) -> list[Parts]:
    """Return split payments by limit, in the order of their first part: at least two, together at or above the limit.

    Parts have payer, payee, currency and purpose in common; where the source tells no purpose it is the same.
    """
    groups: dict[tuple[str, str, str, str], list[Payment]] = defaultdict(list)
    for one in in_order(payments):
        if one.payer != one.payee:
            groups[one.payer, one.payee, one.currency, one.purpose].append(one)
    found = []
    for limit in split.limits:
        for held in groups.values():
            run: list[Payment] = []
            for one in held:
                if not limit * split.percent <= one.cents * 100 < limit * 100:
                    continue
                if run and one.at - run[-1].at > split.days * DAY:
                    found += _whole(limit, run)
                    run = []
                run.append(one)
            found += _whole(limit, run)
    return sorted(found, key=lambda parts: (parts.limit, parts.payments))


def _whole(limit: int, run: list[Payment]) -> list[Parts]:
    enough = len(run) > 1 and sum(one.cents for one in run) >= limit
    return [Parts(limit, tuple(run))] if enough else []
