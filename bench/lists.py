"""The alert list and the add form against stock Flask-AppBuilder and Django's admin over the same rows.

    python -m bench.lists [--engine sqlite|postgresql] [--rows 1000000] [--times 9]

The three sites run in processes of their own and are asked in turn, page by page, so that a load on
the machine falls on all of them. Prints medians, SQL statements and bytes a page, and the ratios:
lists at least 10 times as fast as the first peer and 4 times as the second (words contained: 20),
the add form 10 times as fast as both; at most 12 statements and 60 kB a page of ours.
"""

import argparse
import tempfile
from datetime import timedelta
from statistics import median

from sqlalchemy import Engine, create_engine, inspect, text
from tqdm import tqdm

from bench.history import COUNTY, FIRST, database, instant, numbers, prepare
from bench.peers import PAGES, Answer, Ground, Process
from tests.conftest import NOW

PAGE = 25
POWERS, ORGANISATIONS = 7_115, 3_243
"""Fuzhou: powers of its catalogue; departments, towns, villages and communities."""
PART = 100_000
POINTS = ("A1.late", "A2.refused", "A3.returned", "A4.reason", "A5.statutory", "A5.step")
STATES = ("new", "assigned", "explained", "verified", "closed", "closed", "closed", "false_alarm")
AIMS = {"fab": 10.0, "django": 4.0}


def fill(engine: Engine, rows: int) -> None:
    """Write organisations, powers and alerts by SQL alone."""
    with engine.begin() as c:
        organ, version = c.execute(
            text(
                "SELECT p.organisation_id, v.id FROM power p JOIN power_version v ON v.power_id = p.id LIMIT 1"
            )
        ).one()
        c.execute(text(
            f"INSERT INTO organisation (id, county, code, name, body, region_code, parent_id, path) "
            f"SELECT {FIRST + 5_000_000} + i, {COUNTY}, 'bench-' || i, '单位' || i, 'organ', '{COUNTY}000000', NULL, '/' || i || '/' "
            f"FROM {numbers(c, 1, ORGANISATIONS)}"
        ))  # fmt: skip
        own = ("id", "code", "name", "current_version_id")
        columns = [row["name"] for row in inspect(c).get_columns("power") if row["name"] not in own]
        listed = ", ".join(columns)
        c.execute(text(
            f"INSERT INTO power (id, code, name, {listed}) SELECT {FIRST + 6_000_000} + i, 'BENCH-' || i, '职权事项' || i, {listed} "
            f"FROM power, {numbers(c, 1, POWERS)} WHERE power.id = (SELECT power_id FROM power_version WHERE id = {version})"
        ))  # fmt: skip
    points = " ".join(f"WHEN {n} THEN '{code}'" for n, code in enumerate(POINTS))
    states = " ".join(f"WHEN {n} THEN '{state}'" for n, state in enumerate(STATES))
    for first in tqdm(range(1, rows + 1, PART), desc=f"{engine.dialect.name} alerts", unit="part"):
        with engine.begin() as c:
            at = instant(c, "i")
            c.execute(text(
                f"""INSERT INTO alert (id, county, point, point_version, subject_kind, subject_id, episode, organisation_id,
                    severity, nature, occurred_at, detected_at, text, state, edit_number)
                SELECT {FIRST + 10_000_000} + i, {COUNTY}, CASE i % {len(POINTS)} {points} END, 1, 'approval', {FIRST} + i, '',
                    CASE WHEN i % 20 = 0 THEN {organ} ELSE {FIRST + 5_000_000} + 1 + i % {ORGANISATIONS} END,
                    1 + i % 3, 1, {at}, {at},
                    '{COUNTY}-2026-' || i || ' 设置大型户外广告审批：超过承诺时限' || (i % 90), CASE i % {len(STATES)} {states} END, 1
                FROM {numbers(c, first, min(first + PART - 1, rows))}"""
            ))  # fmt: skip
    with engine.begin() as c:
        c.execute(text("ANALYZE"))


def ground_of(engine: Engine, rows: int, folder: str) -> Ground:
    """Return where the pages look: an organisation with a twentieth of the alerts, the last half year."""
    with engine.begin() as c:
        organ = c.scalar(text(f"SELECT organisation_id FROM alert WHERE id = {FIRST + 10_000_020}"))

        def place(offset: int) -> str:
            row = c.execute(
                text(f"SELECT id FROM alert ORDER BY detected_at DESC, id DESC LIMIT 1 OFFSET {offset}")
            ).scalar_one()
            minutes = row - FIRST - 10_000_000
            return f"{(NOW - timedelta(minutes=minutes)).isoformat()}_{row}"

        pages = -(-rows // PAGE)
        return Ground(
            address=engine.url.render_as_string(hide_password=False), folder=folder, organisation=int(organ or 0),
            day=(NOW - timedelta(days=180)).date().isoformat(), pages=pages,
            deep=place(min(999, pages - 2) * PAGE - 1), end=place((pages - 1) * PAGE - 1),
            word="户外广告", rare=f"2026-{rows // 2} ",
        )  # fmt: skip


def run(engine: Engine, rows: int, times: int) -> bool:
    """Ask the three sites in turn and print the table; tells whether every aim was met."""
    name = engine.dialect.name
    with tempfile.TemporaryDirectory(prefix="sunshine-lists-") as folder:
        ground = ground_of(engine, rows, folder)
        sites = [Process(site, ground) for site in ("ours", "fab", "django")]
        met = True
        try:
            print(f"{name}, {rows:,} alerts: median ms, SQL statements, kB; ratio to ours")
            for page in PAGES:
                for site in sites:
                    site.get(page)  # warm-up
                taken: dict[str, list[Answer]] = {site.name: [] for site in sites}
                for _ in range(times):
                    for site in sites:
                        taken[site.name].append(site.get(page))
                met = _print(page, taken) and met
        finally:
            for site in sites:
                site.close()
    return met


def _print(page: str, taken: dict[str, list[Answer]]) -> bool:
    mine = median(answer.seconds for answer in taken["ours"])
    cells = []
    met = True
    for name, answers in taken.items():
        seconds = median(answer.seconds for answer in answers)
        cell = f"{name} {seconds * 1000:8.1f} ms {answers[-1].statements:3} {answers[-1].size / 1000:7.0f} kB"
        if name != "ours":
            aim = (
                10.0
                if page == "add form"
                else 20.0
                if "contained" in page and name == "django"
                else AIMS[name]
            )
            cell += f"  x{seconds / mine:6.1f}{'' if seconds / mine >= aim else f' (aim {aim:g} MISSED)'}"
            met = met and seconds / mine >= aim
        else:
            met = met and answers[-1].statements <= 12 and answers[-1].size <= 60_000
        cells.append(cell)
    print(f"{page:22} | " + " | ".join(cells), flush=True)
    return met


def main() -> None:
    """Print the tables of both engines."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", choices=["sqlite", "postgresql"], action="append")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=9)
    options = parser.parse_args()
    for name in options.engine or ["postgresql", "sqlite"]:
        with database(name) as engine:
            prepare(engine)
            fill(engine, options.rows)
            met = run(create_engine(engine.url), options.rows, options.times)
            print(f"{name}: {'every aim met' if met else 'some aims missed'}\n", flush=True)


if __name__ == "__main__":
    main()
