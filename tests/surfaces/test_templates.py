"""Templates: nothing inline, nothing from elsewhere, nothing that a typed text can break out of."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, render_template_string

from app.surfaces.language import keeps
from tests.catalogue import CHINESE, compile_chinese
from tests.surfaces.sample_site import FACTS, ME, PAGES, SURFACES, make_site

APP = SURFACES.parent
TEMPLATES = [path for path in APP.glob("**/templates/**/*.html") if "papers" not in path.parts]
STATIC = SURFACES / "static"
HOSTILE = [
    "<script>alert(1)</script>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    '" autofocus onfocus="alert(1)',
    "{{ 7 * 7 }}{% raw %}",
    "</textarea><img src=x onerror=alert(1)>",
    "javascript:alert(1)",
]


class Skeleton(HTMLParser):
    """The elements and attribute names of a page, and every address in it, without its texts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.parts: list[tuple[str, tuple[str, ...]]] = []
        self.addresses: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what the element is, not what it says."""
        self.parts.append((tag, tuple(name for name, _value in attrs)))
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src", "action")]


@pytest.fixture(scope="module")
def sample() -> Flask:
    if CHINESE.exists():
        compile_chinese()
    return make_site(CHINESE.parents[2])


def relative(path: Path) -> str:
    return str(path.relative_to(APP))


@pytest.mark.parametrize("path", TEMPLATES, ids=relative)
def test_no_template_holds_inline_script_or_style(path: Path) -> None:
    text = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.S)
    assert re.findall(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|javascript:", text) == []


@pytest.mark.parametrize("path", [*TEMPLATES, *STATIC.glob("css/*"), *STATIC.glob("js/*")], ids=relative)
def test_nothing_is_loaded_from_another_host(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.findall(r"""(?:src|href)=["']?(?:https?:)?//|url\(["']?(?:https?:)?//|@import""", text) == []


def used_icons() -> Iterator[tuple[str, str]]:
    for path in TEMPLATES:
        for name in re.findall(r'icon\("([a-z_-]+)"', path.read_text(encoding="utf-8")):
            yield relative(path), name
    for path in APP.glob("**/*.py"):
        for name in re.findall(r'icon="([a-z_-]+)"', path.read_text(encoding="utf-8")):
            yield relative(path), name


def test_every_icon_that_is_named_is_drawn() -> None:
    drawn = set(re.findall(r'<symbol id="([a-z_-]+)"', (STATIC / "img" / "icons.svg").read_text()))
    assert [(path, name) for path, name in used_icons() if name not in drawn] == []


def test_styles_and_scripts_of_a_page_weigh_less_than_a_hundred_kilobytes(sample: Flask) -> None:
    page = sample.test_client().get("/gallery").get_data(as_text=True)
    names = set(re.findall(r"/static/((?:css|js)/[a-z-]+\.(?:css|js))", page))
    assert len(names) > 10
    assert sum((STATIC / name).stat().st_size for name in names) < 100_000


def test_a_file_is_fetched_once_and_again_only_when_it_has_changed(sample: Flask) -> None:
    client = sample.test_client()
    page = client.get("/gallery").get_data(as_text=True)
    address = re.findall(r'href="(/static/css/forms\.css\?v=[0-9a-f]{12})"', page)[0]
    with client.get(address) as marked, client.get("/static/css/forms.css") as plain:
        assert marked.cache_control.max_age == 365 * 86400
        assert plain.cache_control.max_age == 3600


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_is_drawn_in_both_languages(sample: Flask, address: str, language: str) -> None:
    answer = sample.test_client().get(f"{address}?lang={language}")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert f'<html lang="{"zh-CN" if language == "zh" else "en"}">' in page
    assert page.count("<h1") == 1
    assert "None" not in re.sub(r"<[^>]*>", "", page)


def test_a_page_tells_the_browser_its_languages_name_in_that_language(sample: Flask) -> None:
    page = sample.test_client().get("/home?lang=zh").get_data(as_text=True)
    assert '<a class="quiet" lang="en"' in page


PLAIN_WORDS = (
    "label",
    "text",
    "title",
    "hint",
    "example",
    "unit",
    "reason",
    "column",
    "who",
    "what",
    "at",
    "note",
    "file_name",
    "sentence",
    "search",
    "username",
    "organisation",
    "error",
)


def poisoned(value: Any, text: str) -> Any:
    """Return a context in which every text that people type is replaced; identifiers and addresses stay."""
    if isinstance(value, dict):
        return {
            key: text if isinstance(old, str) and old and key in PLAIN_WORDS else poisoned(old, text)
            for key, old in value.items()
        }
    if isinstance(value, list):
        return [poisoned(item, text) for item in value]
    if isinstance(value, tuple) and len(value) == 2 and all(isinstance(part, str) for part in value):
        return (text, value[1]) if value[1].startswith("/") else (value[0], text)  # a link, or a choice
    return value


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize(
    "address",
    [
        "/home",
        "/records/list",
        "/records/wrong",
        "/records/show",
        "/records/import",
        "/records/report",
        "/login",
        "/password",
        "/error/403",
    ],
)
def test_what_people_typed_cannot_change_the_page(sample: Flask, address: str, text: str) -> None:
    template, context = PAGES[address]
    pages = []
    for words in ("harmless", text):
        with sample.test_request_context(address):
            held = {"me": poisoned(ME, words), "menu": [], "languages": [], "locale": "en", **poisoned(context, words)}
            pages.append(Skeleton(sample.jinja_env.get_template(template).render(held)))
    assert pages[0].parts == pages[1].parts
    assert not [address for address in pages[1].addresses if address.lower().startswith("javascript")]


CHARTS = """
{% from "macros/charts.html" import bars, line, columns, lines, stacked, heat %}
{{ bars(words, [(words, 3), ("b", 0)], words) }}{{ line(words, [(words, 3), ("b", 4)]) }}
{{ columns(words, [(words, 3), ("b", 4)]) }}{{ lines(words, [words], [(words, [3]), ("b", [4])]) }}
{{ stacked(words, [words], [(words, [3]), ("b", [4])]) }}{{ heat(words, [words], [(words, [3])], words) }}
"""


@pytest.mark.parametrize("text", HOSTILE)
def test_labels_of_charts_cannot_change_the_page(sample: Flask, text: str) -> None:
    with sample.test_request_context():
        harmless, hostile = (Skeleton(render_template_string(CHARTS, words=words)) for words in ("x" * len(text), text))
    assert harmless.parts == hostile.parts


def test_charts_of_nothing_say_so(sample: Flask) -> None:
    source = """{% from "macros/charts.html" import bars, line, columns, lines, stacked, heat %}
    {{ bars("a", []) }}{{ line("a", []) }}{{ columns("a", []) }}{{ lines("a", [], []) }}
    {{ stacked("a", [], []) }}{{ heat("a", [], []) }}"""
    with sample.test_request_context("/?lang=en"):
        assert render_template_string(source).count("No figures for this period.") == 6


def test_charts_of_zeros_are_drawn(sample: Flask) -> None:
    source = """{% from "macros/charts.html" import bars, line, columns, stacked, heat %}
    {{ bars("a", [("x", 0)]) }}{{ line("a", [("x", 0)]) }}{{ columns("a", [("x", 0)]) }}
    {{ stacked("a", ["x"], [("s", [0])]) }}{{ heat("a", ["c"], [("x", [0])]) }}"""
    with sample.test_request_context():
        page = render_template_string(source)
    assert 'class="heat-0"' in page
    assert "nan" not in page.lower()


@pytest.mark.parametrize("url", ["javascript:alert(1)", "JaVaScript:alert(1)", "data:text/html,x", " javascript:x"])
def test_a_stored_address_is_a_link_only_when_it_leads_to_a_page(sample: Flask, url: str) -> None:
    source = """{% from "macros/common.html" import facts %}{% from "macros/list.html" import inside %}
    {{ facts([{"label": "a", "text": "b", "url": url}]) }}{{ inside({"text": "c", "url": url}) }}"""
    with sample.test_request_context():
        assert "href" not in render_template_string(source, url=url)
        assert render_template_string(source, url="https://example.cn/").count('href="https://example.cn/"') == 2


def field(**values: Any) -> str:
    source = '{% from "macros/form.html" import field %}{{ field(f) }}'
    return render_template_string(source, f={"name": "days", "label": "Limit", "input": "number", "value": 5} | values)


def test_a_wrong_field_says_so_beside_itself_and_to_screen_readers(sample: Flask) -> None:
    with sample.test_request_context():
        page = field(error="Too long", hint="Working days", required=True)
    assert 'aria-invalid="true" aria-describedby="hint-days fault-days" required' in page
    assert '<p class="fault" id="fault-days">Too long</p>' in page


def test_few_choices_stand_open_and_many_fold_into_a_list(sample: Flask) -> None:
    with sample.test_request_context():
        few = field(input="choice", choices=[(str(i), str(i)) for i in range(6)], value="2", required=True)
        many = field(input="choice", choices=[(str(i), str(i)) for i in range(7)], value="2")
    assert few.count('type="radio"') == 6
    assert re.search(r'value="2" checked', few)
    assert "<select" in many
    assert re.search(r'value="2" selected', many)


def test_an_answer_that_need_not_be_given_can_be_taken_back(sample: Flask) -> None:
    with sample.test_request_context():
        page = field(input="yes_no", choices=[("1", "yes"), ("0", "no")], value="")
    assert re.search(r'value="" checked', page)


def test_a_form_carries_its_token_and_an_action_opens_again_with_its_fault(sample: Flask) -> None:
    source = """{% from "macros/form.html" import action %}
    {{ action("refuse", "Refuse", "/refuse", [{"name": "reason", "label": "Reason", "input": "long", "value": "x", "error": "Too short"}],
              "Refuse", errors={"reason": "Too short"}) }}"""
    with sample.test_request_context():
        page = render_template_string(source)
    assert 'name="csrf_token"' in page
    assert '<details class="action" id="refuse" open>' in page
    assert 'id="in-refuse-reason"' in page  # two actions of a page may have a field of one name


def test_empty_facts_are_left_out(sample: Flask) -> None:
    source = '{% from "macros/common.html" import facts %}{{ facts(rows) }}'
    with sample.test_request_context():
        page = render_template_string(source, rows=[*FACTS, {"label": "Nothing", "text": ""}])
    assert page.count("<dt>") == len(FACTS)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 409, 413, 415, 422, 429, 500, 503])
def test_every_fault_says_what_to_do_next(sample: Flask, status: int) -> None:
    with sample.test_request_context("/?lang=en"):
        page = sample.jinja_env.get_template("error.html").render(status=status, sentence="What happened.", number="")
    assert "What happened." in page
    assert page.count("<li>") >= 1


def test_a_fault_is_shown_even_when_nothing_is_known_of_the_visitor(sample: Flask) -> None:
    with sample.test_request_context("/?lang=en"):
        page = sample.jinja_env.get_template("error.html").render(status=418, sentence="Tea.", number="9f3a")
    assert "Tea." in page
    assert "9f3a" in page


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("2026年11月23日", True),
        ("2026年11月23日 09:30", True),
        ("2026-11-23", True),
        ("91350100M000100Y43", True),
        ("林村长", True),
        ("老旧小区改造项目（285）咨询服务", False),
        ("2026年11月23日公告", False),
    ],
)
def test_days_numbers_and_names_stand_in_one_line_of_a_list(text: str, whole: bool) -> None:
    assert keeps(text) is whole
