"""The public portal's one search: items by words and initials, in a place, of a kind."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from app.disclosure.models import DisclosureItem
from app.intermediaries.models import Agency
from app.kernel.act import Act, Channel
from app.kernel.guard import open_act
from app.penalties.cases.models import PenaltyCase
from app.powers.models import OrderKind, Power
from app.powers.orders import carry_out_order, draft_order
from app.villages.models import VillageArticle
from tests.approvals.cases import moment
from tests.web import at_work
from tests.world import World


@pytest.fixture
def street(site: Flask, item: int) -> Flask:
    """The site with a licence that is in force."""
    assert item
    return site


def page(site: Flask, **asked: str) -> str:
    answer = site.test_client().get("/portal/search", query_string=asked)
    assert answer.status_code == 200
    return str(answer.get_data(as_text=True))


def test_an_item_is_found_by_its_words_and_by_its_initials(street: Flask) -> None:
    for asked in ("城市道路", "占用", "lszycs"):
        text = page(street, q=asked)
        assert "/portal/items/3" in text, asked
        assert "<mark>" in text, asked
    assert "/portal/items/3" not in page(street, q="渔业捕捞")


def test_the_search_of_the_home_page_finds_everything_that_is_public(street: Flask) -> None:
    home = street.test_client().get("/portal/").get_data(as_text=True)
    forms = re.findall(r'<form[^>]*role="search"[^>]*>', home)
    assert len(forms) == 1 and 'action="/portal/search"' in forms[0]
    kinds = {source.kind for source in street.extensions["sunshine"].texts}
    assert kinds == {one.kind for one in (Power, PenaltyCase, DisclosureItem, VillageArticle, Agency)}


def test_a_place_and_a_kind_narrow_the_search(street: Flask) -> None:
    assert "/portal/items/3" in page(street, q="道路", place="350102000000")
    assert "/portal/items/3" not in page(street, q="道路", place="350103000000")
    assert "/portal/items/3" not in page(street, q="道路", kind="penalty")
    assert "/portal/items/3" in page(street, q="道路", kind="power", place="nonsense", **{"from": "x"})


def test_a_query_that_is_too_short_is_answered_in_words(street: Flask) -> None:
    answer = street.test_client().get("/portal/search?q=水")
    assert answer.status_code == 422
    assert "至少" in answer.get_data(as_text=True)
    assert "请输入要找的内容" in page(street)


def test_a_cancelled_item_is_found_no_more(street: Flask) -> None:
    with at_work(street) as session:
        at = moment("2026-09-21")
        act = Act(session, World(session).actor("county_admin", at), at, Channel.SCREEN, 350102)
        power = session.scalars(select(Power)).one()
        with open_act(act):
            order = draft_order(act, OrderKind.CANCEL, "鼓政〔2026〕9号", "取消", act.on, [power])
            carry_out_order(act, order)
        session.commit()
    assert "/portal/items/3" not in page(street, q="道路")
