"""Every page without arguments, as each role, on a desk and on a phone."""

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
FILES = (".json", ".jsonl", ".xlsx", "/export")
MOST_HTML, MOST_BYTES = 50_000, 300_000

pytestmark = pytest.mark.browser


def pages(running: RunningProgram, *, public: bool) -> Iterator[Rule]:
    for rule in running.app.url_map.iter_rules():
        if rule.arguments or "GET" not in (rule.methods or ()):
            continue
        if rule.rule.startswith(NOT_PAGES) or rule.rule.endswith(FILES):
            continue
        admission = admission_of(running.app, rule.endpoint)
        if admission is not None and admission.public is public:
            yield rule


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
        page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
        answer = page.goto(rule.rule)
        assert answer is not None and answer.status < 500, rule.rule
        if answer.status != 200:
            continue
        seen += 1
        if len(answer.body()) > MOST_HTML:
            wrong.append(f"{rule.rule}: {len(answer.body())} bytes of HTML")
        for width, height in (DESK, PHONE):
            page.set_viewport_size({"width": width, "height": height})
            if page.evaluate("document.documentElement.scrollWidth") > width:
                wrong.append(f"{rule.rule}: scrolls sideways at {width}")
        for fault in Axe().run(page, options=RULES).response["violations"]:
            wrong.append(f"{rule.rule}: {fault['id']} {fault['nodes'][0]['html'][:200]}")
        if seen == 1:
            page.wait_for_load_state("networkidle")
            assert sum(sizes) < MOST_BYTES
    assert seen >= 2
    assert wrong == []
