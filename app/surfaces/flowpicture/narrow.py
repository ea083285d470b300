"""The flow for a phone: one step under the other, 360 wide."""

from dataclasses import dataclass

from app.kernel.words import N_
from app.surfaces.flowpicture.elements import Pen
from app.surfaces.flowpicture.picture import Mark, Node, Picture, Shape
from app.surfaces.flowpicture.sizes import Translate, mark_words, terms
from app.surfaces.flowpicture.table import in_order, lane_words, told
from app.surfaces.flowpicture.words import broken

WIDTH = 360
RAIL = 26
"""Middle of the line on which the steps are strung."""
TEXT = 56
ROOM = WIDTH - TEXT - 14
NAME_LINE, SMALL_LINE = 22, 19


@dataclass(frozen=True, slots=True)
class _Card:
    node: Node
    lines: tuple[tuple[str, str], ...]
    """(class, text), from top to bottom."""

    @property
    def height(self) -> float:
        return sum(NAME_LINE if css == "card-name" else SMALL_LINE for css, _text in self.lines) + 26


def draw_narrow(picture: Picture, translate: Translate = str, *, alone: bool = False) -> str:
    """Return the flow as a list from top to bottom, as an SVG element 360 wide."""
    pen = Pen(alone)
    cards = [_card(picture, node, translate) for node in in_order(picture) if node.shape != Shape.FORK]
    tops = [10.0]
    for card in cards:
        tops.append(tops[-1] + card.height)
    parts: list[str] = []
    for number, card in enumerate(cards[:-1]):
        walked = card.node.mark == Mark.DONE and cards[number + 1].node.mark != Mark.AHEAD
        parts.append(
            pen.tag(
                "line",
                "rail-walked" if walked else "rail",
                x1=RAIL,
                x2=RAIL,
                y1=tops[number] + 16,
                y2=tops[number + 1] + 16,
            )
        )
    for card, top in zip(cards, tops, strict=False):
        parts.append(_dot(pen, card.node, top + 16))
        y = top + 21
        for css, text in card.lines:
            parts.append(pen.lines((text,), css, TEXT, y, 0))
            y += NAME_LINE if css == "card-name" else SMALL_LINE
    title = translate(N_("Flow of %(name)s")) % {"name": picture.name}
    return pen.picture("flow-narrow", WIDTH, tops[-1], title, told(picture, translate), "".join(parts))


def _card(picture: Picture, node: Node, translate: Translate) -> _Card:
    lanes = {lane.code: lane for lane in picture.lanes}
    lines = [("card-name", text) for text in broken(node.name, 16, ROOM, 4)]
    if node.shape in (Shape.TASK, Shape.DECISION):
        who = lane_words(lanes.get(node.lane), translate)
        note = " · ".join(part for part in (who, *terms(node, translate)) if part)
        lines += [("card-note", text) for text in broken(note, 13, ROOM, 3)]
    mark = mark_words(node, translate)
    if mark:
        lines += [(f"card-{node.mark.value}", text) for text in broken(mark, 13, ROOM, 2)]
    ways = _ways(picture, node)
    if len(ways) > 1 or any("↩" in way for way in ways):
        for way in ways:
            lines += [("card-way", text) for text in broken(way, 13, ROOM, 2)]
    return _Card(node, tuple(lines))


def _ways(picture: Picture, node: Node) -> list[str]:
    """Return where a node leads, with a sign that says on, back, or together with others."""
    place = {each.code: number for number, each in enumerate(in_order(picture))}
    names = {each.code: each for each in picture.nodes}
    ways: list[str] = []
    for arrow in picture.arrows:
        if arrow.source != node.code:
            continue
        if node.shape != Shape.FORK and names[arrow.target].shape == Shape.FORK:
            ways += [way.replace("→", "∥", 1) for way in _ways(picture, names[arrow.target])]
            continue
        sign = "→" if place[arrow.target] > place[arrow.source] else "↩"
        label = " / ".join(arrow.labels)
        ways.append(f"{label} {sign} {names[arrow.target].name}".lstrip())
    return ways


def _dot(pen: Pen, node: Node, y: float) -> str:
    mark = f" {node.mark.value}" if node.mark else ""
    if node.mark and node.shape != Shape.JOIN:
        return pen.tag("circle", f"node{mark}", cx=RAIL, cy=y, r=14) + pen.badge(node.mark, RAIL, y)
    if node.shape == Shape.DECISION:
        points = f"{RAIL - 14},{y} {RAIL},{y - 14} {RAIL + 14},{y} {RAIL},{y + 14}"
        return pen.tag("polygon", f"node{mark}", points=points)
    if node.shape == Shape.JOIN:
        bar = {Mark.AHEAD: "bar", Mark.DONE: "bar bar-done"}.get(node.mark, "bar bar-here")
        return pen.tag("rect", bar, x=RAIL - 14, y=y - 5, width=28, height=10, rx=3)
    ending = " end" if node.shape == Shape.END else ""
    return pen.tag("circle", f"node{mark}{ending}", cx=RAIL, cy=y, r=12)
