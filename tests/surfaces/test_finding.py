"""The one search of the inner net: pages and records by name, number and pinyin, and nothing outside one's scope."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.approvals.cases import Story
from tests.web import at_work
from tests.world import OFFICIALS, World

Client = Callable[[str], FlaskClient]


def links(client: FlaskClient, text: str) -> dict[str, str]:
    """Return what is found for a text: name to address."""
    page = client.get("/find/", query_string={"q": text}).get_data(as_text=True)
    main = page.partition("<main")[2]
    return {name: url for url, name in re.findall(r'<li><a href="([^"]+)">([^<]+)</a>', main)}


@pytest.fixture
def number(site: Flask) -> str:
    """The number of a case of the urban management office."""
    with at_work(site) as session:
        story = Story(session, World(session))
        found = story.accepted("2026-09-21").number
        session.commit()
    return found


def test_a_case_is_found_by_its_number_and_its_applicant(client_of: Client, number: str) -> None:
    client = client_of("handler")
    for text in (number, "陈小明"):
        found = links(client, text)
        (address,) = [url for name, url in found.items() if number in name]
        assert re.fullmatch(r"/cases/\d+", address)
        assert number in client.get(address).get_data(as_text=True)


@pytest.mark.parametrize("short", ["other_handler", "other_inspector", "other_county_admin", "village_clerk"])
def test_what_lies_outside_the_scope_is_not_found(client_of: Client, number: str, short: str) -> None:
    assert not any(number in name for name in links(client_of(short), number))
    assert "在您能看到的内容里没有找到" in client_of(short).get(f"/find/?q={number}").get_data(as_text=True)


def test_people_are_found_by_those_who_manage_them(client_of: Client) -> None:
    assert "王窗" in links(client_of("county_admin"), "王窗")
    assert "王窗" not in links(client_of("other_county_admin"), "王窗")


@pytest.mark.parametrize("text", ["资金账", "zjz", "台账"])
def test_pages_are_found_by_name_and_by_pinyin(client_of: Client, text: str) -> None:
    found = links(client_of("village_clerk"), text)
    assert found and all(url.startswith("/") for url in found.values())
    assert "账号与角色" not in links(client_of("village_clerk"), "账号")
    assert "账号与角色" in links(client_of("county_admin"), "账号")


@pytest.mark.parametrize(("text", "status"), [("陈", 422), ("长" * 101, 422), ("", 200), ("%_", 200), ("<b>x", 200)])
def test_odd_searches_are_answered_in_words(client_of: Client, text: str, status: int) -> None:
    answer = client_of("handler").get("/find/", query_string={"q": text})
    page = answer.get_data(as_text=True)
    assert answer.status_code == status and "<b>x" not in page
    assert ("note error" in page) == (status == 422)


@pytest.mark.parametrize("short", sorted(OFFICIALS))
def test_what_every_role_finds_opens(client_of: Client, number: str, short: str) -> None:
    client = client_of(short)
    found = links(client, "鼓楼") | links(client, "设置") | links(client, "台账")
    assert found
    for name, address in found.items():
        assert client.get(address, follow_redirects=True).status_code == 200, (name, address)
