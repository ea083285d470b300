"""The visual language in a real browser: readable by everybody, on a phone, and nothing typed is lost."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from tests.catalogue import CHINESE, compile_chinese
from tests.surfaces.sample_site import PAGES, make_site

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
DESK, PHONE = (1366, 768), (390, 844)
ABORTED = "net::ERR_FAILED"
"""What Chromium says of a request that the test itself cut off."""
ALL_PAGES = [*PAGES, "/records/form"]

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def sample() -> Flask:
    if CHINESE.exists():
        compile_chinese()
    return make_site(CHINESE.parents[2])


@pytest.fixture(scope="module")
def address(sample: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, sample, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page that fails the test when its scripts fail, its policy is broken or another host is asked."""
    context = browser.new_context(base_url=address, viewport={"width": DESK[0], "height": DESK[1]})
    opened = context.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda fault: faults.append(str(fault)))
    opened.on("console", lambda line: faults.append(line.text) if line.type in ("error", "warning") else None)
    opened.on("request", lambda sent: None if sent.url.startswith((address, "data:")) else faults.append(sent.url))
    yield opened
    context.close()
    assert [fault for fault in faults if ABORTED not in fault] == []


def faults_of(page: Page) -> list[tuple[str, Any]]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [(fault["id"], [node["html"][:160] for node in fault["nodes"]]) for fault in found]


@pytest.mark.slow
@pytest.mark.parametrize("path", ALL_PAGES)
def test_everybody_can_read_and_use_the_page(page: Page, path: str) -> None:
    for size, language in ((DESK, "zh"), (PHONE, "en")):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.goto(f"{path}?lang={language}")
        assert faults_of(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


def test_an_open_dialog_can_be_read_and_closed_by_keyboard(page: Page) -> None:
    page.goto("/gallery")
    page.locator("main .actions > button", has_text="一次性告知").press("Enter")
    dialog = page.locator("dialog[open]")
    assert dialog.count() == 1
    assert faults_of(page) == []
    page.keyboard.press("Escape")
    assert dialog.count() == 0


def test_controls_are_large_enough_for_a_thumb(page: Page) -> None:
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page.goto("/records/form")
    heights = page.evaluate(
        "[...document.querySelectorAll('main input:not([type=hidden]):not([type=radio]), main .button, main .options label, main select')]"
        ".filter(part => part.offsetParent).map(part => part.getBoundingClientRect().height)"
    )
    assert len(heights) > 8
    assert min(heights) >= 44


def test_what_was_typed_comes_back_after_the_window_was_closed(page: Page) -> None:
    page.goto("/records/form")
    page.fill("#in-name", "户外广告设置审批")
    page.locator("main .form-end .saved:not(.waiting)", has_text=":").wait_for()
    page.goto("/login")
    page.goto("/records/form")
    assert page.input_value("#in-name") == "户外广告设置审批"
    page.locator("main form .note button").click()
    assert page.input_value("#in-name") == ""


def test_a_draft_is_forgotten_after_a_successful_save(page: Page, sample: Flask) -> None:
    page.goto("/records/form")
    page.fill("#in-name", "临时占道")
    page.locator("main form button[type=submit]").click()
    page.locator(".note.success").wait_for()
    page.goto("/records/form")
    assert page.input_value("#in-name") == ""
    assert sample.config["SENT"][-1]["name"] == "临时占道"


def test_logging_out_leaves_no_draft_on_a_shared_computer(page: Page) -> None:
    page.goto("/records/form")
    page.fill("#in-name", "身份证号")
    page.locator("main .form-end .saved:not(.waiting)", has_text=":").wait_for()
    page.locator("form[data-leave] button").click()
    page.wait_for_url("**/login")
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('draft:'))") == []


def test_a_double_click_sends_once(page: Page, sample: Flask) -> None:
    page.goto("/records/form")
    page.fill("#in-name", "只发一次")
    before = len(sample.config["SENT"])
    page.evaluate(
        "() => { const button = document.querySelector('main form button[type=submit]'); button.click(); button.click(); }"
    )
    page.locator(".note.success").wait_for()
    assert len(sample.config["SENT"]) == before + 1


def test_a_row_is_picked_by_typing_and_the_keyboard(page: Page, sample: Flask) -> None:
    page.goto("/records/form")
    page.fill("#in-name", "x")
    box = page.locator("#in-organisation_id")
    box.press_sequentially("市场")
    page.locator("#list-organisation_id [role=option]", has_text="市场监督").wait_for()
    box.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") == "list-organisation_id-0"
    box.press("Enter")
    assert box.get_attribute("aria-expanded") == "false"
    page.locator("main form button[type=submit]").click()
    page.locator(".note.success").wait_for()
    assert sample.config["SENT"][-1]["organisation_id"] == "2"


def test_rows_pasted_from_a_spreadsheet_fill_the_table_and_make_it_longer(page: Page) -> None:
    page.goto("/gallery")
    page.evaluate(
        """() => {
          const cell = document.querySelector('[name="people-1-name"]');
          const data = new DataTransfer();
          data.setData('text/plain', '王一\\t村主任\\t13800000001\\n"李\\n二"\\t\\t13800000002\\n张三\\t\\t3\\n赵四\\t\\t4\\n');
          cell.focus();
          cell.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}));
        }"""
    )
    values = {
        name: page.input_value(f'[name="people-{name}"]')
        for name in ("0-name", "1-name", "1-post", "2-name", "4-phone")
    }
    assert values == {"0-name": "林小芳", "1-name": "王一", "1-post": "head", "2-name": "李二", "4-phone": "4"}


def test_the_menu_opens_on_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page.goto("/home")
    menu = page.locator("nav.menu")
    assert not menu.is_visible()
    page.locator("[data-menu]").click()
    assert menu.is_visible()
    assert page.locator("[data-menu]").get_attribute("aria-expanded") == "true"


def test_large_type_is_remembered(page: Page) -> None:
    page.goto("/portal")
    page.locator("[data-large]").click()
    page.goto("/portal")
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "20px"
    assert page.locator("[data-large]").get_attribute("aria-pressed") == "true"


def test_a_file_that_is_not_accepted_is_told_before_it_travels(page: Page) -> None:
    page.goto("/records/import")
    page.set_input_files("#in-file", {"name": "名单.exe", "mimeType": "application/octet-stream", "buffer": b"x"})
    assert page.locator(".upload li.fault").inner_text().startswith("名单.exe")
    assert page.evaluate("document.querySelector('#in-file').checkValidity()") is False


def test_many_alerts_are_chosen_at_once_and_nothing_is_done_unasked(page: Page) -> None:
    page.goto("/gallery")
    assert page.locator("[data-needs-selection]").first.is_disabled()
    page.locator("[data-select-all]").check()
    assert page.locator("[data-selected-count]").inner_text() == "3"
    page.locator(".selected-bar button", has_text="误报").click()
    page.locator("dialog[open] .button", has_text="误报").wait_for()
    page.keyboard.press("Escape")
    assert page.url.endswith("/gallery")


def test_without_script_menu_and_actions_are_there(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=address, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto("/gallery")
    assert page.locator("nav.menu").is_visible()
    page.locator("details.action summary").first.click()
    assert page.locator("details.action[open] textarea").is_visible()
    context.close()


def test_what_a_citizen_types_stays_in_his_tab(page: Page) -> None:
    page.goto("/portal")
    page.fill("#in-applicant", "林小芳")
    page.fill("#in-phone", "13800000000")
    page.locator(".form-end .saved:not(.waiting)", has_text=":").wait_for()
    page.reload()
    assert page.input_value("#in-applicant") == "林小芳"
    assert page.input_value("#in-phone") == ""  # marked as secret: never kept
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('draft:'))") == []


def test_a_refused_form_keeps_what_the_server_sent_back(page: Page) -> None:
    page.goto("/records/form")
    page.fill("#in-name", "旧草稿")
    page.locator("main .form-end .saved:not(.waiting)", has_text=":").wait_for()
    page.goto("/records/wrong")
    assert page.input_value("#in-name") == ""
    page.goto("/records/form")
    assert page.input_value("#in-name") == "旧草稿"


def test_an_old_draft_is_never_put_over_a_newer_record_unasked(page: Page) -> None:
    page.goto("/records/form")
    draft = {"at": 4102444800000, "version": "3", "values": {"name": ["我的草稿"]}}
    page.evaluate("draft => localStorage.setItem('draft::record.power.new', JSON.stringify(draft))", draft)
    page.reload()
    assert page.input_value("#in-name") == ""
    page.locator("main form .note button").first.click()
    assert page.input_value("#in-name") == "我的草稿"


def test_what_is_sent_after_the_session_ended_comes_back(page: Page) -> None:
    page.goto("/records/form")
    page.fill("#in-name", "半张表")
    page.evaluate("document.querySelector('main form').action = '/log/submit'")  # answers like an ended session
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/login")
    page.goto("/records/form")
    assert page.input_value("#in-name") == "半张表"


def test_an_interrupted_upload_leaves_the_form_as_it_was(page: Page) -> None:
    page.goto("/records/import")
    page.set_input_files("#in-file", {"name": "名单.xlsx", "mimeType": "application/zip", "buffer": b"x" * 1000})
    page.route("**/records/import", lambda route: route.abort())
    page.locator("main form button[type=submit]").click()
    page.locator("[data-progress-words]:not(:empty)").wait_for()
    assert page.evaluate("document.querySelector('#in-file').files.length") == 1
    page.locator("main form button[type=submit]:not([disabled])").wait_for()
