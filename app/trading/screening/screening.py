"""Screens a part of a file: each line read, judged as data, and counted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from app.kernel.words import N_
from app.trading.screening.counting import count
from app.trading.screening.counts import Counts
from app.trading.screening.reading import Broken, Lines
from app.trading.screening.releases import TOO_DEEP, is_compiled, releases_in

SHOWN = 10
"""Places that are named of each kind of gap in the data."""
NO_OCID = N_("without an ocid that is a text: not screened")
NO_BUYER = N_("without a buyer")
NO_AMOUNT = N_("with an amount that is no number: read as missing")


@dataclass
class Notes:
    """Gaps in the data: of each kind how often, and where it was found first: the line and the ocid."""

    found: dict[str, tuple[int, list[tuple[int, str]]]] = field(default_factory=dict)

    def add(self, kind: str, line: int, ocid: str = "") -> None:
        """Note a gap in the process at a line."""
        number, places = self.found.get(kind, (0, []))
        self.found[kind] = (number + 1, places if len(places) >= SHOWN else [*places, (line, ocid)])

    def take(self, other: "Notes") -> None:
        """Add those of a later part of the file."""
        for kind, (number, places) in other.found.items():
            before, held = self.found.get(kind, (0, []))
            self.found[kind] = (before + number, (held + places)[:SHOWN])


@dataclass
class Part:
    """What a block of lines gave."""

    counts: Counts
    broken: list[Broken] = field(default_factory=list)
    notes: Notes = field(default_factory=Notes)
    releases: int = 0
    single: list[tuple[str, bytes]] = field(default_factory=list)
    """Releases that are not compiled, by ocid: they are merged when all have come."""


def screen(lines: Lines, part: Part) -> Part:
    """Screen a block of lines into a part."""
    counts = part.counts
    for number, found in releases_in(lines):
        if type(found) is Broken:
            part.broken.append(found)
        else:
            _release(found, number, part, counts)
    return part


def _release(release: dict[str, Any], line: int, part: Part, counts: Counts) -> None:
    part.releases += 1
    ocid = release.get("ocid")
    if type(ocid) is not str:
        part.notes.add(NO_OCID, line)
        return
    if not release.get("buyer"):
        part.notes.add(NO_BUYER, line, ocid)
    if _has_odd_amount(release):
        part.notes.add(NO_AMOUNT, line, ocid)
    if is_compiled(release):
        count(counts, release)
        return
    try:
        part.single.append((ocid, orjson.dumps(release)))
    except orjson.JSONEncodeError:
        part.broken.append(Broken(line, TOO_DEEP))


def _has_odd_amount(release: Mapping[str, Any]) -> bool:
    """Tell whether the value of the tender, of a bid, an award or a contract has an amount that is no number."""
    tender, bids = release.get("tender"), release.get("bids")
    if type(tender) is dict and _is_odd(tender):
        return True
    details = bids.get("details") if type(bids) is dict else None
    for held in (details, release.get("awards"), release.get("contracts")):
        if type(held) is list:
            for one in held:
                if type(one) is dict and _is_odd(one):
                    return True
    return False


def _is_odd(holder: Mapping[str, Any]) -> bool:
    value = holder.get("value")
    if type(value) is not dict:
        return False
    amount = value.get("amount")
    return amount is not None and type(amount) is not float and type(amount) is not int
