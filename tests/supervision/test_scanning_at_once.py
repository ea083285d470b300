"""Two scanners at once, and one killed in the middle, neither lose nor double an alert."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent

import pytest
from sqlalchemy import Engine, create_engine, func, select
from sqlalchemy.orm import Session

import app.surfaces.database  # noqa: F401 - prepares SQLite connections
from app.kernel.act import Act, Channel, platform_act
from app.kernel.audit import ChainHead, TrailRow
from app.kernel.guard import open_act, watch
from app.supervision.models import Alert, ScanCursor
from app.supervision.scanning import Figures, scan
from tests.conftest import NOW
from tests.supervision.building import Builder
from tests.world import World

CASES = 120
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def address(built: str) -> str:
    """Return the address of a database of its own with cases that have something to find."""
    engine = create_engine(built)
    with Session(engine) as session:
        watch(session)
        _write_cases(session)
    engine.dispose()
    return built


@pytest.fixture
def engine(address: str) -> Iterator[Engine]:
    engine = create_engine(address)
    yield engine
    engine.dispose()


def _write_cases(session: Session) -> None:
    def act_as(*_: object, **__: object) -> Act:
        return platform_act(session, Channel.COMMAND, NOW, county=350102)

    with open_act(act_as()):
        build = Builder(session, World(session), act_as)
        for _ in range(CASES):
            case = build.case()
            build.suspension(case, reason="领导出差")
            build.happened("approval.suspended", case)
        session.commit()


def scan_once(engine: Engine, before_commit: Callable[[], None] = lambda: None) -> Figures:
    with Session(engine) as session:
        watch(session)
        act = platform_act(session, Channel.CLOCK, NOW, county=350100)
        with open_act(act):
            figures = scan(act)
            before_commit()
            session.commit()
    return figures


def found(engine: Engine) -> tuple[int, int, int]:
    """Return alerts, rows of the trail about them, and different subjects."""
    with Session(engine) as session:
        return (
            session.scalar(select(func.count(Alert.id))) or 0,
            session.scalar(select(func.count()).where(TrailRow.verb == "alert.raised")) or 0,
            session.scalar(select(func.count(Alert.subject_id.distinct()))) or 0,
        )


def test_scanners_at_once_raise_each_alert_once(engine: Engine) -> None:
    start = threading.Barrier(4)
    raised: list[int] = []
    faults: list[BaseException] = []

    def work() -> None:
        try:
            start.wait(timeout=30)
            raised.append(scan_once(engine).raised)
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert sum(raised) == CASES
    assert found(engine) == (CASES, CASES, CASES)


def test_a_second_scanner_that_has_looked_before_the_first_committed_doubles_nothing(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    if engine.dialect.name == "sqlite":
        pytest.skip("SQLite lets one writer in at a time; the threads above show that")
    looked, committed = threading.Event(), threading.Event()
    second: list[Figures] = []

    def late() -> None:
        with Session(engine) as session:
            watch(session)
            act = platform_act(session, Channel.CLOCK, NOW, county=350100)
            with open_act(act):
                second.append(scan(act))
                session.commit()

    from app.supervision import scanning

    write = scanning._write

    def wait_before_writing(*arguments: object) -> None:
        if threading.current_thread() is thread:
            looked.set()
            committed.wait(timeout=30)
        write(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(scanning, "_write", wait_before_writing)
    thread = threading.Thread(target=late)
    thread.start()
    looked.wait(timeout=30)
    first = scan_once(engine)
    committed.set()
    thread.join()
    assert (first.raised, second[0].raised) == (CASES, 0)
    assert found(engine) == (CASES, CASES, CASES)


SCANNER = """
    import sys, os, signal
    from sqlalchemy import create_engine, event
    from sqlalchemy.orm import Session
    import app.surfaces.database
    from app.kernel.act import Channel, platform_act
    from app.kernel.guard import open_act, watch
    from app.supervision.scanning import scan
    from tests.conftest import NOW
    from tests.supervision.register import register_points

    register_points()
    engine = create_engine(sys.argv[1])
    stop_at = int(sys.argv[2])
    writes = 0

    @event.listens_for(engine, "after_cursor_execute")
    def count(connection, cursor, statement, parameters, context, many):
        global writes
        if not statement.lstrip().upper().startswith("SELECT"):
            writes += 1
            if writes == stop_at:
                os.kill(os.getpid(), signal.SIGKILL)

    with Session(engine) as session:
        watch(session)
        act = platform_act(session, Channel.CLOCK, NOW, county=350100)
        with open_act(act):
            scan(act)
            session.commit()
"""


@pytest.mark.parametrize("stop_at", [1, 3, 5, 7])
def test_a_scan_killed_at_any_moment_is_made_good_by_the_next(address: str, engine: Engine, stop_at: int) -> None:
    killed = subprocess.run(
        [sys.executable, "-c", dedent(SCANNER), address, str(stop_at)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert found(engine) == (0, 0, 0)
    assert scan_once(engine).raised == CASES
    assert found(engine) == (CASES, CASES, CASES)
    assert scan_once(engine).raised == 0


def test_what_is_written_after_the_scan_began_is_left_to_the_next(engine: Engine) -> None:
    with Session(engine) as session:
        places = dict(session.execute(select(ChainHead.county, ChainHead.place)).all())
    scan_once(engine)
    with Session(engine) as session:
        cursor = session.get_one(ScanCursor, 350102).place
        head = session.get_one(ChainHead, 350102).place
    assert cursor == places[350102]
    assert head == cursor + CASES, "the alerts' own rows come after what was read"
