"""What a restored machine holds is what the other one held: every table, file and index; and whose backup it believes."""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from nacl.signing import SigningKey
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import create_app
from app.kernel.archive.vouching import sign_list
from app.kernel.attachments import Attachment, store_attachment
from app.kernel.audit import Subject, TrailRow
from app.kernel.containing import contained
from app.kernel.db import Base
from app.kernel.errors import Conflict, Incomplete
from app.kernel.search.finding import Wanted, search_texts
from app.kernel.search.models import PublishedText
from app.kernel.trail.keys import key_id, make_key, public_keys, publish_key
from app.ledgers.models import LedgerEntry
from app.supervision.models import Alert
from app.surfaces.acts import command_act
from app.surfaces.database import db
from tests.conftest import NOW
from tests.surfaces.test_backup import PASSPHRASE, Place, fill_place, rewrite
from tests.web import at_work, new_address

OWN = {"trail", "chain_head", "published_text"}
"""Tables that the restoring machine writes itself: the act of restoring, and the index."""
STRANGER = SigningKey(b"s" * 32)


@pytest.fixture
def source(site: Flask, item: int) -> Flask:
    """A machine at work: a published item, an attachment, a signed trail."""
    with site.app_context(), command_act() as act:
        folder = site.config["SUNSHINE_FOLDER"] / "files"
        store_attachment(act, folder, Subject("power", item, 350102), "材料.pdf", io.BytesIO(b"%PDF-1.7\n%%EOF\n"))
    done = site.test_cli_runner().invoke(args=["trail", "sign"])
    assert done.exit_code == 0, done.output
    return site


@contextmanager
def machine(engine_name: str, folder: Path) -> Iterator[Flask]:
    """A machine with nothing on it."""
    folder.mkdir()
    app = create_app(
        {
            "SUNSHINE_MODE": "testing",
            "SUNSHINE_FOLDER": folder,
            "SUNSHINE_TEST_NOW": NOW,
            "TESTING": True,
            "SQLALCHEMY_DATABASE_URI": new_address(engine_name, folder),
            "RATELIMIT_ENABLED": False,
        }
    )
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def rows_of(session: Session) -> dict[str, list[Any]]:
    return {
        name: [tuple(row) for row in session.execute(table.select().order_by(*table.primary_key))]
        for name, table in Base.metadata.tables.items()
    }


def found_by_words(session: Session) -> dict[str, Any]:
    """Return what each index finds: every text by its title, every alert and entry by its own words."""
    titles = session.execute(select(PublishedText.kind, PublishedText.subject_id, PublishedText.title)).all()
    texts = {
        (kind, pk, title): sorted((hit.kind, hit.subject_id) for hit in search_texts(session, Wanted(title)).rows)
        for kind, pk, title in titles
    }
    alerts = {
        alert.id: sorted(session.scalars(select(Alert.id).where(contained(session, Alert.id, Alert.text, alert.text))))
        for alert in session.scalars(select(Alert))
    }
    entries = {
        one.id: sorted(
            session.scalars(
                select(LedgerEntry.id).where(contained(session, LedgerEntry.id, LedgerEntry.title, one.title))
            )
        )
        for one in session.scalars(select(LedgerEntry))
    }
    return {"texts": texts, "alerts": alerts, "entries": entries}


@pytest.mark.parametrize("target_name", ["sqlite", "postgresql"])
def test_every_table_file_and_index_is_restored_on_every_engine(
    source: Flask, tmp_path: Path, target_name: str
) -> None:
    assert source.test_cli_runner().invoke(args=["search", "rebuild"]).exit_code == 0
    with at_work(source) as session:
        before, words = rows_of(session), found_by_words(session)
    assert words["texts"] and before["attachment"] and before["trail"] and before["trail_root"]
    file, folder = tmp_path / "b.zip", source.config["SUNSHINE_FOLDER"]
    done = source.test_cli_runner().invoke(args=["backup", str(file)])
    assert done.exit_code == 0, done.output
    with at_work(source) as session:
        assert found_by_words(session) == words  # a backup changes nothing
        assert session.scalar(select(func.count()).where(TrailRow.verb == "search.rebuilt")) == 1
    (key,) = (folder / "keys").glob("*.pub")
    with machine(target_name, tmp_path / "new") as target:
        done = target.test_cli_runner().invoke(args=["restore", str(file), "--key", str(key)])
        assert done.exit_code == 0, done.output
        with at_work(target) as session:
            after = rows_of(session)
            assert {name for name in before if before[name] != after[name]} <= OWN
            assert set(before["trail"]) < set(after["trail"])
            fresh = set(after["trail"]) - set(before["trail"])
            verb = list(TrailRow.__table__.columns.keys()).index("verb")
            assert {row[verb] for row in fresh} == {"backup.restored", "search.rebuilt"} and len(fresh) == 2
            assert len(after["chain_head"]) == len(before["chain_head"])
            plain = [column for column in PublishedText.__table__.columns if column.name not in ("words", "rank")]
            assert session.execute(select(*plain).order_by(*plain[:2])).all() == _told(before, plain)
            assert found_by_words(session) == words
            kept = [one.stored_as for one in session.scalars(select(Attachment))]
        for name in kept:
            assert (tmp_path / "new" / "files" / name).read_bytes() == (folder / "files" / name).read_bytes()
        assert {file.name for file in (tmp_path / "new" / "keys").iterdir()} == {key.name}


def _told(before: dict[str, list[Any]], plain: list[Any]) -> list[Any]:
    names = [column.name for column in PublishedText.__table__.columns]
    wanted = [names.index(column.name) for column in plain]
    return sorted((tuple(row[n] for n in wanted) for row in before["published_text"]), key=lambda row: row[:2])


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    made = fill_place(Place("sqlite", tmp_path / "source"))
    yield made
    made.engine.dispose()


@pytest.fixture
def target(tmp_path: Path) -> Iterator[Place]:
    made = Place("sqlite", tmp_path / "target")
    yield made
    made.engine.dispose()


def signed(place: Place) -> SigningKey:
    """Write the signed backup of a place and return the key."""
    key = make_key(place.folder / "keys" / "trail.key")
    place.back_up(key=key)
    return key


def test_a_signed_backup_is_restored_with_a_key_from_outside(place: Place, target: Place) -> None:
    key = signed(place)
    target.restore(place.file, unsigned=False, trusted={key_id(bytes(key.verify_key)): key.verify_key})
    assert target.rows() == place.rows()


@pytest.mark.parametrize("trusted", [{}, {key_id(bytes(STRANGER.verify_key)): STRANGER.verify_key}])
def test_a_backup_signed_by_nobody_whom_one_knows_is_refused(
    place: Place, target: Place, trusted: dict[str, Any]
) -> None:
    signed(place)
    with pytest.raises(Incomplete, match="not known here"):
        target.restore(place.file, unsigned=False, trusted=trusted)


def test_a_backup_without_signature_or_encryption_is_refused(place: Place, target: Place) -> None:
    place.back_up()
    with pytest.raises(Incomplete, match="neither encrypted nor signed"):
        target.restore(place.file, unsigned=False, trusted=public_keys(place.folder / "keys"))


def test_an_encrypted_backup_needs_no_signature(place: Place, target: Place) -> None:
    place.back_up(passphrase=PASSPHRASE)
    target.restore(place.file, passphrase=lambda: PASSPHRASE, unsigned=False)
    assert target.rows() == place.rows()


def test_a_list_that_was_changed_after_signing_is_refused(place: Place, target: Place) -> None:
    key = signed(place)
    rewrite(place.file, lambda name, content: content + b" " if name == "manifest.json" else content)
    with pytest.raises(Incomplete, match="not genuine"):
        target.restore(place.file, unsigned=False, trusted={key_id(bytes(key.verify_key)): key.verify_key})


def _add(file: Path, name: str, content: bytes, key: SigningKey | None) -> None:
    """Put a file into an archive and onto its list, signed again when there is a key."""
    with zipfile.ZipFile(file) as archive:
        manifest = json.loads(archive.read("manifest.json"))
    manifest["files"][name] = hashlib.sha256(content).hexdigest()
    listed = json.dumps(manifest).encode()
    changed = {"manifest.json": listed, **({"manifest.sig": sign_list(listed, key).encode()} if key else {})}
    rewrite(file, changed.get)
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(name, content)


@pytest.mark.parametrize("name", ["keys/trail.key", "keys/other.key", "keys/x.pub", "keys/0123456789abcdef.pub"])
def test_no_private_or_false_key_is_taken_from_a_backup(place: Place, target: Place, name: str) -> None:
    key = signed(place)
    _add(place.file, name, b"00" * 32 + b"\n", key)
    mine = make_key(target.folder / "keys" / "trail.key")
    before = {file: file.read_bytes() for file in (target.folder / "keys").iterdir()}
    for options in (
        {"unsigned": True},
        {"unsigned": False, "trusted": {key_id(bytes(key.verify_key)): key.verify_key}},
    ):
        with pytest.raises(Incomplete, match="keys/"):
            target.restore(place.file, **options)
    assert {file: file.read_bytes() for file in (target.folder / "keys").iterdir()} == before
    assert bytes(mine) == bytes.fromhex((target.folder / "keys" / "trail.key").read_text())


def test_what_the_list_does_not_name_is_not_written(place: Place, target: Place) -> None:
    signed(place)
    with zipfile.ZipFile(place.file, "a") as archive:
        archive.writestr("files/evil.pdf", b"x")
        archive.writestr("keys/trail.key", b"00" * 32)
    target.restore(place.file)
    written = {file.name for file in target.folder.rglob("*") if file.is_file()}
    assert not written & {"evil.pdf", "trail.key"}


def test_no_file_that_exists_is_overwritten_or_deleted(place: Place, target: Place) -> None:
    place.back_up()
    (stored,) = place.folders["files"].iterdir()
    target.folders["files"].mkdir()
    other = target.folders["files"] / stored.name
    other.write_bytes(b"mine")
    with pytest.raises(Conflict, match="holds something else"):
        target.restore(place.file)
    assert other.read_bytes() == b"mine"
    other.write_bytes(stored.read_bytes())  # the same file may lie there
    rewrite(place.file, lambda name, held: held + b"x" if name.endswith("trail.jsonl") else held)
    with pytest.raises(Incomplete, match="damaged"):
        target.restore(place.file)
    assert other.read_bytes() == stored.read_bytes()  # what a failed restore did not create stays


def test_a_restored_root_is_verified_with_the_key_from_outside(source: Flask, tmp_path: Path) -> None:
    """A backup with another history and a key of its own does not verify itself."""
    file = tmp_path / "b.zip"
    assert source.test_cli_runner().invoke(args=["backup", str(file)]).exit_code == 0
    announced = publish_key(STRANGER.verify_key, tmp_path)
    with machine("sqlite", tmp_path / "new") as target:
        done = target.test_cli_runner().invoke(args=["restore", str(file), "--unsigned", "--key", str(announced)])
        assert done.exit_code == 1
    with machine("sqlite", tmp_path / "newer") as target:
        done = target.test_cli_runner().invoke(args=["restore", str(file), "--unsigned"])
        assert done.exit_code == 0, done.output
        assert "--key" in done.stderr
