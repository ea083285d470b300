"""What machines ask before any page is served: alive, ready, and what is measured; no session, no limit, no page.

``/healthz`` answers while the process lives and asks nothing. ``/readyz`` answers 503 while no request could be
answered (database, tables, disk); what else is wrong is counted in the metrics and told by ``flask doctor``: a proxy
that took the site away because the clock stands still would only make it worse.
"""

import hmac
import time
from collections.abc import Callable, Iterable
from datetime import datetime
from threading import Lock
from typing import Any

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from app.surfaces.acts import now
from app.surfaces.database import db
from app.surfaces.running.checks import CHECKS, look_at
from app.surfaces.running.metrics import exposition

VITAL = tuple(check for check in CHECKS if check.vital)
KEPT_SECONDS = 2.0
"""Whoever asks more often is told what was found before."""
PLAIN = "text/plain; charset=utf-8"

Answer = tuple[str, str, bytes]
Environ = dict[str, Any]


class Probes:
    """Stands before the program and answers its three addresses."""

    def __init__(self, app: Flask) -> None:
        self._app, self._inner = app, app.wsgi_app
        self._token: str = app.config["SUNSHINE_METRICS_TOKEN"]
        self._lock, self._asked_at, self._ready = Lock(), 0.0, False
        self._answers: dict[str, Callable[[Environ], Answer]] = {
            "/healthz": lambda _environ: ("200 OK", PLAIN, b"alive\n"),
            "/readyz": self._tell_ready,
            "/metrics": self._tell_metrics,
        }

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer a probe, or leave the request to the program."""
        answer = self._answers.get(environ.get("PATH_INFO", ""))
        if answer is None or (answer == self._tell_metrics and not self._token):
            return self._inner(environ, start_response)
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            status, kind, body = "405 Method Not Allowed", PLAIN, b""
        else:
            status, kind, body = answer(environ)
        start_response(
            status, [("Content-Type", kind), ("Content-Length", str(len(body))), ("Cache-Control", "no-store")]
        )
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else body]

    def _tell_ready(self, _environ: Environ) -> Answer:
        with self._lock:
            if time.monotonic() - self._asked_at > KEPT_SECONDS:
                self._ready = is_ready(self._app)
                self._asked_at = time.monotonic()
        return ("200 OK", PLAIN, b"ready\n") if self._ready else ("503 Service Unavailable", PLAIN, b"not ready\n")

    def _tell_metrics(self, environ: Environ) -> Answer:
        told = str(environ.get("HTTP_AUTHORIZATION", "")).encode()
        if not hmac.compare_digest(told, f"Bearer {self._token}".encode()):
            return "401 Unauthorized", PLAIN, b"send the token of SUNSHINE_METRICS_TOKEN as bearer\n"
        kind, body = exposition(self._app)
        return "200 OK", kind, body


def is_ready(app: Flask, at: datetime | None = None) -> bool:
    """Tell whether requests can be answered here; never fails itself."""
    with app.app_context():
        try:
            return not any(found.trouble for found in look_at(db.session(), at or now(), VITAL))
        except (SQLAlchemyError, OSError):
            return False
        finally:
            db.session.remove()


def init_app(app: Flask) -> None:
    """Stand before the program, so that no proxy, host name or session decides what a probe hears."""
    app.wsgi_app = Probes(app)  # type: ignore[method-assign]
