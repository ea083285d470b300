"""Figures over a history of cases: counting all of them, one month again, and a year of them as a page reads them.

The peer is the same question put to the rows themselves: the plain SQL that a page without counted figures would run.

python -m bench.figures [--engine sqlite|postgresql] [--cases 10000] [--times 5]
"""

import argparse
from collections.abc import Callable
from statistics import median
from time import perf_counter
from typing import Any

from sqlalchemy import Engine, func
from sqlalchemy.orm import Session

from app.evaluation.counting import count_night, count_today
from app.evaluation.queries import Asked, told_by
from app.kernel.act import Channel, platform_act
from app.kernel.calendar import ONE_DAY
from app.kernel.figures import FIGURES
from app.kernel.guard import open_act, watch
from app.kernel.months import first_of_month, month_after, month_of
from app.kernel.places import Scope
from bench.history import COUNTY, database, prepare, write_cases
from tests.conftest import NOW

YEAR = Asked(202510, 202609)


def main() -> None:
    """Print seconds of counting, and milliseconds of a page's question beside those of its peer."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", choices=["sqlite", "postgresql"], action="append")
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--times", type=int, default=5)
    options = parser.parse_args()
    for name in options.engine or ["postgresql", "sqlite"]:
        with database(name) as engine:
            prepare(engine)
            write_cases(engine, 1, options.cases)
            print(f"{name}: {options.cases:,} cases; {_measure(engine, options.times)}", flush=True)


def _measure(engine: Engine, times: int) -> str:
    with Session(engine) as session:
        watch(session)
        act = platform_act(session, Channel.CLOCK, NOW, COUNTY)
        with open_act(act):
            first = _seconds(lambda: count_night(act))
            night = _seconds(lambda: count_night(act))
            hour = _seconds(lambda: count_today(act))
            session.commit()
        counted, ours = _median(lambda: _counted(session), times)
        asked, peer = _median(lambda: _from_rows(session), times)
    same = "the same numbers" if counted == asked else "DIFFERENT NUMBERS"
    return (
        f"all history counted in {first:.1f} s, a night {night:.1f} s, this month {hour:.2f} s; a year of "
        f"{len(counted)} figures by month {ours:.1f} ms, from the rows by plain SQL {peer:.0f} ms: {peer / ours:.0f} times, {same}"
    )


def _seconds(run: Callable[[], Any]) -> float:
    start = perf_counter()
    run()
    return perf_counter() - start


def _median(ask: Callable[[], Any], times: int) -> tuple[Any, float]:
    """Return the answer and the median of the milliseconds."""
    spent = []
    for _ in range(times):
        start = perf_counter()
        answer = ask()
        spent.append((perf_counter() - start) * 1000)
    return answer, median(spent)


Sums = dict[str, list[int]]
"""Numerator and denominator by figure."""


def _counted(session: Session) -> Sums:
    found: Sums = {}
    for (code, _month), told in told_by(session, Scope.everything(), FIGURES, YEAR, "period").items():
        sums = found.setdefault(code, [0, 0])
        sums[0] += told.numerator
        sums[1] += told.denominator
    return found


def _from_rows(session: Session) -> Sums:
    starts, ends = first_of_month(YEAR.first), first_of_month(month_after(YEAR.last)) - ONE_DAY
    found: Sums = {}
    for code, figure in FIGURES.items():
        sums = [0, 0]
        for side, rows in enumerate(figure.sides):
            month = month_of(rows.at, starts, ends)
            inside = rows.within(Scope.everything(), starts, ends)
            for _month, count in session.execute(rows.select(month, func.count()).where(*inside).group_by(month)):
                sums[side] += count
        if any(sums):
            found[code] = sums
    return found


if __name__ == "__main__":
    main()
