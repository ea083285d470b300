"""The house as it is drawn: doors declared, views on our base, verbs known, kinds whole."""

import ast
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.domains import DOMAINS
from app.kernel.records import RecordKind
from app.kernel.roles import Role
from app.surfaces.pages import admission_of
from app.surfaces.rest import Resource
from app.surfaces.views import RecordView
from tests.web import RunningProgram

ROOT = Path(__file__).parent.parent
KINDS = [kind for domain in DOMAINS for kind in domain.records]
FRAMEWORK = {"OpenApiDocument", "SwaggerView"}


def test_every_route_says_who_may_open_it(site: Flask) -> None:
    shut = [r.endpoint for r in site.url_map.iter_rules() if admission_of(site, r.endpoint) is None]
    assert shut == []


def test_every_view_stands_on_our_base(site: Flask) -> None:
    for view in site.extensions["appbuilder"].baseviews:
        assert isinstance(view, (RecordView, Resource)) or type(view).__name__ in FRAMEWORK


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_view_and_its_resource_share_one_permission(site: Flask, kind: RecordKind) -> None:
    names = {
        (view.class_permission_name, frozenset(view.base_permissions))
        for view in site.extensions["appbuilder"].baseviews
        if getattr(view, "kind", None) is kind
    }
    assert len(names) == 1


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_kind_is_listed_to_those_who_read_it_and_refused_to_others(
    kind: RecordKind, client_of: Callable[[str], FlaskClient]
) -> None:
    for role in (Role.COUNTY_ADMIN, Role.INSPECTOR, Role.VILLAGE_CLERK):
        client = client_of(role.value)
        expected = 200 if role in kind.access else 403
        assert client.get(f"/records/{kind.name}/list/").status_code == expected, role
        answer = client.get(f"/api/v1/{kind.name}/")
        assert (answer.status_code, "result" in answer.get_json()) == (expected, expected == 200), role


def test_nothing_of_the_inner_net_opens_without_a_log_in(site: Flask) -> None:
    client = site.test_client()
    for rule in site.url_map.iter_rules():
        admission = admission_of(site, rule.endpoint)
        if "GET" not in (rule.methods or ()) or admission is None or admission.public:
            continue
        path = rule.rule
        for argument in rule.arguments:
            path = path.replace(f"<int:{argument}>", "1").replace(f"<{argument}>", "1")
        answer = client.get(path)
        assert answer.status_code in (302, 401), path
        if answer.status_code == 302:
            assert answer.location.startswith("/login/"), path


def test_get_changes_nothing_for_an_inspector(program: RunningProgram, client_of: Callable[[str], FlaskClient]) -> None:
    from sqlalchemy import func, select

    from app.kernel.audit import TrailRow
    from app.surfaces.database import db

    client = client_of("inspector")
    with program.app.app_context():
        before = db.session.scalar(select(func.count()).select_from(TrailRow))
    for rule in program.app.url_map.iter_rules():
        exempt = "export" in rule.rule or rule.rule.startswith("/static") or ".pdf" in rule.rule
        if "GET" in (rule.methods or ()) and not rule.arguments and not exempt:
            assert client.get(rule.rule).status_code < 500, rule.rule
    with program.app.app_context():
        assert db.session.scalar(select(func.count()).select_from(TrailRow)) == before


def test_every_verb_of_the_trail_has_its_sentence() -> None:
    known = {verb for domain in DOMAINS for verb in domain.verbs}
    written: set[str] = set()
    for file in (ROOT / "app").rglob("*.py"):
        text = file.read_text("utf-8")
        for marker in ('record(act, "', 'record(\n            act, "', 'record(\n        act, "'):
            for part in text.split(marker)[1:]:
                written.add(part.split('"', 1)[0])
    assert {verb for verb in written if "." in verb} - known == set()


def test_points_have_unique_codes_and_full_declarations() -> None:
    codes = [point.code for domain in DOMAINS for point in domain.points]
    assert len(codes) == len(set(codes))
    groups = {code.split(".")[0] for code in codes}
    assert {
        "A1",
        "A2",
        "A3",
        "A4",
        "A5",
        "P1",
        "P2",
        "P3",
        "P4",
        "P5",
        "P6",
        "P7",
        *(f"M{n:02d}" for n in range(1, 13)),
    } <= groups
    points = [point for domain in DOMAINS for point in domain.points]
    for point in points:
        assert point.title and point.basis and point.explanation, point.code
    nightly = {point.code for point in points if not point.wakes_on}
    assert nightly == {
        "A2.rate",
        "C03.business",
        "C05.kin",
        "F02.december",
        "F02.month",
        "F03.idle",
        "F06.slow",
        "F06.two_years",
        "F09.round",
        "F12.none",
        "F12.three_public",
        "F15.behind",
        "F03.passed_on",
        "F07.concentrated",
        "F09.duplicate",
        "A3.steered",
        "H02.waiting",
        "H04.plan",
        "H04.hour",
        "H04.person",
        "H05.ratings",
        "M01.ending",
        "M03.market",
        "M03.share",
        "M05.direct",
        "M06.often",
        "M07.low",
        "M07.peers",
        "M08.copied",
        "M11.often",
        "P2.rate",
        "P5.rate",
        "PR.calendar_missing",
        "PR.calendar_next",
        "V02.direct",
        "V02.held",
        "V22.peers",
        "V22.share",
        "V26.rush",
        "V26.silent",
        "V26.slow",
        "V25.missing",
        "V24.unpublished",
        "V24.missing",
        "V19.early",
        "V19.over",
        "V23.held",
        "V23.self",
        "V23.undecided",
        "V23.use",
        "V18.village",
        "V16.unfiled",
        "V13.dead",
        "V12.quarter",
        "V11.kin",
        "V08.ending",
        "V08.expired",
        "V08.arrears",
        "V08.rent",
        "V06.cheap",
    }  # all others wake at once, or by the clock


def test_no_source_loads_anything_from_another_host() -> None:
    for pattern in ("*.html", "*.css", "*.js"):
        for file in (ROOT / "app").rglob(pattern):
            text = file.read_text("utf-8")
            for sign in ('src="http', 'href="http', "@import", "cdn.", "googleapis"):
                assert sign not in text, f"{file}: {sign}"


def test_no_template_has_inline_script_or_style() -> None:
    for file in (ROOT / "app").rglob("templates/**/*.html"):
        if "papers" in file.parts:
            continue
        text = file.read_text("utf-8")
        assert " style=" not in text, file
        assert "<script>" not in text, file
        assert " onclick=" not in text, file


def test_every_entry_of_the_menu_has_a_picture_that_exists() -> None:
    drawn = set(re.findall(r'id="([a-z-]+)"', (ROOT / "app/surfaces/static/img/icons.svg").read_text(encoding="utf-8")))
    used = {item.icon for domain in DOMAINS for item in domain.menu}
    used |= {kind.icon for domain in DOMAINS for kind in domain.records}
    assert used <= drawn


DAY_ALREADY = ("astimezone", "parse", "_parse_moment", "strptime")
"""Calls whose answer is in China's time, or the day that somebody typed."""


def test_the_day_of_an_instant_is_the_day_in_china() -> None:
    wrong = []
    for file in sorted((*(ROOT / "app").rglob("*.py"), *(ROOT / "seeds").rglob("*.py"))):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            told = node.func.value
            of = getattr(told.func, "attr", getattr(told.func, "id", "")) if isinstance(told, ast.Call) else ""
            typed = isinstance(told, ast.Name) and told.id in ("raw", "local", "sample", "again", "moment", "since")
            if node.func.attr == "date" and not node.args and of not in DAY_ALREADY and not typed:
                wrong.append(f"{file.relative_to(ROOT)}:{node.lineno}")
    assert wrong == [], "local_day(instant) or today() gives China's day; .date() gives that of Greenwich"


OLD_WORDS = re.compile(
    r"(?<![a-z])(anew|reckon\w*|noughts?|mend|mends|mended|mending|the[\s_]+street|sign by sign|\d+ signs)(?![a-z])",
    re.IGNORECASE,
)
"""Again, compute, zero, correct or repair, public portal, characters: what a reader of today says."""
READ_BY_PEOPLE = {".py", ".md", ".html", ".js", ".css", ".sh", ".txt", ".po", ".toml"}


def test_words_are_those_of_today() -> None:
    places = (*map(ROOT.joinpath, ("app", "tests", "docs", "seeds", "bench", "tools", "translations")),)
    files = [file for place in places for file in place.rglob("*") if file.suffix in READ_BY_PEOPLE]
    files += [*ROOT.glob("*.md"), *ROOT.glob("*.py")]
    old = [
        f"{file.relative_to(ROOT)}:{text.count(chr(10), 0, found.start()) + 1}: {found.group()}"
        for file in sorted(files)
        if file != Path(__file__)
        for text in [file.read_text("utf-8")]
        for found in OLD_WORDS.finditer(text)
    ]
    assert old == [], "say again, compute, zero, correct, public portal, characters"
