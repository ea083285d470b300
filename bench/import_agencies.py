"""Import of 6,000 agencies, against the time that the reader library alone needs for the same file.

``python -m bench.import_agencies [--runs 5] [--agencies 6000]`` prints medians and ratios for SQLite and for the
PostgreSQL server named by SUNSHINE_TEST_POSTGRES (one is started when it is not set). Ours is everything that
the clerk waits for: inspection, reading in a child process, checking every row as its form does (check sign of the
credit code, supervising body found by its code), writing rows and the hash-chained trail, and the commit.
"""

import argparse
import statistics
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from stdnum.cn import uscc

from app.intermediaries.models import Agency
from app.intermediaries.records import AGENCY
from app.intermediaries.words import Category
from app.kernel.act import Channel, platform_act
from app.kernel.guard import open_act
from app.surfaces.sheets.columns import columns_of
from app.surfaces.sheets.importing import carry_out
from app.surfaces.sheets.planning import plan_import
from app.surfaces.sheets.reading import read_book
from app.surfaces.sheets.writing import Page, write_book
from bench.import_powers import COUNTY, NOW, ORGANS, databases, prepare, read_alone, seconds

TRADES = [str(one) for one in Category]


def write_agencies(file: Path, number: int) -> None:
    """Write a register of so many agencies as a clerk would fill the template."""
    columns = columns_of(AGENCY)

    def agency(place: int) -> list[object]:
        body = f"91350102MA{place:07d}"
        cells = {
            "uscc": body + uscc.calc_check_digit(body),
            "name": f"福州{place}号中介服务有限公司",
            "category": TRADES[place % len(TRADES)],
            "legal_representative": "陈立新",
            "founded_on": f"{2000 + place % 25}-06-01",
            "organisation_id": f"organ-{place % ORGANS}",
            "phone": f"0591-8{place:07d}",
            "address": f"福州市鼓楼区五四路{place}号",
        }
        return [cells.get(column.name) for column in columns]

    write_book(file, [Page("中介机构", columns, (agency(place) for place in range(number)))])


def bring(session: Session, file: Path) -> int:
    """Bring the file in as the page of the list does, and commit."""
    with open_act(platform_act(session, Channel.SHEET, NOW, COUNTY)) as act:
        brought = carry_out(act, plan_import(act, AGENCY, read_book(file).sheets[0]))
        session.commit()
    return brought.new


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--agencies", type=int, default=6000)
    given = parser.parse_args()
    alone: dict[str, list[tuple[float, float]]] = defaultdict(list)
    whole: dict[str, list[tuple[float, float]]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder, databases() as engines:
        file = Path(folder) / "agencies.xlsx"
        write_agencies(file, given.agencies)
        for _run in range(given.runs + 1):
            for engine, address in engines.items():
                session = prepare(address())
                alone[engine].append(seconds(lambda: read_alone(file)))
                whole[engine].append(seconds(lambda: bring(session, file)))  # noqa: B023 - called at once
                if session.scalar(select(func.count()).select_from(Agency)) != given.agencies:
                    sys.exit("the import lost agencies")
                session.close()
                session.get_bind().dispose()  # type: ignore[union-attr]
    for engine, found in whole.items():
        reader, ours = (statistics.median(pair[0] for pair in one[1:]) for one in (alone[engine], found))
        print(f"{engine:12} reader alone {reader:.3f} s   whole import {ours:.3f} s   ratio {ours / reader:.1f}")


if __name__ == "__main__":
    main()
