"""``reach`` for 20,000 starts over 500,000 ties, whole and after one tie; against the recursive query that it replaces.

``python -m bench.parties [--ties 500000] [--starts 20000] [--runs 5]`` prints, for SQLite and for the PostgreSQL server
named by SUNSHINE_TEST_POSTGRES (one is started when it is not set), the night's whole computation, the act that writes
one tie (row, trail and paths; the peer is the bare INSERT and its commit), and a sweep as a point asks it: which starts reach
one of some thousand parties. The peer of the others is a recursive SQL query (WITH RECURSIVE) over the same table, which
keeps what it finds in a table without an index.
"""

import argparse
import random
import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import Session

from app.kernel.act import Act, Channel, platform_act
from app.kernel.bulk import write_rows
from app.kernel.guard import open_act
from app.kernel.inserts import take_ids
from app.parties.models import Party, Reach, Tie
from app.parties.operations import tie_parties
from app.parties.reach import write_whole
from app.parties.words import TieWord
from bench.import_powers import COUNTY, NOW, databases, prepare

PEOPLE, COMPANIES = 300_000, 60_000
WORDS = ("spouse", "parent", "sibling", "shareholder", "shareholder", "legal", "director", "employee")
PEER = """
WITH RECURSIVE walk (start_id, end_id, steps, seen, from_on, to_on) AS (
  SELECT id, id, 0, '/' || id || '/', '0001-01-01', '9999-12-31' FROM party WHERE {which}
  UNION ALL
  SELECT walk.start_id, edge.there, walk.steps + 1, walk.seen || edge.there || '/',
    CASE WHEN walk.from_on >= edge.from_on THEN walk.from_on ELSE edge.from_on END,
    CASE WHEN walk.to_on <= edge.to_on THEN walk.to_on ELSE edge.to_on END
  FROM walk JOIN party ON party.id = walk.end_id AND (walk.steps = 0 OR party.degree <= 30)
  JOIN (
    SELECT from_id AS here, to_id AS there, COALESCE(CAST(from_on AS TEXT), '0001-01-01') AS from_on,
      COALESCE(CAST(to_on AS TEXT), '9999-12-31') AS to_on FROM tie
    UNION ALL
    SELECT to_id, from_id, COALESCE(CAST(from_on AS TEXT), '0001-01-01'),
      COALESCE(CAST(to_on AS TEXT), '9999-12-31') FROM tie
  ) edge ON edge.here = walk.end_id
  WHERE walk.steps < 3 AND walk.seen NOT LIKE '%/' || edge.there || '/%' AND edge.from_on <= walk.to_on
    AND edge.to_on >= walk.from_on
)
SELECT * FROM walk WHERE steps > 0
"""


def parties(first: int, number: int, starts: int) -> Iterator[dict[str, Any]]:
    """Give the persons and, behind them, the companies; the first persons are watched."""
    for place in range(number):
        company = place >= number * PEOPLE // (PEOPLE + COMPANIES)
        yield {
            "id": first + place,
            "county": COUNTY,
            "form": "company" if company else "person",
            "name": "某",
            "number": "",
            "key_hash": f"{place:064d}",
            "name_hash": "",
            "source": "",
            "watched": place < starts,
            "degree": 0,
            "noted_at": NOW,
        }


def ties(first: int, ids: range, number: int) -> Iterator[dict[str, Any]]:
    """Give so many ties: kin between persons, offices in companies, a few agents with hundreds of firms."""
    chance = random.Random(500)  # noqa: S311 - the same graph in every run
    people = len(ids) * PEOPLE // (PEOPLE + COMPANIES)
    agents = range(people - 20, people)
    for place in range(number):
        what = chance.choice(WORDS)
        kin = what in WORDS[:3]
        holder = chance.choice(agents) if not kin and chance.random() < 0.01 else chance.randrange(people)
        other = chance.randrange(people) if kin else chance.randrange(people, len(ids))
        if holder == other:
            other = (other + 1) % people
        yield {
            "id": first + place,
            "county": COUNTY,
            "from_id": ids[holder],
            "to_id": ids[other],
            "what": what,
            "share": chance.choice([5, 20, 51]) if what == "shareholder" else None,
            "share_most": None,
            "from_on": None,
            "to_on": None,
            "pending": False,
            "from_hash": "",
            "to_hash": "",
        }


def seconds(run: Callable[[], Any]) -> tuple[float, Any]:
    """Return how long something took, and what it gave."""
    began = time.perf_counter()
    given = run()
    return time.perf_counter() - began, given


def measure(session: Session, starts: int, number: int, runs: int) -> dict[str, tuple[float, float]]:
    """Return (ours, peer) in seconds for each question."""
    with open_act(platform_act(session, Channel.COMMAND, NOW, COUNTY)) as act:
        count = max((PEOPLE + COMPANIES) * number // 500_000, starts)
        ids = take_ids(act, COUNTY, count)
        write_rows(session.connection(), table(Party), parties(ids[0], count, starts))
        own = take_ids(act, COUNTY, number)
        write_rows(session.connection(), table(Tie), ties(own[0], ids, number))
        finish(session)

        def whole() -> int:
            paths = write_whole(act, COUNTY)
            session.commit()
            return paths

        first, paths = seconds(whole)
        finish(session)
        again, _paths = seconds(whole)
        recursive = text(f"CREATE TABLE peer AS {PEER.format(which='watched')}")
        peer, _ = seconds(lambda: (session.execute(recursive), session.commit()))  # type: ignore[func-returns-value]
        found = session.scalar(text("SELECT count(*) FROM peer"))
        if paths != found:
            raise SystemExit(f"reach holds {paths} paths, the recursive query finds {found}")
        print(f"  {paths:,} paths", flush=True)
        chance = random.Random(1)  # noqa: S311
        one, plain = [], []
        for _run in range(runs * 10):
            near, far = (session.get_one(Party, ids[chance.randrange(starts)]) for _ in range(2))
            bare = next(ties(take_ids(act, COUNTY, 1)[0], ids, 1))
            session.commit()
            if near is not far:
                one.append(seconds(partial(tie, act, near, far))[0])
                plain.append(seconds(partial(put, session, bare))[0])
        write_whole(act, COUNTY)
        finish(session)
        asked = [seconds(lambda: session.scalar(OURS))[0] for _ in range(runs)]
        walked = [
            seconds(
                lambda: session.scalar(
                    text(
                        f"SELECT count(*) FROM ({PEER.format(which='watched')}) p JOIN party ON"
                        " party.id = p.end_id WHERE party.id % 100 = 0"
                    )
                )
            )[0]
            for _ in range(min(runs, 2))
        ]
    return {
        "whole, first": (first, peer),
        "whole, again": (again, peer),
        "one tie": (statistics.median(one), statistics.median(plain)),
        "sweep": (statistics.median(asked), statistics.median(walked)),
    }


def tie(act: Act, near: Party, far: Party) -> None:
    """Write a tie as a screen does: row, trail, paths, commit."""
    tie_parties(act, near, TieWord.SPOUSE, far)
    act.session.commit()


def put(session: Session, row: dict[str, Any]) -> None:
    """Write the bare row and commit."""
    session.execute(insert(Tie), [row])
    session.commit()


OURS = select(func.count()).select_from(Reach).join(Party, Party.id == Reach.end_id).where(Party.id % 100 == 0)
"""Which starts reach one of some thousand parties: what a point asks over everybody at once."""


def table(model: Any) -> Any:
    """Return the table of a model."""
    return model.__table__


def finish(session: Session) -> None:
    """Commit, and let the database count its rows as it does by itself on an ordinary day."""
    session.commit()
    session.connection().exec_driver_sql("ANALYZE")
    session.commit()


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ties", type=int, default=500_000)
    parser.add_argument("--starts", type=int, default=20_000)
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args()
    with databases() as engines:
        for engine, address in engines.items():
            session = prepare(address())
            found = measure(session, given.starts, given.ties, given.runs)
            for what, (ours, peer) in found.items():
                print(
                    f"{engine:12} {what:14} ours {ours * 1000:12,.1f} ms   peer {peer * 1000:12,.1f} ms   "
                    f"ratio {ours / peer:8.2f}",
                    flush=True,
                )
            session.close()
            session.get_bind().dispose()  # type: ignore[union-attr]


if __name__ == "__main__":
    main()
