"""Serving on one machine: gunicorn's workers, the clock and the training room, started and stopped together."""

import gc
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter

from app.surfaces.beside import GRACE, end_with_parent
from app.surfaces.running.counts import begin_counts

WORKERS = 2


def freeze(_server: object) -> None:
    """Let the workers share what was loaded before them: whoever looks for garbage in it would copy it."""
    gc.collect()
    gc.freeze()


GUNICORN: dict[str, Any] = {
    "worker_class": "sync",
    "timeout": 60,
    "graceful_timeout": int(GRACE),
    "control_socket_disable": True,
    "on_starting": begin_counts,
    "when_ready": freeze,
}
"""What gunicorn is told wherever it serves the program; gunicorn.conf.py adds what production needs."""


class Master(Arbiter):
    """Gunicorn's master; what runs beside it is told to stop at the same moment as its workers."""

    def stop(self, graceful: bool = True) -> None:
        """Stop what runs beside, then the workers."""
        self.app.on_stop()
        super().stop(graceful)

    def handle_int(self) -> None:
        """End as upon SIGTERM: Ctrl-C and a closed terminal cut no request off in its middle."""
        self.handle_term()

    handle_quit = handle_hup = handle_int


def _leave_signals_to_the_master(_worker: object) -> None:
    """Let a worker ignore what a terminal sends to all at once; its master tells it when to end."""
    for sign in (signal.SIGINT, signal.SIGQUIT, signal.SIGHUP):
        signal.signal(sign, signal.SIG_IGN)


class Server(BaseApplication):
    """Gunicorn around an app that is put together already; sync workers, one request at a time each."""

    def __init__(self, app: Flask, options: dict[str, Any], on_stop: Callable[[], None] = lambda: None) -> None:
        self.app, self.on_stop = app, on_stop
        self.options = GUNICORN | {"post_worker_init": _leave_signals_to_the_master} | options
        super().__init__()

    def load_config(self) -> None:
        """Hand our options to gunicorn."""
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Return the app that the workers serve."""
        return self.app

    def run(self) -> None:
        """Serve until told to stop."""
        Master(self).run()


class Beside:
    """Processes beside the web server, each in a group of its own that no terminal reaches."""

    def __init__(self) -> None:
        self._running: list[subprocess.Popen[bytes]] = []
        self._told_at: float | None = None
        self._watched, self._held = os.pipe()

    def start(self, *command: str) -> None:
        """Start one of our commands."""
        self._running.append(
            subprocess.Popen(
                [sys.executable, "-m", "app.surfaces.beside", *command],
                env=dict(os.environ),
                stdin=subprocess.PIPE,
                start_new_session=True,
            )
        )

    def join(self) -> None:
        """Let a worker of the server end with it too, also one that is never idle and so never looks for it.

        The worker closes the ends by which the server, and it alone, keeps all others alive.
        """
        for process in self._running:
            assert process.stdin is not None
            process.stdin.close()
        os.close(self._held)
        end_with_parent(self._watched, lambda: os.kill(os.getpid(), signal.SIGKILL))

    def stop(self) -> None:
        """Tell every process to end; say it once."""
        if self._told_at is None:
            self._told_at = time.monotonic()
            for process in self._running:
                process.terminate()

    def end(self) -> None:
        """Wait until every process has ended, and kill those that do not hear."""
        self.stop()
        assert self._told_at is not None
        for process in self._running:
            try:
                process.wait(timeout=max(0.0, self._told_at + GRACE - time.monotonic()))
            except subprocess.TimeoutExpired:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def serve(app: Flask) -> None:
    """Serve until interrupted; the clock and the training room run beside the web and end with it."""
    port = int(app.config["SUNSHINE_PORT"])
    beside = Beside()
    try:
        beside.start("clock")
        if not app.config["SUNSHINE_TRAINING"] and app.config["SUNSHINE_SURFACE"] != "public":
            app.config["SUNSHINE_TRAINING"] = f"http://127.0.0.1:{port + 1}"
            beside.start("training", "--port", str(port + 1))
        print(f"Sunshine: http://127.0.0.1:{port}/", flush=True)  # noqa: T201 - the one line that the console needs
        options = {"bind": f"127.0.0.1:{port}", "workers": WORKERS, "post_fork": lambda _server, _worker: beside.join()}
        Server(app, options, beside.stop).run()
    finally:
        beside.end()
