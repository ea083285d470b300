"""Two years of trades looked at together: pairs, groups, turns, losers and buyers, beside counting the pairs in a dictionary.

``python -m bench.network [TRADES] [--engine sqlite]`` writes so many trades (100,000 unless told otherwise) with six bids
each, in which three groups of firms collude, runs the whole night's look, and prints how long it took, the most memory that it held
beside the program itself, and both for the peer, which only counts the pairs. Each runs in a process of its own. It fails when the night takes
five minutes or more, holds more than 100 MB beside the program itself, or misses a group.
"""

import argparse
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

import app.everything
import app.surfaces.database  # noqa: F401 - prepares SQLite connections
from app.kernel.act import Channel, platform_act
from app.kernel.bulk import write_rows
from app.kernel.db import JSON_COLUMNS
from app.kernel.guard import open_act, watch
from app.kernel.places import Organisation
from app.kernel.sealing import set_data_key
from app.trading.models import ScreenedBid, ScreenedTrade, TradePattern
from app.trading.operations.network import measure_network
from app.trading.screening.network import JOINT
from bench.history import COUNTY, FIRST, database, prepare
from bench.peers.plain_pairs import count_pairs
from tests.conftest import NOW

FIRMS, BUYERS, BIDDERS, CLIQUES = 3_000, 400, 6, 3
SECONDS, MEGABYTES = 300, 100
SERIAL = 10_000_000


def trades(number: int, home: int) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Iterate trades with their bids; one in two hundred belongs to a group that wins it dear."""
    chance = random.Random(24)  # noqa: S311 - the same data in every run
    serial = FIRST + SERIAL
    for place in range(number):
        pk, buyer = serial + place, chance.randrange(BUYERS)
        firms = chance.sample(range(9 * CLIQUES, FIRMS), BIDDERS)
        level = chance.gauss(0.86, 0.05)
        if place % 200 == 0:
            group = place // 200 % CLIQUES
            firms, level = [group * 3, group * 3 + 1, group * 3 + 2, *firms[3:]], 0.985
        winner = firms[place // 200 % 3] if place % 200 == 0 else firms[chance.randrange(BIDDERS)]
        yield (
            {
                "id": pk,
                "county": COUNTY,
                "organisation_id": home,
                "source": "bench",
                "ocid": f"ocds-bench00-{place}",
                "category": ("works", "goods", "services")[place % 200 % 3],
                "method": "open",
                "buyer_name": f"Buyer {buyer}",
                "buyer_hash": f"{buyer:064x}",
                "estimate": 1_000_000,
                "currency": "CNY",
                "bids_told": True,
                "status": "complete",
                "awarded_at": NOW - timedelta(minutes=(number - place) * 1_000_000 // number),
                "updated_at": NOW,
            },
            [
                {
                    "id": serial + number + place * BIDDERS + turn,
                    "county": COUNTY,
                    "trade_id": pk,
                    "number": str(turn),
                    "bidder_name": f"Firm {firm}",
                    "bidder_hash": f"{firm:064x}",
                    "amount": round(1_000_000 * (level if firm == winner else level + 0.01 * (turn + 1)), 2),
                    "currency": "CNY",
                    "status": "valid",
                    "won": firm == winner,
                }
                for turn, firm in enumerate(firms)
            ],
        )


def ours(address: str) -> None:
    """Run the night's look and print the pairs that met often, the groups that are found, seconds and megabytes."""
    engine = create_engine(address, **JSON_COLUMNS)
    before = _megabytes()
    with Session(engine) as session:
        watch(session)
        begin = time.perf_counter()
        with open_act(platform_act(session, Channel.CLOCK, NOW, county=COUNTY)) as act:
            measure_network(act, COUNTY)
            session.commit()
        took = time.perf_counter() - begin
        cliques = select(TradePattern).where(TradePattern.what == "clique", TradePattern.outcome == "found")
        found = len(session.scalars(cliques).all())
        rows = len(session.scalars(select(TradePattern.id)).all())
    print(found, rows, f"{took:.1f}", _megabytes() - before)


def peer(address: str) -> None:
    """Count the pairs in a dictionary and print how many met often, seconds and megabytes."""
    before = _megabytes()
    with create_engine(address).connect() as connection:
        begin = time.perf_counter()
        found = len(count_pairs(connection, JOINT))
        took = time.perf_counter() - begin
    print(found, f"{took:.1f}", _megabytes() - before)


def _megabytes() -> int:
    """Return the most that this process held; the system's own count (ru_maxrss) begins with that of whoever began it."""
    held = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM:"))
    return int(held.split()[1]) // 1024


def told(side: str, address: str) -> list[str]:
    """Run one side in a process of its own, and return what it printed."""
    code = f"import bench.network as b; b.set_data_key('a key for benchmarks only'); b.{side}({address!r})"
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()


def main() -> int:
    """Print the table; the exit status is 1 when a bound is not kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("trades", nargs="?", type=int, default=100_000)
    parser.add_argument("--engine", default="sqlite", choices=("sqlite", "postgresql"))
    asked = parser.parse_args()
    set_data_key("a key for benchmarks only")
    with database(asked.engine) as engine:
        prepare(engine)
        with engine.begin() as connection:
            home = connection.scalar(select(Organisation.id).where(Organisation.code == "gulou-urban"))
            made = trades(asked.trades, home or 0)
            while part := [row for _, row in zip(range(5_000), made, strict=False)]:
                write_rows(connection, ScreenedTrade.__table__, [trade for trade, _bids in part])  # type: ignore[arg-type]
                write_rows(connection, ScreenedBid.__table__, [bid for _trade, bids in part for bid in bids])  # type: ignore[arg-type]
        address = engine.url.render_as_string(hide_password=False)
        pairs, slow, heavy = told("peer", address)
        cliques, rows, took, held = told("ours", address)
    print(f"{asked.trades:,} trades, {asked.trades * BIDDERS:,} bids, {asked.engine}")
    print(f"ours: {took} s, {held} MB; {rows} answers kept, {cliques} of {CLIQUES} groups found")
    print(f"counting the pairs alone in a dictionary: {slow} s, {heavy} MB; {pairs} pairs met {JOINT} times at least")
    return 0 if float(took) < SECONDS and int(held) <= MEGABYTES and int(cliques) == CLIQUES else 1


if __name__ == "__main__":
    sys.exit(main())
