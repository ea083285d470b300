"""Suspend, resume, extend: with the days that the law's own examples give."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.approvals.models import Extension, OrganRule, SuspensionReason
from app.approvals.operations import accept, extend, request_hearing, resume, suspend, tell_hearing
from app.approvals.points.suspension import BACKDATED, UNTOLD
from app.kernel.calendar import working_calendar
from app.kernel.clocks import ClockKind, clock_of, remaining_days
from app.kernel.documents import documents_of
from app.kernel.errors import Incomplete, NotAllowed, OutOfOrder
from app.supervision.points.process import PROCESS_POINTS
from app.supervision.scanning import sweep
from tests import few
from tests.approvals.cases import Story

REVERSED = next(point for point in PROCESS_POINTS if point.code == "PR.reversed")


def due_of(session: Session, case: Any, what: ClockKind = ClockKind.STATUTORY) -> date | None:
    clock = clock_of(session, case, what)
    assert clock is not None
    return clock.due_on


def test_the_suspension_of_the_reference_moves_the_limit_to_10_november(story: Story, session: Session) -> None:
    case = story.accepted("2026-09-21")
    suspension = suspend(story.by("section_head", "2026-09-28"), case, "appraisal", 10)
    assert case.state == "suspended" and due_of(session, case) is None
    assert suspension.remaining_days == 16  # used: 22, 23, 24 and 28 September; 25 is a holiday
    assert due_of(session, case, ClockKind.RESUME) == date(2026, 10, 16)
    resume(story.by("handler", "2026-10-19"), case, "鉴定报告闽鉴〔2026〕8号")
    assert (case.state, suspension.days) == ("accepted", 11)
    assert due_of(session, case) == date(2026, 11, 10)


def test_a_suspension_is_told_in_writing_and_stops_the_step_too(story: Story, session: Session) -> None:
    case = story.accepted("2026-09-21")
    suspension = suspend(story.by("section_head", "2026-09-28"), case, "testing", 5)
    assert (suspension.told_on, suspension.told_due_on) == (date(2026, 9, 28), date(2026, 9, 29))
    assert suspension.document_id is not None and suspension.entry_lag == 0
    step = clock_of(session, case, ClockKind.STEP)
    assert step is not None and step.suspended_on == date(2026, 9, 28)
    assert story.verbs(case)[-1] == "suspended"


def test_a_suspension_that_is_not_told_passes_and_stands_as_untold(story: Story) -> None:
    case = story.accepted()
    suspension = suspend(story.by("section_head", "2026-09-28"), case, "testing", 5, tell=False)
    assert suspension.told_on is None and suspension.document_id is None


def test_an_earlier_day_is_kept_with_its_lag(story: Story) -> None:
    case = story.accepted("2026-09-21")
    act = story.by("section_head", "2026-09-28")
    suspension = suspend(act, case, "testing", 5, suspended_on=date(2026, 9, 22))
    assert suspension.entry_lag == 3


@pytest.mark.parametrize("reason", ["holiday", "", "hearing", "waiting for the boss"])
def test_only_the_reasons_of_article_45_suspend(story: Story, reason: str) -> None:
    with pytest.raises(Incomplete, match=r"art\. 45"):
        suspend(story.by("section_head", "2026-09-28"), story.accepted(), reason, 5)


@pytest.mark.parametrize("day", [date(2026, 9, 20), date(2026, 9, 29)])
def test_a_suspension_begins_between_acceptance_and_today(story: Story, day: date) -> None:
    with pytest.raises(Incomplete, match="between acceptance and today"):
        suspend(story.by("section_head", "2026-09-28"), story.accepted(), "testing", 5, suspended_on=day)


def test_a_suspension_tells_how_long_it_takes(story: Story) -> None:
    with pytest.raises(Incomplete, match="at least one"):
        suspend(story.by("section_head", "2026-09-28"), story.accepted(), "testing", 0)


@pytest.mark.parametrize("official", ["handler", "window", "inspector", "public"])
def test_a_handler_does_not_suspend_his_own_case(story: Story, official: str) -> None:
    with pytest.raises(NotAllowed):
        suspend(story.by(official, "2026-09-28"), story.accepted(), "testing", 5)


def test_days_cannot_be_given_away_twice(story: Story) -> None:
    case = story.accepted("2026-09-21")
    suspend(story.by("section_head", "2026-09-22"), case, "testing", 5)
    resume(story.by("handler", "2026-09-28"), case, "检测报告1号")
    with pytest.raises(Incomplete, match="ran again"):
        suspend(story.by("section_head", "2026-09-29"), case, "testing", 5, suspended_on=date(2026, 9, 24))


def test_resuming_names_the_document_that_ended_the_reason(story: Story) -> None:
    case = story.accepted()
    suspend(story.by("section_head", "2026-09-28"), case, "testing", 5)
    with pytest.raises(Incomplete, match="Name the report"):
        resume(story.by("handler", "2026-09-29"), case, " ")
    with pytest.raises(Incomplete, match="Correct the day"):
        resume(story.by("handler", "2026-09-29"), case, "x", resumed_on=date(2026, 9, 27))


def test_a_running_case_is_not_resumed(story: Story) -> None:
    with pytest.raises(OutOfOrder):
        resume(story.by("handler", "2026-09-29"), story.accepted(), "x")


def test_the_head_extends_once_by_ten_days_to_9_november(story: Story, session: Session) -> None:
    case = story.accepted("2026-09-21")
    extension = extend(story.by("organ_head", "2026-10-20"), case, "规划正在调整。")
    assert due_of(session, case) == date(2026, 11, 9)
    assert extension.after_due is False and extension.told_on == date(2026, 10, 20)
    assert extension.approved_by == story.world.official("organ_head").id
    with pytest.raises(OutOfOrder, match="once"):
        extend(story.by("organ_head", "2026-10-21"), case, "规划正在调整。")


def test_an_extension_after_the_limit_passes_and_stands_as_late(story: Story, session: Session) -> None:
    extend(story.by("organ_head", "2026-10-27"), story.accepted("2026-09-21"), "规划正在调整。")
    assert session.scalars(select(Extension)).one().after_due is True


@pytest.mark.parametrize("official", ["section_head", "handler", "window"])
def test_nobody_but_the_head_extends(story: Story, official: str) -> None:
    with pytest.raises(NotAllowed):
        extend(story.by(official, "2026-10-20"), story.accepted(), "规划正在调整。")


def test_an_extension_has_its_measure_and_its_reason(story: Story) -> None:
    case = story.accepted()
    act = story.by("organ_head", "2026-10-20")
    with pytest.raises(Incomplete, match="at most 10"):
        extend(act, case, "规划正在调整。", 11)
    with pytest.raises(Incomplete, match="reason"):
        extend(act, case, "")


def test_joint_handling_is_extended_by_fifteen_days(story_of: Any, session: Session) -> None:
    story = story_of(joint=True)
    case = story.accepted("2026-09-21")
    act = story.by("organ_head", "2026-10-20")
    with pytest.raises(Incomplete, match="head of the government"):
        extend(act, case, "征求意见。")
    assert extend(act, case, "征求意见。", approval="张县长，鼓政批〔2026〕8号").days == 15
    assert documents_of(session, case)[-1].body["approval"] == "张县长，鼓政批〔2026〕8号"


@settings(deadline=None, max_examples=few(25), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(gaps=st.lists(st.integers(0, 6), min_size=2, max_size=6))
def test_both_ways_of_computing_the_due_day_agree(story: Story, session: Session, gaps: list[int]) -> None:
    days = working_calendar(session)
    case = story.accepted("2026-06-01", key=f"k{gaps}{session.info.setdefault('n', 0)}")
    session.info["n"] += 1
    today, suspended = date(2026, 6, 1), 0
    for first, length in zip(gaps[::2], gaps[1::2], strict=False):
        today = days.add(today, first) if first else today
        suspend(story.by("section_head", today.isoformat()), case, "testing", 5)
        clock = clock_of(session, case, ClockKind.STATUTORY)
        assert clock is not None
        left = remaining_days(session, clock, today)
        today = days.add(today, length) if length else today
        resume(story.by("handler", today.isoformat()), case, "报告")
        suspended += length
        assert clock.due_on == days.add(date(2026, 6, 1), 20 + suspended)
        assert clock.due_on == days.add(today, left) if left >= 0 else True


def test_every_reason_of_article_45_has_its_word() -> None:
    from app.approvals.operations.time import REASON_WORDS

    assert set(REASON_WORDS) == set(SuspensionReason)


@pytest.mark.parametrize(
    ("day", "hour", "counted"),
    [
        ("2026-10-18", 10, date(2026, 10, 19)),  # a Sunday
        ("2026-10-19", 18, date(2026, 10, 20)),  # a Monday after closing time
    ],
)
def test_acts_out_of_hours_count_on_one_day_and_accuse_nobody(
    story: Story, session: Session, day: str, hour: int, counted: date
) -> None:
    case = story.submitted(day, hour=hour)
    accept(story.by("window", day, hour, 20), case)
    assert (case.received_on, case.accepted_on) == (counted, counted)
    clock = clock_of(session, case, ClockKind.STATUTORY)
    assert clock is not None and clock.started_on == counted
    suspension = suspend(story.by("section_head", day, hour, 30), case, "testing", 5)
    assert (suspension.suspended_on, suspension.entered_on, suspension.told_on) == (counted, counted, counted)
    assert suspension.entry_lag == 0
    resume(story.by("handler", day, hour, 40), case, "检测报告", resumed_on=date.fromisoformat(day))
    assert (suspension.resumed_on, suspension.days) == (counted, 0)
    hearing = tell_hearing(story.by("handler", day, hour, 50), case)
    request_hearing(story.by("public", day, hour, 55), case)
    assert (hearing.told_on, hearing.requested_on) == (counted, counted)
    session.flush()
    assert not sweep(story.by(None, "2026-10-20", 20), [REVERSED, UNTOLD, BACKDATED]).raised


def test_an_acceptance_before_the_receipt_is_still_found(story: Story, session: Session) -> None:
    case = story.accepted("2026-10-19")
    case.accepted_on, case.accepted_at = date(2026, 10, 16), case.received_at - timedelta(days=3)
    session.flush()
    assert sweep(story.by(None, "2026-10-20"), [REVERSED]).raised == 1


def test_an_organ_that_shortens_its_hours_accepts_nothing_before_it_was_received(
    story: Story, session: Session
) -> None:
    case = story.submitted("2026-10-18")
    session.add(OrganRule(county=350102, strict=False))
    session.flush()
    accept(story.by("window", "2026-10-18", 11), case)
    assert (case.received_on, case.accepted_on) == (date(2026, 10, 19), date(2026, 10, 19))


def test_a_head_who_handles_the_case_himself_names_another_who_approved(story: Story) -> None:
    case = story.accepted()
    head, other = story.world.official("section_head").id, story.world.official("organ_head").id
    case.handler_id = head
    with pytest.raises(Incomplete, match="another head approves"):
        suspend(story.by("section_head", "2026-09-28"), case, "testing", 5)
    with pytest.raises(NotAllowed):
        suspend(
            story.by("section_head", "2026-09-28"), case, "testing", 5, approved_by=story.world.official("handler").id
        )
    suspension = suspend(story.by("section_head", "2026-09-28"), case, "testing", 5, approved_by=other)
    assert (suspension.approved_by, suspension.entered_by, suspension.handled_by) == (other, head, head)
