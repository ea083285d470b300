"""Whether the names of a mapping occur in the log at all: a slip in a name would be silent otherwise."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import compress

from app.approvals.logs.mapping import LogMapping, plain
from app.kernel.errors import Incomplete
from app.kernel.words import N_

ALIKE = 0.75
"""Likeness (0 to 1) from which a name of the mapping is held for a slip of a name in the log."""


@dataclass(slots=True)
class Seen:
    """What a log holds: its activities, and those of the mapping's columns that ever held a value."""

    mapping: LogMapping
    activities: set[str] = field(default_factory=set)
    columns: set[str] = field(default_factory=set)
    _written: set[str] = field(default_factory=set)

    def add(self, values: tuple[str, ...]) -> None:
        """Note one row."""
        if len(self.columns) < len(self.mapping.columns):
            self.columns.update(compress(self.mapping.columns, values))
        activity = values[self.mapping.activity_place]
        if activity and activity not in self._written:
            self._written.add(activity)
            self.activities.add(plain(activity))


def unmatched(seen: Seen, *, columns_are_headed: bool) -> list[str]:
    """Return acts of the mapping that do not occur and may simply not have happened yet.

    Raises Incomplete, naming all, for names that must be slips: columns of an XES log, counted or limited
    activities that nothing bears, an act beside which the log has a similar name, and acts of which none
    occurs. Names under ``optional`` are never asked for.
    """
    mapping = seen.mapping
    acts = [name for name in mapping.activities or {} if name not in seen.activities | mapping.optional]
    some = len(acts) < len(mapping.activities or {})
    free = seen.activities - set(mapping.activities or {})
    slips = [name for name in acts if not some or get_close_matches(name, free, 1, ALIKE)]
    slips += [name for name in _asked(mapping) if name not in seen.activities | mapping.optional]
    if not columns_are_headed:
        slips += [name for name in mapping.columns if name not in seen.columns and plain(name) not in mapping.optional]
    if slips and (seen.activities or seen.columns):
        raise Incomplete(
            N_(
                "The mapping names what does not occur in the log: %(names)s. Correct these names; one that may be missing "
                "stands under “optional”. Nothing was imported."
            ),
            names=", ".join(_with_guess(name, seen) for name in dict.fromkeys(slips)),
        )
    return acts


def _asked(mapping: LogMapping) -> Iterator[str]:
    yield from mapping.step_limits or {}
    for fact in mapping.facts:
        yield from filter(None, (fact.count, fact.days_from, fact.days_to, fact.at))


def _with_guess(name: str, seen: Seen) -> str:
    near = get_close_matches(name, seen.activities | seen.columns, 1, ALIKE)
    return f"{name} ({near[0]}?)" if near else name
