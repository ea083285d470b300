"""Putting the rows of an item's lists together: codes are made, conditions read by the item's own factors."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.kernel.errors import Refused
from app.penalties.judging.reading import Misread, read_standard
from app.penalties.judging.standard import Factor
from app.penalties.sheets import notation
from app.penalties.sheets.columns import PARTS, Part

Rows = Mapping[str, Sequence[Mapping[str, Any]]]


def assemble(lists: Rows) -> tuple[dict[str, list[dict[str, Any]]], list[Misread]]:
    """Return the lists of a version from rows as their cells were read, and what cannot be read.

    ``row`` of a fault is the place in the list, from 0. Lists that are not given are not returned.
    """
    faults: list[Misread] = []
    content: dict[str, list[dict[str, Any]]] = {}
    factors: tuple[Factor, ...] = ()
    for part in PARTS:
        if part.name not in lists:
            continue
        content[part.name] = [_row(part, row, place) for place, row in enumerate(lists[part.name], start=1)]
        if part.name == "factors":
            factors = read_standard({"factors": content["factors"], "general": False}, faults=[]).factors
        else:
            faults += _read_conditions(part, content[part.name], factors)
    broken = {(fault.part, fault.row) for fault in faults}
    unread: list[Misread] = []
    read_standard({name: rows for name, rows in content.items() if name != "laws"}, faults=unread)
    return content, faults + [fault for fault in unread if (fault.part, fault.row) not in broken]


def _row(part: Part, row: Mapping[str, Any], place: int) -> dict[str, Any]:
    kept = {name: value for name, value in row.items() if value not in (None, "", False) and name != "item"}
    if part.prefix and "code" not in kept:
        kept = {"code": f"{part.prefix}{place:02d}", **kept}
    return kept


def _read_conditions(part: Part, rows: list[dict[str, Any]], factors: Sequence[Factor]) -> list[Misread]:
    faults: list[Misread] = []
    for place, row in enumerate(rows):
        written = row.pop("when", "")
        try:
            if part.name == "grades":
                row["any"] = notation.read_alternatives(written, factors)
            elif part.name != "laws" and (written or part.name != "bands"):
                row["when"] = notation.read_conditions(written, factors)
        except Refused as refusal:
            faults.append(Misread(part.name, place, refusal))
        for name in ("base",):
            if row.get(name):
                row[name] = next((f.code for f in factors if row[name] in (f.code, f.label)), row[name])
    return faults
