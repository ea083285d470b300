"""Cookie, token and key open the same: the same rows, and nothing to an account that may not work."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select

from app.domains import DOMAINS
from app.kernel.act import Channel, platform_act
from app.kernel.audit import TrailRow
from app.kernel.guard import open_act
from app.kernel.places import Official
from app.surfaces.accounts.models import Account
from app.surfaces.database import db
from tests.surfaces.keys import key_of
from tests.web import PASSWORD, TOTP_SECRET, at_work, form_token, login
from tests.world import OFFICIALS

KINDS = [kind.name for domain in DOMAINS for kind in domain.records]
DOORS = ("cookie", "token", "key")


def headers_of(site: Flask, short: str, door: str) -> dict[str, str]:
    """Return what a program sends through a door that is not a cookie's."""
    if door == "key":
        return {"Authorization": f"Bearer {key_of(site, short)}"}
    code = pyotp.TOTP(TOTP_SECRET).at(site.config["SUNSHINE_TEST_NOW"])
    sent = {"username": short, "password": PASSWORD, "code": code}
    answer = site.test_client().post("/api/v1/security/login", json=sent)
    return {"Authorization": f"Bearer {answer.get_json()['access_token']}"}


def caller(site: Flask, short: str, door: str) -> tuple[FlaskClient, dict[str, str]]:
    if door == "cookie":
        return login(site, short), {}
    return site.test_client(), headers_of(site, short, door)


@contextmanager
def changed(site: Flask, short: str) -> Iterator[tuple[User, Account]]:
    """Change an account behind the screens."""
    with at_work(site) as session:
        user = session.scalars(select(User).where(User.username == short)).one()
        account = session.get_one(Account, user.id)
        with open_act(platform_act(session, Channel.COMMAND, site.config["SUNSHINE_TEST_NOW"], 350102)):
            yield user, account
            session.commit()


@pytest.mark.parametrize("short", sorted(OFFICIALS))
def test_every_role_reads_the_same_rows_through_each_door(site: Flask, short: str) -> None:
    doors = {door: caller(site, short, door) for door in DOORS}
    rows = {}
    for name in KINDS:
        seen = {}
        for door, (client, headers) in doors.items():
            answer = client.get(f"/api/v1/{name}/", headers=headers)
            body = answer.get_json() if answer.status_code == 200 else {}
            seen[door] = (answer.status_code, body.get("count"), [row["id"] for row in body.get("result", ())])
        assert seen["token"] == seen["key"] == seen["cookie"], name
        rows[name] = seen["token"]
    readable = {name for name, (status, count, _ids) in rows.items() if status == 200 and count}
    if rows["organisation"][0] == 200:
        assert {"organisation", "official", "post"} <= readable


@pytest.mark.parametrize("door", ["token", "key"])
def test_a_program_writes_as_the_official_whose_token_it_holds(site: Flask, door: str) -> None:
    client, headers = caller(site, "county_admin", door)
    home = client.get("/api/v1/organisation/?q=gulou-health", headers=headers).get_json()["result"][0]["id"]
    sent = {"name": "新来", "organisation_id": home}
    made = client.post("/api/v1/official/", json=sent, headers=headers)
    assert made.status_code == 201, made.get_json()
    with at_work(site) as session:
        row = session.scalars(select(TrailRow).where(TrailRow.verb == "record.added")).one()
        assert (row.official, row.county, row.channel) == (OFFICIALS["county_admin"][0], 350102, "rest")


def test_a_cookie_beside_a_token_counts_for_nothing(site: Flask) -> None:
    client = login(site, "county_admin")
    mine = client.get("/api/v1/organisation/").get_json()["count"]
    headers = headers_of(site, "other_handler", "token")
    theirs = client.get("/api/v1/organisation/", headers=headers).get_json()["count"]
    assert theirs == 1 != mine
    assert client.get("/api/v1/organisation/", headers={"Authorization": "Bearer noise"}).status_code in (401, 422)


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(
    ("case", "status"), [("password due", 403), ("no second factor", 403), ("left", 401), ("switched off", 401)]
)
def test_no_door_opens_to_an_account_that_may_not_work(site: Flask, door: str, case: str, status: int) -> None:
    client, headers = caller(site, "inspector", door)
    assert client.get("/api/v1/organisation/", headers=headers).status_code == 200
    with changed(site, "inspector") as (user, account):
        if case == "password due":
            account.must_change = True
        elif case == "no second factor":
            account.totp_confirmed = False
        elif case == "left":
            account.official.left_on = site.config["SUNSHINE_TEST_NOW"].date()
        else:
            user.active = False
    for method in ("get", "post"):
        answer = getattr(client, method)("/api/v1/organisation/", headers=headers, json={"name": "x"})
        assert answer.status_code == status, (method, answer.get_json())
        assert "result" not in answer.get_json()
    if door == "cookie":
        assert client.get("/supervision/alerts/").location.startswith(("/login/", "/password"))


@pytest.mark.parametrize("case", ["password due", "no second factor", "left", "switched off"])
def test_no_token_is_given_to_an_account_that_may_not_work(site: Flask, case: str) -> None:
    with changed(site, "inspector") as (user, account):
        account.must_change = case == "password due"
        account.totp_confirmed = case != "no second factor"
        user.active = case != "switched off"
        if case == "left":
            account.official.left_on = site.config["SUNSHINE_TEST_NOW"].date()
    code = pyotp.TOTP(TOTP_SECRET).at(site.config["SUNSHINE_TEST_NOW"])
    sent = {"username": "inspector", "password": PASSWORD, "code": code}
    answer = site.test_client().post("/api/v1/security/login", json=sent)
    assert answer.status_code == (403 if case == "password due" else 401)
    assert "access_token" not in answer.get_json()


def test_a_first_password_opens_nothing_but_the_page_that_changes_it(site: Flask) -> None:
    client = login(site, "handler")
    with changed(site, "handler") as (_user, account):
        account.must_change = True
    assert client.get("/cases/").location == "/password"
    assert client.get("/password").status_code == 200


# Wrong passwords and wrong codes.


def half(site: Flask, short: str = "inspector", address: str = "10.1.1.1") -> FlaskClient:
    """Return a client that has given the right password and is asked for the code."""
    client = site.test_client()
    client.environ_base["REMOTE_ADDR"] = address
    sent = {"username": short, "password": PASSWORD, "csrf_token": form_token(client.get("/login/"))}
    assert client.post("/login/", data=sent).location == "/login/code"
    return client


def try_code(client: FlaskClient, code: str) -> tuple[int, str | None]:
    answer = client.post("/login/code", data={"code": code, "csrf_token": form_token(client.get("/login/code"))})
    return answer.status_code, answer.location


def try_password(site: Flask, short: str, password: str, address: str) -> int:
    """Return the status with which the log-in page answers a password from an address."""
    client = site.test_client()
    client.environ_base["REMOTE_ADDR"] = address
    sent = {"username": short, "password": password, "csrf_token": form_token(client.get("/login/"))}
    return client.post("/login/", data=sent).status_code


def test_five_wrong_codes_end_the_half_session_and_lock_every_door(site: Flask) -> None:
    client = half(site)
    assert [try_code(client, "000000")[0] for _ in range(5)] == [401] * 5
    assert client.get("/login/code").location == "/login/"
    right = pyotp.TOTP(TOTP_SECRET).at(site.config["SUNSHINE_TEST_NOW"])
    for address in ("10.1.1.1", "10.9.9.9"):
        assert try_password(site, "inspector", PASSWORD, address) == 429
    sent = {"username": "inspector", "password": PASSWORD, "code": right}
    assert site.test_client().post("/api/v1/security/login", json=sent).status_code == 429
    site.config["SUNSHINE_TEST_NOW"] += timedelta(minutes=16)
    right = pyotp.TOTP(TOTP_SECRET).at(site.config["SUNSHINE_TEST_NOW"])
    assert try_code(half(site), right)[0] == 302


def test_codes_of_several_half_sessions_and_of_programs_count_together(site: Flask) -> None:
    clients = [half(site, address=f"10.1.1.{n}") for n in range(4)]
    assert [try_code(client, "000000")[0] for client in clients] == [401] * 4
    sent = {"username": "inspector", "password": PASSWORD, "code": "000000"}
    assert site.test_client().post("/api/v1/security/login", json=sent).status_code == 401
    assert site.test_client().post("/api/v1/security/login", json=sent).status_code == 429
    assert client_status(clients[0]) == 429


def client_status(client: FlaskClient) -> int:
    return try_code(client, "000000")[0]


def test_at_most_twenty_wrong_codes_are_looked_at_in_a_day(site: Flask) -> None:
    looked_at = 0
    for _ in range(8):
        client = site.test_client()
        for _ in range(6):
            sent = {"username": "inspector", "password": PASSWORD, "code": "000000"}
            looked_at += client.post("/api/v1/security/login", json=sent).status_code == 401
        site.config["SUNSHINE_TEST_NOW"] += timedelta(minutes=16)
    assert looked_at == 20


def test_an_administrator_unlocks_what_codes_have_locked(site: Flask) -> None:
    client = half(site)
    for _ in range(5):
        try_code(client, "000000")
    admin = login(site, "county_admin")
    with at_work(site) as session:
        pk = session.scalars(select(Official.id).where(Official.name == OFFICIALS["inspector"][0])).one()
    admin.post(f"/people/accounts/{pk}", data={"action": "unlock", "csrf_token": form_token(admin.get("/"))})
    assert try_password(site, "inspector", PASSWORD, "10.1.1.1") == 302


def test_a_password_changed_meanwhile_ends_the_half_session(site: Flask) -> None:
    client = half(site)
    with changed(site, "inspector") as (_user, account):
        account.password_set_at = site.config["SUNSHINE_TEST_NOW"] + timedelta(seconds=5)
    assert client.get("/login/code").location == "/login/"


def test_many_names_from_one_address_are_stopped_and_fill_no_trail(site: Flask) -> None:
    answers = [try_password(site, f"name{n}", "wrong", "10.2.2.2") for n in range(60)]
    assert answers == [401] * 50 + [429] * 10
    with at_work(site) as session:
        noted = session.scalars(select(TrailRow.verb).where(TrailRow.verb.like("login.%"))).all()
    assert noted == ["login.locked"]


def test_a_colleague_known_at_a_crowded_address_still_comes_in(site: Flask) -> None:
    assert try_password(site, "handler", PASSWORD, "10.2.2.2") == 302
    for n in range(60):
        try_password(site, f"name{n}", "wrong", "10.2.2.2")
    assert try_password(site, "handler", PASSWORD, "10.2.2.2") == 302
    assert try_password(site, "handler", "wrong", "10.2.2.2") == 429
    assert try_password(site, "second_handler", PASSWORD, "10.2.2.2") == 429


def test_one_name_is_guarded_against_many_addresses(site: Flask) -> None:
    assert try_password(site, "handler", PASSWORD, "10.3.0.1") == 302
    answers = [try_password(site, "handler", "wrong", f"10.4.0.{n}") for n in range(25)]
    assert answers == [401] * 20 + [429] * 5
    assert try_password(site, "handler", PASSWORD, "10.4.1.1") == 429
    assert try_password(site, "handler", PASSWORD, "10.3.0.1") == 302


def test_all_addresses_of_one_line_of_ipv6_are_one(site: Flask) -> None:
    answers = [try_password(site, "handler", "wrong", f"2001:db8:1:1::{n:x}") for n in range(1, 7)]
    assert answers == [401] * 5 + [429]
    assert try_password(site, "handler", PASSWORD, "2001:db8:1:2::1") == 302


def test_a_lock_holds_after_a_restart(site: Flask) -> None:
    for _ in range(5):
        try_password(site, "handler", "wrong", "10.5.5.5")
    with site.app_context():
        db.session.remove()
        db.engine.dispose()
    assert try_password(site, "handler", PASSWORD, "10.5.5.5") == 429


def test_the_trail_notes_five_failures_of_an_account_and_one_lock(site: Flask) -> None:
    for _ in range(12):
        try_password(site, "handler", "wrong", "10.5.5.5")
    with at_work(site) as session:
        noted = session.scalars(select(TrailRow.verb).where(TrailRow.verb.like("login.%"))).all()
    assert noted == ["login.failed"] * 5 + ["login.locked"]


def test_an_inspectors_password_is_reset_by_two_and_shown_to_the_second_only(site: Flask) -> None:
    admin, second = login(site, "county_admin"), login(site, "second_inspector")
    with at_work(site) as session:
        pk = session.scalars(select(Official.id).where(Official.name == OFFICIALS["inspector"][0])).one()
    sent = {"action": "reset", "csrf_token": form_token(admin.get("/"))}
    asked = admin.post(f"/people/accounts/{pk}", data=sent, follow_redirects=True).get_data(as_text=True)
    assert "已提出" in asked
    assert "初始密码（仅此一次显示）" not in asked
    page = admin.get("/people/consents/").get_data(as_text=True)
    assert 'value="agree"' not in page
    page = second.get("/people/consents/").get_data(as_text=True)
    number = page.split('name="consent" value="')[1].split('"')[0]
    sent = {"consent": number, "answer": "agree", "csrf_token": form_token(second.get("/"))}
    refused = admin.post("/people/consents/", data={**sent, "csrf_token": form_token(admin.get("/"))})
    assert refused.status_code == 422
    done = second.post("/people/consents/", data=sent).get_data(as_text=True)
    assert "初始密码（仅此一次显示）" in done
    with changed(site, "inspector") as (_user, account):
        assert account.must_change


def test_a_role_that_is_none_is_refused_in_words(site: Flask) -> None:
    admin = login(site, "county_admin")
    with at_work(site) as session:
        pk = session.scalars(select(Official.id).where(Official.name == OFFICIALS["handler"][0])).one()
    sent = {"action": "grant", "role": "bogus", "csrf_token": form_token(admin.get("/"))}
    answer = admin.post(f"/people/accounts/{pk}", data=sent)
    assert answer.status_code == 422 and "没有这个角色。请从列表中选择。" in answer.get_data(as_text=True)
