"""Two nets: what exists on which, and what the platform's own pages show."""

from collections.abc import Callable
from pathlib import Path

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select

from app import create_app
from app.kernel.act import Channel, platform_act
from app.kernel.audit import Subject, record
from app.kernel.guard import open_act
from app.kernel.trail.roots import sign_roots
from app.surfaces.accounts.operations import end_sessions
from app.surfaces.database import db
from app.surfaces.keeping import signing_key
from tests.web import NO_ROLE, PASSWORD, TOTP_SECRET, form_token, new_address, refusal


@pytest.fixture
def street(tmp_path: Path) -> Flask:
    """A program that serves the public portal alone."""
    program = create_app(
        {
            "SUNSHINE_MODE": "testing",
            "SUNSHINE_SURFACE": "public",
            "SUNSHINE_FOLDER": tmp_path,
            "SQLALCHEMY_DATABASE_URI": new_address("sqlite", tmp_path),
        }
    )
    with program.app_context():
        db.create_all()
    return program


def test_the_portal_has_none_of_the_inner_nets_routes(street: Flask) -> None:
    places = {rule.rule for rule in street.url_map.iter_rules()}
    inner = ("/records", "/api", "/login", "/cases", "/supervision", "/people", "/powers", "/platform", "/sheets")
    assert [place for place in places if place.startswith(inner)] == []


def test_the_root_of_the_portal_leads_into_it_in_both_languages(street: Flask) -> None:
    client = street.test_client()
    assert client.get("/").location == "/portal/"
    assert client.get("/portal/").status_code == 200
    client.get("/language/en")
    assert "What do you want to get done?" in client.get("/portal/").get_data(as_text=True)


def test_an_unknown_host_is_not_answered(tmp_path: Path) -> None:
    program = create_app(
        {
            "SUNSHINE_MODE": "testing",
            "SUNSHINE_FOLDER": tmp_path,
            "SUNSHINE_HOSTS": "sunshine.example.cn",
            "SQLALCHEMY_DATABASE_URI": new_address("sqlite", tmp_path),
        }
    )
    with program.app_context():
        db.create_all()
    client = program.test_client()
    refused = refusal(client.get("/portal/", headers={"Host": "evil.example"}))
    assert refused == (400, "无法识别这次操作。请返回检查填写的内容，然后重试。")
    assert client.get("/portal/", headers={"Host": "sunshine.example.cn"}).status_code == 200


def test_every_answer_forbids_frames_and_foreign_content(site: Flask) -> None:
    headers = site.test_client().get("/login/").headers
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "unsafe-inline" not in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_pages_behind_the_log_in_are_never_stored(client_of: Callable[[str], FlaskClient]) -> None:
    assert client_of("handler").get("/").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("page", ["outbox", "clock", "trail"])
def test_the_administrator_sees_outbox_clock_and_trail(client_of: Callable[[str], FlaskClient], page: str) -> None:
    assert client_of("county_admin").get(f"/platform/{page}").status_code == 200
    assert refusal(client_of("handler").get(f"/platform/{page}")) == NO_ROLE


def test_anybody_can_prove_a_row_under_the_published_root(site: Flask, client_of: Callable[[str], FlaskClient]) -> None:
    client_of("county_admin").get("/")
    with site.app_context():
        act = platform_act(db.session(), Channel.CLOCK, site.config["SUNSHINE_TEST_NOW"], 350102)
        with open_act(act):
            key = signing_key(db.session())
            record(act, "trail.exported", Subject("trail", 1, 350102))
            sign_roots(act, key)
        db.session.commit()
    visitor = site.test_client()
    roots = visitor.get("/portal/trail/roots.json").get_json()["roots"]
    root = next(item for item in roots if item["county"] == 350102)
    proof = visitor.get(f"/portal/trail/350102/{root['size']}.json").get_json()
    assert proof["kind"] == "inclusion"
    assert proof["root"]["root"] == root["root"]
    with visitor.get("/portal/trail/350102/hashes.jsonl") as answer:
        assert len(answer.get_data(as_text=True).splitlines()) >= root["size"]
    assert visitor.get("/portal/trail/350102/999999.json", headers={"Accept": "application/json"}).status_code == 404


def test_the_openapi_document_describes_every_kind(client_of: Callable[[str], FlaskClient]) -> None:
    client = client_of("county_admin")
    assert client.get("/swagger/v1").status_code == 200
    document = client.get("/api/v1/_openapi").get_json()
    assert "/api/v1/power/" in document["paths"]
    assert document["components"]["schemas"]["power"]["required"]


def test_a_program_logs_in_with_password_and_code_and_is_out_when_its_session_ends(site: Flask) -> None:
    client = site.test_client()
    body = {"username": "inspector", "password": PASSWORD}
    assert client.post("/api/v1/security/login", json=body).status_code == 401
    code = pyotp.TOTP(TOTP_SECRET).at(site.config["SUNSHINE_TEST_NOW"])
    token = client.post("/api/v1/security/login", json=body | {"code": code}).get_json()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    assert client.get("/api/v1/power/", headers=headers).get_json()["count"] == 0
    with site.app_context():
        act = platform_act(db.session(), Channel.COMMAND, site.config["SUNSHINE_TEST_NOW"], 350102)
        with open_act(act):
            end_sessions(act, db.session.scalars(select(User.id).where(User.username == "inspector")).one())
        db.session.commit()
    assert client.get("/api/v1/power/", headers=headers).status_code == 401


@pytest.mark.parametrize("written", ["鼓楼区卫生健康局", "gulou-health"])
def test_a_row_that_was_typed_and_not_picked_is_found_by_its_name_or_code(
    client_of: Callable[[str], FlaskClient], written: str
) -> None:
    client = client_of("county_admin")
    sent = {"name": "何新", "organisation_id": "", "organisation_id__text": written}
    sent["csrf_token"] = form_token(client.get("/records/official/add"))
    assert client.post("/records/official/add", data=sent).status_code == 302
    found = client.get("/api/v1/official/?q=何新").get_json()["result"]
    assert [row["organisation_id_text"] for row in found] == ["鼓楼区卫生健康局"]


def test_a_name_that_nobody_here_has_is_told_beside_the_field_and_stays_in_it(
    client_of: Callable[[str], FlaskClient],
) -> None:
    client = client_of("county_admin")
    sent = {"name": "何新", "organisation_id": "", "organisation_id__text": "台江区城市管理局"}
    sent["csrf_token"] = form_token(client.get("/records/official/add"))
    answer = client.post("/records/official/add", data=sent)
    assert answer.status_code == 422
    assert 'value="台江区城市管理局"' in answer.get_data(as_text=True)
    assert client.get("/api/v1/official/?q=何新").get_json()["count"] == 0
