"""A villager's page: where the money went in plain words, and the village found by typing."""

from decimal import Decimal

import pytest
from flask.testing import FlaskClient

from app.kernel.act import Act, Channel
from app.kernel.guard import open_act
from app.villages.models import VillageMonth
from tests.conftest import NOW
from tests.villages.test_site import CODE
from tests.web import RunningProgram, at_work
from tests.world import World


@pytest.fixture
def street(program: RunningProgram) -> FlaskClient:
    """A visitor, where one village has published three months."""
    with at_work(program.app) as session:
        world = World(session)
        home = world.organisation("zhongshan")
        with open_act(Act(session, world.actor("town_clerk", NOW), NOW, Channel.SCREEN, 350102)):
            for period, works in (("2026-06", "100.00"), ("2026-07", "500.00"), ("2026-08", "320.50")):
                lines = [
                    {"category": "works", "direction": "out", "amount": works, "count": 2},
                    {"category": "salary", "direction": "out", "amount": "679.50", "count": 1},
                    {"category": "rent", "direction": "in", "amount": "3600.00", "count": 1},
                ]
                spent = Decimal(works) + Decimal("679.50")
                session.add(
                    VillageMonth(
                        county=350102,
                        organisation_id=home.id,
                        period=period,
                        opening=Decimal(0),
                        income=Decimal(3600),
                        expense=spent,
                        closing=Decimal(3600) - spent,
                        closing_cash=Decimal(0),
                        lines=lines,
                        vouchers=4,
                        published_at=NOW,
                    )
                )
            session.commit()
    return program.app.test_client()


def test_the_accounts_are_told_in_plain_words(street: FlaskClient) -> None:
    page = street.get(f"/portal/villages/{CODE}").get_data(as_text=True)
    assert "钱花到哪儿去了？" in page
    assert "2026年8月村里收了 3,600.00 元，花了 1,000.00 元，还剩 2,600.00 元。" in page
    assert "比上个月少花 179.50 元。" in page
    assert "（每 100 元里 68 元）" in page
    assert "（每 100 元里 32 元）" in page
    assert "每个月收了多少、花了多少" in page
    assert "data-aloud" in page


def test_an_older_month_is_told_as_it_was(street: FlaskClient) -> None:
    page = street.get(f"/portal/villages/{CODE}/accounts/2026-07").get_data(as_text=True)
    assert "花了 1,179.50 元" in page
    assert "比上个月多花 400.00 元。" in page
    first = street.get(f"/portal/villages/{CODE}/accounts/2026-06").get_data(as_text=True)
    assert "比上个月" not in first
    english = street.get(f"/portal/villages/{CODE}/accounts/2026-06?_l_=en").get_data(as_text=True)
    assert "Where did the money go?" in english
    assert "Spent were" not in english


@pytest.mark.parametrize("typed", ["zs", "ZSS", "中山"])
def test_a_village_is_found_by_its_name_or_the_first_letters_of_its_pinyin(street: FlaskClient, typed: str) -> None:
    page = street.get(f"/portal/villages/?q={typed}").get_data(as_text=True)
    assert f'href="/portal/villages/{CODE}"' in page
    assert "鼓东街道" in page


def test_what_no_village_is_called_leads_to_the_way_by_place(street: FlaskClient) -> None:
    assert "按县、乡查找" in street.get("/portal/villages/?q=qqqq").get_data(as_text=True)
