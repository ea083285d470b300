"""Points at which a standard is tried before it is published: every threshold, and between and beyond them."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from app.penalties.judging.conditions import Fact, Facts, When
from app.penalties.judging.standard import Factor, FactorKind, Standard

MOST_POINTS = 20_000
ONE_DAY = timedelta(days=1)

Axis = tuple[str, list[Fact]]


def axes(standard: Standard, whens: list[When]) -> list[Axis]:
    """Return, for every factor that the conditions name, the values worth trying in rising order."""
    thresholds: dict[str, set[Fact]] = {}
    for when in whens:
        for condition in when:
            values = condition.value if isinstance(condition.value, tuple) else (condition.value,)
            thresholds.setdefault(condition.factor, set()).update(values)
    made: list[Axis] = []
    for code in sorted(thresholds):
        factor = standard.factor(code)
        assert factor is not None  # reading has refused conditions on unknown factors
        made.append((code, _values(factor, thresholds[code])))
    return made


def _values(factor: Factor, thresholds: set[Fact]) -> list[Fact]:
    if factor.kind == FactorKind.YES_NO:
        return [False, True]
    if factor.kind == FactorKind.CHOICE:
        return [choice.code for choice in factor.choices]
    if factor.kind == FactorKind.DATE:
        days = {day + step for day in thresholds if isinstance(day, date) for step in (-ONE_DAY, ONE_DAY * 0, ONE_DAY)}
        return sorted(days)
    numbers = sorted(value for value in thresholds if isinstance(value, Decimal))
    if factor.kind == FactorKind.COUNT:
        near = {value + step for value in numbers for step in (-1, 0, 1)}
    else:
        near = {*numbers, *((low + high) / 2 for low, high in pairwise(numbers))}
        near |= {(factor.lowest + numbers[0]) / 2, numbers[-1] + 1}
    return sorted(value for value in near if factor.lowest <= value <= factor.highest)


def points(made: list[Axis]) -> tuple[Iterator[tuple[int, ...]], bool]:
    """Return places along the axes, and whether they are all that there are.

    Where the axes span more than ``MOST_POINTS``, every n-th is taken, n being prime to the axes.
    """
    sizes = [len(values) for _code, values in made]
    whole = 1
    for size in sizes:
        whole *= size
    step = 1
    if whole > MOST_POINTS:
        step = whole // MOST_POINTS + 1
        while any(step % prime == 0 for prime in (2, 3, 5, 7, 11, 13)):
            step += 1
    return (_place(number, sizes) for number in range(0, whole, step)), step == 1


def _place(number: int, sizes: list[int]) -> tuple[int, ...]:
    place = []
    for size in sizes:
        number, at = divmod(number, size)
        place.append(at)
    return tuple(place)


def facts_at(made: list[Axis], place: tuple[int, ...]) -> Facts:
    """Return the facts of a place."""
    return {code: values[at] for (code, values), at in zip(made, place, strict=True)}
