"""Every route of the program, asked for odd things and by everybody, answers in words and never with a 5xx.

The routes come from ``app.url_map``. By default every sort of route is asked for one odd value and one more for
every eighty that there are, on PostgreSQL one sort in eight for one; each route is asked by one role. ``--full`` asks
for every odd value, and every route by every role.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit
from zlib import crc32

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app.kernel.audit import TrailRow
from app.surfaces.database import db
from app.surfaces.pages import admission_of
from tests import routes
from tests.approvals.cases import Story
from tests.oddities import odd
from tests.planted.county import plant
from tests.web import RunningProgram, at_work, form_token, login
from tests.world import OFFICIALS, World

PARTS = 4
ROLES = (
    "county_admin",
    "inspector",
    "handler",
    "organ_head",
    "village_clerk",
    "town_clerk",
    "enforcement_officer",
    "legal_reviewer",
    "window",
    "section_head",
    "auditor",
    "leader",
    "city_admin",
)
"""Those who see most of the county first: the first of them that may open a route asks it for odd values."""
NO_TOKEN = "0" * 32
"""A token that no sheet has."""
ALONE = ("public.language", "doorstep.language", "home.language", "login.leave", "login.password")
"""These change the language or end a session, so whoever asks them next does it with a new client."""
KEEPS = ("portal.apply",)
"""What is refused here is kept as a draft, so that nobody fills the form twice."""
CHINESE, ENGLISH = re.compile(r"[\u4e00-\u9fff]{3}"), re.compile(r"[a-z]{2,}\s+[a-z]{2,}", re.IGNORECASE)


@dataclass
class Town:
    """A site with one row of everything in the county of all roles, and a client for each role."""

    site: Flask
    ids: dict[str, Any]
    clients: dict[str, FlaskClient] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    openers: dict[str, str] = field(default_factory=dict)

    def client(self, role: str) -> FlaskClient:
        """Return the one client of a role; "" is a visitor."""
        if role not in self.clients:
            client = self.clients[role] = login(self.site, role) if role else self.site.test_client()
            self.tokens[role] = form_token(client.get("/" if role else "/login/"))
        return self.clients[role]

    def ask(self, role: str, method: str, path: str, *, alone: bool = False, **sent: Any) -> TestResponse:
        """Send a request as a role, ``alone`` with a client that nobody uses afterwards; the answer is closed."""
        if alone:
            self.clients.pop(role, None)
        client = self.client(role)
        if method != "GET":
            sent["headers"] = {"X-CSRFToken": self.tokens[role]}
        with client.open(path, method=method, **sent) as answer:
            answer.get_data()
        if alone:
            self.clients.pop(role)
        return answer

    def rows(self) -> int:
        """Return how many rows the trail has: whatever is written leaves one."""
        with self.site.app_context():
            found = db.session.scalar(select(func.count()).select_from(TrailRow)) or 0
            db.session.remove()
        return found

    def opener(self, rule: Rule, method: str, path: str) -> str:
        """Return the first role that is admitted to a route and sees the row; "" where everybody may."""
        admission, kind = admission_of(self.site, rule.endpoint), routes.KINDS.get(routes.kind_of(rule))
        if admission is None or admission.public:
            return ""
        held = routes.roles_of(kind, rule, method) if kind else admission.roles
        key = f"{kind.name} {sorted(held or ())}" if kind else f"{method} {rule.rule}"
        if key not in self.openers:
            admitted = [short for short in ROLES if held is None or held & OFFICIALS[short][2]] or [ROLES[0]]
            asked = "GET" if "GET" in (rule.methods or ()) else method
            found = (role for role in admitted if self.ask(role, asked, path).status_code not in (403, 404))
            self.openers[key] = next(found, admitted[0])
        return self.openers[key]

    def hand_in(self, rule: Rule, known: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        """Have a sheet handed in; returns who did so and what is asked of its page."""
        start = rule.rule.split("/<token>")[0]
        door = next(one for one in self.site.url_map.iter_rules() if one.rule.rstrip("/") == start)
        place = routes.path_of(door.rule, known)
        role = self.opener(door, "GET", place)
        data: dict[str, Any] = {"pasted": "编号,名称\n1,一\n"}
        if start in routes.TEMPLATES:
            book = self.ask(role, "GET", routes.TEMPLATES[start]).get_data()
            data = {"file": (io.BytesIO(book), "template.xlsx")}
        answer = self.ask(role, "POST", place, data=data)
        found = re.search(r"[0-9a-f]{32}", answer.headers.get("Location", "") + answer.get_data(as_text=True))
        return role, known | {"token": found[0] if found else NO_TOKEN}


def town_of(program: RunningProgram) -> Town:
    """Plant the county of all roles with one row of everything, a case that is handled and an alert among it."""
    with at_work(program.app) as session:
        ids = routes.first_rows(session, 350102) | plant(session, "gulou-urban", "zhongshan", "handler")
        story = Story(session, World(session))
        case = story.reviewed("2026-09-01", "2026-09-02")
        ids |= {"approval": case.id, "power": story.power.id}
        session.commit()
    return Town(program.app, ids)


@pytest.fixture
def town(program: RunningProgram) -> Town:
    """The county of all roles with one row of everything."""
    return town_of(program)


def asked_routes(town: Town) -> Iterator[tuple[Rule, str, list[dict[str, Any]]]]:
    """Yield every route and method of the site, with the arguments that it can be asked for."""
    for rule in sorted(town.site.url_map.iter_rules(), key=lambda rule: rule.rule):
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule, method, routes.addresses(rule, town.ids)


def test_every_route_says_what_it_can_be_asked_for(town: Town) -> None:
    missing = []
    for rule in town.site.url_map.iter_rules():
        try:
            found = routes.addresses(rule, town.ids)
            assert "<" not in routes.path_of(rule.rule, found[0]), rule.rule
        except routes.UnknownError as unknown:
            missing.append(str(unknown))
    assert not missing, "\n".join(missing)


def trouble(answer: TestResponse, language: re.Pattern[str] = CHINESE) -> str:
    """Return what is wrong with an answer; empty when it says something, or leads to another page of the site."""
    status, said, told = answer.status_code, answer.get_data().decode(errors="replace"), answer.get_json(silent=True)
    right, wrong = False, f"{status} without words"
    if status >= 500:
        wrong = f"{status}"
    elif status in (301, 302, 303, 308):
        right, wrong = urlsplit(answer.location).netloc in ("", "localhost"), f"sent away to {answer.location}"
    elif answer.mimetype == "application/json":
        right = (
            told is not None
            if status < 400
            else isinstance(told, dict) and bool(told.get("message") or told.get("error"))
        )
    elif answer.mimetype == "application/problem+json":
        right = isinstance(told, dict) and bool(told.get("detail")) and told.get("status") == status
    elif answer.mimetype != "text/html" or "swagger-ui" in said:
        right = status < 400 and (bool(said) or answer.mimetype == "application/jsonl")  # no rows, no lines
    else:
        page = re.search(r"<main.*</main>", said, re.DOTALL)
        right = bool(language.search(re.sub(r"<[^>]*>", " ", page[0] if page else "")))
    return "" if right else wrong


@pytest.mark.parametrize("part", range(PARTS))
def test_odd_values_are_answered_in_words(
    town: Town, part: int, engine_name: str, request: pytest.FixtureRequest
) -> None:
    sorts = dict[str, list[tuple[Rule, str, dict[str, Any], int]]]()
    for rule, method, found in asked_routes(town):
        shape = f"{method} {routes.shape_of(rule)}"
        if crc32(shape.encode()) % PARTS == part:
            for known in found:
                many = len(list(odd(town.site, rule, method, known)))
                sorts.setdefault(shape, []).extend((rule, method, known, place) for place in range(many))
    failed, asked = [], 0
    for shape, held in sorts.items():
        wanted = 1 + len(held) // 80 if engine_name == "sqlite" else (crc32(shape.encode()) >> 8) % 8 == 0
        if request.config.getoption("--full"):
            wanted = len(held)
        for turn in range(wanted):
            asked += 1
            failed += _ask(town, *held[(crc32(shape.encode()) + turn * len(held) // wanted) % len(held)])
    assert not failed, "\n".join(failed)
    assert asked >= (len(sorts) if engine_name == "sqlite" else 5) and len(sorts) > 50


def _ask(town: Town, rule: Rule, method: str, known: dict[str, Any], place: int) -> list[str]:
    """Ask a route for one odd value; returns what is wrong with the answer, and whether a refused write wrote."""
    if "token" in known:
        role, known = town.hand_in(rule, known)
    else:
        role = town.opener(rule, method, routes.path_of(rule.rule, known))
    one = list(odd(town.site, rule, method, known))[place]
    before = town.rows() if method != "GET" else 0
    answer = town.ask(role, method, one.path, alone=rule.endpoint in ALONE, **one.sent)
    wrong = trouble(answer)
    refused = method != "GET" and answer.status_code >= 400 and rule.endpoint not in KEEPS
    if refused and town.rows() != before:
        wrong += " refused, and written all the same"
    return [f"{wrong}: {role or 'visitor'} {method} {one.path[:99]} {one.what}"] * bool(wrong)


@pytest.mark.parametrize("part", range(2))
def test_every_role_is_answered_by_every_route(
    town: Town, part: int, engine_name: str, request: pytest.FixtureRequest
) -> None:
    full, failed = request.config.getoption("--full"), []
    share = 1 if full else (len(ROLES) + 1) * (1 if engine_name == "sqlite" else 4)
    for place, (rule, method, found) in enumerate(asked_routes(town)):
        for turn, role in enumerate(("", *ROLES)):
            if place % 2 != part or (turn + place // 2) % share:
                continue
            for arguments in found if full else found[:1]:
                failed += _open(town, role, rule, method, routes.path_of(rule.rule, arguments))
    assert not failed, "\n".join(failed)


def _open(town: Town, role: str, rule: Rule, method: str, path: str) -> list[str]:
    """Ask a route as a role, every second one in English; returns what is wrong with the answer."""
    alone = rule.endpoint in ALONE
    english = crc32(role.encode()) % 2 == 1 and not alone
    if english and role not in town.clients:
        town.ask(role, "GET", "/language/en")
    answer = town.ask(role, method, path, alone=alone)
    wrong = trouble(answer, ENGLISH if english else CHINESE)
    admission = admission_of(town.site, rule.endpoint)
    assert admission is not None, rule.rule
    held = admission.roles
    shut = not admission.public and (not role or (held is not None and not held & OFFICIALS[role][2]))
    if shut and answer.status_code == 200:
        wrong = "opened to somebody who may not"
    if (
        role
        and not alone
        and not admission.public
        and answer.status_code == 302
        and answer.location.startswith("/login/")
    ):
        wrong = "sent to the log-in"
    return [f"{wrong}: {role or 'visitor'} {method} {path}"] * bool(wrong)
