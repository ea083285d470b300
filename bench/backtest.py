"""The back-test of all points over a large history.

python -m bench.backtest [--engine sqlite|postgresql] [--cases 1000000]
"""

import argparse
from datetime import date
from time import perf_counter

from sqlalchemy.orm import Session
from tqdm import tqdm

from app.kernel.points import POINTS
from app.supervision.backtest import back_test
from bench.history import database, prepare, write_cases
from tests.conftest import NOW


def main() -> None:
    """Print seconds by point and in all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", choices=["sqlite", "postgresql"], action="append")
    parser.add_argument("--cases", type=int, default=1_000_000)
    options = parser.parse_args()
    for name in options.engine or ["postgresql", "sqlite"]:
        with database(name) as engine:
            prepare(engine)
            write_cases(engine, 1, options.cases)
            points, slowest = list(POINTS), (0.0, "")
            with Session(engine) as session:
                start = last = perf_counter()
                total = 0
                for tested in tqdm(back_test(session, points, date(2023, 1, 1), NOW), total=len(points)):
                    now = perf_counter()
                    slowest = max(slowest, (now - last, tested.point.code))
                    last, total = now, total + tested.total
                seconds = perf_counter() - start
            print(
                f"{name}: {len(points)} points over {options.cases:,} cases in {seconds:.1f} s, {total:,} findings; "
                f"slowest {slowest[1]} {slowest[0]:.1f} s",
                flush=True,
            )


if __name__ == "__main__":
    main()
