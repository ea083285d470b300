"""Axes: where they end, where they are ruled, and what is written beside them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt

from app.surfaces.charts.drawing import APART, NARROW, SIZE, WIDE, Picture, Words, rule, thinned
from app.surfaces.charts.marks import number
from app.surfaces.flowpicture.words import width_of

STEPS = (1, 2, 4, 5, 8, 10)
TOP, HIGH = 24, 190
"""Pixels above the field of a chart, and its height."""
LINE = 17
"""Pixels from one line of words to the next."""
FIRST = TOP + HIGH + LINE + 3
"""Foot of the first line under the field, clear of the zero beside it."""


def ceiling(values: Sequence[float | None], least: float = 1) -> float:
    """Return the round number at or above the largest value, at which an axis ends."""
    largest = max((value for value in values if value is not None), default=0.0)
    largest = max(largest, least)
    power = 1.0
    while power * 10 < largest:
        power *= 10
    while power > largest:
        power /= 10
    return next(step * power for step in STEPS if step * power >= largest * (1 - 1e-9))


@dataclass(frozen=True, slots=True)
class Upright:
    """The upright axis with its field; it begins at zero."""

    top: float
    """The value at its upper end."""
    written: Callable[[float], str] = number
    """How a value is written beside it."""

    @property
    def ticks(self) -> list[float]:
        """The values at which the field is ruled, beside zero."""
        parts = (0.25, 0.5, 0.75, 1.0) if self.top >= 4 or self.written is not number else (1.0,)
        return [self.top * part for part in parts]

    @property
    def left(self) -> float:
        """Share of the width that the numbers beside it take."""
        longest = max(width_of(self.written(tick), SIZE) for tick in [0, *self.ticks])
        return (longest + APART + 1) / NARROW

    def y(self, value: float) -> float:
        """Return where a value lies, in pixels from the top of the picture."""
        return TOP + HIGH - min(value / self.top, 1) * HIGH

    def draw(self, picture: Picture) -> None:
        """Rule the field and write the values."""
        for tick in self.ticks:
            picture.add(rule("grid", self.left, self.y(tick), 1, self.y(tick)))
        picture.add(rule("axis", self.left, self.y(0), 1, self.y(0)))
        for tick in [0, *self.ticks]:
            words = Words(self.written(tick), self.left, self.y(tick) + SIZE * 0.35, "end", look="soft", shift=-APART)
            picture.write(words)


def write_below(picture: Picture, labels: Sequence[str], middles: Sequence[float], under: Sequence[str]) -> None:
    """Write the labels of a field under it, and in a second line what several of them share."""
    picture.write(*thinned([_held(Words(label, x, FIRST)) for label, x in zip(labels, middles, strict=True)]))
    begun = [place for place, (before, here) in enumerate(pairwise(["", *under])) if here and here != before]
    last: Words | None = None
    for place in begun:
        words = _held(Words(under[place], middles[place], FIRST + LINE, look="soft"))
        if last is None or not last.box(NARROW).touches(words.box(NARROW), APART):
            picture.write(words)
            last = words


def _held(words: Words) -> Words:
    """Keep words inside the picture on a phone: those at its ends stand a few pixels aside."""
    box = words.box(NARROW)
    aside = max(0.0, -box.left) - max(0.0, box.right - NARROW)
    if not aside or box.right - box.left > NARROW:
        return words
    return Words(words.text, words.x, words.y, words.anchor, words.shown, words.look, round(words.shift + aside, 1))


@dataclass(frozen=True, slots=True)
class Rooted:
    """An axis across on which counts lie at their square roots, so that few and many both have room."""

    left: float
    most: float
    right: float = 0.97

    def x(self, count: float) -> float:
        """Return where a count lies, as a share of the width."""
        return self.left + (self.right - self.left) * sqrt(max(count, 0) / self.most)

    def draw(self, picture: Picture) -> None:
        """Write round counts as far as they stand apart."""
        kept: list[Words] = []
        for count in reversed(round_counts(self.most)):
            at = self.x(count)
            words = _held(Words(number(count), at, FIRST, look="soft"))
            shown = next((shown for shown, width in (("", NARROW), ("roomy", WIDE)) if _free(words, kept, width)), None)
            if shown is not None:
                kept.append(Words(words.text, words.x, words.y, words.anchor, shown, words.look, words.shift))
                picture.add(rule("axis", at, TOP + HIGH, at, TOP + HIGH + 4))
        picture.write(*kept)


def round_counts(most: float) -> list[float]:
    """Return 1, 2, 5, 10, 20, 50 and so on, up to a count."""
    return [float(step * 10**power) for power in range(9) for step in (1, 2, 5) if step * 10**power <= most]


def _free(words: Words, others: Sequence[Words], width: float) -> bool:
    return not any(words.box(width).touches(one.box(width), APART) for one in others if one.at(width))
