"""A citizen with a phone, in a real browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE
from tests.citizen import IDENTITY

pytestmark = pytest.mark.browser
WRONG = IDENTITY[:-1] + ("1" if IDENTITY[-1] != "1" else "2")


def test_an_item_is_found_by_pinyin_and_a_wrong_number_is_told_beside_its_field(visit: Callable[..., Page]) -> None:
    page = visit(size=PHONE)
    page.goto("/portal/items/")
    page.fill("#q", "szdxhw")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="设置大型户外广告").click()
    page.locator("main a.button.main").click()
    page.get_by_label("个人").check()
    page.locator("#in-name").fill("林小燕")
    page.locator("#in-identity").fill(WRONG)
    page.locator("#in-phone").fill("13800001234")
    page.locator("#in-form-place").fill("五四路18号")
    page.locator("#in-form-area").fill("12.5")
    page.locator("#in-form-from").fill("2026-10-01")
    page.locator("main form button.main").click()
    expect(page.locator("#fault-identity")).to_be_visible()
    expect(page.locator("#in-name")).to_have_value("林小燕")
    expect(page.locator("#in-form-area")).to_have_value("12.5")
    page.locator("#in-identity").fill(IDENTITY)
    page.locator("main form button.main").click()
    expect(page.locator("main .cost")).to_be_visible()
    page.locator("main a.button.main").click()
    expect(page.locator("main ol.way [aria-current]")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
