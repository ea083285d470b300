"""Every page, as each role, on a desk and on a phone."""

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from werkzeug.routing import Rule

from app.surfaces.pages import admission_of
from tests.browser.conftest import DESK, PHONE
from tests.web import RunningProgram

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
ROLES = [None, "village_clerk", "handler", "inspector", "county_admin", "city_admin"]
NOT_PAGES = ("/static", "/api/", "/swagger", "/sheets/", "/portal/receipt")
FILES = (".json", ".jsonl", ".xlsx", ".csv", ".py", "/export")
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


def wrong_with(page: Page, place: str) -> list[str]:
    """Return what is wrong with the page that stands open: width on desk and phone, size, WCAG 2.2 AA."""
    wrong: list[str] = []
    if len(page.content().encode()) > MOST_HTML:
        wrong.append(f"{place}: {len(page.content().encode())} bytes of HTML")
    for width, height in (DESK, PHONE):
        page.set_viewport_size({"width": width, "height": height})
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wrong.append(f"{place}: scrolls sideways at {width}")
    page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
    for fault in Axe().run(page, options=RULES).response["violations"]:
        wrong.append(f"{place}: {fault['id']} {fault['nodes'][0]['html'][:200]}")
    return wrong


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_everybody_can_read_and_use_every_page(
    running: RunningProgram, visit: Callable[..., Page], role: str | None
) -> None:
    page = visit(role)
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
    wrong: list[str] = []
    for place in PLACES[role]:
        answer = page.goto(place.format_map(ids))
        assert answer is not None and answer.status == 200, (place, answer and answer.status)
        page.locator("main details").evaluate_all("all => all.forEach(one => { one.open = true; })")
        wrong += wrong_with(page, place)
    assert wrong == []
