"""A citizen answers a one-time notice from the phone: papers, form, and nothing lost on the way."""

import io
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.approvals.models import Case, Material
from app.kernel.attachments import Attachment
from app.surfaces.database import db
from tests.citizen import apply, do, hidden_fields
from tests.web import refusal

PLACE = "/portal/progress/corrections"
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def asked(site: Flask, item: int, client_of: Callable[[str], FlaskClient]) -> FlaskClient:
    """A citizen whose application waits for corrections, on the way to correct it."""
    citizen = site.test_client()
    apply(citizen, item)
    with site.app_context():
        case = db.session.scalars(select(Case.id)).one()
        db.session.remove()
    do(client_of("window"), case, "give_notice", **{"paper-M1": "缺少平面图", "other": "路段写得不清楚"})
    return citizen


def send(citizen: FlaskClient, file: tuple[bytes, str] | None = None, **values: str) -> TestResponse:
    """Send the form of corrections as a browser would, with a file for the paper M1."""
    page = citizen.get(PLACE).get_data(as_text=True)
    kept = {"form-place": "津泰路98号门前", "form-kind": "施工"}
    files = {"paper-M1": (io.BytesIO(file[0]), file[1])} if file else {}
    return citizen.post(PLACE, data={**hidden_fields(page), **kept, **values, **files})


def stored(site: Flask) -> tuple[str, str, str | None]:
    """Return the state of the case, its road section, and the name of the file of its plan."""
    with site.app_context():
        case = db.session.scalars(select(Case)).one()
        name = db.session.scalar(select(Attachment.name).join(Material, Material.attachment_id == Attachment.id))
        found = (case.state, case.form["place"], name)
        db.session.remove()
    return found


def test_the_progress_page_leads_to_the_corrections(asked: FlaskClient) -> None:
    assert PLACE in asked.get("/portal/progress").get_data(as_text=True)
    page = asked.get(PLACE).get_data(as_text=True)
    assert "缺少平面图" in page and "路段写得不清楚" in page and "津泰路98号门前" in page


def test_a_paper_and_a_corrected_field_arrive(site: Flask, asked: FlaskClient) -> None:
    answer = send(asked, (PDF, "平面图.pdf"), **{"form-place": "津泰路98号北侧人行道"})
    assert answer.status_code == 302
    assert stored(site) == ("submitted", "津泰路98号北侧人行道", "平面图.pdf")


def test_a_paper_may_be_brought_to_the_window(site: Flask, asked: FlaskClient) -> None:
    assert send(asked, **{"brought-M1": "1"}).status_code == 302
    assert stored(site) == ("submitted", "津泰路98号门前", None)


def test_handing_in_nothing_is_refused(site: Flask, asked: FlaskClient) -> None:
    answer = send(asked)
    assert answer.status_code == 422
    assert "尚未作出任何补正" in answer.get_data(as_text=True)
    assert stored(site)[0] == "correcting"


def test_a_file_that_has_arrived_stays_when_the_form_is_wrong(site: Flask, asked: FlaskClient) -> None:
    refused = send(asked, (PDF, "平面图.pdf"), **{"form-place": ""})
    text = refused.get_data(as_text=True)
    assert refused.status_code == 422
    assert "fault-form-place" in text and "平面图.pdf" in text
    held = {"form-place": "津泰路98号门前", "form-kind": "施工"}
    assert asked.post(PLACE, data=hidden_fields(text) | held).status_code == 302
    assert stored(site) == ("submitted", "津泰路98号门前", "平面图.pdf")


def test_a_program_in_place_of_a_paper_is_told_beside_its_field(site: Flask, asked: FlaskClient) -> None:
    answer = send(asked, (b"MZ\x90\x00" + b"\x00" * 200, "平面图.pdf"))
    assert answer.status_code == 422
    assert "fault-paper-M1" in answer.get_data(as_text=True)
    assert stored(site)[0] == "correcting"


def test_a_file_of_somebody_else_cannot_be_claimed(site: Flask, asked: FlaskClient) -> None:
    assert send(asked, **{"held-M1": "350102000000099"}).status_code == 404
    assert stored(site)[0] == "correcting"


def test_without_a_notice_there_is_nothing_to_correct(site: Flask, item: int) -> None:
    citizen = site.test_client()
    apply(citizen, item)
    answer = citizen.get(PLACE)
    assert answer.status_code == 302 and answer.location.endswith("/portal/progress")


def test_a_stranger_corrects_nothing(site: Flask, asked: FlaskClient) -> None:
    stranger = site.test_client()
    assert refusal(stranger.get(PLACE)) == (404, "请先输入办件的查询码。")
    assert stored(site)[0] == "correcting"
