"""Rows of a sheet beside what stands in the ledger: which stand already, which correct an entry."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from app.kernel.act import Act
from app.ledgers.fields import LedgerField, text_of
from app.ledgers.models import Ledger, LedgerEntry, LedgerVersion
from app.ledgers.operations.entries import digest
from app.ledgers.words import EntryState, Kind
from app.surfaces.sheets.planning import Fate, PlannedRow

HOME, PERIOD = "organisation__", "period__"
NOT_IN_SHEETS = (Kind.FILE, Kind.PHOTO, Kind.COMPUTED)


def find_standing(act: Act, ledger: Ledger, version: LedgerVersion, rows: Sequence[PlannedRow]) -> None:
    """Mark rows that stand in the ledger already, and those that are much like one that stands and may correct it."""
    new = [row for row in rows if row.fate == Fate.NEW]
    homes = sorted({row.values[HOME].id for row in new})
    periods = sorted({row.values[PERIOD] for row in new})
    standing: dict[tuple[int, str, str], LedgerEntry] = {}
    for start in range(0, len(homes), 500):
        held = select(LedgerEntry).where(
            LedgerEntry.ledger_id == ledger.id,
            LedgerEntry.organisation_id.in_(homes[start : start + 500]),
            LedgerEntry.period.in_(periods),
            LedgerEntry.state != EntryState.CORRECTED,
        )
        for entry in act.session.scalars(held):
            standing[entry.organisation_id, entry.period, digest(entry.content)] = entry
    for row in new:
        found = standing.pop((row.values[HOME].id, row.values[PERIOD], digest(row.values["content"])), None)
        if found is not None:
            row.fate = Fate.SAME
    _find_corrected(version, [row for row in new if row.fate == Fate.NEW], list(standing.values()))


def _find_corrected(version: LedgerVersion, new: Sequence[PlannedRow], standing: Sequence[LedgerEntry]) -> None:
    """Mark rows that have the title of one entry that this sheet does not hold any more: somebody is asked."""
    replaced = {entry.previous_id for entry in standing}
    old, fresh = defaultdict(list), defaultdict(list)
    for entry in standing:
        if entry.id not in replaced:
            old[entry.organisation_id, entry.period, entry.title].append(entry)
    for row in new:
        fresh[row.values[HOME].id, row.values[PERIOD], row.key].append(row)
    for key, rows in fresh.items():
        if not key[2] or len(rows) != 1 or len(old.get(key, ())) != 1:
            continue
        (row,), (entry,) = rows, old[key]
        row.fate, row.row_id, row.likely = Fate.CHANGED, entry.id, True
        for item in version.items:
            if item.kind not in NOT_IN_SHEETS:
                before, after = (shown(item, content) for content in (entry.content, row.values["content"]))
                if before != after:
                    row.changes[item.name] = (before, after)


def shown(item: LedgerField, content: Mapping[str, Any]) -> str:
    """Return the value of a field as a cell shows it."""
    value = content.get(item.name)
    return text_of(item, value) if _fits(item, value) else ""


def _fits(item: LedgerField, value: Any) -> bool:
    """Tell whether a value of an older version still has the form of a field."""
    shape = {Kind.TABLE: list, Kind.FILE: list, Kind.PHOTO: list, Kind.ORGANISATION: dict, Kind.REGION: dict}
    return value is None or isinstance(value, shape.get(item.kind, str))
