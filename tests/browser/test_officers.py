"""Officers at their desks, in a real browser: a case from the phone to the licence, and what must not get lost."""

import re
from collections.abc import Callable

import pytest
from flask_appbuilder.security.sqla.models import User
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.kernel.act import Channel, platform_act
from app.kernel.guard import open_act
from app.surfaces.accounts.operations import end_sessions
from tests.browser.conftest import NOW, PHONE
from tests.citizen import IDENTITY
from tests.web import RunningProgram, at_work, login

pytestmark = pytest.mark.browser
NAME = "赵小梅"


def apply(page: Page, name: str = NAME) -> None:
    """Hand in an application from a phone."""
    page.goto("/portal/items/?q=设置大型")
    page.get_by_role("link", name="设置大型户外广告").click()
    page.locator("main a.button.main").click()
    page.get_by_label("个人").check()
    page.locator("#in-name").fill(name)
    page.locator("#in-identity").fill(IDENTITY)
    page.locator("#in-phone").fill("13800005678")
    page.locator("#in-form-place").fill("东街口12号")
    page.locator("#in-form-area").fill("9")
    page.locator("#in-form-from").fill("2026-10-08")
    page.locator("main form button.main").click()
    expect(page.locator("main .cost")).to_be_visible()


def act(page: Page, code: str, *, fill: dict[str, str] | None = None, choose: tuple[str, ...] = ()) -> None:
    """Answer the form of one of the acts of a case and send it; the usual next step stands open on the page."""
    form = page.locator(f".decide > form[action$='/{code}']")
    if not form.count():
        page.locator(f"button:has(+ dialog form[action$='/{code}'])").click()
        form = page.locator(f"dialog[open] form[action$='/{code}']")
    for name, text in (fill or {}).items():
        form.locator(f"[name='{name}']").fill(text)
    for css in choose:
        form.locator(css).check()
    form.locator("button.main").click()
    expect(page.locator(".note.success")).to_be_visible()


def test_a_case_goes_from_the_phone_to_the_licence(visit: Callable[..., Page]) -> None:
    phone = visit(size=PHONE)
    apply(phone)
    window = visit("window")
    window.goto("/cases/desk")
    window.get_by_role("row", name=re.compile(NAME)).get_by_role("link").click()
    address = window.url
    act(window, "accept", choose=("[name='accept_missing'][value='1']",))
    handler = visit("handler")
    handler.goto(address)
    act(handler, "take")
    conditions = ("[name='condition-place'][value='1']", "[name='condition-safety'][value='1']")
    act(handler, "pass_on", fill={"opinion": "现场核查符合设置规划，拟同意。"}, choose=conditions)
    head = visit("organ_head")
    head.goto(address)
    act(head, "grant", fill={"opinion": "同意。"})
    window.goto(address)
    act(window, "deliver", fill={"proof": "本人签收"}, choose=("[name='way'][value='window']",))
    phone.goto("/portal/progress")
    expect(phone.locator("main")).to_contain_text("设置大型户外广告")
    expect(phone.locator("main .head .tag")).to_have_text("已办结")


def test_the_second_of_two_editors_sees_the_others_text_and_keeps_his(
    visit: Callable[..., Page], ids: dict[str, str]
) -> None:
    first, second = visit("county_admin"), visit("county_admin")
    for page in (first, second):
        page.goto(f"/records/organisation/edit/{ids['organisation']}")
        page.locator("main details.more").evaluate_all("all => all.forEach(one => { one.open = true; })")
    first.locator("#in-phone").fill("0591-10000001")
    first.locator("main form button.main").click()
    expect(first).to_have_url(re.compile("/show/"))
    second.locator("#in-phone").fill("0591-20000002")
    second.locator("main form button.main").click()
    expect(second.locator("main .note.warning")).to_contain_text("0591-10000001")
    expect(second.locator("#in-phone")).to_have_value("0591-20000002")


def test_what_was_typed_comes_back_after_the_session_has_ended(
    visit: Callable[..., Page], running: RunningProgram, address: str, ids: dict[str, str]
) -> None:
    page = visit("county_admin")
    place = f"/records/organisation/edit/{ids['organisation']}"
    page.goto(place)
    page.locator("main details.more").evaluate_all("all => all.forEach(one => { one.open = true; })")
    page.locator("#in-address").fill("津泰路九十八号二楼")
    expect(page.locator("main .saved")).to_contain_text(re.compile(r"\d\d:\d\d"))
    with at_work(running.app) as session, open_act(platform_act(session, Channel.CLOCK, NOW, 350102)) as act_:
        end_sessions(act_, session.scalars(select(User.id).where(User.username == "county_admin")).one())
        session.commit()
    page.locator("main form button.main").click()
    expect(page).to_have_url(re.compile("/login/"))
    name = running.app.config["SESSION_COOKIE_NAME"]
    held = login(running.app, "county_admin").get_cookie(name)
    assert held is not None
    page.context.add_cookies([{"name": name, "value": held.value, "url": address}])
    page.goto(place)
    expect(page.locator("#in-address")).to_have_value("津泰路九十八号二楼")
    page.goto("/handed-back")
    expect(page.locator("main form li", has_text="津泰路九十八号二楼")).to_be_visible()
    page.locator("main form button.main").click()
    expect(page).to_have_url(re.compile("/records/organisation/show/"))
    expect(page.locator("main")).to_contain_text("津泰路九十八号二楼")


def test_an_inspector_keeps_a_filter_and_gives_out_what_it_finds(visit: Callable[..., Page]) -> None:
    page = visit("inspector")
    page.goto("/supervision/alerts/?open=1&group=A5")
    page.get_by_text("保存筛选条件").click()
    page.locator("#filter-name").fill("超时未结")
    page.locator("form:has(#filter-name) button.main").click()
    expect(page.locator(".chips")).to_contain_text("超时未结")
    page.locator("tbody input[type=checkbox]").first.check()
    page.locator(".selected-bar button.main").click()
    expect(page.locator("tbody")).to_contain_text("已分派")
