"""Parts of a picture: shapes in shares of its width, and words whose room is known before a browser sees them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import combinations, pairwise

from markupsafe import Markup

from app.surfaces.flowpicture.words import width_of

NARROW, WIDE = 290, 460
"""Least widths in pixels of a chart on a phone and on a desk; the style sheet changes over at ``WIDE``."""
SIZE = 13
"""Of words, in pixels."""
APART = 5
"""Pixels between two words on one line."""


@dataclass(frozen=True, slots=True)
class Box:
    """Room in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    def touches(self, other: "Box", apart: float = 0) -> bool:
        """Tell whether two boxes share room, or come nearer than so many pixels side by side."""
        across = self.left < other.right + apart and other.left < self.right + apart
        return across and self.top < other.bottom and other.top < self.bottom


@dataclass(frozen=True, slots=True)
class Words:
    """A text at its place."""

    text: str
    x: float
    """Share of the width, from 0 to 1."""
    y: float
    """Pixels from the top to the foot of the letters."""
    anchor: str = "middle"
    """``start``, ``middle`` or ``end``."""
    shown: str = ""
    """Empty: always; ``roomy``: on a desk alone; ``tight``: on a phone alone."""
    look: str = ""
    shift: float = 0
    """Pixels to the right of its share."""

    def at(self, width: float) -> bool:
        """Tell whether it is shown in a picture of this width."""
        return not self.shown or (self.shown == "roomy") == (width >= WIDE)

    def box(self, width: float) -> Box:
        """Return its room in a picture so many pixels wide."""
        long = width_of(self.text, SIZE)
        left = self.x * width + self.shift - {"start": 0.0, "middle": long / 2, "end": long}[self.anchor]
        return Box(left, self.y - SIZE * 0.86, left + long, self.y + SIZE * 0.22)

    def draw(self) -> str:
        """Return it as an element."""
        look = " ".join(part for part in (self.look, self.shown) if part)
        anchor = "" if self.anchor == "start" else f' text-anchor="{self.anchor}"'
        shift = f' dx="{self.shift:g}"' if self.shift else ""
        named = f' class="{look}"' if look else ""
        return f'<text{named} x="{share(self.x)}" y="{self.y:.1f}"{shift}{anchor}>{escape(self.text)}</text>'


@dataclass(slots=True)
class Picture:
    """A chart while it is drawn."""

    title: str
    height: float
    shapes: list[str] = field(default_factory=list)
    words: list[Words] = field(default_factory=list)

    def add(self, *shapes: str) -> None:
        """Put shapes on top of what is there."""
        self.shapes.extend(shapes)

    def write(self, *words: Words) -> None:
        """Write on top of all shapes."""
        self.words.extend(words)

    def overlaps(self, width: float) -> list[tuple[str, str]]:
        """Return the pairs of words that share room in a picture of this width."""
        shown = [one for one in self.words if one.at(width)]
        return [(a.text, b.text) for a, b in combinations(shown, 2) if a.box(width).touches(b.box(width))]

    def outside(self, width: float) -> list[str]:
        """Return the words that stand out of a picture of this width."""
        boxes = [(one.text, one.box(width)) for one in self.words if one.at(width)]
        return [
            text
            for text, box in boxes
            if box.left < -1 or box.right > width + 1 or box.top < -1 or box.bottom > self.height + 1
        ]

    def __html__(self) -> str:
        """Return the SVG element; a template shows it as it is."""
        inner = "".join(self.shapes) + "".join(one.draw() for one in self.words)
        return (
            f'<svg class="chart" role="group" aria-label="{escape(self.title)}" width="100%" height="{self.height:g}">'
            f"{inner}</svg>"
        )

    def markup(self) -> Markup:
        """Return the SVG element as safe markup."""
        return Markup(self.__html__())  # noqa: S704 - every text in it is escaped above


def share(value: float) -> str:
    """Return a share of the width as SVG writes it."""
    return f"{value * 100:.2f}".rstrip("0").rstrip(".") + "%"


def rule(look: str, x1: float, y1: float, x2: float, y2: float) -> str:
    """Return a straight line; across in shares, upright in pixels."""
    return f'<line class="{look}" x1="{share(x1)}" y1="{y1:.1f}" x2="{share(x2)}" y2="{y2:.1f}"/>'


def bar(look: str, x: float, y: float, wide: float, high: float) -> str:
    """Return a rectangle; across in shares, upright in pixels."""
    return f'<rect class="{look}" x="{share(x)}" y="{y:.1f}" width="{share(wide)}" height="{max(high, 0):.1f}"/>'


def stretched(x: float, y: float, wide: float, high: float, inner: str) -> str:
    """Return shapes drawn in a field of 1,000 by ``high`` that is stretched to a share of the width."""
    return (
        f'<svg x="{share(x)}" y="{y:.1f}" width="{share(wide)}" height="{high:.1f}" viewBox="0 0 1000 {high:.1f}"'
        f' preserveAspectRatio="none" class="stretched">{inner}</svg>'
    )


SHAPES = {
    "circle": "M-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0z",
    "square": "M-4-4h8v8h-8z",
    "up": "M0-5.5l5.5 9.5h-11z",
    "down": "M0 5.5l5.5-9.5h-11z",
    "diamond": "M0-6l6 6l-6 6l-6-6z",
    "cross": "M-4-4l8 8M4-4l-8 8",
}
"""Outlines of marks around their middle; they differ in black and white."""


def marker(shape: str, look: str, x: float, y: float) -> str:
    """Return a small mark that keeps its form however wide the picture is."""
    return f'<svg class="marker" x="{share(x)}" y="{y:.1f}"><path class="{look}" d="{SHAPES[shape]}"/></svg>'


def linked(inner: str, url: str, said: str) -> str:
    """Return shapes that tell what they are when pointed at, and lead to the rows behind them."""
    told = f"<title>{escape(said)}</title>{inner}"
    return f'<a href="{escape(url)}">{told}</a>' if leads(url) else f"<g>{told}</g>"


def leads(url: str) -> bool:
    """Tell whether an address is a page of ours; anything else is no link."""
    return url.startswith("/") and not url.startswith("//")


def spaced(words: Sequence[Words], every: int, width: float) -> bool:
    """Tell whether each ``every``-th of these words stands apart from the next, and inside the picture."""
    boxes = [one.box(width) for one in words[::every]]
    inside = all(box.left >= 0 and box.right <= width for box in boxes)
    return inside and all(a.right + APART <= b.left for a, b in pairwise(boxes))


def thinned(words: Sequence[Words]) -> Iterable[Words]:
    """Yield as many words of a line as have room: on a phone a part of those on a desk, evenly chosen."""
    most = max(len(words), 1)
    wide = next((every for every in range(1, most) if spaced(words, every, WIDE)), most)
    narrow = next((every for every in range(wide, most, wide) if spaced(words, every, NARROW)), most)
    for place, one in enumerate(words):
        if place % narrow == 0:
            yield one
        elif place % wide == 0:
            yield Words(one.text, one.x, one.y, one.anchor, "roomy", one.look, one.shift)
