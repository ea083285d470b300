"""What a chart is made of: marks with a label, a value and the rows behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.kernel.words import N_
from app.surfaces.language import translate

MOST_SERIES = 4
"""So many lines or colours can be told apart in black and white."""
NOT_KNOWN = "–"


@dataclass(frozen=True, slots=True)
class Mark:
    """One bar, point or cell."""

    label: str
    value: float | None
    """None where nothing is known, which is not zero."""
    url: str = ""
    """Page of the rows that it counts."""
    text: str = ""
    """The value as it is written; empty: the number itself."""
    under: str = ""
    """Second line of the label, such as the year; written where it changes."""

    def said(self, unit: str = "") -> str:
        """Return the value as it is written."""
        if self.value is None:
            return NOT_KNOWN
        return self.text or number(self.value) + unit


@dataclass(frozen=True, slots=True)
class Series:
    """Several marks under one name, one for each label of the chart."""

    name: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Spread:
    """How the values of one unit lie."""

    label: str
    least: float
    low: float
    middle: float
    high: float
    most: float
    count: int
    """How many values there are."""
    url: str = ""

    def said(self, unit: str = "") -> str:
        """Return the five numbers in words."""
        return translate(
            N_("half lies between %(low)s and %(high)s%(unit)s, the middle is %(middle)s%(unit)s"),
            low=number(self.low),
            high=number(self.high),
            middle=number(self.middle),
            unit=unit,
        )


def number(value: Any) -> str:
    """Return a number with its thousands apart and without digits that say nothing."""
    if not isinstance(value, (int, float)):
        value = float(value)
    if isinstance(value, float):
        value = int(value) if value.is_integer() else round(value, 2)
    return f"{value:,}"


def marks_of(rows: Sequence[Any]) -> tuple[Mark, ...]:
    """Return marks as they are, and pairs of label and value as marks."""
    return tuple(row if isinstance(row, Mark) else Mark(str(row[0]), row[1]) for row in rows)


def row_of(labels: Sequence[Any], values: Sequence[Any]) -> tuple[Mark, ...]:
    """Return marks as they are, and values as marks under these labels."""
    pairs = zip(labels, values, strict=True)
    return tuple(value if isinstance(value, Mark) else Mark(str(label), value) for label, value in pairs)


def series_of(labels: Sequence[Any], series: Sequence[Any]) -> tuple[Series, ...]:
    """Return series as they are, and pairs of name and values as series; ValueError beyond ``MOST_SERIES``."""
    if len(series) > MOST_SERIES:
        raise ValueError(f"a chart tells at most {MOST_SERIES} series apart")
    return tuple(one if isinstance(one, Series) else Series(str(one[0]), row_of(labels, one[1])) for one in series)
