"""Screens of the prices in one tender: pure functions over numbers, without a table, a file or a database.

Sources: Imhof, Karagök and Rutz (2018), Screening for Bid Rigging (CV, KURTO, SKEW, RD, NORMD); Cardinal, R024 and R058
(distance of the two lowest); Regulation on the Bidding Law, art. 40 (4) (regular differences).
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean

TOLERANCE = 0.05
REGULAR_BIDS = 4


@dataclass(frozen=True)
class Measures:
    """What the prices of one tender measure; ``None`` where there are too few prices, or all are equal."""

    bids: int
    cv: float | None
    """Standard deviation (n - 1) over mean."""
    skew: float | None
    """Adjusted Fisher-Pearson skewness, three prices at least."""
    kurtosis: float | None
    """Excess kurtosis, unbiased under normality, four prices at least."""
    distance: float | None
    """(second lowest - lowest) / lowest."""
    relative: float | None
    """RD: (second lowest - lowest) / standard deviation (n - 1) of the prices that did not win."""
    normalised: float | None
    """NORMD: (second lowest - lowest) / mean distance of neighbours, three prices at least."""
    regular_differences: float | None
    """(largest - smallest) / mean of the distances of neighbours, four prices at least."""
    regular_ratios: float | None
    """The same of the ratios of neighbours, less one."""
    equal: int
    """Prices that another bid has too."""
    to_ceiling: float | None
    """Lowest over the highest price that is taken, where that is known."""


def measure(prices: Sequence[float], ceiling: float | None = None) -> Measures:
    """Measure the positive prices of one tender, in any order; ValueError for one that is not positive."""
    ordered = sorted(prices)
    if ordered and not ordered[0] > 0:
        raise ValueError(ordered[0])
    number = len(ordered)
    steps = [after - before for before, after in itertools.pairwise(ordered)]
    ratios = [(after - before) / before for before, after in itertools.pairwise(ordered)]
    mean = fmean(ordered) if ordered else 0.0
    lost = deviation(ordered[1:])
    spread = fmean(steps) if steps else 0.0
    own = deviation(ordered)
    return Measures(
        bids=number,
        cv=own / mean if own is not None else None,
        skew=skewness(ordered),
        kurtosis=excess_kurtosis(ordered),
        distance=ratios[0] if ratios else None,
        relative=steps[0] / lost if lost else None,
        normalised=steps[0] / spread if number > 2 and spread else None,
        regular_differences=_regularity(steps),
        regular_ratios=_regularity(ratios),
        equal=sum(count for count in _repeats(ordered) if count > 1),
        to_ceiling=ordered[0] / ceiling if ordered and ceiling else None,
    )


def _repeats(ordered: Sequence[float]) -> list[int]:
    found: dict[float, int] = {}
    for one in ordered:
        found[one] = found.get(one, 0) + 1
    return list(found.values())


def _regularity(steps: Sequence[float]) -> float | None:
    if len(steps) < REGULAR_BIDS - 1 or not fmean(steps):
        return None
    return (max(steps) - min(steps)) / fmean(steps)


def deviation(values: Sequence[float]) -> float | None:
    """Return the standard deviation (n - 1) of two values at least."""
    if len(values) < 2:
        return None
    mean = fmean(values)
    return sqrt(sum((one - mean) ** 2 for one in values) / (len(values) - 1))


def _moments(values: Sequence[float]) -> tuple[float, float, float]:
    mean = fmean(values)
    second, third, fourth = (fmean([(one - mean) ** power for one in values]) for power in (2, 3, 4))
    return second, third, fourth


def skewness(values: Sequence[float]) -> float | None:
    """Return the adjusted Fisher-Pearson skewness G1 (Joanes and Gill 1998) of three values at least, not all equal."""
    number = len(values)
    if number < 3 or values.count(values[0]) == number:
        return None
    second, third, _fourth = _moments(values)
    return third / (second * sqrt(second)) * sqrt(number * (number - 1)) / (number - 2)


def excess_kurtosis(values: Sequence[float]) -> float | None:
    """Return the excess kurtosis G2 (Joanes and Gill 1998) of four values at least, not all equal."""
    number = len(values)
    if number < 4 or values.count(values[0]) == number:
        return None
    second, _third, fourth = _moments(values)
    return (number - 1) / ((number - 2) * (number - 3)) * ((number + 1) * (fourth / second**2 - 3) + 6)
