"""From the judgement to the decision: frozen discretion, review, notice, hearing, recheck, discussion."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.kernel.clocks import ClockKind
from app.kernel.documents import documents_of
from app.kernel.errors import Incomplete, NotAllowed, OutOfOrder, TooLate
from app.penalties.cases import operations as verbs
from app.penalties.cases.acts import EvidenceKind
from app.penalties.cases.models import CaseState, Decision, PenaltyCase
from app.penalties.cases.told import SpareGround
from app.penalties.models import ViolationItem
from tests.penalties.cases import SMALL, Story

Act = Callable[[Story, PenaltyCase], Any]


def test_the_judgement_is_frozen_with_version_and_range(tale: Story) -> None:
    case = tale.proposed(40_000)
    frozen = verbs.last_discretion(tale.act("2026-07-20"), case)
    assert (frozen.lo, frozen.hi, frozen.grade) == (Decimal(37_000), Decimal(73_000), "一般")
    assert (frozen.legal_lo, frozen.legal_hi) == (Decimal(10_000), Decimal(100_000))
    assert case.version is not None and case.version.title == "CF-0001/1"
    assert not case.out_of_range


def test_a_proposal_outside_the_range_needs_its_reason(tale: Story) -> None:
    with pytest.raises(Incomplete):
        tale.proposed(20_000)
    case = tale.session.query(PenaltyCase).one()
    verbs.propose(tale.act("2026-07-20"), case, SMALL, Decimal(20_000), reason="主动消除危害后果，减轻处罚")
    assert case.out_of_range


def test_other_circumstances_that_lower_the_range_are_remembered(tale: Story) -> None:
    case = tale.proposed(40_000)
    verbs.propose(tale.act("2026-07-21"), case, {"area": "400", "times": "1"}, Decimal(10_000), reason="重新测量")
    assert verbs.last_discretion(tale.act("2026-07-21"), case).fell
    verbs.propose(tale.act("2026-07-22"), case, SMALL, Decimal(40_000))
    assert not verbs.last_discretion(tale.act("2026-07-22"), case).fell


@pytest.mark.parametrize("amount", ["-1", "1.005", "NaN", "1E20"])
def test_what_is_no_sum_of_money_is_refused(tale: Story, amount: str) -> None:
    case = tale.investigated()
    with pytest.raises(Incomplete):
        verbs.propose(tale.act("2026-07-20"), case, SMALL, Decimal(amount), reason="试")


def test_missing_circumstances_are_named(tale: Story) -> None:
    case = tale.investigated()
    with pytest.raises(Incomplete) as refusal:
        verbs.propose(tale.act("2026-07-20"), case, {"area": "800"}, Decimal(40_000))
    assert refusal.value.field == "facts"


def test_nobody_reviews_his_own_case_and_what_does_not_pass_goes_back(tale: Story) -> None:
    case = tale.proposed()
    with pytest.raises(NotAllowed):
        verbs.review(tale.act("2026-07-21"), case, passed=True, opinion="通过")
    verbs.review(tale.act("2026-07-21", "legal_reviewer"), case, passed=False, opinion="证据不足")
    assert case.state == CaseState.INVESTIGATING


def test_a_notice_freezes_what_was_told(tale: Story) -> None:
    case = tale.noticed(40_000)
    paper = documents_of(tale.session, case)[-1]
    assert (paper.what, paper.body["amount"], paper.body["until"]) == ("penalty_notice", "40,000", "2026-07-30")
    assert paper.number.startswith("鼓城管罚告〔2026〕")
    assert paper.genuine
    assert not case.hearing_told


def test_a_large_fine_is_told_with_the_right_to_a_hearing(tale: Story) -> None:
    case = tale.noticed(60_000)
    assert case.hearing_told
    assert tale.clock(case, ClockKind.HEARING).due_on == date(2026, 7, 30)


def test_the_party_is_heard_before_anything_is_rechecked(tale: Story) -> None:
    case = tale.noticed()
    with pytest.raises(OutOfOrder):
        verbs.recheck(tale.act("2026-07-27"), case, Decimal(40_000), "维持")
    verbs.recheck(tale.act("2026-07-31"), case, Decimal(40_000), "逾期未陈述申辩")
    assert case.state == CaseState.RECHECKED


def test_nobody_is_punished_harder_for_pleading(tale: Story) -> None:
    case = tale.noticed()
    verbs.plead(tale.act("2026-07-24"), case, "工地已停工，请求从轻")
    with pytest.raises(NotAllowed):
        verbs.recheck(tale.act("2026-07-27"), case, Decimal(40_001), "态度不好")
    verbs.recheck(tale.act("2026-07-27"), case, Decimal(38_000), "采纳部分意见")
    assert (case.proposed, case.out_of_range) == (Decimal(38_000), False)


def test_new_facts_need_a_new_notice(tale: Story) -> None:
    case = tale.noticed()
    verbs.propose(tale.act("2026-07-27"), case, SMALL, Decimal(45_000))
    assert case.noticed_at is None
    with pytest.raises(OutOfOrder):
        verbs.decide(tale.act("2026-07-28", "organ_head"), case, Decision.PENALISE, "同意")


def test_a_hearing_is_asked_for_within_five_working_days(tale: Story) -> None:
    case = tale.noticed(60_000)
    with pytest.raises(TooLate):
        verbs.request_hearing(tale.act("2026-07-31"), case)
    verbs.request_hearing(tale.act("2026-07-31"), case, date(2026, 7, 30))
    with pytest.raises(OutOfOrder):
        verbs.request_hearing(tale.act("2026-07-31"), case, date(2026, 7, 30))


def test_a_fine_below_the_threshold_has_no_hearing(tale: Story) -> None:
    case = tale.noticed(40_000)
    with pytest.raises(OutOfOrder):
        verbs.request_hearing(tale.act("2026-07-27"), case)


def test_a_hearing_is_told_seven_working_days_ahead_and_chaired_by_somebody_else(tale: Story) -> None:
    case = tale.noticed(60_000)
    verbs.request_hearing(tale.act("2026-07-27"), case)
    lawyer, officer = tale.world.official("legal_reviewer"), tale.world.official("handler")
    with pytest.raises(NotAllowed):
        verbs.set_hearing(
            tale.act("2026-07-28", "legal_reviewer"), case, date(2026, 8, 10), officer, "三楼会议室", "09:30"
        )
    with pytest.raises(Incomplete):
        verbs.set_hearing(
            tale.act("2026-07-28", "legal_reviewer"), case, date(2026, 8, 5), lawyer, "三楼会议室", "09:30"
        )
    verbs.set_hearing(tale.act("2026-07-28", "legal_reviewer"), case, date(2026, 8, 6), lawyer, "三楼会议室", "09:30")
    with pytest.raises(OutOfOrder):
        verbs.hold_hearing(tale.act("2026-08-05", "legal_reviewer"), case, "听证笔录")
    with pytest.raises(NotAllowed):
        verbs.hold_hearing(tale.act("2026-08-06", "section_head"), case, "听证笔录")
    verbs.hold_hearing(tale.act("2026-08-06", "legal_reviewer"), case, "听证笔录")
    hearing = verbs.hearing_of(tale.act("2026-08-06"), case)
    assert hearing is not None and hearing.record == "听证笔录"


def test_no_penalty_without_notice(tale: Story) -> None:
    case = tale.reviewed()
    with pytest.raises(OutOfOrder):
        verbs.decide(tale.act("2026-07-28", "organ_head"), case, Decision.PENALISE, "同意")


def test_no_large_penalty_without_legal_review_and_discussion(tale: Story) -> None:
    case = tale.proposed(60_000)
    verbs.give_notice(tale.act("2026-07-23"), case)
    verbs.plead(tale.act("2026-07-24"), case, "放弃", waives=True)
    verbs.recheck(tale.act("2026-08-03"), case, Decimal(60_000), "维持")
    with pytest.raises(OutOfOrder):
        verbs.decide(tale.act("2026-08-04", "organ_head"), case, Decision.PENALISE, "同意")
    verbs.review_again(tale.act("2026-08-04", "legal_reviewer"), case, passed=True, opinion="合法")
    with pytest.raises(OutOfOrder):
        verbs.decide(tale.act("2026-08-04", "organ_head"), case, Decision.PENALISE, "同意")
    tale.discuss(case, "2026-08-04")
    verbs.decide(tale.act("2026-08-05", "organ_head"), case, Decision.PENALISE, "同意")
    assert case.review_needed and case.discussion_needed


def test_a_complex_case_is_reviewed_whatever_the_fine(tale: Story) -> None:
    case = tale.clue()
    verbs.file(tale.act("2026-07-06", "organ_head"), case, tale.item, tale.ids(), is_complex=True)
    verbs.begin_investigation(tale.act("2026-07-07"), case)
    verbs.add_evidence(tale.act("2026-07-08"), case, EvidenceKind.RECORD, "现场检查笔录")
    verbs.propose(tale.act("2026-07-20"), case, SMALL, Decimal(40_000))
    verbs.give_notice(tale.act("2026-07-23"), case)
    verbs.plead(tale.act("2026-07-24"), case, "放弃", waives=True)
    verbs.recheck(tale.act("2026-08-03"), case, Decimal(40_000), "维持")
    with pytest.raises(OutOfOrder):
        verbs.decide(tale.act("2026-08-04", "organ_head"), case, Decision.PENALISE, "同意")


def test_outside_the_range_the_minutes_of_a_discussion_are_a_must(tale: Story) -> None:
    case = tale.rechecked(20_000, reason="主动消除危害后果")
    with pytest.raises(OutOfOrder):
        verbs.decide(tale.act("2026-08-05", "organ_head"), case, Decision.PENALISE, "同意")
    with pytest.raises(Incomplete):
        verbs.discuss(tale.act("2026-08-05", "organ_head"), case, "会议纪要", {1: "同意"})
    tale.discuss(case)
    verbs.decide(tale.act("2026-08-06", "organ_head"), case, Decision.PENALISE, "同意")
    assert case.fine == Decimal(20_000)
    assert case.out_of_range


def test_a_decision_starts_service_and_publication(tale: Story) -> None:
    case = tale.decided(day="2026-08-10")
    assert tale.clock(case, ClockKind.STATUTORY).stopped_at is not None
    assert tale.clock(case, ClockKind.DELIVER).due_on == date(2026, 8, 19)
    assert tale.clock(case, ClockKind.PUBLISH).due_on == date(2026, 8, 19)
    assert documents_of(tale.session, case)[-1].what == "penalty"


def test_the_decision_is_not_heavier_than_the_notice(tale: Story) -> None:
    case = tale.rechecked()
    with pytest.raises(NotAllowed):
        verbs.decide(tale.act("2026-08-10", "organ_head"), case, Decision.PENALISE, "加重", fine=Decimal(50_000))


@pytest.mark.parametrize(
    ("decision", "paper"),
    [(Decision.NONE, "no_penalty"), (Decision.NOT_PROVED, "no_penalty"), (Decision.TRANSFER, "transfer")],
)
def test_who_is_not_punished_need_not_be_told_before(tale: Story, decision: Decision, paper: str) -> None:
    case = tale.investigated()
    ground = SpareGround.MINOR if decision == Decision.NONE else None
    verbs.decide(tale.act("2026-07-28", "organ_head"), case, decision, "经查，情节轻微", ground=ground)
    assert case.fine is None
    assert documents_of(tale.session, case)[-1].what == paper


def spot(tale: Story, street: ViolationItem, case: PenaltyCase, facts: dict[str, str], fine: str) -> None:
    """Fine on the spot for littering, the party having nothing to say."""
    verbs.decide_on_spot(
        tale.act("2026-07-01"), case, street, tale.ids(), facts, Decimal(fine), plea="无异议", reason="轻"
    )


def littered(tale: Story, street: ViolationItem, party: verbs.Party | None = None) -> PenaltyCase:
    """A clue of today with its record."""
    case = tale.clue(item=street, **({"party": party} if party else {}))
    verbs.add_evidence(tale.act("2026-07-01"), case, EvidenceKind.RECORD, "现场笔录")
    return case


def test_on_the_spot_at_most_three_thousand_for_an_organisation(tale: Story, street: ViolationItem) -> None:
    case = littered(tale, street)
    with pytest.raises(NotAllowed):
        spot(tale, street, case, {"area": "12"}, "3000.01")
    spot(tale, street, case, {"area": "12"}, "3000")
    assert case.state == CaseState.SERVED
    assert tale.clock(case, ClockKind.REPORT).due_on == date(2026, 7, 3)
    verbs.report_summary(tale.act("2026-07-02"), case)
    assert tale.clock(case, ClockKind.REPORT).stopped_at is not None
    with pytest.raises(OutOfOrder):
        verbs.report_summary(tale.act("2026-07-02"), case)


@pytest.mark.parametrize(("fine", "passes"), [("200", True), ("200.01", False)])
def test_on_the_spot_at_most_two_hundred_for_a_person(
    tale: Story, street: ViolationItem, fine: str, passes: bool
) -> None:
    case = littered(tale, street, verbs.Party("person", "陈小明", "350102199003078815"))
    if passes:
        spot(tale, street, case, {"area": "3"}, fine)
        assert case.fine == Decimal(fine)
    else:
        with pytest.raises(NotAllowed):
            spot(tale, street, case, {"area": "3"}, fine)


def test_a_person_is_not_judged_by_the_band_of_organisations(tale: Story, street: ViolationItem) -> None:
    case = littered(tale, street, verbs.Party("person", "陈小明", "350102199003078815"))
    with pytest.raises(Incomplete) as refusal:
        spot(tale, street, case, {"area": "3", "party": "unit"}, "200")
    assert refusal.value.field == "facts"
    spot(tale, street, case, {"area": "3"}, "200")
    assert (case.legal_lowest, case.legal_highest) == (Decimal(200), Decimal(1_000))
    assert verbs.last_discretion(tale.act("2026-07-01"), case).facts["party"] == "person"


def test_a_child_of_thirteen_is_not_punished_whatever_the_officer_states(tale: Story, street: ViolationItem) -> None:
    case = littered(tale, street, verbs.Party("person", "陈小明", "350102201307028817"))
    with pytest.raises(NotAllowed):
        spot(tale, street, case, {"area": "3"}, "200")
    with pytest.raises(Incomplete):
        spot(tale, street, case, {"area": "3", "party_state": "ordinary"}, "200")
