"""The database goes away and comes back: told in words, nothing acknowledged is lost, no restart needed."""

import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select, text
from sqlalchemy.exc import IntegrityError, OperationalError

from app.kernel.act import Channel, platform_act
from app.kernel.audit import Subject, TrailRow, record
from app.kernel.guard import open_act
from app.kernel.trail.verify import verify
from app.surfaces.acts import is_held
from app.surfaces.database import db
from app.surfaces.faults import out_of_reach
from tests.conftest import NOW
from tests.databases import Server
from tests.web import RunningProgram, login

pytestmark = pytest.mark.both_engines


class Machine:
    """A program with a PostgreSQL server of its own, which can be killed."""

    def __init__(self, folder: Path) -> None:
        self.server = Server()
        db_name = self.server.address + "/sunshine"
        self._admin("CREATE DATABASE sunshine")
        # The server of the tests is quick and careless; what is acknowledged here must be there.
        self._admin("ALTER ROLE sunshine SET synchronous_commit = on")
        self.program = RunningProgram(db_name, folder, NOW)
        self.program.make_new()

    def _admin(self, statement: str) -> None:
        from sqlalchemy import create_engine

        engine = create_engine(f"{self.server.address}/postgres", isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()

    def kill(self) -> None:
        """End the server at once, as a power cut would; it has no time to write anything down."""
        self.server._run("pg_ctl", "-D", self.server.data, "-m", "immediate", "stop")

    def revive(self) -> None:
        """Start it again; it recovers by itself."""
        options = f"-p {self.server.port} -k {self.server.folder} -c listen_addresses=127.0.0.1"
        log = str(self.server.folder / "log")
        self.server._run("pg_ctl", "-D", self.server.data, "-w", "-l", log, "-o", options, "start")


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Machine]:
    # As in production: by this address the program knows to ask each connection whether it lives.
    monkeypatch.setenv("SUNSHINE_DATABASE", "postgresql+psycopg://sunshine@127.0.0.1/sunshine")
    made = Machine(tmp_path)
    yield made
    made.program.close()
    made.server.stop()


def work(number: int) -> None:
    """Write one acknowledged row of the trail."""
    act = platform_act(db.session(), Channel.COMMAND, NOW, 350102)
    with open_act(act):
        record(act, "case.noted", Subject("case", number, 350102))
    db.session.commit()


def test_while_the_database_is_away_pages_say_so_and_come_back_with_it(machine: Machine) -> None:
    site = machine.program.app
    client = login(site, "window")
    assert client.get("/cases/").status_code == 200
    machine.kill()
    for _ in range(3):
        answer = client.get("/cases/")
        assert answer.status_code == 503
        assert "psycopg" not in answer.get_data(as_text=True)
        assert "SELECT" not in answer.get_data(as_text=True)
        assert "系统繁忙或无法连接数据库" in answer.get_data(as_text=True)
        assert "</html>" in answer.get_data(as_text=True)  # a page of ours, which needs no database
    machine.revive()
    assert client.get("/cases/").status_code == 200


def test_what_was_acknowledged_before_a_crash_is_there_after_it(machine: Machine) -> None:
    with machine.program.app.app_context():
        for number in range(20):
            work(number)
        before = db.session.scalar(select(func.count()).select_from(TrailRow))
        db.session.remove()
        machine.kill()
        machine.revive()
        assert db.session.scalar(select(func.count()).select_from(TrailRow)) == before
        assert verify(db.session()).intact
        work(20)
        db.session.remove()


@pytest.mark.parametrize(
    ("fault", "away"),
    [
        (OperationalError("x", {}, sqlite3.OperationalError("database is locked")), True),
        (OperationalError("x", {}, sqlite3.OperationalError("no such table: x")), False),
        (OperationalError("x", {}, Exception("server closed the connection")), True),
        (IntegrityError("x", {}, Exception("duplicate key")), False),
        (ValueError("a bug"), False),
    ],
)
def test_only_a_database_that_is_away_or_busy_is_worth_another_try(fault: Exception, away: bool) -> None:
    assert out_of_reach(fault) is away


def test_nobody_waits_for_ever_for_a_transaction_that_was_left_open(machine: Machine) -> None:
    with machine.program.app.app_context():
        settings = ("lock_timeout", "idle_in_transaction_session_timeout")
        waits = [db.session.scalar(text(f"SHOW {name}")) for name in settings]
        assert waits == ["30s", "10min"]
        db.session.execute(text("SET LOCAL lock_timeout = '50ms'"))
        with db.engine.connect() as other:
            other.execute(text("LOCK TABLE region IN ACCESS EXCLUSIVE MODE"))
            with pytest.raises(OperationalError) as fault:
                db.session.execute(text("SELECT 1 FROM region"))
            assert out_of_reach(fault.value)  # told as "busy, try again in a moment"
        db.session.remove()


def test_of_two_who_wait_for_each_other_one_is_told_to_try_again_and_the_other_goes_on(machine: Machine) -> None:
    with machine.program.app.app_context(), db.engine.connect() as one, db.engine.connect() as two:
        first, second = one.execute(text("SELECT id FROM organisation ORDER BY id LIMIT 2")).scalars().all()
        told: dict[str, Exception | None] = {}

        def change(name: str, connection: Connection, row: int) -> None:
            told[name] = None
            try:
                connection.execute(text("UPDATE organisation SET name = name WHERE id = :id"), {"id": row})
                connection.commit()
            except OperationalError as fault:
                told[name] = fault
                connection.rollback()

        for connection, row in ((one, first), (two, second)):
            connection.execute(text("SET LOCAL deadlock_timeout = '50ms'"))
            connection.execute(text("UPDATE organisation SET name = name WHERE id = :id"), {"id": row})
        other = threading.Thread(target=change, args=("one", one, second))
        other.start()
        change("two", two, first)
        other.join(20)
        faults = [fault for fault in told.values() if fault is not None]
        assert len(told) == 2 and len(faults) == 1
        assert out_of_reach(faults[0]) and is_held(faults[0])
        db.session.remove()
