"""Writing thousands of rows at once: COPY on PostgreSQL, one prepared INSERT on SQLite."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import JSON, Connection, Table
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from app.kernel.db import json_text
from app.kernel.words import Word


def write_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all have the same columns; plain defaults of other columns are filled in.

    It asks for no act: whoever writes rows of ours calls it inside one.
    """
    if not rows:
        return
    defaults: dict[str, Any] = {
        column.key: column.default.arg
        for column in table.columns
        if column.key not in rows[0] and isinstance(column.default, ScalarElementColumnDefault)
    }
    names = [*rows[0], *defaults]
    columns = [_values(connection.dialect, table, name, rows, defaults) for name in names]
    _write(connection, table.name, names, list(zip(*columns, strict=True)))


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


def _write(connection: Connection, table: str, names: Sequence[str], rows: Sequence[Any]) -> None:
    quoted = ", ".join(f'"{name}"' for name in names)
    if connection.dialect.name == "postgresql":
        cursor: Any = connection.connection.cursor()
        with cursor, cursor.copy(f'COPY "{table}" ({quoted}) FROM STDIN') as copy:
            for row in rows:
                copy.write_row(row)
    else:
        marks = ", ".join("?" * len(names))
        connection.exec_driver_sql(f'INSERT INTO "{table}" ({quoted}) VALUES ({marks})', list(rows))  # noqa: S608
