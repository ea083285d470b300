"""Where everything stands: one row a duty, one column a rank, arrows only where no node can be.

Nodes stand in the cells of a grid. Between columns run vertical channels and above each lane a
horizontal corridor; every arrow leaves its node into a channel, travels in channels and corridors
alone, and enters its target from a channel (or, going back, from the corridor above it). So no
arrow ever passes through a node, whatever the flow looks like.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.kernel.flows.models import FlowStep, FlowTransition, StepKind

NODE_W, NODE_H = 132, 64
GAP = 136
"""Width of a channel between two columns; labels stand in it."""
CORRIDOR = 44
LANE_HEAD = 92
TRACK = 9
"""Distance between two arrows in the same channel or corridor."""


@dataclass(frozen=True, slots=True)
class Box:
    """A node's rectangle."""

    code: str
    x: float
    y: float
    w: float
    h: float

    @property
    def middle(self) -> tuple[float, float]:
        """Centre of the box."""
        return self.x + self.w / 2, self.y + self.h / 2


@dataclass(frozen=True, slots=True)
class Arrow:
    """A drawn move: its corners, and the lines of its label with the place where they begin."""

    source: str
    target: str
    points: tuple[tuple[float, float], ...]
    label: tuple[str, ...]
    label_at: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The whole drawing."""

    width: float
    height: float
    lanes: tuple[tuple[str, float, float], ...]
    """(duty or empty, top, height) of each lane."""
    boxes: Mapping[str, Box]
    arrows: tuple[Arrow, ...]


def rank_of(steps: Sequence[FlowStep], ways: Iterable[FlowTransition]) -> dict[str, int]:
    """Return the column of each step: the longest way from the start, never counting a way back."""
    place = {step.code: number for number, step in enumerate(steps)}
    ranks = dict.fromkeys(place, 0)
    forward = [(way.from_code, way.to_code) for way in ways if place[way.from_code] < place[way.to_code]]
    for _ in steps:
        for source, target in forward:
            ranks[target] = max(ranks[target], ranks[source] + 1)
    return ranks


def lay_out(steps: Sequence[FlowStep], ways: Sequence[FlowTransition]) -> Sheet:
    """Return where every lane, node and arrow of a flow is drawn."""
    ranks = rank_of(steps, ways)
    lanes = _lanes(steps, ways)
    cells = _cells(steps, ranks, lanes)
    columns = max(column for column, _row, _slot in cells.values()) + 1
    order = list(dict.fromkeys(lanes.values()))
    slots = {lane: max(s for c, lane_of, s in cells.values() if lane_of == lane) + 1 for lane in order}
    tops: dict[str, float] = {}
    top = 0.0
    for lane in order:
        tops[lane] = top
        top += slots[lane] * (CORRIDOR + NODE_H) + 20
    boxes = {
        code: Box(
            code,
            LANE_HEAD + GAP / 2 + column * (NODE_W + GAP),
            tops[lane] + CORRIDOR + slot * (CORRIDOR + NODE_H),
            NODE_W,
            NODE_H,
        )
        for code, (column, lane, slot) in cells.items()
    }
    width = LANE_HEAD + columns * (NODE_W + GAP) + 8
    arrows = _arrows(steps, ways, boxes, cells)
    bands = tuple((lane, tops[lane], slots[lane] * (CORRIDOR + NODE_H) + 20) for lane in order)
    return Sheet(width, top, bands, boxes, arrows)


def _lanes(steps: Sequence[FlowStep], ways: Sequence[FlowTransition]) -> dict[str, str]:
    """Return the lane of each step; start and end stand in the lane of their neighbour."""
    lanes = {step.code: step.duty or "" for step in steps}
    for step in steps:
        if step.duty:
            continue
        near = [w.to_code for w in ways if w.from_code == step.code]
        near += [w.from_code for w in ways if w.to_code == step.code]
        lanes[step.code] = next((lanes[code] for code in near if lanes.get(code)), "")
    return lanes


def _cells(
    steps: Sequence[FlowStep], ranks: Mapping[str, int], lanes: Mapping[str, str]
) -> dict[str, tuple[int, str, int]]:
    """Return (column, lane, slot) of each step; a taken cell gets a further slot below."""
    taken: dict[tuple[int, str], int] = {}
    cells: dict[str, tuple[int, str, int]] = {}
    for step in steps:
        key = (ranks[step.code], lanes[step.code])
        slot = taken.get(key, 0)
        taken[key] = slot + 1
        cells[step.code] = (*key, slot)
    return cells


def _arrows(
    steps: Sequence[FlowStep],
    ways: Sequence[FlowTransition],
    boxes: Mapping[str, Box],
    cells: Mapping[str, tuple[int, str, int]],
) -> tuple[Arrow, ...]:
    pairs: dict[tuple[str, str], list[str]] = {}
    for way in ways:
        labels = pairs.setdefault((way.from_code, way.to_code), [])
        if way.label not in labels:
            labels.append(way.label)
    nodes = {step.code: step for step in steps}
    tracks: dict[tuple[str, float], int] = {}
    entries: dict[str, int] = {}
    arrows: list[Arrow] = []
    for (source, target), labels in pairs.items():
        back = cells[target][0] <= cells[source][0]
        quiet = nodes[source].node in (StepKind.START, StepKind.JOIN) or nodes[target].node == StepKind.JOIN
        label = () if quiet else tuple(wrapped(" / ".join(labels)))
        route = _back if back else _forward
        arrows.append(route(boxes[source], boxes[target], label, tracks, entries))
    return tuple(arrows)


def wrapped(text: str, most: int = 8) -> list[str]:
    """Return a text in lines of at most so many signs; Latin letters count half and words stay whole."""
    lines: list[str] = []
    line, used = "", 0.0
    for part in re.findall(r"[\x21-\x7e]+ ?|.", text):
        size = sum(0.55 if sign.isascii() else 1.0 for sign in part)
        if used + size > most and line:
            lines.append(line.strip())
            line, used = "", 0.0
        line += part
        used += size
    return [*lines, line.strip()] if line.strip() else lines


def _track(tracks: dict[tuple[str, float], int], kind: str, at: float) -> float:
    """Return the next free track beside a line: 0, +1, -1, +2 ... times the distance."""
    number = tracks.get((kind, at), 0)
    tracks[(kind, at)] = number + 1
    return ((number + 1) // 2) * TRACK * (1 if number % 2 else -1)


def _forward(
    a: Box, b: Box, label: tuple[str, ...], tracks: dict[tuple[str, float], int], entries: dict[str, int]
) -> Arrow:
    number = entries.get(b.code, 0)
    entries[b.code] = number + 1
    end_y = b.middle[1] + (0, 18, -18)[number % 3]
    start = (a.x + a.w, a.middle[1])
    channel_a = a.x + a.w + 18
    channel_a += abs(_track(tracks, "x", a.x + a.w))
    if abs(b.x - (a.x + a.w) - GAP) < 1:
        points = [start, (channel_a, start[1]), (channel_a, end_y), (b.x, end_y)]
        at = (channel_a + 6, end_y - 6 - 14 * (len(label) - 1))
    else:
        corridor = b.y - CORRIDOR / 2 + _track(tracks, "y", b.y)
        channel_b = b.x - 16 - abs(_track(tracks, "xb", b.x))
        points = [
            start, (channel_a, start[1]), (channel_a, corridor), (channel_b, corridor), (channel_b, end_y),
            (b.x, end_y),
        ]  # fmt: skip
        at = (channel_a + 6, corridor - 5 - 14 * (len(label) - 1))
    return Arrow(a.code, b.code, tuple(points), label, at)


def _back(
    a: Box, b: Box, label: tuple[str, ...], tracks: dict[tuple[str, float], int], entries: dict[str, int]
) -> Arrow:
    leave = a.middle[0] + 22
    enter = b.middle[0] - 22
    high_a = a.y - CORRIDOR / 2 + _track(tracks, "y", a.y)
    if abs(a.y - b.y) < 1:
        points = [(leave, a.y), (leave, high_a), (enter, high_a), (enter, b.y)]
    else:
        high_b = b.y - CORRIDOR / 2 + _track(tracks, "y", b.y)
        channel = b.x + b.w + 48 + abs(_track(tracks, "x", b.x + b.w))
        points = [
            (leave, a.y), (leave, high_a), (channel, high_a), (channel, high_b), (enter, high_b), (enter, b.y),
        ]  # fmt: skip
    at = (leave - 12 - 13 * max((len(line) for line in label), default=0), high_a - 4 - 14 * (len(label) - 1))
    return Arrow(a.code, b.code, tuple(points), label, at)
