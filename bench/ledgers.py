"""Two hundred ledgers and a million entries, against a stock Flask-AppBuilder view over a plain table of the same rows.

    python -m bench.ledgers [--engine sqlite|postgresql] [--entries 1000000] [--ledgers 200] [--times 7]

One half of the entries stands in a single ledger, the other half in the rest. Both programs answer in a process of
their own, in turn, on the same database; the first answers of each page are discarded. The peer filters one plain table
by plain indexed columns, ours a ledger that nobody programmed. The bar is 12 queries and 60 kB a page.
"""

import argparse
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    Index,
    Integer,
    MetaData,
    Numeric,
    String,
    Table,
    Text,
    create_engine,
    text,
)
from sqlalchemy.orm import Session
from tqdm import tqdm

import app.everything
import app.surfaces.database  # noqa: F401 - prepares SQLite connections
from app.kernel.act import Channel, platform_act
from app.kernel.audit import advance
from app.kernel.bulk import write_rows
from app.kernel.guard import open_act
from app.kernel.places import Organisation, OrganisationKind
from app.ledgers.index import index_rows
from app.ledgers.models import Ledger, LedgerEntry, LedgerValue
from app.ledgers.operations import draft_ledger, edit_definition, publish_ledger
from bench.peers.asking import Answer, Program
from seeds.ledgers import LEDGERS, field_of
from tests.conftest import NOW
from tests.databases import Server

COUNTY = 350102
VILLAGES = 3_022
"""Villages and communities of Fuzhou."""
BATCH = 10_000
MOST_QUERIES, MOST_BYTES = 12, 60_000
WARM = 12
"""Answers discarded of each page: the driver prepares a statement at its sixth use, the server keeps a plan at its
eleventh, and a program at work answers warm."""
STATES = ("published", "approved", "submitted", "returned")
RARE = "欧阳瑞雪"
SURNAMES, GIVEN = "陈林黄张王李吴郑刘周", "建国秀英志强丽华晓东"


VISITS = Table(
    "bench_visit",
    MetaData(),
    Column("id", BigInteger, primary_key=True),
    Column("ledger", Integer, nullable=False),
    Column("organisation_id", BigInteger, nullable=False),
    Column("period", String(10), nullable=False),
    Column("state", String(10), nullable=False),
    Column("visited_on", Date, nullable=False),
    Column("householder", String(60), nullable=False),
    Column("trouble", String(20), nullable=False),
    Column("members", Integer),
    Column("need", Text, nullable=False),
    Column("help", Text),
    Column("money", Numeric(15, 2, asdecimal=False)),
    Column("visitors", String(60), nullable=False),
)
"""The table of ``bench.peers.stock_ledger``, which cannot be loaded beside our own classes."""
for _column in ("ledger", "organisation_id", "state", "visited_on", "trouble", "money"):
    Index(f"ix_bench_visit_{_column}", VISITS.c[_column])


@contextmanager
def made_database(engine: str, entries: int, ledgers: int) -> Iterator[str]:
    """Give the address of a new database with the rows of both programs; it is removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="sunshine-ledgers-"))
    server = Server() if engine == "postgresql" else None
    address = f"sqlite:///{folder / 'ledgers.db'}"
    if server is not None:
        admin = create_engine(f"{server.address}/postgres", isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text("CREATE DATABASE ledgers"))
        admin.dispose()
        address = f"{server.address}/ledgers"
    try:
        _make(address, entries, ledgers)
        yield address
    finally:
        if server is not None:
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _make(address: str, entries: int, ledgers: int) -> None:
    from app.surfaces.commands.setup import write_permissions  # noqa: PLC0415 - only needed to make
    from app.surfaces.database import db  # noqa: PLC0415
    from bench.ours import program  # noqa: PLC0415
    from tests.web import build_accounts  # noqa: PLC0415
    from tests.world import build_world  # noqa: PLC0415

    made = program(address)
    with made.app_context():
        db.create_all()
        session = db.session()
        build_world(session, NOW)
        session.commit()
        write_permissions()
        build_accounts(session, NOW)
        session.commit()
        VISITS.create(db.engine)
        act = platform_act(session, Channel.COMMAND, NOW, COUNTY)
        with open_act(act):
            homes = _villages(session)
            defined = _define(session, act, ledgers)
            session.commit()
            _fill(session, defined, homes, entries)
        db.session.remove()
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE" if db.engine.dialect.name == "postgresql" else "ANALYZE"))
        db.engine.dispose()
    shutil.rmtree(made.config["SUNSHINE_FOLDER"], ignore_errors=True)


def _villages(session: Session) -> list[int]:
    town = session.query(Organisation).filter_by(code="gudong").one()
    last = advance(session.connection(), COUNTY, VILLAGES) % 10**9
    first = COUNTY * 10**9 + last - VILLAGES + 1
    rows = [
        {
            "id": first + n,
            "county": COUNTY,
            "code": f"bench-{n}",
            "name": f"{n}号村民委员会",
            "body": OrganisationKind.VILLAGE,
            "region_code": town.region_code,
            "parent_id": town.id,
            "path": f"{town.path}{first + n}/",
        }
        for n in range(VILLAGES)
    ]
    write_rows(session.connection(), Organisation.__table__, rows)  # type: ignore[arg-type]
    return [row["id"] for row in rows]


def _define(session: Session, act: Any, count: int) -> list[Ledger]:
    given = LEDGERS[0]
    keeper = session.query(Organisation).filter_by(code="gulou").one()
    fields = tuple(field_of(item) for item in given["fields"])
    made = []
    for number in tqdm(range(count), "ledgers"):
        rules = {**given["rules"], "name": f"{given['rules']['name']}{number}", "cadence": "event"}
        ledger = draft_ledger(act, keeper, f"visits-{number}", rules)
        edit_definition(act, ledger, {"fields": fields})
        publish_ledger(act, ledger)
        made.append(ledger)
    return made


def _fill(session: Session, ledgers: list[Ledger], homes: list[int], entries: int) -> None:
    """Write every entry into our tables and into the peer's; every other one into the first ledger."""
    version = ledgers[0].current
    assert version is not None
    items = version.items
    versions = [(ledger.id, ledger.current_version_id) for ledger in ledgers]
    troubles = next(item for item in items if item.name == "trouble").choices
    start = date(2024, 1, 1)
    for begin in tqdm(range(0, entries, BATCH), f"{entries:,} entries by {BATCH:,}"):
        mine, values, theirs = [], [], []
        for n in range(begin, min(begin + BATCH, entries)):
            place = 0 if n % 2 or len(versions) == 1 else 1 + n // 2 % (len(versions) - 1)
            ledger, version_id = versions[place]
            entry = COUNTY * 10**9 + 500_000_000 + n
            day = start + timedelta(days=n * 900 // entries)
            content = {
                "visited_on": day.isoformat(),
                "trouble": troubles[n % len(troubles)],
                "members": str(1 + n % 6),
                "householder": RARE if n % 5_000 == 1 else f"{SURNAMES[n % 10]}{GIVEN[n // 10 % 5 * 2 :][:2]}",
                "need": "屋顶漏雨，老人行动不便",
                "help": "已联系施工队三日内修补",
                "money": f"{n % 20 * 100}.00",
                "visitors": "林志强",
            }
            common = {
                "id": entry,
                "organisation_id": homes[n * 7 % VILLAGES],
                "period": f"{day:%Y-%m}",
                "state": STATES[n // 300 % 4],
            }
            mine.append(
                {
                    **common,
                    "county": COUNTY,
                    "ledger_id": ledger,
                    "version_id": version_id,
                    "region_code": "350102001000",
                    "title": content["householder"],
                    "content": content,
                    "created_at": NOW,
                    "changed_at": NOW,
                }
            )
            values += index_rows(entry, COUNTY, ledger, items, content)
            theirs.append(
                {
                    **common,
                    **content,
                    "ledger": place,
                    "visited_on": day,
                    "members": 1 + n % 6,
                    "money": float(n % 20 * 100),
                }
            )
        connection = session.connection()
        write_rows(connection, LedgerEntry.__table__, mine)  # type: ignore[arg-type]
        write_rows(connection, LedgerValue.__table__, values)  # type: ignore[arg-type]
        write_rows(connection, VISITS, theirs)
        session.commit()


def questions(ledger: int) -> Iterator[tuple[str, str, str]]:
    """Yield (title, our address, the peer's): first, filtered and form pages of the large ledger."""
    ours, peer = f"/ledgers/{ledger}/", "/visitview/list/?_flt_0_ledger=0"
    trouble = LEDGERS[0]["fields"][2][4]["choices"][1]
    yield "first page", ours, peer
    yield "by state", f"{ours}?state=submitted", f"{peer}&_flt_3_state=submitted"
    yield "by a choice", f"{ours}?trouble={trouble}", f"{peer}&_flt_3_trouble={trouble}"
    yield (
        "by a day",
        f"{ours}?visited_on__from=2025-03-03&visited_on__to=2025-03-03",
        f"{peer}&_flt_0_visited_on=2025-03-03",
    )
    yield (
        "by sum and choice",
        f"{ours}?money__from=1900&trouble={trouble}",
        f"{peer}&_flt_1_money=1899&_flt_3_trouble={trouble}",
    )
    yield "by a name", f"{ours}?q=郑晓东", f"{peer}&_flt_2_householder=郑晓东"
    yield "by a rare name", f"{ours}?q={RARE}", f"{peer}&_flt_2_householder={RARE}"
    yield "figures", f"{ours}figures", ""
    yield "form", f"{ours}new", "/visitview/add"
    yield "all ledgers", "/ledgers/", ""


def measure(engine: str, entries: int, ledgers: int, times: int) -> None:
    """Print the table of one engine."""
    with made_database(engine, entries, ledgers) as address:
        made = create_engine(address)
        with Session(made) as session:
            large = session.query(Ledger).filter_by(code="visits-0").one().id
        made.dispose()
        programs = [Program("bench.clerk", address), Program("bench.peers.stock_ledger", address)]
        try:
            print(f"\n{engine}, {ledgers} ledgers, {entries:,} entries, half of them in one; medians of {times}")
            print(f"{'page':20} {'ours ms':>8} {'FAB ms':>8} {'/FAB':>6} {'queries':>8} {'kB':>9}")
            for title, mine, theirs in questions(large):
                print(f"{title:20} {_line(programs, mine, theirs, times)}", flush=True)
        finally:
            for program in programs:
                program.stop()


def _line(programs: list[Program], mine: str, theirs: str, times: int) -> str:
    own: list[Answer] = []
    peer: list[Answer] = []
    for _ in range(WARM + times):
        own.append(programs[0].ask(mine))
        with suppress(RuntimeError):  # the peer cannot answer this page; said in the table
            if theirs:
                peer.append(programs[1].ask(theirs))
    s = median(a.seconds for a in own[WARM:])
    queries, size = max(a.queries for a in own[WARM:]), max(a.size for a in own[WARM:])
    told = f"{s * 1000:8.1f} "
    if peer:
        f = median(a.seconds for a in peer[WARM:])
        told += f"{f * 1000:8.1f} {f / s:6.1f} "
        sizes = f"{size / 1000:3.0f}/{peer[0].size / 1000:5.0f}"
    else:
        told += f"{'fails' if theirs else '':>8} {'':6} "
        sizes = f"{size / 1000:3.0f}"
    missed = [word for word, bad in (("queries", queries > MOST_QUERIES), ("bytes", size > MOST_BYTES)) if bad]
    return told + f"{queries:8} {sizes:>9}" + (f"  missed: {', '.join(missed)}" if missed else "")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engine", choices=["sqlite", "postgresql"], action="append")
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--ledgers", type=int, default=200)
    parser.add_argument("--times", type=int, default=7)
    options = parser.parse_args()
    for engine in options.engine or ["postgresql", "sqlite"]:
        measure(engine, options.entries, options.ledgers, options.times)


if __name__ == "__main__":
    main()
