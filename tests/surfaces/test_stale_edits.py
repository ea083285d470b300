"""Two clerks, one record: the second is told, sees what the first wrote, and keeps his own text."""

import html
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.kernel.places import Organisation
from app.surfaces.database import db
from tests.citizen import hidden_fields

pytestmark = pytest.mark.both_engines

FIRST, SECOND = "0591-11111111", "0591-22222222"


@pytest.fixture
def organ(site: Flask) -> int:
    """The id of the organisation that both change."""
    with site.app_context():
        pk = db.session.scalars(select(Organisation.id).where(Organisation.code == "gulou-urban")).one()
        db.session.remove()
    return int(pk)


def shown(client: FlaskClient, organ: int) -> dict[str, str]:
    """Return what the form sends when nothing is typed."""
    text = client.get(f"/records/organisation/edit/{organ}").get_data(as_text=True)
    with client.application.app_context():
        row = db.session.get_one(Organisation, organ)
        kept = {name: str(getattr(row, name) or "") for name in ("code", "name", "body", "region_code", "parent_id")}
        db.session.remove()
    return kept | {k: html.unescape(v) for k, v in hidden_fields(text).items() if k in ("csrf_token", "edition")}


def test_the_second_is_told_and_keeps_his_text(organ: int, client_of: Callable[[str], FlaskClient]) -> None:
    one, two = client_of("county_admin"), client_of("city_admin")
    mine, his = shown(one, organ), shown(two, organ)
    place = f"/records/organisation/edit/{organ}"
    assert one.post(place, data=mine | {"phone": FIRST}).status_code == 302
    refused = two.post(place, data=his | {"phone": SECOND})
    text = refused.get_data(as_text=True)
    assert refused.status_code == 409
    assert "其他人" in text or "他人" in text
    assert FIRST in text and SECOND in text
    again = his | hidden_fields(text) | {"phone": SECOND}
    assert two.post(place, data=again).status_code == 302


def test_one_who_saves_twice_in_a_row_is_not_stopped(organ: int, client_of: Callable[[str], FlaskClient]) -> None:
    client = client_of("county_admin")
    for phone in (FIRST, SECOND):
        sent = shown(client, organ) | {"phone": phone}
        assert client.post(f"/records/organisation/edit/{organ}", data=sent).status_code == 302
    assert SECOND in client.get(f"/records/organisation/show/{organ}").get_data(as_text=True)


def test_a_program_with_an_old_edition_is_refused(organ: int, client_of: Callable[[str], FlaskClient]) -> None:
    client = client_of("county_admin")
    place = f"/api/v1/organisation/{organ}"
    seen = client.get(place).get_json()["result"]["edition"]
    token = {"X-CSRFToken": shown(client, organ)["csrf_token"]}
    first = client.put(place, json={"phone": FIRST, "edition": seen}, headers=token)
    assert first.status_code == 200 and first.get_json()["result"]["edition"] != seen
    assert client.put(place, json={"phone": SECOND, "edition": seen}, headers=token).status_code == 409
    assert client.put(place, json={"phone": SECOND}, headers=token).status_code == 200
