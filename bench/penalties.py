"""Ten thousand penalty cases with every anomaly planted ten times: the back-test and the scan find each, and no other red one.

python -m bench.penalties [--engine sqlite|postgresql] [--cases 10000]
"""

import argparse
from collections import Counter
from datetime import date
from time import perf_counter

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from app.kernel.act import Channel, platform_act
from app.kernel.guard import open_act, watch
from app.penalties.points import PENALTY_POINTS
from app.supervision.backtest import back_test
from app.supervision.models import Alert
from app.supervision.scanning import scan
from bench.history import database, prepare
from seeds.past_penalties import organs_of, write_past
from tests.conftest import NOW
from tests.penalties.test_case_pages import officers
from tests.penalties.test_pages import plant

COUNTY = 350102


def main() -> None:
    """Print what was planted and found, and the seconds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", choices=["sqlite", "postgresql"], action="append")
    parser.add_argument("--cases", type=int, default=10_000)
    options = parser.parse_args()
    for name in options.engine or ["postgresql", "sqlite"]:
        with database(name) as engine:
            prepare(engine)
            print(f"{name}: {_measure(engine, options.cases)}", flush=True)


def _measure(engine: Engine, cases: int) -> str:
    with Session(engine) as session:
        watch(session)
        plant(session)
        officers(session)
        act = platform_act(session, Channel.IMPORT, NOW, COUNTY)
        with open_act(act):
            scan(act, points=PENALTY_POINTS)
            start = perf_counter()
            planted = write_past(act, cases, organs_of(act))
            session.commit()
            written = perf_counter()
            while scan(act, points=PENALTY_POINTS).behind:
                session.commit()
            session.commit()
            scanned = perf_counter()
        rows = session.execute(select(Alert.point, func.count()).where(Alert.severity == 3).group_by(Alert.point))
        found = Counter({row[0]: row[1] for row in rows})
        tested = {one.point.code: one.total for one in back_test(session, PENALTY_POINTS, date(2024, 1, 1), NOW)}
        done = perf_counter()
    differing = sorted(code for code in {*found, *planted} if not found[code] == planted[code] == tested.get(code, 0))
    same = not differing
    verdict = (
        "each found, nothing else red"
        if same
        else f"DIFFERS at {', '.join(f'{code} {planted[code]}/{found[code]}/{tested.get(code, 0)}' for code in differing)}"
    )
    return (
        f"{cases:,} cases, {planted.total()} anomalies of {len(planted)} kinds planted, {verdict}; written in "
        f"{written - start:.1f} s, scanned in {scanned - written:.1f} s, back-test {done - scanned:.1f} s"
    )


if __name__ == "__main__":
    main()
