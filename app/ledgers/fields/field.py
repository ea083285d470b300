"""One field of a ledger: the words of ``app.kernel.records.Field``, kept as data instead of code."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from app.ledgers.words import Kind

INDEXED = frozenset(
    {
        Kind.TEXT,
        Kind.NUMBER,
        Kind.MONEY,
        Kind.DATE,
        Kind.CHOICE,
        Kind.PERSON,
        Kind.ORGANISATION,
        Kind.REGION,
        Kind.COMPUTED,
    }
)
"""Kinds whose values can stand in the index that lists and figures are read from."""
AMOUNTS = frozenset({Kind.NUMBER, Kind.MONEY, Kind.COMPUTED})
"""Kinds that can be added up."""
IN_TABLES = (Kind.TEXT, Kind.NUMBER, Kind.MONEY, Kind.DATE, Kind.CHOICE, Kind.PERSON)
"""Kinds that a column of a table of rows may have."""
LONG_TEXT = 200
"""A text that may be longer than this is written into a large box."""


@dataclass(frozen=True, slots=True)
class LedgerField:
    """One field of a ledger's version; ``name`` never changes, so that entries of all versions agree on it."""

    name: str
    label: str
    kind: Kind = Kind.TEXT
    hint: str = ""
    example: str = ""
    required: bool = False
    listed: bool = False
    """Stands in the list."""
    filtered: bool = False
    """The list can be filtered by it, and the figures count by it."""
    public: bool = False
    """Shown to the public, masked when ``masked``."""
    masked: bool = False
    unit: str = ""
    choices: tuple[str, ...] = ()
    least: str = ""
    """Least number, sum, day, characters, rows or files, as text."""
    most: str = ""
    pattern: str = ""
    """An example whose characters stand for their like: ``A-2026-001`` accepts a capital, digits and the hyphens."""
    columns: tuple["LedgerField", ...] = ()
    """Of a table of rows."""
    formula: str = ""
    """Of a computed field: over labels or names of other fields."""

    @property
    def indexed(self) -> bool:
        """Tell whether its values stand in the index."""
        return (self.listed or self.filtered) and self.kind in INDEXED

    def to_data(self) -> dict[str, Any]:
        """Return the field as JSON holds it; what has its plain value is left out."""
        held: dict[str, Any] = {"name": self.name, "label": self.label, "kind": self.kind.value}
        for item in fields(self)[3:]:
            value = getattr(self, item.name)
            if value in ("", (), False):
                continue
            if item.name == "columns":
                value = fields_to(value)
            held[item.name] = list(value) if isinstance(value, tuple) else value
        return held

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "LedgerField":
        """Return the field that JSON holds."""
        held = dict(data)
        held["kind"] = Kind(held.get("kind", Kind.TEXT))
        held["choices"] = tuple(held.get("choices", ()))
        held["columns"] = fields_from(held.get("columns", ()))
        return cls(**held)


def fields_from(data: Iterable[Mapping[str, Any]] | None) -> tuple[LedgerField, ...]:
    """Return the fields that a version holds."""
    return tuple(LedgerField.from_data(item) for item in data or ())


def fields_to(items: Iterable[LedgerField]) -> list[dict[str, Any]]:
    """Return fields as a version holds them."""
    return [item.to_data() for item in items]
