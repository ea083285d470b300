"""A county's own point goes to another county as a file, and is read there before it is saved."""

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app.supervision.own.models import OwnPoint, OwnPointVersion
from tests.supervision.test_own_point_pages import PLACE, SAID, write
from tests.web import at_work, form_token

OF = Callable[[str], FlaskClient]


def take(client: FlaskClient, content: bytes) -> TestResponse:
    """Hand a file in."""
    sent = {"csrf_token": form_token(client.get(f"{PLACE}file")), "file": (io.BytesIO(content), "point.json")}
    return client.post(f"{PLACE}file", data=sent, content_type="multipart/form-data")


@pytest.fixture
def file(client_of: OF) -> dict[str, Any]:
    """The file of a point that was written on the screen."""
    client = client_of("inspector")
    answer = client.get(f"{write(client)}/file")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="OWN.350102.1-1.json"'
    held: dict[str, Any] = json.loads(answer.data)
    return held


def test_a_point_is_taken_over_as_it_was_written(site: Flask, client_of: OF, file: dict[str, Any]) -> None:
    assert {name: str(file[name]) for name in ("title", "watched", "severity", "nature", "basis", "explanation")} == {
        name: SAID[name] for name in ("title", "watched", "severity", "nature", "basis", "explanation")
    }
    client = client_of("inspector")
    answer = take(client, json.dumps(file).encode())
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert 'class="fault"' not in page
    assert f'action="{PLACE}new"' in page
    with at_work(site) as session:
        assert session.scalar(select(func.count(OwnPoint.id))) == 1  # reading saves nothing
    cells = {f"conditions-{n}-{name}": text for n, row in enumerate(file["conditions"]) for name, text in row.items()}
    said = {name: str(file[name]) for name in file if name not in ("format", "conditions")}
    sent = {"csrf_token": form_token(answer), **said, **cells}
    assert client.post(f"{PLACE}new", data=sent).status_code == 302
    with at_work(site) as session:
        first, second = session.scalars(select(OwnPointVersion).order_by(OwnPointVersion.id))
        assert (first.title, first.conditions, first.basis) == (second.title, second.conditions, second.basis)
        assert first.own_point_id != second.own_point_id


def test_what_the_county_lacks_stands_beside_its_cell(client_of: OF, file: dict[str, Any]) -> None:
    file["conditions"].append({"term": "fact.加处金额", "is": "more", "value": "5", "other": "", "joined": "and"})
    page = take(client_of("inspector"), json.dumps(file).encode()).get_data(as_text=True)
    assert "本县区的案件没有“加处金额”" in page
    assert SAID["title"] in page


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\xff",
        b"[]",
        b"[" * 100_000,
        b'{"format": "other"}',
        b'{"format": "sunshine-own-point/1"}',
        b'{"format": "sunshine-own-point/1", "watched": ["approval"], "conditions": [{}]}',
        b'{"format": "sunshine-own-point/1", "watched": "bids", "conditions": [{"term": "received", "is": "filled"}]}',
        b'{"format": "sunshine-own-point/1", "watched": "approval", "conditions": [{"term": {}}]}',
        b'{"format": "sunshine-own-point/1", "watched": "approval", "conditions": []}',
        json.dumps({"format": "sunshine-own-point/1", "watched": "approval", "conditions": [{}] * 13}).encode(),
    ],
)
def test_what_is_no_file_of_a_point_is_refused_in_words(site: Flask, client_of: OF, content: bytes) -> None:
    answer = take(client_of("inspector"), content)
    assert answer.status_code == 422
    assert 'id="fault-file"' in answer.get_data(as_text=True)
    with at_work(site) as session:
        assert session.scalar(select(func.count(OwnPoint.id))) == 0


def test_a_file_is_taken_over_by_those_who_set_points(site: Flask, client_of: OF, file: dict[str, Any]) -> None:
    leader = client_of("leader")
    assert leader.get(f"{PLACE}file").status_code == 403
    with at_work(site) as session:
        assert session.scalar(select(func.count(OwnPoint.id))) == 1
        pk = session.scalars(select(OwnPoint.id)).one()
    assert leader.get(f"{PLACE}{pk}/file").get_json()["title"] == SAID["title"]
    assert client_of("window").get(f"{PLACE}{pk}/file").status_code == 403
