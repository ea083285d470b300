"""Whether chance explains it: exact tests where numbers are small, and many tests looked at together."""

import math
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise


def fisher_tail(found: int, drawn: int, marked: int, total: int) -> float:
    """Return the chance that ``drawn`` out of ``total`` hold ``found`` or more of the ``marked`` (one-sided, exact but for rounding).

    Source: R. A. Fisher, The Logic of Inductive Inference (1935).
    """
    least, most = max(found, drawn + marked - total, 0), min(drawn, marked)
    if found <= max(drawn + marked - total, 0):
        return 1.0
    ways = _log_ways(total, drawn)
    logs = (_log_ways(marked, hits) + _log_ways(total - marked, drawn - hits) - ways for hits in range(least, most + 1))
    return min(1.0, math.fsum(map(math.exp, logs)))


def _log_ways(total: int, chosen: int) -> float:
    return math.lgamma(total + 1) - math.lgamma(chosen + 1) - math.lgamma(total - chosen + 1)


def adjusted(p_values: Sequence[float], asked: int = 0) -> list[float]:
    """Return the p-values adjusted for the false discovery rate, in the order given (Benjamini and Hochberg 1995).

    What lies at or below 0.05 stands: of all that stand, one in twenty is expected to be chance. ``asked`` is how many
    tests there were in all, where those that cannot stand are not given.
    """
    count = max(len(p_values), asked)
    result = [1.0] * len(p_values)
    least = 1.0
    for rank, place in sorted(enumerate(sorted(range(len(p_values)), key=lambda i: p_values[i]), 1), reverse=True):
        least = min(least, p_values[place] * count / rank)
        result[place] = least
    return result


def alternation(order: Sequence[object]) -> float:
    """Return the chance that a series changes hands as often as this one or more often, were its order by chance (exact).

    The runs test of Wald and Wolfowitz (1940) for any number of kinds, given how often each comes: of all orders the
    part with as many runs or more.
    """
    if not order:
        return 1.0
    runs = 1 + sum(one != other for one, other in pairwise(order))
    ways = _by_runs([order.count(kind) for kind in dict.fromkeys(order)])
    return float(Fraction(sum(ways[runs:]), sum(ways)))


def _by_runs(counts: Sequence[int]) -> list[int]:
    """Return how many orders of so many of each kind have 0, 1, 2 ... runs.

    Orders of blocks, each kind cut into blocks in every way, are counted first; an order of few runs is among them once for each
    way to cut its runs further.
    """
    blocks = [1]
    for count in counts:
        own = [0, *(math.comb(count - 1, part - 1) for part in range(1, count + 1))]
        joined = [0] * (len(blocks) + count)
        for before, ways in enumerate(blocks):
            for part, cuts in enumerate(own):
                joined[before + part] += ways * cuts * math.comb(before + part, part)
        blocks = joined
    total = sum(counts)
    by_runs = [0] * (total + 1)
    for runs in range(1, total + 1):
        by_runs[runs] = blocks[runs] - sum(by_runs[few] * math.comb(total - few, runs - few) for few in range(1, runs))
    return by_runs


def in_turn(order: Sequence[object]) -> float:
    """Return the chance that all take turns in one fixed order throughout, were the order by chance; 1 where they do not.

    Of all orders of so many of each kind the part in which each place repeats the one so many places before.
    """
    kinds = list(dict.fromkeys(order))
    size = len(kinds)
    if size < 2 or any(one != kinds[place % size] for place, one in enumerate(order)):
        return 1.0
    counts = [order.count(kind) for kind in kinds]
    extra = len(order) % size  # whoever won once more than the others began
    turns = math.factorial(extra) * math.factorial(size - extra)
    ways = math.factorial(len(order))
    for count in counts:
        ways //= math.factorial(count)
    return float(Fraction(turns, ways))


def successes_tail(found: int, chances: Sequence[float]) -> float:
    """Return the chance of ``found`` successes or more in trials that each have a chance of their own, between 0 and 1 (exact but for rounding).

    Source: S. D. Poisson, Recherches sur la probabilité des jugements (1837); with equal chances it is the binomial tail.
    """
    ways = [1.0]
    for chance in chances:
        missed = [*(way * (1 - chance) for way in ways), 0.0]
        ways = [stays + way for stays, way in zip(missed, [0.0, *(way * chance for way in ways)], strict=True)]
    return min(1.0, math.fsum(ways[max(found, 0) :]))
