"""Rows from one installation to another, against the bare way: the same columns read, written as JSON, packed and inserted.

``python -m bench.exchange [--rows 100000] [--runs 3]`` prints seconds and the ratio on SQLite and on the PostgreSQL server named by
SUNSHINE_TEST_POSTGRES (one is started when it is not set); both installations stand on the same engine. Ours is everything: the
trail read, batches made, signed, packed and kept, each committed; then read, checked, its rows judged and written, receipts signed
and kept, each batch committed; then the receipts taken. The peer reads the same columns, writes each row as a line of JSON, packs the
lines with gzip and hands them to the driver's bulk insert at the other end: it signs, checks, keeps and promises nothing. Ends with 1
above 60 seconds for 100,000 rows.
"""

import argparse
import gzip
import json
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable

from nacl.signing import SigningKey
from sqlalchemy import BigInteger, Column, Integer, MetaData, String, Table, Text, func, select
from sqlalchemy.orm import Session

from app.exchange.batches import read_batches
from app.exchange.envelopes import crossing_fields
from app.exchange.keys import fingerprint
from app.exchange.models import ExchangeBatch, ExchangeChannel, ForeignRow
from app.exchange.operations import add_peer, agree_on, begin_node, make_batches, take_answer, take_batch
from app.exchange.queries import answers_to, unanswered
from app.exchange.words import Direction, PeerLevel
from app.kernel.act import Channel, platform_act
from app.kernel.audit import record_many
from app.kernel.bulk import write_rows
from app.kernel.guard import open_act
from app.kernel.inserts import insert_rows, take_ids
from app.kernel.places import Organisation
from app.kernel.sealing import set_data_key
from app.powers.models import Power
from app.powers.records import POWER
from bench.import_powers import COUNTY, NOW, databases, prepare

CITY, MOST = COUNTY // 100 * 100, 60.0
KINDS = {POWER.name: POWER}
KEYS = {COUNTY: SigningKey(b"1" * 32), CITY: SigningKey(b"2" * 32)}
PART = 10_000


def fill(session: Session, number: int) -> None:
    """Write items of the catalogue, each told in the trail."""
    home = session.scalars(select(Organisation).limit(1)).one()
    with open_act(platform_act(session, Channel.IMPORT, NOW, COUNTY)) as act:
        ids = take_ids(act, COUNTY, number)
        own = {"county": COUNTY, "power_type": "01", "organisation_id": home.id, "state": "draft"}
        rows = [{"id": pk, "code": f"GL-{pk}", "name": f"设置第{pk}处户外广告设施", **own} for pk in ids]
        insert_rows(session, Power, rows)
        for first in range(0, number, PART):
            found = session.scalars(select(Power).where(Power.id.in_(ids[first : first + PART])))
            record_many(act, [("power.drafted", row, {}) for row in found])
        session.commit()
    session.expunge_all()


def introduce(session: Session, here: int, there: int, direction: Direction) -> ExchangeChannel:
    """Begin a node and agree with its only peer."""
    public = KEYS[there].verify_key
    with open_act(platform_act(session, Channel.COMMAND, NOW, here)) as act:
        begin_node(act, here, KEYS[here])
        peer = add_peer(act, there, "对方", public, fingerprint(public), PeerLevel.BESIDE)
        channel = agree_on(act, peer, direction, [POWER.name], KINDS, COUNTY)
        session.commit()
    return channel


def cross(county: Session, city: Session, out: ExchangeChannel, into: ExchangeChannel) -> None:
    """Carry everything from one installation to the other, and the receipts back."""
    with open_act(platform_act(county, Channel.CLOCK, NOW, COUNTY)) as act:
        make_batches(act, out, KEYS[COUNTY], KINDS, county.commit)
    for kept in unanswered(county, out):
        for batch in read_batches([kept.travels()], into.between(CITY), into.peer.key):
            with open_act(platform_act(city, Channel.REST, NOW, CITY)) as act:
                take_batch(act, into, batch, KEYS[CITY], KINDS)
                city.commit()
    for line in answers_to(city, into.peer):
        with open_act(platform_act(county, Channel.REST, NOW, COUNTY)) as act:
            take_answer(act, out, line.encode(), KEYS[COUNTY].verify_key)
            county.commit()


def bare(county: Session, city: Session) -> None:
    """Read the same columns, write them as JSON, pack them, and insert them at the other end."""
    columns = [getattr(Power, field.name) for field in crossing_fields(POWER)]
    names = ["id", *(field.name for field in crossing_fields(POWER))]
    told = county.execute(select(Power.id, *columns)).all()
    packed = gzip.compress(
        "\n".join(json.dumps(list(row), default=str, ensure_ascii=False) for row in told).encode(), 6
    )
    table = Table(
        "bare",
        MetaData(),
        Column("subject", BigInteger, primary_key=True),
        Column("source", Integer),
        Column("row_kind", String(30)),
        Column("data", Text),
    )
    table.create(city.connection())
    lines = gzip.decompress(packed).decode().split("\n")
    rows = (dict(zip(names, json.loads(line), strict=True)) for line in lines)
    kept = (
        {"subject": row["id"], "source": COUNTY, "row_kind": POWER.name, "data": json.dumps(row, ensure_ascii=False)}
        for row in rows
    )
    write_rows(city.connection(), table, kept)
    city.commit()


def timed(work: Callable[..., object], *given: object) -> tuple[float, float]:
    """Return the seconds that something takes, by the clock and of the processor."""
    begin, worked = time.perf_counter(), time.process_time()
    work(*given)
    return time.perf_counter() - begin, time.process_time() - worked


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    set_data_key("a key for this benchmark")
    found: dict[str, list[tuple[float, ...]]] = defaultdict(list)
    with databases() as engines:
        for _run in range(given.runs):
            for engine, address in engines.items():
                county, city = prepare(address()), prepare(address())
                fill(county, given.rows)
                out = introduce(county, COUNTY, CITY, Direction.OUT)
                into = introduce(city, CITY, COUNTY, Direction.IN)
                whole = timed(cross, county, city, out, into)
                county.rollback()
                plain = timed(bare, county, city)
                came = city.scalar(select(func.count()).select_from(ForeignRow))
                left = county.scalar(select(func.count()).where(ExchangeBatch.receipt.is_(None)))
                if came != given.rows or left:
                    sys.exit(f"{came} rows came, {left} batches have no receipt")
                found[engine].append((*whole, *plain))
                for session in (county, city):
                    session.close()
                    session.get_bind().dispose()  # type: ignore[union-attr]
    status = 0
    for engine, runs in found.items():
        whole_s, worked, plain_s, _bare = (statistics.median(one) for one in zip(*runs, strict=True))
        print(
            f"{engine:12} {given.rows:,} rows in {whole_s:.1f} s ({given.rows / whole_s:,.0f} rows/s; processor {worked:.1f} s)   "
            f"bare {plain_s:.1f} s   ratio {whole_s / plain_s:.1f}"
        )
        if whole_s * 100_000 / given.rows > MOST:
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
