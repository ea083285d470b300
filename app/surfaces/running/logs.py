"""What the program writes down of itself: a line of JSON for each request and each event, without personal data.

Of a request stand there the name of its page, never its address, its fields or its visitor: an address may hold a
name that somebody searched for. The number of the request goes to the browser too (``X-Request-Id``), so that what a
person saw and what the log says are found together.
"""

import logging
import re
import secrets
import sys
import time
from typing import Any

from flask import Flask, Response, g, has_request_context, request
from pythonjsonlogger.json import JsonFormatter

ACCESS = logging.getLogger("sunshine.access")
NUMBER = re.compile(r"[A-Za-z0-9-]{8,64}")
FIELDS = ("levelname", "name", "message", "request")
NAMES = {"levelname": "level", "name": "from"}


class _Numbered(logging.Filter):
    """Put the number of the request beside whatever is said during it."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request = g.get("request_number", "") if has_request_context() else ""
        return True


def init_app(app: Flask) -> None:
    """Number every request; where JSON is wanted, write all that is logged as JSON, requests too."""
    app.before_request(_number)
    if app.config["SUNSHINE_LOG"] == "json":
        write_json(logging.getLogger())
        for name in ("gunicorn.error", "gunicorn.access"):
            logging.getLogger(name).handlers.clear()
            logging.getLogger(name).propagate = True
        app.after_request(_write)
    app.after_request(_tell)


def write_json(root: logging.Logger, stream: Any = None) -> None:
    """Let a logger and all below it write JSON to the console, one object a line."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        JsonFormatter(
            " ".join(f"%({name})s" for name in FIELDS), rename_fields=NAMES, timestamp="time", json_ensure_ascii=False
        )
    )
    handler.addFilter(_Numbered())
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)


def _number() -> None:
    given = request.headers.get("X-Request-Id", "")
    g.request_number = given if NUMBER.fullmatch(given) else secrets.token_hex(8)
    g.request_began = time.perf_counter()


def _tell(response: Response) -> Response:
    if "request_number" in g:
        response.headers["X-Request-Id"] = g.request_number
    return response


def _write(response: Response) -> Response:
    if "request_number" in g:
        said = {
            "page": request.endpoint or "",
            "method": request.method,
            "status": response.status_code,
            "ms": round((time.perf_counter() - g.request_began) * 1000, 1),
        }
        ACCESS.info("request", extra=said)
    return response
