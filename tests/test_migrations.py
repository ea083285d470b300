"""Migrations bring an old database to the present tables, on both engines."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import inspect, text
from sqlalchemy.exc import DatabaseError

from app import create_app
from app.surfaces.database import db
from tests.web import new_address

MIGRATIONS = Path(__file__).parent.parent / "migrations"


@pytest.fixture
def empty(engine_name: str, tmp_path: Path) -> Flask:
    """A program on an empty database."""
    return create_app(
        {
            "SUNSHINE_MODE": "testing",
            "SUNSHINE_FOLDER": tmp_path,
            "SQLALCHEMY_DATABASE_URI": new_address(engine_name, tmp_path),
        }
    )


def test_upgrading_from_the_first_revision_gives_the_tables_of_the_models(empty: Flask) -> None:
    first = ScriptDirectory(str(MIGRATIONS)).get_base()
    with empty.app_context():
        upgrade(directory=str(MIGRATIONS), revision=first)
        assert inspect(db.engine).has_table("ab_user")
        upgrade(directory=str(MIGRATIONS))
        with db.engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            differences = [item for item in compare_metadata(context, db.metadata) if not _is_raw(item)]
        assert differences == []
        db.engine.dispose()


def _is_raw(item: object) -> bool:
    """Tell what exists by a statement of its own (search over alerts and published texts) and is unknown to the models."""
    if not isinstance(item, tuple) or item[0] not in ("remove_index", "remove_table"):
        return False
    return str(item[1].name).startswith(
        (
            "ix_alert_pairs",
            "alert_text",
            "ix_ledger_entry_pairs",
            "ledger_entry_title",
            "published_words",
            "ix_published_text_words",
        )
    )


def test_a_migrated_database_refuses_to_change_the_trail(empty: Flask) -> None:
    with empty.app_context():
        upgrade(directory=str(MIGRATIONS))
        with db.engine.begin() as connection:
            connection.execute(
                text(
                    "INSERT INTO trail (id, county, place, at, verb, subject_kind, subject_id, official, channel,"
                    " facts, previous, hash) VALUES (1, 1, 1, '2026-01-01 00:00:00', 'a', 'b', 1, 'c', 'd', '{}', '', '')"
                )
            )
        for statement in ("UPDATE trail SET verb = 'z'", "DELETE FROM trail"):
            with pytest.raises(DatabaseError, match="append-only"), db.engine.begin() as connection:
                connection.execute(text(statement))
        db.engine.dispose()
