"""A million alerts of one county in the program's own tables, and the same rows once more for its peers.

Made once, then kept in a folder under the system's temporary one, so that a second run begins at once.
"""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import ForeignKey, Index, SmallInteger, String, create_engine, text
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship
from tqdm import tqdm

from app.kernel.act import Channel, platform_act
from app.kernel.audit import advance
from app.kernel.bulk import write_rows
from app.kernel.containing import postgresql_pairs, sqlite_pairs
from app.kernel.db import Base, CountyRow, Id, UtcDateTime
from app.kernel.guard import open_act
from app.kernel.initials import initials
from app.kernel.places import Level, Organisation, OrganisationKind
from app.powers.models import Power, PowerState, PowerType
from bench.history import BASE, COUNTY, FIRST, indexes_last, instant, numbers, write_cases
from bench.import_powers import DEEDS, PLACES, THINGS
from tests.conftest import NOW
from tests.databases import POSTGRES, Server

DEPARTMENTS, TOWNS, POWERS = 47, 174, 7115
BATCH = 25_000
CASES, ARTICLES = 250_000, 20_000
EDITION = 2
"""Grows when the rows are made in another way: what was kept is made again."""


class BenchAlert(CountyRow):
    """An alert with its department, town and power in plain columns, for peers and generated screens."""

    __tablename__ = "bench_alert"
    __table_args__ = (
        Index("ix_bench_alert_detected", "detected_at", "id"),
        Index("ix_bench_alert_filtered", "organisation_id", "state", "detected_at", "id"),
    )
    kind = "bench_alert"

    point: Mapped[str] = mapped_column(String(40))
    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"))
    town_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"), index=True)
    power_id: Mapped[int] = mapped_column(Id, ForeignKey("power.id"), index=True)
    severity: Mapped[int] = mapped_column(SmallInteger)
    state: Mapped[str] = mapped_column(String(14))
    occurred_at: Mapped[datetime] = mapped_column(UtcDateTime)
    detected_at: Mapped[datetime] = mapped_column(UtcDateTime)
    text: Mapped[str] = mapped_column(String(400))

    organisation: Mapped[Organisation] = relationship(foreign_keys=[organisation_id])
    town: Mapped[Organisation] = relationship(foreign_keys=[town_id])
    power: Mapped[Power] = relationship()


@contextmanager
def kept_database(engine: str, rows: int, *, whole: bool = False) -> Iterator[str]:
    """Give the address of a database with so many alerts; it is made unless it is kept from before.

    A whole one also holds the cases that the alerts are about, with their clocks and trail, and published texts.
    """
    shape = "".join(f"{table}.{column.name}" for table in Base.metadata.tables.values() for column in table.c)
    pairs = (postgresql_pairs("alert", "text"), sqlite_pairs("alert", "text", changes=False))
    stamp = hashlib.sha256(f"{shape}{pairs}{EDITION}".encode()).hexdigest()[:8]
    name = f"{'load' if whole else 'lists'}_{rows}_{stamp}"
    folder = Path(tempfile.gettempdir()) / "sunshine-bench"
    folder.mkdir(exist_ok=True)
    if engine == "sqlite":
        kept = folder / f"{name}.db"
        if not kept.exists():
            making = folder / f"{name}.making"
            for leftover in folder.glob(f"{making.name}*"):
                leftover.unlink()
            _make(f"sqlite:///{making}", rows, whole)
            making.rename(kept)
        yield f"sqlite:///{kept}"
        return
    server = None
    if not os.environ.get(POSTGRES):
        (folder / "postgres").mkdir(exist_ok=True)
        server = Server(folder / "postgres")
    try:
        yield _postgres(server.address if server else os.environ[POSTGRES], name, rows, whole)
    finally:
        if server:
            server.stop()


def _postgres(server: str, name: str, rows: int, whole: bool) -> str:
    admin = create_engine(f"{server}/postgres", isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        if not connection.scalar(text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": name}):
            connection.execute(text(f"DROP DATABASE IF EXISTS {name}_making WITH (FORCE)"))
            connection.execute(text(f"CREATE DATABASE {name}_making"))
            _make(f"{server}/{name}_making", rows, whole)
            connection.execute(text(f"ALTER DATABASE {name}_making RENAME TO {name}"))
    admin.dispose()
    return f"{server}/{name}"


def _make(address: str, rows: int, whole: bool) -> None:
    from app.surfaces.commands.setup import write_permissions  # noqa: PLC0415 - only needed to make
    from app.surfaces.database import db  # noqa: PLC0415
    from bench.ours import program  # noqa: PLC0415
    from tests.web import build_accounts  # noqa: PLC0415
    from tests.world import build_world  # noqa: PLC0415

    app = program(address)
    with app.app_context():
        db.create_all()
        session = db.session()
        build_world(session, NOW)
        session.commit()
        write_permissions()
        build_accounts(session, NOW)
        session.commit()
        with open_act(platform_act(session, Channel.COMMAND, NOW, COUNTY)):
            first = _write_catalogue(session)
            session.commit()
        _write_alerts(session, rows, *first)
        if whole:
            _write_whole(session, rows)
        db.session.remove()
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE" if db.engine.dialect.name == "postgresql" else "ANALYZE"))
            if db.engine.dialect.name == "sqlite":
                connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
        db.engine.dispose()
    shutil.rmtree(app.config["SUNSHINE_FOLDER"], ignore_errors=True)


def _write_whole(session: Session, rows: int) -> None:
    """Write the cases that the alerts are about, and the texts that the public searches."""
    from bench.search import write_articles  # noqa: PLC0415 - only needed to make
    from tests.supervision.building import Builder  # noqa: PLC0415
    from tests.world import World  # noqa: PLC0415

    act = platform_act(session, Channel.COMMAND, NOW, COUNTY)
    with open_act(act):
        Builder(session, World(session), lambda *_, **__: act)
        session.commit()
    for begin in range(1, rows + 1, CASES):
        write_cases(session.get_bind(), begin, min(begin + CASES - 1, rows))  # type: ignore[arg-type]
    write_articles(session, ARTICLES)


def _write_catalogue(session: Session) -> tuple[int, int]:
    """Write departments, towns and powers; return the ids of the first organisation and power."""
    connection = session.connection()
    home = session.query(Organisation).filter_by(code="gulou").one()
    count = DEPARTMENTS + TOWNS + POWERS
    first = COUNTY * 10**9 + advance(connection, COUNTY, count) % 10**9 - count + 1
    bodies = [(OrganisationKind.ORGAN, f"{n}号局") for n in range(DEPARTMENTS)]
    bodies += [(OrganisationKind.TOWN, f"{n}号镇人民政府") for n in range(TOWNS)]
    organisations = [
        {
            "id": first + n,
            "county": COUNTY,
            "code": f"bench-{n}",
            "name": name,
            "body": body,
            "region_code": home.region_code,
            "parent_id": home.id,
            "path": f"{home.path}{first + n}/",
        }
        for n, (body, name) in enumerate(bodies)
    ]
    write_rows(connection, Organisation.__table__, organisations)  # type: ignore[arg-type]
    after = first + len(bodies)
    names = [f"{PLACES[n % 10]}{THINGS[n % 14]}{DEEDS[n // 14 % 14]}（{n}类）" for n in range(POWERS)]
    powers = [
        {
            "id": after + n,
            "county": COUNTY,
            "code": f"GL-XK-{n:05d}-00",
            "name": name,
            "power_type": PowerType.LICENCE,
            "level": Level.COUNTY,
            "organisation_id": first + n % DEPARTMENTS,
            "state": PowerState.IN_FORCE,
            "initials": initials(name),
        }
        for n, name in enumerate(names)
    ]
    write_rows(connection, Power.__table__, powers)  # type: ignore[arg-type]
    return first, after


def _write_alerts(session: Session, rows: int, organisation: int, power: int) -> None:
    """Write the alerts in both tables over three years, the last the newest; their indexes come last."""
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(text("DROP INDEX ix_alert_pairs"))
    thing = " ".join(f"WHEN {n} THEN '{name}'" for n, name in enumerate(THINGS))
    deed = " ".join(f"WHEN {n} THEN '{name}'" for n, name in enumerate(DEEDS))
    ident = f"{COUNTY * 10**9} + 500000000 + i"
    shared = f"""{COUNTY}, 'A' || (1 + i % 5) || '.statutory', {organisation} + (i * 7) % {DEPARTMENTS},
        1 + i % 3, {instant(connection, f"({rows} - i) * 1500000.0 / {rows} + 2000")},
        {instant(connection, f"({rows} - i) * 1500000.0 / {rows}")},
        '鼓2026-' || i || ' · ' || CASE i % 14 {thing} END || CASE i / 14 % 14 {deed} END || ' · 超过法定期限',
        CASE (i / 47) % 10 WHEN 0 THEN 'new' WHEN 1 THEN 'assigned' WHEN 2 THEN 'explained' ELSE 'closed' END"""
    columns = "county, point, organisation_id, severity, occurred_at, detected_at, text, state"
    name = connection.dialect.name
    with indexes_last(connection, "alert", "bench_alert"):
        for begin in tqdm(range(1, rows + 1, BATCH), f"{name}: {rows:,} alerts by {BATCH:,}"):
            found = numbers(connection, begin, min(begin + BATCH - 1, rows))
            connection.execute(
                text(
                    f"""INSERT INTO alert (id, {columns}, point_version, limits, subject_kind, subject_id, episode, nature,
                    evidence, edit_number) SELECT {ident}, {shared}, 1, '{{}}', 'approval', {FIRST + BASE} + i, '', 1, '{{}}', 1
                    FROM {found}"""
                )
            )
            connection.execute(
                text(
                    f"""INSERT INTO bench_alert (id, {columns}, town_id, power_id)
                    SELECT {ident}, {shared}, {organisation + DEPARTMENTS} + i % {TOWNS}, {power} + i % {POWERS}
                    FROM {found}"""
                )
            )
    if connection.dialect.name == "postgresql":
        connection.execute(text(postgresql_pairs("alert", "text")[1]))
    session.commit()
