"""The whole program with an inspector logged in: ``python -m bench.ours ADDRESS`` answers its pages.

One more domain gives generated screens to the table that the peers show: what a record kind makes.
"""

import sys
import tempfile
from pathlib import Path
from unittest.mock import patch

from flask import Flask
from sqlalchemy import event
from sqlalchemy.engine import Engine

import app.composition
from app import create_app
from app.domains import DOMAINS
from app.kernel.domain import Domain
from app.kernel.records import Access, Field, RecordKind
from app.kernel.roles import Role
from app.kernel.subjects import tables
from app.supervision.models import AlertState
from bench.alerts import BenchAlert
from bench.peers.asking import serve
from tests.conftest import NOW
from tests.web import login

DATA_KEY = "a key for benchmarks only, of 32 characters"
"""Also a program that runs in production mode over a kept database has this one."""

KIND = RecordKind(
    name="bench_alert",
    model=BenchAlert,
    title="Alerts",
    menu="Supervision",
    order=("detected_at", "desc"),
    scope="organisation_id",
    sheet=False,
    fields=(
        Field("point", "Point", listed=True),
        Field("severity", "Severity", listed=True),
        Field("text", "Text", listed=True, searchable=True),
        Field("organisation_id", "Organisation", picks="organisation", listed=True, filtered=True),
        Field("town_id", "Town", picks="town", filtered=True, first=False),
        Field("power_id", "Power", picks="power", filtered=True),
        Field("state", "State", choices=AlertState, listed=True, filtered=True),
        Field("occurred_at", "Occurred", listed=True, first=False),
        Field("detected_at", "Detected", listed=True, filtered=True),
    ),
    access={Role.INSPECTOR: Access.ALL},
)


def program(address: str) -> Flask:
    """Return the program on a database, with the bench's kind beside its own."""
    bench = Domain(name="bench", title="Bench", records=(KIND,), subjects=tables(BenchAlert))
    with patch.object(app.composition, "DOMAINS", (*DOMAINS, bench)):
        return create_app(
            {
                "SUNSHINE_MODE": "testing",
                "SUNSHINE_DATA_KEY": DATA_KEY,
                "SUNSHINE_FOLDER": Path(tempfile.mkdtemp(prefix="sunshine-bench-")),
                "SQLALCHEMY_DATABASE_URI": address,
                "TESTING": True,
                "SUNSHINE_TEST_NOW": NOW,
                "SUNSHINE_LIMITED": False,
            }
        )


def main() -> None:
    """Start the program, log an inspector in, and answer."""
    made = program(sys.argv[1])
    count = 0

    @event.listens_for(Engine, "before_cursor_execute")
    def _count(*_: object) -> None:
        nonlocal count
        count += 1

    client = login(made, "inspector")

    def get(address: str) -> tuple[int, bytes]:
        answer = client.get(address)
        return answer.status_code, answer.data

    serve(get, lambda: count)


if __name__ == "__main__":
    main()
