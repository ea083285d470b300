"""OpenID Connect: whoever logs in at the county's provider is himself here, and nobody else is."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import httpx
import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.surfaces.accounts.models import LoginSession, OutsideIdentity
from app.surfaces.database import db
from tests.surfaces.providers.coming import Put, come, go, is_in, log_in_here, provider, verbs
from tests.surfaces.providers.sources import Liar, openid_provider
from tests.web import TOTP_SECRET, form_token


def test_a_clerk_comes_in_by_a_whole_provider(site: Flask, with_providers: Put) -> None:
    with openid_provider({"sub": "8-41", "preferred_username": "handler"}) as issuer:
        with_providers(provider(issuer, match_names=True))
        client = site.test_client()
        assert "统一身份认证" in client.get("/login/").get_data(as_text=True)
        there = client.get("/login/with/county?next=/approvals/").location
        answer = httpx.post(there, data={"sub": "8-41"}, follow_redirects=False)
        back = urlsplit(answer.headers["location"])
        came = client.get(f"{back.path}?{back.query}")
        assert (came.status_code, came.location) == (302, "/approvals/")
        assert is_in(client, "handler")
        again = client.get(f"{back.path}?{back.query}")
        assert again.location == "/login/", "an answer is worth one log-in"
    assert verbs(site, "login.connected") == [{"provider": "county", "name": "handler"}]
    assert verbs(site, "login.succeeded")[-1]["provider"] == "county"


def test_who_is_unknown_here_connects_his_account_by_its_password_once(
    site: Flask, with_providers: Put, liar: Liar
) -> None:
    with_providers(provider(liar.issuer))
    liar.claims = {"preferred_username": "zhangsan"}
    client = site.test_client()
    assert come(client, liar).location.startswith("/login/")
    assert "zhangsan" in client.get("/login/").get_data(as_text=True)
    assert log_in_here(client, "handler").status_code == 302 and is_in(client, "handler")
    other = site.test_client()
    assert come(other, liar).location == "/" and is_in(other, "handler")
    third = site.test_client()
    liar.claims = {"preferred_username": "handler", "sub": "u-2"}
    assert come(third, liar).location.startswith("/login/")
    log_in_here(third, "handler")
    assert verbs(site, "login.connected") == [{"provider": "county", "name": "zhangsan"}], (
        "one account, one log-in there"
    )


def test_a_name_alone_makes_nobody_an_inspector(site: Flask, with_providers: Put, liar: Liar) -> None:
    with_providers(provider(liar.issuer, match_names=True))
    liar.claims = {"preferred_username": "inspector"}
    client = site.test_client()
    assert come(client, liar).location.startswith("/login/")
    assert not is_in(client, "inspector") and verbs(site, "login.connected") == []


@pytest.mark.parametrize(
    ("means", "proved", "leads"),
    [(["pwd"], ["otp"], "/login/code"), (["pwd", "otp"], ["otp"], "/"), (["pwd", "otp"], [], "/login/code")],
)
def test_the_second_factor_stays_where_the_other_side_gives_none(
    site: Flask, with_providers: Put, liar: Liar, means: list[str], proved: list[str], leads: str
) -> None:
    with_providers(provider(liar.issuer, second_factor=frozenset(proved)))
    first = site.test_client()
    come(first, liar)
    log_in_here(first, "inspector")
    code = pyotp.TOTP(TOTP_SECRET).at(site.config["SUNSHINE_TEST_NOW"])
    first.post("/login/code", data={"code": code, "csrf_token": form_token(first.get("/login/code"))})
    assert is_in(first, "inspector")
    liar.claims = {"amr": means}
    client = site.test_client()
    assert come(client, liar).location == leads
    assert is_in(client, "inspector") == (leads == "/")


def test_a_description_of_another_issuer_is_not_believed(site: Flask, with_providers: Put, liar: Liar) -> None:
    with_providers(provider(liar.issuer))
    liar.described = {"issuer": "https://elsewhere.example"}
    client = site.test_client()
    assert client.get("/login/with/county").location == "/login/"
    assert "another issuer" in verbs(site, "login.refused_elsewhere")[0]["why"]


def test_an_answer_to_a_log_in_of_another_browser_is_refused(site: Flask, with_providers: Put, liar: Liar) -> None:
    with_providers(provider(liar.issuer, match_names=True))
    liar.claims = {"preferred_username": "handler"}
    thief, victim = site.test_client(), site.test_client()
    state = go(thief, liar)
    go(victim, liar)
    assert victim.get(f"/login/with/county/back?code=abc&state={state}").location == "/login/"
    assert not is_in(victim, "handler")
    assert victim.get("/login/with/county/back").location == "/login/"
    assert victim.get("/login/with/county/back?error=access_denied&error_description=<b>").location == "/login/"


def test_nobody_is_led_to_another_site(site: Flask, with_providers: Put, liar: Liar) -> None:
    with_providers(provider(liar.issuer, match_names=True))
    liar.claims = {"preferred_username": "handler"}
    client = site.test_client()
    state = go(client, liar, "/login/with/county?next=//elsewhere.example/")
    assert client.get(f"/login/with/county/back?code=abc&state={state}").location == "/"


def test_a_provider_that_is_away_says_so_and_the_password_here_still_works(site: Flask, with_providers: Put) -> None:
    with_providers(provider("http://127.0.0.1:9"))
    client = site.test_client()
    assert client.get("/login/with/county").location == "/login/"
    assert "密码" in client.get("/login/").get_data(as_text=True)
    log_in_here(client, "handler")
    assert is_in(client, "handler")
    assert site.test_client().get("/login/with/other").status_code == 404


def test_who_is_switched_off_here_stays_out(
    site: Flask, with_providers: Put, liar: Liar, client_of: Callable[[str], FlaskClient]
) -> None:
    with_providers(provider(liar.issuer, match_names=True))
    liar.claims = {"preferred_username": "handler"}
    client = site.test_client()
    come(client, liar)
    admin = client_of("county_admin")
    with site.app_context():
        pk = db.session.scalars(select(OutsideIdentity.official_id)).one()
    page = admin.get(f"/people/accounts/{pk}")
    admin.post(f"/people/accounts/{pk}", data={"action": "disable", "csrf_token": form_token(page)})
    assert not is_in(client, "handler")
    assert come(client, liar).location == "/login/" and not is_in(client, "handler")


def test_one_disconnects_his_own_and_an_administrator_those_of_his_region(
    site: Flask, with_providers: Put, liar: Liar, client_of: Callable[[str], FlaskClient]
) -> None:
    with_providers(provider(liar.issuer, match_names=True))
    liar.claims = {"preferred_username": "handler"}
    client = site.test_client()
    come(client, liar)
    with site.app_context():
        held = db.session.scalars(select(OutsideIdentity)).one()
        pk, official = held.id, held.official_id
    stranger = client_of("window")
    token = form_token(stranger.get("/password"))
    assert stranger.post(f"/connections/{pk}/disconnect", data={"csrf_token": token}).status_code == 404
    mine = client.get("/password").get_data(as_text=True)
    assert f"/connections/{pk}/disconnect" in mine
    admin = client_of("county_admin")
    page = admin.get(f"/people/accounts/{official}")
    assert re.search(rf"/connections/{pk}/disconnect", page.get_data(as_text=True))
    assert (
        admin.post(f"/connections/{pk}/disconnect", data={"csrf_token": form_token(page)}).location
        == f"/people/accounts/{official}"
    )
    assert not is_in(client, "handler")
    with site.app_context():
        assert db.session.scalars(select(OutsideIdentity)).all() == []
        kept = db.session.scalars(select(LoginSession).where(LoginSession.provider == "county")).all()
        assert [row.ended_at is not None for row in kept] == [True]
