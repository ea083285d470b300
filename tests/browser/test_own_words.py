"""An empty field is told by our own page, never by the browser's bubble; what the server would never hear of is."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from config import ROOT

pytestmark = pytest.mark.browser
SCRIPT = (ROOT / "app/surfaces/static/js/own-words.js").read_text("utf-8")
FORM = """<form><input id="name" required><input id="day" type="date"><input id="count" type="number">
  <button type="submit">保存</button><button type="submit" id="draft" formnovalidate>暂存</button></form>"""
SENT = """window.sent = 0; document.querySelector("form").addEventListener("submit", (event) => {
  event.preventDefault(); window.sent += 1; })"""


@pytest.fixture
def page(browser: Browser) -> Page:
    """A form with the script of every page; it counts how often it was sent."""
    opened = browser.new_context(locale="zh-CN").new_page()
    opened.set_content(FORM)
    opened.add_script_tag(content=SCRIPT)
    opened.evaluate(SENT)
    return opened


def sent(page: Page) -> int:
    return int(page.evaluate("window.sent"))


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id"))


def test_the_script_stands_on_every_page() -> None:
    base = Path(ROOT / "app/surfaces/templates/layout/base.html").read_text("utf-8")
    assert '"own-words"' in base


def test_a_form_with_an_empty_required_field_is_sent_and_the_server_answers(page: Page) -> None:
    page.get_by_text("保存").click()
    assert sent(page) == 1
    page.locator("#name").focus()
    page.keyboard.press("Enter")
    assert sent(page) == 2


def test_half_a_date_and_letters_in_a_number_are_not_lost_in_silence(page: Page) -> None:
    page.locator("#name").fill("x")
    page.keyboard.press("Tab")
    page.keyboard.press("5")
    page.get_by_text("保存").click()
    assert (sent(page), focused(page)) == (0, "day")
    page.get_by_text("暂存").click()  # a form that is not yet complete may be kept
    assert sent(page) == 1
    page.locator("#day").fill("2026-05-01")
    page.keyboard.press("Tab")
    page.locator("#count").press_sequentially("1e")
    page.get_by_text("保存").click()
    assert (sent(page), focused(page)) == (1, "count")
    page.locator("#count").fill("12")
    page.get_by_text("保存").click()
    assert sent(page) == 2
