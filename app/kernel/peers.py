"""How often one does something beside his peers, and whether chance explains it."""

import math
from collections.abc import Sequence
from statistics import fmean, pstdev

BEYOND = 99.0
"""Stands for an infinite deviation, when all peers have one and the same rate."""


def binomial_tail(successes: int, trials: int, chance: float) -> float:
    """Return P(X >= successes) for X ~ Binomial(trials, chance); exact but for rounding."""
    if successes <= 0:
        return 1.0
    if chance <= 0.0:
        return 0.0
    if chance >= 1.0:
        return 1.0
    whole = math.lgamma(trials + 1)
    logs = (
        whole
        - math.lgamma(k + 1)
        - math.lgamma(trials - k + 1)
        + k * math.log(chance)
        + (trials - k) * math.log1p(-chance)
        for k in range(successes, trials + 1)
    )
    return min(1.0, math.fsum(math.exp(value) for value in logs))


def beside(own: tuple[int, int], peers: Sequence[tuple[int, int]]) -> dict[str, float]:
    """Return rate, mean of the peers' rates, deviation from it, and the chance of it, one-sided.

    ``own`` and ``peers`` are (how often, out of how many); there is at least one peer, and nobody has none.
    """
    rates = [hits / trials for hits, trials in peers]
    rate, mean, spread = own[0] / own[1], fmean(rates), pstdev(rates)
    pooled = sum(hits for hits, _ in peers) / sum(trials for _, trials in peers)
    deviation = (rate - mean) / spread if spread else (BEYOND if rate > mean else 0.0)
    return {
        "rate": rate,
        "peer_rate": mean,
        "deviation": max(-BEYOND, min(BEYOND, deviation)),
        "probability": binomial_tail(own[0], own[1], pooled),
    }


def wilson(successes: int, trials: int, z: float = 1.959964) -> tuple[float, float]:
    """Return the interval in which a share lies, by default with 95 %: (0, 1) when nothing was tried.

    Wilson (1927), Probable inference, JASA 22: it holds for small numbers and for shares of none and of all too.
    """
    if trials == 0:
        return 0.0, 1.0
    share, square = successes / trials, z * z
    middle = share + square / (2 * trials)
    half = z * math.sqrt(share * (1 - share) / trials + square / (4 * trials * trials))
    low, high = ((middle + side * half) / (1 + square / trials) for side in (-1, 1))
    return (0.0 if successes == 0 else low), (1.0 if successes == trials else high)
