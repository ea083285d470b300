"""What is measured, as Prometheus reads it (text format 0.0.4): requests by page, and the state of what runs behind.

Off unless ``SUNSHINE_METRICS_TOKEN`` is set. Each process writes its own files, which whoever is asked sums up; the
state (clock, jobs, outbox, troubles, and what each domain hands over) is read from the database when it is asked for.
"""

import os
import time
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from typing import Any

from flask import Flask, Response, g, request
from sqlalchemy.exc import SQLAlchemyError

from app.kernel.domain import Gauge, Gauges
from app.surfaces.acts import now
from app.surfaces.database import db
from app.surfaces.folders import folder_of_counts
from app.surfaces.running.checks import look_at

SHARED = "PROMETHEUS_MULTIPROC_DIR"
"""Where the library keeps the counts of each process; it reads this when it is imported."""
BUCKETS = (0.05, 0.1, 0.3, 1.0, 3.0, 10.0)
"""Seconds; pages are promised in 0.3."""


def init_app(app: Flask) -> None:
    """Count every request by page, method and kind of answer; nothing of who asked or for what."""
    if not app.config["SUNSHINE_METRICS_TOKEN"]:
        return
    folder = folder_of_counts(app.config)
    folder.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault(SHARED, str(folder))
    seconds = _seconds()

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()

    @app.after_request
    def end(response: Response) -> Response:
        if "began" in g:
            labels = (request.endpoint or "none", request.method, f"{response.status_code // 100}xx")
            with suppress(OSError):  # a full disk: the page matters more than its measure
                seconds.labels(*labels).observe(time.perf_counter() - g.began)
        return response


@cache
def _seconds() -> Any:
    """Return the one measure of this process."""
    from prometheus_client import Histogram  # noqa: PLC0415 - looks for the folder when it is imported

    labels = ("page", "method", "answer")
    return Histogram("sunshine_request_seconds", "Seconds to answer a request", labels, buckets=BUCKETS)


def exposition(app: Flask) -> tuple[str, bytes]:
    """Return the media type and the text of everything that is measured."""
    from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest  # noqa: PLC0415
    from prometheus_client.core import GaugeMetricFamily  # noqa: PLC0415
    from prometheus_client.multiprocess import MultiProcessCollector  # noqa: PLC0415

    class State:
        """What stands in the database now."""

        def collect(self) -> Iterable[GaugeMetricFamily]:
            up = GaugeMetricFamily("sunshine_well", "1 where a check finds all in order", labels=["check"])
            with app.app_context():
                try:
                    session, at = db.session(), now()
                    for found in look_at(session, at):
                        up.add_metric([found.check.name], 0.0 if found.trouble else 1.0)
                    yield up
                    for gauge in gauges(app):
                        for name, title, value in gauge.told(session, at):
                            if value is not None:
                                yield GaugeMetricFamily(f"sunshine_{name}", title, value=value)
                except SQLAlchemyError:  # away in the middle: the check of the database has told it
                    return
                finally:
                    db.session.remove()

    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    registry.register(State())
    return CONTENT_TYPE_LATEST, generate_latest(registry)


def gauges(app: Flask) -> Iterable[Gauge | Gauges]:
    """Return what the domains let be measured."""
    return (gauge for domain in app.extensions["sunshine"].domains for gauge in domain.gauges)
