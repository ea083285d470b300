"""Which arrows lie side by side in a channel or corridor, and in which order."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.surfaces.flowpicture.ports import Ports
from app.surfaces.flowpicture.routing import Route

Place = tuple[Route, int]
"""A line of a route: the route and the number of the line in it."""
STEP = 1000.0
"""Units of one row in the computation of heights; a corridor stands at a whole number of rows."""


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A vertical stretch in a channel: its two ends, and on which side something joins it there."""

    place: Place
    ends: tuple[tuple[float, bool], tuple[float, bool]]
    """(height, joined from the right) of both ends."""

    def holds(self, height: float) -> bool:
        """Tell whether it passes a height."""
        (one, _), (other, _) = self.ends
        return min(one, other) <= height <= max(one, other)


def channel_tracks(routes: Iterable[Route], ports: Ports) -> dict[Place, int]:
    """Return the track of each vertical line, counted in its channel from the left; each has its own.

    They are ordered by exchange of neighbours as long as that removes crossings.
    """
    channels: dict[int, list[_Stretch]] = {}
    for route in routes:
        for number, line in enumerate(route.lines):
            if line.upright:
                ends = (_end(route, number, -1, ports), _end(route, number, 1, ports))
                channels.setdefault(line.number, []).append(_Stretch((route, number), ends))
    tracks: dict[Place, int] = {}
    for stretches in channels.values():
        order = list(stretches)
        for _ in order:
            for at in range(len(order) - 1):
                left, right = order[at], order[at + 1]
                if _crossings(right, left) < _crossings(left, right):
                    order[at], order[at + 1] = right, left
        tracks |= {stretch.place: number for number, stretch in enumerate(order)}
    return tracks


def _end(route: Route, number: int, step: int, ports: Ports) -> tuple[float, bool]:
    """Return the height at which a vertical line ends, and whether it is joined there from the right."""
    beyond = number + step
    if 0 <= beyond < len(route.lines):
        return route.lines[beyond].number * STEP, _goes_right(route, number, beyond)
    if step < 0:
        return (route.start[1] + 0.5) * STEP + ports.leaving[route], False
    return (route.end[1] + 0.5) * STEP + ports.entering[route], True


def _goes_right(route: Route, number: int, corridor: int) -> bool:
    """Tell whether the corridor line beside a vertical line lies to the right of it."""
    here = route.lines[number].number
    after = corridor + (corridor - number)
    if 0 <= after < len(route.lines):
        return route.lines[after].number > here
    return (route.start if after < 0 else route.end)[0] > here


def _crossings(left: _Stretch, right: _Stretch) -> int:
    count = sum(1 for height, to_right in left.ends if to_right and right.holds(height))
    return count + sum(1 for height, to_right in right.ends if not to_right and left.holds(height))


def corridor_tracks(routes: Iterable[Route]) -> dict[Place, int]:
    """Return the track of each horizontal line, counted in its corridor from the nodes upward.

    Lines that do not meet share a track; short ones lie nearest to the nodes.
    """
    corridors: dict[int, list[tuple[float, float, Place]]] = {}
    for route in routes:
        for number, line in enumerate(route.lines):
            if not line.upright:
                one, other = _reach(route, number, -1), _reach(route, number, 1)
                corridors.setdefault(line.number, []).append((min(one, other), max(one, other), (route, number)))
    tracks: dict[Place, int] = {}
    for stretches in corridors.values():
        placed: list[list[tuple[float, float]]] = []
        for low, high, place in sorted(stretches, key=lambda s: (s[1] - s[0], s[0])):
            track = 0
            while track < len(placed) and any(low <= b and a <= high for a, b in placed[track]):
                track += 1
            if track == len(placed):
                placed.append([])
            placed[track].append((low, high))
            tracks[place] = track
    return tracks


def _reach(route: Route, number: int, step: int) -> float:
    """Return where a horizontal line ends: columns are even numbers, channels odd."""
    beyond = number + step
    if 0 <= beyond < len(route.lines):
        return route.lines[beyond].number * 2 + 1
    return (route.start if step < 0 else route.end)[0] * 2


def counted(tracks: Mapping[Place, int]) -> dict[int, int]:
    """Return how many tracks each channel or corridor needs."""
    most: dict[int, int] = {}
    for (route, number), track in tracks.items():
        line = route.lines[number].number
        most[line] = max(most.get(line, 0), track + 1)
    return most
