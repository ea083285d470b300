"""How migrations run: online only, on the program's own connection, in one transaction."""

from contextlib import contextmanager

from alembic import context
from flask import current_app
from sqlalchemy import text
from sqlalchemy.types import TypeDecorator

from app.kernel.db import STATED_INDEXES

extension = current_app.extensions["migrate"]
metadata = extension.db.metadata
SHADOWS = ("", "_config", "_content", "_data", "_docsize", "_idx")
"""Endings of the tables by which SQLite keeps one word table (https://sqlite.org/fts5.html, section 9)."""


def skip_empty(_context, _revision, directives) -> None:
    """Write no migration when nothing has changed."""
    if getattr(context.config.cmd_opts, "autogenerate", False) and directives[0].upgrade_ops.is_empty():
        directives[:] = []


def word_tables(connection) -> frozenset[str]:
    """Return the names of SQLite's word tables and of those by which it keeps them."""
    if connection.dialect.name != "sqlite":
        return frozenset()
    found = connection.execute(
        text("SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE 'CREATE VIRTUAL TABLE%'")
    )
    return frozenset(name + ending for name in found.scalars() for ending in SHADOWS)


def ours(left_alone):
    """Return whether to compare a thing: not what stands in the database by a statement of its own."""

    def compared(thing, name, kind, reflected, compare_to) -> bool:
        if not reflected or compare_to is not None:
            return True
        if kind == "table":
            return name not in left_alone
        table = metadata.tables.get(thing.table.name) if kind == "index" else None
        return table is None or name not in table.info.get(STATED_INDEXES, ())

    return compared


def plain_type(kind, value, _autogenerate):
    """Write a column type of ours as the plain type that the database sees; a migration imports no program."""
    if kind == "type" and isinstance(value, TypeDecorator):
        return f"sa.{value.impl_instance!r}"
    return False


@contextmanager
def whole(connection):
    """Keep a migration whole on SQLite too: all of it or nothing, and no row left that points to none.

    A table to which other tables' rows point gets another shape only while the keys are not held
    (https://www.sqlite.org/lang_altertable.html, section 7); they are checked before it is kept.
    """
    if connection.dialect.name != "sqlite":
        yield
        connection.commit()
        return
    before = set(connection.exec_driver_sql("PRAGMA foreign_key_check").all())
    connection.commit()
    connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
    connection.commit()
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    yield
    broken = set(connection.exec_driver_sql("PRAGMA foreign_key_check").all()) - before
    if broken:
        raise RuntimeError(f"The migration leaves rows that point to none: {sorted(broken)[:5]}")
    connection.commit()
    connection.exec_driver_sql("PRAGMA foreign_keys=ON")


with extension.db.engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        process_revision_directives=skip_empty,
        include_object=ours(word_tables(connection)),
        render_item=plain_type,
        **extension.configure_args,
    )
    with whole(connection), context.begin_transaction():
        context.run_migrations()
