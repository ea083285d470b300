"""A ledger from nothing to the public portal: defined at a desk, filled in on a phone, approved, read by everybody."""

import io
import re
from collections.abc import Callable

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE
from tests.browser.test_every_page import wrong_with

pytestmark = pytest.mark.browser


def photo() -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", (60, 40), "green").save(kept, "JPEG")
    return kept.getvalue()


def add_field(page: Page, kind: str, label: str, *flags: str, **parts: str) -> None:
    page.get_by_role("link", name="添加字段").click()
    page.get_by_role("link", name=kind).first.click()
    page.fill("[name=label]", label)
    for name, value in parts.items():
        page.fill(f"[name={name}]", value)
    for flag in flags:
        page.check(f"[name=flags][value={flag}]")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator("main")).to_contain_text(label)


def test_a_ledger_goes_from_the_definition_to_the_portal(visit: Callable[..., Page]) -> None:
    admin = visit("county_admin")
    admin.goto("/ledgers/")
    admin.locator("main").get_by_role("link", name="定义台账").click()
    admin.fill("[name=name]", "巡河台账")
    admin.check("[name=public][value='1']")
    admin.get_by_role("button", name="下一步：添加字段").click()
    expect(admin).to_have_url(re.compile(r"/ledgers/\d+/definition$"))
    add_field(admin, "日期", "巡河日期", "required", "listed", "public")
    add_field(admin, "单选", "水质", "required", "listed", "filtered", "public", choices="清\n浊\n黑臭")
    add_field(admin, "姓名", "巡河人", "listed", "public", "masked")
    add_field(admin, "照片", "河段照片", "public")
    assert wrong_with(admin, "definition") == []
    admin.get_by_role("link", name="核对变化并公布").click()
    assert wrong_with(admin, "publish") == []
    admin.get_by_role("button", name="公布", exact=True).click()
    expect(admin.locator("h1")).to_have_text("巡河台账")
    number = re.search(r"/ledgers/(\d+)/", admin.url)
    assert number is not None

    clerk = visit("village_clerk", PHONE)
    clerk.context.grant_permissions(["geolocation"])
    clerk.context.set_geolocation({"latitude": 26.08, "longitude": 119.3})
    clerk.goto("/ledgers/")
    clerk.locator("li", has_text="巡河台账").get_by_role("link", name="去填报").click()
    assert wrong_with(clerk, "form") == []
    clerk.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    clerk.fill("[name*=ri_qi]", "2026-09-18")
    clerk.check("text=浊")
    clerk.fill("[name=xun_he_ren]", "陈建国")
    clerk.set_input_files("[name=he_duan_zhao_pian]", {"name": "河.jpg", "mimeType": "image/jpeg", "buffer": photo()})
    expect(clerk.locator("[data-photo-words]")).to_contain_text("时间和地点")
    clerk.get_by_role("button", name="提交", exact=True).click()
    expect(clerk.locator("main")).to_contain_text("待审核")
    expect(clerk.locator("figcaption")).to_contain_text("26.08000, 119.30000")
    entry = clerk.url

    town = visit("town_clerk")
    town.goto(entry)
    assert wrong_with(town, "entry") == []
    town.get_by_role("button", name="审核通过并公开").first.click()
    town.locator("dialog[open] button.main").click()
    expect(town.locator("main")).to_contain_text("已公开")

    street = visit(None, PHONE)
    street.goto(f"/portal/ledgers/{number[1]}")
    expect(street.locator("main")).to_contain_text("陈某")
    expect(street.locator("main")).not_to_contain_text("陈建国")
    street.locator("td.main-cell a").first.click()
    expect(street.locator("figure.photo img")).to_be_visible()
    assert wrong_with(street, "street") == []
