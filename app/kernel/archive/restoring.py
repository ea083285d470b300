"""Restoring a backup onto an empty database of either engine: all of it, or nothing."""

import hashlib
import json
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from itertools import islice
from pathlib import Path
from typing import IO, Any

from nacl.signing import VerifyKey
from sqlalchemy import Connection, Engine, MetaData, func, insert, inspect, select, text
from sqlalchemy.exc import DBAPIError

from app.kernel.archive.files import NOT_A_BACKUP, is_missing, place_of, write_file
from app.kernel.archive.sealing import Passphrase, is_sealed, unseal
from app.kernel.archive.tables import FORMAT, FORMS, plain_table, present_tables
from app.kernel.archive.vouching import check_list
from app.kernel.archive.writing import ROWS, Progress
from app.kernel.db import Base
from app.kernel.errors import Conflict, Incomplete
from app.kernel.words import N_


def restore_backup(
    engine: Engine,
    file: Path,
    folders: Mapping[str, Path],
    build: Callable[[str | None], None],
    progress: Progress = lambda _what, _count: None,
    passphrase: Passphrase = lambda: "",
    *,
    trusted: Mapping[str, VerifyKey] | None = None,
    unsigned: bool = False,
) -> dict[str, Any]:
    """Load a backup into an empty database, its files into their folders; returns its manifest.

    ``build`` is given the backup's migration and makes the tables as they were then. ``folders`` are
    by name, ``keys`` among them. ``passphrase`` is asked for when the backup is encrypted; one that is
    not must be signed by a ``trusted`` key, or be believed as it is (``unsigned``). Only what its list
    names is written, never a private key and never over a file that exists. Raises Conflict when the
    database holds rows already or a file stands in the way, Incomplete when the archive is none, is
    damaged, or does not fit the engine; then nothing was loaded and nothing is missing that was there.
    """
    with _open(file, passphrase) as archive:
        manifest = _read_manifest(archive, None if unsigned or is_sealed(file) else trusted or {})
        _refuse_full_database(engine)
        fresh = {name: path for name in manifest["files"] if is_missing(archive, name, path := place_of(name, folders))}
        build(manifest["revision"])
        written: list[Path] = []
        try:
            with engine.begin() as connection:
                _load_tables(connection, archive, manifest, progress)
                for name, path in fresh.items():
                    write_file(archive, name, manifest["files"][name], path, written)
                    progress("files", 1)
        except BaseException:
            for path in written:
                path.unlink(missing_ok=True)
            raise
    return manifest


@contextmanager
def _open(file: Path, passphrase: Passphrase) -> Iterator[zipfile.ZipFile]:
    """Open the archive; an encrypted one is decrypted into a file without a name, gone when it is closed."""
    with ExitStack() as opened:
        try:
            place: Path | IO[bytes] = file
            if is_sealed(file):
                place = opened.enter_context(tempfile.TemporaryFile(dir=file.parent))
                unseal(file, place, passphrase())
            archive = opened.enter_context(zipfile.ZipFile(place))
        except (zipfile.BadZipFile, OSError) as fault:
            raise Incomplete(NOT_A_BACKUP, part=file.name) from fault
        yield archive


def _read_manifest(archive: zipfile.ZipFile, trusted: Mapping[str, VerifyKey] | None) -> dict[str, Any]:
    try:
        listed = archive.read("manifest.json")
    except (KeyError, zipfile.BadZipFile) as fault:
        raise Incomplete(NOT_A_BACKUP, part="manifest.json") from fault
    if trusted is not None:
        check_list(archive, listed, trusted)
    try:
        manifest: dict[str, Any] = json.loads(listed)
        columns = [one for table in manifest["tables"].values() for one in table["columns"]]
        sound = all(form in FORMS for _name, form in columns) and isinstance(manifest["files"], dict)
    except (KeyError, ValueError, TypeError, AttributeError) as fault:
        raise Incomplete(NOT_A_BACKUP, part="manifest.json") from fault
    if not sound:
        raise Incomplete(NOT_A_BACKUP, part="manifest.json")
    if manifest.get("format") != FORMAT:
        raise Incomplete(
            N_("This backup was made by a newer version of the platform. Install that version, then restore.")
        )
    return manifest


def _refuse_full_database(engine: Engine) -> None:
    with engine.connect() as connection:
        for name, columns in present_tables(connection).items():
            if connection.execute(select(plain_table(name, columns)).limit(1)).first() is not None:
                raise Conflict(
                    N_(
                        "The database is not empty (table %(table)s has rows). A backup is restored only onto "
                        "an empty database: create a new one and name it in SUNSHINE_DATABASE."
                    ),
                    table=name,
                )


def _load_tables(
    connection: Connection, archive: zipfile.ZipFile, manifest: Mapping[str, Any], progress: Progress
) -> None:
    postgres = connection.dialect.name == "postgresql"
    there = set(inspect(connection).get_table_names())
    keys = _defer_keys(connection) if postgres else _defer_in_sqlite(connection)
    for name, entry in manifest["tables"].items():
        columns = [(str(one), str(form)) for one, form in entry["columns"]]
        if name not in there or not _fits(connection, name, columns):
            raise Incomplete(NOT_A_BACKUP, part=name)
        if _has_rows(connection, name):
            connection.execute(plain_table(name, columns).delete())
        try:
            with archive.open(f"tables/{name}.jsonl") as member:
                rows = _Rows(member, columns)
                (_copy if postgres else _insert)(connection, name, columns, rows, progress)
        except DBAPIError as fault:
            raise _unfit(name) from fault
        except (KeyError, ValueError, zipfile.BadZipFile) as fault:
            raise Incomplete(NOT_A_BACKUP, part=name) from fault
        if (rows.count, rows.digest.hexdigest()) != (entry["rows"], entry["sha256"]):
            raise Incomplete(NOT_A_BACKUP, part=name)
    if postgres:
        _check_keys(connection, keys)
        _set_sequences(connection)


def _fits(connection: Connection, name: str, columns: list[tuple[str, str]]) -> bool:
    """Tell whether the table has these columns; their names become part of statements."""
    return {one for one, _form in columns} <= {one["name"] for one in inspect(connection).get_columns(name)}


def _has_rows(connection: Connection, name: str) -> bool:
    """Tell whether building the tables has filled this one; a restored table holds the backup only."""
    return connection.execute(text(f'SELECT 1 FROM "{name}" LIMIT 1')).first() is not None  # noqa: S608


def _unfit(name: str) -> Incomplete:
    return Incomplete(
        N_(
            "The rows of table %(table)s do not fit this database. Nothing was restored; send the log to those "
            "who maintain the platform."
        ),
        table=name,
    )


class _Rows:
    """The rows of one table as they come out of the archive; counts and hashes what it gives."""

    def __init__(self, member: IO[bytes], columns: list[tuple[str, str]]) -> None:
        self._member = member
        self._unpacks = [FORMS[form].unpack for _name, form in columns]
        self.count, self.digest = 0, hashlib.sha256()

    def __iter__(self) -> Iterator[list[Any]]:
        for line in self._member:
            self.digest.update(line)
            self.count += 1
            values = json.loads(line)
            yield [
                None if value is None else unpack(value) for unpack, value in zip(self._unpacks, values, strict=True)
            ]


def _insert(connection: Connection, name: str, columns: list[tuple[str, str]], rows: _Rows, progress: Progress) -> None:
    names = [one for one, _form in columns]
    plain, source = plain_table(name, columns), iter(rows)
    while part := list(islice(source, ROWS)):
        connection.execute(insert(plain), [dict(zip(names, row, strict=True)) for row in part])
        progress(name, len(part))


def _copy(connection: Connection, name: str, columns: list[tuple[str, str]], rows: _Rows, progress: Progress) -> None:
    from psycopg import Error  # noqa: PLC0415 - only where the engine is PostgreSQL

    quoted = ", ".join(f'"{one}"' for one, _form in columns)
    packed = {number for number, (_name, form) in enumerate(columns) if form == "json"}
    driver = connection.connection.driver_connection
    assert driver is not None
    try:
        with driver.cursor() as cursor, cursor.copy(f'COPY "{name}" ({quoted}) FROM STDIN') as copy:
            for row in rows:
                for number in packed:
                    if row[number] is not None:
                        row[number] = json.dumps(row[number], ensure_ascii=False)
                copy.write_row(row)
                if rows.count % ROWS == 0:
                    progress(name, ROWS)
        progress(name, rows.count % ROWS)
    except Error as fault:
        raise _unfit(name) from fault


def _defer_in_sqlite(connection: Connection) -> list[tuple[str, str]]:
    connection.exec_driver_sql("BEGIN")
    connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    return []


def _defer_keys(connection: Connection) -> list[tuple[str, str]]:
    """Let foreign keys wait for the end, so that tables load in any order; needs no superuser."""
    keys = [
        (str(table), str(name))
        for table, name in connection.execute(
            text(
                "SELECT quote_ident(r.relname), quote_ident(c.conname) FROM pg_constraint c"
                " JOIN pg_class r ON r.oid = c.conrelid"
                " WHERE c.contype = 'f' AND c.connamespace = current_schema()::regnamespace"
            )
        )
    ]
    for table, name in keys:
        connection.execute(text(f"ALTER TABLE {table} ALTER CONSTRAINT {name} DEFERRABLE INITIALLY DEFERRED"))
    return keys


def _check_keys(connection: Connection, keys: list[tuple[str, str]]) -> None:
    connection.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    for table, name in keys:
        connection.execute(text(f"ALTER TABLE {table} ALTER CONSTRAINT {name} NOT DEFERRABLE"))


def _set_sequences(connection: Connection) -> None:
    """Let every sequence go on behind the last id that was restored."""
    there = set(inspect(connection).get_table_names())
    metadata: MetaData = Base.metadata
    for table in metadata.tables.values():
        key = table.autoincrement_column
        if table.name not in there or key is None:
            continue
        named = getattr(key.default, "name", None) or connection.scalar(
            select(func.pg_get_serial_sequence(f'"{table.name}"', key.name))
        )
        last = connection.scalar(select(func.max(key)))
        if named and last is not None:
            connection.execute(select(func.setval(named, last)))
