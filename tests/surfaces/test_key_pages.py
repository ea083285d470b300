"""The pages of a key: made narrow, changed and rotated in the browser, with the password; nothing typed is lost."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.kernel.audit import TrailRow
from app.surfaces.accounts.keybounds import Bounds
from app.surfaces.accounts.models import AccessKey
from tests.surfaces.keys import call, key_of, pk_of, place_of
from tests.surfaces.test_keys import form
from tests.web import PASSWORD, at_work, form_token, login


def sent(client: FlaskClient, pk: int, **changed: Any) -> dict[str, Any]:
    token = form_token(client.get(f"/keys/{pk}"))
    return {"csrf_token": token, "writes": "0", "per_minute": "600", "password": PASSWORD, **changed}


def held(site: Flask) -> AccessKey:
    with at_work(site) as session:
        return session.scalars(select(AccessKey)).one()


def test_an_administrator_makes_a_key_for_a_town_and_a_kind(site: Flask) -> None:
    client = login(site, "county_admin")
    narrow = {"role": "county_admin", "place": "鼓东街道办事处", "networks": "127.0.0.0/8", "per_minute": "60"}
    page = client.post("/keys/", data={**form(client, **narrow), "read": ["organisation", "post"]})
    (raw,) = re.findall(r"<code>(sst_[\w-]{43})</code>", page.get_data(as_text=True))
    key = held(site)
    assert (key.scopes, key.networks, key.per_minute) == ("organisation:read post:read", "127.0.0.0/8", 60)
    assert {row["code"] for row in call(site, raw).get_json()["result"]} == {"gudong", "zhongshan", "qingcheng"}
    assert "鼓东街道办事处" in client.get("/keys/").get_data(as_text=True)


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("place", {"place": "不存在的地方"}),
        ("networks", {"networks": "10.20"}),
        ("per_minute", {"per_minute": "many"}),
        ("scopes", {"write": ["organisation"]}),
        ("password", {"password": "wrong"}),
    ],
)
def test_a_refused_change_keeps_what_was_typed_and_changes_nothing(
    site: Flask, field: str, typed: dict[str, Any]
) -> None:
    raw = key_of(site, "county_admin", bounds=Bounds("post:read"))
    client, pk = login(site, "county_admin"), pk_of(site, raw)
    answer = client.post(f"/keys/{pk}", data=sent(client, pk, **{"read": ["official"], **typed}))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and f'id="fault-{field}"' in page
    assert re.search(r'name="read" value="official"[^>]* checked', page)
    assert not re.search(r'name="read" value="post"[^>]* checked', page)
    for text in typed.values():
        assert field in ("scopes", "password") or f'value="{text}"' in page
    assert held(site).scopes == "post:read"


def test_a_key_is_narrowed_and_rotated_in_the_browser(site: Flask) -> None:
    raw = key_of(site, "county_admin")
    client, pk = login(site, "county_admin"), pk_of(site, raw)
    assert client.post(f"/keys/{pk}", data=sent(client, pk, read=["post"])).status_code == 302
    assert call(site, raw).status_code == 403 and call(site, raw, "/api/v1/post/").status_code == 200
    refused = client.post(f"/keys/{pk}/rotate", data=sent(client, pk, days="soon"))
    assert refused.status_code == 422 and 'id="fault-rotate-days"' in refused.get_data(as_text=True)
    page = client.post(f"/keys/{pk}/rotate", data=sent(client, pk, days="7")).get_data(as_text=True)
    (new,) = re.findall(r"<code>(sst_[\w-]{43})</code>", page)
    assert new not in client.get(f"/keys/{pk}").get_data(as_text=True)
    assert [call(site, one, "/api/v1/post/").status_code for one in (raw, new)] == [200, 200]
    with at_work(site) as session:
        told = list(session.scalars(select(TrailRow.verb).where(TrailRow.verb.startswith("key."))))
        assert told == ["key.made", "key.changed", "key.rotated"]
        facts = " ".join(session.scalars(select(TrailRow.facts).where(TrailRow.verb.startswith("key."))))
        assert raw not in facts and new not in facts


def test_the_page_of_a_key_is_its_holders_and_his_administrators(site: Flask) -> None:
    raw = key_of(site, "handler", bounds=Bounds(place_id=place_of(site, "gulou-urban")))
    pk = pk_of(site, raw)
    statuses = {}
    for short in ("handler", "county_admin", "second_handler", "inspector", "other_county_admin"):
        client = login(site, short)
        statuses[short] = client.get(f"/keys/{pk}").status_code
        if statuses[short] != 200:
            token = form_token(client.get("/keys/"))
            for address in (f"/keys/{pk}", f"/keys/{pk}/rotate"):
                data = {"csrf_token": token, "days": "0", "per_minute": "1", "password": PASSWORD}
                assert client.post(address, data=data).status_code == statuses[short]
    assert statuses == {
        "handler": 200,
        "county_admin": 200,
        "second_handler": 403,
        "inspector": 403,
        "other_county_admin": 404,
    }
    assert (held(site).per_minute, call(site, raw).status_code) == (600, 200)


def test_a_key_that_has_ended_is_shown_without_forms(site: Flask) -> None:
    raw = key_of(site, "handler")
    client, pk = login(site, "handler"), pk_of(site, raw)
    client.post(f"/keys/{pk}/revoke", data={"csrf_token": form_token(client.get("/keys/"))})
    page = client.get(f"/keys/{pk}").get_data(as_text=True).split("<main", 1)[1]
    assert "/rotate" not in page and 'name="password"' not in page
    answer = client.post(
        f"/keys/{pk}/rotate", data={"csrf_token": form_token(client.get("/keys/")), "days": "1", "password": PASSWORD}
    )
    assert answer.status_code == 409
