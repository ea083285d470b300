"""The same as words: rows for a table, and a description for those who do not see the picture."""

from dataclasses import dataclass
from datetime import datetime

from app.kernel.words import N_
from app.surfaces.flowpicture.grid import back_pairs, ranks_of
from app.surfaces.flowpicture.picture import Lane, Mark, Node, Picture, Shape
from app.surfaces.flowpicture.sizes import Translate, limit_words
from app.surfaces.flowpicture.spans import spent_words

WORKED_ON = (Shape.TASK, Shape.DECISION)


@dataclass(frozen=True, slots=True)
class Row:
    """One step in words."""

    step: str
    who: str
    limit: str
    state: str
    """Empty when no case is shown."""
    mark: Mark
    since: datetime | None
    until: datetime | None
    spent: str
    ways: tuple[str, ...]
    """Where it leads: "label: step"."""
    basis: str = ""
    """Law and article that ask for the step."""
    due: str = ""


def in_order(picture: Picture) -> list[Node]:
    """Return the nodes from the start to the end."""
    codes = [node.code for node in picture.nodes]
    pairs = [(arrow.source, arrow.target) for arrow in picture.arrows]
    back = back_pairs(codes, pairs)
    ranks = ranks_of(codes, [pair for pair in pairs if pair not in back])
    return sorted(picture.nodes, key=lambda node: ranks[node.code])


def lane_words(lane: Lane | None, translate: Translate) -> str:
    """Return who works in a lane."""
    if lane is None or not lane.title:
        return ""
    who = translate(lane.title)
    return f"{who} ({translate(lane.whose)})" if lane.whose else who


def rows_of(picture: Picture, translate: Translate = str) -> list[Row]:
    """Return each step that somebody does, in order: who, limit, state, time spent, where it leads."""
    lanes = {lane.code: lane for lane in picture.lanes}
    return [
        Row(
            node.name,
            lane_words(lanes.get(node.lane), translate),
            limit_words(node, translate),
            translate(node.mark.title_id) if picture.marked else "",
            node.mark,
            node.since,
            node.until,
            spent_words(node.spent, translate) if node.spent is not None else "",
            tuple(ways_of(picture, node)),
            node.basis,
            node.due,
        )
        for node in in_order(picture)
        if node.shape in WORKED_ON
    ]


def ways_of(picture: Picture, node: Node) -> list[str]:
    """Return where a node leads, "label: step" or just the step; a fork stands for what it opens."""
    names = {each.code: each for each in picture.nodes}
    ways: list[str] = []
    for arrow in picture.arrows:
        if arrow.source != node.code:
            continue
        target = names[arrow.target]
        if node.shape != Shape.FORK and target.shape == Shape.FORK:
            ways += ways_of(picture, target)
        else:
            label = " / ".join(arrow.labels)
            ways.append(f"{label}: {target.name}" if label else target.name)
    return ways


def told(picture: Picture, translate: Translate) -> str:
    """Return the picture in sentences, one a step."""
    parts: list[str] = []
    for row in rows_of(picture, translate):
        due = translate(N_("by %(day)s")) % {"day": row.due} if row.due else ""
        facts = ", ".join(fact for fact in (row.who, row.limit, row.basis, row.state, due) if fact)
        parts.append(
            translate(N_("%(step)s (%(facts)s), then %(ways)s."))
            % {"step": row.step, "facts": facts, "ways": "; ".join(row.ways)}
        )
    return " ".join(parts)
