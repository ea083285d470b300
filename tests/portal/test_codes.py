"""Codes by which citizens come back can be tried a few times an hour, at every door that takes one."""

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.surfaces import codes
from tests.citizen import IDENTITY, hidden_fields
from tests.conftest import NOW
from tests.portal.test_correcting import PDF

STOPPED = "输错的次数太多"
POSTED = {
    "/portal/drafts": "draft",
    "/portal/progress": "code",
    "/portal/mine": "code",
    "/portal/villages/answers": "code",
    "/portal/villages/subsidy": "code",
    "/portal/disclosure/follow": "code",
    "/portal/intermediaries/reports": "code",
    "/portal/intermediaries/own": "code",
    "/portal/enforcement/complaint": "code",
}
"""Address of a door, and the name of its code."""
ASKED = ("/portal/items/{item}/apply?draft={code}", "/portal/verify/{code}")

Try = Callable[[str, str], TestResponse]


@pytest.fixture(params=[*POSTED, *ASKED])
def attempt(site: Flask, item: int, request: pytest.FixtureRequest) -> Try:
    """Try a code at a door from an address, each time as another browser."""
    door = str(request.param)

    def tried(code: str, address: str) -> TestResponse:
        client, environ = site.test_client(), {"REMOTE_ADDR": address}
        if door not in POSTED:
            return client.get(door.format(item=item, code=code), environ_base=environ)
        page = "/portal/progress" if door == "/portal/drafts" else door
        sent = hidden_fields(client.get(page).get_data(as_text=True)) | {POSTED[door]: code, "tail": "0000"}
        return client.post(door, data=sent, environ_base=environ)

    return tried


def stopped(answer: TestResponse) -> bool:
    return STOPPED in answer.get_data(as_text=True)


def test_wrong_codes_are_counted_by_address_at_every_door(
    site: Flask, attempt: Try, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(codes.MOST, "address", 3)
    assert [stopped(attempt(f"WRONG{number}", "10.0.0.1")) for number in range(4)] == [False] * 3 + [True]
    assert not stopped(attempt("WRONG", "10.0.0.2"))
    site.config["SUNSHINE_TEST_NOW"] = NOW + timedelta(hours=1)
    assert not stopped(attempt("WRONG9", "10.0.0.1"))


def test_one_code_is_not_tried_on_and_on_from_many_addresses(attempt: Try) -> None:
    tries = [stopped(attempt("ABCD-EFGH", f"10.0.1.{number}")) for number in range(6)]
    assert tries == [False] * 5 + [True]


@pytest.fixture
def receipt(site: Flask, item: int) -> str:
    """The query code of an application that was sent."""
    citizen = site.test_client()
    place = f"/portal/items/{item}/apply"
    sent = hidden_fields(citizen.get(place).get_data(as_text=True)) | {
        "kind": "person",
        "name": "林小燕",
        "identity": IDENTITY,
        "phone": "13800001234",
        "form-place": "津泰路",
        "form-kind": "施工",
    }
    answer = citizen.post(place, data={**sent, "paper-M1": (io.BytesIO(PDF), "平面图.pdf")})
    with citizen.session_transaction() as cookie:
        assert "receipt" in cookie, answer.get_data(as_text=True)[:3000]
        return str(cookie["receipt"]["code"])


def ask(client: FlaskClient, code: str, tail: str) -> int:
    sent = hidden_fields(client.get("/portal/progress?other=1").get_data(as_text=True))
    return client.post("/portal/progress", data=sent | {"code": code, "tail": tail}).status_code


def test_what_fits_counts_nothing_and_the_second_part_cannot_be_guessed(site: Flask, receipt: str) -> None:
    visitor = site.test_client()
    assert [ask(visitor, receipt, "1234") for _ in range(8)] == [302] * 8
    assert [ask(visitor, receipt, f"000{number}") for number in range(5)] == [404] * 5
    assert ask(visitor, receipt, "1234") == 429
    site.config["SUNSHINE_TEST_NOW"] = NOW + timedelta(hours=1)
    assert ask(visitor, receipt, "1234") == 302
