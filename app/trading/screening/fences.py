"""Quantiles and fences, computed to the last bit as Cardinal does, so that a value that lies on a fence is judged alike."""

from collections.abc import Iterable
from fractions import Fraction
from math import isfinite, nan

WHISKER = Fraction(3, 2)
"""Tukey's fences: one and a half interquartile ranges (Tukey 1977, Exploratory Data Analysis)."""


def quantile(ordered: list[float], tau: float) -> float:
    """Return the tau-quantile of ascending values, NaN for none: method 8 of Hyndman and Fan (1996), median-unbiased."""
    if not ordered or not 0.0 <= tau <= 1.0:
        return nan
    place = (len(ordered) + 1.0 / 3.0) * tau + 1.0 / 3.0
    below = int(place)
    if below <= 0 or tau == 0.0:
        return ordered[0]
    if below >= len(ordered) or tau == 1.0:
        return ordered[-1]
    lower, upper = ordered[below - 1], ordered[below]
    return lower + (place - below) * (upper - lower)


def quartiles(values: Iterable[float]) -> tuple[float, float]:
    """Return the first and the third quartile."""
    ordered = sorted(values)
    return quantile(ordered, 0.25), quantile(ordered, 0.75)


def lower_fence(first: float, third: float) -> float:
    """Return the first quartile less one and a half interquartile ranges."""
    return _fused(third - first, -WHISKER, first)


def upper_fence(first: float, third: float) -> float:
    """Return the third quartile and one and a half interquartile ranges."""
    return _fused(third - first, WHISKER, third)


def _fused(spread: float, times: Fraction, start: float) -> float:
    """Return spread x times + start, rounded once as a fused multiply-add does."""
    if not (isfinite(spread) and isfinite(start)):
        return spread * float(times) + start
    return float(Fraction(spread) * times + Fraction(start))
