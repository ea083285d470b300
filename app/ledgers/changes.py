"""What a new version changes, and what becomes of the entries that stand already."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.errors import Refused
from app.kernel.words import N_, Word
from app.ledgers.fields import Lookup, read_content, text_of
from app.ledgers.fields.field import LedgerField
from app.ledgers.models import Ledger, LedgerEntry, LedgerVersion
from app.ledgers.operations.definitions import RULES
from app.ledgers.words import EntryState, Kind

LOOKED_AT = 2_000
"""Newest entries that are tried under the new version."""


class Change(Word):
    """What happened to a part of the definition."""

    ADDED = "added", N_("Added")
    REMOVED = "removed", N_("Taken out")
    CHANGED = "changed", N_("Changed")
    MOVED = "moved", N_("Moved")


@dataclass(frozen=True, slots=True)
class Difference:
    """One change: of a field (``name`` and ``label``) or of a rule (``name`` alone)."""

    what: Change
    name: str
    label: str
    parts: tuple[str, ...] = ()
    """Parts of the field that differ."""
    holding: int = 0
    """Old entries that hold a value of this field."""
    refused: int = 0
    """Old entries whose value the new field would refuse; they stay as they are."""
    because: Refused | None = None
    """Why, for the newest of them."""


@dataclass(frozen=True, slots=True)
class Effect:
    """All differences, and how many entries were looked at."""

    differences: list[Difference]
    looked_at: int
    capped: bool


def effect_of(session: Session, ledger: Ledger, before: LedgerVersion, after: LedgerVersion) -> Effect:
    """Return what publishing a version would change, tried on the newest entries; writes nothing."""
    rows = session.execute(
        select(LedgerEntry.version_id, LedgerEntry.content)
        .where(LedgerEntry.ledger_id == ledger.id, LedgerEntry.state != EntryState.CORRECTED)
        .order_by(LedgerEntry.id.desc())
        .limit(LOOKED_AT + 1)
    ).all()
    entries = [(row[0], row[1]) for row in rows[:LOOKED_AT]]
    kinds = {version.id: {item.name: item for item in version.items} for version in ledger.versions}
    lookup = Lookup(session, ledger.prefix)
    found = [*_rules(before, after), *_fields(before, after, entries, kinds, lookup)]
    return Effect(found, len(entries), len(rows) > LOOKED_AT)


def _rules(before: LedgerVersion, after: LedgerVersion) -> Iterator[Difference]:
    for name in RULES:
        if getattr(before, name) != getattr(after, name):
            yield Difference(Change.CHANGED, name, "")


def _fields(
    before: LedgerVersion,
    after: LedgerVersion,
    entries: list[tuple[int, Any]],
    kinds: dict[int, dict[str, LedgerField]],
    lookup: Lookup,
) -> Iterator[Difference]:
    old, new = ({item.name: item for item in version.items} for version in (before, after))
    for name, item in old.items():
        if name not in new:
            holding = sum(1 for _version, content in entries if content.get(name))
            yield Difference(Change.REMOVED, name, item.label, holding=holding)
    common = [name for name in old if name in new]
    moved = set(common) if common != [name for name in new if name in old] else set()
    for name, item in new.items():
        if name not in old:
            yield _tried(Change.ADDED, item, (), entries, kinds, lookup)
            continue
        parts = tuple(part.name for part in fields(item) if getattr(item, part.name) != getattr(old[name], part.name))
        if parts:
            yield _tried(Change.CHANGED, item, parts, entries, kinds, lookup)
        elif name in moved and list(new).index(name) != list(old).index(name):
            yield Difference(Change.MOVED, name, item.label)


def _tried(
    what: Change,
    item: LedgerField,
    parts: tuple[str, ...],
    entries: list[tuple[int, Any]],
    kinds: dict[int, dict[str, LedgerField]],
    lookup: Lookup,
) -> Difference:
    """Try old values under a new field; a computed field is only computed for new entries."""
    holding = refused = 0
    because: Refused | None = None
    for version_id, content in entries:
        value = content.get(item.name)
        holding += bool(value)
        if item.kind is Kind.COMPUTED:
            continue
        was = kinds[version_id].get(item.name)
        if was is not None and value and was.kind is not item.kind:
            value = text_of(was, value)
        read = read_content((item,), {item.name: value}, lookup)
        if read.faults:
            refused += 1
            because = because or next(iter(read.faults.values()))
    return Difference(what, item.name, item.label, parts, holding, refused, because)
