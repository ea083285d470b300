"""Every page, as each role, on a desk and on a phone."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page
from werkzeug.routing import Rule

from app.surfaces.pages import admission_of
from tests.browser.conftest import DESK, PHONE
from tests.web import RunningProgram

LOOK = """async () => {
  const bytes = new TextEncoder().encode("<!DOCTYPE html>" + document.documentElement.outerHTML).length;
  const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
  const found = await axe.run({runOnly: rules, resultTypes: ["violations"], selectors: false});
  return {
    bytes: bytes,
    width: document.documentElement.scrollWidth,
    faults: found.violations.map(one => one.id + " " + one.nodes[0].html.slice(0, 200)),
  };
}"""
"""Asks one page for everything at once: what passes is thousands of elements, and the slowest part is to hand it over."""
ROLES = [None, "village_clerk", "handler", "inspector", "county_admin", "city_admin"]
NOT_PAGES = ("/static", "/api/", "/swagger", "/sheets/", "/portal/receipt", "/portal/emblem")
FILES = (".json", ".jsonl", ".xlsx", ".csv", ".py", "/export", "/seal.html")
MOST_HTML, MOST_BYTES = 50_000, 300_000

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("running", ["postgresql"], indirect=True)]
"""The look of a page does not depend on the engine; the stories run on both."""


def pages(running: RunningProgram, *, public: bool) -> Iterator[Rule]:
    for rule in running.app.url_map.iter_rules():
        if rule.arguments or "GET" not in (rule.methods or ()):
            continue
        if rule.rule.startswith(NOT_PAGES) or rule.rule.endswith(FILES):
            continue
        admission = admission_of(running.app, rule.endpoint)
        if admission is not None and admission.public is public:
            yield rule


def look_at(page: Page) -> Any:
    """Return what the page that stands open weighs, how wide it is, and what keeps a reader out (WCAG 2.2 AA)."""
    if page.evaluate("typeof axe === 'undefined'"):  # the walks load it with each page; it may be asked without
        page.evaluate(AXE_SCRIPT)
    return page.evaluate(LOOK)


def wrong_with(page: Page, place: str) -> list[str]:
    """Return what is wrong with the page that stands open: width on desk and phone, size, WCAG 2.2 AA."""
    seen = look_at(page)
    wrong = [f"{place}: {fault}" for fault in seen["faults"]]
    if seen["bytes"] > MOST_HTML:
        wrong.append(f"{place}: {seen['bytes']} bytes of HTML")
    if seen["width"] > DESK[0]:
        wrong.append(f"{place}: scrolls sideways at {DESK[0]}")
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    if page.evaluate("document.documentElement.scrollWidth") > PHONE[0]:
        wrong.append(f"{place}: scrolls sideways at {PHONE[0]}")
    page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
    return wrong


def test_what_is_wrong_with_a_page_is_found(visit: Callable[..., Page]) -> None:
    page = visit()
    page.add_init_script(AXE_SCRIPT)
    page.goto("/portal/")
    page.set_content("<img src=/static/img/sunrise.svg><p>" + "x" * 52_000 + "</p>")
    faults = [fault.split(" ")[1] for fault in wrong_with(page, "here:")]
    assert {"html-has-lang", "document-title", "image-alt", "scrolls"} < set(faults)
    assert any(fault.isdecimal() and int(fault) > MOST_HTML for fault in faults)
    page.set_content("<html lang='zh'><title>一</title><main><h1>一</h1><p>一</p></main></html>")
    assert wrong_with(page, "here") == []


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_everybody_can_read_and_use_every_page(
    running: RunningProgram, visit: Callable[..., Page], role: str | None
) -> None:
    page = visit(role)
    page.add_init_script(AXE_SCRIPT)
    sizes: list[int] = []
    page.on("requestfinished", lambda sent: sizes.append(sent.sizes()["responseBodySize"]))
    wrong: list[str] = []
    seen = 0
    for rule in pages(running, public=role is None):
        answer = page.goto(rule.rule)
        assert answer is not None and answer.status < 500, rule.rule
        if answer.status != 200:
            continue
        seen += 1
        wrong += wrong_with(page, rule.rule)
        if seen == 1:
            page.wait_for_load_state("networkidle")
            assert sum(sizes) < MOST_BYTES
    assert seen >= 2
    assert wrong == []


PLACES: dict[str | None, tuple[str, ...]] = {
    None: (
        "/portal/search?q=广告",
        "/portal/items/{power}",
        "/portal/items/{power}/apply",
        "/portal/verify/{document}",
    ),
    "handler": ("/cases/{case}", "/powers/{power}/versions", "/flows/{flow}", "/powers/{power}/preview"),
    "window": ("/cases/{case}", "/cases/new/{power}"),
    "inspector": ("/supervision/alerts/{alert}", "/cases/{case}", "/records/power/show/{power}"),
    "county_admin": (
        "/powers/{power}/content",
        "/records/power/show/{power}",
        "/records/power/edit/{power}",
        "/records/organisation/edit/{organisation}",
        "/records/organisation/add",
        "/records/official/add",
        "/records/post_holder/add",
        "/powers/orders/new",
        "/powers/figures",
        "/people/accounts/{official}",
    ),
}
"""Pages of one record, for those who work with them."""


@pytest.mark.slow
@pytest.mark.parametrize("role", PLACES)
def test_pages_of_one_record_can_be_read_and_used(
    ids: dict[str, str], visit: Callable[..., Page], role: str | None
) -> None:
    page = visit(role)
    page.add_init_script(AXE_SCRIPT)
    wrong: list[str] = []
    for place in PLACES[role]:
        answer = page.goto(place.format_map(ids))
        assert answer is not None and answer.status == 200, (place, answer and answer.status)
        page.locator("main details").evaluate_all("all => all.forEach(one => { one.open = true; })")
        wrong += wrong_with(page, place)
    assert wrong == []
