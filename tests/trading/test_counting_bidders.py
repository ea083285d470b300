"""While bids come in nobody inside counts the bidders: neither by the trail nor by the list of bonds (Bidding Law art. 22)."""

from collections import Counter
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.kernel.audit import TrailRow
from app.trading.models import Project, TradeBond
from app.trading.operations import close_bidding, give_pass
from tests.supervision.test_trade_page import trading
from tests.trading.course import Course
from tests.trading.papers import files_of

Clients = Callable[[str], FlaskClient]
VERBS = ("trade.pass_given", "trade.files_taken", "trade.handed_in", "trade.bond_taken")
WATCHERS = ("inspector", "county_admin", "auditor")


def bid(course: Course, *serials: int) -> None:
    """Let bidders hand in with files and pay their bonds; bids still come in afterwards."""
    course.files = {serial: files_of(serial) for serial in serials}
    course.bonds = {serial: f"1010100000{serial:04d}" for serial in serials}
    for serial in serials:
        bidder = course.bidder(serial)
        course.tokens[bidder.uscc] = give_pass(course.centre(), course.project, bidder)
        course.seal_and_send(serial, f"{serial}00000")
        course.pay_bond(serial)


def counted(client: FlaskClient, verb: str) -> int:
    page = client.get(f"/platform/trail?verb={verb}")
    assert page.status_code == 200
    return page.get_data(as_text=True).count("<tr><td")


def listed(client: FlaskClient) -> int:
    count = client.get("/api/v1/trade_bond/").get_json()["count"]
    return int(count)


@pytest.mark.parametrize("who", WATCHERS)
def test_nobody_counts_while_bids_come_in_and_everything_is_there_once_bidding_is_closed(
    site: Flask, client_of: Clients, who: str
) -> None:
    with trading(site) as course:
        course.published()
        bid(course, 1, 2, 3)
        kept = Counter(course.session.scalars(select(TrailRow.verb).where(TrailRow.verb.in_(VERBS))))
        assert set(kept) == set(VERBS) and kept["trade.handed_in"] == 3, "the trail itself holds every step"
        project, pk = course.project.id, course.session.scalars(select(TradeBond.id)).first()
    client = client_of(who)
    assert [counted(client, verb) for verb in VERBS] == [0, 0, 0, 0]
    assert counted(client, "trade.published") == 1
    assert listed(client) == 0 and client.get(f"/records/trade_bond/show/{pk}").status_code == 404
    with trading(site) as other:
        other.published()
        bid(other, 1)
        close_bidding(other.centre(other.deadline), other.session.get_one(Project, project))
    assert [counted(client, verb) for verb in VERBS] == [kept[verb] for verb in VERBS], (
        "of another trade bids still come in"
    )
    assert listed(client) == 3 and client.get(f"/records/trade_bond/show/{pk}").status_code == 200
