"""Weights of indicators, and the scores that follow from them.

A matrix holds a row for each unit and a column for each indicator. All functions are pure.
"""

from collections.abc import Sequence
from itertools import pairwise
from math import log, sqrt

Matrix = Sequence[Sequence[float]]

DOMINANT = 0.6
"""A weight from here on decides alone, and is shown as a warning."""


def entropy_weights(matrix: Matrix) -> list[float]:
    """Return weights by the spread of each column (Shannon entropy): the more alike the units, the less it weighs.

    Each column is divided by its sum; its weight is 1 - H/ln(units), and all add up to 1. A zero adds nothing to H
    (the limit of x ln x). Units that are alike in every column leave nothing to weigh: all weights are equal then.
    ValueError on fewer than two units, or a value below zero, or a column of zeros.
    """
    if len(matrix) < 2:
        raise ValueError("entropy needs two units or more")
    spreads = []
    for column in zip(*matrix, strict=True):
        total = sum(column)
        if min(column) < 0 or total <= 0:
            raise ValueError("entropy needs values of zero or more, and not zeros alone")
        shares = [value / total for value in column]
        told = -sum(share * log(share) for share in shares if share) / log(len(matrix))
        spreads.append(0.0 if max(column) == min(column) else max(0.0, 1 - told))
    whole = sum(spreads)
    return [one / whole for one in spreads] if whole else [1 / len(spreads)] * len(spreads)


def capped(weights: Sequence[float], most: float) -> list[float]:
    """Return weights of which none exceeds ``most``; what is cut goes to the others in proportion to theirs.

    ValueError when so many weights under such a cap cannot add up to 1. Others that weigh nothing share equally.
    """
    if most * len(weights) < 1 - 1e-12:
        raise ValueError("so low a cap leaves a part of the whole to nobody")
    held = list(weights)
    fixed: set[int] = set()
    while over := {place for place, one in enumerate(held) if place not in fixed and one > most + 1e-12}:
        fixed |= over
        free = [place for place in range(len(held)) if place not in fixed]
        left, standing = 1 - most * len(fixed), sum(weights[place] for place in free)
        for place in free:
            held[place] = left * (weights[place] / standing if standing else 1 / len(free))
        for place in fixed:
            held[place] = most
    return held


def normalised(matrix: Matrix, up: Sequence[bool]) -> list[list[float]]:
    """Return each column between 0 (worst) and 1 (best); ``up`` says where more is better. All alike is 1."""
    columns = []
    for column, better in zip(zip(*matrix, strict=True), up, strict=True):
        low, high = min(column), max(column)
        if low == high:
            columns.append([1.0] * len(column))
        else:
            columns.append([(one - low if better else high - one) / (high - low) for one in column])
    return [list(row) for row in zip(*columns, strict=True)]


def weighted_sums(scaled: Matrix, weights: Sequence[float]) -> list[float]:
    """Return the score of each row between 0 and 1."""
    return [sum(one * weight for one, weight in zip(row, weights, strict=True)) for row in scaled]


def topsis(scaled: Matrix, weights: Sequence[float]) -> list[float]:
    """Return how near each row is to the best of every column and how far from the worst, between 0 and 1.

    TOPSIS (Hwang and Yoon 1981) on normalised columns: D- / (D- + D+) with Euclidean distances. Where all rows are
    alike nobody is nearer to either: 0.5.
    """
    rows = [[one * weight for one, weight in zip(row, weights, strict=True)] for row in scaled]
    best, worst = ([edge(column) for column in zip(*rows, strict=True)] for edge in (max, min))

    def far(row: Sequence[float], point: Sequence[float]) -> float:
        return sqrt(sum((one - other) ** 2 for one, other in zip(row, point, strict=True)))

    scores = []
    for row in rows:
        to_best, to_worst = far(row, best), far(row, worst)
        scores.append(to_worst / (to_worst + to_best) if to_worst + to_best else 0.5)
    return scores


def ranks(scores: Sequence[float]) -> list[int]:
    """Return the rank of each score, 1 for the highest; equal scores (to 1e-12) share the better rank."""
    order = sorted(range(len(scores)), key=lambda place: -scores[place])
    found = dict.fromkeys(order[:1], 1)
    for number, (before, here) in enumerate(pairwise(order), 2):
        found[here] = found[before] if scores[before] - scores[here] <= 1e-12 else number
    return [found[place] for place in range(len(scores))]
