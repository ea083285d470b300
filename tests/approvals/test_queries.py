"""The desk, the row of buttons, the search, and what an applicant sees; all inside the scope."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.approvals.operations import Asked, give_notice, refuse, suspend, take
from app.approvals.queries import (
    CaseFilter,
    DeskFilter,
    Light,
    case_by_code,
    case_for,
    desk,
    find_cases,
    light_of,
    possible_moves,
    progress,
    tiles,
    work_waiting,
)
from app.kernel.codes import grouped
from app.kernel.errors import NotFound
from app.kernel.places import Scope
from tests.approvals.cases import LONG_REASON, PERSON, Story, moment


def test_the_desk_shows_my_work_by_deadline_with_its_light(story: Story, session: Session) -> None:
    late = story.submitted("2026-09-14", key="late")
    near = story.submitted("2026-09-18", key="near")
    new = story.submitted("2026-09-21", key="new")
    act = story.by("window", "2026-09-24", 9)
    rows = desk(session, act.actor, act.at)
    assert [row.case for row in rows] == [late, near, new]
    assert [row.light for row in rows] == [Light.RED, Light.YELLOW, Light.GREEN]
    assert tiles(session, act.actor, act.at) == {
        "all": 3,
        "red": 1,
        "yellow": 1,
        "untaken": 3,
        "suspended": 0,
        "correcting": 0,
    }
    assert work_waiting(session, act.actor) == 3


@pytest.mark.parametrize("light", list(Light))
def test_the_desk_is_narrowed_by_light(story: Story, session: Session, light: Light) -> None:
    story.submitted("2026-09-14", key="red")
    story.submitted("2026-09-18", key="yellow")
    story.submitted("2026-09-21", key="green")
    still = story.submitted("2026-09-21", key="grey")
    give_notice(story.by("window", "2026-09-22"), still, [Asked("未盖章", "consent")])
    act = story.by("window", "2026-09-24", 9)
    rows = desk(session, act.actor, act.at, DeskFilter(light=light))
    assert [row.light for row in rows] == [light]
    assert rows[0].due_at is None or light != Light.GREY


def test_the_desk_goes_on_page_by_page_and_repeats_nothing(story: Story, session: Session) -> None:
    for n in range(5):
        story.submitted("2026-09-21", key=f"k{n}")
    act = story.by("window", "2026-09-22")
    seen, after = [], None
    while rows := desk(session, act.actor, act.at, after=after, limit=2):
        seen += [row.case.id for row in rows]
        after = rows[-1].place
    assert len(seen) == len(set(seen)) == 5


def test_the_desk_is_narrowed_by_state_text_and_taking(story: Story, session: Session) -> None:
    taken, free = story.accepted(key="a"), story.accepted(key="b")
    take(story.by("handler", "2026-09-22"), taken)
    act = story.by("handler", "2026-09-22")
    assert [row.case for row in desk(session, act.actor, act.at, DeskFilter(only_mine=True))] == [taken]
    assert [row.case for row in desk(session, act.actor, act.at, DeskFilter(text=free.number))] == [free]
    assert desk(session, act.actor, act.at, DeskFilter(states=("suspended",))) == []
    second = story.by("second_handler", "2026-09-22")
    assert [row.case for row in desk(session, second.actor, second.at)] == [free]


@pytest.mark.parametrize("official", ["inspector", "other_handler", "county_admin", "auditor"])
def test_who_holds_no_post_there_has_an_empty_desk(story: Story, session: Session, official: str) -> None:
    story.accepted()
    act = story.by(official, "2026-09-22")
    assert desk(session, act.actor, act.at) == [] and work_waiting(session, act.actor) == 0
    assert tiles(session, act.actor, act.at)["all"] == 0


def test_a_suspended_case_shows_when_it_must_be_resumed(story: Story, session: Session) -> None:
    case = story.accepted()
    suspend(story.by("section_head", "2026-09-22"), case, "testing", 3)
    act = story.by("handler", "2026-10-09")
    (row,) = desk(session, act.actor, act.at)
    assert row.light == Light.RED and row.due_at == moment("2026-09-29", 0)
    assert tiles(session, act.actor, act.at)["suspended"] == 1


def test_a_light_is_a_comparison() -> None:
    due, warn = moment("2026-09-25", 0), moment("2026-09-24", 0)
    assert light_of(due, warn, moment("2026-09-23")) == Light.GREEN
    assert light_of(due, warn, warn) == Light.YELLOW
    assert light_of(due, warn, due) == Light.RED
    assert light_of(None, None, due) == Light.GREY


INSIDE = ("window", "handler", "section_head", "organ_head", "inspector", "county_admin", "city_admin", "auditor")
OUTSIDE = ("other_handler", "other_inspector", "other_county_admin", "town_clerk")


@pytest.mark.parametrize("official", INSIDE)
def test_a_case_is_found_inside_the_scope(story: Story, session: Session, official: str) -> None:
    case = story.submitted()
    act = story.by(official, "2026-09-22")
    assert case_for(act, case.id) is case
    assert find_cases(session, act.actor).cases == (case,)


@pytest.mark.parametrize("official", OUTSIDE)
def test_a_case_outside_the_scope_does_not_exist(story: Story, session: Session, official: str) -> None:
    case = story.submitted()
    act = story.by(official, "2026-09-22")
    with pytest.raises(NotFound):
        case_for(act, case.id)
    assert find_cases(session, act.actor).cases == ()


def test_the_public_finds_no_case_by_its_number(story: Story, session: Session) -> None:
    case = story.submitted()
    act = story.by("public", "2026-09-22")
    with pytest.raises(NotFound):
        case_for(act, case.id)


def test_a_joint_organ_sees_the_case_that_it_handles(story_of: Any, session: Session) -> None:
    health = story_of().world.organisation("gulou-health")
    story = story_of("joint", step_overrides={"joint": [health.id]}, joint=True)
    case = story.accepted(key="joint")
    actor = story.world.actor("handler", moment("2026-09-22"))
    scope = Scope(frozenset({350102}), frozenset({health.id}), "350102")
    assert find_cases(session, replace(actor, scope=scope)).cases == (case,)


def test_cases_are_searched_and_paged_newest_first(story: Story, session: Session) -> None:
    cases = [story.submitted(f"2026-09-{day}", key=f"d{day}") for day in (1, 2, 3, 4, 7)]
    actor = story.by("inspector", "2026-09-22").actor
    first = find_cases(session, actor, limit=2)
    second = find_cases(session, actor, after=first.after, limit=2)
    last = find_cases(session, actor, after=second.after, limit=2)
    assert [*first.cases, *second.cases, *last.cases] == cases[::-1] and last.after is None
    wanted = CaseFilter(received_from=date(2026, 9, 2), received_to=date(2026, 9, 3))
    assert set(find_cases(session, actor, wanted).cases) == {cases[1], cases[2]}
    assert find_cases(session, actor, CaseFilter(text="100%")).cases == ()
    assert find_cases(session, actor, CaseFilter(text=cases[0].number)).cases == (cases[0],)
    exact = CaseFilter(
        states=("submitted",), organisation_id=cases[0].organisation_id, power_id=story.power.id, text="小明"
    )
    assert len(find_cases(session, actor, exact).cases) == 5
    assert find_cases(session, actor, CaseFilter(handler_id=1)).cases == ()


def test_a_page_costs_the_same_number_of_queries_whatever_its_length(story: Story, session: Session) -> None:
    actor = story.by("inspector", "2026-09-22").actor
    counts = []
    for wave in range(2):
        for n in range(3):
            story.submitted(key=f"{wave}-{n}")
        session.expire_all()
        statements: list[str] = []
        bind = session.get_bind()
        listener = lambda *args: statements.append(args[2])  # noqa: E731, B023 - removed below
        event.listen(bind, "before_cursor_execute", listener)
        for case in find_cases(session, actor).cases:
            assert case.power_version.name and case.organisation.name
        event.remove(bind, "before_cursor_execute", listener)
        counts.append(len(statements))
    assert counts[0] == counts[1]


def buttons(story: Story, case: Any, official: str, day: str = "2026-09-23") -> dict[str, bool]:
    return {button.move.code: button.allowed for button in possible_moves(story.by(official, day), case)}


def test_the_window_sees_what_to_do_with_a_new_application(story: Story) -> None:
    row = buttons(story, story.submitted(), "window")
    allowed = {code for code, may in row.items() if may}
    assert allowed == {
        "accept",
        "give_notice",
        "fix_on_spot",
        "recuse",
        "refuse_to_accept",
        "mark_not_needed",
        "take",
        "return_case",
        "withdraw",
        "transfer",
        "propose_correction",
    }
    assert "decide_on_spot" not in row and "deem_accepted" not in row


def test_a_button_that_is_not_mine_says_why(story: Story) -> None:
    case = story.reviewed()
    row = {button.move.code: button for button in possible_moves(story.by("handler", "2026-09-23"), case)}
    assert not row["grant"].allowed and "post" in str(row["grant"].why_not)
    assert not row["suspend"].allowed
    assert buttons(story, case, "organ_head")["grant"] is True
    assert not any(may for code, may in buttons(story, case, "inspector").items())


def test_a_head_who_handled_the_case_sees_why_he_cannot_decide(story: Story) -> None:
    case = story.reviewed()
    case.handler_id = story.world.official("organ_head").id
    act = story.by("organ_head", "2026-09-23")
    (grant,) = [button for button in possible_moves(act, case) if button.move.code == "grant"]
    assert grant.why_not is not None and "somebody else" in str(grant.why_not)


def test_what_is_offered_can_be_done(story_of: Any) -> None:
    story = story_of("instant", instant=True)
    assert buttons(story, story.submitted(), "window")["decide_on_spot"] is True


def test_the_applicant_follows_his_case_by_code_and_phone(story: Story, session: Session) -> None:
    case = story.reviewed()
    seen = progress(session, grouped(case.query_code).lower(), PERSON.phone[-4:])
    assert (seen.number, seen.state, seen.organ) == (case.number, "in_review", "鼓楼区城市管理局")
    assert (seen.promised_on, seen.due_on) == (date(2026, 10, 12), date(2026, 10, 26))
    assert [stage["name"] for stage in seen.stages] == ["受理", "审查", "决定"]
    assert [paper["what"] for paper in seen.documents] == ["receipt", "acceptance"]
    assert seen.reason is None and set(seen.moves) == {"request_hearing", "withdraw", "complain"}
    for officer in ("李办", "王窗", "符合条件"):
        assert officer not in str(seen)


def test_a_wrong_code_and_a_wrong_phone_look_the_same(story: Story, session: Session) -> None:
    case = story.submitted()
    with pytest.raises(NotFound) as first:
        case_by_code(session, case.query_code, "0000")
    with pytest.raises(NotFound) as second:
        case_by_code(session, "AAAABBBBCCCC", PERSON.phone[-4:])
    assert str(first.value) == str(second.value)
    with pytest.raises(NotFound):
        case_by_code(session, "AAAABBBBCCCC", "----")


def test_the_applicant_reads_what_is_missing_and_why_he_was_refused(story: Story, session: Session) -> None:
    case = story.submitted()
    give_notice(story.by("window", "2026-09-22"), case, [Asked("未盖章", "consent")])
    seen = progress(session, case.query_code, PERSON.phone[-4:])
    assert seen.notice == ({"code": "consent", "text": "未盖章"},)
    assert seen.correct_by == date(2026, 10, 22) and "hand_in_corrections" in seen.moves
    no = story.reviewed(key="no")
    refuse(story.by("organ_head", "2026-09-23"), no, "safety", LONG_REASON)
    told = progress(session, no.query_code, PERSON.phone[-4:])
    assert told.reason == LONG_REASON and told.remedy is not None and not told.rated
