"""How firm a rank is: the ranks of each unit under a thousand draws of weights around the chosen ones."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from app.evaluation.weights import Matrix, ranks

DRAWS = 1000
CLOSENESS = 50.0
"""Sum of the parameters of the Dirichlet distribution: the higher, the nearer the draws to the chosen weights.

With 50 a weight of 0.2 is drawn with a standard deviation of 0.056.
"""
MIDDLE = 0.95
"""Share of the draws that an interval covers."""


@dataclass(frozen=True, slots=True)
class Interval:
    """The ranks that a unit takes in the middle 95 % of the draws."""

    best: int
    worst: int
    firm: bool
    """It spans no more than a third of the field; else its rank says nothing."""


def rank_intervals(
    scaled: Matrix,
    weights: Sequence[float],
    score: Callable[[Matrix, Sequence[float]], Sequence[float]],
    seed: int,
    draws: int = DRAWS,
) -> list[Interval]:
    """Return the interval of each row; equal for an equal seed. A weight of zero stays zero in every draw."""
    chance = Random(seed)  # noqa: S311 - a draw that anybody can repeat by its seed
    taken: list[list[int]] = [[] for _ in scaled]
    for _ in range(draws):
        drawn = [chance.gammavariate(CLOSENESS * one, 1.0) if one > 0 else 0.0 for one in weights]
        whole = sum(drawn)
        for held, rank in zip(taken, ranks(score(scaled, [one / whole for one in drawn])), strict=True):
            held.append(rank)
    cut = int(draws * (1 - MIDDLE) / 2)
    found = []
    for held in map(sorted, taken):
        best, worst = held[cut], held[-1 - cut]
        found.append(Interval(best, worst, (worst - best) * 3 <= len(scaled)))
    return found
