"""How large each node is, what is written in and under it, and how its labels are broken."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from app.kernel.calendar import Unit
from app.kernel.words import N_
from app.surfaces.flowpicture.picture import Mark, Node, Shape
from app.surfaces.flowpicture.spans import spent_words
from app.surfaces.flowpicture.words import LINE, PLAIN, SMALL, balanced, broken, width_of

Translate = Callable[[str], str]

TASK_WIDTH = 116
CAPTION_WIDTH = 76
LABEL_WIDTH = 74
LABEL_LINES = 4
PLAIN_LINE = 19


@dataclass(frozen=True, slots=True)
class Size:
    """A node's size in pixels and its texts, line by line."""

    width: float
    height: float
    name: tuple[str, ...] = ()
    """Inside, in plain size."""
    note: tuple[str, ...] = ()
    """Inside below the name, small."""
    caption: tuple[str, ...] = ()
    """Under the node, small."""
    mark: tuple[str, ...] = ()
    """Under the caption: where the case stands, small and bold."""

    @property
    def below(self) -> float:
        """Height of what is written under the node."""
        lines = len(self.caption) + len(self.mark)
        return lines * LINE + 5 if lines else 0.0

    @property
    def span(self) -> float:
        """Width of the node or of what is written under it, whichever is more."""
        return max(self.width, CAPTION_WIDTH if self.caption or self.mark else 0)

    def at_least(self, height: float) -> "Size":
        """Return the same size, made higher where it must be."""
        return replace(self, height=max(self.height, height))


def limit_words(node: Node, translate: Translate) -> str:
    """Return the time limit of a node in words, or nothing."""
    if not node.limit:
        return ""
    unit = Unit(node.unit).title_id if node.unit in list(Unit) else node.unit
    return translate(N_("%(count)s %(unit)s")) % {"count": node.limit, "unit": translate(unit)}


def terms(node: Node, translate: Translate) -> list[str]:
    """Return the limit of a node and how many officers it takes, as far as it has them."""
    parts = [limit_words(node, translate)]
    if node.officers > 1:
        parts.append(translate(N_("%(count)s officers")) % {"count": node.officers})
    return [part for part in parts if part]


def mark_words(node: Node, translate: Translate) -> str:
    """Return where the case stands at a node, and for how long, in words with a sign before them."""
    if node.mark == Mark.AHEAD or node.shape in (Shape.START, Shape.FORK, Shape.END):
        return ""
    if node.shape == Shape.JOIN and node.mark != Mark.DONE:
        return "● " + translate(N_("waiting for the others"))
    signs = {Mark.DONE: "✓", Mark.HERE: "●", Mark.LATE: "!"}
    parts = [f"{signs[node.mark]} {translate(node.mark.title_id)}"]
    if node.spent is not None:
        parts.append(spent_words(node.spent, translate))
    if node.due:
        parts.append(translate(N_("by %(day)s")) % {"day": node.due})
    return " · ".join(parts)


def size_of(node: Node, translate: Translate) -> Size:
    """Return how large a node is."""
    mark_text = mark_words(node, translate)
    if node.shape == Shape.TASK:
        mark = balanced(mark_text, SMALL, TASK_WIDTH, 3)
        inner = _term_lines(node, translate, TASK_WIDTH - 10)
        name = balanced(node.name, PLAIN, TASK_WIDTH - 22, 4)
        height = 22 + PLAIN_LINE * len(name) + LINE * len(inner) + (3 if inner else 0)
        return Size(TASK_WIDTH, max(60, height), name, inner, (), mark)
    if node.shape == Shape.DECISION:
        mark = balanced(mark_text, SMALL, TASK_WIDTH, 3)
        caption = _term_lines(node, translate, TASK_WIDTH)
        name = balanced(node.name, PLAIN, 60, 2)
        if name and name[-1].endswith("…"):
            return Size(172, 116, balanced(node.name, PLAIN, 88, 3), (), caption, mark)
        return Size(TASK_WIDTH, 80, name, (), caption, mark)
    mark = balanced(mark_text, SMALL, CAPTION_WIDTH, 3)
    caption = balanced(node.name, SMALL, CAPTION_WIDTH, 3)
    if node.shape in (Shape.FORK, Shape.JOIN):
        return Size(12, 64, (), (), caption, mark)
    side = 50 if node.shape == Shape.GATEWAY else 40
    return Size(side, side, (), (), caption, mark)


def _term_lines(node: Node, translate: Translate, width: float) -> tuple[str, ...]:
    """Return the terms of a node on one line where they fit, else each on its own."""
    parts = terms(node, translate)
    if width_of(" · ".join(parts), SMALL) <= width:
        return (" · ".join(parts),) if parts else ()
    return tuple(line for part in parts for line in broken(part, SMALL, width, 2))


def label_lines(labels: tuple[str, ...], width: float = LABEL_WIDTH) -> tuple[str, ...]:
    """Return the labels of an arrow as lines; each label begins a line of its own."""
    lines: list[str] = []
    for number, label in enumerate(labels):
        lines += balanced(label + (" /" if number < len(labels) - 1 else ""), SMALL, width, 3)
    return (*lines[: LABEL_LINES - 1], "…") if len(lines) > LABEL_LINES else tuple(lines)
