"""Limits count in the database: exactly, over all processes; and an address is the visitor's own."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask

from app import create_app
from app.kernel.act import Channel, platform_act
from app.kernel.guard import open_act
from app.surfaces.limits import network_of, read_rule
from app.surfaces.tries import Counter, Limit, forget_subject, give_back, take
from tests.web import at_work

FIVE = Limit(5, timedelta(minutes=15))


def test_tries_at_the_same_moment_each_get_a_number_of_their_own(site: Flask) -> None:
    counters = (Counter(FIVE, "door", "a"), Counter(FIVE, "place", "b"))

    def one(_number: int) -> list[int]:
        with site.app_context():
            return take(site.config["SUNSHINE_TEST_NOW"], *counters)

    with ThreadPoolExecutor(4) as pool:
        counts = list(pool.map(one, range(24)))
    assert sorted(first for first, _second in counts) == list(range(1, 25))
    assert sorted(second for _first, second in counts) == list(range(1, 25))


def test_a_stretch_ends_and_begins_again_with_the_next_try(site: Flask) -> None:
    at, counter = site.config["SUNSHINE_TEST_NOW"], Counter(FIVE, "door", "a")
    with site.app_context():
        tries = [take(at + timedelta(minutes=m), counter)[0] for m in (0, 14, 15, 16)]
    assert tries == [1, 2, 1, 2]


def test_a_route_refuses_after_its_limit_and_opens_again(site: Flask) -> None:
    site.config["SUNSHINE_LIMITED"] = True
    try:
        client = site.test_client()
        answers = [client.post("/api/v1/security/login", data="no json").status_code for _ in range(62)]
        assert answers == [422] * 60 + [429] * 2
        client.environ_base["REMOTE_ADDR"] = "10.0.0.9"
        assert client.post("/api/v1/security/login", data="no json").status_code == 422
        client.environ_base["REMOTE_ADDR"] = "127.0.0.1"
        site.config["SUNSHINE_TEST_NOW"] += timedelta(minutes=1)
        assert client.post("/api/v1/security/login", data="no json").status_code == 422
    finally:
        site.config["SUNSHINE_LIMITED"] = False


def test_a_try_that_is_given_back_counts_no_more_and_a_name_is_forgotten_whole(site: Flask) -> None:
    at, mine = (site.config["SUNSHINE_TEST_NOW"], [Counter(FIVE, what, "a", subject="me") for what in ("door", "code")])
    other = Counter(FIVE, "door", "b", subject="you")
    with at_work(site) as session:
        take(at, *mine, other)
        act = platform_act(session, Channel.CLOCK, at, 350100)
        with open_act(act):
            give_back(act, mine[0])
            give_back(act, mine[0])
            session.commit()
            assert take(at, mine[0])[0] == 1
            forget_subject(act, "me")
            session.commit()
        assert (take(at, *mine), take(at, other)) == ([1, 1], [2])


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("10.1.2.3", "10.1.2.3"),
        ("::ffff:10.1.2.3", "10.1.2.3"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        (None, "-"),
        ("unix", "unix"),
    ],
)
def test_an_address_is_counted_as_the_line_it_comes_from(address: str | None, network: str) -> None:
    assert network_of(address) == network


def test_a_rule_is_read() -> None:
    assert read_rule("30 per hour") == Limit(30, timedelta(hours=1))


WAYS = [
    # proxies declared, peer, host, what the proxy sends, answered
    (0, "10.0.0.5", "sunshine.example.cn", {}, True),
    (0, "10.0.0.1", "sunshine.example.cn", {"X-Forwarded-For": "10.0.0.5"}, False),
    (0, "10.0.0.1", "sunshine.example.cn", {"X-Real-IP": "10.0.0.5"}, False),
    (0, "10.0.0.1", "sunshine.example.cn", {"Forwarded": "for=10.0.0.5"}, False),
    (0, "127.0.0.1", "sunshine.example.cn", {}, False),
    (0, "127.0.0.1", "127.0.0.1:5080", {}, True),
    (0, "127.0.0.1", "localhost", {}, True),
    (1, "127.0.0.1", "sunshine.example.cn", {"X-Forwarded-For": "10.0.0.5"}, True),
    (1, "127.0.0.1", "sunshine.example.cn", {}, False),
    (2, "10.0.0.1", "sunshine.example.cn", {"X-Forwarded-For": "10.0.0.5"}, False),
    (2, "10.0.0.1", "sunshine.example.cn", {"X-Forwarded-For": "10.0.0.5, 10.0.0.2"}, True),
]


@pytest.fixture(scope="module")
def production(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """A program as a county runs it."""
    folder = tmp_path_factory.mktemp("production")
    return create_app(
        {
            "SUNSHINE_MODE": "production",
            "SUNSHINE_FOLDER": folder,
            "SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder / 'empty.db'}",
        }
    )


@pytest.mark.parametrize(("declared", "peer", "host", "sent", "answered"), WAYS)
def test_production_answers_nobody_who_came_through_an_undeclared_proxy(
    production: Flask, declared: int, peer: str, host: str, sent: dict[str, str], answered: bool
) -> None:
    production.config["SUNSHINE_PROXIES"] = str(declared)
    client = production.test_client()
    answer = client.get("/login/", headers={"Host": host, **sent}, environ_base={"REMOTE_ADDR": peer})
    assert answer.status_code == (200 if answered else 503)
    if not answered:
        assert "SUNSHINE_PROXIES" in answer.get_data(as_text=True)
