"""Where everything stands, in pixels from the upper left corner."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.surfaces.flowpicture.grid import Grid, grid_of
from app.surfaces.flowpicture.picture import Lane, Node, Picture, Shape
from app.surfaces.flowpicture.ports import Ports, ports_of
from app.surfaces.flowpicture.routing import Route, routes_of
from app.surfaces.flowpicture.sizes import Size, Translate, size_of
from app.surfaces.flowpicture.tracks import Place, channel_tracks, corridor_tracks, counted
from app.surfaces.flowpicture.words import LINE, SMALL, width_of

HEAD = 88
"""Width of the lanes' titles."""
TRACK = 12
MARGIN = 18
ENTRY = 22
"""Room for the heads of arrows at the left of a column."""
PADDING = 12
"""Room above and under the nodes of a row."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle."""

    x: float
    y: float
    w: float
    h: float

    @property
    def middle(self) -> tuple[float, float]:
        """Its centre."""
        return self.x + self.w / 2, self.y + self.h / 2


@dataclass(frozen=True, slots=True)
class Standing:
    """A node at its place."""

    node: Node
    size: Size
    box: Box
    below: Box
    """Room of what is written under it; without height when nothing is."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """An arrow at its place: its corners, its label line by line, and the room of the label."""

    route: Route
    points: tuple[tuple[float, float], ...]
    label: tuple[str, ...]
    room: Box
    to_left: bool = False
    """The label ends at the arrow instead of beginning there."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The whole picture at its place."""

    width: float
    height: float
    lanes: tuple[tuple[Lane, Box], ...]
    nodes: tuple[Standing, ...]
    arrows: tuple[Drawn, ...]


@dataclass(frozen=True, slots=True)
class _Ground:
    """Lines of the grid in pixels."""

    columns: tuple[tuple[float, float], ...]
    """(left, width) of each column."""
    channels: tuple[float, ...]
    """First track of each channel."""
    rows: tuple[float, ...]
    """Middle of each row."""
    corridors: tuple[float, ...]
    """Lowest track of each corridor; the others lie above it."""
    tops: tuple[float, ...]
    """Upper edge of each corridor, and of what follows the last."""
    width: float


def lay_out(picture: Picture, translate: Translate = str) -> Layout:
    """Return where every lane, node, arrow and label of a picture stands."""
    grid = grid_of(picture)
    routes = routes_of(picture, grid)
    sizes = {node.code: size_of(node, translate) for node in picture.nodes}
    ports = ports_of(picture, routes, sizes)
    sizes = _grown(sizes, routes, ports)
    upright, level = channel_tracks(routes, ports), corridor_tracks(routes)
    ground = _ground(grid, routes, sizes, ports, counted(upright), counted(level))
    standing = tuple(_stand(node, sizes[node.code], *grid.cells[node.code], ground) for node in picture.nodes)
    boxes = {each.node.code: each for each in standing}
    arrows = tuple(_draw(route, ports, boxes, upright, level, ground) for route in routes)
    lanes: list[tuple[Lane, Box]] = []
    row = 0
    for lane, (_code, rows) in zip(picture.lanes, grid.rows, strict=True):
        top, low = ground.tops[row], ground.tops[row + rows]
        row += rows
        if row == grid.height:
            low = ground.tops[-1]
        lanes.append((lane, Box(0, top, ground.width, low - top)))
    return Layout(ground.width, ground.tops[-1], tuple(lanes), standing, arrows)


def _grown(sizes: Mapping[str, Size], routes: Sequence[Route], ports: Ports) -> dict[str, Size]:
    """Return sizes high enough for the arrows at both sides."""
    grown = dict(sizes)
    for route in routes:
        if not route.from_top:
            source = route.arrow.source
            grown[source] = grown[source].at_least(2 * abs(ports.leaving[route]) + 20)
        if not route.to_top:
            target = route.arrow.target
            grown[target] = grown[target].at_least(2 * abs(ports.entering[route]) + 20)
    return grown


def _label_width(lines: Sequence[str]) -> float:
    return max((width_of(line, SMALL) for line in lines), default=0.0)


def _ground(
    grid: Grid,
    routes: Sequence[Route],
    sizes: Mapping[str, Size],
    ports: Ports,
    channels: Mapping[int, int],
    corridors: Mapping[int, int],
) -> _Ground:
    spans = [0.0] * grid.width
    up, down = [24.0] * grid.height, [24.0] * grid.height
    for code, (column, row) in grid.cells.items():
        size = sizes[code]
        spans[column] = max(spans[column], size.span)
        up[row] = max(up[row], size.height / 2)
        down[row] = max(down[row], size.height / 2 + size.below)
    label_room, label_height = [0.0] * grid.width, [0.0] * (grid.height + 1)
    for route in routes:
        lines = ports.labels[route]
        if not lines:
            continue
        if route.from_top:
            label_height[route.start[1]] = max(label_height[route.start[1]], LINE * len(lines) + 6)
            continue
        column, row = route.start
        beside = (spans[column] - sizes[route.arrow.source].width) / 2
        label_room[column] = max(label_room[column], _label_width(lines) + 10 - beside)
        up[row] = max(up[row], LINE * len(lines) + 6 - ports.leaving[route])
    left: float = HEAD + MARGIN
    columns, firsts = [], []
    for column, span in enumerate(spans):
        columns.append((left, span))
        first = left + span + max(label_room[column], 6) + 6
        firsts.append(first)
        tracks = channels.get(column, 0)
        left = first + max(tracks - 1, 0) * TRACK + ENTRY
    width: float = left - ENTRY + MARGIN
    rows: list[float] = []
    lowest: list[float] = []
    tops = [0.0]
    for row in range(grid.height + 1):
        tracks = corridors.get(row, 0)
        track = tops[-1] + (8 + tracks * TRACK if tracks else 0)
        lowest.append(track)
        bottom = track + label_height[row] + (14 if tracks else 0)
        if row < grid.height:
            middle = bottom + (0 if tracks else PADDING) + up[row]
            rows.append(middle)
            tops.append(middle + down[row] + PADDING)
        else:
            tops.append(bottom)
    return _Ground(tuple(columns), tuple(firsts), tuple(rows), tuple(lowest), tuple(tops), width)


def _stand(node: Node, size: Size, column: int, row: int, ground: _Ground) -> Standing:
    left, span = ground.columns[column]
    middle = left + span / 2
    box = Box(middle - size.width / 2, ground.rows[row] - size.height / 2, size.width, size.height)
    written = max((width_of(text, SMALL) for text in (*size.caption, *size.mark)), default=0.0)
    return Standing(
        node,
        size,
        box,
        Box(middle - written / 2, box.y + box.h + (3 if size.below else 0), written, max(size.below - 3, 0)),
    )


def _edge(standing: Standing, side: int, offset: float) -> tuple[float, float]:
    """Return the point at a node's right (1) or left (-1) edge, so far below its middle."""
    x, y = standing.box.middle
    half, tall = standing.box.w / 2, standing.box.h / 2
    if standing.node.shape in (Shape.DECISION, Shape.GATEWAY):
        half *= 1 - abs(offset) / tall
    elif standing.node.shape in (Shape.START, Shape.END):
        round_part = min(half, tall)
        over = max(0.0, abs(offset) - (tall - round_part))
        half += (round_part**2 - over**2) ** 0.5 - round_part
    return x + side * half, y + offset


def _top(standing: Standing, offset: float) -> tuple[float, float]:
    """Return the point at a node's upper edge, so far right of its middle."""
    x, y = standing.box.middle
    half, tall = standing.box.w / 2, standing.box.h / 2
    if standing.node.shape in (Shape.DECISION, Shape.GATEWAY):
        tall *= 1 - abs(offset) / half
    elif standing.node.shape in (Shape.START, Shape.END):
        round_part = min(half, tall)
        over = max(0.0, abs(offset) - (half - round_part))
        tall += (round_part**2 - over**2) ** 0.5 - round_part
    return x + offset, y - tall


def _draw(
    route: Route,
    ports: Ports,
    boxes: Mapping[str, Standing],
    upright: Mapping[Place, int],
    level: Mapping[Place, int],
    ground: _Ground,
) -> Drawn:
    source, target = boxes[route.arrow.source], boxes[route.arrow.target]
    leaving, entering = ports.leaving[route], ports.entering[route]
    start = _top(source, leaving) if route.from_top else _edge(source, 1, leaving)
    end = _top(target, entering) if route.to_top else _edge(target, -1, entering)
    points = [start]
    x, y = start
    for number, line in enumerate(route.lines):
        if line.upright:
            x = ground.channels[line.number] + upright[route, number] * TRACK
        else:
            y = ground.corridors[line.number] - level[route, number] * TRACK
        points.append((x, y))
    if route.lines:
        points.append((end[0], y) if route.to_top else (x, end[1]))
    points.append(end)
    lines = ports.labels[route]
    width, height = _label_width(lines), float(LINE * len(lines))
    if route.from_top:
        room = Box(start[0] - 6 - width, source.box.y - 4 - height, width, height)
    else:
        room = Box(source.box.x + source.box.w + 6, start[1] - 4 - height, width, height)
    return Drawn(route, _without_repeats(points), lines, room, route.from_top)


def _without_repeats(points: Sequence[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    return (points[0], *(b for a, b in pairwise(points) if a != b))
