"""The calculator and the judging page in a real browser: on a phone, as one types; and the form of a standard."""

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from app.kernel.act import Act, Channel
from app.kernel.guard import open_act
from app.penalties.cases import operations as verbs
from app.penalties.cases.acts import EvidenceKind
from app.penalties.cases.models import ClueSource
from app.penalties.models import ViolationItem
from tests.approvals.cases import moment
from tests.browser.conftest import DESK, PHONE
from tests.browser.test_every_page import look_at
from tests.penalties.test_case_pages import officers
from tests.penalties.test_pages import plant
from tests.web import RunningProgram, at_work
from tests.world import World

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def item_id(running: RunningProgram) -> int:
    with at_work(running.app) as session:
        return plant(session)


def sound(page: Page, width: int) -> None:
    """Nothing scrolls sideways and nothing keeps a reader out."""
    seen = look_at(page)
    assert seen["width"] <= width
    assert seen["faults"] == []


def test_a_citizen_on_a_phone_finds_a_violation_and_sees_the_range_as_he_types(
    visit: Callable[..., Page], item_id: int
) -> None:
    page = visit(None, PHONE)
    page.goto("/portal/")
    page.get_by_role("link", name="处罚事项和裁量基准").click()
    page.get_by_role("searchbox").fill("sggd")
    page.get_by_role("button", name="搜索").click()
    page.get_by_role("link", name="施工工地未设置硬质围挡").click()
    page.get_by_label("工地面积").fill("800")
    expect(page.locator("#answer")).to_contain_text("请填写：查处次数")
    page.get_by_label("查处次数").fill("1")
    expect(page.locator("#answer .sum")).to_contain_text("37,000 – 73,000")
    page.get_by_text("是", exact=True).first.click()
    expect(page.locator("#answer .sum")).to_contain_text("73,000 – 100,000")
    sound(page, PHONE[0])


def test_the_answer_can_be_sent_on_as_a_link(visit: Callable[..., Page], item_id: int) -> None:
    page = visit(None, PHONE)
    page.goto(f"/portal/penalties/{item_id}?f-area=800&f-times=1")
    expect(page.locator("#answer .sum")).to_contain_text("37,000 – 73,000")
    sound(page, PHONE[0])


@pytest.mark.parametrize("size", [DESK, PHONE])
@pytest.mark.parametrize("place", ["", "/edit", "/versions"])
def test_the_pages_of_an_item_are_sound(
    visit: Callable[..., Page], item_id: int, place: str, size: tuple[int, int]
) -> None:
    page = visit("organ_head", size)
    answer = page.goto(f"/violations/{item_id}{place}")
    assert answer is not None and answer.status == 200
    sound(page, size[0])


def test_an_organ_head_changes_a_band_and_reads_what_the_check_says(visit: Callable[..., Page], item_id: int) -> None:
    page = visit("organ_head")
    page.goto(f"/violations/{item_id}/edit")
    page.get_by_label("起", exact=True).first.fill("2万")
    page.get_by_role("button", name="保存草稿").click()
    expect(page.get_by_text("检查未发现问题。")).to_be_visible()
    page.get_by_role("button", name="提交法制审核").click()
    expect(page.get_by_text("已提交，待法制审核").first).to_be_visible()


@pytest.fixture(scope="module")
def case_id(running: RunningProgram, item_id: int) -> int:
    """A case that an officer investigates, its decision being a few days away."""
    with at_work(running.app) as session:
        officers(session)
        world, item = World(session), session.get_one(ViolationItem, item_id)

        def by(short: str, day: str) -> Act:
            return Act(session, world.actor(short, moment(day)), moment(day), Channel.SCREEN, 350102)

        organ = world.organisation("gulou-urban")
        people = [world.official(short).id for short in ("enforcement_officer", "handler")]
        party = verbs.Party("organisation", "福州市榕城建设有限公司", "91350100M000100Y43")
        day = date(2026, 9, 1)
        with open_act(act := by("enforcement_officer", "2026-09-01")):
            case = verbs.register(
                act,
                organ,
                ClueSource.INSPECTION,
                party,
                place="五四路工地",
                facts_text="未设置硬质围挡",
                acted_on=day,
                item=item,
            )
        with open_act(act := by("organ_head", "2026-09-01")):
            verbs.file(act, case, item, people)
        with open_act(act := by("enforcement_officer", "2026-09-02")):
            verbs.begin_investigation(act, case)
            verbs.add_evidence(act, case, EvidenceKind.RECORD, "现场检查笔录")
        session.commit()
        return case.id


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_the_range_and_the_reason_appear_while_an_officer_types_the_circumstances(
    visit: Callable[..., Page], case_id: int, size: tuple[int, int]
) -> None:
    page = visit("enforcement_officer", size)
    page.goto(f"/enforcement/{case_id}/judge")
    page.get_by_label("工地面积").fill("800")
    expect(page.locator("#answer")).to_contain_text("请填写：查处次数")
    page.get_by_label("查处次数").fill("1")
    expect(page.locator("#answer .sum")).to_contain_text("37,000 – 73,000")
    sound(page, size[0])
    page.get_by_label("罚款（元）").fill("80000")
    page.get_by_role("button", name="裁量并拟处罚").click()
    expect(page.get_by_label("罚款（元）")).to_have_value("80000")
    expect(page.locator(".fault").first).to_be_visible()
    expect(page.get_by_label("工地面积")).to_have_value("800")
    sound(page, size[0])


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_the_page_of_a_penalty_says_what_is_next_and_leads_to_judging_with_one_press(
    visit: Callable[..., Page], case_id: int, size: tuple[int, int]
) -> None:
    page = visit("enforcement_officer", size)
    page.goto(f"/enforcement/{case_id}")
    link = page.locator(".case-band .case-now a.button.main")
    box = link.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= size[1], "what is next stands in what is seen first"
    expect(page.locator(".case-steps [aria-current]")).to_have_text("调查中")
    sound(page, size[0])
    link.click()
    expect(page.get_by_label("罚款（元）")).to_be_visible()
