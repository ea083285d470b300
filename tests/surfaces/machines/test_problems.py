"""Every refusal of a resource is a problem detail (RFC 9457) with a sentence in the language that was asked for."""

from typing import Any

import pytest
from flask import Flask

from app.surfaces.accounts.keybounds import Bounds
from tests.surfaces.keys import call, key_of, place_of


def assert_problem(answer: Any, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.get_data(as_text=True)
    assert answer.mimetype == "application/problem+json"
    held: dict[str, Any] = answer.get_json()
    assert (held["type"], held["status"]) == ("about:blank", status)
    assert held["title"] and len(held["detail"]) > 4 and "message" not in held
    return held


def test_every_way_of_refusing_is_told_in_the_same_form(site: Flask) -> None:
    raw = key_of(site, "county_admin", bounds=Bounds("organisation:write post:write power:read"))
    client = site.test_client()
    assert_problem(client.get("/api/v1/organisation/"), 401)
    assert_problem(client.get("/api/v1/organisation/", headers={"Authorization": "Bearer not.a.token"}), 401)
    assert_problem(call(site, raw[:-1] + "~"), 401)
    assert_problem(call(site, raw, "/api/v1/official/"), 403)
    assert_problem(call(site, raw, "/api/v1/power/", "POST", json={}), 403)
    assert_problem(call(site, raw, "/api/v1/organisation/1"), 404)
    assert_problem(call(site, raw, "/api/v1/nothing/"), 404)
    assert_problem(call(site, raw, "/api/v1/organisation/", "PATCH"), 405)
    assert_problem(call(site, raw, "/api/v1/organisation/?order=phone"), 400)
    assert_problem(call(site, raw, "/api/v1/post/", "POST", data="[", content_type="application/json"), 422)
    refused = assert_problem(call(site, raw, "/api/v1/post/", "POST", json={}), 422)
    assert {"organisation_id", "name"} <= refused["errors"].keys()
    assert client.get("/api/v1/organisation/").headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(("asked", "told", "words"), [("en", "en", "no such record"), ("zh-CN,zh", "zh", "没有")])
def test_the_sentence_is_in_the_language_asked_for(site: Flask, asked: str, told: str, words: str) -> None:
    raw = key_of(site, "county_admin")
    answer = call(site, raw, "/api/v1/organisation/1", headers={"Accept-Language": asked})
    assert words in assert_problem(answer, 404)["detail"]
    assert answer.headers["Content-Language"].startswith(told)


def test_a_bug_is_told_by_its_number_and_nothing_of_the_inside(site: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = key_of(site, "county_admin")

    def broken(*_asked: Any, **_named: Any) -> None:
        raise RuntimeError("the inside")

    monkeypatch.setattr("app.surfaces.api.read_page", broken)
    answer = call(site, raw)
    held = assert_problem(answer, 500)
    assert len(held["reference"]) == 8 and "inside" not in answer.get_data(as_text=True)


def test_what_is_read_has_a_mark_and_is_not_sent_twice(site: Flask) -> None:
    raw, pk = key_of(site, "county_admin"), place_of(site, "gudong")
    for address in (f"/api/v1/organisation/{pk}", "/api/v1/organisation/", "/api/v1/ledger/", "/api/v1/alert/"):
        first = call(site, raw, address)
        etag = first.headers["ETag"]
        again = call(site, raw, address, headers={"If-None-Match": etag})
        assert (again.status_code, again.get_data()) == (304, b"")
        assert call(site, raw, address, headers={"If-None-Match": '"other"'}).get_json() == first.get_json()


def test_a_change_of_what_changed_since_it_was_read_is_refused(site: Flask) -> None:
    raw, pk = key_of(site, "county_admin"), place_of(site, "gudong")
    address = f"/api/v1/organisation/{pk}"
    etag = call(site, raw, address).headers["ETag"]
    taken = call(site, raw, address, "PUT", json={"phone": "0591-1111"}, headers={"If-Match": etag})
    assert taken.status_code == 200, taken.get_json()
    late = call(site, raw, address, "PUT", json={"phone": "0591-2222"}, headers={"If-Match": etag})
    assert_problem(late, 412)
    assert call(site, raw, address).get_json()["result"]["phone"] == "0591-1111"
    now = call(site, raw, address).headers["ETag"]
    for match in (now, "*"):
        answer = call(site, raw, address, "PUT", json={"phone": "0591-3333"}, headers={"If-Match": match})
        assert answer.status_code == 200
