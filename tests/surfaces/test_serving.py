"""However ``run.py`` ends, whatever it started ends with it, and nothing is left of it but its log."""

import os
import pty
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from config import ROOT
from tests.databases import free_port
from tests.web import RunningProgram

LIMIT = 150.0
"""Seconds after which a test gives up waiting: this machine may be busy."""


class Running:
    """``run.py`` in a process of its own, with all that it starts."""

    def __init__(self, folder: Path, database: str, training: str) -> None:
        self.port = free_port()
        self.mark = f"SUNSHINE_FOLDER={folder}".encode()
        self.log = folder / "run.log"
        environ = {key: value for key, value in os.environ.items() if not key.startswith("SUNSHINE_")}
        self.environ = environ | {
            "SUNSHINE_FOLDER": str(folder),
            "SUNSHINE_PORT": str(self.port),
            "SUNSHINE_DATABASE": database,
            "SUNSHINE_TRAINING": training,
        }
        self.pid = 0
        self.terminal = -1

    def start(self) -> None:
        """Start it as a process without a terminal."""
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "run.py"], cwd=ROOT, env=self.environ, stdout=log, stderr=log, stdin=subprocess.DEVNULL
            )
        self.pid = self.process.pid

    def start_in_terminal(self) -> None:
        """Start it as somebody does who types ``python run.py``."""
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:  # pragma: no cover - another program takes its place
            log = os.open(self.log, os.O_WRONLY | os.O_CREAT)
            os.dup2(log, 1)
            os.dup2(log, 2)
            os.chdir(ROOT)
            os.execve(sys.executable, [sys.executable, "run.py"], self.environ)  # noqa: S606 - our own program

    def family(self) -> dict[int, str]:
        """Return every living process of this program with its command line."""
        found = {}
        for place in Path("/proc").iterdir():
            if place.name.isdecimal():
                with suppress(OSError):
                    state = (place / "stat").read_text().rsplit(")", 1)[1].split()[0]
                    if self.mark in (place / "environ").read_bytes().split(b"\0") and state != "Z":
                        found[int(place.name)] = (place / "cmdline").read_text().replace("\0", " ")
        return found

    def named(self, command: str) -> int:
        """Return the process of a command that runs beside."""
        return next(pid for pid, line in self.family().items() if line.rstrip().endswith(f"beside {command}"))

    def answers(self) -> bool:
        """Tell whether the web server is there."""
        with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{self.port}/portal/", timeout=5) as page:
            return bool(page.status == 200)
        return False


def until(true: Callable[[], bool], what: str) -> None:
    """Wait until something holds."""
    end = time.monotonic() + LIMIT
    while not true():
        assert time.monotonic() < end, what
        time.sleep(0.1)


@pytest.fixture
def running(program: RunningProgram, tmp_path: Path, engine_name: str) -> Iterator[Running]:
    if engine_name == "postgresql":
        pytest.skip("processes are the same on either engine")
    made = Running(tmp_path, program.address, "none")
    yield made
    for pid in made.family():
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    if made.terminal >= 0:
        with suppress(ChildProcessError):
            os.waitpid(made.pid, 0)
    elif made.pid:
        made.process.wait()


@pytest.fixture
def load(running: Running) -> Iterator[None]:
    """Visitors who never stop asking."""
    over = threading.Event()

    def visit() -> None:
        while not over.is_set():
            if not running.answers():
                over.wait(0.1)

    visitors = [threading.Thread(target=visit) for _ in range(4)]
    for visitor in visitors:
        visitor.start()
    yield
    over.set()
    for visitor in visitors:
        visitor.join()


def begin(running: Running, start: Callable[[], None]) -> None:
    start()
    until(running.answers, "the web server does not answer")
    until(lambda: len(running.family()) >= 4, "clock or workers are missing")


def gone(running: Running) -> None:
    until(lambda: not running.family(), f"still there: {running.family()}")
    assert "Traceback" not in running.log.read_text()


@pytest.mark.usefixtures("load")
@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT])
def test_a_signal_ends_every_process_under_load(running: Running, sign: signal.Signals) -> None:
    begin(running, running.start)
    os.kill(running.pid, sign)
    assert running.process.wait(LIMIT) == 0
    gone(running)


@pytest.mark.usefixtures("load")
def test_a_killed_server_leaves_no_orphans(running: Running) -> None:
    begin(running, running.start)
    os.kill(running.pid, signal.SIGKILL)
    gone(running)


@pytest.mark.usefixtures("load")
def test_a_deaf_clock_is_killed(running: Running) -> None:
    begin(running, running.start)
    os.kill(running.named("clock"), signal.SIGSTOP)
    os.kill(running.pid, signal.SIGTERM)
    assert running.process.wait(LIMIT) == 0
    gone(running)


@pytest.mark.parametrize("what", ["closed", "Ctrl-C"])
def test_a_terminal_ends_every_process(running: Running, what: str) -> None:
    begin(running, running.start_in_terminal)
    if what == "closed":
        os.close(running.terminal)
    else:
        os.write(running.terminal, b"\x03")
    until(lambda: os.waitpid(running.pid, os.WNOHANG)[0] == running.pid, "the server runs on")
    running.terminal = -1
    running.pid = 0
    gone(running)


def test_the_training_room_ends_too(running: Running) -> None:
    running.environ["SUNSHINE_TRAINING"] = ""
    running.start()
    until(lambda: any("beside training" in line for line in running.family().values()), "no training room")
    until(running.answers, "the web server does not answer")
    os.kill(running.pid, signal.SIGTERM)
    assert running.process.wait(LIMIT) == 0
    gone(running)
