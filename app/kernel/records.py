"""Record kinds: one declaration beside a model gives list, form, sheet, REST resource and access."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, String
from sqlalchemy import inspect as inspect_model

from app.kernel.act import Act
from app.kernel.db import PUBLIC
from app.kernel.privacy import HARD, PERSONAL, LeakKind
from app.kernel.roles import Role
from app.kernel.words import Word


class Access(StrEnum):
    """What a role may do with a record kind."""

    READ = "read"
    WRITE = "write"
    ALL = "all"

    @property
    def permissions(self) -> tuple[str, ...]:
        """Permission names of this access: read, export, write, delete."""
        return {
            Access.READ: ("can_read", "can_export"),
            Access.WRITE: ("can_read", "can_export", "can_write"),
            Access.ALL: ("can_read", "can_export", "can_write", "can_delete"),
        }[self]


class Input(StrEnum):
    """How a field is entered when its column alone does not tell."""

    TEXT = "text"
    LONG = "long"
    NUMBER = "number"
    AMOUNT = "decimal"
    """A number with decimals: yuan, square metres."""
    DATE = "date"
    MOMENT = "moment"
    YES_NO = "yes_no"
    CHOICE = "choice"
    TELEPHONE = "tel"
    IDENTITY = "identity"
    """An identity number or a credit code."""
    PICK = "pick"
    """A row of another table, found by typing (never a select of all rows)."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record kind or of a runtime ledger."""

    name: str
    label: str
    hint: str = ""
    example: str = ""
    required: bool | None = None
    """``None``: as the column says (not nullable and no default)."""
    listed: bool = False
    public: bool = False
    editable: bool = True
    searchable: bool = False
    filtered: bool = False
    choices: type[Word] | None = None
    picks: str | None = None
    """Name of the relationship whose row is picked; the column is ``name``."""
    input: Input | None = None
    first: bool = True
    """Shown before the fold; at most seven fields of a kind are."""
    secret: bool = False
    """Personal data, or a password: what is typed here never stands in the trail, nor in a draft."""
    matched: str = ""
    """Column with the hash of a number whose middle is hidden where it is kept: rows are found again by it."""


def _kept_out_of(name: str, key: tuple[str, ...]) -> frozenset[LeakKind]:
    """Return the personal data that a public field is free of.

    Numbers that an office gives may look like a telephone's: 13010212001 is a certificate of Hebei.
    """
    if name.endswith(("number", "code", "uscc")):
        return frozenset({LeakKind.IDENTITY})
    return HARD if name == "phone" or name in key else PERSONAL


@dataclass(frozen=True, slots=True)
class RecordKind:
    """A kind of record; wrong field names fail at import."""

    name: str
    model: type[Any]
    title: str
    menu: str
    fields: tuple[Field, ...]
    access: Mapping[Role, Access]
    key: tuple[str, ...] = ("id",)
    order: tuple[str, str] = ("id", "desc")
    scope: str | None = "organisation_id"
    """Column with the organisation; ``county`` when rows belong to the county as a whole;
    ``region_code`` for rows of a division; ``None`` for public facts."""
    icon: str = "table"
    check: Callable[[Act, Any, Mapping[str, Any]], None] | None = None
    """Refuses a row before it is written: ``check(act, row, changes)``."""
    settle: Callable[[Act], None] | None = None
    """Brings into line what follows from rows that have just been written, one or many."""
    listed_in_menu: bool = True
    found_everywhere: bool = False
    """The one search of the inner net looks in it."""
    sheet: bool = True
    """May be imported and exported as a spreadsheet."""
    delete_needs_reason: bool = True
    links: tuple[tuple[str, str], ...] = ()
    """(label, endpoint) of hand-made pages shown on a record's page; the endpoint takes ``pk``."""
    public: Callable[[date], ColumnElement[bool]] | None = None
    """Rows that everybody may read on a day, of the fields marked ``public``; ``None``: no row."""

    def __post_init__(self) -> None:
        mapper = inspect_model(self.model)
        known = set(mapper.columns.keys()) | set(mapper.relationships.keys())
        for name in (*(f.name for f in self.fields), *self.key, self.order[0]):
            if name not in known:
                raise ValueError(f"Record kind {self.name}: {self.model.__name__} has no field {name!r}.")
        if self.scope is not None and self.scope not in known:
            raise ValueError(f"Record kind {self.name}: no scope column {self.scope!r}.")
        if sum(1 for f in self.fields if f.editable and f.first) > 7:
            raise ValueError(f"Record kind {self.name}: more than seven fields before the fold.")
        if self.public is not None and not any(f.public for f in self.fields):
            raise ValueError(f"Record kind {self.name}: its rows are public, but none of its fields.")

        for field in self.fields:
            column = mapper.columns.get(field.name)
            if field.public and column is not None and isinstance(column.type, String) and field.choices is None:
                column.info.setdefault(PUBLIC, _kept_out_of(field.name, self.key))

    def field(self, name: str) -> Field:
        """Return a field by name; KeyError when there is none."""
        for item in self.fields:
            if item.name == name:
                return item
        raise KeyError(name)

    def in_public(self) -> "RecordKind":
        """Return the kind as everybody reads it: public fields only, nothing to write, in the order of the key.

        Search, filters and order know no other field, so none can be guessed through them.
        """
        key = inspect_model(self.model).primary_key[0].key
        return replace(
            self,
            fields=tuple(replace(f, editable=False) for f in self.fields if f.public),
            order=(key, "desc"),
            key=(key,),
            scope=None,
            access={},
            check=None,
            settle=None,
            sheet=False,
            links=(),
        )

    @property
    def listed(self) -> tuple[Field, ...]:
        """Fields shown in the list."""
        return tuple(f for f in self.fields if f.listed)

    @property
    def editable(self) -> tuple[Field, ...]:
        """Fields of the form and of the sheet."""
        return tuple(f for f in self.fields if f.editable)
