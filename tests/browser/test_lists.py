"""Lists: rows of a few lines on a phone that open as a whole, and heads that stay in sight at the desk."""

from collections.abc import Callable

from playwright.sync_api import Page

from app.kernel.act import Act, Channel
from app.kernel.guard import open_act
from tests.browser.conftest import PHONE
from tests.conftest import NOW
from tests.villages.building import VillageBuilder
from tests.web import RunningProgram, at_work
from tests.world import World

MOST = 1100
"""Pixels that a month of six vouchers may take, with everything that can be done with it above."""


def test_six_vouchers_stand_on_little_more_than_one_screen(running: RunningProgram, visit: Callable[..., Page]) -> None:
    with at_work(running.app) as session:
        world = World(session)
        act = Act(session, world.actor("village_clerk", NOW), NOW, Channel.SCREEN, 350102)
        with open_act(act):
            village = VillageBuilder(session, world, lambda *_said, **_told: act)
            for amount in ("997", "5845", "779", "1526", "248", "12329"):
                village.voucher(amount)
        session.commit()
    page = visit("village_clerk", PHONE)
    page.goto("/villages/")
    rows = page.locator("tbody tr")
    assert rows.count() >= 6
    row = rows.first.bounding_box()
    assert row is not None and row["height"] <= 100
    body = page.evaluate("[document.documentElement.scrollHeight, document.documentElement.scrollWidth]")
    assert body[0] - (rows.count() - 6) * row["height"] <= MOST and body[1] <= PHONE[0]
    corner = {"x": row["width"] - 40, "y": row["height"] - 12}  # far from the name
    rows.first.click(position=corner, force=True)
    page.wait_for_url("**/villages/vouchers/*")


def test_the_head_of_a_table_stays_in_sight(visit: Callable[..., Page]) -> None:
    page = visit("county_admin", (1366, 320))
    page.goto("/records/post_holder/list/")
    head, last = page.locator("thead th").first, page.locator("tbody tr").last
    page.wait_for_selector(".table-frame.fits")
    last.scroll_into_view_if_needed()
    assert page.evaluate("scrollY") > 200
    at, below = head.bounding_box(), last.bounding_box()
    assert at is not None and below is not None and 0 < at["y"] <= 64 < below["y"]
