"""A short-lived token for a key (RFC 6749, 4.4): what the key opens, narrowed by scope, dead with the key."""

from base64 import b64encode
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask_jwt_extended import create_access_token, decode_token
from sqlalchemy import select

from app.kernel.audit import TrailRow
from app.surfaces.accounts.keybounds import Bounds
from app.surfaces.accounts.keychanges import change_bounds, rotate_key
from app.surfaces.accounts.keys import revoke_key
from app.surfaces.acts import command_act
from app.surfaces.security import KEY_CLAIM, SCOPE_CLAIM
from tests.surfaces.keys import call, key_of, pk_of
from tests.web import at_work

pytestmark = pytest.mark.both_engines


def ask(site: Flask, raw: str, name: int, *, basic: bool = True, **form: str) -> Any:
    sent = {"grant_type": "client_credentials", **form}
    if not basic:
        sent |= {"client_id": str(name), "client_secret": raw}
        return site.test_client().post("/api/v1/oauth/token", data=sent)
    proof = b64encode(f"{name}:{raw}".encode()).decode()
    return site.test_client().post("/api/v1/oauth/token", data=sent, headers={"Authorization": f"Basic {proof}"})


@pytest.mark.parametrize("basic", [True, False])
def test_a_key_is_exchanged_for_a_token_that_opens_the_same(site: Flask, basic: bool) -> None:
    raw = key_of(site, "county_admin", bounds=Bounds("organisation:read post:read"))
    answer = ask(site, raw, pk_of(site, raw), basic=basic)
    given = answer.get_json()
    assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-store"
    assert (given["token_type"], given["expires_in"]) == ("Bearer", 600)
    assert given["scope"] == "organisation:read post:read"
    token = given["access_token"]
    assert call(site, token).get_json() == call(site, raw).get_json()
    assert call(site, token, "/api/v1/official/").status_code == 403
    assert call(site, token, "/keys/").status_code == 302, "it opens no screen"


def test_a_token_may_ask_for_less_and_never_for_more(site: Flask) -> None:
    raw = key_of(site, "county_admin", bounds=Bounds("organisation:read post:write"))
    pk = pk_of(site, raw)
    token = ask(site, raw, pk, scope="post:read").get_json()["access_token"]
    assert call(site, token, "/api/v1/post/").status_code == 200
    assert call(site, token).status_code == 403
    assert call(site, token, "/api/v1/post/", "POST", json={}).status_code == 403
    for more in ("organisation:write", "official:read", "organisation", "post:read nonsense"):
        answer = ask(site, raw, pk, scope=more)
        assert (answer.status_code, answer.get_json()) == (400, {"error": "invalid_scope"})


@pytest.mark.parametrize("how", ["revoked", "narrowed", "rotated out", "door shut"])
def test_a_token_dies_with_what_it_was_given_for(site: Flask, how: str) -> None:
    raw = key_of(site, "county_admin")
    pk = pk_of(site, raw)
    token = ask(site, raw, pk).get_json()["access_token"]
    assert call(site, token).status_code == 200
    if how == "door shut":
        site.config["FAB_API_KEY_ENABLED"] = False
    else:
        with at_work(site), command_act() as act:
            if how == "revoked":
                revoke_key(act, pk)
            elif how == "narrowed":
                change_bounds(act, pk, writes=False, bounds=Bounds("post:read"))
            else:
                rotate_key(act, pk, 0)
    try:
        answer = call(site, token)
        assert answer.status_code == (403 if how == "narrowed" else 401)
        assert "result" not in answer.get_json()
    finally:
        site.config["FAB_API_KEY_ENABLED"] = True


def test_what_is_no_key_of_this_number_gets_no_token(site: Flask) -> None:
    raw, other = key_of(site, "handler"), key_of(site, "window")
    for secret, name in ((raw, pk_of(site, other)), (raw[:-1] + "~", pk_of(site, raw)), ("", 0)):
        answer = ask(site, secret, name)
        assert (answer.status_code, answer.get_json()) == (401, {"error": "invalid_client"})
        assert answer.headers["WWW-Authenticate"].startswith("Basic")
    answer = ask(site, raw, pk_of(site, raw), grant_type="password")
    assert (answer.status_code, answer.get_json()) == (400, {"error": "unsupported_grant_type"})


def test_a_token_acts_in_the_name_of_its_holder(site: Flask) -> None:
    raw = key_of(site, "county_admin")
    token = ask(site, raw, pk_of(site, raw)).get_json()["access_token"]
    home = call(site, token).get_json()["result"][0]["id"]
    post = {"organisation_id": home, "name": "接口岗", "duty": "clerk"}
    assert call(site, token, "/api/v1/post/", "POST", json=post).status_code == 201
    with at_work(site) as session:
        told = session.scalars(select(TrailRow).where(TrailRow.verb == "record.added")).one()
        assert (told.official, told.channel) == ("何管", "rest")


def test_a_token_ends_after_ten_minutes(site: Flask) -> None:
    raw = key_of(site, "county_admin")
    token = ask(site, raw, pk_of(site, raw)).get_json()["access_token"]
    with site.app_context():
        held = decode_token(token)
        assert held["exp"] - held["iat"] == 600
        again = {KEY_CLAIM: held[KEY_CLAIM], SCOPE_CLAIM: ""}
        ended = create_access_token(held["sub"], expires_delta=timedelta(seconds=-1), additional_claims=again)
    assert (call(site, token).status_code, call(site, ended).status_code) == (200, 401)
