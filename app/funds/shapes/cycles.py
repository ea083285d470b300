"""Round trips: money that goes out and comes back to where it began, in a few steps of about the same amount."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log

from app.funds.shapes.payments import DAY, Payment, hubs, in_order


@dataclass(frozen=True, slots=True)
class Trip:
    """What makes a chain of payments a round trip."""

    steps: int = 5
    """Payments of a chain at the most; two at the least."""
    days: int = 90
    """From the first payment to the last."""
    percent: int = 20
    """How far each amount may lie from the first."""
    least: int = 50_000_00
    """Cents of the first payment at the least."""
    hub_in: int = 500
    hub_out: int = 200
    """Nobody between the ends receives or pays more often; zero for no limit."""


TRIP = Trip()
Chain = tuple[Payment, ...]


def find_trips(
    payments: Collection[Payment],
    trip: Trip = TRIP,
    origins: Collection[str] | None = None,
    ends: Mapping[str, Collection[str]] | None = None,
) -> list[Chain]:
    """Return every round trip, in the order of its first payment.

    ``origins`` are those with whom one may begin (None: anybody); ``ends`` are, by origin, those who count as it
    (its officers, their companies). A chain visits nobody twice and ends with the first payment, from the second
    on, that reaches an end. Since its payments stand in the order of time, no trip is found twice, rotated.
    """
    ordered = in_order(payments)
    between = _Paths(ordered, trip, hubs(ordered, trip.hub_in, trip.hub_out))
    found: list[Chain] = []
    for rank, first in enumerate(ordered):
        if first.cents >= trip.least and first.payer != first.payee and (origins is None or first.payer in origins):
            found += between.closing(rank, {first.payer, *(ends or {}).get(first.payer, ())})
    return found


def _drawer(cents: int) -> int:
    """Return in which of the drawers, each an eighth of an e-fold wide, an amount lies."""
    return int(log(max(cents, 1)) * 8)


class _Drawers:
    """Payments of each party by amount: a chain through a large body looks only at those that can be alike."""

    def __init__(self) -> None:
        self._held: dict[tuple[str, int], list[int]] = defaultdict(list)

    def put(self, name: str, cents: int, rank: int) -> None:
        self._held[name, _drawer(cents)].append(rank)

    def between(self, name: str, drawers: range, after: int, until: int) -> Iterator[int]:
        """Yield the ranks of a party above one and below another."""
        for drawer in drawers:
            ranks = self._held.get((name, drawer))
            if ranks and ranks[-1] > after:
                yield from ranks[bisect_right(ranks, after) : bisect_left(ranks, until)]


class _Paths:
    """Chains over payments in their order; a rank is a place in it."""

    def __init__(self, ordered: Sequence[Payment], trip: Trip, closed: Collection[str]) -> None:
        self.ordered, self.trip, self.hubs = ordered, trip, closed
        self.at = [one.at for one in ordered]
        self.paid, self.got = _Drawers(), _Drawers()
        for rank, one in enumerate(ordered):
            self.paid.put(one.payer, one.cents, rank)
            self.got.put(one.payee, one.cents, rank)

    def closing(self, start: int, ends: Collection[str]) -> list[Chain]:
        """Return the chains that begin with a payment and end at one of some parties."""
        first = self.ordered[start]
        if first.payee in self.hubs:
            return []
        until = bisect_right(self.at, first.at + self.trip.days * DAY)
        low, high = first.cents * (100 - self.trip.percent), first.cents * (100 + self.trip.percent)
        drawers = range(_drawer(low // 100), _drawer(high // 100 + 1) + 1)

        def alike(rank: int) -> bool:
            return low <= self.ordered[rank].cents * 100 <= high and self.ordered[rank].currency == first.currency

        back: dict[str, list[int]] = defaultdict(list)
        for end in ends:
            for rank in filter(alike, self.got.between(end, drawers, start, until)):
                back[self.ordered[rank].payer].append(rank)
        found: list[list[int]] = []
        walks = [[start]] if back else []
        while walks:
            walk = walks.pop()
            last = walk[-1]
            here = self.ordered[last].payee
            seen = {here, *(self.ordered[rank].payer for rank in walk)}
            for rank in back.get(here, ()):
                end = self.ordered[rank].payee
                if rank > last and (end == first.payer or end not in seen):
                    found.append([*walk, rank])
            left = self.trip.steps - len(walk) - 1
            if left < 1:
                continue
            shut = {*seen, *ends}
            for rank in filter(alike, self.paid.between(here, drawers, last, until)):
                to = self.ordered[rank].payee
                if to not in shut and to not in self.hubs and (left > 1 or to in back):
                    walks.append([*walk, rank])
        return [tuple(self.ordered[rank] for rank in walk) for walk in sorted(found)]
