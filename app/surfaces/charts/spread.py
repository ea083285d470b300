"""Boxes: how the values of units lie, row by row, over one axis."""

from collections.abc import Sequence

from app.surfaces.charts.axes import ceiling
from app.surfaces.charts.drawing import Picture, Words, bar, linked, rule, thinned
from app.surfaces.charts.marks import Spread, number

ROW = 26
"""Pixels of a row."""


def span_of(spreads: Sequence[Spread]) -> float:
    """Return the value at which the axis of these boxes ends; it begins at zero."""
    return ceiling([one.most for one in spreads])


def draw_box(spread: Spread, top: float, unit: str = "") -> Picture:
    """Return the box of one unit: half of its values in the box, the middle as a line, all within the whiskers."""
    picture = Picture(spread.label, ROW)
    at = {name: getattr(spread, name) / top for name in ("least", "low", "middle", "high", "most")}
    half = ROW / 2
    shapes = [
        rule("whisker", at["least"], half, at["most"], half),
        rule("whisker", at["least"], half - 5, at["least"], half + 5),
        rule("whisker", at["most"], half - 5, at["most"], half + 5),
        bar("box", at["low"], 4, max(at["high"] - at["low"], 0.004), ROW - 8),
        rule("median", at["middle"], 3, at["middle"], ROW - 3),
    ]
    picture.add(linked("".join(shapes), spread.url, f"{spread.label}: {spread.said(unit)}"))
    return picture


def draw_scale(title: str, top: float) -> Picture:
    """Return the axis under the rows."""
    picture = Picture(title, 22)
    picture.add(rule("axis", 0, 1, 1, 1))
    places = (0.0, 0.25, 0.5, 0.75, 1.0) if top >= 4 else (0.0, 1.0)
    for place in places:
        picture.add(rule("axis", place, 1, place, 5))
    anchors = {0.0: "start", 1.0: "end"}
    words = [Words(number(top * place), place, 18, anchors.get(place, "middle"), look="soft") for place in places]
    picture.write(*thinned(words))
    return picture
