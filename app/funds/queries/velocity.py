"""How fast: days from arrival to payment, first in first out, and how long what is left has lain still."""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.funds.models import Appropriation, Charge, Movement
from app.funds.round_trips import stands
from app.kernel.places import Organisation, Scope

STEPS = (30, 90, 180, 365)
"""Days up to which sums are told apart."""


@dataclass(frozen=True, slots=True)
class Dwell:
    """How long an amount lay between its arrival and its payment."""

    days: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Held:
    """What is left of an arrival."""

    days: int
    """Since it came."""
    amount: Decimal
    place: int
    """The arrival that it is left of, in the order in which they came."""


def first_in_first_out(
    arrivals: Sequence[tuple[date, Decimal]], payments: Iterable[tuple[date, Decimal]], on: date
) -> tuple[list[Dwell], list[Held]]:
    """Return how long each paid part lay, and what is left on a day.

    Both come in the order of their days. What is paid before anything has come, or above it, is left out: it came
    from elsewhere.
    """
    waiting = deque((day, amount, place) for place, (day, amount) in enumerate(arrivals))
    dwells: list[Dwell] = []
    for paid_on, amount in payments:
        left = amount
        while left > 0 and waiting and waiting[0][0] <= paid_on:
            came_on, held, place = waiting.popleft()
            part = min(held, left)
            dwells.append(Dwell((paid_on - came_on).days, part))
            left -= part
            if held > part:
                waiting.appendleft((came_on, held - part, place))
    return dwells, [Held((on - day).days, amount, place) for day, amount, place in waiting if day <= on]


def by_age(parts: Iterable[Dwell | Held]) -> list[Decimal]:
    """Return the sums up to each of ``STEPS`` days, and beyond the last."""
    sums = [Decimal(0)] * (len(STEPS) + 1)
    for one in parts:
        sums[sum(1 for step in STEPS if one.days > step)] += one.amount
    return sums


def spread_of(parts: Sequence[Dwell]) -> tuple[int, int, int, int, int] | None:
    """Return least, lower quarter, middle, upper quarter and most of the days, each weighed by its amount."""
    if not parts:
        return None
    held = sorted(parts, key=lambda one: one.days)
    whole = sum((one.amount for one in held), Decimal(0))

    def at(share: Decimal) -> int:
        so_far = Decimal(0)
        for one in held:
            so_far += one.amount
            if so_far >= whole * share:
                return one.days
        return held[-1].days

    return held[0].days, at(Decimal("0.25")), at(Decimal("0.5")), at(Decimal("0.75")), held[-1].days


@dataclass(frozen=True, slots=True)
class Programme:
    """How fast the money of one programme is spent at one body."""

    organisation: int
    body: str
    programme: str
    came: Decimal
    dwells: tuple[Dwell, ...]
    left: tuple[Held, ...]
    steps: tuple[int, ...]
    """Ids of what was received, in the order in which it came."""


def programmes(session: Session, scope: Scope, on: date, organisation: int | None = None) -> list[Programme]:
    """Return every programme of every body here, by body and name; what belongs to the levels below is not counted."""
    here = [scope.where(Appropriation.county, Appropriation.organisation_id)]
    if organisation is not None:
        here.append(Appropriation.organisation_id == organisation)
    rows = session.execute(
        select(Appropriation, Organisation.name)
        .join(Organisation, Organisation.id == Appropriation.organisation_id)
        .where(*here)
        .order_by(Appropriation.received_on, Appropriation.id)
    ).all()
    paid: dict[int, list[tuple[date, Decimal]]] = {}
    for received, day, amount in session.execute(
        select(Charge.appropriation_id, Movement.booked_on, Movement.amount)
        .join(Movement, Movement.id == Charge.movement_id)
        .join(Appropriation, Appropriation.id == Charge.appropriation_id)
        .where(*here, stands(Movement))
        .order_by(Movement.booked_on, Movement.id)
    ):
        paid.setdefault(received or 0, []).append((day, amount))
    groups: dict[tuple[int, str], list[tuple[Appropriation, str]]] = {}
    for step, name in rows:
        groups.setdefault((step.organisation_id, step.programme), []).append((step, name))
    found = []
    for (home, programme), steps in groups.items():
        arrivals = [(one.received_on, one.amount - one.pass_on) for one, _name in steps]
        payments = sorted(pair for one, _name in steps for pair in paid.get(one.id, ()))
        dwells, left = first_in_first_out(arrivals, payments, on)
        came = sum((amount for _day, amount in arrivals), Decimal(0))
        ids = tuple(one.id for one, _name in steps)
        found.append(
            Programme(home, steps[0][1], programme, came, tuple(dwells), tuple(h for h in left if h.amount), ids)
        )
    return sorted(found, key=lambda one: (one.body, one.programme))
