"""Import of movements from a bank's file, against a plain reader that knows nothing: csv and the driver's own bulk insert.

``python -m bench.funds [--lines 100000] [--runs 3]`` prints lines a second and the ratio on SQLite (executemany) and on the
PostgreSQL server named by SUNSHINE_TEST_POSTGRES (COPY; one is started when it is not set). The peer writes the texts of the
file into one table with two indexes. Ours is everything: both passes over the file, owners resolved, accounts opened, the trailer
compared, keys looked for, digests and the trail, a commit for each thousand lines. Then the night: shapes among all of them,
and every point of funds over the whole ledger. Ends with 1 below 5,000 lines a
second on PostgreSQL. The seconds of this process' processor tell what a busy machine adds to the clock.
"""

import argparse
import csv
import random
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import Session
from stdnum.cn import uscc

from app.funds.models import Movement
from app.funds.operations.shapes import write_shapes
from app.funds.operations.statements import File, take_lines
from app.funds.points import POINTS
from app.funds.statements.checking import check_source, lines_of
from app.funds.statements.digests import BATCH, verify
from app.funds.statements.lines import Reader
from app.funds.statements.reading import open_source
from app.funds.statements.register import Register
from app.kernel.act import Channel, platform_act
from app.kernel.guard import open_act
from app.kernel.places import Organisation
from app.kernel.sealing import set_data_key
from app.supervision.scanning import sweep
from bench.import_powers import COUNTY, NOW, databases, prepare

LEAST = 5_000
HEADINGS = ["记账日期", "交易时间", "流水号", "付款人账号", "付款人代码", "付款人名称", "金额", "对方账号", "收款人代码", "收款人名称", "用途", "经济分类", "功能分类"]  # fmt: skip
BODIES, FIRMS = 30, 3_000


def code(place: int) -> str:
    """Return a valid credit code."""
    body = f"91350102MA{place:07d}"
    return body + str(uscc.calc_check_digit(body))


def write(path: Path, number: int) -> None:
    """Write a treasury's list of so many payments, the same in every run, with its line of totals."""
    chance = random.Random(14)  # noqa: S311 - the same file in every run
    bodies, firms = [code(one) for one in range(BODIES)], [code(1000 + one) for one in range(FIRMS)]
    total = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(HEADINGS)
        for one in range(number):
            payer, payee = chance.randrange(BODIES), min(int(chance.paretovariate(0.4)), FIRMS) - 1
            cents = int(chance.lognormvariate(13, 1.5)) + 1
            total += cents
            rows.writerow(
                [
                    (date(2025, 1, 1) + timedelta(days=one * 600 // number)).isoformat(),
                    f"{8 + one % 10:02d}:{one % 60:02d}:00",
                    f"ZF{one:010d}",
                    f"3505010024070{payer:07d}",
                    bodies[payer],
                    f"鼓楼区第{payer}局",
                    f"{cents / 100:.2f}",
                    f"3505010099{payee:010d}",
                    firms[payee],
                    f"福州第{payee}工程有限公司",
                    chance.choice(("工程款", "办公用品", "劳务费", "水费", "电费", "物业费")),
                    chance.choice(("30201", "30205", "30213", "30226")),
                    "2120501",
                ]
            )
        rows.writerow(["合计", "", f"{number}笔", "", "", "", f"{total / 100:.2f}", *[""] * 6])


def ours(session: Session, path: Path) -> int:
    """Take the file over as the command does; returns the new movements."""
    source = open_source(path)
    checked = check_source(source, Reader(), NOW.date())
    if checked.broken or checked.faulty:
        sys.exit(f"the file is refused: {checked.broken} {checked.faults[:3]}")
    register, new = Register(session, COUNTY, path.name), 0
    lines = lines_of(source, Reader(), lambda _number, _fault: None)
    while part := list(islice(lines, BATCH)):
        with open_act(platform_act(session, Channel.IMPORT, NOW, COUNTY)) as act:
            new += take_lines(act, File(path.name, "0" * 64), part, register).new
            session.commit()
        session.expunge_all()
    return new


def plain(session: Session, path: Path) -> None:
    """Read the file with csv and hand its texts to the driver in bulk."""
    columns = ", ".join(f"c{place} TEXT" for place in range(len(HEADINGS)))
    session.execute(text(f"CREATE TABLE plain (id BIGINT PRIMARY KEY, {columns})"))
    session.execute(text("CREATE UNIQUE INDEX plain_serial ON plain (c2)"))
    session.execute(text("CREATE INDEX plain_payee ON plain (c7, c0)"))
    session.commit()
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        numbered = ((place, *row) for place, row in enumerate(rows))
        connection = session.connection()
        if connection.dialect.name == "postgresql":
            cursor = connection.connection.cursor()
            with cursor, cursor.copy("COPY plain FROM STDIN") as copy:  # type: ignore[attr-defined]
                for row in numbered:
                    copy.write_row(row)
        else:
            marks = ", ".join("?" * (len(HEADINGS) + 1))
            connection.connection.executemany(f"INSERT INTO plain VALUES ({marks})", numbered)
    session.commit()


def night(session: Session) -> None:
    """Look for shapes among all movements, and let every point look at the whole ledger."""
    session.execute(text("ANALYZE"))  # as the database does by itself after a large import
    session.commit()
    with open_act(platform_act(session, Channel.CLOCK, NOW, COUNTY)) as act:
        write_shapes(act, COUNTY)
        sweep(act, POINTS)
        session.commit()


def timed(work: object, *given: object) -> float:
    """Return the seconds that a call takes."""
    begin = time.perf_counter()
    work(*given)  # type: ignore[operator]
    return time.perf_counter() - begin


def bodies(session: Session) -> None:
    """Give the county the bodies whose payments these are."""
    with open_act(platform_act(session, Channel.COMMAND, NOW, COUNTY)):
        first = session.scalars(select(Organisation).where(Organisation.county == COUNTY)).first()
        assert first is not None
        first.credit_code = code(0)
        for place in range(1, BODIES):
            session.execute(
                insert(Organisation).values(
                    id=COUNTY * 10**9 + 500_000_000 + place, county=COUNTY, code=f"bench-{place}", name=f"鼓楼区第{place}局",
                    body="organ", region_code=first.region_code, path=f"/{place}/", credit_code=code(place),
                )
            )  # fmt: skip
        session.commit()


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    set_data_key("a key for this benchmark")
    found: dict[str, list[tuple[float, float, float, float, float]]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder, databases() as engines:
        file = Path(folder) / "payments.csv"
        write(file, given.lines)
        for _run in range(given.runs):
            for engine, address in engines.items():
                session = prepare(address())
                bodies(session)
                worked = time.process_time()
                whole = timed(ours, session, file)
                worked = time.process_time() - worked
                peer = timed(plain, session, file)
                if session.scalar(select(func.count()).select_from(Movement)) != given.lines:
                    sys.exit("the import lost lines")
                session.expire_all()
                found[engine].append((whole, peer, worked, timed(verify, session, COUNTY), timed(night, session)))
                session.close()
                session.get_bind().dispose()  # type: ignore[union-attr]
    status = 0
    for engine, runs in found.items():
        whole, peer, worked, verifying, points = (statistics.median(one) for one in zip(*runs, strict=True))
        speed = given.lines / whole
        print(
            f"{engine:12} whole import {whole:.2f} s ({speed:,.0f} lines/s; processor {worked:.2f} s)   plain csv and bulk insert {peer:.2f} s   "
            f"ratio {whole / peer:.1f}   verified in {verifying:.2f} s   the night {points:.2f} s"
        )
        if engine == "PostgreSQL" and speed < LEAST:
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
