"""Logging in: who may, who may not, and what a stolen or stale cookie is worth."""

from collections.abc import Callable
from datetime import timedelta

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.kernel.places import Official
from app.surfaces.database import db
from tests.web import PASSWORD, TOTP_SECRET, form_token, refusal
from tests.world import OFFICIALS


def enter(client: FlaskClient, name: str, password: str = PASSWORD) -> TestResponse:
    page = client.get("/login/")
    return client.post("/login/", data={"username": name, "password": password, "csrf_token": form_token(page)})


def test_a_clerk_logs_in_with_name_and_password(site: Flask) -> None:
    client = site.test_client()
    assert enter(client, "town_clerk").status_code == 302
    assert OFFICIALS["town_clerk"][0] in client.get("/").get_data(as_text=True)


def test_an_inspector_needs_the_code_of_his_phone(site: Flask) -> None:
    client = site.test_client()
    answer = enter(client, "inspector")
    assert answer.location == "/login/code"
    assert client.get("/").status_code == 302
    token = form_token(client.get("/login/code"))
    code = pyotp.TOTP(TOTP_SECRET).at(site.config["SUNSHINE_TEST_NOW"])
    assert client.post("/login/code", data={"code": code, "csrf_token": token}).status_code == 302
    assert client.get("/").status_code == 200


def test_a_code_is_never_accepted_twice(site: Flask) -> None:
    code = pyotp.TOTP(TOTP_SECRET).at(site.config["SUNSHINE_TEST_NOW"])
    for expected in (302, 401):
        client = site.test_client()
        enter(client, "inspector")
        token = form_token(client.get("/login/code"))
        assert client.post("/login/code", data={"code": code, "csrf_token": token}).status_code == expected
        assert (client.get("/").location is None) == (expected == 302)


def test_after_five_wrong_passwords_the_right_one_is_refused_too(site: Flask) -> None:
    client = site.test_client()
    for _ in range(5):
        assert enter(client, "handler", "wrong").status_code == 401
    answer = enter(client, "handler")
    assert answer.status_code == 429 and "分钟" in answer.get_data(as_text=True)


def test_unknown_and_known_names_get_the_same_answer(site: Flask) -> None:
    known = enter(site.test_client(), "handler", "wrong").get_data(as_text=True)
    unknown = enter(site.test_client(), "nobody-at-all", "wrong").get_data(as_text=True)
    strip = lambda text: text.replace("nobody-at-all", "").replace("handler", "")  # noqa: E731
    assert len(strip(known)) == pytest.approx(len(strip(unknown)), abs=200)


def test_a_copied_cookie_is_worthless_after_log_out(site: Flask, client_of: Callable[[str], FlaskClient]) -> None:
    client = client_of("handler")
    thief = site.test_client()
    thief.set_cookie("sunshine", client.get_cookie("sunshine").value)
    assert OFFICIALS["handler"][0] in thief.get("/").get_data(as_text=True)
    client.post("/logout", data={"csrf_token": form_token(client.get("/"))})
    assert thief.get("/").location.startswith("/login/")


def test_a_page_of_another_role_is_refused(client_of: Callable[[str], FlaskClient]) -> None:
    assert refusal(client_of("village_clerk").get("/records/official/list/"))[0] == 403
    assert OFFICIALS["handler"][0] in client_of("county_admin").get("/records/official/list/").get_data(as_text=True)


def test_a_session_at_rest_for_half_an_hour_is_over(site: Flask, client_of: Callable[[str], FlaskClient]) -> None:
    client = client_of("handler")
    assert client.get("/").location is None
    site.config["SUNSHINE_TEST_NOW"] += timedelta(minutes=31)
    assert client.get("/").location.startswith("/login/")


def test_rows_of_another_county_are_not_found(client_of: Callable[[str], FlaskClient], site: Flask) -> None:
    with site.app_context():
        other = db.session.scalars(select(Official.id).where(Official.name == "杨外")).one()
    assert refusal(client_of("county_admin").get(f"/records/official/show/{other}")) == (
        404,
        "没有该记录，或不在您的辖区内。",
    )
    assert "杨外" in client_of("city_admin").get(f"/records/official/show/{other}").get_data(as_text=True)
