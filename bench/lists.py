"""Lists of a million alerts and a form with 7,115 choices, against stock Flask-AppBuilder and Django's admin site.

    python -m bench.lists [--engine sqlite|postgresql] [--rows 1000000] [--times 7]

Each program answers in a process of its own, in turn (ours, Flask-AppBuilder, Django, and again), on the same
database; the first answer of each page is discarded. All show 25 rows, newest first, and all must show the row that
the database says comes first. ``queue`` is the alert queue; ``list`` and ``form`` are what a record kind generates
over the very table that the peers show. The bars are 10 times the speed of Flask-AppBuilder and 4
times that of Django (20 times when searching), 10 times both for the form, 12 queries and 60 kB a page at the most.
"""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import Select, create_engine, inspect, select
from sqlalchemy.orm import Session
from tqdm import tqdm

import app.everything
import app.surfaces.database  # noqa: F401 - prepares SQLite connections
from app.supervision.models import AlertState
from app.supervision.queries.alerts import Place
from app.surfaces.records.reading import _mark
from bench.alerts import BenchAlert, kept_database
from bench.peers.asking import Answer, Program

PAGE = 25
FROM, TO = datetime(2025, 6, 30, 16, tzinfo=UTC), datetime(2025, 7, 31, 16, tzinfo=UTC)
"""July 2025 in China."""
MOST_QUERIES, MOST_BYTES = 12, 60_000


@dataclass(frozen=True, slots=True)
class Question:
    """One page as each program is asked for it."""

    title: str
    ours: tuple[tuple[str, str], ...]
    """Our screens that answer it: (name, address)."""
    fab: str
    django: str
    marks: tuple[str, ...]
    """What the page must hold: the text of its first row."""
    over_fab: float = 10
    over_django: float = 4


def questions(session: Session, rows: int) -> Iterator[Question]:
    """Ask for first, filtered, deep and searched pages, and for the form."""
    newest = select(BenchAlert).order_by(BenchAlert.detected_at.desc(), BenchAlert.id.desc())
    department = session.scalars(newest).first().organisation_id  # type: ignore[union-attr]
    own = newest.where(BenchAlert.organisation_id == department, BenchAlert.state == AlertState.NEW)
    july = own.where(BenchAlert.detected_at >= FROM, BenchAlert.detected_at < TO)
    narrow = {"organisation_id": department, "state": "new"}
    fab = {"_flt_0_organisation": department, "_flt_3_state": "new"}
    django = {"organisation__id__exact": department, "state__exact": "new"}
    number = f"2026-{rows * 7 // 10}"
    last = -(-rows // PAGE)
    yield _question(session, "first page", newest, {"open": 0}, {}, {}, {})
    yield _question(session, "department, status", own, narrow, narrow, fab, django)
    yield _question(
        session,
        "department, status, month",
        july,
        narrow | {"from_on": "2025-07-01", "to_on": "2025-07-31"},
        narrow | {"detected_at__from": "2025-07-01T00:00", "detected_at__to": "2025-07-31T23:59"},
        fab | {"_flt_1_detected_at": f"{FROM:%F %T}", "_flt_2_detected_at": f"{TO:%F %T}"},
        django | {"detected_at__gte": str(FROM), "detected_at__lt": str(TO)},
    )
    for page in (min(1000, last // 2), last):
        yield _deep(session, newest, page)
    for word, title in ((number, "search, one found"), ("户外广告", "search, one in fourteen found")):
        found = newest.where(BenchAlert.text.contains(word))
        asked: list[dict[str, object]] = [{"text": word}, {"q": word}, {"_flt_2_text": word}, {"q": word}]
        yield _question(session, title, found, *asked, over_django=20)
    form = (("form", "/records/bench_alert/add"),)
    yield Question("add form", form, "/alertview/add", "/admin/change_list/alert/add/", (), 10, 10)


def _question(
    session: Session,
    title: str,
    rows: Select[Any],
    queue: dict[str, object],
    listed: dict[str, object],
    fab: dict[str, object],
    django: dict[str, object],
    over_django: float = 4,
) -> Question:
    first = session.scalars(rows.limit(1)).one()
    return Question(
        title,
        (
            ("queue", f"/supervision/alerts/?{urlencode(queue)}"),
            ("list", f"/records/bench_alert/list/?{urlencode(listed)}"),
        ),
        f"/alertview/list/?{urlencode(fab)}",
        f"/admin/change_list/alert/?{urlencode(django)}",
        (first.text,),
        over_django=over_django,
    )


def _deep(session: Session, newest: Select[Any], page: int) -> Question:
    before, *_ = session.scalars(newest.offset((page - 1) * PAGE - 1).limit(1))
    columns = inspect(BenchAlert).columns
    return _question(
        session,
        f"page {page:,}",
        newest.offset((page - 1) * PAGE),
        {"place": str(Place(before.detected_at, before.id))},
        {"after": _mark(before, columns.detected_at, columns.id)},
        {"page_AlertView": page - 1},
        {"p": page},
    )


def measure(engine: str, rows: int, times: int) -> None:
    """Print the table of one engine."""
    with kept_database(engine, rows) as address:
        made = create_engine(address)
        with Session(made) as session:
            asked = list(questions(session, rows))
        made.dispose()
        programs = [
            Program(module, address) for module in ("bench.ours", "bench.peers.stock_fab", "bench.peers.change_list")
        ]
        try:
            print(f"\n{engine}, {rows:,} alerts, medians of {times}")
            print(
                f"{'page':30} {'ours':>10} {'ms':>7} {'FAB ms':>8} {'Django':>8} {'/FAB':>6} {'/Django':>7} "
                f"{'queries':>11} {'kB':>13}"
            )
            for question in asked:
                for name, line in _table(question, *programs, times=times):
                    print(f"{question.title:30} {name:>10} {line}", flush=True)
        finally:
            for program in programs:
                program.stop()


def _table(question: Question, ours: Program, fab: Program, django: Program, times: int) -> Iterator[tuple[str, str]]:
    """Ask all in turn, and return a line for each screen of ours."""
    rounds: list[list[Answer]] = []
    for _ in tqdm(range(times + 1), question.title, leave=False):
        own = [ours.ask(address, question.marks) for _name, address in question.ours]
        rounds.append([*own, fab.ask(question.fab, question.marks), django.ask(question.django, question.marks)])
    *mine, theirs, others = ([one[place] for one in rounds[1:]] for place in range(len(rounds[0])))
    f, d = _seconds(theirs), _seconds(others)
    for (name, _address), answers in zip(question.ours, mine, strict=True):
        s, queries, size = (_seconds(answers), max(a.queries for a in answers), max(a.size for a in answers))
        missed = [
            word
            for word, bad in (
                ("FAB", f / s < question.over_fab),
                ("Django", d / s < question.over_django),
                ("queries", queries > MOST_QUERIES),
                ("bytes", size > MOST_BYTES),
            )
            if bad
        ]
        yield (
            name,
            f"{s * 1000:7.1f} {f * 1000:8.1f} {d * 1000:8.1f} {f / s:6.1f} {d / s:7.1f} "
            f"{queries:3}/{theirs[0].queries:3}/{others[0].queries:3} "
            f"{size / 1000:3.0f}/{theirs[0].size / 1000:5.0f}/{others[0].size / 1000:3.0f}"
            + (f"  missed: {', '.join(missed)}" if missed else ""),
        )


def _seconds(answers: list[Answer]) -> float:
    return median(answer.seconds for answer in answers)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engine", choices=["sqlite", "postgresql"], action="append")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=7)
    options = parser.parse_args()
    for engine in options.engine or ["postgresql", "sqlite"]:
        measure(engine, options.rows, options.times)


if __name__ == "__main__":
    main()
