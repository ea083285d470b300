"""Writing a backup: every table of one moment, the files that they name, and a list of it all."""

import hashlib
import json
import os
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from nacl.signing import SigningKey
from sqlalchemy import Connection, Engine, create_engine, select, text
from sqlalchemy.pool import NullPool

from app.kernel.archive.sealing import SealedWriter
from app.kernel.archive.tables import FORMAT, FORMS, order_of, plain_table, present_tables
from app.kernel.archive.vouching import sign_list

PIECE = 1024 * 1024
ROWS = 2000
Progress = Callable[[str, int], object]


def write_backup(
    engine: Engine,
    file: Path,
    folders: Mapping[str, Path],
    at: datetime,
    keys: Path | None = None,
    progress: Progress = lambda _what, _count: None,
    passphrase: str | None = None,
    key: SigningKey | None = None,
) -> dict[str, Any]:
    """Write one archive (zip) of the database as of one moment and of the files it names.

    Writers go on meanwhile. ``folders`` are those of the attachments by name; ``keys`` is the folder of
    the public keys (the private one never travels: keep a copy of it apart). The archive appears
    under its name, readable by its owner alone, only when it is complete. With a ``passphrase`` it is
    encrypted on its way to the disk; with a ``key`` its list is signed, so that whoever restores it knows
    whose it is. Returns its manifest:
    format, moment, engine, migration, rows and SHA-256 of every table, files, and names of files
    that the database knows and the disk lacks.
    """
    partial = file.with_name(f"{file.name}.part")
    try:
        handle = os.open(partial, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        with (
            os.fdopen(handle, "w+b") as opened,
            zipfile.ZipFile(place := _place(opened, passphrase), "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive,
            _moment(engine, file.parent) as connection,
        ):
            manifest = _write(connection, archive, folders, keys, progress)
            manifest |= {"format": FORMAT, "at": at.isoformat(), "engine": engine.dialect.name}
            listed = json.dumps(manifest, ensure_ascii=False, indent=1)
            archive.writestr("manifest.json", listed)
            if key is not None:
                archive.writestr("manifest.sig", sign_list(listed.encode(), key))
            archive.close()
            if isinstance(place, SealedWriter):
                place.end()
            opened.flush()
            os.fsync(opened.fileno())
        partial.replace(file)
    finally:
        partial.unlink(missing_ok=True)
    return manifest


def _place(opened: IO[bytes], passphrase: str | None) -> Any:
    """Return where the archive is written: the file itself, or a writer that encrypts into it."""
    return opened if passphrase is None else SealedWriter(opened, passphrase)


@contextmanager
def _moment(engine: Engine, folder: Path) -> Iterator[Connection]:
    """Open a connection that sees the database as of one moment and keeps no writer waiting."""
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        ) as connection:
            yield connection
        return
    with tempfile.TemporaryDirectory(dir=folder, prefix="backup-") as place:
        copy = Path(place) / "copy.db"
        raw = engine.raw_connection()
        source, target = raw.driver_connection, sqlite3.connect(copy)
        assert isinstance(source, sqlite3.Connection)
        source.backup(target)
        target.close()
        raw.close()
        copied = create_engine(f"sqlite:///{copy}", poolclass=NullPool)
        with copied.connect() as connection:
            yield connection


def _write(
    connection: Connection, archive: zipfile.ZipFile, folders: Mapping[str, Path], keys: Path | None, progress: Progress
) -> dict[str, Any]:
    tables = {}
    for name, columns in present_tables(connection).items():
        with archive.open(f"tables/{name}.jsonl", "w", force_zip64=True) as member:
            rows, digest = _write_table(connection, name, columns, member, progress)
        tables[name] = {"columns": columns, "rows": rows, "sha256": digest}
    files, missing = {}, []
    for stored_as in connection.execute(text("SELECT stored_as FROM attachment ORDER BY id")).scalars():
        place = next((n for n, folder in folders.items() if (folder / stored_as).is_file()), None)
        if place is None:
            missing.append(stored_as)
        else:
            files[f"{place}/{stored_as}"] = _write_file(archive, folders[place] / stored_as, place)
            progress("files", 1)
    for key in sorted(keys.glob("*.pub")) if keys else ():
        files[f"keys/{key.name}"] = _write_file(archive, key, "keys")
    return {"revision": _revision(connection), "tables": tables, "files": files, "missing": missing}


def _write_table(
    connection: Connection, name: str, columns: list[tuple[str, str]], member: IO[bytes], progress: Progress
) -> tuple[int, str]:
    plain = plain_table(name, columns)
    packs = [FORMS[form].pack for _name, form in columns]
    rows = select(plain).order_by(*(plain.c[one] for one in order_of(name)))
    count, digest = 0, hashlib.sha256()
    result = connection.execute(rows, execution_options={"stream_results": True, "yield_per": ROWS})
    for part in result.partitions():
        lines = "".join(
            json.dumps(
                [None if value is None else pack(value) for pack, value in zip(packs, row, strict=True)],
                ensure_ascii=False,
                separators=(",", ":"),
            )
            + "\n"
            for row in part
        ).encode()
        member.write(lines)
        digest.update(lines)
        count += len(part)
        progress(name, len(part))
    return count, digest.hexdigest()


def _write_file(archive: zipfile.ZipFile, path: Path, place: str) -> str:
    """Copy a file into the archive as it is and return its SHA-256."""
    digest = hashlib.sha256()
    entry = zipfile.ZipInfo(f"{place}/{path.name}")
    with path.open("rb") as source, archive.open(entry, "w", force_zip64=True) as member:
        while piece := source.read(PIECE):
            digest.update(piece)
            member.write(piece)
    return digest.hexdigest()


def _revision(connection: Connection) -> str | None:
    if not connection.dialect.has_table(connection, "alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return str(found) if found is not None else None
