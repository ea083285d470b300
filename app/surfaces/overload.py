"""More visitors than can be served: whoever has waited too long is told at once when to come again.

The system knows how long a request has waited at the port before a worker took it up. Turning the late ones away costs
little, so that the queue stays short and everybody hears something within two seconds.
"""

import struct
from socket import IPPROTO_TCP
from typing import Any

from flask import Flask, request
from flask.typing import ResponseReturnValue

from app.kernel.words import N_
from app.surfaces.faults import busy

READING, WRITING = 1.0, 1.7
"""Seconds that a request may have waited; who sends something is served longer than who only looks."""
TCP_INFO, LAST_DATA_RECEIVED = 11, 52
"""Option of a socket on Linux, and where in its answer stand the milliseconds since data came last (linux/tcp.h)."""


def init_app(app: Flask) -> None:
    """In production, answer late requests before anything else is done for them."""
    if app.config["SUNSHINE_MODE"] == "production":
        app.before_request(turn_away)


def turn_away() -> ResponseReturnValue | None:
    """Tell who has waited too long to come again; files that were sent cannot be handed back, so they are taken."""
    if request.mimetype == "multipart/form-data" or (request.endpoint or "").endswith("static"):
        return None
    patience = READING if request.method in ("GET", "HEAD", "OPTIONS") else WRITING
    if waited(request.environ.get("gunicorn.socket")) <= patience:
        return None
    return busy(N_("More people are using the platform than it can serve at once. Try again in %(seconds)s seconds."))


def waited(connection: Any) -> float:
    """Return the seconds since the request of a connection came in; zero where the system does not tell."""
    try:
        told = connection.getsockopt(IPPROTO_TCP, TCP_INFO, LAST_DATA_RECEIVED + 4)
        return float(struct.unpack_from("I", told, LAST_DATA_RECEIVED)[0]) / 1000
    except (AttributeError, OSError, struct.error):  # another system, or a socket in the file system
        return 0.0
