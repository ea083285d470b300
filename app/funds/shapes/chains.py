"""Chains that somebody has named: which conditions of a round trip each of them meets, and which loses it."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise

from app.funds.shapes.cycles import Trip
from app.funds.shapes.payments import DAY, Payment

CONDITIONS = ("closed", "steps", "order", "days", "currency", "amounts", "hubs", "origin", "least")
"""In the order in which they are told."""


def judge(
    chain: Sequence[Payment], trip: Trip, closed: Collection[str], origins: Collection[str] | None
) -> dict[str, bool]:
    """Return for each condition whether a chain, in the order in which it was named, meets it."""
    first = chain[0]
    between = {one.payee for one in chain[:-1]}
    simple = len({one.payer for one in chain}) == len(chain)
    joined = all(one.payee == other.payer for one, other in pairwise(chain)) and chain[-1].payee == first.payer
    return {
        "closed": joined and simple,
        "steps": 2 <= len(chain) <= trip.steps,
        "order": all((one.at, one.place) < (other.at, other.place) for one, other in pairwise(chain)),
        "days": max(one.at for one in chain) - min(one.at for one in chain) <= trip.days * DAY,
        "currency": len({one.currency for one in chain}) == 1,
        "amounts": all(abs(one.cents - first.cents) * 100 <= trip.percent * first.cents for one in chain),
        "hubs": not between & set(closed),
        "origin": origins is None or first.payer in origins,
        "least": first.cents >= trip.least,
    }


def losses(judged: Collection[Mapping[str, bool]]) -> dict[str, dict[str, int]]:
    """Return by condition how many chains miss it, how many miss it alone, and of how many it is the first missed."""
    missed: Counter[str] = Counter()
    alone: Counter[str] = Counter()
    earliest: Counter[str] = Counter()
    for one in judged:
        broken = [name for name in CONDITIONS if not one[name]]
        missed.update(broken)
        earliest.update(broken[:1])
        if len(broken) == 1:
            alone.update(broken)
    return {
        name: {"missed": missed[name], "alone": alone[name], "first": earliest[name]}
        for name in CONDITIONS
        if missed[name]
    }
