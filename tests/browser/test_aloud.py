"""Reading a village's page aloud: by the device's own voice, stopped by the same button, absent where there is none."""

import pytest
from playwright.sync_api import Browser, Page, expect

from config import ROOT

pytestmark = pytest.mark.browser
SCRIPT = (ROOT / "app/surfaces/static/js/aloud.js").read_text("utf-8")
PAGE = """<html lang="zh-CN"><main id="main"><h1>中山社区</h1>
<p class="buttons"><button data-aloud="#main" data-stop="停止朗读" aria-pressed="false" hidden>朗读</button></p>
<p>收了 3,600 元。</p><p hidden>看不见的。</p><form><p>表单不念</p></form>
<table><tr><th>修路</th><td>320 元</td></tr></table></main></html>"""
VOICE = """window.said = []; const voice = { speak: (one) => { said.push([one.text, one.lang]); window.last = one; }, cancel: () => {} };
Object.defineProperty(window, "speechSynthesis", { value: voice, configurable: true });"""


@pytest.fixture
def page(browser: Browser) -> Page:
    opened = browser.new_context(locale="zh-CN").new_page()
    opened.set_default_timeout(5000)
    opened.set_content(PAGE)
    return opened


def test_each_piece_that_is_seen_is_read_in_its_order_and_the_button_stops_it(page: Page) -> None:
    page.evaluate(VOICE)
    page.add_script_tag(content=SCRIPT)
    button = page.locator("[data-aloud]")
    button.click()
    expect(button).to_have_text("停止朗读")
    for _piece in range(2):
        page.evaluate("window.last.onend()")
    assert page.evaluate("window.said") == [
        ["中山社区", "zh-CN"],
        ["收了 3,600 元。", "zh-CN"],
        ["修路，320 元", "zh-CN"],
    ]
    page.evaluate("window.last.onend()")
    expect(button).to_have_text("朗读")  # it has come to the end
    button.click()
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    page.evaluate("window.last.onend()")
    assert len(page.evaluate("window.said")) == 4  # what was stopped does not go on


def test_where_the_device_has_no_voice_there_is_no_button(page: Page) -> None:
    page.evaluate("Object.defineProperty(window, 'speechSynthesis', { value: undefined, configurable: true })")
    page.add_script_tag(content=SCRIPT)
    expect(page.locator("[data-aloud]")).to_be_hidden()
