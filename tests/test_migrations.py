"""Migrations bring an old database to the present tables, on both engines."""

import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, migrate, upgrade
from sqlalchemy import Column, ForeignKey, Integer, Table, inspect, select, text
from sqlalchemy.exc import DatabaseError

from app.kernel.db import Id, Json, UtcDateTime
from app.kernel.identities import identity_hash
from app.kernel.sealing import EncryptedText
from app.surfaces.database import db
from app.trading.models import OutsideApplication, PanelMember
from tests.conftest import NOW
from tests.migrating import MIGRATIONS, insert, seal, unseal, without_keys
from tests.planted.county import plant
from tests.world import build_world


def test_upgrading_from_the_first_revision_leaves_nothing_for_a_migration_to_do(empty: Flask, tmp_path: Path) -> None:
    first = ScriptDirectory(str(MIGRATIONS)).get_base()
    with empty.app_context():
        upgrade(directory=str(MIGRATIONS), revision=first)
        assert inspect(db.engine).has_table("ab_user")
        upgrade(directory=str(MIGRATIONS))
        assert written_migration(tmp_path) is None
        db.engine.dispose()


def test_the_migration_of_a_new_table_runs_unedited_up_and_down(empty: Flask, tmp_path: Path) -> None:
    table = Table(
        "toy",
        db.metadata,
        Column("id", Id, primary_key=True, autoincrement=False),
        Column("county", Integer, index=True),
        Column("at", UtcDateTime, nullable=False),
        Column("phone", EncryptedText),
        Column("facts", Json),
        Column("official_id", Id, ForeignKey("official.id")),
    )
    try:
        with empty.app_context():
            upgrade(directory=str(MIGRATIONS))
            written = written_migration(tmp_path)
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


def counts(tables: Iterable[str]) -> dict[str, int]:
    """Return how many rows tables have."""
    with db.engine.connect() as connection:
        return {name: connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() for name in tables}


def test_a_filled_database_loses_nothing_on_the_way_down_and_up_again(empty: Flask) -> None:
    with empty.app_context():
        upgrade(directory=str(MIGRATIONS))
        build_world(db.session(), NOW)
        db.session.commit()
        plant(db.session())
        db.session.commit()
        db.session.remove()
        downgrade(directory=str(MIGRATIONS), revision=SHIPPED)
        tables = sorted(set(inspect(db.engine).get_table_names()) & set(db.metadata.tables))
        filled = counts(tables)
        assert sum(filled.values()) > 1000 and filled["trade_project"] and filled["trade_lot"]
        upgrade(directory=str(MIGRATIONS))
        assert counts(tables) == filled
        with db.engine.connect() as connection:
            if connection.dialect.name == "sqlite":
                assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
                assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1
        db.engine.dispose()


def test_a_migration_that_fails_leaves_the_database_as_it_was(empty: Flask, tmp_path: Path) -> None:
    copied = Path(shutil.copytree(MIGRATIONS, tmp_path / "migrations", ignore=shutil.ignore_patterns("__pycache__")))
    head = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    (copied / "versions" / "9999_fails.py").write_text(FAILING.format(head=head), encoding="utf-8")
    with empty.app_context():
        upgrade(directory=str(MIGRATIONS))
        with pytest.raises(ValueError, match="half way"):
            upgrade(directory=str(copied))
        assert not inspect(db.engine).has_table("half")
        upgrade(directory=str(MIGRATIONS))
        db.engine.dispose()


FAILING = """
from alembic import op
import sqlalchemy as sa

revision, down_revision = "9999", "{head}"


def upgrade():
    op.create_table("half", sa.Column("id", sa.Integer, primary_key=True))
    raise ValueError("half way")
"""
SHIPPED = "0040"
"""An older revision, to which and from which a filled database goes."""


def written_migration(folder: Path) -> Path | None:
    """Return the file that ``flask db migrate`` writes beside the present ones, None when there is nothing to write."""
    copied = Path(shutil.copytree(MIGRATIONS, folder / "migrations", ignore=shutil.ignore_patterns("__pycache__")))
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


def test_numbers_typed_before_are_matched_after_the_migration(empty: Flask) -> None:
    """Numbers that are kept whole get the hash of their one spelling; what cannot be read stays as it is."""
    typed, plain = "１１０１０５ 19491231 002x", "11010519491231002X"
    with empty.app_context():
        upgrade(directory=str(MIGRATIONS), revision="0017")
        with without_keys() as connection:
            for pk, shown in ((1, seal(typed)), (2, seal("")), (3, "of another key")):
                insert(
                    connection,
                    "approval_case",
                    id=pk,
                    applicant_identity=shown,
                    applicant_hash="old",
                    applicant_phone=seal("+86 13800138000"),
                )
            insert(
                connection,
                "agency",
                id=4,
                county=350102,
                uscc="９1350100M000100Y43",
                phone="+86 591-87550101",
                phone_key="8659187550101",
            )
            for pk, party in ((5, "陈小明"), (6, "榕城公司")):
                insert(connection, "village_contract", id=pk, party=party, party_identity="", party_person=False)
        upgrade(directory=str(MIGRATIONS))
        with db.engine.connect() as connection:
            cases = connection.execute(
                text("SELECT applicant_hash, applicant_identity, applicant_phone FROM approval_case ORDER BY id")
            ).all()
            assert [row[0] for row in cases] == [identity_hash(plain), "old", "old"]
            assert unseal(cases[0][1]) == plain
            assert unseal(cases[0][2]) == "13800138000"
            assert connection.execute(text("SELECT uscc, phone_key FROM agency")).one() == (
                "91350100M000100Y43",
                "059187550101",
            )
            people = connection.execute(text("SELECT party_person FROM village_contract ORDER BY id")).scalars()
            assert [bool(one) for one in people] == [True, False]
        downgrade(directory=str(MIGRATIONS), revision="0017")
        db.engine.dispose()


def test_committees_from_before_the_evaluation_room_are_read_after_the_migration(empty: Flask) -> None:
    """What the centre had entered is told as such, and nobody has a draft."""
    with empty.app_context():
        upgrade(directory=str(MIGRATIONS), revision="0070")
        with without_keys() as connection:
            for pk, scored in ((1, NOW), (2, None)):
                insert(connection, "trade_member", id=pk, place=pk, note=seal(""), scored_at=scored)
        upgrade(directory=str(MIGRATIONS))
        members = db.session().scalars(select(PanelMember).order_by(PanelMember.id)).all()
        assert [(one.on_paper, one.draft, one.by_hand, one.called_at) for one in members] == [
            (True, None, True, None),
            (False, None, True, None),
        ]
        db.session.remove()
        db.engine.dispose()


def test_names_published_by_an_older_rule_are_masked_alike_after_the_migration(empty: Flask) -> None:
    names = {
        1: ("person", "慕容小白", "慕某某"),
        2: ("person", "陈小明", "陈某某"),
        3: ("company", "榕城公司", "榕城公司"),
        4: ("person", "王一", None),
    }
    with empty.app_context():
        upgrade(directory=str(MIGRATIONS), revision="0030")
        with without_keys() as connection:
            for pk, (kind, name, public) in names.items():
                insert(connection, "approval_case", id=pk, applicant_kind=kind, applicant_name=name, public_name=public)
        upgrade(directory=str(MIGRATIONS))
        with db.engine.connect() as connection:
            shown = connection.execute(text("SELECT public_name FROM approval_case ORDER BY id")).scalars()
            assert shown.all() == ["慕容某", "陈某", "榕城公司", None]
        db.engine.dispose()


def test_whoever_had_applied_as_an_expert_stands_in_the_one_table_of_applications_and_goes_back(empty: Flask) -> None:
    """Ids, identity numbers and decisions stay; the old program finds its two tables again."""
    with empty.app_context():
        upgrade(directory=str(MIGRATIONS), revision="0077")
        with without_keys() as connection:
            insert(connection, "organisation", id=9)
            company = {"name": "榕城建设", "bank_account": seal("62284800"), "state": "admitted"}
            insert(connection, "trade_application", id=1, centre_id=9, **company)
            expert = {"person": "专家甲", "number_hash": "h", "reason": "姓名不符"}
            insert(connection, "trade_expert_application", id=2, centre_id=9, **expert)
        upgrade(directory=str(MIGRATIONS))
        found = db.session().scalars(select(OutsideApplication).order_by(OutsideApplication.id)).all()
        assert [(one.id, one.role, str(one), one.bank_account, one.number_hash, one.reason) for one in found] == [
            (1, "bidder", "榕城建设", "62284800", "", "1"),
            (2, "expert", "专家甲", None, "h", "姓名不符"),
        ]
        db.session.remove()
        downgrade(directory=str(MIGRATIONS), revision="0077")
        assert counts(["trade_application", "trade_expert_application"]) == {
            "trade_application": 1,
            "trade_expert_application": 1,
        }
        with db.engine.connect() as connection:
            kept = "SELECT id, person, number_hash, reason FROM trade_expert_application"
            assert connection.execute(text(kept)).one() == (2, "专家甲", "h", "姓名不符")
        db.engine.dispose()
