"""What is kept encrypted is decrypted only where it is shown: lists, searches and exports select nothing else of it."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import Engine

from app.domains import DOMAINS
from app.kernel.places import Scope
from app.kernel.records import RecordKind
from app.surfaces.database import db
from app.surfaces.records.reading import base_query, sealed_columns
from tests.planted.county import plant
from tests.web import RunningProgram
from tests.world import OFFICIALS

pytestmark = pytest.mark.both_engines

KINDS = {kind.name: kind for domain in DOMAINS for kind in domain.records}
HOME = ("gulou-urban", "zhongshan", "handler")


def sealed_of(kind: RecordKind, shown: set[str]) -> set[tuple[str, str]]:
    """Return (table, column) of what is encrypted in a kind's rows and in those that its fields pick, not shown."""
    own = {(kind.model.__tablename__, name) for name in sealed_columns(kind.model) if name not in shown}
    picked = {getattr(kind.model, field.picks).property.mapper.class_ for field in kind.fields if field.picks}
    return own | {(model.__tablename__, name) for model in picked for name in sealed_columns(model)}


SEALED = sorted(name for name, kind in KINDS.items() if sealed_of(kind, {field.name for field in kind.listed}))


@contextmanager
def selecting() -> Iterator[list[str]]:
    """Collect the statements that reach the database."""
    heard: list[str] = []

    def listen(*said: Any) -> None:
        heard.append(str(said[2]))

    event.listen(Engine, "before_cursor_execute", listen)
    try:
        yield heard
    finally:
        event.remove(Engine, "before_cursor_execute", listen)


def selected(statements: list[str], table: str, column: str) -> list[str]:
    return [one for one in statements if re.search(rf"\b{table}(_\d+)?\.{column}\b", one)]


def test_there_are_kinds_with_sealed_columns_that_their_lists_do_not_show() -> None:
    assert {"approval", "penalty", "practitioner", "trade_offer", "trade_candidate", "trade_complaint"} <= set(SEALED)


@pytest.mark.parametrize("name", SEALED)
def test_a_list_and_its_resource_select_no_sealed_column_that_they_do_not_show(
    program: RunningProgram, client_of: Callable[[str], FlaskClient], name: str
) -> None:
    kind = KINDS[name]
    with program.app.app_context():
        plant(db.session(), *HOME)
        db.session.remove()
    shown = 0
    for short in readers_of(kind):
        client = client_of(short)
        for path, fields in ((f"/records/{name}/list/", kind.listed), (f"/api/v1/{name}/", kind.fields)):
            with selecting() as statements:
                answer = client.get(path)
            assert answer.status_code == 200, path
            assert selected(statements, kind.model.__tablename__, "id"), "the list was not read"
            for table, column in sealed_of(kind, {field.name for field in fields}):
                assert not selected(statements, table, column), (path, column)
            shown += answer.get_json()["count"] if path.startswith("/api") else 0
    assert shown, "no row was read"


def readers_of(kind: RecordKind) -> list[str]:
    """Return one official of each role that reads a kind, of the county in which the rows stand."""
    roles = {role for role, access in kind.access.items() if "can_read" in access.permissions}
    found = {next(iter(who[2])): short for short, who in reversed(OFFICIALS.items()) if who[2] & roles}
    return sorted(found.values())


def test_whoever_asks_for_one_row_may_ask_for_all_of_it() -> None:
    kind = KINDS["approval"]
    everything = str(base_query(kind, Scope.everything()).compile(dialect=sqlite.dialect()))
    assert all(f".{name}" in everything for name in sealed_columns(kind.model))
