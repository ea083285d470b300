"""Which way each arrow takes, before anything has a size.

Right of every column runs a vertical channel, above every row (and below the last) a horizontal
corridor. No node ever stands in one, so an arrow that keeps to channels, corridors and empty cells
passes through no node. Arrows forward leave at the right and enter at the left; arrows back leave
and enter at the top, above the nodes.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from app.surfaces.flowpicture.grid import Cell, Grid
from app.surfaces.flowpicture.picture import Arrow, Node, Picture, Shape


@dataclass(frozen=True, slots=True)
class Line:
    """A stretch in a channel (vertical) or in a corridor (horizontal)."""

    upright: bool
    number: int
    """Channel right of this column, or corridor above this row."""


@dataclass(frozen=True, slots=True, eq=False)
class Route:
    """The way of one arrow: where it leaves, its lines in turn, where it enters."""

    arrow: Arrow
    start: Cell
    end: Cell
    lines: tuple[Line, ...]
    from_top: bool = False
    to_top: bool = False
    back: bool = False

    @property
    def straight(self) -> bool:
        """Tell whether it is one horizontal line."""
        return not self.lines


def routes_of(picture: Picture, grid: Grid) -> tuple[Route, ...]:
    """Return the way of every arrow."""
    nodes = {node.code: node for node in picture.nodes}
    taken = frozenset(grid.cells.values())
    top_left: set[str] = set()
    routes: list[Route] = []
    straight: set[Cell] = set()
    for arrow in picture.arrows:
        start, end = grid.cells[arrow.source], grid.cells[arrow.target]
        if (arrow.source, arrow.target) in grid.back:
            above = _may_leave_above(nodes[arrow.source]) and arrow.source not in top_left
            if above:
                top_left.add(arrow.source)
            routes.append(_back(arrow, start, end, taken, above))
        else:
            route = _forward(arrow, start, end, taken, start not in straight)
            if route.straight:
                straight.add(start)
            routes.append(route)
    return tuple(routes)


def _may_leave_above(node: Node) -> bool:
    return node.shape in (Shape.TASK, Shape.DECISION)


def _free(taken: Iterable[Cell], row: int, first: int, last: int) -> bool:
    return not any((column, row) in taken for column in range(first, last + 1))


def _forward(arrow: Arrow, start: Cell, end: Cell, taken: frozenset[Cell], may_be_straight: bool) -> Route:
    (left, top), (right, low) = start, end
    if top == low:
        if may_be_straight and _free(taken, top, left + 1, right - 1):
            return Route(arrow, start, end, ())
    else:
        for channel in (left, right - 1, *range(left + 1, right - 1)):
            if _free(taken, top, left + 1, channel) and _free(taken, low, channel + 1, right - 1):
                return Route(arrow, start, end, (Line(True, channel),))
    corridor = low if low > top else low + 1
    return Route(arrow, start, end, (Line(True, left), Line(False, corridor), Line(True, right - 1)))


def _back(arrow: Arrow, start: Cell, end: Cell, taken: frozenset[Cell], above: bool) -> Route:
    (column, row), (target_column, target_row) = start, end
    over = Line(False, target_row)
    if not above:
        return Route(arrow, start, end, (Line(True, column), over), to_top=True, back=True)
    clear = not any((column, between) in taken for between in range(target_row, row))
    lines = (over,) if row >= target_row and clear else (Line(False, row), Line(True, target_column), over)
    return Route(arrow, start, end, lines, from_top=True, to_top=True, back=True)
