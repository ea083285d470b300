"""A program under gunicorn as the manual starts it, and the processor time of its workers."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from config import ROOT

TICKS = os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    """Return a port of this machine that nobody uses."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _stat(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()


def parent_of(pid: int) -> int:
    """Return who started a process."""
    return int(_stat(pid)[1])


def children_of(pid: int) -> list[int]:
    """Return the processes that one has started."""
    found = []
    for place in Path("/proc").iterdir():
        with suppress(OSError, ValueError):
            if parent_of(int(place.name)) == pid:
                found.append(int(place.name))
    return found


def processor_of(pid: int) -> float:
    """Return the seconds of processor time of what a process has started, those that have ended included."""
    total = sum(int(part) for part in _stat(pid)[13:15])
    for child in children_of(pid):
        with suppress(OSError):
            total += sum(int(part) for part in _stat(child)[11:13])
    return total / TICKS


class Gunicorn:
    """One program behind three sync workers."""

    def __init__(self, program: str, environ: Mapping[str, str], *options: str, workers: int = 3) -> None:
        self.port = free_port()
        kept = {name: value for name, value in os.environ.items() if not name.startswith("SUNSHINE_")}
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "gunicorn",
                "--workers",
                str(workers),
                "--bind",
                f"127.0.0.1:{self.port}",
                *options,
                program,
            ],
            cwd=ROOT,
            env=kept | environ,
        )
        self._await(workers)

    def _await(self, workers: int) -> None:
        """Wait until every worker is there and the port answers."""
        while self.process.poll() is None:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
                if len(self.workers()) == workers:
                    return
            time.sleep(0.1)
        raise RuntimeError("gunicorn has ended")

    def workers(self) -> list[int]:
        """Return the processes that answer."""
        return children_of(self.process.pid)

    def processor(self) -> float:
        """Return the seconds of processor time that the workers took so far."""
        return processor_of(self.process.pid)

    def stop(self) -> None:
        """End it."""
        self.process.terminate()
        self.process.wait(timeout=60)
