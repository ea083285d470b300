"""One night of the conflicts of interest: 1,000,000 cases, 5,000 officials, 500,000 ties between persons and companies.

``python -m bench.conflicts [--engine sqlite|postgresql] [--cases 1000000] [--ties 500000] [--officials 5000]`` prints, for
each point, the seconds in which it is asked about everything. The peer is the bare SQL that reads each case beside the
office of its handler once, without asking for any tie.
"""

import argparse
from datetime import date
from time import perf_counter
from typing import Any

from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import Session

from app.approvals.models import Case
from app.kernel.act import Channel, platform_act
from app.kernel.bulk import write_rows
from app.kernel.guard import open_act, watch
from app.kernel.inserts import take_ids
from app.kernel.places import Official
from app.parties.models import Office, Party, Tie
from app.parties.reach import write_whole
from app.supervision.points.conflicts import CONFLICT_POINTS
from app.supervision.scanning import sweep
from bench.history import COUNTY, database, prepare, write_cases
from bench.parties import COMPANIES, PEOPLE, finish, parties, table, ties
from tests.conftest import NOW

PEER = select(func.count()).select_from(Case).join(Office, Office.official_id == Case.handler_id)


def write_graph(session: Session, officials: int, number: int) -> None:
    """Write persons, companies and ties, and the officials, who are the first of the persons; cases go round them all."""
    with open_act(platform_act(session, Channel.COMMAND, NOW, COUNTY)) as act:
        count = max((PEOPLE + COMPANIES) * number // 500_000, officials * 2)
        ids = take_ids(act, COUNTY, count)
        write_rows(session.connection(), table(Party), parties(ids[0], count, officials))
        own = take_ids(act, COUNTY, number)
        write_rows(session.connection(), table(Tie), ties(own[0], ids, number))
        handler = session.scalars(select(Official).where(Official.name == "李办")).one()
        plain = {column.name: getattr(handler, column.name) for column in table(Official).columns}
        people, offices = take_ids(act, COUNTY, officials), take_ids(act, COUNTY, officials)
        write_rows(
            session.connection(),
            table(Official),
            ({**plain, "id": pk, "name": f"官{place}", "user_id": None} for place, pk in enumerate(people)),
        )
        write_rows(
            session.connection(),
            table(Office),
            (_office(*one, handler) for one in zip(offices, people, ids, strict=False)),
        )
        session.execute(
            text(
                "UPDATE approval_case SET handler_id = :first + id % :officials, applicant_hash = :zeros || (100000 + id % :parties)"
            ),
            {
                "first": people[0],
                "officials": officials,
                "zeros": "0" * 58,
                "parties": count - 100_000 if count > 200_000 else 1000,
            },
        )
        write_whole(act, COUNTY)
        finish(session)


def _office(pk: int, official: int, party: int, like: Official) -> dict[str, Any]:
    return {
        "id": pk,
        "county": COUNTY,
        "party_id": party,
        "what": "official",
        "organisation_id": like.organisation_id,
        "official_id": official,
        "name": "某",
        "number": "",
        "number_hash": "",
        "rank": "",
        "leading": pk % 20 == 0,
        "from_on": date(2020, 1, 1),
        "to_on": None,
    }


def measure(engine: Engine) -> None:
    """Print each point beside the peer, and all together."""
    with Session(engine) as session:
        watch(session)
        start = perf_counter()
        read = session.scalar(PEER)
        peer = perf_counter() - start
        whole = 0.0
        for point in CONFLICT_POINTS:
            with open_act(platform_act(session, Channel.CLOCK, NOW, COUNTY)) as act:
                start = perf_counter()
                found = sweep(act, [point]).raised
                session.commit()
            whole += (taken := perf_counter() - start)
            print(f"  {point.code:14} {taken:8.1f} s   {found:8,} found", flush=True)
        print(
            f"  all {whole:.1f} s   peer (each of {read:,} cases beside an office) {peer:.1f} s   ratio {whole / peer:.1f}",
            flush=True,
        )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", choices=["sqlite", "postgresql"], action="append")
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--ties", type=int, default=500_000)
    parser.add_argument("--officials", type=int, default=5_000)
    options = parser.parse_args()
    for name in options.engine or ["postgresql", "sqlite"]:
        with database(name) as engine:
            prepare(engine)
            write_cases(engine, 1, options.cases)
            with Session(engine) as session:
                watch(session)
                write_graph(session, options.officials, options.ties)
            print(
                f"{name}: {options.cases:,} cases, {options.officials:,} officials, {options.ties:,} ties", flush=True
            )
            measure(engine)


if __name__ == "__main__":
    main()
