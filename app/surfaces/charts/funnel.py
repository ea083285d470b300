"""The funnel plot: the share of each unit against its volume, between the limits that chance explains."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.kernel.words import N_
from app.surfaces.charts.axes import FIRST, HIGH, LINE, TOP, Rooted, Upright, ceiling
from app.surfaces.charts.drawing import NARROW, WIDE, Box, Picture, Words, linked, marker, rule, stretched
from app.surfaces.charts.marks import number
from app.surfaces.charts.upright import percent
from app.surfaces.language import translate


class Standing(StrEnum):
    """What the funnel says of a unit; each has a form of its own."""

    WITHIN = "within"
    HIGH = "high"
    LOW = "low"
    FAR = "far"
    """Beyond the outer limit."""
    SMALL = "small"
    """Shown, not judged."""


FORMS = {
    Standing.WITHIN: "circle",
    Standing.HIGH: "up",
    Standing.LOW: "down",
    Standing.FAR: "diamond",
    Standing.SMALL: "cross",
}


@dataclass(frozen=True, slots=True)
class Dot:
    """A unit in the plot."""

    name: str
    count: int
    share: float
    standing: Standing
    url: str = ""
    named: bool = True
    """Its name is written beside it when it stands out."""


@dataclass(frozen=True, slots=True)
class Limit:
    """A pair of curves: the least and the greatest share that chance explains at each volume."""

    name: str
    points: tuple[tuple[float, float, float], ...]
    """(volume, least share, greatest share), in the order of volumes."""


def draw_funnel_plot(title: str, dots: Sequence[Dot], limits: Sequence[Limit], middle: float) -> Picture:
    """Return the plot; ``middle`` is the share among all."""
    picture = Picture(title, FIRST + LINE + 6)
    most = max(dot.count for dot in dots)
    top = min(ceiling([dot.share for dot in dots] + [min(1, middle * 2)], 0.01), 1.0)
    upright = Upright(top, percent if top >= 0.1 else lambda value: f"{value * 100:g}%")
    upright.draw(picture)
    across = Rooted(upright.left, most)
    across.draw(picture)
    picture.write(Words(translate(N_("cases")), 1, FIRST + LINE, "end", look="soft"))
    picture.add(rule("middle", upright.left, upright.y(middle), across.right, upright.y(middle)))
    for place, limit in enumerate(limits, 1):
        _draw_limit(picture, limit, upright, across, place)
    order = sorted(dots, key=lambda dot: dot.standing is not Standing.SMALL)
    for dot in order:
        shape = marker(FORMS[dot.standing], f"dot unit-{dot.standing}", across.x(dot.count), upright.y(dot.share))
        picture.add(linked(shape, dot.url, f"{dot.name}: {dot.share:.1%}, {number(dot.count)}"))
    for shown, width in (("tight", NARROW), ("roomy", WIDE)):
        _write_names(picture, order, upright, across, shown, width)
    return picture


def _draw_limit(picture: Picture, limit: Limit, upright: Upright, across: Rooted, place: int) -> None:
    wide = across.right - across.left
    for side in (1, 2):
        points = " ".join(
            f"{(across.x(point[0]) - across.left) / wide * 1000:.1f},{upright.y(point[side]) - TOP:.1f}"
            for point in limit.points
        )
        curve = f'<polyline class="line limit-{place}" points="{points}"/>'
        picture.add(stretched(across.left, TOP, wide, HIGH, curve))


def _write_names(
    picture: Picture, dots: Sequence[Dot], upright: Upright, across: Rooted, shown: str, width: float
) -> None:
    """Write the names of the units that stand out, each where nothing stands yet; who finds no room is in the table."""
    places = {dot: (across.x(dot.count), upright.y(dot.share)) for dot in dots}
    taken = [Box(x * width - 6, y - 6, x * width + 6, y + 6) for x, y in places.values()]
    taken += [one.box(width) for one in picture.words if one.at(width)]
    outside = [dot for dot in dots if dot.named and dot.standing in (Standing.FAR, Standing.HIGH, Standing.LOW)]
    for dot in sorted(outside, key=lambda dot: (dot.standing is not Standing.FAR, -dot.count)):
        x, y = places[dot]
        tries = (
            Words(dot.name, x, y + 4, "end", shown, shift=-9),
            Words(dot.name, x, y + 4, "start", shown, shift=9),
            Words(dot.name, x, y - 10, "middle", shown),
            Words(dot.name, x, y + 20, "middle", shown),
        )
        for words in tries:
            box = words.box(width)
            inside = box.left >= across.left * width and box.right <= width and box.top >= 0
            if inside and box.bottom < TOP + HIGH and not any(box.touches(other, 2) for other in taken):
                picture.write(words)
                taken.append(box)
                break
