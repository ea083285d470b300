"""The inner pages of listings: the clerk plans, the head publishes, the centre confirms; whoever may not is refused."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.trading.models import TradeListing
from app.trading.words import ListingState
from tests.web import at_work, form_token
from tests.world import World

Clients = Callable[[str], FlaskClient]
HOME = "/trading/listings/"


def filled(site: Flask, **said: str) -> dict[str, str]:
    """A plan as a clerk types it."""
    with at_work(site) as session:
        world = World(session)
        owner, centre = str(world.organisation("gulou-urban").id), str(world.organisation("gulou").id)
    usual = {
        "what": "asset", "owner": owner, "centre": centre, "name": "原粮站仓库", "text": "整体转让，现状交付。",
        "decision": "鼓国资〔2026〕7号", "appraisal": "520万", "reserve": "5200000", "sealed": "no", "start": "520万",
        "step": "5万", "bond": "100万", "listed_from": "2026-09-22", "applies_to": "2026-11-02T17:00",
        "auction_at": "2026-11-03T09:00", "free_minutes": "30", "round_minutes": "5",
    }  # fmt: skip
    return usual | said


def send(client: FlaskClient, path: str, **said: str) -> tuple[int, str]:
    token = form_token(client.get(HOME))
    answer = client.post(path, data={"csrf_token": token, **said})
    return answer.status_code, answer.get_data(as_text=True)


def rows(site: Flask) -> list[tuple[int, str]]:
    with at_work(site) as session:
        return [(one.id, one.state) for one in session.scalars(select(TradeListing).order_by(TradeListing.id))]


def test_a_clerk_plans_and_a_head_publishes_what_he_did_not_plan(site: Flask, client_of: Clients) -> None:
    clerk, head = client_of("handler"), client_of("organ_head")
    assert send(clerk, HOME, **filled(site))[0] == 302
    ((pk, state),) = rows(site)
    assert state == ListingState.PLANNED
    assert "原粮站仓库" in clerk.get(HOME).get_data(as_text=True)
    assert send(clerk, f"{HOME}{pk}/publish")[0] == 403
    assert rows(site) == [(pk, ListingState.PLANNED)]
    assert send(clerk, f"{HOME}{pk}/change", **filled(site, name="原粮站仓库及院落"))[0] == 302
    assert send(head, f"{HOME}{pk}/publish", reason="")[0] == 302
    assert rows(site) == [(pk, ListingState.LISTED)]
    assert "原粮站仓库及院落" in site.test_client().get(f"/portal/listings/{pk}").get_data(as_text=True)


def test_a_plan_that_is_wrong_comes_back_with_everything_that_was_typed(site: Flask, client_of: Clients) -> None:
    for said, kept in (
        ({"start": "500万"}, "500万"),
        ({"auction_at": "2026-11-01T09:00"}, "2026-11-01"),
        ({"step": "五万"}, "五万"),
    ):
        status, page = send(client_of("handler"), HOME, **filled(site, **said))
        assert status == 422 and kept in page and "整体转让，现状交付。" in page
    assert rows(site) == []


@pytest.mark.parametrize("who", ["inspector", "auditor", "leader", "other_handler"])
def test_others_plan_nothing(site: Flask, client_of: Clients, who: str) -> None:
    assert send(client_of(who), HOME, **filled(site))[0] == 403
    assert rows(site) == []


def test_another_county_neither_sees_nor_moves_it(site: Flask, client_of: Clients) -> None:
    send(client_of("handler"), HOME, **filled(site))
    ((pk, _state),) = rows(site)
    other = client_of("other_handler")
    assert other.get(f"{HOME}{pk}").status_code == 404
    assert send(other, f"{HOME}{pk}/stop", reason="不办了")[0] == 404
    assert rows(site) == [(pk, ListingState.PLANNED)]


def test_what_falls_short_of_the_law_says_by_which_article(site: Flask, client_of: Clients) -> None:
    send(client_of("handler"), HOME, **filled(site, applies_to="2026-09-29T17:00"))
    ((pk, _state),) = rows(site)
    head = client_of("organ_head")
    status, page = send(head, f"{HOME}{pk}/publish", reason="")
    assert status == 422 and "第四十九条" in page
    assert send(head, f"{HOME}{pk}/publish", reason="年底前必须完成处置")[0] == 302
    page = site.test_client().get(f"/portal/listings/{pk}").get_data(as_text=True)
    assert "年底前必须完成处置" in page
    with at_work(site) as session:
        assert session.scalar(select(func.count(TradeListing.id)).where(TradeListing.broken_reason != "")) == 1
