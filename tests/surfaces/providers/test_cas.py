"""CAS: a ticket lets in whom the service names, once, in the browser that asked."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.surfaces.accounts.providers.settings import Provider
from tests.surfaces.providers.coming import Put, is_in, verbs
from tests.surfaces.providers.sources import Cas, cas_service

Service = tuple[Cas, str]


@pytest.fixture
def service(with_providers: Put) -> Iterator[Service]:
    with cas_service() as (cas, address):
        with_providers(Provider("cas", "市级统一登录", "cas", address=f"{address}/cas", match_names=True))
        yield cas, address


def begin(client: FlaskClient) -> str:
    """Begin a log-in; returns the service for which a ticket is asked."""
    there = urlsplit(client.get("/login/with/cas").location)
    assert there.path == "/cas/login"
    return parse_qs(there.query)["service"][0]


def come(client: FlaskClient, service: str, ticket: str) -> TestResponse:
    back = urlsplit(service)
    return client.get(f"{back.path}?{back.query}&ticket={ticket}")


def test_a_ticket_lets_its_holder_in_once(site: Flask, service: Service) -> None:
    cas, _address = service
    client = site.test_client()
    asked = begin(client)
    ticket = cas.issue(asked, "handler")
    assert come(client, asked, ticket).location == "/" and is_in(client, "handler")
    other = site.test_client()
    begin(other)
    assert come(other, asked, ticket).location == "/login/" and not is_in(other, "handler")


def test_a_ticket_of_another_service_or_browser_is_worth_nothing(site: Flask, service: Service) -> None:
    cas, _address = service
    client = site.test_client()
    asked = begin(client)
    assert come(client, asked, cas.issue("https://elsewhere.example/", "handler")).location == "/login/"
    victim = site.test_client()
    assert come(victim, asked, cas.issue(asked, "handler")).location == "/login/"
    assert not is_in(client, "handler") and not is_in(victim, "handler")
    assert [told for told, _ticket in cas.asked] == [asked], "of a log-in that was not begun here nothing is asked"


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"yes\nhandler",
        b"<cas:serviceResponse xmlns:cas='http://www.yale.edu/tp/cas'/>",
        b"<r><authenticationSuccess><user>handler</user></authenticationSuccess></r>",
        b"<cas:serviceResponse xmlns:cas='http://www.yale.edu/tp/cas'><cas:authenticationSuccess><cas:user> </cas:user>"
        b"</cas:authenticationSuccess></cas:serviceResponse>",
        b"<!DOCTYPE r [<!ENTITY a 'handler'>]><r>&a;</r>",
        b" " * 300_000,
    ],
)
def test_an_answer_that_names_nobody_lets_nobody_in(site: Flask, service: Service, answer: bytes) -> None:
    cas, _address = service
    cas.answer = answer
    client = site.test_client()
    asked = begin(client)
    assert come(client, asked, "ST-1").location == "/login/" and not is_in(client, "handler")
    assert [row["provider"] for row in verbs(site, "login.refused_elsewhere")] == ["cas"]


def test_a_log_out_there_ends_the_session_of_that_ticket_alone(site: Flask, service: Service) -> None:
    cas, _address = service
    clients: list[tuple[FlaskClient, str]] = []
    for _ in range(2):
        client = site.test_client()
        asked = begin(client)
        ticket = cas.issue(asked, "handler")
        come(client, asked, ticket)
        clients.append((client, ticket))

    def tell(body: str) -> Any:
        return site.test_client().post("/login/with/cas/logout", data={"logoutRequest": body}).status_code

    head = '<samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol">'
    assert tell("") == 400 and tell("<x/>") == 400 and tell(f"{head}</samlp:LogoutRequest>") == 400
    index = f"<samlp:SessionIndex>{clients[0][1]}</samlp:SessionIndex></samlp:LogoutRequest>"
    assert tell(head + index) == 200
    assert not is_in(clients[0][0], "handler") and is_in(clients[1][0], "handler")
