"""The swimlane as SVG."""

from app.kernel.words import N_
from app.surfaces.flowpicture.elements import Pen, number, shown
from app.surfaces.flowpicture.layout import HEAD, Box, Drawn, Layout, Standing, lay_out
from app.surfaces.flowpicture.picture import Lane, Mark, Picture, Shape
from app.surfaces.flowpicture.sizes import PLAIN_LINE, Translate
from app.surfaces.flowpicture.table import told
from app.surfaces.flowpicture.words import LINE, PLAIN, SMALL, balanced

ROUND = 7
"""Radius of an arrow's corners."""


def draw(picture: Picture, translate: Translate = str, *, alone: bool = False) -> str:
    """Return the swimlane as an SVG element; ``alone`` makes it a file that needs no style sheet."""
    pen, layout = Pen(alone), lay_out(picture, translate)
    title = translate(N_("Flow of %(name)s")) % {"name": picture.name}
    content = "".join(
        (
            *(_lane(pen, place, lane, box, translate) for place, (lane, box) in enumerate(layout.lanes)),
            *_arrows(pen, layout),
            *(_node(pen, standing) for standing in layout.nodes),
            *(_label(pen, arrow) for arrow in layout.arrows if arrow.label),
        )
    )
    return pen.picture("flow-wide", layout.width + 1, layout.height + 1, title, told(picture, translate), content)


def _lane(pen: Pen, place: int, lane: Lane, box: Box, translate: Translate) -> str:
    band = pen.tag("rect", "lane-odd" if place % 2 else "lane", x=box.x + 0.5, y=box.y + 0.5, width=box.w, height=box.h)
    head = pen.tag("rect", "head", x=box.x + 0.5, y=box.y + 0.5, width=HEAD, height=box.h)
    names = balanced(translate(lane.title), PLAIN, HEAD - 14, 3) if lane.title else ()
    whose = balanced(translate(lane.whose), SMALL, HEAD - 10, 2) if lane.whose else ()
    height = len(names) * PLAIN_LINE + len(whose) * LINE
    x, y = HEAD / 2, box.y + (box.h - height) / 2
    text = pen.lines(names, "head-name", x, y + 14, PLAIN_LINE)
    return band + head + text + pen.lines(whose, "head-whose", x, y + len(names) * PLAIN_LINE + 12, LINE)


def _arrows(pen: Pen, layout: Layout) -> list[str]:
    """Return the arrows, those that the case has walked above the others."""
    parts: list[str] = []
    for drawn in sorted(layout.arrows, key=lambda each: each.route.arrow.walked):
        walked = drawn.route.arrow.walked
        classes = "arrow" + (" back" if drawn.route.back else "") + (" walked" if walked else "")
        parts.append(pen.tag("path", classes, d=_path(drawn.points)))
        parts.append(pen.tip(drawn.points, "tip-walked" if walked else "tip"))
    return parts


def _path(points: tuple[tuple[float, float], ...]) -> str:
    """Return a path with rounded corners that stops inside the arrow's head."""
    parts = [f"M{number(points[0][0])} {number(points[0][1])}"]
    for before, (x, y), after in zip(points, points[1:], points[2:], strict=False):
        near = min(ROUND, _length(before, (x, y)) / 2, _length((x, y), after) / 2)
        (ax, ay), (bx, by) = _toward((x, y), before, near), _toward((x, y), after, near)
        parts.append(f"L{number(ax)} {number(ay)}Q{number(x)} {number(y)} {number(bx)} {number(by)}")
    x, y = _toward(points[-1], points[-2], 5)
    return "".join((*parts, f"L{number(x)} {number(y)}"))


def _length(a: tuple[float, float], b: tuple[float, float]) -> float:
    return abs(a[0] - b[0]) + abs(a[1] - b[1])


def _toward(a: tuple[float, float], b: tuple[float, float], far: float) -> tuple[float, float]:
    """Return the point so far from ``a`` on the way to ``b``; both lie on one line along an axis."""
    length = _length(a, b) or 1
    return a[0] + (b[0] - a[0]) * far / length, a[1] + (b[1] - a[1]) * far / length


def _label(pen: Pen, drawn: Drawn) -> str:
    x = drawn.room.x + drawn.room.w if drawn.to_left else drawn.room.x
    return pen.lines(drawn.label, "label-left" if drawn.to_left else "label", x, drawn.room.y + SMALL - 1, LINE)


def _node(pen: Pen, standing: Standing) -> str:
    node, size, box = standing.node, standing.size, standing.box
    x, y = box.middle
    mark = f" {node.mark.value}" if node.mark else ""
    parts: list[str] = []
    if node.shape in (Shape.FORK, Shape.JOIN):
        bar = {Mark.AHEAD: "bar", Mark.DONE: "bar bar-done"}.get(node.mark, "bar bar-here")
        parts.append(pen.tag("rect", bar, x=box.x, y=box.y, width=box.w, height=box.h, rx=3))
    elif node.shape == Shape.DECISION:
        corners = ((box.x, y), (x, box.y), (box.x + box.w, y), (x, box.y + box.h))
        points = " ".join(f"{number(a)},{number(b)}" for a, b in corners)
        parts.append(pen.tag("polygon", f"node{mark}", points=points))
    else:
        round_ends = {Shape.START: box.w / 2, Shape.END: box.w / 2}.get(node.shape, 8)
        ending = " end" if node.shape == Shape.END else ""
        parts.append(pen.tag("rect", f"node{mark}{ending}", x=box.x, y=box.y, width=box.w, height=box.h, rx=round_ends))
        if node.mark and node.shape in (Shape.START, Shape.END):
            parts.append(pen.badge(node.mark, x, y))
        elif node.shape == Shape.START:
            parts.append(pen.tag("path", "tip", d=f"M{number(x - 5)} {number(y - 7)}v14l11 -7z"))
    text = len(size.name) * PLAIN_LINE + (len(size.note) * LINE + 3 if size.note else 0)
    top = y - text / 2
    parts.append(pen.lines(size.name, "name", x, top + 14.5, PLAIN_LINE))
    parts.append(pen.lines(size.note, "note", x, top + len(size.name) * PLAIN_LINE + 14, LINE))
    under = box.y + box.h + 15
    parts.append(pen.lines(size.caption, "note", x, under, LINE))
    if size.mark:
        parts.append(pen.lines(size.mark, f"{node.mark.value}-word", x, under + len(size.caption) * LINE, LINE))
        if node.shape in (Shape.TASK, Shape.DECISION):
            corner = (box.x, box.y) if node.shape == Shape.TASK else (box.x + box.w * 0.2, y - box.h * 0.32)
            parts.append(pen.badge(node.mark, *corner))
    basis = f"<title>{shown(node.basis)}</title>" if node.basis else ""
    return f"<g>{basis}{''.join(parts)}</g>"
