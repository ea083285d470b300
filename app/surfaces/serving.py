"""Serving on one machine: gunicorn's workers and the clock, started and stopped together."""

import os
import subprocess
import sys
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

WORKERS = 2


class Server(BaseApplication):
    """Gunicorn around an app that is put together already; sync workers, one request at a time each."""

    def __init__(self, app: Flask, options: dict[str, Any]) -> None:
        self.app, self.options = app, options
        super().__init__()

    def load_config(self) -> None:
        """Hand our options to gunicorn."""
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Return the app that the workers serve."""
        return self.app


def serve(app: Flask) -> None:
    """Serve until interrupted; the clock runs beside the web and ends with it."""
    port = app.config["SUNSHINE_PORT"]
    clock = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "run:app", "clock"], env=dict(os.environ)
    )
    print(f"Sunshine: http://127.0.0.1:{port}/", flush=True)  # noqa: T201 - the one line that the console needs
    try:
        Server(
            app, {"bind": f"127.0.0.1:{port}", "workers": WORKERS, "worker_class": "sync", "timeout": 60}
        ).run()
    finally:
        clock.terminate()
        clock.wait(timeout=20)
