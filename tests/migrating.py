"""Databases as older programs left them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import Connection, MetaData, Table

from app.kernel.sealing import EncryptedText
from app.surfaces.database import db

MIGRATIONS = Path(__file__).parent.parent / "migrations"


def seal(plain: str) -> str | None:
    """Return a text as the database holds it encrypted."""
    return EncryptedText().process_bind_param(plain, db.engine.dialect)


def unseal(held: str) -> str | None:
    """Return what an encrypted text says."""
    return EncryptedText().process_result_value(held, db.engine.dialect)


@contextmanager
def without_keys() -> Iterator[Connection]:
    """A transaction in which rows need no other rows."""
    with db.engine.connect() as connection:
        lite = connection.dialect.name == "sqlite"
        raw = connection.connection.dbapi_connection
        assert raw is not None
        raw.execute("PRAGMA foreign_keys = OFF" if lite else "SET session_replication_role = replica")
        yield connection
        connection.commit()
        raw.execute("PRAGMA foreign_keys = ON" if lite else "SET session_replication_role = origin")
        connection.commit()


def insert(connection: Connection, name: str, /, **given: object) -> None:
    """Write a row as old programs left it: what is not given and must be filled gets any value."""
    table = Table(name, MetaData(), autoload_with=connection, resolve_fks=False)
    for column in table.columns:
        if column.name not in given and not column.nullable and column.server_default is None:
            kind = column.type.python_type
            made = {date: date(2026, 1, 1), datetime: datetime(2026, 1, 1, tzinfo=UTC), str: f"{given['id']}"}
            given[column.name] = made[kind] if kind in made else kind()
    connection.execute(table.insert().values(given))
