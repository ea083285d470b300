"""What an old version wrote for county 0 is set aside by its migration, and the trail can be signed again."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from nacl.signing import SigningKey
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from app import create_app
from app.kernel.act import CITY
from app.kernel.audit import GENESIS, ChainHead, Subject, TrailRow, record, row_hash
from app.kernel.db import IDS_PER_COUNTY
from app.kernel.trail.aside import SetAside, withdrawn_roots
from app.kernel.trail.merkle import Peaks
from app.kernel.trail.publication import published_roots
from app.kernel.trail.roots import TrailRoot, latest_root, public_root, signed_text
from app.surfaces.acts import command_act
from app.surfaces.database import db
from app.surfaces.keeping import signing_key
from tests.conftest import NOW
from tests.kernel.trail import stand_alone
from tests.test_migrations import MIGRATIONS
from tests.web import at_work, new_address

BEFORE = "0021"


@pytest.fixture
def old(engine_name: str, tmp_path: Path) -> Iterator[Flask]:
    """An installation of the version before, after two backups, each followed by a signing."""
    app = create_app(
        {
            "SUNSHINE_MODE": "testing",
            "SUNSHINE_FOLDER": tmp_path,
            "SUNSHINE_TEST_NOW": NOW,
            "SQLALCHEMY_DATABASE_URI": new_address(engine_name, tmp_path),
        }
    )
    with app.app_context():
        upgrade(directory=str(MIGRATIONS), revision=BEFORE)
        key = signing_key(db.session())
        _write_nowhere(db.session(), 1)
        _work(2)
        _sign_nowhere(db.session(), key, 1)
        _sign_city(db.session(), key, 2)
        _work(3)
        _sign_city(db.session(), key, 5)
        _write_nowhere(db.session(), 2)
        db.session.remove()
        yield app
        db.session.remove()
        db.engine.dispose()


def _work(count: int) -> None:
    with command_act() as act:
        for number in range(count):
            record(act, "backup.made", Subject("backup", number, CITY), rows=number)


def _write_nowhere(session: Session, place: int) -> None:
    """Write a row for county 0 as the old version did."""
    row = {
        "county": 0,
        "place": place,
        "at": NOW,
        "verb": "search.rebuilt",
        "subject_kind": "search",
        "subject_id": 0,
        "official_id": None,
        "official": "Sunshine",
        "organisation_id": None,
        "channel": "command",
        "address": None,
        "facts": '{"texts":0}',
        "previous": GENESIS,
    }
    connection = session.connection()
    if place > 1:
        row["previous"] = connection.scalar(select(TrailRow.hash).where(TrailRow.county == 0))
    row["hash"] = row_hash(row)
    connection.execute(insert(TrailRow).values(id=place, **row))
    connection.execute(text("DELETE FROM chain_head WHERE county = 0"))
    connection.execute(insert(ChainHead).values(county=0, last_id=20, place=place, hash=row["hash"]))
    session.commit()


def _sign_nowhere(session: Session, key: SigningKey, size: int) -> None:
    """Sign the root of county 0 and store it under the city's number, as the old version did."""
    _store(session, key, 0, size, size, None)


def _sign_city(session: Session, key: SigningKey, size: int) -> None:
    _store(session, key, CITY, size, size + 10, latest_root(session, CITY))


def _store(session: Session, key: SigningKey, county: int, size: int, serial: int, last: TrailRoot | None) -> None:
    peaks = Peaks()
    for one in session.scalars(select(TrailRow.hash).where(TrailRow.county == county).order_by(TrailRow.place)):
        peaks.add(bytes.fromhex(one))
    root = TrailRoot(
        county=county,
        size=size,
        root=peaks.root().hex(),
        previous_id=last.id if last else None,
        previous_size=last.size if last else 0,
        previous_root=last.root if last else "",
        signed_at=NOW,
        key=next(iter(_keys())),
        signature="",
    )
    root.signature = key.sign(signed_text(public_root(root)).encode()).signature.hex()
    values = {column.key: getattr(root, column.key) for column in TrailRoot.__table__.columns}
    session.execute(
        insert(TrailRoot.__table__).values(**values | {"id": CITY * IDS_PER_COUNTY + serial, "county": CITY})
    )
    session.commit()


def _keys() -> list[str]:
    from app.surfaces.keeping import trail_keys

    return list(trail_keys())


def _run(app: Flask, *typed: str) -> str:
    done = app.test_cli_runner().invoke(args=list(typed))
    assert done.exit_code == 0, (typed, done.output, done.exception)
    return str(done.stdout)


def test_evidence_is_kept_and_the_trail_is_signed_and_verified_again(old: Flask, tmp_path: Path) -> None:
    with at_work(old) as session:
        wrong, first, second = session.execute(select(TrailRoot.__table__).order_by(TrailRoot.size)).all()
        kept = tmp_path / "kept.json"
        kept.write_text(json.dumps(published_roots(session)))  # somebody downloaded the wrong root too
    upgrade(directory=str(MIGRATIONS))
    for _ in range(2):
        _run(old, "trail", "sign")
        verdict = json.loads(_run(old, "trail", "verify", "--json"))
        assert (verdict["intact"], verdict["counties"]) == (True, [CITY])
        assert verdict["set_aside"] == {"trail": 2, "trail_root": 3}
    assert "350100" not in _run(old, "trail", "verify")
    assert json.loads(_run(old, "trail", "verify", "--json", "--published", str(kept)))["intact"]
    with at_work(old) as session:
        aside = {
            (one.table, one.row_id): (one.why, json.loads(one.content)) for one in session.scalars(select(SetAside))
        }
        assert {why for why, _content in aside.values()} == {"no_county", "follows"}
        assert aside["trail_root", wrong.id][1]["signature"] == wrong.signature
        assert aside["trail", 2][1]["facts"] == '{"texts":0}'
        assert [root.size for root in withdrawn_roots(session, CITY)] == [first.size, second.size]
        (now,) = session.scalars(select(TrailRoot)).all()
        assert (now.size, now.previous_size, now.previous_root) == (5, 0, "")
        for statement in (
            "UPDATE trail_set_aside SET why = ''",
            "DELETE FROM trail_set_aside",
            "UPDATE trail SET verb = ''",
        ):
            with pytest.raises(DatabaseError, match="append-only"):
                session.execute(text(statement))
            session.rollback()
    for name in ("roots", "hashes"):
        _run(old, "trail", "export", str(tmp_path / name), *(["--roots"] if name == "roots" else []))
    (key,) = (tmp_path / "keys").glob("*.pub")
    outsider = [str(tmp_path / "hashes"), "--roots", str(tmp_path / "roots"), "--key", str(key)]
    assert stand_alone().main(["rows", *outsider]) == 0


def test_a_kept_root_that_was_set_aside_still_binds_the_rows(old: Flask) -> None:
    """Setting aside excuses nothing: rows that a withdrawn root was signed over may not change."""
    from tests.kernel.trail import unlock

    upgrade(directory=str(MIGRATIONS))
    with at_work(old) as session:
        unlock(session)
        last = session.scalars(select(TrailRow).order_by(TrailRow.place.desc())).first()
        assert last is not None
        session.execute(text("UPDATE trail SET verb = 'x' WHERE place = 5"))
        changed = row_hash({**last.__dict__, "verb": "x"})
        session.execute(text("UPDATE trail SET hash = :hash WHERE place = 5"), {"hash": changed})
        session.execute(text("UPDATE chain_head SET hash = :hash WHERE county = 350100"), {"hash": changed})
        session.commit()
    done = old.test_cli_runner().invoke(args=["trail", "verify", "--json"])
    assert [fault["what"] for fault in json.loads(done.stdout)["faults"]] == ["root"]


def test_the_migration_can_be_taken_back_with_everything_that_it_set_aside(old: Flask) -> None:
    def everything() -> list[list[tuple[object, ...]]]:
        tables = (TrailRow, TrailRoot, ChainHead)
        with db.engine.connect() as connection:
            return [
                [tuple(row) for row in connection.execute(t.__table__.select().order_by(*t.__table__.primary_key))]
                for t in tables
            ]

    before = everything()
    upgrade(directory=str(MIGRATIONS))
    assert everything() != before
    downgrade(directory=str(MIGRATIONS), revision=BEFORE)
    assert everything() == before
    with db.engine.connect() as connection, pytest.raises(DatabaseError, match="append-only"):
        connection.execute(text("DELETE FROM trail"))
