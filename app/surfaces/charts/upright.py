"""Columns and lines over labels in their order, such as months."""

from collections.abc import Callable, Sequence
from itertools import groupby

from app.surfaces.charts.axes import FIRST, HIGH, LINE, TOP, Upright, ceiling, write_below
from app.surfaces.charts.drawing import NARROW, SIZE, WIDE, Picture, Words, bar, leads, linked, marker, stretched
from app.surfaces.charts.marks import NOT_KNOWN, Mark, Series, number
from app.surfaces.flowpicture.words import width_of

FORMS = ("circle", "square", "up", "diamond")
"""Marks of the first to the fourth line."""


def percent(value: float) -> str:
    """Return a share as it is written on an axis."""
    return f"{value * 100:.0f}%"


def draw_columns(title: str, marks: Sequence[Mark], *, shares: bool = False) -> Picture:
    """Return upright columns, one for each mark; what is not known has none, what is zero stands on the axis."""
    picture, axis, step = _field(title, [marks], shares)
    for place, mark in enumerate(marks):
        left = axis.left + place * step
        if mark.value is not None:
            y = min(axis.y(mark.value), TOP + HIGH - 1.5)  # zero is a line on the axis
            column = bar("bar-1", left + step * 0.2, y, step * 0.6, TOP + HIGH - y)
            picture.add(_hit(column, mark, left, step))
    _write_values(picture, axis, marks, step)
    return picture


def draw_lines(title: str, series: Sequence[Series], *, shares: bool = False) -> Picture:
    """Return one to four lines over the same labels, each with marks of its own form; a gap where nothing is known."""
    picture, axis, step = _field(title, [one.marks for one in series], shares)
    for number_, one in enumerate(series, 1):
        for known, held in groupby(enumerate(one.marks), key=lambda pair: pair[1].value is not None):
            if known:
                points = [
                    ((place + 0.5) / len(one.marks) * 1000, axis.y(mark.value or 0) - TOP) for place, mark in held
                ]
                path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
                line = f'<polyline class="line line-{number_}" points="{path}"/>'
                picture.add(stretched(axis.left, TOP, 1 - axis.left, HIGH, line))
    for number_, one in enumerate(series, 1):
        for place, mark in enumerate(one.marks):
            if mark.value is not None:
                middle = axis.left + (place + 0.5) * step
                dot = marker(FORMS[number_ - 1], f"dot dot-{number_}", middle, axis.y(mark.value))
                alone = len(series) == 1
                picture.add(
                    _hit(dot, mark, axis.left + place * step, step)
                    if alone
                    else linked(dot, mark.url, _told(mark, one))
                )
    if len(series) == 1:
        _write_values(picture, axis, series[0].marks, step)
    return picture


def _field(title: str, rows: Sequence[Sequence[Mark]], shares: bool) -> tuple[Picture, Upright, float]:
    """Return a picture with its axes, and the share of the width that each label has."""
    labels = rows[0]
    two = any(mark.under for mark in labels)
    picture = Picture(title, FIRST + 6 + (LINE if two else 0))
    values = [mark.value for row in rows for mark in row]
    written: Callable[[float], str] = percent if shares else number
    axis = Upright(1.0 if shares else ceiling(values), written)
    axis.draw(picture)
    step = (1 - axis.left) / len(labels)
    middles = [axis.left + (place + 0.5) * step for place in range(len(labels))]
    write_below(picture, [mark.label for mark in labels], middles, [mark.under for mark in labels])
    return picture, axis, step


def _hit(inner: str, mark: Mark, left: float, step: float) -> str:
    """Return a mark with the whole strip above its label to press."""
    strip = bar("hit", left, TOP, step, HIGH) if leads(mark.url) else ""
    return linked(strip + inner, mark.url, _told(mark))


def _told(mark: Mark, series: Series | None = None) -> str:
    label = f"{mark.under} {mark.label}".strip()
    return f"{series.name}, {label}: {mark.said()}" if series else f"{label}: {mark.said()}"


def _write_values(picture: Picture, axis: Upright, marks: Sequence[Mark], step: float) -> None:
    """Write each value above its mark where every one of them has room; else only that nothing is known."""
    every = _room([mark.said() for mark in marks], step)
    unknown = _room([NOT_KNOWN], step)
    for place, mark in enumerate(marks):
        shown = unknown if mark.value is None else every
        if shown is not None:
            x = axis.left + (place + 0.5) * step
            picture.write(Words(mark.said(), x, axis.y(mark.value or 0) - 8, "middle", shown))


def _room(texts: Sequence[str], step: float) -> str | None:
    """Return where texts fit into a share of the width: everywhere, on a desk (``roomy``) or nowhere (None)."""
    longest = max(width_of(text, SIZE) for text in texts) + 4
    return next((shown for shown, width in (("", NARROW), ("roomy", WIDE)) if longest <= step * width), None)
