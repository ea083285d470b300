"""One case has one deadline: desk, list, page, picture, REST and the notice to the window name the same day."""

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.approvals.models import Case
from app.approvals.operations import suspend
from app.approvals.queries import deadlines, desk, step_deadlines
from app.kernel.clocks import ClockKind, clock_of, running_clocks
from app.kernel.flows.engine import visits_of
from app.kernel.notices import Medium, Message
from app.surfaces.language import show_due
from tests.approvals.cases import Story, moment
from tests.web import at_work
from tests.world import World

DAY = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日")


def shown(client: FlaskClient, pk: int) -> dict[str, str]:
    """Return the deadline of a case as each place names it; empty where it names none."""

    def text(path: str) -> str:
        answer = client.get(path)
        assert answer.status_code == 200, path
        return html.unescape(answer.get_data(as_text=True))

    def first(pattern: str, page: str) -> str:
        found = re.search(pattern, page, re.S)
        day = DAY.search(found.group(1)) if found else None
        return day.group(0) if day else ""

    page = text(f"/cases/{pk}")
    [row] = [row for row in client.get("/api/v1/approval/").get_json()["result"] if row["id"] == pk]
    on = row["deadline_on"]
    return {
        "desk": first(r'data-label="到期时间">(.*?)</td>', text("/cases/desk")),
        "list": first(r'data-label="到期时间">(.*?)</td>', text("/cases/")),
        "page": first(r'<b class="deadline">(.*?)</b>', page),
        "steps": first(
            r"<ol>(.*?)</ol>",
            re.sub(r", \d{4}年\d+月\d+日 \d\d:\d\d", "", page.split("Swimlane", 1)[-1].split("<summary>", 1)[1]),
        ),
        "picture": first(r"(\d{4}年\d+月\d+日)\s*前", re.sub(r"</?t[^>]*>", "", text(f"/cases/{pk}/flow.svg"))),
        "narrow": first(r"(\d{4}年\d+月\d+日)\s*前", re.sub(r"</?t[^>]*>", "", text(f"/cases/{pk}/flow.svg?narrow=1"))),
        "rest": f"{int(on[:4])}年{int(on[5:7])}月{int(on[8:])}日" if on else "",
    }


@pytest.fixture
def story_of(site: Flask) -> Callable[..., int]:
    """Make a case that stands in review since Tuesday 22 September: ``story_of(promised_days=5)``."""

    def make(pause: int = 0, **version: Any) -> int:
        with at_work(site) as session:
            story = Story(session, World(session), **version)
            case = story.accepted("2026-09-21")
            if pause:
                suspend(story.by("section_head", "2026-09-22"), case, "testing", pause)
            session.commit()
            pk = case.id
        site.config["SUNSHINE_TEST_NOW"] = moment("2026-09-22", 15)
        return int(pk)

    return make


@pytest.mark.parametrize(
    ("version", "what"),
    [
        ({"promised_days": 10}, ClockKind.STEP),
        ({"promised_days": 2, "statutory_days": 1}, ClockKind.STATUTORY),
        ({"promised_days": 1, "statutory_days": 20}, ClockKind.PROMISE),
        ({"promised_days": 10, "pause": 3}, ClockKind.RESUME),
    ],
    ids=["step", "legal", "promise", "suspended"],
)
def test_every_place_names_the_nearest_limit_that_runs(
    site: Flask,
    client_of: Callable[[str], FlaskClient],
    story_of: Callable[..., int],
    version: dict[str, Any],
    what: ClockKind,
) -> None:
    pk = story_of(**version)
    places = shown(client_of("handler"), pk)
    with at_work(site) as session, site.test_request_context(headers={"Accept-Language": "zh"}):
        case = session.get_one(Case, pk)
        due = clock_of(session, case, what)
        assert due is not None and due.due_on is not None
        right = f"{due.due_on.year}年{due.due_on.month}月{due.due_on.day}日"
        at = moment("2026-09-22", 15)
        assert deadlines(session, [pk], at)[pk].what == what
        [row] = desk(session, World(session).actor("handler", at), at)
        step = step_deadlines(running_clocks(session, case), visits_of(session, case), at)[row.visit.id]
        assert step.due_at == row.due_at == due.due_at
        assert step.light == row.light
        assert show_due(row.due_at) == right
    assert places == dict.fromkeys(places, right)


def test_the_notice_to_the_window_names_the_day_of_its_desk_when_a_step_ends_before_the_law_does(site: Flask) -> None:
    with at_work(site) as session:
        story = Story(session, World(session), step_overrides={"accept": {"limit_value": 2}})
        case = story.submitted("2026-09-21")
        at = moment("2026-09-21", 11)
        [row] = desk(session, World(session).actor("window", at), at)
        told = session.scalars(
            select(Message.text).where(Message.medium == Medium.DESK, Message.subject_id == case.id)
        ).one()
        with site.test_request_context(headers={"Accept-Language": "zh"}):
            assert show_due(row.due_at) in told
            assert show_due(row.due_at) == "2026年9月23日"


def test_a_limit_of_an_ended_case_is_no_deadline(site: Flask) -> None:
    with at_work(site) as session:
        case = Story(session, World(session)).closed()
        assert deadlines(session, [case.id], moment("2026-09-24"))[case.id].due_at is None
        assert case.deadline_on is None
