"""A visitor of the portal leaves no network address behind: not in the trail, not in any table."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.kernel.audit import TrailRow
from app.kernel.db import Base
from tests.citizen import apply
from tests.forms import form_values
from tests.web import at_work, form_token

pytestmark = pytest.mark.both_engines

ADDRESS = "203.0.113.77"
VILLAGE = "/portal/villages/350102001001/ask"


@pytest.fixture
def visitor(site: Flask) -> Iterator[FlaskClient]:
    """Somebody at an address that no test uses otherwise."""
    with site.test_client() as client:
        client.environ_base["REMOTE_ADDR"] = ADDRESS
        yield client


def where_it_stands(site: Flask) -> list[str]:
    """Return the tables in which the address, written out, stands."""
    with at_work(site) as session:
        tables = Base.metadata.sorted_tables
        return [one.name for one in tables if any(ADDRESS in str(row) for row in session.execute(select(one)))]


@pytest.mark.parametrize("what", ["ask", "report"])
def test_who_reports_a_village_without_a_name_leaves_no_address(site: Flask, visitor: FlaskClient, what: str) -> None:
    held = form_values(visitor.get(VILLAGE).get_data(as_text=True))
    told = visitor.post(VILLAGE, data=held | {"what": what, "text": "低保名单里有村干部的亲戚"})
    assert re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}", told.get_data(as_text=True))
    assert where_it_stands(site) == []
    with at_work(site) as session:
        rows = session.scalars(select(TrailRow).where(TrailRow.verb == "village.asked")).all()
        assert [(row.official, row.channel, row.address) for row in rows] == [("", "portal", None)]


def test_who_applies_leaves_no_address(site: Flask, visitor: FlaskClient, item: int) -> None:
    assert apply(visitor, item)
    assert where_it_stands(site) == []


def test_an_address_that_locks_an_account_of_the_inner_net_is_kept(site: Flask, visitor: FlaskClient) -> None:
    for _ in range(5):
        sent = {"username": "handler", "password": "wrong", "csrf_token": form_token(visitor.get("/login/"))}
        assert visitor.post("/login/", data=sent).status_code == 401
    with at_work(site) as session:
        rows = session.scalars(select(TrailRow).where(TrailRow.channel == "screen")).all()
        assert {row.address for row in rows} == {ADDRESS}
