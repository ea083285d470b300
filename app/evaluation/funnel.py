"""Funnel plots: the share of an event in each unit against its volume, with limits that chance explains.

D. J. Spiegelhalter, Funnel plots for comparing institutional performance, Statistics in Medicine 24 (2005) 1185-1202.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import quantiles
from typing import NamedTuple

from app.evaluation.binomial import limit, two_sided
from app.kernel.chance import adjusted

ENOUGH = 10
"""From so many units on over-dispersion can be estimated."""
LIMITS = {"95": 1.96, "99.8": 3.09}
"""Limits in percent and as standard deviations."""


class Unit(NamedTuple):
    """One unit: of so many cases so many had the event."""

    name: str
    cases: int
    events: int


@dataclass(frozen=True, slots=True)
class Placed:
    """A unit in the funnel."""

    unit: Unit
    share: float
    z: float
    """Standard deviations from the share of all, by chance alone."""
    z_adjusted: float
    """The same with the spread that units have among themselves."""
    exact: dict[str, tuple[float, float]]
    """By limit in percent: the exact binomial limits of the share at this volume."""
    p: float
    """Exact, two-sided."""
    q: float
    """Adjusted for the number of units (Benjamini-Hochberg)."""


@dataclass(frozen=True, slots=True)
class Funnel:
    """All units, and what they have in common."""

    p0: float
    """Share of the event among all."""
    phi: float | None
    """Over-dispersion of the winsorised z-scores; None with fewer than ten units."""
    tau2: float
    """Variance among units that is added to that of chance; zero where phi does not ask for it."""
    units: tuple[Placed, ...]

    def outside(self, bound: float, *, plain: bool = True) -> list[Placed]:
        """Return the units beyond so many standard deviations."""
        return [one for one in self.units if abs(one.z if plain else one.z_adjusted) > bound]


def draw_funnel(units: Sequence[Unit]) -> Funnel:
    """Place units, each with one case or more; ValueError when there is none, or the event is in all or in no case.

    Over-dispersion is additive (random effects): z winsorised at its 10th and 90th percentiles gives phi, the mean of
    their squares; tau2 = (I phi - (I - 1)) / (sum w - sum w^2 / sum w) with w = n / (p0 (1 - p0)), not below zero.
    """
    cases, events = sum(one.cases for one in units), sum(one.events for one in units)
    if not 0 < events < cases:
        raise ValueError("a funnel needs cases with the event and without")
    p0 = events / cases
    spread = p0 * (1 - p0)
    z = [(one.events / one.cases - p0) / sqrt(spread / one.cases) for one in units]
    phi, tau2 = _over_dispersion(z, [one.cases / spread for one in units]) if len(units) >= ENOUGH else (None, 0.0)
    p_values = [two_sided(one.events, one.cases, p0) for one in units]
    return Funnel(
        p0,
        phi,
        tau2,
        tuple(
            Placed(
                one,
                one.events / one.cases,
                score,
                (one.events / one.cases - p0) / sqrt(spread / one.cases + tau2),
                {name: _exact(one.cases, p0, float(name)) for name in LIMITS},
                p,
                q,
            )
            for one, score, p, q in zip(units, z, p_values, adjusted(p_values), strict=True)
        ),
    )


def _exact(cases: int, p0: float, percent: float) -> tuple[float, float]:
    tail = (100 - percent) / 200
    return limit(cases, p0, tail), limit(cases, p0, 1 - tail)


def _over_dispersion(z: Sequence[float], weights: Sequence[float]) -> tuple[float, float]:
    tenths = quantiles(z, n=10, method="inclusive")  # as numpy computes them by default
    low, high = tenths[0], tenths[-1]
    phi = sum(min(max(one, low), high) ** 2 for one in z) / len(z)
    total = sum(weights)
    room = total - sum(one * one for one in weights) / total
    return phi, max(0.0, (len(z) * phi - (len(z) - 1)) / room)
