"""OpenID Connect: a word that does not hold lets nobody in, and ends nobody's session."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from tests.surfaces.providers.coming import LOGOUT, Put, come, is_in, log_in_here, provider, verbs
from tests.surfaces.providers.sources import Liar

LIES: dict[str, Callable[[Liar], None]] = {
    "another issuer": lambda liar: liar.claims.update(iss="https://elsewhere.example"),
    "another client": lambda liar: liar.claims.update(aud="another"),
    "two clients, no authorised party": lambda liar: liar.claims.update(aud=["another", "third"]),
    "another nonce": lambda liar: liar.claims.update(nonce="of another log-in"),
    "no nonce": lambda liar: liar.claims.update(nonce=None),
    "expired": lambda liar: liar.claims.update(exp=int(time.time()) - 600),
    "of the future": lambda liar: liar.claims.update(iat=int(time.time()) + 6000),
    "nobody": lambda liar: liar.claims.update(sub=None),
    "an empty subject": lambda liar: liar.claims.update(sub=""),
    "not signed": lambda liar: setattr(liar, "sign", liar.unsigned),
    "signed with the public key": lambda liar: setattr(liar, "sign", liar.with_secret),
    "signed by another": lambda liar: setattr(liar, "sign", liar.by_another),
    "no ID token": lambda liar: setattr(liar, "sign", lambda _claims: None),
    "no token at all": lambda liar: setattr(liar, "sign", lambda _claims: "eyJhbGciOiJub25lIn0.e30."),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_word_that_does_not_hold_lets_nobody_in(site: Flask, with_providers: Put, liar: Liar, lie: str) -> None:
    with_providers(provider(liar.issuer, match_names=True))
    liar.claims = {"preferred_username": "handler"}
    LIES[lie](liar)
    client = site.test_client()
    assert come(client, liar).location == "/login/"
    assert "未通过核验" in client.get("/login/").get_data(as_text=True)
    assert not is_in(client, "handler") and verbs(site, "login.connected") == []
    assert [row["provider"] for row in verbs(site, "login.refused_elsewhere")] == ["county"]
    liar.claims, liar.sign = {"preferred_username": "handler"}, liar.signed
    assert come(client, liar).location == "/" and is_in(client, "handler"), "the honest word of the same provider holds"


def test_a_log_out_there_ends_the_session_here(site: Flask, with_providers: Put, liar: Liar) -> None:
    with_providers(provider(liar.issuer, match_names=True))
    liar.claims = {"preferred_username": "handler", "sid": "s-1"}
    one, two, by_password = site.test_client(), site.test_client(), site.test_client()
    come(one, liar)
    liar.claims["sid"] = "s-2"
    come(two, liar)
    log_in_here(by_password, "handler")
    at = int(site.config["SUNSHINE_TEST_NOW"].timestamp())

    def tell(**other: Any) -> int:
        liar.claims = {}
        token = liar.sign(liar.honest(**{"nonce": None, "iat": at, "events": LOGOUT, "sub": None} | other))
        return site.test_client().post("/login/with/county/logout", data={"logout_token": token}).status_code

    for lie in (
        {"sid": "s-1", "nonce": "x"},
        {"sid": "s-1", "aud": "other"},
        {"sid": "s-1", "events": {}},
        {"sid": "s-1", "iat": at - 600},
        {"sid": "s-1", "iss": "https://elsewhere.example"},
        {},
    ):
        assert tell(**lie) == 400 and is_in(one, "handler")
    liar.sign = liar.by_another
    assert tell(sid="s-1") == 400 and is_in(one, "handler")
    liar.sign = liar.signed
    assert tell(sid="s-1") == 200
    assert not is_in(one, "handler") and is_in(two, "handler")
    assert tell(sub="u-1") == 200
    assert not is_in(two, "handler") and is_in(by_password, "handler"), "who came by his password here stays"
    assert tell(sub="u-1") == 200, "said twice is said once"
    assert len(verbs(site, "login.ended_elsewhere")) == 2
