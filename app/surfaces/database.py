"""The one database handle of the program, with what SQLite needs to serve several processes."""

import os
import sqlite3
from typing import Any
from weakref import WeakSet

from flask import Flask
from flask_appbuilder.models.sqla.base import SQLA
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import SQLAlchemyError

from app.kernel.db import JSON_COLUMNS, Base
from app.kernel.guard import watch

db = SQLA(metadata=Base.metadata, engine_options=dict(JSON_COLUMNS))
"""Bound to the one metadata: with a plain SQLA() migrations would see no table at all."""

NEVER = 2**31 - 1
"""Uses after which the driver would prepare a statement of its own accord."""

watch(db.session)

_engines: WeakSet[Engine] = WeakSet()


def init_app(app: Flask) -> None:
    """Bind the handle to a program; what was only read ends before the handle lets the session go."""
    db.init_app(app)
    with app.app_context():
        _engines.update(db.engines.values())
    app.teardown_appcontext(_end_reading)


def _leave_connections() -> None:
    """Leave the connections of the process that this one was forked from to it; the first use opens new ones."""
    for engine in _engines:
        engine.dispose(close=False)


os.register_at_fork(after_in_child=_leave_connections)


def _end_reading(fault: BaseException | None) -> None:
    """End a transaction that only read by COMMIT: the driver forgets every prepared statement upon ROLLBACK.

    Writing is over by now: an act has committed or rolled back, and the guard refuses to write without one.
    """
    if fault is not None or not db.session.registry.has():
        return
    session = db.session()
    if session.in_transaction() and not (session.new or session.dirty or session.deleted):
        session.expire_on_commit = False  # what was read stays readable to whoever still holds it
        try:
            session.commit()
        except SQLAlchemyError:  # a connection that died, or a statement that failed: removal rolls it back
            return


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: object) -> None:
    """Readers beside a writer, half a minute of patience, and foreign keys that hold."""
    if isinstance(connection, sqlite3.Connection):
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "busy_timeout=30000", "foreign_keys=ON", "synchronous=NORMAL"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()


@event.listens_for(Engine, "connect")
def _prepare_when_told(connection: Any, _record: object) -> None:
    """Let PostgreSQL plan a list for what was asked this time: a plan kept for all filters fits none."""
    if hasattr(connection, "prepare_threshold"):
        connection.prepare_threshold = NEVER


@event.listens_for(Engine, "do_execute")
def _keep_plan(cursor: Any, statement: str, parameters: Any, context: Any) -> bool:
    """Keep the plan of a statement with the option ``KEPT_PLAN`` where the driver can; every other takes its usual way."""
    kept = bool(context.execution_options.get("kept_plan")) and context.dialect.driver == "psycopg"
    if kept:
        cursor.execute(statement, parameters, prepare=True)
    return kept


@event.listens_for(Engine, "savepoint")
def _lock_before_savepoint(connection: Connection, _name: str) -> None:
    """Take SQLite's write lock before a savepoint: a reader that turns writer later would be refused at once."""
    if connection.dialect.name == "sqlite":
        driver = connection.connection.driver_connection
        if driver is not None and not driver.in_transaction:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
