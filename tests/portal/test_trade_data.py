"""Trades as open data on the portal: before the opening no word of a bid, afterwards all of it."""

import json

import pytest
from flask import Flask

from tests.portal.test_trades import Place


@pytest.fixture
def place(site: Flask) -> Place:
    return Place(site)


def test_a_trade_is_given_as_a_record_without_a_word_of_the_bids(place: Place) -> None:
    answer = place.client.get(f"{place.home}/ocds.json")
    assert answer.mimetype == "application/json"
    told = answer.get_json()
    assert told["version"] == "1.1" and told["uri"].endswith(f"{place.home}/ocds.json")
    (held,) = told["records"]
    assert [one["tag"] for one in held["releases"]] == [["planning", "tender"]]
    assert held["compiledRelease"]["tender"]["status"] == "active"
    assert b"bids" not in answer.data and b"1900000" not in answer.data


def test_all_trades_are_given_in_lines(place: Place) -> None:
    answer = place.client.get("/portal/trades/ocds.jsonl")
    lines = [json.loads(line) for line in answer.data.splitlines()]
    assert answer.mimetype == "application/jsonl" and lines
    ours = place.client.get(f"{place.home}/ocds.json").get_json()["records"][0]["compiledRelease"]
    assert ours in lines and {tuple(one["tag"]) for one in lines} == {("compiled",)}
    assert place.client.get("/portal/trades/ocds.jsonl?after=1").data == b""


def test_a_trade_that_was_not_published_is_not_given(place: Place) -> None:
    assert place.client.get("/portal/trades/1/ocds.json").status_code == 404
