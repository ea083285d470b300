"""Complaints and objections beside alerts, alerts beside complaints, and the trail of the whole trade on an alert about its lot."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.supervision.models import Alert
from app.supervision.scanning import sweep
from app.surfaces.database import db
from app.trading.models import TradeComplaint
from app.trading.operations import award_lot
from app.trading.points import TRADING_POINTS
from tests.supervision.test_trade_page import trading
from tests.trading.course import AGO, DAY, Course

Clients = Callable[[str], FlaskClient]


@pytest.fixture
def told(site: Flask) -> dict[str, int]:
    """A trade that was complained about and whose lowest bid was rejected; another of which nobody complained."""
    with trading(site) as course:
        other = Course(course.session, course.world, course.acting_as, AGO)
        other.awarded_to(rejected=[2])
        course.ranked_with(2).show()
        complaint = course.complain(course.deadline + DAY)
        award_lot(course.head(course.awarded_at()), course.candidate(1))
        sweep(course.acting_as(None), TRADING_POINTS)
        alerts = course.session.scalars(select(Alert).where(Alert.point == "T32.lowest").order_by(Alert.subject_id))
        found = {alert.subject_id: alert.id for alert in alerts}
        late = course.session.scalars(select(Alert.id).where(Alert.point == "T38.examined")).one()
        return {
            "complaint": complaint.id,
            "objection": complaint.objection_id,
            "project": course.project.id,
            "alert": found[course.project.lots[0].id],
            "other": found[other.project.lots[0].id],
            "late": late,
        }


def page_of(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.get_data(as_text=True)


def linked(page: str) -> set[int]:
    """Return the alerts to which a page leads."""
    return {int(pk) for pk in re.findall(r"/supervision/alerts/(\d+)\"", page)}


@pytest.mark.parametrize("kind", ["complaint", "objection", "project"])
def test_a_complaint_leads_to_the_alerts_about_its_trade_and_to_no_others(
    client_of: Clients, told: dict[str, int], kind: str
) -> None:
    address = f"/trading/{told[kind]}" if kind == "project" else f"/records/trade_{kind}/show/{told[kind]}"
    page = page_of(client_of("inspector"), address)
    assert {told["alert"], told["late"]} <= linked(page) and told["other"] not in linked(page)
    assert "T32" not in page and "最低报价" in page


def test_an_alert_leads_to_the_complaints_and_objections_about_its_trade(
    site: Flask, client_of: Clients, told: dict[str, int]
) -> None:
    client = client_of("inspector")
    with site.app_context():
        number = db.session.get_one(TradeComplaint, told["complaint"]).number
    page = page_of(client, f"/supervision/alerts/{told['alert']}")
    assert number in page and f"/trading/{told['project']}#complaints" in page
    assert "异议" in page and f"/trading/{told['project']}#objections" in page
    assert 'id="complaints"' in page_of(client, f"/trading/{told['project']}")
    assert "#complaints" not in page_of(client, f"/supervision/alerts/{told['other']}")
    client.get("/language/en?next=/")
    assert f"Complaint {number}" in page_of(client, f"/supervision/alerts/{told['alert']}")


def test_a_complaint_leads_to_the_objection_before_it_and_not_to_itself(
    client_of: Clients, told: dict[str, int]
) -> None:
    client = client_of("inspector")
    page = page_of(client, f"/records/trade_complaint/show/{told['complaint']}")
    assert f"/trading/{told['project']}#objections" in page
    assert f"/trading/{told['project']}#complaints" not in page
    page = page_of(client, f"/records/trade_objection/show/{told['objection']}")
    assert f"/trading/{told['project']}#complaints" in page
    assert f"/trading/{told['project']}#objections" not in page


def test_alerts_that_one_may_not_see_stand_on_no_page(client_of: Clients, told: dict[str, int]) -> None:
    """The buyer's head sees those of the buyer; a handler sees the trade and no alert that is not about himself."""
    head = linked(page_of(client_of("organ_head"), f"/trading/{told['project']}"))
    assert told["late"] not in head
    assert linked(page_of(client_of("handler"), f"/trading/{told['project']}")) == set()
    assert client_of("other_inspector").get(f"/records/trade_complaint/show/{told['complaint']}").status_code == 404


def test_an_alert_about_a_lot_shows_the_trail_of_its_trade(client_of: Clients, told: dict[str, int]) -> None:
    page = page_of(client_of("inspector"), f"/supervision/alerts/{told['alert']}")
    trail = page.split("相关事项的痕迹", 1)[1].split("</section>", 1)[0]
    assert all(text in trail for text in ("发布", "开标", "定标"))
