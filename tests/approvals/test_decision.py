"""Grant, refuse, decide on the spot: by somebody else, with reasons, with remedies."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.approvals.operations import accept, decide_on_spot, grant, pass_on, refuse
from app.kernel.clocks import ClockKind, clock_of, running_clocks
from app.kernel.errors import Incomplete, NotAllowed, OutOfOrder, Refused
from app.kernel.places import Post, PostHolder
from tests.approvals.cases import LONG_REASON, Story


def test_a_grant_stops_the_limits_and_starts_delivery_and_publication(story: Story, session: Session) -> None:
    case = story.granted("2026-09-23", valid_to=date(2027, 9, 22))
    assert (case.state, case.decision, case.valid_to) == ("granted", "grant", date(2027, 9, 22))
    running = {clock.what: clock.due_on for clock in running_clocks(session, case)}
    assert running == {"deliver": date(2026, 10, 14), "publish": date(2026, 10, 10)}
    assert case.decision_seconds == int((case.decided_at - case.accepted_at).total_seconds())  # type: ignore[operator]


def test_nobody_decides_a_case_that_he_handled(story: Story, session: Session) -> None:
    handler = story.world.official("handler")
    post = Post(county=350102, organisation_id=handler.organisation_id, name="代理局长", duty="organ_head")
    story.by("county_admin", "2026-09-20")
    session.add(post)
    session.flush()
    session.add(
        PostHolder(county=350102, post_id=post.id, official_id=handler.id, from_on=date(2026, 1, 1), deputy=True)
    )
    session.flush()
    case = story.reviewed()
    with pytest.raises(NotAllowed, match="You handled this case"):
        grant(story.by("handler", "2026-09-23"), case)
    with pytest.raises(NotAllowed, match="You handled this case"):
        refuse(story.by("handler", "2026-09-23"), case, "safety", LONG_REASON)


@pytest.mark.parametrize("official", ["handler", "section_head", "window", "inspector", "other_handler", "public"])
def test_only_the_head_decides(story: Story, official: str) -> None:
    case = story.reviewed()
    with pytest.raises(Refused):
        grant(story.by(official, "2026-09-23"), case)
    assert case.state == "in_review"


def test_a_case_is_decided_after_its_steps(story: Story) -> None:
    with pytest.raises(Refused):
        grant(story.by("organ_head", "2026-09-23"), story.accepted())


def test_a_licence_does_not_end_in_the_past(story: Story) -> None:
    with pytest.raises(Incomplete, match="future"):
        grant(story.by("organ_head", "2026-09-23"), story.reviewed(), valid_to=date(2026, 9, 23))


def test_a_refusal_has_reasons_remedies_and_the_marks_of_the_review(story: Story, session: Session) -> None:
    case = story.reviewed()
    act = story.by("organ_head", "2026-09-23")
    document = refuse(act, case, "safety", LONG_REASON, conditions={"safety": False})
    assert (case.state, case.decision, case.all_met) == ("refused", "refuse", False)
    assert case.remedy is not None and "鼓楼区人民政府" in case.remedy
    assert document.body["unmet"] == ["结构安全，不遮挡消防、交通设施"]
    assert [clock.what for clock in running_clocks(session, case)] == ["deliver"]


def test_a_short_reason_passes_for_the_inspectors_to_see(story: Story) -> None:
    case = story.reviewed()
    refuse(story.by("organ_head", "2026-09-23"), case, "safety", "不行")
    assert case.reason == "不行" and case.all_met is True


@pytest.mark.parametrize(
    ("code", "reason", "remedy", "field"),
    [("", LONG_REASON, None, "reason_code"), ("safety", " ", None, "reason"), ("safety", LONG_REASON, " ", "remedy")],
)
def test_a_refusal_without_reason_or_remedy_is_no_decision(
    story: Story, code: str, reason: str, remedy: str | None, field: str
) -> None:
    case = story.reviewed()
    with pytest.raises(Incomplete) as caught:
        refuse(story.by("organ_head", "2026-09-23"), case, code, reason, remedy=remedy)
    assert caught.value.field == field and case.state == "in_review"


def test_a_decided_case_is_not_decided_again(story: Story) -> None:
    case = story.granted()
    with pytest.raises(OutOfOrder):
        refuse(story.by("organ_head", "2026-09-24"), case, "safety", LONG_REASON)


def test_an_instant_item_is_decided_at_the_window_at_once(story_of: Any, session: Session) -> None:
    story = story_of("instant", instant=True)
    case = story.submitted()
    decide_on_spot(story.by("window", "2026-09-21", 10, 5), case)
    assert (case.state, case.decision) == ("granted", "grant")
    assert story.verbs(case) == ["submitted", "accepted", "granted"]
    assert {clock.what for clock in running_clocks(session, case)} == {"deliver", "publish"}


def test_an_instant_item_may_be_accepted_first(story_of: Any, session: Session) -> None:
    story = story_of("instant", instant=True)
    case = story.submitted()
    accept(story.by("window", "2026-09-21"), case)
    assert clock_of(session, case, ClockKind.STATUTORY) is not None
    decide_on_spot(story.by("window", "2026-09-22"), case, refuse_reason=("safety", LONG_REASON))
    assert (case.state, case.decision) == ("refused", "refuse")


def test_a_refusal_on_the_spot_has_its_reasons_too(story_of: Any) -> None:
    story = story_of("instant", instant=True)
    with pytest.raises(Incomplete):
        decide_on_spot(story.by("window", "2026-09-21"), story.submitted(), refuse_reason=("safety", ""))


def test_other_items_are_not_decided_on_the_spot(story: Story) -> None:
    with pytest.raises(OutOfOrder, match="not one that is decided"):
        decide_on_spot(story.by("window", "2026-09-21"), story.submitted())


def test_the_superior_decides_what_the_lower_organ_examined(story_of: Any, session: Session) -> None:
    story = story_of("upper_decision")
    case = story.reviewed()
    pass_on(story.by("organ_head", "2026-09-23"), case, "同意上报。")
    with pytest.raises(Refused):
        grant(story.by("organ_head", "2026-09-23"), case)
