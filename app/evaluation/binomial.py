"""The binomial distribution, exact, by sums over the counts that carry all of its mass."""

from functools import lru_cache
from itertools import accumulate
from math import exp, floor, lgamma, log, log1p, sqrt

TAIL = 12
"""Standard deviations beyond which a count carries nothing that a double could show."""


def mass(count: int, trials: int, share: float) -> float:
    """Return the probability of so many events among so many trials; ``share`` lies between 0 and 1."""
    if not 0 < share < 1:
        return float(count == (trials if share >= 1 else 0))
    chosen = lgamma(trials + 1) - lgamma(count + 1) - lgamma(trials - count + 1)
    return exp(chosen + count * log(share) + (trials - count) * log1p(-share))


@lru_cache(maxsize=4096)
def _steps(trials: int, share: float) -> tuple[int, list[float]]:
    """Return the first count that carries mass, and P(R <= count) from it on."""
    spread = TAIL * sqrt(trials * share * (1 - share)) + TAIL
    first = max(0, floor(trials * share - spread))
    last = min(trials, floor(trials * share + spread) + 1)
    return first, list(accumulate(mass(count, trials, share) for count in range(first, last + 1)))


def at_most(count: int, trials: int, share: float) -> float:
    """Return P(R <= count)."""
    first, sums = _steps(trials, share)
    if count < first:
        return 0.0
    return 1.0 if count >= trials else min(1.0, sums[min(count - first, len(sums) - 1)])


def limit(trials: int, share: float, probability: float) -> float:
    """Return the share below which lies a probability, between two counts by interpolation.

    Spiegelhalter 2005, appendix A.1.1: r is the smallest count with P(R <= r) >= p, and the limit is (r - a)/n with
    a = (P(R <= r) - p) / P(R = r). It is never below 0.
    """
    first, sums = _steps(trials, share)
    place = next((place for place, told in enumerate(sums) if told >= probability), len(sums) - 1)
    count, step = first + place, sums[place] - (sums[place - 1] if place else 0.0)
    back = (sums[place] - probability) / step if step else 0.0
    return max(0.0, (count - back) / trials)


def two_sided(count: int, trials: int, share: float) -> float:
    """Return the p-value: twice the smaller tail, the count itself included, at most 1."""
    below = at_most(count, trials, share)
    above = 1.0 - at_most(count - 1, trials, share)
    return min(1.0, 2 * max(0.0, min(below, above)))
