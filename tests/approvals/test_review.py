"""The path inside the organ: take, assign, sign, pass on, send back, hand over."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.approvals.operations import assign, grant, hand_over_cases, pass_on, send_back, sign, take
from app.approvals.queries.cases import possible_moves
from app.kernel.clocks import ClockKind, running_clocks
from app.kernel.errors import Incomplete, NotAllowed, OutOfOrder, Refused
from app.kernel.flows.engine import open_visits
from tests.approvals.cases import Story

FINE = "符合条件，建议准予。"


def test_who_takes_the_step_becomes_the_handler(story: Story) -> None:
    case = story.accepted()
    take(story.by("handler", "2026-09-22"), case)
    assert case.handler_id == story.world.official("handler").id
    with pytest.raises(NotAllowed):
        take(story.by("second_handler", "2026-09-22"), case)


@pytest.mark.parametrize("official", ["inspector", "other_handler", "auditor", "public", None])
def test_strangers_take_no_step(story: Story, official: str | None) -> None:
    with pytest.raises(NotAllowed):
        take(story.by(official, "2026-09-22"), story.accepted())


def test_the_section_head_assigns_the_step(story: Story) -> None:
    case = story.accepted()
    second = story.world.official("second_handler").id
    assign(story.by("section_head", "2026-09-22"), case, second)
    assert case.handler_id == second
    with pytest.raises(NotAllowed):
        pass_on(story.by("handler", "2026-09-22"), case, FINE)


@pytest.mark.parametrize("official", ["inspector", "other_handler", "window"])
def test_a_step_is_assigned_to_a_fitting_officer_only(story: Story, official: str) -> None:
    case = story.accepted()
    with pytest.raises(Refused):
        assign(story.by("section_head", "2026-09-22"), case, story.world.official(official).id)


def test_a_handler_assigns_nothing(story: Story) -> None:
    case = story.accepted()
    with pytest.raises(NotAllowed):
        assign(story.by("handler", "2026-09-22"), case, story.world.official("second_handler").id)


def test_a_review_needs_an_opinion_and_marks_the_conditions(story: Story) -> None:
    case = story.accepted()
    act = story.by("handler", "2026-09-22")
    with pytest.raises(Incomplete):
        pass_on(act, case, " ")
    pass_on(act, case, FINE, {"place": True})
    assert case.state == "in_review" and case.reviewed_at == act.at
    assert case.conditions_met == {"place": True, "safety": None} and case.all_met is False
    assert case.handler_id == act.actor.official_id


def test_no_condition_may_be_added(story: Story) -> None:
    with pytest.raises(Incomplete, match=r"art\. 16"):
        pass_on(story.by("handler", "2026-09-22"), story.accepted(), FINE, {"deposit": False})


def test_a_case_sent_back_returns_to_its_handler_with_a_new_step_limit(story: Story, session: Session) -> None:
    case = story.reviewed()
    with pytest.raises(Incomplete):
        send_back(story.by("organ_head", "2026-09-23"), case, "")
    send_back(story.by("organ_head", "2026-09-23"), case, "现场照片不清楚。")
    (visit,) = open_visits(session, case)
    assert (visit.step_code, visit.round, visit.official_id) == ("review", 2, case.handler_id)
    assert case.state == "in_review"
    assert len(running_clocks(session, case, ClockKind.STEP)) == 1
    pass_on(story.by("handler", "2026-09-24"), case, FINE)
    grant(story.by("organ_head", "2026-09-24"), case)
    assert story.verbs(case)[-4:] == ["reviewed", "sent_back", "reviewed", "granted"]


def test_a_handler_does_not_send_back(story: Story) -> None:
    with pytest.raises(Refused):
        send_back(story.by("handler", "2026-09-23"), story.reviewed(), "现场照片不清楚。")


def test_an_accepted_case_cannot_be_sent_back(story: Story) -> None:
    with pytest.raises(OutOfOrder):
        send_back(story.by("section_head", "2026-09-23"), story.accepted(), "现场照片不清楚。")


def test_a_check_on_the_site_needs_two_officers(story_of: Any) -> None:
    story = story_of("five_steps_site_check")
    case = story.reviewed()
    with pytest.raises(Incomplete, match="2 officers"):
        pass_on(story.by("handler", "2026-09-23"), case, FINE)
    sign(story.by("second_handler", "2026-09-23"), case)
    pass_on(story.by("handler", "2026-09-23", 11), case, FINE)
    pass_on(story.by("section_head", "2026-09-24"), case, FINE)
    grant(story.by("organ_head", "2026-09-25"), case)
    assert case.state == "granted"


def test_the_second_signature_is_offered_to_a_colleague_and_not_to_who_has_the_step(story_of: Any) -> None:
    story = story_of("five_steps_site_check")
    case = story.reviewed()
    take(story.by("handler", "2026-09-23"), case)

    def offered(who: str) -> bool:
        act = story.by(who, "2026-09-23")
        return any(option.move.code == "sign" and option.why_not is None for option in possible_moves(act, case))

    assert (offered("handler"), offered("second_handler")) == (False, True)
    with pytest.raises(NotAllowed, match="second officer"):
        sign(story.by("handler", "2026-09-23"), case)
    sign(story.by("second_handler", "2026-09-23"), case)
    assert not offered("second_handler")


def test_nobody_signs_for_another_organ(story_of: Any) -> None:
    story = story_of("five_steps_site_check")
    with pytest.raises(NotAllowed):
        sign(story.by("other_handler", "2026-09-23"), story.reviewed())


def test_joint_organs_review_side_by_side_and_one_decides(story_of: Any, session: Session) -> None:
    world = story_of().world
    health = world.organisation("gulou-health")
    story = story_of("joint", step_overrides={"joint": [health.id]}, joint=True)
    case = story.accepted()
    assert {visit.organisation_id for visit in open_visits(session, case)} == {case.organisation_id, health.id}


def test_a_leaving_handlers_cases_go_to_his_successor(story: Story) -> None:
    case = story.reviewed()
    done = story.closed(key="done")
    handler, second = story.world.official("handler").id, story.world.official("second_handler").id
    assert hand_over_cases(story.by("county_admin", "2026-09-25"), handler, second) == 1
    assert (case.handler_id, done.handler_id) == (second, handler)


def test_a_step_of_another_case_is_not_mistaken_for_this_one(story: Story, session: Session) -> None:
    mine, other = story.accepted(key="a"), story.accepted(key="b")
    (visit,) = open_visits(session, other)
    with pytest.raises(Refused, match="another case"):
        take(story.by("handler", "2026-09-22"), mine, visit)
