"""Fans: one party that within a week receives from many, or pays to many."""

from collections import Counter, defaultdict, deque
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from app.funds.shapes.payments import DAY, Payment, hubs, in_order


@dataclass(frozen=True, slots=True)
class Fan:
    """What makes payments a fan."""

    parties: int = 5
    """Different parties on the other side, at the least."""
    days: int = 7
    least: int = 0
    """Cents of each payment at the least."""
    hub_in: int = 500
    hub_out: int = 200
    """Whoever receives or pays more often is a hub, to whom a fan is everyday business; zero for no limit."""


FAN = Fan()


def find_fans(payments: Collection[Payment], fan: Fan = FAN, *, inward: bool) -> list[tuple[Payment, ...]]:
    """Return the fans of one direction, in the order of their first payment.

    A fan lasts as long as the days up to each payment hold enough parties; it begins with the first payment of
    those days, and one that pauses is two.
    """
    closed = hubs(payments, fan.hub_in, fan.hub_out)
    by_party: dict[tuple[str, str], list[Payment]] = defaultdict(list)
    for one in in_order(payments):
        middle = one.payee if inward else one.payer
        if one.cents >= fan.least and one.payer != one.payee and middle not in closed:
            by_party[middle, one.currency].append(one)
    return sorted(run for held in by_party.values() for run in _runs(held, fan, inward=inward))


def _runs(held: Iterable[Payment], fan: Fan, *, inward: bool) -> Iterator[tuple[Payment, ...]]:
    week: deque[Payment] = deque()
    others: Counter[str] = Counter()
    run: list[Payment] = []
    for one in held:
        while week and week[0].at < one.at - fan.days * DAY:
            gone = week.popleft()
            name = gone.payer if inward else gone.payee
            others[name] -= 1
            if not others[name]:
                del others[name]
        week.append(one)
        others[one.payer if inward else one.payee] += 1
        if len(others) >= fan.parties:
            run = [*run, one] if run else list(week)
        elif run:
            yield tuple(run)
            run = []
    if run:
        yield tuple(run)
