"""A half-filled application is kept under a code, files included, and continued from another phone."""

import io
import re

import pytest
from flask import Flask
from sqlalchemy import select

from app.approvals.models import Case, Draft
from app.surfaces.database import db
from tests.citizen import IDENTITY, hidden_fields
from tests.portal.test_correcting import PDF


@pytest.fixture
def code(site: Flask, item: int) -> str:
    """The code of an application that was begun and put aside."""
    first = site.test_client()
    place = f"/portal/items/{item}/apply"
    sent = hidden_fields(first.get(place).get_data(as_text=True)) | {
        "name": "林小燕", "form-place": "津泰路", "save": "1",
    }  # fmt: skip
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
    filled = {"kind": "person", "name": "林小燕", "identity": IDENTITY, "phone": "13800001234",
              "form-place": "津泰路", "form-kind": "施工"}  # fmt: skip
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
