"""Migrations bring an old database to the present tables, on both engines."""

import shutil
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, migrate, upgrade
from sqlalchemy import Column, ForeignKey, Integer, Table, inspect, text
from sqlalchemy.exc import DatabaseError

from app import create_app
from app.kernel.db import Id, Json, UtcDateTime
from app.kernel.sealing import EncryptedText
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


def test_upgrading_from_the_first_revision_leaves_nothing_for_a_migration_to_do(
    empty: Flask, tmp_path: Path
) -> None:
    first = ScriptDirectory(str(MIGRATIONS)).get_base()
    with empty.app_context():
        upgrade(directory=str(MIGRATIONS), revision=first)
        assert inspect(db.engine).has_table("ab_user")
        upgrade(directory=str(MIGRATIONS))
        assert _written(tmp_path) is None
        db.engine.dispose()


def test_the_migration_of_a_new_table_runs_unedited_up_and_down(empty: Flask, tmp_path: Path) -> None:
    table = Table(
        "toy", db.metadata,
        Column("id", Id, primary_key=True, autoincrement=False), Column("county", Integer, index=True),
        Column("at", UtcDateTime, nullable=False), Column("phone", EncryptedText), Column("facts", Json),
        Column("official_id", Id, ForeignKey("official.id")),
    )  # fmt: skip
    try:
        with empty.app_context():
            upgrade(directory=str(MIGRATIONS))
            written = _written(tmp_path)
            assert written is not None
            assert "app." not in written.read_text()
            assert "drop_table" not in written.read_text().split("def downgrade")[0]
            upgrade(directory=str(written.parent.parent))
            columns = {column["name"] for column in inspect(db.engine).get_columns("toy")}
            assert columns == {"id", "county", "at", "phone", "facts", "official_id"}
            downgrade(directory=str(written.parent.parent))
            assert not inspect(db.engine).has_table("toy")
            db.engine.dispose()
    finally:
        db.metadata.remove(table)


def _written(folder: Path) -> Path | None:
    """Return the file that ``flask db migrate`` writes beside the present ones, None when there is nothing to write."""
    copied = Path(
        shutil.copytree(MIGRATIONS, folder / "migrations", ignore=shutil.ignore_patterns("__pycache__"))
    )
    before = set((copied / "versions").glob("*.py"))
    migrate(directory=str(copied), message="probe")
    return next(iter(set((copied / "versions").glob("*.py")) - before), None)


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
