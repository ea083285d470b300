"""A backup taken while people work is restored, on either engine, to what was there, and verifies."""

import io
import json
import os
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask_appbuilder.security.sqla.models import User
from nacl.signing import SigningKey
from sqlalchemy import Engine, create_engine, func, insert, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

import app.surfaces.database
from app.kernel.act import Channel, platform_act
from app.kernel.archive import restore_backup, write_backup
from app.kernel.archive.sealing import PIECE as SEALED_PIECE
from app.kernel.archive.sealing import SealedWriter, is_sealed, unseal
from app.kernel.archive.tables import form_of, present_tables
from app.kernel.attachments import Attachment, store_attachment
from app.kernel.audit import Subject, TrailRow, record
from app.kernel.db import Base
from app.kernel.documents import Document
from app.kernel.errors import Conflict, Incomplete
from app.kernel.guard import open_act, watch
from app.kernel.places import Official, Region
from app.kernel.trail.keys import key_id, make_key, public_keys
from app.kernel.trail.roots import TrailRoot, sign_roots
from app.kernel.trail.verify import verify
from app.surfaces.accounts.models import Account
from tests.conftest import NOW, _make_tables
from tests.web import new_address

assert app.surfaces.database.db is not None  # the pragmas of the running program
PASSPHRASE = "榕城有榕树一百零八棵，三坊七巷"
SECRET = "JBSWY3DPEHPK3PXP"
PDF_BYTES = b"%PDF-1.7\n%%EOF\n"
ENGINES = ("sqlite", "postgresql")


class Place:
    """A machine: a database and folders."""

    def __init__(self, engine_name: str, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self.folder = folder
        self.engine = create_engine(new_address(engine_name, folder))

    @property
    def folders(self) -> dict[str, Path]:
        """Where files lie."""
        return {name: self.folder / name for name in ("files", "papers")}

    def back_up(self, **more: Any) -> dict[str, Any]:
        """Write the backup of this place."""
        return write_backup(self.engine, self.file, self.folders, NOW, self.folder / "keys", **more)

    @property
    def file(self) -> Path:
        """The backup of this place."""
        return self.folder / "backup.zip"

    def restore(self, file: Path, **more: Any) -> dict[str, Any]:
        """Restore a backup here."""
        folders = self.folders | {"keys": self.folder / "keys"}
        return restore_backup(self.engine, file, folders, self.build, **{"unsigned": True} | more)

    def build(self, revision: str | None) -> None:
        """Make the tables as the migration would."""
        assert revision == "abc123"
        Base.metadata.create_all(self.engine)

    def write(self, count: int = 1) -> None:
        """Work a little: one act with trail, like any other."""
        with Session(self.engine) as session:
            watch(session)
            act = platform_act(session, Channel.COMMAND, NOW, 350102)
            with open_act(act):
                for number in range(count):
                    record(act, "case.noted", Subject("case", number, 350102), name="鼓")
            session.commit()

    def rows(self) -> dict[str, list[Any]]:
        """Return every row of every table."""
        with self.engine.connect() as connection:
            return {
                name: [tuple(row) for row in connection.execute(table.select().order_by(*table.primary_key))]
                for name, table in Base.metadata.tables.items()
            }


@pytest.fixture
def new_place(tmp_path: Path) -> Iterator[Callable[[str], Place]]:
    made: list[Place] = []

    def make(engine_name: str) -> Place:
        made.append(Place(engine_name, tmp_path / str(len(made))))
        return made[-1]

    yield make
    for place in made:
        place.engine.dispose()


@pytest.fixture
def source(engine_name: str, new_place: Callable[[str], Place]) -> Place:
    """A machine at work on this engine."""
    return fill_place(new_place(engine_name))


@pytest.fixture(scope="module")
def good_backup(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The backup of a machine at work."""
    place = fill_place(Place("sqlite", tmp_path_factory.mktemp("good")))
    place.back_up()
    place.engine.dispose()
    return place.file.read_bytes()


def fill_place(place: Place) -> Place:
    """Fill a machine: people, an account, a document, a file, a signed trail."""
    _make_tables(place.engine)
    with place.engine.begin() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32))"))
        connection.execute(text("INSERT INTO alembic_version VALUES ('abc123')"))
    place.write(30)
    with Session(place.engine) as session:
        watch(session)
        act = platform_act(session, Channel.COMMAND, NOW, 350102)
        with open_act(act):
            session.add(User(first_name="王", last_name="", username="wang", email="w@example.cn", active=True))
            session.flush()
            user = session.scalars(select(User)).one()
            official = session.scalars(select(Official)).first()
            assert official is not None
            session.add(
                Account(
                    user_id=user.id, official_id=official.id, must_change=False, totp_secret=SECRET, backup_hashes=[]
                )
            )
            session.add(
                Document(
                    county=350102,
                    subject_kind="case",
                    subject_id=1,
                    organisation_id=1,
                    what="grant",
                    number="鼓1",
                    title="准予",
                    issued_on=act.on,
                    sealed_by="",
                    verify_code="C",
                    digest="d",
                    body={"金额": 1.25, "空": None, "列": ["甲", True]},
                )
            )
            store_attachment(act, place.folders["files"], Subject("case", 1, 350102), "材料.pdf", io.BytesIO(PDF_BYTES))
            sign_roots(act, make_key(place.folder / "keys" / "trail.key"))
        session.commit()
    return place


@pytest.mark.parametrize("target_name", ENGINES)
def test_a_backup_is_restored_on_either_engine_to_what_was_there(
    source: Place, new_place: Callable[[str], Place], target_name: str
) -> None:
    target = new_place(target_name)
    told: dict[str, int] = {}
    manifest = source.back_up(progress=lambda what, count: told.update({what: told.get(what, 0) + count}))
    assert told["trail"] == manifest["tables"]["trail"]["rows"] == 31
    target.restore(source.file)
    assert target.rows() == source.rows()
    keys = public_keys(target.folder / "keys")
    with Session(target.engine) as session:
        verdict = verify(session, keys=keys)
        assert verdict.intact
        assert (verdict.rows, verdict.roots, len(keys)) == (31, 1, 1)
        kept = session.scalars(select(Attachment)).one()
        assert (target.folders["files"] / kept.stored_as).read_bytes() == PDF_BYTES
        assert session.scalars(select(Account)).one().totp_secret == SECRET
        assert session.scalars(select(Document)).one().body == {"金额": 1.25, "空": None, "列": ["甲", True]}


@pytest.mark.parametrize("target_name", ENGINES)
def test_people_go_on_working_where_the_backup_ended(
    source: Place, new_place: Callable[[str], Place], target_name: str
) -> None:
    source.back_up()
    target = new_place(target_name)
    target.restore(source.file)
    target.write(3)
    with Session(target.engine) as session:
        session.add(User(first_name="李", last_name="", username="li", email="l@example.cn", active=True))
        session.commit()
        assert session.scalar(select(func.count(User.id))) == 2
        assert verify(session).intact
        for statement in ("UPDATE trail SET verb = 'x'", "DELETE FROM trail_root"):
            with pytest.raises(DatabaseError, match="append-only"):
                session.execute(text(statement))
            session.rollback()
        with pytest.raises(DatabaseError):  # foreign keys hold again, at once and not at the end
            session.execute(insert(Region).values(code="1", name="n", level="town", parent_code="nowhere"))
        session.rollback()


def test_a_backup_taken_while_people_write_is_of_one_moment(
    source: Place, new_place: Callable[[str], Place], engine_name: str
) -> None:
    """Every table is followed by a write: heads, trail and the rest must still belong together."""
    manifest = source.back_up(progress=lambda _what, _count: source.write(2))
    target = new_place(engine_name)
    target.restore(source.file)
    with Session(target.engine) as session:
        assert verify(session, keys=public_keys(source.folder / "keys")).intact
        assert session.scalar(select(func.count(TrailRow.id))) == manifest["tables"]["trail"]["rows"] == 31
    with Session(source.engine) as session:
        assert (session.scalar(select(func.count(TrailRow.id))) or 0) > 40
        assert verify(session).intact


def test_a_backup_is_private_whole_and_keeps_the_signing_key_out(source: Place) -> None:
    source.back_up()
    assert source.file.stat().st_mode & 0o777 == 0o600
    assert {file.name for file in source.folder.iterdir() if "backup" in file.name} == {"backup.zip"}
    with zipfile.ZipFile(source.file) as archive:
        names = archive.namelist()
        content = b"".join(archive.read(name) for name in names)
    assert (source.folder / "keys" / "trail.key").read_text().strip().encode() not in content
    assert SECRET.encode() not in content
    assert any(name.endswith(".pub") for name in names)


def test_a_backup_that_fails_leaves_the_former_one(source: Place) -> None:
    source.back_up()
    before = source.file.read_bytes()

    def full(_what: str, _count: int) -> None:
        raise OSError("No space left on device")

    with pytest.raises(OSError, match="No space"):
        source.back_up(progress=full)
    assert source.file.read_bytes() == before
    assert {file.name for file in source.folder.iterdir() if "backup" in file.name} == {"backup.zip"}


def test_a_file_that_the_disk_lacks_is_named(source: Place) -> None:
    (kept,) = source.folders["files"].iterdir()
    kept.unlink()
    assert source.back_up()["missing"] == [kept.name]


def test_a_database_with_rows_is_not_overwritten(source: Place) -> None:
    source.back_up()
    before = source.rows()
    with pytest.raises(Conflict, match="not empty"):
        source.restore(source.file)
    assert source.rows() == before


@pytest.mark.parametrize("target_name", ENGINES)
def test_an_encrypted_backup_tells_nothing_and_is_restored_with_its_passphrase(
    source: Place, new_place: Callable[[str], Place], target_name: str
) -> None:
    source.back_up(passphrase=PASSPHRASE)
    content = source.file.read_bytes()
    assert is_sealed(source.file) and not zipfile.is_zipfile(source.file)
    assert b"manifest.json" not in content and PDF_BYTES not in content
    assert source.file.stat().st_mode & 0o777 == 0o600
    target = new_place(target_name)
    target.restore(source.file, passphrase=lambda: PASSPHRASE)
    assert target.rows() == source.rows()
    assert {file.name for file in source.folder.iterdir() if "backup" in file.name} == {"backup.zip"}


def _unsealed(file: Path, passphrase: str = PASSPHRASE) -> bytes:
    opened = io.BytesIO()
    unseal(file, opened, passphrase)
    return opened.getvalue()


@pytest.mark.parametrize("length", [0, 1, SEALED_PIECE - 1, SEALED_PIECE, SEALED_PIECE + 1, 3 * SEALED_PIECE])
def test_what_was_sealed_is_unsealed_whatever_its_length(tmp_path: Path, length: int) -> None:
    file, content = tmp_path / "sealed", os.urandom(length)
    file.write_bytes(sealed(content))
    assert _unsealed(file) == content


def sealed(content: bytes) -> bytes:
    """Encrypt bytes as a backup is."""
    target = io.BytesIO()
    with SealedWriter(target, PASSPHRASE) as writer:
        writer.write(content)
        writer.end()
    return target.getvalue()


@pytest.mark.parametrize(
    "harm",
    [
        lambda c: c[:-1],
        lambda c: c[: -SEALED_PIECE - 17],
        lambda c: c + c[-40:],
        lambda c: c[:60],
        lambda c: c[:200] + bytes([c[200] ^ 1]) + c[201:],
        lambda c: c[:65] + c[65 + SEALED_PIECE + 17 :],
    ],
)
def test_an_encrypted_backup_that_was_changed_or_cut_is_refused(tmp_path: Path, harm: Callable[[bytes], bytes]) -> None:
    file = tmp_path / "sealed"
    file.write_bytes(harm(sealed(b"x" * (3 * SEALED_PIECE))))
    with pytest.raises(Incomplete, match="passphrase is wrong, or the file is damaged"):
        _unsealed(file)


def test_a_wrong_passphrase_opens_nothing_and_loads_nothing(
    source: Place, new_place: Callable[[str], Place], engine_name: str
) -> None:
    source.back_up(passphrase=PASSPHRASE)
    target = new_place(engine_name)
    with pytest.raises(Incomplete, match="passphrase is wrong"):
        target.restore(source.file, passphrase=lambda: "another passphrase")


def test_a_short_passphrase_is_refused_and_leaves_no_file(source: Place) -> None:
    with pytest.raises(Incomplete, match="at least"):
        source.back_up(passphrase="short")
    assert not source.file.exists()


def rewrite(file: Path, change: Callable[[str, bytes], bytes | None]) -> None:
    """Change members of an archive; ``None`` drops one."""
    with zipfile.ZipFile(file) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            changed = change(name, content)
            if changed is not None:
                archive.writestr(name, changed)


def _manifest(**more: Any) -> Callable[[str, bytes], bytes]:
    def change(name: str, content: bytes) -> bytes:
        return json.dumps(json.loads(content) | more).encode() if name == "manifest.json" else content

    return change


def _in(part: str, change: Callable[[bytes], bytes | None]) -> Callable[[str, bytes], bytes | None]:
    return lambda name, content: change(content) if part in name else content


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_in("tables/trail.jsonl", lambda c: c.replace(b"case.noted", b"case.other", 1)), r"damaged \(trail\)"),
        (_in("tables/trail.jsonl", lambda c: c[c.index(b"\n") + 1 :]), r"damaged \(trail\)"),
        (_in("tables/region.jsonl", lambda c: c[:-9]), r"damaged \(region\)"),
        (_in("tables/region.jsonl", lambda _c: None), r"damaged \(region\)"),
        (_in("tables/region.jsonl", lambda c: c.replace(b'"town"', b'"' + b"t" * 11 + b'"', 1)), "region"),
        (_in("files/", lambda c: c + b"x"), r"damaged \(files/"),
        (_in("files/", lambda _c: None), r"damaged \(files/"),
        (_in("manifest", lambda _c: None), "manifest"),
        (_in("manifest", lambda _c: b"[]"), "manifest"),
        (_manifest(files=[]), "manifest"),
        (_manifest(format=2), "newer version"),
        (_manifest(files={"files/../../evil": "0"}), "evil"),
        (_manifest(files={"/etc/evil": "0"}), "evil"),
        (_manifest(files={"elsewhere/evil": "0"}), "evil"),
        (_manifest(tables={"strange": {"columns": [["id", "int"]], "rows": 0, "sha256": ""}}), "strange"),
    ],
)
def test_a_damaged_or_forged_backup_loads_nothing(
    good_backup: bytes,
    tmp_path: Path,
    new_place: Callable[[str], Place],
    engine_name: str,
    change: Callable[[str, bytes], bytes | None],
    words: str,
) -> None:
    damaged = tmp_path / "damaged.zip"
    damaged.write_bytes(good_backup)
    rewrite(damaged, change)
    target = new_place(engine_name)
    with pytest.raises(Incomplete, match=words):
        target.restore(damaged)
    with target.engine.connect() as connection:
        assert all(
            connection.execute(text(f"SELECT count(*) FROM {name}")).scalar() == 0
            for name in present_tables(connection)
        )
    left = [file for folder in target.folder.rglob("*") if (file := folder).is_file()]
    assert [
        file
        for file in left
        if file.suffix not in (".db", ".db-wal", ".db-shm") and not file.name.endswith(("-wal", "-shm"))
    ] == []


def test_what_is_no_archive_is_refused_in_words(new_place: Callable[[str], Place], engine_name: str) -> None:
    target = new_place(engine_name)
    target.file.write_text("no archive")
    for file in (target.file, target.folder / "nothing.zip"):
        with pytest.raises(Incomplete, match="not a backup"):
            target.restore(file)


def test_every_column_of_the_program_has_a_way_to_travel() -> None:
    forms = {form_of(column.type) for table in Base.metadata.tables.values() for column in table.columns}
    assert forms <= {"int", "text", "bool", "float", "number", "day", "instant", "moment", "json", "bytes"}
    assert {"int", "text", "bool", "day", "instant", "moment", "json"} <= forms


def test_a_restored_trail_that_was_tampered_with_before_the_backup_is_still_found(
    source: Place, new_place: Callable[[str], Place], engine_name: str
) -> None:
    from tests.kernel.trail import change, unlock

    with Session(source.engine) as session:
        unlock(session)
        change(session, 12, verb="x")
        session.commit()
    source.back_up()
    target = new_place(engine_name)
    target.restore(source.file)
    with Session(target.engine) as session:
        assert [fault.place for fault in verify(session).faults] == [12]
        root = session.scalars(select(TrailRoot)).one()
    assert root.key in public_keys(target.folder / "keys")
    assert key_id(bytes(SigningKey(os.urandom(32)).verify_key)) != root.key
    assert isinstance(target.engine, Engine)
