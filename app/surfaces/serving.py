"""Serving on one machine: gunicorn's workers, the clock and the training room, started and stopped together."""

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
    """Serve until interrupted; the clock and the training room run beside the web and end with it."""
    port = int(app.config["SUNSHINE_PORT"])
    beside = [_beside("clock")]
    if not app.config["SUNSHINE_TRAINING"] and app.config["SUNSHINE_SURFACE"] != "public":
        app.config["SUNSHINE_TRAINING"] = f"http://127.0.0.1:{port + 1}"
        beside.append(_beside("training", "--port", str(port + 1)))
    print(f"Sunshine: http://127.0.0.1:{port}/", flush=True)  # noqa: T201 - the one line that the console needs
    try:
        Server(
            app,
            {
                "bind": f"127.0.0.1:{port}",
                "workers": WORKERS,
                "worker_class": "sync",
                "timeout": 60,
                "control_socket_disable": True,
            },
        ).run()
    finally:
        for process in beside:
            process.terminate()
        for process in beside:
            process.wait(timeout=20)


def _beside(*command: str) -> "subprocess.Popen[bytes]":
    """Start one of our commands beside the web server."""
    return subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "run:app", *command], env=dict(os.environ)
    )
