"""A village's month in a real browser: the cash book and the close of the month, on the phone first."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from app.kernel.act import Act, Channel
from app.kernel.guard import open_act
from app.villages.entry import read_entry
from app.villages.models import VillageAccount, VillageOfficer
from app.villages.operations import enter_voucher
from tests.browser.conftest import DESK, NOW, PHONE
from tests.browser.test_case_page import Counted, sound
from tests.web import RunningProgram, at_work
from tests.world import World

pytestmark = pytest.mark.browser
LONGEST = 900
"""Pixels of a month of six vouchers on a phone."""
PURPOSES = (
    "八月份路灯电费",
    "村部办公用品",
    "环卫工人八月份工资",
    "自来水管网维修",
    "老人活动中心租金",
    "防汛值班误餐补助",
)


@pytest.fixture(scope="module")
def village(running: RunningProgram) -> int:
    """A village with a bank account, a cash box and six vouchers of last month."""
    with at_work(running.app) as session:
        world = World(session)
        home = world.organisation("zhongshan")
        act = Act(session, world.actor("village_clerk", NOW), NOW, Channel.SCREEN, 350102)
        with open_act(act):
            for name, medium in (("村集体基本户", "bank"), ("库存现金", "cash")):
                session.add(
                    VillageAccount(
                        county=350102,
                        organisation_id=home.id,
                        name=name,
                        medium=medium,
                        owner="collective",
                        opening=Decimal("125000.50"),
                        balance=Decimal("125000.50"),
                        opened_on=date(2026, 1, 1),
                    )
                )
            session.add(
                VillageOfficer(
                    county=350102,
                    organisation_id=home.id,
                    name="林国平",
                    post="supervision_head",
                    identity="3501****",
                    person_hash="x",
                    from_on=date(2025, 1, 1),
                    noted_at=NOW,
                )
            )
            session.flush()
            for number, purpose in enumerate(PURPOSES):
                typed = {
                    "category": "office",
                    "amount": f"{1250 + number * 300}.50",
                    "occurred_on": f"2026-08-{10 + number}",
                    "payee": "福州市鼓楼区供电公司",
                    "purpose": purpose,
                    "method": "transfer",
                    "receipt": "invoice",
                    "payee_kind": "organisation",
                }
                enter_voucher(act, home, read_entry(typed, act.on))
            session.commit()
        return int(home.id)


def test_a_month_of_six_vouchers_is_short_enough_on_a_phone(visit: Callable[..., Page], village: int) -> None:
    page = visit("village_clerk", PHONE)
    page.goto(f"/villages/{village}/cash?month=2026-08")
    expect(page.locator("main tbody tr")).to_have_count(len(PURPOSES))
    sound(page, PHONE[0])
    assert page.evaluate("document.documentElement.scrollHeight") <= LONGEST


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_the_close_of_a_month_says_what_is_missing_and_whose_turn_it_is(
    visit: Callable[..., Page], village: int, size: tuple[int, int]
) -> None:
    page = visit("village_clerk", size)
    page.goto(f"/villages/{village}/cash?month=2026-08")
    clerk = Counted(page)
    clerk.press(".close-line a")
    expect(page.locator("main .note").first).to_contain_text("轮到村里")
    expect(page.locator(".checklist > li")).to_have_count(9)
    expect(page.locator(".checklist > li").first).to_contain_text("还差 6 项")
    assert clerk.presses == 1
    sound(page, size[0])
    for who in ("town_clerk", "inspector"):
        other = visit(who, size)
        other.goto(f"/villages/{village}/cash/close?month=2026-08")
        expect(other.locator("main .note").first).to_contain_text("轮到村里")
        sound(other, size[0])


def test_the_balances_are_compared_in_place_and_the_book_is_shown_beside(
    visit: Callable[..., Page], village: int
) -> None:
    page = visit("village_clerk", PHONE)
    page.goto(f"/villages/{village}/cash/close?month=2026-08")
    page.locator(".checklist summary").first.click()
    boxes = page.locator(".checklist input[name^='counted-']")
    reasons = page.locator(".checklist input[name^='reason-']")
    told = [re.search(r"账面 ([-−\d,.]+) 元", text) for text in page.locator(".checklist .hint").all_inner_texts()]
    book = [found[1].replace(",", "").replace("−", "-") for found in told if found]
    assert boxes.count() == len(book) >= 2  # other tests open accounts there, and overdraw them
    for place, amount in enumerate(book):
        overdrawn = amount.startswith("-")
        boxes.nth(place).fill("0" if overdrawn else amount)
        reasons.nth(place).fill("凭证补录中" if overdrawn else "")
    boxes.last.fill("100")
    page.locator(".checklist form button.main").first.click()
    expect(page.locator(".checklist .fault")).to_contain_text("写明不符的原因")
    own = next(place for place, amount in enumerate(book) if not amount.startswith("-"))
    expect(boxes.nth(own)).to_have_value(book[own])
    sound(page, PHONE[0])
    boxes.last.fill(book[-1])
    page.locator(".checklist form button.main").first.click()
    expect(page.locator(".checklist > li").nth(3)).to_have_class("done")
