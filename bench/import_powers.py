"""Import of 7,115 powers, against the time that the reader library alone needs for the same file.

``python -m bench.import_powers [--runs 5] [--powers 7115]`` prints medians and ratios for SQLite and
for the PostgreSQL server named by SUNSHINE_TEST_POSTGRES (one is started when it is not set). The
file holds the powers with their content and, in further sheets, their legal basis, conditions and
materials. Ours is everything: inspection, reading in a child process, planning every row, writing
powers, versions and the hash-chained trail, and the commit.
"""

import argparse
import os
import random
import resource
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import python_calamine
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

import app.everything  # noqa: F401 - every table is known before the tables are made
from app.kernel.act import Channel, platform_act
from app.kernel.db import JSON_COLUMNS, Base
from app.kernel.guard import open_act, watch
from app.kernel.places import Level, Organisation, OrganisationKind, Region
from app.powers.columns import COLUMNS, MAIN, PARTS
from app.powers.importing import carry_out_powers
from app.powers.models import Power, PowerType
from app.powers.planning import plan_powers
from app.surfaces.sheets.reading import open_book
from app.surfaces.sheets.writing import Page, write_book
from tests.databases import POSTGRES, Server, postgres_database

COUNTY = 350102
ORGANS = 34
NOW = datetime(2026, 9, 21, 2, 0, tzinfo=UTC)
THINGS = [
    "食品",
    "药品",
    "户外广告",
    "建筑工程",
    "医疗机构",
    "道路运输",
    "危险化学品",
    "公共场所",
    "民办学校",
    "占用道路",
    "排水",
    "特种设备",
    "水土保持",
    "林木采伐",
]
DEEDS = [
    "经营许可",
    "设置审批",
    "施工许可",
    "登记",
    "备案",
    "变更登记",
    "延续审批",
    "注销",
    "验收",
    "资质认定",
    "竣工核实",
    "年度检查",
    "处罚",
    "奖励",
]
PLACES = ["在城区", "跨县", "临时", "首次", "重要", "一般", "涉外", "重大", "小型", "大型"]


def write_powers(file: Path, number: int) -> None:
    """Write a catalogue of so many powers as a clerk would fill the template."""
    chance = random.Random(7115)  # noqa: S311 - the same file in every run
    codes = [f"GL-XK-{n:05d}-00" for n in range(1, number + 1)]

    def name() -> str:
        return chance.choice(PLACES) + chance.choice(THINGS) + chance.choice(DEEDS) + f"（{chance.randint(1, 99)}类）"

    def power(code: str) -> list[object]:
        days = chance.choice([5, 10, 20])
        cells = {
            "code": code,
            "name": name(),
            "power_type": chance.choice(list(PowerType)),
            "organisation_id": f"organ-{chance.randrange(ORGANS)}",
            "object_kind": "person,company",
            "statutory_days": 20,
            "statutory_basis": "行政许可法第四十二条",
            "promised_days": days,
            "joint": False,
            "instant": days == 5,
            "online": True,
            "public_result": True,
            "place": f"政务服务中心{days}号窗口",
            "hours": "周一至周五 9:00-17:00",
            "phone": f"0591-8{chance.randrange(10**6):07d}",
            "result": "许可证",
            "reconsideration": "鼓楼区人民政府",
            "court": "鼓楼区人民法院",
            "complaint_phone": "12345",
        }
        return [cells.get(column.name) for column in COLUMNS]

    def entries(part: str) -> Iterator[list[object]]:
        for code in codes:
            if part == "legal_basis":
                yield [
                    code,
                    f"中华人民共和国{chance.choice(THINGS)}法",
                    f"第{chance.randint(1, 99)}条",
                    "县级以上人民政府主管部门负责。",
                    "设定",
                ]
            elif part == "conditions":
                yield from ([code, f"C{n:02d}", f"符合第{n}项规定的{name()}条件", "材料"] for n in (1, 2))
            elif part == "materials":
                yield from (
                    [code, f"M{n:02d}", f"{name()}申请材料", "原件", n, "申请人", "是", "第十三条", ""]
                    for n in (1, 2, 3)
                )

    pages = [Page(MAIN, COLUMNS, (power(code) for code in codes))]
    write_book(file, [*pages, *(Page(part.sheet, part.columns, entries(part.name)) for part in PARTS)])


def read_alone(file: Path) -> None:
    """Read every sheet with the reader library and nothing else."""
    book = python_calamine.load_workbook(str(file))
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python()


def prepare(address: str) -> Session:
    """Make the tables, a county and its departments."""
    engine = create_engine(address, **JSON_COLUMNS)
    Base.metadata.create_all(engine)
    session = Session(engine)
    watch(session)
    with open_act(platform_act(session, Channel.SHEET, NOW, COUNTY)):
        session.add(Region(code=f"{COUNTY}000000", name="鼓楼区", level=Level.COUNTY))
        session.flush()
        for n in range(ORGANS):
            session.add(
                Organisation(
                    county=COUNTY,
                    code=f"organ-{n}",
                    name=f"{n}局",
                    body=OrganisationKind.ORGAN,
                    path=f"/{n}/",
                    region_code=f"{COUNTY}000000",
                )
            )
        session.commit()
    return session


def bring(session: Session, file: Path) -> int:
    """Bring the file in as the command does, and commit."""
    with open_act(platform_act(session, Channel.SHEET, NOW, COUNTY)) as act:
        brought = carry_out_powers(act, plan_powers(act, open_book(file)))
        session.commit()
    return brought.new


@contextmanager
def databases() -> Iterator[dict[str, Callable[[], str]]]:
    """Give a maker of empty databases for each engine."""
    server = None if os.environ.get(POSTGRES) else Server()
    if server is not None:
        os.environ[POSTGRES] = server.address
    try:
        with tempfile.TemporaryDirectory() as folder:
            numbers = iter(range(10**6))
            yield {"SQLite": lambda: f"sqlite:///{folder}/{next(numbers)}.db", "PostgreSQL": postgres_database}
    finally:
        if server is not None:
            server.stop()


def seconds(work: Callable[[], object]) -> tuple[float, float]:
    """Return how long something takes: by the clock, and of the processor (children included)."""
    begin, worked = time.perf_counter(), _processor()
    work()
    return time.perf_counter() - begin, _processor() - worked


def _processor() -> float:
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def measure(number: int, runs: int) -> dict[str, dict[str, float]]:
    """Return per engine the medians of both, everything taken in turn, and their ratio."""
    alone: dict[str, list[tuple[float, float]]] = defaultdict(list)
    whole: dict[str, list[tuple[float, float]]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder, databases() as engines:
        file = Path(folder) / "powers.xlsx"
        write_powers(file, number)
        for _run in range(runs + 1):
            for engine, address in engines.items():
                session = prepare(address())
                alone[engine].append(seconds(lambda: read_alone(file)))
                whole[engine].append(seconds(lambda: bring(session, file)))  # noqa: B023 - called at once
                if session.scalar(select(func.count()).select_from(Power)) != number:
                    sys.exit("the import lost powers")
                session.close()
                session.get_bind().dispose()  # type: ignore[union-attr]
    results: dict[str, dict[str, float]] = {}
    for engine in whole:
        a, w = (statistics.median(pair[0] for pair in found[engine][1:]) for found in (alone, whole))
        ca, cw = (statistics.median(pair[1] for pair in found[engine][1:]) for found in (alone, whole))
        results[engine] = {
            "reader_seconds": a,
            "import_seconds": w,
            "ratio": w / a,
            "reader_processor": ca,
            "import_processor": cw,
            "processor_ratio": cw / ca,
        }
    return results


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--powers", type=int, default=7115)
    given = parser.parse_args()
    for engine, found in measure(given.powers, given.runs).items():
        print(
            f"{engine:12} reader alone {found['reader_seconds']:.3f} s   whole import {found['import_seconds']:.3f} s"
            f"   ratio {found['ratio']:.2f} (promised: at most 3); of the processor"
            f" {found['reader_processor']:.3f} s and {found['import_processor']:.3f} s,"
            f" ratio {found['processor_ratio']:.2f}"
        )


if __name__ == "__main__":
    main()
