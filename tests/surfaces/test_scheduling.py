"""The clock: one leads, the next takes over, an old leader writes nothing, a jump of time pauses it."""

import json
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine, select, text
from sqlalchemy.orm import Session

import app.everything  # noqa: F401 - loads every table
from app import create_app
from app.kernel.act import Act
from app.kernel.audit import TrailRow
from app.kernel.domain import Domain, Job, Lane
from app.kernel.errors import Incomplete, NotAllowed
from app.surfaces.acts import command_act
from app.surfaces.database import db
from app.surfaces.platform import Platform
from app.surfaces.scheduling.clock import Clock
from app.surfaces.scheduling.leadership import FileLock, LostLead, beat, fence_of, lock_of, take_lead
from app.surfaces.scheduling.models import HUNG, JOB_FAILED, PAUSED, STOOD_STILL, Heartbeat, Run
from app.surfaces.scheduling.operations import clean_run_log, log_run, pause_clock, resume_clock
from app.surfaces.scheduling.poking import poke
from app.surfaces.scheduling.silence import Silence
from app.surfaces.scheduling.sound_time import TimeWatch
from app.surfaces.scheduling.standing import clock_processes, clock_standing_still, failing_jobs, latest_runs
from tests.conftest import NOW

pytestmark = pytest.mark.both_engines

ROOT = Path(__file__).resolve().parents[2]
MINUTE = timedelta(minutes=1)
ticks: list[str] = []


def _tick(act: Act) -> dict[str, int]:
    ticks.append("tick")
    return {"ticks": len(ticks)}


def _fail(act: Act) -> None:
    raise ValueError("this job is broken")


TICK = Job("tick", "Tick", _tick, every=3600, on_poke=True)
FAIL = Job("fail", "Fail", _fail, every=3600)


@pytest.fixture
def clock_app(built: str, tmp_path: Path) -> Iterator[Flask]:
    """The program on a database of its own, with two small jobs instead of its own."""
    ticks.clear()
    program = create_app(
        {
            "SQLALCHEMY_DATABASE_URI": built,
            "SUNSHINE_FOLDER": tmp_path,
            "TESTING": True,
            "SQLALCHEMY_ENGINE_OPTIONS": {},
        }
    )
    old = program.extensions["sunshine"]
    jobs = Domain("test", "Test", jobs=(TICK, FAIL))
    program.extensions["sunshine"] = Platform((jobs,), old.groups)
    yield program
    with program.app_context():
        db.session.remove()
        db.engine.dispose()


def until(condition: Callable[[], Any], seconds: float = 30) -> Any:
    """Wait until a condition holds, and return its value."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if value := condition():
            return value
        time.sleep(0.05)
    raise AssertionError("it did not happen")


@contextmanager
def running(*clocks: Clock) -> Iterator[None]:
    """Run clock processes in threads until the block ends."""
    threads = [threading.Thread(target=clock.run) for clock in clocks]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        for clock in clocks:
            clock.stop()
        for thread in threads:
            thread.join(timeout=30)


def runs(program: Flask, name: str) -> list[Run]:
    with program.app_context():
        return list(db.session.scalars(select(Run).where(Run.name == name)))


def test_of_two_clocks_one_leads_and_the_other_takes_over(clock_app: Flask) -> None:
    first, second = Clock(clock_app, "first", 0.1), Clock(clock_app, "second", 0.1)
    with running(first, second):
        until(lambda: first.leads or second.leads)
        leader, standby = (first, second) if first.leads else (second, first)
        until(lambda: len(ticks) == 1)
        time.sleep(0.3)
        assert not standby.leads
        leader.stop()
        until(lambda: standby.leads)
        assert standby.fence > leader.fence
        until(lambda: len(ticks) == 2)


def test_a_job_that_fails_is_noted_once_until_it_succeeds(clock_app: Flask) -> None:
    """Whole and in part, thrice in a row: one note, one row of the trail; the note ends with the next success."""
    clock = Clock(clock_app, "first", 0.1)
    outcomes: list[Any] = [
        ValueError("no key"),
        {"signed": 1, "fault": "350103: no rows"},
        ValueError("no key"),
        {"signed": 2},
    ]

    def work(_act: Act) -> Any:
        outcome = outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    job = Job("sign", "Sign", work, every=3600)
    with clock_app.app_context(), db.engine.begin() as connection:
        fence = take_lead(connection, "first", NOW)
    for failing in (1, 1, 1, 0):
        clock.carry_out(job, fence)
        with clock_app.app_context():
            assert len(failing_jobs(db.session())) == failing
    assert [run.fault for run in runs(clock_app, "sign")][1] == "350103: no rows"
    assert runs(clock_app, "sign")[1].figures == {"signed": 1}
    (note,) = runs(clock_app, JOB_FAILED)
    assert "no key" in (note.fault or "") and note.ended_at is not None
    with clock_app.app_context():
        told = [
            row.verb
            for row in db.session.scalars(
                select(TrailRow).where(TrailRow.verb.like("clock.job_%")).order_by(TrailRow.id)
            )
        ]
        assert told == [JOB_FAILED, "clock.job_recovered"]
        answer = clock_app.test_cli_runner().invoke(args=["clock", "status", "--json"])
        assert json.loads(answer.stdout)["failing"] == []


def test_a_leader_that_hangs_loses_the_lead_and_what_it_writes_later(clock_app: Flask) -> None:
    """The leader takes the lock and beats once, then hangs: alive, and silent."""
    hung = Clock(clock_app, "hung", 0.1)
    assert hung.lock.take()
    with clock_app.app_context(), db.engine.begin() as connection:
        hung.fence = take_lead(connection, "hung", datetime.now(UTC))
    standby = Clock(clock_app, "standby", 0.1, hung=0.6)
    with running(standby):
        until(lambda: standby.leads)
        assert standby.fence > hung.fence
        assert not hung.lock.held()
        until(lambda: runs(clock_app, HUNG))
        until(lambda: runs(clock_app, "tick"))
        before = len(runs(clock_app, "tick"))
        hung.carry_out(TICK, hung.fence)
        assert len(ticks) == before + 1
        assert len(runs(clock_app, "tick")) == before
    assert runs(clock_app, HUNG)[0].figures == {"process": "hung"}
    hung.lock.release()


def test_a_leader_that_beats_is_not_deposed(clock_app: Flask) -> None:
    first, second = Clock(clock_app, "first", 0.1, hung=1.0), Clock(clock_app, "second", 0.1, hung=1.0)
    with running(first, second):
        until(lambda: first.leads or second.leads)
        leader = first if first.leads else second
        time.sleep(2)
        assert leader.leads
    assert runs(clock_app, HUNG) == []


def test_silence_is_measured_by_a_steady_clock_and_begins_again_with_every_beat(clock_app: Flask) -> None:
    steady = 0.0
    silence = Silence(60, lambda: steady)
    with clock_app.app_context(), db.engine.begin() as connection:
        assert silence.hung_leader(connection) is None
        take_lead(connection, "one", NOW)
        assert silence.hung_leader(connection) is None
        steady = 59.0
        assert silence.hung_leader(connection) is None
        beat(connection, "one", NOW + MINUTE)
        steady = 100.0
        assert silence.hung_leader(connection) is None
        steady = 161.0
        assert silence.hung_leader(connection) == "one"


def test_that_a_job_still_runs_is_no_line_of_the_console(caplog: pytest.LogCaptureFixture) -> None:
    scheduler = logging.getLogger("apscheduler.scheduler")
    scheduler.warning('Execution of job "%s" skipped: maximum number of running instances reached (%d)', "print", 1)
    assert caplog.records == []
    scheduler.warning('Run time of job "%s" was missed by %s', "print", "1 s")
    assert [record.getMessage() for record in caplog.records] == ['Run time of job "print" was missed by 1 s']


def test_each_run_is_logged_with_its_figures_or_its_fault(clock_app: Flask) -> None:
    with running(Clock(clock_app, "one", 0.1)):
        until(lambda: runs(clock_app, "tick") and runs(clock_app, "fail"))
    assert runs(clock_app, "tick")[0].figures == {"ticks": 1}
    assert "this job is broken" in (runs(clock_app, "fail")[0].fault or "")
    with clock_app.app_context():
        assert {run.name for run in latest_runs(db.session())} == {"tick", "fail"}


def test_runs_that_found_nothing_to_do_stand_in_one_line(clock_app: Flask) -> None:
    with clock_app.app_context():
        for minute, figures in enumerate(({}, {}, {"done": 1}, {}, {})):
            with command_act(at=NOW + minute * MINUTE) as act:
                log_run(act, "idle", NOW + minute * MINUTE, figures)
    found = [(run.started_at, run.figures) for run in runs(clock_app, "idle")]
    assert found == [(NOW + MINUTE, {}), (NOW + 2 * MINUTE, {"done": 1}), (NOW + 4 * MINUTE, {})]


def test_a_poke_runs_the_job_soon_and_its_own_commit_pokes_nobody(clock_app: Flask) -> None:
    with running(Clock(clock_app, "one", 0.1)):
        until(lambda: len(ticks) == 1)
        time.sleep(0.3)
        assert len(ticks) == 1
        with clock_app.app_context():
            poke()
        until(lambda: len(ticks) == 2)
        time.sleep(0.3)
        assert len(ticks) == 2


def test_a_poke_during_a_run_is_followed_by_another_run(clock_app: Flask) -> None:
    release = threading.Event()

    def _hold(act: Act) -> None:
        ticks.append("tick")
        assert release.wait(30)

    old = clock_app.extensions["sunshine"]
    jobs = (Job("scan", "Scan", _hold, every=3600, on_poke=True, lane=Lane.SCAN),)
    clock_app.extensions["sunshine"] = Platform((Domain("slow", "Slow", jobs=jobs),), old.groups)
    with running(Clock(clock_app, "one", 0.1)):
        try:
            until(lambda: len(ticks) == 1)
            with clock_app.app_context():
                poke()
            time.sleep(0.5)
            assert len(ticks) == 1
        finally:
            release.set()
        until(lambda: len(ticks) == 2)


def test_a_scan_runs_while_every_other_thread_prints_or_counts(clock_app: Flask) -> None:
    release, begun = threading.Event(), threading.Semaphore(0)

    def _hold(act: Act) -> None:
        begun.release()
        assert release.wait(30)

    slow = [Job(f"slow {n}", "Slow", _hold, every=3600) for n in range(3)]
    papers = [Job(f"paper {n}", "Paper", _hold, every=3600, lane=Lane.PAPER) for n in range(2)]
    scan = Job("scan", "Scan", _tick, every=3600, on_poke=True, lane=Lane.SCAN)
    old = clock_app.extensions["sunshine"]
    clock_app.extensions["sunshine"] = Platform((Domain("slow", "Slow", jobs=(*slow, *papers, scan)),), old.groups)
    with running(Clock(clock_app, "one", 0.1)):
        try:
            for _ in range(3):
                assert begun.acquire(timeout=30)
            done = len(until(lambda: ticks))
            with clock_app.app_context():
                poke()
            until(lambda: len(ticks) > done)
        finally:
            release.set()


def test_a_large_sheet_holds_back_no_other_job(clock_app: Flask) -> None:
    release, begun = threading.Event(), threading.Semaphore(0)

    def _hold(act: Act) -> None:
        begun.release()
        assert release.wait(30)

    sheets = [Job(f"sheets {n}", "Sheets", _hold, every=3600, lane=Lane.SHEETS) for n in range(3)]
    other = Job("other", "Other", _tick, every=3600, on_poke=True)
    old = clock_app.extensions["sunshine"]
    clock_app.extensions["sunshine"] = Platform((Domain("sheets", "Sheets", jobs=(*sheets, other)),), old.groups)
    with running(Clock(clock_app, "one", 0.1)):
        try:
            assert begun.acquire(timeout=30)
            done = len(until(lambda: ticks))
            with clock_app.app_context():
                poke()
            until(lambda: len(ticks) > done)
        finally:
            release.set()


def test_what_a_deposed_leader_writes_is_rolled_back(clock_app: Flask) -> None:
    clock = Clock(clock_app, "old", 0.1)
    with clock_app.app_context(), db.engine.begin() as connection:
        old = take_lead(connection, "old", NOW)
        new = take_lead(connection, "new", NOW)
    assert new > old
    clock.carry_out(TICK, old)
    assert ticks == ["tick"]
    assert runs(clock_app, "tick") == []
    with clock_app.app_context(), pytest.raises(LostLead), command_act() as act:
        fence_of("old", old)(act.session)
    clock.lock.release()


def test_a_leader_whose_connection_is_cut_steps_down_and_leads_again_under_a_new_fence(
    clock_app: Flask, built: str
) -> None:
    if built.startswith("sqlite"):
        pytest.skip("a file lock has no connection")
    clock = Clock(clock_app, "one", 0.1)
    with running(clock):
        until(lambda: clock.leads and clock.fence == 1)
        admin = create_engine(built, isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(
                text("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted")
            )
        admin.dispose()
        until(lambda: clock.leads and clock.fence == 2)
        assert clock.lock.held()


def test_a_lock_is_taken_once_and_free_again_after_its_release(built: str, tmp_path: Path) -> None:
    one, two = lock_of(built, tmp_path), lock_of(built, tmp_path)
    assert one.take()
    assert not two.take()
    assert (one.held(), two.held()) == (True, False)
    one.release()
    assert two.take()
    assert one.seize()
    assert (one.held(), two.held()) == (True, False)
    one.release()
    assert two.take()
    two.release()
    assert not two.held()


def test_a_lock_file_that_was_replaced_is_held_no_longer(tmp_path: Path) -> None:
    lock = FileLock(tmp_path / "clock.lock")
    assert lock.take()
    (tmp_path / "clock.lock").unlink()
    assert not lock.held()
    (tmp_path / "clock.lock").touch()
    assert not lock.held()
    lock.release()


def test_a_lock_on_a_database_that_is_down_is_not_taken(tmp_path: Path) -> None:
    assert not lock_of("postgresql+psycopg://nobody@127.0.0.1:1/none?connect_timeout=1", tmp_path).take()


def test_pages_are_told_when_no_clock_runs(clock_app: Flask) -> None:
    with clock_app.app_context():
        session = db.session()
        never = clock_standing_still(session, NOW)
        assert never is not None
        assert never.since is None
        with db.engine.begin() as connection:
            take_lead(connection, "one", NOW)
        assert clock_standing_still(session, NOW + 4 * MINUTE) is None
        still = clock_standing_still(session, NOW + 6 * MINUTE)
        assert still is not None
        assert still.since == NOW
        assert [one.process for one in clock_processes(session)] == ["one"]


def test_a_standstill_is_noted_when_a_clock_runs_again(clock_app: Flask) -> None:
    since = datetime.now(UTC) - timedelta(hours=2)
    with clock_app.app_context(), db.engine.begin() as connection:
        take_lead(connection, "dead", since)
    with running(Clock(clock_app, "one", 0.1)):
        until(lambda: runs(clock_app, STOOD_STILL))
    assert runs(clock_app, STOOD_STILL)[0].started_at == since
    with clock_app.app_context():
        assert STOOD_STILL in set(db.session.scalars(select(TrailRow.verb)))


def test_a_jump_of_the_time_pauses_the_clock_until_somebody_lets_it_run(clock_app: Flask) -> None:
    clock = Clock(clock_app, "one")
    with clock_app.app_context(), db.engine.begin() as connection:
        clock.fence = take_lead(connection, "one", datetime.now(UTC))
    shift = timedelta(0)
    clock.time = TimeWatch(lambda: datetime.now(UTC) + shift)
    clock.carry_out(TICK, clock.fence)
    assert len(ticks) == 1
    shift = timedelta(days=1)
    clock.carry_out(TICK, clock.fence)
    clock.carry_out(TICK, clock.fence)
    assert len(ticks) == 1
    assert len(runs(clock_app, PAUSED)) == 1
    with clock_app.app_context():
        still = clock_standing_still(db.session(), datetime.now(UTC))
        assert still is not None
        assert still.paused
        with command_act() as act:
            assert resume_clock(act, "时间已校正") == 1
    clock.carry_out(TICK, clock.fence)
    assert len(ticks) == 2
    clock.lock.release()


def test_a_clock_whose_last_sign_of_life_lies_ahead_pauses(clock_app: Flask) -> None:
    with clock_app.app_context(), db.engine.begin() as connection:
        take_lead(connection, "one", datetime.now(UTC) + timedelta(hours=1))
    with running(Clock(clock_app, "two", 0.1)):
        until(lambda: runs(clock_app, PAUSED))
        time.sleep(0.3)
        assert ticks == []


@pytest.mark.parametrize(
    ("step", "jumps"), [(timedelta(days=1), True), (timedelta(hours=-1), True), (timedelta(minutes=4), False)]
)
def test_only_a_jump_beyond_five_minutes_counts(step: timedelta, jumps: bool) -> None:
    wall, steady = NOW, 0.0
    watch = TimeWatch(lambda: wall, lambda: steady)
    wall, steady = NOW + timedelta(minutes=10), 600.0
    assert watch.jumped() is None
    wall += step
    assert (watch.jumped() is not None) == jumps
    watch.start_again()
    assert watch.jumped() is None


def test_small_corrections_never_add_up_to_a_jump() -> None:
    wall = NOW
    watch = TimeWatch(lambda: wall, lambda: 0.0)
    for _ in range(20):
        wall += timedelta(minutes=1)
        assert watch.jumped() is None


def test_time_that_differs_from_the_databases_is_noticed(clock_app: Flask) -> None:
    with clock_app.app_context(), db.engine.connect() as connection:
        assert TimeWatch(lambda: datetime.now(UTC)).differs(connection) is None
        off = TimeWatch(lambda: datetime.now(UTC) + timedelta(hours=1)).differs(connection)
        assert (off is not None) == (connection.dialect.name == "postgresql")


def test_only_administrators_let_the_clock_run_again_and_say_why(
    session: Session, acting_as: Callable[..., Act]
) -> None:
    assert pause_clock(acting_as(), "1 day") is not None
    assert pause_clock(acting_as(), "1 day") is None
    with pytest.raises(NotAllowed):
        resume_clock(acting_as("inspector"), "好了")
    with pytest.raises(Incomplete):
        resume_clock(acting_as("city_admin"), " ")
    assert resume_clock(acting_as("city_admin"), "已校时") == 1


def test_old_runs_are_cleaned_and_what_befell_the_clock_is_kept(
    session: Session, acting_as: Callable[..., Act]
) -> None:
    act = acting_as()
    for name in ("tick", STOOD_STILL, PAUSED):
        for days in (40, 5):
            session.add(Run(county=350100, name=name, started_at=NOW - timedelta(days=days), figures={}))
    session.flush()
    assert clean_run_log(act) == {"removed": 1}
    assert len(session.scalars(select(Run.id)).all()) == 5


@pytest.mark.slow
def test_a_killed_clock_process_is_followed_by_its_standby(clock_app: Flask, built: str, tmp_path: Path) -> None:
    environ = {**os.environ, "SUNSHINE_DATABASE": built, "SUNSHINE_FOLDER": str(tmp_path)}
    program = "from app import create_app; from app.surfaces.scheduling.clock import run_clock; run_clock(create_app())"
    command = [sys.executable, "-c", program]
    processes = [subprocess.Popen(command, cwd=ROOT, env=environ) for _ in range(2)]

    def leader() -> str | None:
        with Session(engine) as session:
            name = session.scalar(select(Heartbeat.process).where(Heartbeat.leads.is_(True)))
            return name if name and datetime.now(UTC) - session.get_one(Heartbeat, name).beat_at < MINUTE else None

    engine = create_engine(built)
    try:
        first = until(leader, 60)
        os.kill(int(first.rsplit(":", 1)[1]), signal.SIGKILL)
        second = until(lambda: (name := leader()) and name != first and name, 60)
        assert second != first
    finally:
        for process in processes:
            process.kill()
            process.wait()
        engine.dispose()
