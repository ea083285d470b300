"""The one database handle of the program, with what SQLite needs to serve several processes."""

import sqlite3
from typing import Any

from flask_appbuilder.models.sqla.base import SQLA
from sqlalchemy import Connection, Engine, event

from app.kernel.db import JSON_COLUMNS, Base
from app.kernel.guard import watch

db = SQLA(metadata=Base.metadata, engine_options=dict(JSON_COLUMNS))
"""Bound to the one metadata: with a plain SQLA() migrations would see no table at all."""

watch(db.session)


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: object) -> None:
    """Readers beside a writer, half a minute of patience, and foreign keys that hold."""
    if isinstance(connection, sqlite3.Connection):
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "busy_timeout=30000", "foreign_keys=ON", "synchronous=NORMAL"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()


@event.listens_for(Engine, "savepoint")
def _lock_before_savepoint(connection: Connection, _name: str) -> None:
    """Take SQLite's write lock before a savepoint: a reader that turns writer later would be refused at once."""
    if connection.dialect.name == "sqlite":
        driver = connection.connection.driver_connection
        if driver is not None and not driver.in_transaction:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
