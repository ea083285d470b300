"""Where on the side of a node each arrow begins and ends, as an offset from the node's middle."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.surfaces.flowpicture.grid import Cell
from app.surfaces.flowpicture.picture import Picture
from app.surfaces.flowpicture.routing import Route
from app.surfaces.flowpicture.sizes import Size, label_lines
from app.surfaces.flowpicture.words import LINE

GAP = 14
"""Least distance of two arrows at the same side."""
CLEAR = 7
"""Least distance of an arrow that enters from one that leaves in the same row."""


@dataclass(slots=True)
class Ports:
    """Offsets, downward from the middle (sides) or to the right of it (top), by route."""

    leaving: dict[Route, float] = field(default_factory=dict)
    entering: dict[Route, float] = field(default_factory=dict)
    labels: dict[Route, tuple[str, ...]] = field(default_factory=dict)


def ports_of(picture: Picture, routes: Sequence[Route], sizes: Mapping[str, Size]) -> Ports:
    """Return the ports of all routes."""
    ports = Ports()
    for node in picture.nodes:
        out = [route for route in routes if route.arrow.source == node.code]
        into = [route for route in routes if route.arrow.target == node.code]
        for route in out:
            ports.labels[route] = label_lines(route.arrow.labels)
        _right_side([r for r in out if not r.from_top], ports)
        _top_side([r for r in out if r.from_top], [r for r in into if r.to_top], sizes[node.code].width, ports)
    for node in picture.nodes:
        into = [r for r in routes if r.arrow.target == node.code and not r.to_top]
        _left_side(into, routes, ports)
    return ports


def _level(route: Route, end: Cell) -> float:
    """Return how high a route goes from one of its ends: rows are odd numbers, corridors even."""
    corridors = [line.number * 2 for line in route.lines if not line.upright]
    return corridors[0] if corridors else end[1] * 2 + 1


def _right_side(out: list[Route], ports: Ports) -> None:
    """Stack the arrows that leave, each under its label, the straight one in the middle."""
    out = sorted(out, key=lambda r: (_level(r, r.end), r.end[0]))
    heights = [LINE * len(ports.labels[route]) + (7 if ports.labels[route] else 0) for route in out]
    tops = [0.0]
    for height in heights[1:]:
        tops.append(tops[-1] + max(GAP, height + 3))
    fixed = next((tops[n] for n, route in enumerate(out) if route.straight), (tops[0] + tops[-1]) / 2)
    for route, top in zip(out, tops, strict=False):
        ports.leaving[route] = top - fixed


def _top_side(out: list[Route], into: list[Route], width: float, ports: Ports) -> None:
    """Let arrows back enter left on the top and leave right on it, the label between them."""
    into = sorted(into, key=lambda r: r.start[0])
    step = min(12.0, width * 0.4 / max(len(into), 1))
    first = -0.36 * width if out else -step * (len(into) - 1) / 2
    for number, route in enumerate(into):
        ports.entering[route] = first + number * step
    for route in out:
        ports.leaving[route] = 0.38 * width if into else 0.0
        left = first + (len(into) - 1) * step + 7 if into else -width / 2
        ports.labels[route] = label_lines(route.arrow.labels, max(ports.leaving[route] - 6 - left, 30))


def _left_side(into: list[Route], routes: Sequence[Route], ports: Ports) -> None:
    """Place the arrows that enter, apart from those that leave in the same row on their way."""
    bent = sorted((r for r in into if not r.straight), key=lambda r: (_level(r, r.start), -r.start[0]))
    straight = [r for r in into if r.straight]
    for route in straight:
        ports.entering[route] = 0.0
    if not bent:
        return
    row, channels = bent[0].end[1], {number for route in bent for number in _entered(route)}
    foreign = [
        ports.leaving[r]
        for r in routes
        if not r.straight and not r.from_top and r.start[1] == row and channels & set(_left_through(r))
    ]
    above = [r for r in bent if _level(r, r.start) < row * 2 + 1]
    below = [r for r in bent if r not in above]
    used = [*(0.0 for _ in straight)]
    both = bool(above and below) or bool(straight)
    for group, sign in ((list(reversed(above)), -1.0), (below, 1.0)):
        at = 0.0
        for number, route in enumerate(group):
            at = GAP if both and number == 0 else at + (GAP if number else 0)
            while not _fits(sign * at, foreign, used):
                at += 1
            ports.entering[route] = sign * at
            used.append(sign * at)


def _fits(at: float, foreign: Sequence[float], used: Sequence[float]) -> bool:
    return all(abs(at - f) >= CLEAR for f in foreign) and all(abs(at - u) >= GAP for u in used)


def _entered(route: Route) -> range:
    """Return the channels in which a route runs along the row of its target."""
    return range(route.lines[-1].number, route.end[0])


def _left_through(route: Route) -> range:
    """Return the channels in which a route runs along the row of its source."""
    return range(route.start[0], route.lines[0].number + 1)
