"""What officials do, click by click."""

import re
from collections.abc import Callable

import pyotp
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NOW
from tests.web import PASSWORD, TOTP_SECRET

pytestmark = pytest.mark.browser


def test_an_inspector_logs_in_with_a_code_and_takes_an_alert(visit: Callable[..., Page]) -> None:
    page = visit()
    page.goto("/login/")
    page.fill("[name=username]", "inspector")
    page.fill("[name=password]", PASSWORD)
    page.locator("main button.main").click()
    page.fill("[name=code]", pyotp.TOTP(TOTP_SECRET).at(NOW))
    page.locator("main button.main").click()
    page.goto("/supervision/alerts/")
    page.locator("td.main-cell a").first.click()
    expect(page).to_have_url(re.compile(r"/supervision/alerts/\d+$"))
    page.locator("main .actions > button.main").press("Enter")
    expect(page.locator("dialog[open]")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)
    page.locator("main .actions > button.main").click()
    page.locator("dialog[open] button.main").click()
    expect(page.locator("main")).to_contain_text("孙监")


def test_the_first_tab_reaches_the_way_past_the_menu(visit: Callable[..., Page]) -> None:
    page = visit("handler")
    page.goto("/cases/desk")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
