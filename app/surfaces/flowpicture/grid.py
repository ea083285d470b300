"""Which cell of the grid each node stands in: its column a rank, its row a slot of its lane."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.surfaces.flowpicture.picture import Picture

Pair = tuple[str, str]
Cell = tuple[int, int]
"""(column, row)."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells of all nodes, rows of all lanes, and the arrows that lead back."""

    cells: dict[str, Cell]
    rows: tuple[tuple[str, int], ...]
    """(lane code, number of rows) from top to bottom."""
    back: frozenset[Pair]

    @property
    def width(self) -> int:
        """Number of columns."""
        return max((column for column, _row in self.cells.values()), default=0) + 1

    @property
    def height(self) -> int:
        """Number of rows."""
        return sum(rows for _lane, rows in self.rows)


def grid_of(picture: Picture) -> Grid:
    """Return where each node stands."""
    pairs = [(arrow.source, arrow.target) for arrow in picture.arrows]
    codes = [node.code for node in picture.nodes]
    back = back_pairs(codes, pairs)
    forward = [pair for pair in pairs if pair not in back]
    ranks = ranks_of(codes, forward)
    slots, taken = _slots(picture, ranks, forward)
    first: dict[str, int] = {}
    rows: list[tuple[str, int]] = []
    for lane in picture.lanes:
        first[lane.code] = sum(number for _lane, number in rows)
        rows.append((lane.code, max((s + 1 for lane_of, _rank, s in taken if lane_of == lane.code), default=1)))
    cells = {node.code: (ranks[node.code], first[node.lane] + slots[node.code]) for node in picture.nodes}
    return Grid(cells, tuple(rows), back)


def back_pairs(codes: Sequence[str], pairs: Iterable[Pair]) -> frozenset[Pair]:
    """Return the arrows that close a loop, found by walking depth first in the order of the flow."""
    onward: dict[str, list[str]] = {code: [] for code in codes}
    for source, target in pairs:
        onward[source].append(target)
    found: set[Pair] = set()
    done: set[str] = set()
    for root in codes:
        path, stack = {root}, [(root, iter(onward[root]))]
        if root in done:
            continue
        while stack:
            code, targets = stack[-1]
            target = next(targets, "")
            if target not in onward:
                stack.pop()
                path.discard(code)
                done.add(code)
            elif target in path:
                found.add((code, target))
            elif target not in done:
                path.add(target)
                stack.append((target, iter(onward[target])))
    return frozenset(found)


def ranks_of(codes: Sequence[str], forward: Sequence[Pair]) -> dict[str, int]:
    """Return the column of each node: the longest way from a start; ``forward`` holds no loop."""
    ranks = dict.fromkeys(codes, 0)
    changed = True
    while changed:
        changed = False
        for source, target in forward:
            if ranks[target] <= ranks[source]:
                ranks[target] = ranks[source] + 1
                changed = True
    return ranks


def _slots(
    picture: Picture, ranks: dict[str, int], forward: Iterable[Pair]
) -> tuple[dict[str, int], set[tuple[str, int, int]]]:
    """Return the slot of each node within its lane, beside the node it comes from where that is free."""
    before: dict[str, list[str]] = {}
    for source, target in forward:
        before.setdefault(target, []).append(source)
    lanes = {node.code: node.lane for node in picture.nodes}
    slots: dict[str, int] = {}
    taken: set[tuple[str, int, int]] = set()
    for node in sorted(picture.nodes, key=lambda node: ranks[node.code]):
        near = [slots[code] for code in before.get(node.code, ()) if lanes[code] == node.lane]
        choices = (*near, *range(len(lanes)))
        slot = next(s for s in choices if (node.lane, ranks[node.code], s) not in taken)
        slots[node.code] = slot
        taken.add((node.lane, ranks[node.code], slot))
    return slots, taken
