"""Many tests at once: which of them stand when all are looked at together."""

from collections.abc import Sequence


def adjusted(p_values: Sequence[float]) -> list[float]:
    """Return the p-values adjusted for the false discovery rate, in the order given (Benjamini and Hochberg 1995).

    What lies at or below 0.05 stands: of all that stand, one in twenty is expected to be chance.
    """
    count = len(p_values)
    result = [1.0] * count
    least = 1.0
    for rank, place in sorted(enumerate(sorted(range(count), key=lambda i: p_values[i]), 1), reverse=True):
        least = min(least, p_values[place] * count / rank)
        result[place] = least
    return result
