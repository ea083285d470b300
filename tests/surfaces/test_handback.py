"""What was typed is never lost: the session over, the page open too long; shown once, to the same account alone."""

import html
import io
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.approvals.models import Case
from app.surfaces.drafts.models import FormDraft
from tests.citizen import IDENTITY, hidden_fields
from tests.conftest import NOW
from tests.web import PASSWORD, TOTP_SECRET, at_work, form_token, login

FILLED = {
    "kind": "person",
    "name": "林小燕",
    "identity": IDENTITY,
    "phone": "13800001234",
    "form-place": "津泰路98号门前",
    "form-kind": "施工",
    "form-note": '引号"和<尖括号>',
}
HERE = {"Referer": "http://localhost/cases/new/1"}


def enter(client: FlaskClient, short: str = "window", then: str = "/") -> str:
    """Log in on the page, as a person does; returns where he is led."""
    page = client.get(f"/login/?next={then}")
    sent = {"csrf_token": form_token(page), "username": short, "password": PASSWORD, "next": then}
    answer = client.post("/login/", data=sent)
    if "/login/code" in answer.location:
        import pyotp

        code = pyotp.TOTP(TOTP_SECRET).at(client.application.config["SUNSHINE_TEST_NOW"])
        page = client.get("/login/code")
        answer = client.post("/login/code", data={"csrf_token": form_token(page), "code": code})
    assert answer.status_code == 302, answer.get_data(as_text=True)[-2000:]
    return str(answer.location)


def values_of(text: str) -> dict[str, str]:
    """Return what a handed-back page would send."""
    part = text.split("<main", 1)[1]
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', part)
    return {html.unescape(name): html.unescape(value) for name, value in found}


def test_after_a_rest_the_form_comes_back_once_and_is_sent(site: Flask, item: int) -> None:
    client = site.test_client()
    enter(client)
    page = client.get(f"/cases/new/{item}")
    sent = hidden_fields(page.get_data(as_text=True)) | FILLED
    site.config["SUNSHINE_TEST_NOW"] = NOW + timedelta(hours=2)
    answer = client.post(f"/cases/new/{item}", data=sent, headers=HERE)
    assert (answer.status_code, answer.location.split("?")[0]) == (302, "/login/")
    assert enter(client) == "/handed-back"
    shown = client.get("/handed-back").get_data(as_text=True)
    back = values_of(shown)
    assert {name: back[name] for name in FILLED} == FILLED
    assert client.get("/handed-back").status_code == 404
    answer = client.post(f"/cases/new/{item}", data=back, headers=HERE)
    assert answer.status_code == 302
    with at_work(site) as session:
        assert session.scalars(select(Case)).one().applicant_name == "林小燕"


def test_it_comes_back_when_even_the_cookie_is_gone_and_to_nobody_else(site: Flask, item: int) -> None:
    client = site.test_client()
    enter(client)
    sent = hidden_fields(client.get(f"/cases/new/{item}").get_data(as_text=True)) | FILLED
    bare = site.test_client()
    answer = bare.post(f"/cases/new/{item}", data=sent, headers=HERE)
    assert (answer.status_code, answer.location.split("?")[0]) == (302, "/login/")
    with at_work(site) as session:
        kept = session.scalars(select(FormDraft)).one()
        assert "林小燕" in kept.content and "csrf_token" not in kept.content
    assert enter(bare, "handler") == "/"
    assert bare.get("/handed-back").status_code == 404
    assert enter(site.test_client()) == "/handed-back"


def test_what_was_kept_too_long_ago_comes_back_no_more(site: Flask, item: int) -> None:
    client = site.test_client()
    enter(client)
    sent = hidden_fields(client.get(f"/cases/new/{item}").get_data(as_text=True)) | FILLED
    site.test_client().post(f"/cases/new/{item}", data=sent, headers=HERE)
    site.config["SUNSHINE_TEST_NOW"] = NOW + timedelta(hours=13)
    assert enter(site.test_client()) == "/"


def test_a_citizen_whose_page_stood_long_gets_everything_back_at_once(site: Flask, item: int) -> None:
    place = f"/portal/items/{item}/apply"
    sent = hidden_fields(site.test_client().get(place).get_data(as_text=True)) | FILLED
    later = site.test_client()
    files = {"paper-M1": (io.BytesIO(b"%PDF-1.4"), "平面图.pdf")}
    answer = later.post(place, data=sent | files, headers={"Referer": f"http://localhost{place}"})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 400 and "平面图.pdf" in text and 'type="file" name="paper-M1"' in text
    back = values_of(text)
    assert {name: back[name] for name in FILLED} == FILLED
    answer = later.post(place, data=back, headers={"Referer": f"http://localhost{place}"})
    assert answer.status_code == 302
    with at_work(site) as session:
        assert session.scalars(select(Case)).one().applicant_name == "林小燕"


@pytest.mark.parametrize("headers", [{}, {"Origin": "https://evil.example"}, {"Referer": "https://evil.example/x"}])
def test_what_another_site_sends_is_never_made_ready_to_send(site: Flask, item: int, headers: dict[str, str]) -> None:
    answer = site.test_client().post(f"/portal/items/{item}/apply", data=FILLED, headers=headers)
    assert answer.status_code == 400
    assert "林小燕" not in answer.get_data(as_text=True)


def test_passwords_are_neither_kept_nor_shown(site: Flask) -> None:
    client = site.test_client()
    sent = {"csrf_token": "x", "username": "window", "password": PASSWORD}
    answer = client.post("/login/", data=sent, headers={"Referer": "http://localhost/login/"})
    assert answer.status_code == 302 and PASSWORD not in answer.get_data(as_text=True)
    with at_work(site) as session:
        assert session.scalars(select(FormDraft)).all() == []


def test_a_form_of_another_account_is_not_shown_to_who_is_logged_in_now(
    site: Flask, item: int, client_of: Callable[[str], FlaskClient]
) -> None:
    client = site.test_client()
    enter(client)
    sent = hidden_fields(client.get(f"/cases/new/{item}").get_data(as_text=True)) | FILLED
    other = login(site, "handler")
    other.get("/")
    answer = other.post(f"/cases/new/{item}", data=sent, headers=HERE)
    assert "林小燕" not in answer.get_data(as_text=True)
    assert other.get("/handed-back").status_code == 404
