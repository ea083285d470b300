"""The alert queue by keyboard, beside the list, in bulk, and without any script."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from app.kernel.act import Channel, platform_act
from app.kernel.guard import open_act
from app.supervision.models import Alert
from tests.browser.conftest import NOW, PHONE
from tests.browser.test_every_page import wrong_with
from tests.supervision.building import Builder
from tests.supervision.test_queue import write_alerts
from tests.web import RunningProgram, at_work
from tests.world import World

pytestmark = pytest.mark.browser
LIST = "/supervision/alerts/?open=1&point=A2.more"


@pytest.fixture
def ids(running: RunningProgram) -> Iterator[list[int]]:
    """Four assigned alerts of one point, the newest first; those that are left are ended afterwards."""
    with at_work(running.app) as session:
        act = platform_act(session, Channel.COMMAND, NOW, county=350102)
        with open_act(act):
            build = Builder(session, World(session), lambda *_, **__: act)
            made = write_alerts(build, 4, point="A2.more", state="assigned", detected_at=NOW)
            session.commit()
    yield made[::-1]
    with at_work(running.app) as session, open_act(platform_act(session, Channel.COMMAND, NOW, county=350102)):
        for alert in session.scalars(select(Alert).where(Alert.id.in_(made))):
            alert.state, alert.closed_at = "closed", NOW
        session.commit()


def current(page: Page) -> str | None:
    return page.locator("[data-queue] tr[aria-current] input[name=alert]").get_attribute("value")


def test_the_keys_move_choose_open_and_close(visit: Callable[..., Page], ids: list[int]) -> None:
    page = visit("inspector")
    page.goto(LIST)
    for key, wanted in (("j", 0), ("j", 1), ("j", 2), ("k", 1)):
        page.keyboard.press(key)
        assert current(page) == str(ids[wanted])
    page.keyboard.press("x")
    expect(page.locator("input[name=alert]:checked")).to_have_count(1)
    pane = page.locator("[data-beside]")
    expect(pane).to_be_hidden()
    page.keyboard.press("o")
    expect(pane).to_be_visible()
    expect(pane.locator(f"a[href$='/alerts/{ids[1]}']")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth") <= 1366
    page.keyboard.press("j")
    expect(pane.locator(f"a[href$='/alerts/{ids[2]}']")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(pane).to_be_hidden()
    page.keyboard.press("o")
    expect(pane).to_be_visible()
    page.keyboard.press("o")
    expect(page).to_have_url(re.compile(rf"/alerts/{ids[2]}$"))


def test_the_question_mark_tells_the_keys_and_writing_is_no_command(visit: Callable[..., Page], ids: list[int]) -> None:
    page = visit("inspector")
    page.goto(LIST)
    page.locator("#text").fill("")
    page.locator("#text").press_sequentially("jx?o")
    assert page.locator("#text").input_value() == "jx?o"
    expect(page.locator("[data-queue] tr[aria-current]")).to_have_count(0)
    page.locator("h1").click()
    page.keyboard.press("?")
    expect(page.locator("dialog#keys")).to_be_visible()
    assert wrong_with(page, LIST) == []
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("o")
    expect(page.locator("[data-beside]")).to_be_visible()
    assert wrong_with(page, f"{LIST} beside") == []


def test_chosen_alerts_are_given_by_keyboard_and_ended_together(
    visit: Callable[..., Page], running: RunningProgram, ids: list[int]
) -> None:
    page = visit("inspector")
    page.goto(LIST)
    for key in ("j", "x", "j", "x", "a"):
        page.keyboard.press(key)
    expect(page.locator("#to")).to_be_focused()
    page.locator("#to").select_option(label="蒋监")
    page.locator(".selected-bar button[type=submit]").click()
    expect(page.locator(".note.success")).to_contain_text("2")
    for pk in ids[:2]:
        page.locator(f"input[name=alert][value='{pk}']").check()
    page.locator("details:has(#end-text) summary").click()
    page.locator("#end-text").fill("同一原因，已整改")
    page.locator("button[formaction$='/alerts/end']").click()
    expect(page.locator(".note.success")).to_contain_text("已办结2条预警")
    with at_work(running.app) as session:
        states = dict(session.execute(select(Alert.id, Alert.state).where(Alert.id.in_(ids))).all())
    assert [states[pk] for pk in ids] == ["closed", "closed", "assigned", "assigned"]


def test_on_a_phone_o_opens_the_page_itself(visit: Callable[..., Page], ids: list[int]) -> None:
    page = visit("inspector", PHONE)
    page.goto(LIST)
    expect(page.locator("[data-split]")).to_be_hidden()
    page.keyboard.press("j")
    page.keyboard.press("o")
    expect(page).to_have_url(re.compile(rf"/alerts/{ids[0]}$"))


def test_without_script_the_queue_does_the_same_by_links_and_forms(
    browser: Browser, visit: Callable[..., Page], running: RunningProgram, ids: list[int]
) -> None:
    with_script = visit("inspector")
    with_script.goto(LIST)
    context = browser.new_context(
        base_url=with_script.url.split("/supervision")[0],
        java_script_enabled=False,
        storage_state=with_script.context.storage_state(),
    )
    page = context.new_page()
    page.goto(LIST)
    expect(page.locator("[data-beside]")).to_be_hidden()
    page.locator(f"input[name=alert][value='{ids[3]}']").check()
    page.locator("details:has(#end-text) summary").click()
    page.locator("#end-text").fill("已整改")
    page.locator("button[formaction$='/alerts/end']").click()
    with at_work(running.app) as session:
        assert session.get_one(Alert, ids[3]).state == "closed"
    page.locator(".main-cell a").first.click()
    expect(page.locator("h1")).to_have_count(1)
    context.close()
