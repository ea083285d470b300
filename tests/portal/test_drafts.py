"""A half-filled application is kept under a code, files included, and continued from another phone."""

import io
import re
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.approvals.models import Case, Draft
from app.kernel.attachments import Attachment, store_attachment
from app.kernel.quotas import QUOTAS
from app.surfaces.database import db
from app.surfaces.devices import COOKIE
from tests.citizen import IDENTITY, hidden_fields
from tests.portal.test_correcting import PDF


@pytest.fixture
def code(site: Flask, item: int) -> str:
    """The code of an application that was begun and put aside."""
    first = site.test_client()
    place = f"/portal/items/{item}/apply"
    sent = hidden_fields(first.get(place).get_data(as_text=True)) | {
        "name": "林小燕",
        "form-place": "津泰路",
        "save": "1",
    }
    answer = first.post(place, data={**sent, "paper-M1": (io.BytesIO(PDF), "平面图.pdf")})
    found = re.search(r"draft=([A-Z0-9-]+)", answer.location)
    assert found is not None
    return found.group(1)


def test_a_draft_is_continued_on_another_phone(site: Flask, item: int, code: str) -> None:
    other = site.test_client()
    asked = other.get("/portal/progress").get_data(as_text=True)
    moved = other.post("/portal/drafts", data=hidden_fields(asked) | {"draft": code.lower()})
    assert moved.status_code == 302
    text = other.get(moved.location).get_data(as_text=True)
    assert "林小燕" in text and "津泰路" in text and "平面图.pdf" in text
    filled = {
        "kind": "person",
        "name": "林小燕",
        "identity": IDENTITY,
        "phone": "13800001234",
        "form-place": "津泰路",
        "form-kind": "施工",
    }
    answer = other.post(f"/portal/items/{item}/apply", data=hidden_fields(text) | filled)
    assert answer.status_code == 302 and answer.location.endswith("/portal/receipt")
    with site.app_context():
        case = db.session.scalars(select(Case)).one()
        assert [paper.state for paper in case.materials] == ["handed_in"]
        assert db.session.scalars(select(Draft)).all() == []
        db.session.remove()


def test_a_wrong_code_is_told_and_kept_in_its_field(site: Flask, code: str) -> None:
    stranger = site.test_client()
    asked = stranger.get("/portal/progress").get_data(as_text=True)
    answer = stranger.post("/portal/drafts", data=hidden_fields(asked) | {"draft": "ABCD-EFGH"})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 404
    assert "ABCD-EFGH" in text and "fault-draft" in text


def send_files(visitor: FlaskClient, item: int, draft: str = "", address: str = "10.0.0.1") -> TestResponse:
    """Send a form that is refused, with a file; what has come stays in the draft."""
    place = f"/portal/items/{item}/apply"
    page = visitor.get(place, query_string={"draft": draft} if draft else {}).get_data(as_text=True)
    sent = hidden_fields(page) | {"name": "林小燕", "paper-M1": (io.BytesIO(PDF), "平面图.pdf")}
    return visitor.post(place, data=sent, environ_base={"REMOTE_ADDR": address})


def test_a_visitor_who_uses_up_his_quota_leaves_all_others_theirs(
    site: Flask, item: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    tight = {**QUOTAS, "device": replace(QUOTAS["device"], files_a_day=2)}
    monkeypatch.setitem(store_attachment.__kwdefaults__, "quotas", tight)
    greedy, other = site.test_client(), site.test_client()
    answers = [send_files(greedy, item) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [422, 422, 422]
    assert ["这台设备" in answer.get_data(as_text=True) for answer in answers] == [False, False, True]
    assert "这台设备" not in send_files(other, item).get_data(as_text=True)


def test_whoever_only_reads_gets_no_mark(site: Flask, item: int) -> None:
    visitor = site.test_client()
    visitor.get("/portal/")
    visitor.get(f"/portal/items/{item}/apply")
    assert visitor.get_cookie(COOKIE) is None
    send_files(visitor, item)
    cookie = visitor.get_cookie(COOKIE)
    assert cookie is not None and cookie.http_only and cookie.same_site == "Lax"


def test_a_file_sent_in_the_place_of_another_leaves_only_the_new_one(site: Flask, item: int, code: str) -> None:
    for _ in range(2):
        send_files(site.test_client(), item, code)
    with site.app_context():
        assert len(db.session.scalars(select(Attachment)).all()) == 1
        assert db.session.scalars(select(Draft)).one().kept
        db.session.remove()
