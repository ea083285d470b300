"""Random pictures of sound flows, and the geometry that they are held to."""

from itertools import pairwise

from hypothesis import strategies as st

from app.surfaces.flowpicture.layout import Box, Drawn
from app.surfaces.flowpicture.picture import Arrow, Lane, Node, Picture, Shape

LABELS = st.text("审核通过报请决定退回ab ，", min_size=0, max_size=16)
NAMES = st.text("受理初审现场核查复决定送达abc", min_size=1, max_size=24)
Segment = tuple[tuple[float, float], tuple[float, float]]


@st.composite
def pictures(draw: st.DrawFn) -> Picture:
    """Return a picture of 3 to 25 nodes: one start, one end, every node on a way from one to the other."""
    count = draw(st.integers(3, 25))
    lanes = [Lane(f"lane{n}", f"岗位{n}") for n in range(draw(st.integers(1, 5)))]
    shapes = st.sampled_from([Shape.TASK, Shape.TASK, Shape.TASK, Shape.DECISION, Shape.JOIN, Shape.FORK])
    nodes = []
    for n in range(count):
        shape = Shape.START if n == 0 else Shape.END if n == count - 1 else draw(shapes)
        limit = draw(st.none() | st.integers(1, 90))
        nodes.append(
            Node(
                f"n{n}", draw(st.sampled_from(lanes)).code, shape, draw(NAMES), limit, officers=draw(st.integers(1, 2))
            )
        )
    pairs = {(draw(st.integers(0, n - 1)), n) for n in range(1, count)}
    leading = {source for source, _target in pairs}
    pairs |= {(n, draw(st.integers(n + 1, count - 1))) for n in range(count - 1) if n not in leading}
    inner = st.integers(1, count - 2)
    pairs |= set(draw(st.lists(st.tuples(inner, inner), max_size=12)))
    arrows = [Arrow(f"n{a}", f"n{b}", tuple(draw(st.lists(LABELS, max_size=2)))) for a, b in sorted(pairs)]
    return Picture(tuple(lanes), tuple(nodes), tuple(arrows), "随机")


def segments(arrow: Drawn) -> list[Segment]:
    """Return the stretches of an arrow."""
    return list(pairwise(arrow.points))


def touches(segment: Segment, box: Box, by: float = 0.01) -> bool:
    """Tell whether a stretch along an axis comes within a box, its edge left out."""
    (x0, y0), (x1, y1) = segment
    apart = max(x0, x1) <= box.x + by or min(x0, x1) >= box.x + box.w - by
    return not (apart or max(y0, y1) <= box.y + by or min(y0, y1) >= box.y + box.h - by)


def overlap(a: Box, b: Box) -> bool:
    """Tell whether two boxes share ground."""
    return min(a.x + a.w, b.x + b.w) - max(a.x, b.x) > 0.01 and min(a.y + a.h, b.y + b.h) - max(a.y, b.y) > 0.01


def run_together(a: Segment, b: Segment) -> bool:
    """Tell whether two stretches lie upon each other for more than a point."""
    for axis in (0, 1):
        along = 1 - axis
        flat = a[0][axis] == a[1][axis] and b[0][axis] == b[1][axis]
        if flat and abs(a[0][axis] - b[0][axis]) < 1:
            low = max(min(a[0][along], a[1][along]), min(b[0][along], b[1][along]))
            high = min(max(a[0][along], a[1][along]), max(b[0][along], b[1][along]))
            if high - low > 0.01:
                return True
    return False
