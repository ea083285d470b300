"""Reads a file of another platform process by process, as it is kept; what is held does not grow with its length."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from app.kernel.words import N_
from app.trading.screening.keeping import kept
from app.trading.screening.reading import Broken, blocks, open_data
from app.trading.screening.releases import is_compiled, releases_in
from app.trading.screening.screening import NO_BUYER, Notes
from app.trading.screening.spool import Spool

LONGEST_OCID = 200
PREFIX = re.compile(r"ocds-[0-9A-Za-z]{6}")
OTHER = "ocds"
"""Source of ocids without a registered prefix."""
NO_OCID = N_("It has no ocid that is a text, so nobody could tell it from others.")
LONG_OCID = N_("Its ocid is longer than 200 characters.")


@dataclass
class Incoming:
    """What a file tells of one process."""

    line: int
    """Of its last release."""
    ocid: str
    releases: list[dict[str, Any]]
    """As they are kept, in the order of the file."""
    compiled: bool
    """One release stands for the whole process."""

    @property
    def source(self) -> str:
        """The publisher, by the prefix of the ocid: it is registered once in the world, whatever the file is called."""
        found = PREFIX.match(self.ocid)
        return found[0] if found else OTHER


def incoming(path: Path, notes: Notes, refuse: Callable[[Broken], None]) -> Iterator[Incoming]:
    """Iterate the processes of a file, compiled ones as they come, single releases together at the end.

    ``refuse`` hears at once of each line that cannot be taken. Refused when the file cannot be opened or is empty.
    """
    with open_data(path) as file, Spool.opened() as spool:
        for block in blocks(file):
            if isinstance(block, Broken):
                refuse(block)
                continue
            for line, release in releases_in(block):
                taken = release if isinstance(release, Broken) else _take(release, line, notes)
                if isinstance(taken, Broken):
                    refuse(taken)
                elif taken.compiled:
                    yield taken
                else:
                    text = {"ocid": taken.ocid, "line": line, "release": taken.releases[0]}
                    spool.add([(taken.ocid, orjson.dumps(text))])
        for held in spool.processes():
            yield Incoming(held[-1]["line"], held[0]["ocid"], [one["release"] for one in held], compiled=False)


def _take(release: dict[str, Any], line: int, notes: Notes) -> Incoming | Broken:
    ocid = release.get("ocid")
    if not isinstance(ocid, str) or not ocid.strip():
        return Broken(line, NO_OCID)
    found = kept(release, lambda kind: notes.add(kind, line, ocid[:LONGEST_OCID]))
    if len(found["ocid"]) > LONGEST_OCID:
        return Broken(line, LONG_OCID)
    if not found["ocid"]:
        return Broken(line, NO_OCID)
    if not release.get("buyer"):
        notes.add(NO_BUYER, line, found["ocid"])
    return Incoming(line, found["ocid"], [found], compiled=is_compiled(release))
