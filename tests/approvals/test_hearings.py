"""Hearings: told, asked for in five days, held in twenty with seven days' notice, by somebody else."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from app.approvals.models import Case
from app.approvals.operations import grant, hold_hearing, request_hearing, set_hearing, tell_hearing
from app.kernel.clocks import ClockKind, clock_of
from app.kernel.documents import documents_of
from app.kernel.errors import Incomplete, NotAllowed, OutOfOrder, TooLate
from tests.approvals.cases import Story


@pytest.fixture
def told(story: Story) -> Case:
    case = story.reviewed()
    tell_hearing(story.by("handler", "2026-09-23"), case)
    return case


@pytest.fixture
def asked(story: Story, told: Case) -> Case:
    request_hearing(story.by("public", "2026-09-24"), told)
    return told


def chair(story: Story, short: str = "legal_reviewer") -> int:
    return story.world.official(short).id


def test_the_right_is_told_once_with_five_working_days(story: Story, session: Session, told: Case) -> None:
    clock = clock_of(session, told, ClockKind.HEARING)
    assert clock is not None and clock.due_on == date(2026, 10, 8)
    assert documents_of(session, told)[-1].what == "hearing_right"
    with pytest.raises(OutOfOrder, match="told already"):
        tell_hearing(story.by("handler", "2026-09-23"), told)


def test_asking_stops_the_limits_and_gives_the_organ_twenty_days(story: Story, session: Session, asked: Case) -> None:
    assert asked.state == "hearing"
    statutory, hearing = (clock_of(session, asked, ClockKind.STATUTORY), clock_of(session, asked, ClockKind.HEARING))
    assert statutory is not None and statutory.suspended_on == date(2026, 9, 24)
    assert hearing is not None and hearing.due_on == date(2026, 10, 29)
    assert asked.suspensions[0].reason == "hearing" and asked.suspensions[0].told_on == date(2026, 9, 24)


def test_a_hearing_is_asked_for_in_time_or_not_at_all(story: Story, told: Case) -> None:
    with pytest.raises(TooLate, match="2026-10-08"):
        request_hearing(story.by("public", "2026-10-09"), told)
    request_hearing(story.by("window", "2026-10-09"), told, date(2026, 10, 8))
    assert told.state == "hearing"


def test_a_hearing_is_asked_for_after_its_right_was_told(story: Story) -> None:
    with pytest.raises(OutOfOrder):
        request_hearing(story.by("public", "2026-09-24"), story.reviewed())


def test_a_request_cannot_come_before_the_notice(story: Story, told: Case) -> None:
    with pytest.raises(Incomplete):
        request_hearing(story.by("window", "2026-09-24"), told, date(2026, 9, 22))


@pytest.mark.parametrize("day", [date(2026, 10, 12), date(2026, 9, 25)])
def test_the_parties_know_seven_working_days_before(story: Story, asked: Case, day: date) -> None:
    with pytest.raises(Incomplete, match="2026-10-13"):
        set_hearing(story.by("section_head", "2026-09-28"), asked, day, "听证室", chair(story))


def test_the_hearing_is_held_within_twenty_working_days(story: Story, asked: Case) -> None:
    with pytest.raises(Incomplete, match="2026-10-29"):
        set_hearing(story.by("section_head", "2026-09-28"), asked, date(2026, 10, 30), "听证室", chair(story))


def test_a_hearing_that_can_only_be_late_is_held_late(story: Story, asked: Case) -> None:
    act = story.by("section_head", "2026-10-27")
    set_hearing(act, asked, date(2026, 11, 5), "听证室", chair(story))
    assert story.verbs(asked)[-1] == "hearing_set"


def test_the_reviewer_does_not_chair(story: Story, asked: Case) -> None:
    act = story.by("section_head", "2026-09-28")
    with pytest.raises(NotAllowed, match=r"art\. 48"):
        set_hearing(act, asked, date(2026, 10, 14), "听证室", chair(story, "handler"))
    with pytest.raises(Incomplete, match="chair"):
        set_hearing(act, asked, date(2026, 10, 14), "听证室", chair(story, "other_handler"))
    with pytest.raises(Incomplete, match="place"):
        set_hearing(act, asked, date(2026, 10, 14), " ", chair(story))


def test_the_record_lets_the_limits_run_again_and_the_case_is_decided(
    story: Story, session: Session, asked: Case
) -> None:
    with pytest.raises(OutOfOrder, match="Set the day"):
        hold_hearing(story.by("legal_reviewer", "2026-10-14"), asked, "笔录")
    set_hearing(story.by("section_head", "2026-09-28"), asked, date(2026, 10, 14), "听证室", chair(story))
    with pytest.raises(OutOfOrder, match="2026-10-14"):
        hold_hearing(story.by("legal_reviewer", "2026-10-13"), asked, "笔录")
    with pytest.raises(Incomplete):
        hold_hearing(story.by("legal_reviewer", "2026-10-14"), asked, " ")
    hold_hearing(story.by("legal_reviewer", "2026-10-14"), asked, "各方陈述意见如下……")
    assert asked.state == "in_review"
    statutory = clock_of(session, asked, ClockKind.STATUTORY)
    assert statutory is not None and statutory.suspended_days == asked.suspensions[0].days == 9
    with pytest.raises(OutOfOrder):
        hold_hearing(story.by("legal_reviewer", "2026-10-14"), asked, "again")
    grant(story.by("organ_head", "2026-10-15"), asked)
    assert story.verbs(asked)[-5:] == ["hearing_told", "hearing_requested", "hearing_set", "hearing_held", "granted"]


def test_a_case_waiting_for_its_hearing_is_not_decided(story: Story, asked: Case) -> None:
    with pytest.raises(OutOfOrder):
        grant(story.by("organ_head", "2026-09-28"), asked)
