"""A gateway in front names who has logged in there: its header counts from its own address alone."""

import pytest
from flask import Flask

from app.surfaces.accounts.providers.settings import Provider
from tests.surfaces.providers.coming import Put, is_in, verbs


@pytest.fixture(autouse=True)
def gateway(with_providers: Put) -> None:
    with_providers(
        Provider(
            "gateway", "政务外网", "header", header="X-Remote-User", from_networks=("10.9.0.7/32",), match_names=True
        )
    )


def test_whom_the_gateway_names_comes_in(site: Flask) -> None:
    client = site.test_client()
    came = client.get(
        "/login/with/gateway", headers={"X-Remote-User": "handler"}, environ_base={"REMOTE_ADDR": "10.9.0.7"}
    )
    assert came.location == "/" and is_in(client, "handler")


@pytest.mark.parametrize(
    ("address", "names"),
    [
        ("10.9.0.8", ["handler"]),
        ("127.0.0.1", ["handler"]),
        ("10.9.0.7", []),
        ("10.9.0.7", [""]),
        ("10.9.0.7", ["window, handler"]),
        ("10.9.0.7", ["window", "handler"]),
    ],
)
def test_a_header_from_elsewhere_or_of_several_names_counts_for_nothing(
    site: Flask, address: str, names: list[str]
) -> None:
    client = site.test_client()
    headers = [("X-Remote-User", name) for name in names]
    came = client.get("/login/with/gateway", headers=headers, environ_base={"REMOTE_ADDR": address})
    assert came.location == "/login/"
    assert not is_in(client, "handler") and not is_in(client, "window")
    assert [row["provider"] for row in verbs(site, "login.refused_elsewhere")] == ["gateway"]


def test_what_a_visitor_says_of_his_address_does_not_make_him_the_gateway(site: Flask) -> None:
    client = site.test_client()
    headers = {"X-Remote-User": "handler", "X-Forwarded-For": "10.9.0.7"}
    came = client.get("/login/with/gateway", headers=headers, environ_base={"REMOTE_ADDR": "10.1.1.1"})
    assert came.location == "/login/" and not is_in(client, "handler")


def test_the_header_opens_no_page_by_itself(site: Flask) -> None:
    client = site.test_client()
    page = client.get("/", headers={"X-Remote-User": "handler"}, environ_base={"REMOTE_ADDR": "10.9.0.7"})
    assert page.status_code == 302 and page.location.startswith("/login/")


def test_whoever_sends_rubbish_does_not_fill_the_trail(site: Flask) -> None:
    client = site.test_client()
    for _ in range(9):
        client.get("/login/with/gateway", headers={"X-Remote-User": "handler"})
    assert len(verbs(site, "login.refused_elsewhere")) == 5
