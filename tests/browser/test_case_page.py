"""The page of a case in a real browser: what is seen first, and how many presses and fields the usual steps take."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from app.kernel.act import Act, Channel
from app.kernel.guard import open_act
from app.supervision.models import Alert
from app.supervision.operations.follow_ups import ask_follow_up
from tests.browser.conftest import DESK, NOW, PHONE
from tests.browser.test_every_page import look_at
from tests.browser.test_officers import apply
from tests.supervision.building import Builder
from tests.supervision.test_queue import write_alerts
from tests.web import RunningProgram, at_work
from tests.world import World

pytestmark = pytest.mark.browser
NAME = "郑秋菊"
LARGEST = 50_000
"""Bytes of HTML."""


class Counted:
    """A person at a page: every press and every field that is filled counts."""

    def __init__(self, page: Page) -> None:
        self.page, self.presses, self.fields = page, 0, 0

    def press(self, css: str) -> None:
        """Press one thing."""
        self.page.locator(css).first.click()
        self.presses += 1

    def check(self, css: str) -> None:
        """Choose one answer."""
        self.page.locator(css).first.check()
        self.fields += 1

    def fill(self, css: str, text: str) -> None:
        """Type into one field."""
        self.page.locator(css).first.fill(text)
        self.fields += 1


def at_desk(page: Page) -> Counted:
    """Return a person at the desk, before the case that was handed in last."""
    page.goto("/cases/desk?q=" + NAME)
    return Counted(page)


def asked_in_writing(running: RunningProgram) -> int:
    """Ask an organisation in writing; returns the id of the follow-up."""
    with at_work(running.app) as session:
        world = World(session)
        act = Act(session, world.actor("inspector", NOW), NOW, Channel.SCREEN, 350102)
        with open_act(act):
            build = Builder(session, world, lambda *_, **__: act)
            [alert_id] = write_alerts(build, 1, point="A5.overdue", state="assigned", detected_at=NOW)
            alert = session.get_one(Alert, alert_id)
            pk = ask_follow_up(act, alert, "请说明超时原因").id
            alert.state, alert.closed_at = "closed", NOW
            session.commit()
    return pk


def sound(page: Page, width: int) -> None:
    """Nothing scrolls sideways, nothing keeps a reader out, and the page is light."""
    seen = look_at(page)
    assert seen["width"] <= width
    assert seen["faults"] == []
    answer = page.request.get(page.url)
    assert len(answer.body()) < LARGEST


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_an_application_is_accepted_with_two_presses_and_one_field(
    visit: Callable[..., Page], size: tuple[int, int]
) -> None:
    apply(visit(size=PHONE), NAME)
    page = visit("window", size)
    window = at_desk(page)
    window.press("main td.main-cell a")
    address = page.url.partition("?")[0]
    send = page.locator(".decide > form[action$='/accept'] button.main")
    box = send.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= size[1], "the button stands in what is seen first"
    window.check(".decide [name='accept_missing'][value='1']")
    window.press(".decide > form[action$='/accept'] button.main")
    expect(page.locator(".note.success")).to_be_visible()
    assert (window.presses, window.fields) == (2, 1)
    handler = visit("handler", size)
    handler.goto(address)
    expect(handler.locator(".case-band .deadline")).to_have_text(re.compile(r"\d{4}年"))
    expect(handler.locator(".case-band .tag svg").first).to_be_visible()
    expect(handler.locator(".case-band")).to_contain_text("个工作日")
    sound(handler, size[0])


def test_a_one_time_notice_takes_two_presses_on_the_page(visit: Callable[..., Page]) -> None:
    apply(visit(size=PHONE), NAME)
    page = visit("window")
    page.goto("/cases/desk?q=" + NAME)
    page.locator("main td.main-cell a").first.click()
    window = Counted(page)
    window.press("button:has(+ dialog form[action$='/give_notice'])")
    window.fill("dialog[open] [name='other']", "缺少位置图")
    window.press("dialog[open] button.main")
    expect(page.locator(".note.success")).to_be_visible()
    assert (window.presses, window.fields) == (2, 1)
    page.locator(".note.success a").click()
    expect(page.locator(".case-band")).to_contain_text("申请人")


def test_rare_and_dangerous_acts_wait_under_more_and_the_picture_is_one_press_away(
    visit: Callable[..., Page], ids: dict[str, str]
) -> None:
    page = visit("section_head")
    page.goto(f"/cases/{ids['case']}")
    suspend = page.locator("button:has(+ dialog form[action$='/suspend'])")
    expect(suspend).to_be_hidden()
    page.locator(".decide > details.more > summary").click()
    expect(suspend).to_be_visible()
    picture = page.locator(".case-flow img")
    expect(picture).to_be_hidden()
    page.locator(".case-flow > summary").click()
    expect(picture).to_be_visible()
    expect(page.locator(".case-steps [aria-current]")).to_have_count(1)


def test_of_a_long_line_of_steps_the_open_one_stands_in_sight(visit: Callable[..., Page], ids: dict[str, str]) -> None:
    page = visit("section_head", (200, 700))
    page.goto(f"/cases/{ids['case']}")
    line, step = (page.locator(css).bounding_box() for css in (".case-steps", ".case-steps [aria-current]"))
    assert line is not None and step is not None
    assert page.evaluate("(line => line.scrollWidth > line.clientWidth)(document.querySelector('.case-steps'))")
    assert line["x"] <= step["x"] and step["x"] + step["width"] <= line["x"] + line["width"] + 1


def test_whoever_can_do_nothing_reads_who_must_do_what(visit: Callable[..., Page], ids: dict[str, str]) -> None:
    page = visit("inspector")
    page.goto(f"/cases/{ids['case']}")
    band = page.locator(".case-band")
    expect(band).to_contain_text("现在不需要您处理")
    expect(band).to_contain_text("下一步：")
    expect(band.locator(".case-now .button")).to_have_count(0)
    sound(page, DESK[0])


def test_a_follow_up_is_answered_with_two_fields_and_one_press_beside_its_question(
    visit: Callable[..., Page], running: RunningProgram
) -> None:
    pk = asked_in_writing(running)
    page = visit("organ_head")
    page.goto(f"/supervision/follow-ups/{pk}")
    expect(page.locator(".case-band")).to_contain_text("个工作日")
    sound(page, DESK[0])
    expect(page.locator(".decide .case-before")).to_contain_text("请说明超时原因")
    head = Counted(page)
    head.fill(".decide [name='reply']", "经办人外出培训，未及时办理。")
    head.fill(".decide [name='measures']", "已建立AB岗。")
    head.press(".decide > form button.main")
    expect(page.locator(".note.success")).to_be_visible()
    assert (head.presses, head.fields) == (1, 2)
    expect(page.locator(".case-band")).to_contain_text("下一步：")
    expect(page.locator("main")).to_contain_text("已建立AB岗。")


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_two_cases_of_the_desk_are_accepted_without_going_back_to_the_list(
    visit: Callable[..., Page], size: tuple[int, int]
) -> None:
    for _ in range(2):
        apply(visit(size=PHONE), NAME)
    page = visit("window", size)
    window = at_desk(page)
    window.press("main td.main-cell a")
    for _ in range(2):
        window.check(".decide [name='accept_missing'][value='1']")
        window.press(".decide > form[action$='/accept'] button.main")
        expect(page.locator(".note.success a")).to_be_visible()
    assert (window.presses, window.fields) == (3, 2)


def test_the_desk_and_its_cases_are_walked_through_by_the_same_two_keys(visit: Callable[..., Page]) -> None:
    for _ in range(2):
        apply(visit(size=PHONE), NAME)
    page = visit("window")
    at_desk(page)
    links = [link.get_attribute("href") for link in page.locator("main td.main-cell a").all()]
    for key in "jjk":
        page.keyboard.press(key)
    with page.expect_navigation():
        page.keyboard.press("o")
    assert page.url.endswith(str(links[0]))
    sound(page, DESK[0])
    with page.expect_navigation():
        page.keyboard.press("j")
    assert page.url.endswith(str(links[1]))
    with page.expect_navigation():
        page.keyboard.press("k")
    assert page.url.endswith(str(links[0]))
    page.locator(".decide textarea, .decide input[type=text], #find").first.focus()
    page.keyboard.press("j")
    page.wait_for_timeout(200)
    assert page.url.endswith(str(links[0])), "a letter typed into a field is a letter"


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_a_common_opinion_fills_the_box_with_two_presses_and_no_typing(
    visit: Callable[..., Page], running: RunningProgram, size: tuple[int, int]
) -> None:
    text = "材料齐全，符合条件，拟同意。"
    pk = asked_in_writing(running)
    page = visit("organ_head", size)
    page.goto(f"/supervision/follow-ups/{pk}")
    box = page.locator(".decide [name='reply']")
    box.fill(text)
    page.locator(".decide .common button").nth(1).click()
    expect(page.locator(".decide .common [role=status]")).to_contain_text("常用意见")
    box.fill("")
    head = Counted(page)
    head.press(".decide .common button")
    expect(page.locator(".decide .common-list")).to_be_visible()
    sound(page, size[0])
    head.press(".decide .common-list button")
    expect(box).to_have_value(text)
    expect(page.locator(".decide .common-list")).to_have_count(0)
    assert (head.presses, head.fields) == (2, 0)
    page.goto("/opinions/")
    sound(page, size[0])
