"""Writing thousands of rows at once: COPY on PostgreSQL, one prepared INSERT on SQLite.

PostgreSQL plans by what it counted last, and counts again about a minute after a large change: until then it takes a
table that just got 100,000 rows for an empty one. So whatever was written in bulk is counted before its commit.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any

from sqlalchemy import JSON, Connection, Table, event
from sqlalchemy.engine import Dialect, Engine
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from app.kernel.db import PUBLIC, json_text
from app.kernel.privacy import refuse_row
from app.kernel.words import Word

PART = 1_000
"""Rows that are made and handed over at a time."""
LARGE = 5_000
"""Rows of one table, written in one transaction, from which PostgreSQL counts the table again at once."""
_WRITTEN = "rows written in bulk"
"""Where a connection notes them until the transaction ends."""


def write_rows(connection: Connection, table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert rows that all have the same columns; plain defaults of other columns are filled in.

    Rows may be made while they are taken: part by part they go to the database, which writes one part
    while the next is made. It asks for no act: whoever writes rows of ours calls it inside one.
    """
    source = iter(rows)
    parts = iter(lambda: list(islice(source, PART)), [])
    first = next(parts, None)
    if first is None:
        return
    defaults: dict[str, Any] = {
        column.key: column.default.arg
        for column in table.columns
        if column.key not in first[0] and isinstance(column.default, ScalarElementColumnDefault)
    }
    names = [*first[0], *defaults]
    public = {name: kinds for name in names if (kinds := table.columns[name].info.get(PUBLIC))}

    written = connection.info.setdefault(_WRITTEN, Counter())

    def lines() -> Iterator[Iterable[tuple[Any, ...]]]:
        for part in chain([first], parts):
            written[table.name] += len(part)
            for row in part if public else ():
                refuse_row(row, public)
            columns = [_values(connection.dialect, table, name, part, defaults) for name in names]
            yield zip(*columns, strict=True)

    _write(connection, table.name, names, lines())


def _values(
    dialect: Dialect, table: Table, name: str, rows: Sequence[Mapping[str, Any]], defaults: Mapping[str, Any]
) -> list[Any]:
    """Return one column of all rows as the driver takes it."""
    kind = table.columns[name].type
    values = [defaults[name]] * len(rows) if name in defaults else [row[name] for row in rows]
    convert: Any = json_text if isinstance(kind, JSON) else kind.dialect_impl(dialect).bind_processor(dialect)
    if convert is None and any(issubclass(of, Word) for of in set(map(type, values))):
        convert = str  # drivers know texts and no members of vocabularies
    if convert is None:
        return values
    if all(value is values[0] for value in values):  # one instant, one default: converted once
        return [None if values[0] is None else convert(values[0])] * len(rows)
    return [None if value is None else convert(value) for value in values]


def _write(
    connection: Connection, table: str, names: Sequence[str], parts: Iterable[Iterable[tuple[Any, ...]]]
) -> None:
    quoted = ", ".join(f'"{name}"' for name in names)
    if connection.dialect.name == "postgresql":
        cursor: Any = connection.connection.cursor()
        with cursor, cursor.copy(f'COPY "{table}" ({quoted}) FROM STDIN') as copy:
            for row in chain.from_iterable(parts):
                copy.write_row(row)
        return
    marks = ", ".join("?" * len(names))
    for part in parts:
        connection.exec_driver_sql(f'INSERT INTO "{table}" ({quoted}) VALUES ({marks})', list(part))  # noqa: S608


@event.listens_for(Engine, "commit")
def _count_again(connection: Connection) -> None:
    """Let PostgreSQL count the tables that got many rows; one at which other work of the kind goes on is passed over.

    Just before the commit, in the same transaction, so that nobody plans without it; always in one order, and with
    ``SKIP_LOCKED``, so that two imports never wait for each other.
    """
    written = connection.info.pop(_WRITTEN, None)
    if written and connection.dialect.name == "postgresql":
        for table in sorted(name for name, rows in written.items() if rows >= LARGE):
            connection.exec_driver_sql(f'ANALYZE (SKIP_LOCKED) "{table}"')


@event.listens_for(Engine, "rollback")
def _forget(connection: Connection) -> None:
    connection.info.pop(_WRITTEN, None)
