"""Forms in a real browser: what is typed is said as it is understood, and what is wrong in our own words and places."""

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask, render_template_string
from playwright.sync_api import Browser, Page, expect

from app.kernel.errors import Refused
from app.kernel.typed import read_amount, read_day
from app.surfaces.language import translate
from app.surfaces.understood import understood
from config import ROOT
from tests.browser.conftest import PHONE
from tests.catalogue import CHINESE, compile_chinese
from tests.citizen import IDENTITY
from tests.surfaces.sample_site import make_site

pytestmark = pytest.mark.browser
SCRIPTS = ("own-words", "typed")
FORM = """{% extends "layout/base.html" %}{% from "macros/form.html" import field, frame %}
{% block body %}<main id="main">{% call frame() %}{% for f in fields %}{{ field(f) }}{% endfor %}{% endcall %}
<button type="submit" form="f" id="draft" formnovalidate>暂存</button></main>{% endblock %}"""
FIELDS: list[dict[str, Any]] = [
    {"name": "name", "label": "名称", "input": "text", "required": True, "value": ""},
    {"name": "day", "label": "日期", "input": "date", "value": ""},
    {"name": "count", "label": "数量", "input": "number", "value": ""},
    {"name": "fine", "label": "罚款", "input": "decimal", "money": True, "least": 0, "value": ""},
    {"name": "area", "label": "面积", "input": "decimal", "value": ""},
    {"name": "identity", "label": "身份证号", "input": "identity", "value": "", "hint": "18 位"},
    {"name": "phone", "label": "电话", "input": "tel", "value": ""},
    {
        "name": "kind",
        "label": "申请人",
        "input": "choice",
        "required": True,
        "value": "",
        "choices": [("1", "个人"), ("2", "单位")],
    },
]
SUMS = [
    "12.5万", "12.5万元", "１２５０", "1,250.50", "36，000", "1 250.5", "￥300元", "3元整", "1.2亿", "0.5", ".5", "5.", "007",
    "0", "-0", "-5", "−5", "+5", "9999.99", "10000", "123456789.01", "9999999999999", "99999999.99万", "12345.6789万", "0.30",
    "1.2.3", "1..2", "100,08", "1,2345", "五万", "1e5", "²", "1万2", "1000000000000000", "10000000000000", "100000亿", "abc",
]  # fmt: skip
DAYS = [
    "2026-11-30", "20261130", "2026年11月30日", "2026/1/5", "2026.1.5", "２０２６-11-30", "2026 年 1 月 5 日", "2026-02-30",
    "2028-2-29", "2026-13-01", "明天", "2026", "1899-12-31", "2201-01-01", "26-11-05", "2026-11",
]  # fmt: skip


@pytest.fixture(scope="module")
def sample() -> Flask:
    compile_chinese()
    return make_site(CHINESE.parents[2])


@pytest.fixture
def page(browser: Browser, sample: Flask) -> Page:
    """A form of the macros with the scripts of every page; it counts how often it was sent."""
    with sample.test_request_context("/?lang=zh"):
        text = render_template_string(FORM, fields=FIELDS, locale="zh")
    opened = browser.new_context(locale="zh-CN").new_page()
    opened.set_default_timeout(5000)
    opened.route("**/*", lambda route: route.abort())
    opened.set_content(text.replace('method="post"', 'method="post" id="f"'))
    for script in SCRIPTS:
        opened.add_script_tag(content=(ROOT / f"app/surfaces/static/js/{script}.js").read_text("utf-8"))
    opened.evaluate("""window.sent = 0; document.querySelector("form").addEventListener("submit", (event) => {
        event.preventDefault(); window.sent += 1; })""")
    return opened


def sent(page: Page) -> int:
    return int(page.evaluate("window.sent"))


def told(page: Page, name: str, typed: str) -> tuple[str, str]:
    """Type into a field; return what stands beside it, and what is wrong with it."""
    page.locator(f"#in-{name}").fill(typed)
    found = page.evaluate(
        """(name) => { const input = document.getElementById(`in-${name}`);
        return [input.closest(".field").querySelector(".after").textContent, input.validationMessage]; }""",
        name,
    )
    return found[0], found[1]


def as_server(sample: Flask, field: dict[str, Any], typed: str, read: Callable[[str], Any]) -> tuple[str, str]:
    """Return the same of the server."""
    with sample.test_request_context("/?lang=zh"):
        try:
            read(typed)
        except Refused as refusal:
            return "", translate(refusal.message)
        return understood(field | {"value": typed}), ""


def test_the_scripts_stand_on_every_page() -> None:
    base = (ROOT / "app/surfaces/templates/layout/base.html").read_text("utf-8")
    assert all(f'"{script}"' in base for script in SCRIPTS)


def test_the_browser_understands_sums_and_days_as_the_server_does(page: Page, sample: Flask) -> None:
    fields = {one["name"]: one for one in FIELDS}
    for typed in SUMS:
        server = as_server(sample, fields["fine"], typed, lambda text: read_amount(text, places=9, least=0))
        assert told(page, "fine", typed) == server, typed
        server = as_server(sample, fields["area"], typed, lambda text: read_amount(text, places=9))
        assert told(page, "area", typed) == server, typed
    for typed in DAYS:
        said, wrong = as_server(sample, fields["day"], typed, read_day)
        assert told(page, "day", typed) == (said, wrong and "请填写日期，例如 2026-11-23。"), typed
    assert read_amount("12.5万") == Decimal(125_000)


def test_a_day_is_typed_or_picked_and_becomes_plain_when_it_is_left(page: Page) -> None:
    year = page.evaluate("new Date().getFullYear()")
    day = page.locator("#in-day")
    day.fill("2026年11月30日")
    day.blur()
    assert day.input_value() == "2026-11-30"
    day.fill("11-30")
    day.blur()
    assert day.input_value() == f"{year}-11-30"
    page.evaluate("HTMLInputElement.prototype.showPicker = function () { window.picker = this; }")
    page.locator(".day button").click()
    assert page.evaluate("window.picker.value") == f"{year}-11-30"
    page.evaluate("window.picker.value = '2026-12-01'; window.picker.dispatchEvent(new Event('change'))")
    assert day.input_value() == "2026-12-01"
    expect(page.locator(".field:has(#in-day) > .after")).to_have_text("2026年12月1日 星期二")


def test_numbers_are_grouped_while_they_are_typed_and_a_wrong_last_sign_is_seen(page: Page) -> None:
    assert told(page, "identity", IDENTITY[:12])[0] == f"350102 {IDENTITY[6:12]} · 12 / 18 位"
    assert told(page, "identity", f" {IDENTITY[:6]} {IDENTITY[6:]}")[0] == f"350102 {IDENTITY[6:14]} {IDENTITY[14:]}"
    wrong = IDENTITY[:-1] + ("1" if IDENTITY[-1] != "1" else "2")
    assert "最后一位校验不符" in told(page, "identity", wrong)[0]
    assert told(page, "identity", "91350100m000100y43")[0] == "91 350100 M000100Y4 3"
    assert told(page, "phone", "138-0000 1")[0] == "138 0000 1"
    assert told(page, "phone", "0591-87654321")[0] == ""


def test_what_is_wrong_is_told_at_the_head_and_beside_its_field_before_it_is_sent(page: Page) -> None:
    page.locator("#in-fine").fill("1.2.3")
    page.get_by_role("button", name="保存").click()
    assert sent(page) == 0
    note = page.locator("[data-faults]")
    expect(note).to_be_focused()
    expect(note.locator("a")).to_have_count(3)  # two that are empty and must not be, and the sum
    expect(page.locator(".field:has(#in-fine) .fault")).to_contain_text("不止一个小数点")
    name = page.locator("#in-name")
    expect(name).to_have_attribute("aria-invalid", "true")
    described = str(name.get_attribute("aria-describedby")).split()
    assert page.locator(f"#{described[-1]}").inner_text() == "此项必填。"
    note.get_by_role("link", name="罚款").click()
    expect(page.locator("#in-fine")).to_be_focused()
    expect(page.locator("#in-fine")).to_have_value("1.2.3")
    page.locator("#in-fine").fill("1.2万")
    name.fill("林小燕")
    page.get_by_label("个人").check()
    name.press("Enter")
    assert sent(page) == 1
    expect(page.locator(".fault, [data-faults], [aria-invalid]")).to_have_count(0)


def test_a_form_that_is_not_yet_complete_may_be_kept(page: Page) -> None:
    page.locator("#draft").click()
    assert sent(page) == 1


def test_letters_in_a_number_are_not_lost_in_silence(page: Page) -> None:
    page.locator("#in-name").fill("x")
    page.get_by_label("个人").check()
    page.locator("#in-count").press_sequentially("1e")
    page.get_by_role("button", name="保存").click()
    assert sent(page) == 0
    expect(page.locator(".field:has(#in-count) .fault")).to_be_visible()


def test_on_a_touch_screen_the_device_has_its_own_wheel(browser: Browser, sample: Flask) -> None:
    with sample.test_request_context("/?lang=zh"):
        text = render_template_string(FORM, fields=FIELDS[1:2], locale="zh")
    size = {"width": PHONE[0], "height": PHONE[1]}
    opened = browser.new_context(locale="zh-CN", viewport=size, has_touch=True, is_mobile=True).new_page()
    opened.route("**/*", lambda route: route.abort())
    opened.set_content(text)
    opened.add_script_tag(content=(ROOT / "app/surfaces/static/js/typed.js").read_text("utf-8"))
    assert opened.locator("#in-day").get_attribute("type") == "date"
    opened.locator("#in-day").fill("2026-11-30")
    expect(opened.locator(".after")).to_have_text("2026年11月30日 星期一")
    assert json.loads(str(opened.locator("body").get_attribute("data-words")))["day"]
