"""Writes a history of approval cases by SQL alone: regions and items of the small world, then millions of rows."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.orm import Session
from tqdm import tqdm

import app.everything
import app.surfaces.database  # noqa: F401 - prepares SQLite connections
from app.kernel.act import Channel, platform_act
from app.kernel.db import JSON_COLUMNS, Base
from app.kernel.guard import open_act, watch
from app.kernel.sealing import EncryptedText, set_data_key
from tests.conftest import NOW
from tests.databases import Server
from tests.supervision.building import Builder
from tests.supervision.register import register_points
from tests.world import World, build_world

COUNTY = 350102
FIRST = COUNTY * 10**9
BASE = 1_000_000
"""Serials of the history begin here, behind those of the small world."""


@contextmanager
def database(engine: str) -> Iterator[Engine]:
    """Start an empty database of a kind, and remove it afterwards."""
    register_points()
    set_data_key("a key for benchmarks only")
    if engine == "sqlite":
        folder = Path(tempfile.mkdtemp(prefix="sunshine-bench-"))
        made = create_engine(f"sqlite:///{folder / 'bench.db'}", **JSON_COLUMNS)
        try:
            yield made
        finally:
            made.dispose()
            shutil.rmtree(folder)
        return
    server = Server()
    try:
        made = create_engine(f"{server.address}/postgres", **JSON_COLUMNS)
        try:
            yield made
        finally:
            made.dispose()
    finally:
        server.stop()


def numbers(connection: Connection, first: int, last: int) -> str:
    """Return a FROM item ``n(i)`` with the whole numbers from first to last."""
    if connection.dialect.name == "postgresql":
        return f"generate_series({first}, {last}) AS n(i)"
    return (
        f"(WITH RECURSIVE n(i) AS (SELECT {first} UNION ALL SELECT i + 1 FROM n WHERE i < {last}) SELECT i FROM n) AS n"
    )


def prepare(engine: Engine) -> None:
    """Write tables, the small world and one item."""
    with engine.begin() as connection:
        Base.metadata.create_all(connection)
    with Session(engine) as session:
        watch(session)
        build_world(session, NOW)
        act = platform_act(session, Channel.COMMAND, NOW, county=COUNTY)
        with open_act(act):
            Builder(session, World(session), lambda *_, **__: act)
            session.commit()


def instant(connection: Connection, minutes_ago: str) -> str:
    """Return SQL for an instant so many minutes before the bench's now, as each engine stores it."""
    now = NOW.strftime("%Y-%m-%d %H:%M:%S")
    if connection.dialect.name == "postgresql":
        return f"timestamptz '{now}+00' - ({minutes_ago}) * interval '1 minute'"
    return f"strftime('%Y-%m-%d %H:%M:%S.000000', '{now}', '-' || ({minutes_ago}) || ' minutes')"


def day(connection: Connection, minutes_ago: str) -> str:
    """Return SQL for the day of such an instant."""
    if connection.dialect.name == "postgresql":
        return f"({instant(connection, minutes_ago)})::date"
    return f"date({instant(connection, minutes_ago)})"


@contextmanager
def indexes_last(connection: Connection, *tables: str) -> Iterator[None]:
    """Take the indexes of some tables away and make them again at the end: rows come in several times as fast."""
    indexes = [index for name in tables for index in Base.metadata.tables[name].indexes]
    for index in indexes:
        index.drop(connection)
    yield
    for index in tqdm(indexes, f"{connection.dialect.name}: indexes", leave=False):
        index.create(connection)


def write_cases(engine: Engine, first: int, last: int) -> float:
    """Write cases from one serial to another over three years, each with clocks and a row in the trail.

    Ninety-nine of a hundred are closed, one in a hundred of those too late; one in a hundred is open
    and not due yet, one in five hundred was suspended. Returns the seconds that it took.
    """
    start = perf_counter()
    with engine.begin() as c, indexes_last(c, "approval_case", "clock", "trail"):
        organ, power, version = c.execute(
            text("SELECT p.organisation_id, p.id, v.id FROM power p JOIN power_version v ON v.power_id = p.id LIMIT 1")
        ).one()
        head, handler = (
            c.scalar(text("SELECT id FROM official WHERE name = :name"), {"name": name}) for name in ("吴局", "李办")
        )
        true, false = ("true", "false") if c.dialect.name == "postgresql" else ("1", "0")
        # Received up to three years ago; the open ones within the last fortnight.
        ago = "(CASE WHEN i % 100 = 0 THEN 1440 + i % 12000 ELSE 60000 + i % 1500000 END)"
        is_open = "i % 100 = 0"
        late = "(i % 100 = 7)"
        decided = f"({ago} - CASE WHEN {late} THEN 45000 ELSE 20000 END)"
        ident = f"{FIRST + BASE} + i"
        identity, phone = (
            EncryptedText().process_bind_param(value, c.dialect) for value in ("350102199001011234", "13800000000")
        )
        c.execute(
            text(
                f"""INSERT INTO approval_case (id, county, number, query_code, power_id, power_version_id,
                organisation_id, state, source, applicant_kind, applicant_name, applicant_identity,
                applicant_hash, applicant_phone, form, received_at, received_on, accepted_at, accepted_on, deemed,
                rounds, handler_id, decided_at, decided_by, decision, decision_seconds, ended_at, conditions_met,
                all_met, under_remedy, edit_number)
                SELECT {ident}, {COUNTY}, '鼓2026-' || i, 'B' || i, {power}, {version}, {organ},
                CASE WHEN {is_open} THEN 'in_review' ELSE 'closed' END, 'portal', 'person', '陈某', '{identity}', 'h' || i, '{phone}',
                '{{}}', {instant(c, ago)}, {day(c, ago)}, {instant(c, ago)}, {day(c, ago)}, {false}, 1, {handler},
                CASE WHEN {is_open} THEN NULL ELSE {instant(c, decided)} END,
                CASE WHEN {is_open} THEN NULL ELSE {head} END, CASE WHEN {is_open} THEN NULL ELSE 'grant' END,
                CASE WHEN {is_open} THEN NULL ELSE 1200000 END,
                CASE WHEN {is_open} THEN NULL ELSE {instant(c, decided)} END, '{{}}', {false}, {false}, 1
                FROM {numbers(c, first, last)}"""
            )
        )
        for number, (what, limit) in enumerate((("statutory", 30000), ("promise", 30000), ("step", 30000))):
            due = f"({ago} - {limit})"
            c.execute(
                text(
                    f"""INSERT INTO clock (id, county, subject_kind, subject_id, what, organisation_id, started_on,
                    started_at, limit_value, limit_unit, count_start_day, roll_last_day, extension, suspensions,
                    suspended_days, due_on, due_at, warn_at, stopped_at, fixed, basis)
                    SELECT {FIRST + 100_000_000 * (number + 1)} + i, {COUNTY}, 'approval', {ident}, '{what}', {organ},
                    {day(c, ago)}, {instant(c, ago)}, 20, 'wd', {false}, {true}, 0, '[]', 0, {day(c, due)},
                    {instant(c, due)}, {instant(c, f"({due} + 1440)")},
                    CASE WHEN {is_open} THEN NULL ELSE {instant(c, decided)} END, {false}, ''
                    FROM {numbers(c, first, last)}"""
                )
            )
        place = c.scalar(text(f"SELECT place FROM chain_head WHERE county = {COUNTY}")) or 0
        count = last - first + 1
        zeros = "0" * 64
        verb = (
            "CASE i % 4 WHEN 0 THEN 'approval.accepted' WHEN 1 THEN 'approval.granted' "
            "WHEN 2 THEN 'approval.resumed' ELSE 'step.closed' END"
        )
        c.execute(
            text(
                f"""INSERT INTO trail (id, county, place, at, verb, subject_kind, subject_id, official, channel, facts,
                previous, hash)
                SELECT {FIRST} + {place} + i - {first} + 1, {COUNTY}, {place} + i - {first} + 1, {instant(c, ago)},
                {verb}, 'approval', {ident}, '李办', 'screen', '{{}}', '{zeros}', '{zeros}'
                FROM {numbers(c, first, last)}"""
            )
        )
        c.execute(text(f"UPDATE chain_head SET place = {place + count}, last_id = 900000000 WHERE county = {COUNTY}"))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE" if connection.dialect.name == "postgresql" else "ANALYZE"))
    return perf_counter() - start
