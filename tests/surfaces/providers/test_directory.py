"""A directory: the password is tried there, and whoever has gone from it is out here."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.kernel.act import Channel
from app.kernel.places import Official
from app.kernel.roles import Role
from app.surfaces.accounts.models import OutsideIdentity
from app.surfaces.accounts.providers.leaving import end_those_gone
from app.surfaces.accounts.providers.settings import GroupRule, Provider
from app.surfaces.acts import command_act
from app.surfaces.database import db
from tests.surfaces.providers.coming import Put, is_in, roles, verbs
from tests.surfaces.providers.ldap_server import BASE, BIND, PEOPLE, SLAPD, Directory, directory_service, person
from tests.web import PASSWORD, form_token

pytest.importorskip("ldap", reason="python-ldap is not installed (requirements-ldap.txt)")
pytestmark = pytest.mark.skipif(not SLAPD, reason="slapd is not on this machine")
RULES = (GroupRule("urban-windows", Role.WINDOW, "gulou-urban"),)


@pytest.fixture
def directory(with_providers: Put, tmp_path: Path) -> Iterator[Directory]:
    with directory_service(tmp_path / "ldap") as held:
        with_providers(by(held.address))
        yield held


def by(address: str, bind_password: str = BIND[1]) -> Provider:
    return Provider(
        "county",
        "县目录",
        "ldap",
        address=address,
        base=f"ou=people,{BASE}",
        bind_dn=BIND[0],
        bind_password=bind_password,
        match_names=True,
        create=True,
        groups=RULES,
    )


def enter(client: FlaskClient, name: str, password: str, where: str = "county") -> TestResponse:
    told = {"username": name, "password": password, "where": where, "csrf_token": form_token(client.get("/login/"))}
    return client.post("/login/", data=told)


def test_the_directorys_password_opens_the_account_of_the_same_name(site: Flask, directory: Directory) -> None:
    client = site.test_client()
    assert "县目录" in client.get("/login/").get_data(as_text=True)
    assert enter(client, "town_clerk", PEOPLE["town_clerk"][1]).location == "/"
    assert is_in(client, "town_clerk")
    emergency = site.test_client()
    assert enter(emergency, "town_clerk", PASSWORD, where="").location == "/" and is_in(emergency, "town_clerk")
    assert enter(site.test_client(), "town_clerk", PASSWORD).status_code == 401


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("town_clerk", ""),
        ("town_clerk", "wrong"),
        ("*", PEOPLE["town_clerk"][1]),
        ("town_cler*", PEOPLE["town_clerk"][1]),
        ("town_clerk)(uid=*", PEOPLE["town_clerk"][1]),
        (")(|(uid=*", "x"),
        ("nobody", "whatever-1"),
        ("", PEOPLE["town_clerk"][1]),
        ("town_clerk", f"{PEOPLE['town_clerk'][1]} "),
    ],
)
def test_what_is_no_name_and_password_there_lets_nobody_in(
    site: Flask, directory: Directory, name: str, password: str
) -> None:
    client = site.test_client()
    answer = enter(client, name, password)
    assert answer.status_code == 401 and not is_in(client, "town_clerk")
    told = answer.get_data(as_text=True).replace(name, "")
    unknown = enter(site.test_client(), "another-nobody", "x").get_data(as_text=True).replace("another-nobody", "")
    assert len(told) == pytest.approx(len(unknown), abs=120), "nothing tells who exists there"


def test_wrong_passwords_lock_as_at_our_own_door(site: Flask, directory: Directory) -> None:
    client = site.test_client()
    for _ in range(5):
        assert enter(client, "town_clerk", "wrong").status_code == 401
    assert enter(client, "town_clerk", PEOPLE["town_clerk"][1]).status_code == 429
    assert not is_in(client, "town_clerk")


def test_a_new_colleague_gets_an_account_with_the_role_of_his_group(site: Flask, directory: Directory) -> None:
    client = site.test_client()
    assert enter(client, "zhao", PEOPLE["zhao"][1]).location == "/"
    assert "赵新来" in client.get("/").get_data(as_text=True)
    with site.app_context():
        made = db.session.scalars(select(Official).where(Official.name == "赵新来")).one()
        assert made.organisation.code == "gulou-urban"
    assert enter(site.test_client(), "left", PEOPLE["left"][1]).location.startswith("/login/"), (
        "of no group: no account"
    )


def test_who_gets_the_log_in_name_of_another_is_not_him(site: Flask, directory: Directory) -> None:
    import ldap.modlist

    enter(site.test_client(), "town_clerk", PEOPLE["town_clerk"][1])
    directory.remove(person("town_clerk"))
    entry = {"objectClass": [b"inetOrgPerson"], "uid": [b"town_clerk"], "cn": [b"x"], "sn": [b"x"]}
    with directory._line() as line:
        line.add_s(person("town_clerk"), ldap.modlist.addModlist(entry | {"userPassword": [b"Another-Person-1"]}))
    client = site.test_client()
    enter(client, "town_clerk", "Another-Person-1")
    assert not is_in(client, "town_clerk")


def test_whoever_has_gone_from_the_directory_is_logged_out(site: Flask, directory: Directory) -> None:
    client, other = site.test_client(), site.test_client()
    enter(client, "town_clerk", PEOPLE["town_clerk"][1])
    enter(other, "zhao", PEOPLE["zhao"][1])
    with site.app_context(), command_act(Channel.CLOCK, at=site.config["SUNSHINE_TEST_NOW"]) as act:
        assert end_those_gone(act) == {"ended": 0}
    directory.remove(person("town_clerk"))
    for ended in (1, 0):
        with site.app_context(), command_act(Channel.CLOCK, at=site.config["SUNSHINE_TEST_NOW"]) as act:
            assert end_those_gone(act) == {"ended": ended}
    assert not is_in(client, "town_clerk") and "赵新来" in other.get("/").get_data(as_text=True)
    assert len(verbs(site, "login.ended_elsewhere")) == 1


def test_a_directory_that_is_away_logs_nobody_out_and_is_a_fault_of_the_job(
    site: Flask, directory: Directory, with_providers: Put
) -> None:
    client = site.test_client()
    enter(client, "town_clerk", PEOPLE["town_clerk"][1])
    for provider in (by("ldap://127.0.0.1:9"), by(directory.address, "wrong")):
        with_providers(provider)
        with site.app_context(), command_act(Channel.CLOCK, at=site.config["SUNSHINE_TEST_NOW"]) as act:
            told = end_those_gone(act)
        assert told is not None and told["ended"] == 0 and "county" in told["fault"]
        assert is_in(client, "town_clerk")
        refused = enter(site.test_client(), "town_clerk", PEOPLE["town_clerk"][1])
        assert refused.status_code in (401, 503)
    assert roles(site, "town_clerk") == {"town_clerk"}
    with site.app_context():
        assert db.session.scalars(select(OutsideIdentity.provider)).all() == ["county"]
