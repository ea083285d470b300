"""Writing the elements of a picture."""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from app.surfaces.flowpicture.look import FONT, attributes
from app.surfaces.flowpicture.picture import Mark

BADGE = 9
"""Radius of the sign at a node's corner."""


def shown(text: str) -> str:
    """Return a text as it may stand in XML: without control characters, with its marks escaped."""
    return escape("".join(sign for sign in text if sign.isprintable()))


def number(value: float) -> str:
    """Return a coordinate with one decimal at the most."""
    return f"{value:.1f}".removesuffix(".0")


@dataclass(frozen=True, slots=True)
class Pen:
    """Writes elements with classes; when the picture stands alone, with their look as well."""

    alone: bool = False

    def tag(self, name: str, classes: str, content: str | None = None, **more: float | str) -> str:
        """Return an element; underscores in names of attributes stand for hyphens."""
        held = {"class": classes} if classes else {}
        if self.alone:
            held |= attributes(classes)
        held |= {k.replace("_", "-"): v if isinstance(v, str) else number(v) for k, v in more.items()}
        written = "".join(f" {key}={quoteattr(value)}" for key, value in held.items())
        return f"<{name}{written}/>" if content is None else f"<{name}{written}>{content}</{name}>"

    def lines(self, texts: Sequence[str], classes: str, x: float, y: float, step: float) -> str:
        """Return lines of text, the baseline of the first at ``y``."""
        return "".join(
            self.tag("text", classes, shown(text), x=x, y=y + number_of * step) for number_of, text in enumerate(texts)
        )

    def badge(self, mark: Mark, x: float, y: float) -> str:
        """Return the sign of a mark in a disc: a tick, a dot in a ring, an exclamation mark."""
        signs = {
            Mark.DONE: f"M{number(x - 4)} {number(y)} l3 3.5 l5 -6.5",
            Mark.HERE: f"M{number(x)} {number(y - 4)} v4.5 l3 2",
            Mark.LATE: f"M{number(x)} {number(y - 4.5)} v5.5 M{number(x)} {number(y + 4.6)} v0.2",
        }
        disc = self.tag("circle", f"badge-{mark.value}", cx=x, cy=y, r=BADGE)
        return disc + self.tag("path", "sign", d=signs[mark])

    def tip(self, corners: Sequence[tuple[float, float]], classes: str) -> str:
        """Return the head of an arrow at the last corner; drawn, as a marker needs a name in the page."""
        (x0, y0), (x, y) = corners[-2], corners[-1]
        length = abs(x - x0) + abs(y - y0) or 1
        dx, dy = (x - x0) / length, (y - y0) / length
        back_x, back_y = x - 9 * dx, y - 9 * dy
        side_x, side_y = 4.5 * dy, 4.5 * dx
        points = f"{number(x)},{number(y)} {number(back_x + side_x)},{number(back_y + side_y)} {number(back_x - side_x)},{number(back_y - side_y)}"
        return self.tag("polygon", classes, points=points)

    def picture(self, classes: str, width: float, height: float, title: str, told: str, content: str) -> str:
        """Return the whole picture with its title and description for those who do not see it."""
        root = {
            "xmlns": "http://www.w3.org/2000/svg",
            "class": f"flow-picture {classes}",
            "role": "img",
            "viewBox": f"0 0 {number(width)} {number(height)}",
            "width": number(width),
            "height": number(height),
            "aria-label": "".join(sign for sign in title if sign.isprintable()),
        }
        if self.alone:
            root["font-family"] = FONT
        written = "".join(f" {key}={quoteattr(value)}" for key, value in root.items())
        ground = self.tag("rect", "ground", x=0, y=0, width=width, height=height)
        return f"<svg{written}><title>{shown(title)}</title><desc>{shown(told)}</desc>{ground}{content}</svg>"
