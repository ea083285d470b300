"""Load as staff and citizens bring it: what the program serves within 300 ms, beside a bare page.

    python -m bench.load [--alerts 1000000] [--seconds 20] [--workers 3] [--only cost|capacity|portal|overload]

Runs the program in production mode under gunicorn with sync workers on PostgreSQL with so many alerts and cases, and
in the same run a bare Flask page with the same SELECT. ``cost`` prints the processor time of each kind of page (the
workers', and the database's beside it), ``capacity`` the requests a second at which 95 of 100 are answered within
300 ms in the staff's mix (60 % lists, 20 % single records, 10 % forms, 7 % saves, 3 % searches), ``portal`` the same of
the public pages, ``overload`` what happens at twice and three times as much. The arrivals are an open loop: latency
counts from the moment at which a request was due.
"""

import argparse
import asyncio
import os
import tempfile
from collections.abc import Mapping
from itertools import count

from sqlalchemy import create_engine, text

from bench.alerts import kept_database
from bench.load import mix
from bench.load.asking import Answer, Visitors, capacity, percentile
from bench.load.serving import Gunicorn, parent_of, processor_of
from bench.ours import DATA_KEY, program

ROUNDS = 60
"""Requests of each kind whose processor time is taken together, after a few that warm up."""
_seeds = count(1)


def costs(server: Gunicorn, makers: Mapping[str, mix.Maker], database: int) -> dict[str, tuple[float, float]]:
    """Return milliseconds of processor time a request by kind: of the program, of the database."""
    found = {}
    visitors = Visitors(server.port)
    for kind, maker in makers.items():
        asyncio.run(visitors.in_turn(mix.alike(maker, 12, 1)))
        before = server.processor(), processor_of(database)
        answers = asyncio.run(visitors.in_turn(mix.alike(maker, ROUNDS, 2)))
        after = server.processor(), processor_of(database)
        if wrong := [answer for answer in answers if answer.status not in (200, 302)]:
            raise RuntimeError(f"{kind}: {wrong[0].status} {wrong[0].body[:2000].decode()}")
        found[kind] = tuple((b - a) * 1000 / ROUNDS for a, b in zip(before, after, strict=True))
    return found  # type: ignore[return-value]


def arrive(
    server: Gunicorn, makers: Mapping[str, mix.Maker], parts: Mapping[str, int], rate: float, seconds: float
) -> list[Answer]:
    """Let visitors arrive at a rate, and tell how it went."""
    seed = next(_seeds)
    answers = asyncio.run(Visitors(server.port).arrive(mix.mixed(makers, parts, seed), rate, seconds, seed))
    good = [answer for answer in answers if answer.status in (200, 302)]
    told = sum(answer.status == 503 for answer in answers)
    lost = sum(answer.status == 0 for answer in answers)
    print(
        f"  {rate:7.1f}/s: {len(answers):5} asked, {len(good):5} served, {told:5} told to come again, {lost:4} lost, "
        f"{len(answers) - len(good) - told - lost:3} else; ms p50 {percentile(answers, 0.5) * 1000:6.0f}, "
        f"p95 {percentile(answers, 0.95) * 1000:6.0f}, p99 {percentile(answers, 0.99) * 1000:6.0f}, "
        f"last {percentile(answers, 1) * 1000:6.0f}",
        flush=True,
    )
    return answers


def _highest(
    title: str,
    server: Gunicorn,
    makers: Mapping[str, mix.Maker],
    parts: Mapping[str, int],
    begin: float,
    seconds: float,
) -> float:
    print(f"{title}:", flush=True)
    rate, p95 = capacity(lambda asked: arrive(server, makers, parts, asked, seconds), begin)
    print(f"{title}: {rate:.1f} requests a second (p95 {p95 * 1000:.0f} ms)", flush=True)
    return rate


def run(options: argparse.Namespace) -> None:
    """Print what was asked for."""
    with kept_database("postgresql", options.alerts, whole=True) as address:
        engine = create_engine(address)
        with engine.begin() as connection:
            database = parent_of(connection.scalar(text("SELECT pg_backend_pid()")) or 0)
            connection.execute(text("CREATE TABLE IF NOT EXISTS bare_official (name text, organisation_id bigint)"))
        engine.dispose()
        made = program(address)
        environ = {
            "SUNSHINE_MODE": "production",
            "SUNSHINE_DATABASE": address,
            "SUNSHINE_HOSTS": "load.test",
            "SUNSHINE_ADDRESS": "https://load.test",
            "SUNSHINE_PROXIES": "1",
            "SUNSHINE_TRAINING": "none",
            "SUNSHINE_SECRET_KEY": made.config["SECRET_KEY"] + " in a bench",
            "SUNSHINE_DATA_KEY": DATA_KEY,
            "SUNSHINE_FOLDER": tempfile.mkdtemp(prefix="sunshine-bench-"),
            "SUNSHINE_SESSION_MINUTES": "600",
        }
        made.config["SECRET_KEY"] = environ["SUNSHINE_SECRET_KEY"]
        makers, citizens = mix.staff(made, options.alerts), mix.portal(made)
        ours = Gunicorn("run:app", environ, workers=options.workers)
        try:
            _print(options, ours, makers, citizens, address, database)
        finally:
            ours.stop()


def _print(
    options: argparse.Namespace,
    ours: Gunicorn,
    makers: Mapping[str, mix.Maker],
    citizens: Mapping[str, mix.Maker],
    address: str,
    database: int,
) -> None:
    wanted = options.only or ["cost", "capacity", "portal", "overload"]
    plain = mix.bare(options.alerts)
    print(f"PostgreSQL, {options.alerts:,} alerts and cases, {options.workers} sync workers, {os.cpu_count()} cores")
    bare = Gunicorn("bench.load.bare:app", {"BARE_DATABASE": address}, workers=options.workers)
    try:
        if "cost" in wanted:
            ours_ms, bare_ms = costs(ours, makers | citizens, database), costs(bare, plain, database)
            print(f"\n{'page':14} {'program ms':>10} {'bare ms':>8} {'ratio':>6} {'database ms':>11} {'bare':>6}")
            for kind, (worked, asked) in ours_ms.items():
                line = f"{kind:14} {worked:10.1f}"
                if kind in bare_ms:
                    their, theirs = bare_ms[kind]
                    line += f" {their:8.1f} {worked / max(their, 0.01):6.1f} {asked:11.1f} {theirs:6.1f}"
                else:
                    line += f" {'':8} {'':6} {asked:11.1f}"
                print(line)
        held = options.rate
        if "capacity" in wanted:
            held = _highest("\nstaff", ours, makers, mix.STAFF, 8, options.seconds)
            theirs = _highest("\nbare page", bare, plain, mix.STAFF, 64, options.seconds)
            print(f"ratio {theirs / held if held else float('inf'):.1f}")
        if "portal" in wanted:
            _highest("\nportal", ours, citizens, mix.PORTAL, 16, options.seconds)
        if "overload" in wanted:
            print("\noverload:")
            for times in (2, 3):
                arrive(ours, makers, mix.STAFF, max(held, 4) * times, options.seconds)
    finally:
        bare.stop()


def main() -> None:
    """Read the options and run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--alerts", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=20.0, help="how long each rate is held")
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--rate", type=float, default=20.0, help="capacity to assume when it is not measured")
    parser.add_argument("--only", choices=["cost", "capacity", "portal", "overload"], action="append")
    run(parser.parse_args())


if __name__ == "__main__":
    main()
