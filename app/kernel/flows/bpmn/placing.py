"""Where the elements stand on the diagram when nobody has laid them out: ranks by lanes, straight lines."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.kernel.flows.bpmn.normal import Element, Normal

Rect = tuple[float, float, float, float]
"""(left, top, width, height)."""
Point = tuple[float, float]

COLUMN, ROW, HEAD = 180.0, 120.0, 30.0
SIZES: Mapping[Element, tuple[float, float]] = {
    Element.START: (36, 36),
    Element.END: (36, 36),
    Element.TASK: (110, 70),
    Element.CHOICE: (50, 50),
    Element.PARALLEL: (50, 50),
}


@dataclass(frozen=True, slots=True)
class Positions:
    """Rectangles of elements and lanes and the corners of sequence flows, by id; lanes by duty."""

    shapes: Mapping[str, Rect]
    edges: Mapping[str, tuple[Point, ...]]
    lanes: Mapping[str, Rect]


def placed(normal: Normal) -> Positions:
    """Return a plain placing of a normal form."""
    ranks = _ranks(normal)
    slots: dict[tuple[str, int], int] = {}
    cells: dict[str, tuple[int, str, int]] = {}
    for vertex in normal.vertices:
        key = (vertex.lane, ranks[vertex.id])
        cells[vertex.id] = (ranks[vertex.id], vertex.lane, slots.get(key, 0))
        slots[key] = slots.get(key, 0) + 1
    width = HEAD + COLUMN * (max(ranks.values(), default=0) + 1)
    lanes: dict[str, Rect] = {}
    top = 0.0
    for lane in normal.lanes:
        rows = max((number for (of, _rank), number in slots.items() if of == lane), default=1)
        lanes[lane] = (HEAD, top, width - HEAD, rows * ROW)
        top += rows * ROW
    shapes: dict[str, Rect] = {}
    for vertex in normal.vertices:
        rank, lane, slot = cells[vertex.id]
        w, h = SIZES[vertex.element]
        x, y = HEAD + COLUMN * (rank + 0.5), lanes[lane][1] + ROW * (slot + 0.5)
        shapes[vertex.id] = (x - w / 2, y - h / 2, w, h)
    edges = {edge.id: (_side(shapes[edge.source], 1), _side(shapes[edge.target], 0)) for edge in normal.edges}
    return Positions(shapes, edges, lanes)


def _side(rect: Rect, side: int) -> Point:
    return rect[0] + rect[2] * side, rect[1] + rect[3] / 2


def _ranks(normal: Normal) -> dict[str, int]:
    """Return the least number of flows from the start to each element."""
    ranks = {vertex.id: 0 for vertex in normal.vertices if vertex.element == Element.START}
    wave = list(ranks)
    while wave:
        following = [edge for edge in normal.edges if edge.source in wave and edge.target not in ranks]
        ranks |= {edge.target: ranks[edge.source] + 1 for edge in following}
        wave = [edge.target for edge in following]
    return {vertex.id: ranks.get(vertex.id, 0) for vertex in normal.vertices}
