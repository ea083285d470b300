"""Published results: searched, and turned page by page."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.approvals.models import Case, State
from app.kernel.act import Channel, platform_act
from app.kernel.guard import open_act
from app.powers.models import Power
from app.surfaces.database import db
from tests.approvals.cases import Story
from tests.world import World


@pytest.fixture
def published(site: Flask) -> list[str]:
    """Numbers of 45 published cases, the newest first."""
    now: datetime = site.config["SUNSHINE_TEST_NOW"]
    with site.app_context():
        session = db.session()
        story = Story(session, World(session))
        with open_act(story.by("window", "2026-07-01")):
            cases = [story.submitted("2026-07-01", key=str(n)) for n in range(45)]
        with open_act(platform_act(session, Channel.CLOCK, now, 350102)):
            for place, case in enumerate(cases):
                case.state, case.published_at = State.PUBLISHED, now - timedelta(hours=place // 2)
                case.public_name = "陈某某" if place else "郑某某"
            session.flush()
            order = select(Case.number).order_by(Case.published_at.desc(), Case.id.desc())
            numbers = list(session.scalars(order))
            assert session.scalars(select(Power)).first() is not None
        session.commit()
        db.session.remove()
    return numbers


def test_every_result_stands_on_one_page_and_none_twice(site: Flask, published: list[str]) -> None:
    seen: list[str] = []
    address: str | None = "/portal/results/"
    while address:
        page = site.test_client().get(address).get_data(as_text=True)
        seen += [number for number in published if f">{number}<" in page]
        rest = page.partition('rel="next" href="')[2]
        address = rest.partition('"')[0].replace("&amp;", "&") or None
    assert seen == published


def test_results_are_found_by_name_number_and_item(site: Flask, published: list[str]) -> None:
    client = site.test_client()
    for words, count in (("郑", 1), (published[3], 1), ("大型户外广告", 20), ("没有这样的", 0)):
        page = client.get("/portal/results/", query_string={"q": words}).get_data(as_text=True)
        assert page.count('data-label="编号"') == count, words
