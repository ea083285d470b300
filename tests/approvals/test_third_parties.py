"""Third parties with a material interest are told and heard first; a hearing ex officio needs no request."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from app.approvals.models import Case, ThirdParty
from app.approvals.operations import (
    call_hearing,
    grant,
    hear_third_party,
    hold_hearing,
    refuse,
    set_hearing,
    tell_hearing,
    tell_third_party,
)
from app.approvals.queries import progress
from app.kernel.clocks import ClockKind, clock_of
from app.kernel.documents import documents_of
from app.kernel.errors import Incomplete, NotAllowed, NotFound, OutOfOrder
from tests.approvals.cases import LONG_REASON, Story

NEIGHBOUR = ("林大伯", "广告牌遮挡其二楼窗户的采光。")
UNTIL = date(2026, 9, 28)


@pytest.fixture
def case(story: Story) -> Case:
    return story.reviewed()


def told(story: Story, case: Case) -> ThirdParty:
    return tell_third_party(story.by("section_head", "2026-09-23"), case, *NEIGHBOUR, UNTIL)


def test_a_third_party_is_told_in_writing_and_the_limits_run_on(story: Story, session: Session, case: Case) -> None:
    before = clock_of(session, case, ClockKind.STATUTORY)
    due = before.due_on if before else None
    party = told(story, case)
    paper = documents_of(session, case)[-1]
    assert (paper.what, paper.body["addressee"]) == ("third_party_notice", "林大伯")
    assert paper.body["answer_by"] == "2026-09-28"
    after = clock_of(session, case, ClockKind.STATUTORY)
    assert after is not None and after.due_on == due and after.suspended_on is None
    assert case.state == "in_review" and party.heard_on is None
    assert story.verbs(case)[-1] == "third_party_told"


def test_the_applicant_does_not_read_what_was_written_to_his_neighbour(
    story: Story, session: Session, case: Case
) -> None:
    told(story, case)
    seen = progress(session, case.query_code, case.applicant_phone[-4:])
    assert "third_party_notice" not in [paper["what"] for paper in seen.documents]
    assert "acceptance" in [paper["what"] for paper in seen.documents]


def test_nobody_decides_while_a_third_party_may_still_answer(story: Story, case: Case) -> None:
    told(story, case)
    with pytest.raises(OutOfOrder, match="2026-09-28"):
        grant(story.by("organ_head", "2026-09-28"), case)
    with pytest.raises(OutOfOrder, match=r"art\. 36"):
        refuse(story.by("organ_head", "2026-09-24"), case, "condition_not_met", LONG_REASON)
    assert case.state == "in_review"


def test_a_case_is_decided_once_the_third_party_was_heard(story: Story, case: Case) -> None:
    party = told(story, case)
    hear_third_party(story.by("section_head", "2026-09-24"), case, party.id, "同意，但请降低高度。")
    assert (party.heard_on, party.statement) == (date(2026, 9, 24), "同意，但请降低高度。")
    grant(story.by("organ_head", "2026-09-24", 11), case)
    assert case.decision == "grant"
    assert "third_party_heard" in story.verbs(case)


def test_silence_until_the_day_lets_the_case_go_on(story: Story, case: Case) -> None:
    told(story, case)
    grant(story.by("organ_head", "2026-09-29"), case)
    assert case.decision == "grant"


@pytest.mark.parametrize(
    ("name", "interest", "until"), [(" ", "采光", UNTIL), ("林大伯", " ", UNTIL), ("林大伯", "采光", date(2026, 9, 23))]
)
def test_a_notice_without_name_interest_or_time_to_answer_is_refused(
    story: Story, case: Case, name: str, interest: str, until: date
) -> None:
    with pytest.raises(Incomplete):
        tell_third_party(story.by("section_head", "2026-09-23"), case, name, interest, until)


def test_a_third_party_is_heard_once_in_words_and_in_his_own_case(story: Story, case: Case) -> None:
    party = told(story, case)
    act = story.by("section_head", "2026-09-24")
    with pytest.raises(Incomplete):
        hear_third_party(act, case, party.id, " ")
    hear_third_party(act, case, party.id, "无意见。")
    for wrong in (party.id, 7):
        with pytest.raises(NotFound):
            hear_third_party(story.by("section_head", "2026-09-24", 12), case, wrong, "再说一次。")


def test_a_hearing_ex_officio_is_announced_and_stops_the_limits(story: Story, session: Session, case: Case) -> None:
    hearing = call_hearing(story.by("section_head", "2026-09-23"), case, "涉及历史街区的重大公共利益。")
    assert (hearing.ex_officio, hearing.requested_on, case.state) == (True, None, "hearing")
    statutory = clock_of(session, case, ClockKind.STATUTORY)
    assert statutory is not None and statutory.suspended_on == date(2026, 9, 23)
    assert {"hearing_announcement", "suspension"} <= {paper.what for paper in documents_of(session, case)}
    held = date(2026, 10, 15)
    chair = story.world.official("legal_reviewer").id
    set_hearing(story.by("section_head", "2026-09-24"), case, held, "听证室", chair)
    hold_hearing(story.by("legal_reviewer", "2026-10-15"), case, "各方均已发言。")
    assert case.state == "in_review" and statutory.suspended_on is None
    with pytest.raises(OutOfOrder, match="already"):
        call_hearing(story.by("section_head", "2026-10-16"), case, "再次听证。")


def test_a_hearing_ex_officio_takes_the_place_of_one_that_nobody_asked_for(
    story: Story, session: Session, case: Case
) -> None:
    tell_hearing(story.by("handler", "2026-09-23"), case)
    call_hearing(story.by("section_head", "2026-09-24"), case, "涉及重大公共利益。")
    clock = clock_of(session, case, ClockKind.HEARING)
    assert clock is None or clock.stopped_at is not None


def test_a_hearing_ex_officio_names_its_ground_and_is_called_by_a_head(story: Story, case: Case) -> None:
    with pytest.raises(Incomplete, match=r"art\. 46"):
        call_hearing(story.by("section_head", "2026-09-23"), case, " ")
    with pytest.raises(NotAllowed):
        call_hearing(story.by("window", "2026-09-23"), case, "涉及重大公共利益。")
