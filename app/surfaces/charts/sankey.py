"""The picture of where money goes: bands from left to right, as thick as what they carry."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.kernel.words import N_
from app.surfaces.charts.drawing import NARROW, SIZE, WIDE, Picture, Words, bar, linked, stretched
from app.surfaces.charts.marks import number
from app.surfaces.flowpicture.words import width_of
from app.surfaces.language import translate

MOST_BANDS = 60
FIELD = 260
"""Pixels that the largest column of amounts takes."""
SLOT, GAP = 17, 6
"""Pixels that a node has at the least, so that its name has room, and between two nodes."""
NODE = 0.012
"""Width of a node as a share of the picture."""
MARGIN = 6
OTHERS = "others"


@dataclass(frozen=True, slots=True)
class Node:
    """Who or what the money comes from or goes to; ``column`` is its place from the left, from zero."""

    key: str
    name: str
    column: int


@dataclass(frozen=True, slots=True)
class Band:
    """An amount that goes from one node to another further right."""

    source: Node
    target: Node
    amount: float
    url: str = ""
    """Page of the rows that it adds up."""

    def said(self) -> str:
        """Return it in words."""
        return f"{self.source.name} → {self.target.name}: {number(self.amount)}"


def fewer(bands: Iterable[Band], most: int = MOST_BANDS) -> list[Band]:
    """Return the largest bands, and all others as one band from the first column to the last."""
    held = sorted(
        (one for one in bands if one.amount > 0), key=lambda one: (-one.amount, one.source.key, one.target.key)
    )
    if len(held) <= most:
        return held
    kept, rest = held[: most - 1], held[most - 1 :]
    name = translate(N_("others"))
    last = max(one.target.column for one in held)
    ends = Node(f"{OTHERS}:0", name, 0), Node(f"{OTHERS}:1", name, last)
    return [*kept, Band(*ends, sum(one.amount for one in rest))]


@dataclass(slots=True)
class _Placed:
    """A node in its place, in pixels from the top."""

    node: Node
    top: float
    high: float
    out: float = 0
    into: float = 0

    @property
    def middle(self) -> float:
        return self.top + self.high / 2


def draw_sankey(title: str, bands: Sequence[Band]) -> Picture:
    """Return the picture of at most ``MOST_BANDS`` bands; ValueError for more, or for one that does not go right."""
    if len(bands) > MOST_BANDS:
        raise ValueError(f"a picture of bands holds at most {MOST_BANDS}: take fewer() of them")
    if any(one.source.column >= one.target.column for one in bands):
        raise ValueError("a band goes from left to right")
    places, last = _place(bands)
    picture = Picture(title, max((one.top + max(one.high, SLOT) for one in places.values()), default=0) + MARGIN)
    scale = _scale(bands)
    step = (1 - NODE) / max(last, 1)
    for one in sorted(bands, key=lambda one: (places[one.source.key].top, places[one.target.key].top)):
        source, target = places[one.source.key], places[one.target.key]
        thick = one.amount * scale
        left, right = one.source.column * step + NODE, one.target.column * step
        ends = source.top + source.out, target.top + target.into
        source.out += thick
        target.into += thick
        inner = stretched(left, 0, right - left, picture.height, _curve(*ends, max(thick, 1)))
        picture.add(linked(inner, one.url, one.said()))
    for place in places.values():
        picture.add(bar("node", place.node.column * step, place.top, NODE, max(place.high, 1.5)))
    for shown, width in (("tight", NARROW), ("roomy", WIDE)):
        for place in places.values():
            _write_name(picture, place, step, last, shown, width)
    return picture


def _scale(bands: Sequence[Band]) -> float:
    """Return pixels for each yuan."""
    values = _values(bands)
    columns: dict[int, float] = defaultdict(float)
    for node, value in values.items():
        columns[node.column] += value
    return FIELD / max(columns.values(), default=1)


def _values(bands: Sequence[Band]) -> dict[Node, float]:
    """Return what goes through each node: what comes in or goes out, whichever is more."""
    into: dict[Node, float] = defaultdict(float)
    out: dict[Node, float] = defaultdict(float)
    for one in bands:
        out[one.source] += one.amount
        into[one.target] += one.amount
    return {node: max(into[node], out[node]) for node in {*into, *out}}


def _place(bands: Sequence[Band]) -> tuple[dict[str, _Placed], int]:
    """Return every node in its place, each column ordered by where its money comes from; and the last column."""
    values, scale = _values(bands), _scale(bands)
    last = max((node.column for node in values), default=0)
    placed: dict[str, _Placed] = {}
    for column in range(last + 1):
        y = float(MARGIN)
        for node in sorted(
            (one for one in values if one.column == column), key=lambda one: _order(one, bands, placed, values)
        ):
            high = values[node] * scale
            slot = max(high, SLOT)
            placed[node.key] = _Placed(node, y + (slot - high) / 2, high)
            y += slot + GAP
    return placed, last


def _order(
    node: Node, bands: Sequence[Band], placed: dict[str, _Placed], values: dict[Node, float]
) -> tuple[float, float, str]:
    """Return where a node stands in its column: beside those from whom most of its money comes; others at the foot."""
    if node.key.startswith(OTHERS):
        return float("inf"), 0.0, node.key
    sources = [(placed[one.source.key].middle, one.amount) for one in bands if one.target == node]
    whole = sum(amount for _y, amount in sources)
    mean = sum(y * amount for y, amount in sources) / whole if whole else 0.0
    return round(mean, 1), -values[node], node.key


def _curve(top: float, end: float, thick: float) -> str:
    """Return a band across a field of 1,000."""
    a, b, c, d = top, end, end + thick, top + thick
    return (
        f'<path class="band" d="M0 {a:.1f}C500 {a:.1f} 500 {b:.1f} 1000 {b:.1f}V{c:.1f}'
        f'C500 {c:.1f} 500 {d:.1f} 0 {d:.1f}Z"/>'
    )


def _write_name(picture: Picture, place: _Placed, step: float, last: int, shown: str, width: float) -> None:
    """Write as much of a name as has room in half the way to the next column."""
    text = cut(place.node.name, step * width / 2 - 10)
    if not text:
        return
    at, y = place.node.column * step, place.middle + SIZE * 0.35
    if place.node.column == last and last:
        picture.write(Words(text, at, y, "end", shown, shift=-5))
    else:
        picture.write(Words(text, at + NODE, y, "start", shown, shift=5))


def cut(text: str, room: float) -> str:
    """Return a text as far as it has room, with an ellipsis; empty where not even two signs have."""
    if width_of(text, SIZE) <= room:
        return text
    for end in range(len(text) - 1, 1, -1):
        if width_of(text[:end] + "…", SIZE) <= room:
            return text[:end] + "…"
    return ""
