"""The scan: with nothing new its cost does not grow with history; with events it stays near the bare SQL.

    python -m bench.scan [--engine sqlite|postgresql] [--cases 1000000 4000000] [--events 10000]

Prints medians and ratios: nothing new at the larger history over the
smaller (at most 1.5), and new events over the bare SELECTs that read the same rows (at most 3).
"""

import argparse
from datetime import timedelta
from statistics import median
from time import perf_counter

from sqlalchemy import Engine, text, update
from sqlalchemy.orm import Session

from app.kernel.act import Channel, platform_act
from app.kernel.guard import open_act, watch
from app.kernel.points import POINTS, part
from app.supervision.models import ScanCursor
from app.supervision.queries.limits import Settings
from app.supervision.scanning import _read_news, scan
from bench.history import COUNTY, database, prepare, write_cases
from tests.conftest import NOW


def one_scan(engine: Engine, minute: int, commit: bool = True) -> tuple[float, int]:
    """Scan once at a minute after the bench's now; returns seconds and alerts raised."""
    with Session(engine) as session:
        watch(session)
        act = platform_act(session, Channel.CLOCK, NOW + timedelta(minutes=minute), county=COUNTY)
        with open_act(act):
            start = perf_counter()
            figures = scan(act)
            session.commit() if commit else session.rollback()
            return perf_counter() - start, figures.raised


def catch_up(engine: Engine) -> None:
    """Put the cursor at the end, as a scan of every minute would have done."""
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM scan_cursor"))
        connection.execute(text("INSERT INTO scan_cursor (county, place) SELECT county, place FROM chain_head"))
        connection.execute(
            ScanCursor.__table__.insert().values(county=0, place=0, ticked_at=NOW)  # type: ignore[attr-defined]
        )


def nothing_new(small: Engine, large: Engine, times: int = 15) -> tuple[float, float]:
    """Return median seconds of a scan with nothing new, on either history in turn, minute by minute."""
    for engine in (small, large):
        catch_up(engine)
        one_scan(engine, 1)
    taken = [(one_scan(small, 2 + n)[0], one_scan(large, 2 + n)[0]) for n in range(times)]
    return median(few for few, _ in taken), median(many for _, many in taken)


def bare(engine: Engine) -> float:
    """Return the seconds of the bare SELECTs: each point that the events wake, over their subjects."""
    with Session(engine) as session:
        news = _read_news(session)
        settings = Settings(session, NOW)
        start = perf_counter()
        for point in POINTS:
            woken = point.wakes_on & news.verbs.keys()
            if not woken:
                continue
            for regime in settings.regimes(point, news.heads):
                found = point.find(NOW, regime.limits)
                touched = news.touched(part(found, "subject_kind").value, woken)
                session.execute(found.where(part(found, "subject").in_(touched))).all()
        return perf_counter() - start


def with_events(engine: Engine, events: int, times: int = 5) -> tuple[float, float, int]:
    """Return median seconds of scan and of bare SQL for so many new events, and the alerts raised."""
    scans, bares, raised = [], [], 0
    for _ in range(times):
        catch_up(engine)
        with engine.begin() as connection:
            head = connection.scalar(text(f"SELECT place FROM chain_head WHERE county = {COUNTY}")) or 0
            connection.execute(update(ScanCursor).where(ScanCursor.county == COUNTY).values(place=head - events))
        bares.append(bare(engine))
        seconds, raised = one_scan(engine, 0, commit=False)
        scans.append(seconds)
    return median(scans), median(bares), raised


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", choices=["sqlite", "postgresql"], action="append")
    parser.add_argument("--cases", type=int, nargs=2, default=[1_000_000, 4_000_000])
    parser.add_argument("--events", type=int, default=10_000)
    options = parser.parse_args()
    few_cases, many_cases = options.cases
    for name in options.engine or ["postgresql", "sqlite"]:
        with database(name) as small, database(name) as large:
            for engine, cases in ((small, few_cases), (large, many_cases)):
                prepare(engine)
                print(f"{name}: {cases:,} cases written in {write_cases(engine, 1, cases):.0f} s", flush=True)
            few, many = nothing_new(small, large)
            print(f"{name}: nothing new, {few_cases:,} cases     {few * 1000:9.1f} ms")
            print(f"{name}: nothing new, {many_cases:,} cases     {many * 1000:9.1f} ms")
            print(f"{name}: ratio                             {many / few:9.2f}  (at most 1.5)", flush=True)
            scanned, plain, raised = with_events(large, options.events)
            print(f"{name}: {options.events:,} new events           {scanned * 1000:9.1f} ms, {raised} raised")
            print(f"{name}: bare SQL over the same rows       {plain * 1000:9.1f} ms")
            print(f"{name}: ratio                             {scanned / plain:9.2f}  (at most 3)", flush=True)


if __name__ == "__main__":
    main()
