"""Letters of citizens, agencies and bidders: each of their tables waits on the home page of who must answer, by its day."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.approvals.operations import answer_complaint, complain
from app.disclosure.operations import ask as ask_disclosure
from app.disclosure.operations import request_disclosure
from app.domains import DOMAINS
from app.intermediaries.letters import write_letter
from app.intermediaries.operations import (
    agency_appeals,
    answer_report,
    give_notice,
    move_agency,
    object_to,
    propose_mark,
    report_agency,
)
from app.intermediaries.words import Grade, LetterKind, Polarity
from app.kernel.act import Act
from app.kernel.duties import Letters
from app.kernel.notices import Message
from app.kernel.places import Scope
from app.penalties.cases.operations import complain as complain_of_penalty
from app.supervision.operations.letters import remind_letters
from app.supervision.queries.places import place_states
from app.trading.operations import ask as ask_trade
from app.trading.operations import complain as complain_of_trade
from app.trading.operations import object_to as object_to_trade
from app.villages.operations import answer_question
from app.villages.operations import ask as ask_village
from app.villages.words import QuestionKind
from tests.approvals.cases import Story
from tests.conftest import NOW
from tests.disclosure.samples import Street
from tests.intermediaries.building import AgencyBuilder
from tests.trading.building import Tender
from tests.web import at_work
from tests.world import World

DAY = timedelta(days=1)
LATER = NOW + 100 * DAY
Acting = Callable[..., Act]
KINDS: dict[str, Letters] = {kind.title: kind for domain in DOMAINS for kind in domain.letters}
ANSWERERS = {
    "Complaints of citizens": "inspector",
    "Complaints about enforcement": "organ_head",
    "What villagers ask": "village_clerk",
    "Reports of villagers": "inspector",
    "Questions of the public": "village_clerk",
    "Applications for disclosure": "handler",
    "Reports about agencies": "handler",
    "Objections of agencies": "section_head",
    "Appeals of agencies": "section_head",
    "Letters of agencies": "handler",
    "Questions to tender papers": "handler",
    "Objections to trades": "handler",
}
ELSEWHERE = {"Complaints about trades"}
"""Answered at an office that nobody holds in the small world; the tests of complaints fill it."""
IDENTITY = "350102199003078815"


@pytest.fixture
def letters(session: Session, world: World, acting_as: Acting) -> dict[str, Any]:
    """One letter of each kind, written on Monday 21 September."""
    story = Story(session, world)
    case = story.submitted("2026-09-21")
    build = AgencyBuilder(session, world, acting_as)
    street = Street(session, world, acting_as)
    item = street.published()
    village, urban = world.organisation("zhongshan"), world.organisation("gulou-urban")
    mark = propose_mark(
        acting_as("handler"),
        build.agency(),
        build.organ,
        Polarity.BAD,
        Grade.GENERAL,
        "出具虚假报告",
        "资产评估法第四十七条",
    )
    give_notice(acting_as("handler"), mark)
    object_to(acting_as("handler"), mark, "报告属实")
    agency = build.agency()
    step = move_agency(acting_as("organ_head"), agency, "warn", "出借资质")
    session.flush()
    agency_appeals(acting_as(), step, "从未出借资质")
    tender = Tender(session, world, acting_as).published()
    act = acting_as()
    return {
        "Questions to tender papers": ask_trade(tender.centre(), tender.project, "电缆型号是哪一种？"),
        "Objections to trades": object_to_trade(tender.centre(), tender.project, "业绩要求过高", "张工", "13900000001"),
        "Complaints about trades": complain_of_trade(
            tender.centre(), tender.project, "倾向特定企业", "张工", "13900000001", known_on=NOW.date()
        ),
        "Complaints of citizens": complain(story.by("public", "2026-09-21"), case, "窗口拒绝收件，态度恶劣"),
        "Complaints about enforcement": complain_of_penalty(acting_as(), urban, "执法人员没有出示证件"),
        "What villagers ask": ask_village(act, village, village.region, QuestionKind.ASK, "路灯何时修？"),
        "Reports of villagers": ask_village(act, village, village.region, QuestionKind.REPORT, "村里私卖鱼塘"),
        "Questions of the public": ask_disclosure(act, item, "question", "谁负责？"),
        "Applications for disclosure": request_disclosure(
            act,
            street.bodies[1],
            applicant="陈小明",
            identity=IDENTITY,
            phone="13800138000",
            wanted="2025年道路占用许可清单",
        ),
        "Reports about agencies": report_agency(acting_as(), build.agency(), "收了钱没有出具报告", "13800001234"),
        "Objections of agencies": mark,
        "Appeals of agencies": step,
        "Letters of agencies": write_letter(
            acting_as(),
            LetterKind.RATING,
            build.organ,
            {"uscc": agency.uscc, "contact": "林小华", "own_phone": "13800001234", "text": "评分有误"},
            agency,
        ),
    }


def test_every_table_of_letters_is_declared() -> None:
    assert set(KINDS) == set(ANSWERERS) | ELSEWHERE
    assert len({kind.model for kind in KINDS.values()}) == 12


@pytest.mark.parametrize("title", ANSWERERS)
def test_a_letter_waits_for_who_answers_it_and_is_overdue_after_its_day(
    session: Session, world: World, letters: dict[str, Any], title: str
) -> None:
    kind, actor = KINDS[title], world.actor(ANSWERERS[title], NOW)
    waits = kind.waiting(session, actor, NOW)
    assert (waits.count, waits.overdue) == (1, 0)
    assert waits.due_at is not None and NOW < waits.due_at < LATER
    assert kind.waiting(session, actor, waits.due_at - timedelta(seconds=1)).overdue == 0
    assert kind.waiting(session, actor, waits.due_at).overdue == 1
    for other in ("window", "other_inspector", "other_handler"):
        if not kind.roles & world.actor(other, NOW).roles or "other" in other:
            assert kind.waiting(session, world.actor(other, NOW), LATER).count == 0, other


def test_an_organisation_owes_what_it_must_answer_itself_and_nothing_else(
    session: Session, world: World, letters: dict[str, Any]
) -> None:
    everything = Scope.everything()
    owed = {title: dict(kind.overdue(session, everything, LATER)) for title, kind in KINDS.items()}
    urban, village = world.organisation("gulou-urban").id, world.organisation("zhongshan").id
    assert owed == {
        "Complaints of citizens": {},
        "Reports of villagers": {},
        "Complaints about enforcement": {urban: 1},
        "Applications for disclosure": {urban: 1},
        "Reports about agencies": {urban: 1},
        "Objections of agencies": {urban: 1},
        "Appeals of agencies": {urban: 1},
        "Letters of agencies": {urban: 1},
        "What villagers ask": {village: 1},
        "Questions of the public": {village: 1},
        "Questions to tender papers": {urban: 1},
        "Objections to trades": {urban: 1},
        "Complaints about trades": {world.organisation("gulou-health").id: 1},
    }
    assert all(not kind.overdue(session, everything, NOW) for kind in KINDS.values())
    [state] = [
        one
        for one in place_states(session, everything, "", LATER, [kind.overdue for kind in KINDS.values()])
        if one.organisation_id == village
    ]
    assert state.overdue == 2


def test_what_has_been_answered_waits_no_more(
    session: Session, world: World, letters: dict[str, Any], acting_as: Acting
) -> None:
    answer_complaint(acting_as("inspector"), letters["Complaints of citizens"], "已责令改正并通报。")
    answer_question(acting_as("village_clerk"), letters["What villagers ask"], "本周修好。", shown=True)
    answer_report(acting_as("handler"), letters["Reports about agencies"], "已责令改正。", upheld=True)
    for title in ("Complaints of citizens", "What villagers ask", "Reports about agencies"):
        actor = world.actor(ANSWERERS[title], NOW)
        assert KINDS[title].waiting(session, actor, LATER).count == 0, title
        assert not KINDS[title].overdue(session, Scope.everything(), LATER), title


def test_who_must_answer_is_reminded_on_the_last_day_and_once_it_has_passed(
    session: Session, letters: dict[str, Any], acting_as: Acting, world: World
) -> None:
    def told() -> int:
        return session.scalar(select(func.count()).where(Message.key.contains("letter:village_question"))) or 0

    asked = letters["What villagers ask"]
    for at, expected in (
        (NOW, 0),
        (asked.due_at - timedelta(hours=3), 1),
        (asked.due_at - timedelta(hours=2), 1),
        (asked.due_at + DAY, 2),
        (asked.due_at + 2 * DAY, 2),
        (asked.due_at + 60 * DAY, 2),
    ):
        remind_letters(acting_as(None, at), KINDS.values())
        assert told() == expected, at
    reports = select(func.count()).where(
        Message.subject_id == letters["Reports of villagers"].id, Message.key.contains("letter:")
    )
    assert session.scalar(reports) == 0  # the village never hears of a report


def test_the_home_page_shows_letters_with_their_day(site: Flask, client_of: Callable[[str], FlaskClient]) -> None:
    with at_work(site) as session:
        story = Story(session, World(session))
        village = World(session).organisation("zhongshan")
        ask_village(story.by("public", "2026-09-21"), village, village.region, QuestionKind.ASK, "路灯何时修？")
        session.commit()
    page = client_of("village_clerk").get("/").get_data(as_text=True)
    assert "2026年9月28日" in page and "去答复（1）" in page
    assert "去答复" not in client_of("window").get("/").get_data(as_text=True)
    site.config["SUNSHINE_TEST_NOW"] = NOW + 20 * DAY
    late = client_of("village_clerk").get("/").get_data(as_text=True)
    assert "已超时 1 件" in late
