"""Tables as they travel: JSON lines whose values mean the same on SQLite and PostgreSQL.

Encrypted columns travel encrypted; they are of use only together with the installation's data key.
"""

from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Connection,
    Date,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    Numeric,
    Table,
    TableClause,
    Text,
    column,
    inspect,
    table,
)
from sqlalchemy.types import TypeDecorator, TypeEngine

from app.kernel.db import Base, UtcDateTime

FORMAT = 1


def _as_it_is(value: Any) -> Any:
    return value


@dataclass(frozen=True, slots=True)
class Form:
    """How the values of one kind of column travel."""

    kind: Callable[[], TypeEngine[Any]]
    pack: Callable[[Any], Any] = _as_it_is
    unpack: Callable[[Any], Any] = _as_it_is


FORMS = {
    "int": Form(BigInteger),
    "text": Form(Text),
    "bool": Form(Boolean),
    "float": Form(Float),
    "number": Form(Numeric, str, Decimal),
    "day": Form(Date, date.isoformat, date.fromisoformat),
    "instant": Form(UtcDateTime, lambda v: v.astimezone(UTC).isoformat(), datetime.fromisoformat),
    "moment": Form(DateTime, datetime.isoformat, datetime.fromisoformat),
    "json": Form(lambda: JSON(none_as_null=True)),
    "bytes": Form(LargeBinary, lambda v: b64encode(v).decode(), b64decode),
}
_FORM_OF: tuple[tuple[type[TypeEngine[Any]], str], ...] = (
    (Boolean, "bool"),
    (Float, "float"),
    (Numeric, "number"),
    (Integer, "int"),
    (DateTime, "moment"),
    (Date, "day"),
    (JSON, "json"),
    (LargeBinary, "bytes"),
)


def form_of(kind: TypeEngine[Any]) -> str:
    """Return how a column's values travel; texts, and what is stored as text, as text."""
    if isinstance(kind, UtcDateTime):
        return "instant"
    plain = kind.impl_instance if isinstance(kind, TypeDecorator) else kind
    return next((form for known, form in _FORM_OF if isinstance(plain, known)), "text")


def columns_of(found: Table, names: set[str]) -> list[tuple[str, str]]:
    """Return name and form of the columns that the database has."""
    return [(one.name, form_of(one.type)) for one in found.columns if one.name in names]


def plain_table(name: str, columns: list[tuple[str, str]]) -> TableClause:
    """Return a table that reads and writes values as they are stored."""
    return table(name, *(column(one, FORMS[form].kind()) for one, form in columns))


DERIVED = frozenset({"published_text"})
"""Tables that are filled again from others; they do not travel."""


def present_tables(connection: Connection) -> dict[str, list[tuple[str, str]]]:
    """Return the tables of the program that the database has, with their columns, by name."""
    inspector = inspect(connection)
    there = set(inspector.get_table_names())
    found = {}
    for name, one in sorted(Base.metadata.tables.items()):
        if name in there and name not in DERIVED:
            found[name] = columns_of(one, {item["name"] for item in inspector.get_columns(name)})
    return found


def order_of(name: str) -> list[str]:
    """Return the columns by which the rows of a table travel: its key."""
    return [one.name for one in Base.metadata.tables[name].primary_key.columns]
