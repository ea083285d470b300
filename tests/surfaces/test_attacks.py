"""Attacks on the doors of the inner net: forged tokens, foreign ids in bodies, odd redirects, planted cookies."""

import io
import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import jwt
import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from flask_appbuilder.security.sqla.models import User
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from werkzeug.security import check_password_hash

from app.domains import DOMAINS
from app.kernel.act import Act, Channel, platform_act
from app.kernel.guard import open_act
from app.kernel.places import Official, Organisation
from app.kernel.records import RecordKind
from app.kernel.roles import Role
from app.supervision.models import Alert
from app.surfaces.accounts import login as logging_in
from app.surfaces.accounts.operations import (
    account_of,
    change_password,
    disable_account,
    grant_role,
    reset_password,
    reset_second_factor,
    withdraw_role,
)
from app.surfaces.pages import safe_next
from app.surfaces.security import TOKEN, granted
from tests.web import PASSWORD, at_work, form_token, login, refusal
from tests.world import OFFICIALS

pytestmark = pytest.mark.both_engines

KINDS = [kind for domain in DOMAINS for kind in domain.records]


def token_of(site: Flask, short: str = "handler") -> str:
    """Log a program in and return its token."""
    answer = site.test_client().post("/api/v1/security/login", json={"username": short, "password": PASSWORD})
    assert answer.status_code == 200, answer.get_json()
    return str(answer.get_json()["access_token"])


def ask(site: Flask, token: str) -> int:
    """Return the status with which a list answers to a token."""
    headers = {"Authorization": f"Bearer {token}"}
    return site.test_client().get("/api/v1/organisation/", headers=headers).status_code


def test_a_token_of_our_own_opens_the_list(site: Flask) -> None:
    assert ask(site, token_of(site)) == 200


@pytest.mark.parametrize("forgery", ["other key", "no algorithm", "expired", "other session", "no session", "noise"])
def test_a_forged_or_stale_token_opens_nothing(site: Flask, forgery: str) -> None:
    good = token_of(site)
    claims = jwt.decode(good, options={"verify_signature": False})
    key = site.config["SECRET_KEY"]
    forged = {
        "other key": lambda: jwt.encode(claims, "k" * 40, "HS256"),
        "no algorithm": lambda: jwt.encode(claims, "", "none"),
        "expired": lambda: jwt.encode({**claims, "exp": int(time.time()) - 3600}, key, "HS256"),
        "other session": lambda: jwt.encode({**claims, TOKEN: "guessed"}, key, "HS256"),
        "no session": lambda: jwt.encode({k: v for k, v in claims.items() if k != TOKEN}, key, "HS256"),
        "noise": lambda: good[:-8] + "AAAAAAAA",
    }[forgery]()
    assert ask(site, forged) in (401, 422)


CHANGES: dict[str, Callable[[Act, Official], None]] = {
    "disabled": disable_account,
    "a role given": lambda act, official: grant_role(act, official, Role.SECTION_HEAD),
    "a role withdrawn": lambda act, official: withdraw_role(act, official, Role.HANDLER),
    "password set again": lambda act, official: reset_password(act, official, "Qinglang-2026-xin"),
    "password changed": lambda act, official: change_password(
        act, account_of(act.session, official.id), PASSWORD, "Qinglang-2026-xin"
    ),
    "second factor set again": reset_second_factor,
}


@pytest.mark.parametrize("change", CHANGES)
def test_cookie_and_token_are_dead_at_the_next_request_after_their_account_changed(site: Flask, change: str) -> None:
    token, client = token_of(site), login(site, "handler")
    assert client.get("/cases/").status_code == 200
    with at_work(site) as session:
        official = session.scalars(select(Official).where(Official.name == OFFICIALS["handler"][0])).one()
        act = platform_act(session, Channel.COMMAND, site.config["SUNSHINE_TEST_NOW"], official.county)
        with open_act(act):
            CHANGES[change](act, official)
            session.commit()
    assert ask(site, token) in (401, 422)
    assert client.get("/cases/").status_code == 302


def test_a_cookie_planted_before_log_in_opens_nothing_after_it(site: Flask) -> None:
    client = site.test_client()
    page = client.get("/login/")
    planted = client.get_cookie("sunshine").value
    sent = {"username": "handler", "password": PASSWORD, "csrf_token": form_token(page)}
    assert client.post("/login/", data=sent).status_code == 302
    assert client.get_cookie("sunshine").value != planted
    thief = site.test_client()
    thief.set_cookie("sunshine", planted)
    assert thief.get("/").status_code == 302


def test_a_name_costs_one_check_of_a_password_whether_or_not_it_exists(
    site: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[str] = []
    real = check_password_hash

    def counted(stored: str, password: str) -> bool:
        checked.append(stored)
        return bool(real(stored, password))

    monkeypatch.setattr(logging_in, "check_password_hash", counted)
    for name in ("handler", "nobody-at-all", "nobody'; --"):
        client = site.test_client()
        page = client.get("/login/")
        sent = {"username": name, "password": "wrong", "csrf_token": form_token(page)}
        before = len(checked)
        assert client.post("/login/", data=sent).status_code == 401
        assert len(checked) == before + 1, name


def test_an_unknown_name_is_locked_like_a_known_one(site: Flask) -> None:
    for name in ("handler", "nobody-at-all"):
        client = site.test_client()
        statuses = []
        for _ in range(6):
            sent = {"username": name, "password": "wrong", "csrf_token": form_token(client.get("/login/"))}
            statuses.append(client.post("/login/", data=sent).status_code)
        assert statuses == [401] * 5 + [429], name


def test_where_one_goes_after_log_in_is_a_place_of_ours(site: Flask) -> None:
    for target in (
        "//evil.example",
        "/\\evil.example",
        "https:evil.example",
        "javascript:alert(1)",
        "/%0d%0aSet-Cookie:x=1",
        "/\t/evil.example",
        "http://evil.example/",
        "\\\\evil.example",
    ):
        client = site.test_client()
        page = client.get("/login/", query_string={"next": target})
        sent = {"username": "handler", "password": PASSWORD, "csrf_token": form_token(page), "next": target}
        answer = client.post("/login/", query_string={"next": target}, data=sent)
        assert answer.status_code == 302
        assert answer.location.startswith("/"), target
        assert not answer.location.startswith(("//", "/\\")), target
        assert "\r" not in answer.location
        assert "\n" not in answer.location


@given(st.text(st.sampled_from("/\\:.%\r\n\t abct@?#"), max_size=12))
def test_no_address_leads_away(target: str) -> None:
    safe = safe_next(target)
    assert safe.startswith("/")
    assert not safe.startswith("//")
    assert not set(safe) & set("\\\r\n\t")


def test_alerts_of_another_county_in_a_bulk_form_stay_as_they_are(site: Flask) -> None:
    with at_work(site) as session:
        at = site.config["SUNSHINE_TEST_NOW"]
        home = session.scalars(select(Organisation).where(Organisation.code == "taijiang-urban")).one()
        with open_act(platform_act(session, Channel.COMMAND, at, 350103)):
            alert = Alert(
                county=350103,
                point="A1.late",
                subject_kind="approval",
                subject_id=1,
                organisation_id=home.id,
                severity=3,
                occurred_at=at,
                detected_at=at,
                text="",
                evidence={},
            )
            session.add(alert)
            session.commit()
        number = alert.id
    client = login(site, "inspector")
    token = form_token(client.get("/"))
    for ids in ([str(number)], [str(number), "9" * 30], ["x", "-1", "²"]):
        answer = client.post("/supervision/alerts/assign", data={"csrf_token": token, "alert": ids})
        assert answer.status_code < 500, ids
    with at_work(site) as session:
        assert session.get_one(Alert, number).state == "new"
        assert session.get_one(Alert, number).assigned_to is None


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.sheet], ids=lambda kind: str(kind.name))
def test_an_export_holds_the_rows_of_the_list_and_no_other(site: Flask, kind: RecordKind) -> None:
    client = login(site, "county_admin")
    listed = client.get(f"/api/v1/{kind.name}/")
    exported = client.get(f"/sheets/{kind.name}/export")
    assert exported.status_code == listed.status_code
    if listed.status_code == 200:
        book = CalamineWorkbook.from_filelike(io.BytesIO(exported.get_data()))
        assert len(book.get_sheet_by_index(0).to_python()) - 1 == listed.get_json()["count"]


def test_many_people_at_once_each_see_their_own_county(site: Flask) -> None:
    people = {short: login(site, short) for short in ("county_admin", "other_handler", "city_admin")}
    queries = ["", "?q=街", "?order=name", "?order=code&desc=1"]
    alone = {(s, q): readable_rows(c, q) for s, c in people.items() for q in queries}

    def visit(number: int) -> list[tuple[tuple[str, str], list[int]]]:
        chosen = random.Random(number)  # noqa: S311 - the choice of pages guards nothing
        seen = []
        for _ in range(40):
            short, query = chosen.choice(sorted(people)), chosen.choice(queries)
            client = site.test_client()
            client.set_cookie("sunshine", people[short].get_cookie("sunshine").value)
            seen.append(((short, query), readable_rows(client, query)))
        return seen

    with ThreadPoolExecutor(8) as pool:
        for visits in pool.map(visit, range(8)):
            for what, rows in visits:
                assert rows == alone[what]


def readable_rows(client: FlaskClient, query: str) -> list[int]:
    """Return the ids of a list of organisations."""
    return [row["id"] for row in client.get(f"/api/v1/organisation/{query}").get_json()["result"]]


@pytest.mark.parametrize("path", ["users", "roles", "permissions", "groups", "permissions-resources", "resources"])
def test_the_frameworks_own_security_resources_are_not_there(site: Flask, path: str) -> None:
    client = login(site, "county_admin")
    for address in (f"/api/v1/security/{path}/", f"/{path}/list/", f"/{path}/add", f"/{path}/edit/1"):
        assert refusal(client.get(address)) == (404, "没有该页面，或不在您的辖区内。"), address


@pytest.mark.parametrize("sent", ["q=" + "长" * 10_000, "q=%5F", "q=%5C", "q=%25%25", "q=" + "(a+)+$" * 50])
def test_a_search_of_signs_is_a_search_and_a_long_one_a_fault(site: Flask, sent: str) -> None:
    client = login(site, "county_admin")
    for place in ("/records/organisation/list/", "/api/v1/organisation/"):
        answer = client.get(f"{place}?{sent}")
        assert answer.status_code in (200, 400), place
    if "%5" in sent or "%25" in sent:
        assert client.get(f"/api/v1/organisation/?{sent}").get_json()["count"] == 0
    if len(sent) > 5_000:
        assert client.get(f"/api/v1/organisation/?{sent}").status_code == 400


def test_a_permission_opens_its_own_resource_and_no_longer_name(site: Flask) -> None:
    manager = site.extensions["appbuilder"].sm
    with at_work(site) as session, site.test_request_context():
        g.user = session.scalars(select(User).where(User.username == "handler")).one()
        name = sorted(resource for permission, resource in granted() if permission == "can_read")[0]
        assert manager.has_access("can_read", name)
        assert not manager.has_access("can_read", f"{name}Secret")
        assert not manager.has_access("can_read", f"{name[:-1]}.")


def test_a_county_administrator_gives_neither_a_city_role_nor_himself_anything(site: Flask) -> None:
    client = login(site, "county_admin")
    token = form_token(client.get("/"))
    wanted = (("handler", Role.CITY_ADMIN), ("county_admin", Role.INSPECTOR))
    for short, role in wanted:
        with at_work(site) as session:
            number = session.scalars(select(Official.id).where(Official.name == OFFICIALS[short][0])).one()
        sent = {"csrf_token": token, "action": "grant", "role": role.value}
        assert client.post(f"/people/accounts/{number}", data=sent).status_code < 500
    with at_work(site) as session:
        for short, role in wanted:
            user = session.scalars(select(User).where(User.username == short)).one()
            assert role.value not in {held.name for held in user.roles}


def test_the_code_of_the_second_factor_cannot_be_walked_around(site: Flask) -> None:
    client = site.test_client()
    sent = {"username": "inspector", "password": PASSWORD, "csrf_token": form_token(client.get("/login/"))}
    client.post("/login/", data=sent)
    assert client.get("/supervision/alerts/").location.startswith("/login/")
    assert client.get("/api/v1/organisation/").status_code == 401
    bare = {"username": "inspector", "password": PASSWORD}
    asked = site.test_client().post("/api/v1/security/login", json=bare)
    assert asked.status_code == 401
