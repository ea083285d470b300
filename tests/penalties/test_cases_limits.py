"""What the law forbids is refused, not only reported: amounts, kinds, gates, officers, hearings, withdrawals."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from app.kernel.documents import Document, documents_of
from app.kernel.errors import Incomplete, NotAllowed, OutOfOrder
from app.parties.models import Declaration
from app.penalties.cases import operations as verbs
from app.penalties.cases.acts import EvidenceKind, PenaltyComplaint
from app.penalties.cases.models import CaseState, Decision, LegalQualification, PenaltyCase
from app.penalties.cases.told import SpareGround
from tests.penalties.cases import SMALL, Story

REASON = "情节特别严重"


def paper(tale: Story, case: PenaltyCase, what: str) -> Document:
    """Return the newest instrument of a kind."""
    return next(one for one in reversed(documents_of(tale.session, case)) if one.what == what)


@pytest.mark.parametrize("amount", ["100000.01", "500000", "9999.99", "0"])
def test_no_reason_leads_out_of_the_range_of_the_law(tale: Story, amount: str) -> None:
    case = tale.investigated()
    with pytest.raises(NotAllowed) as refusal:
        verbs.propose(tale.act("2026-07-20"), case, SMALL, Decimal(amount), reason=REASON)
    assert refusal.value.field == "amount"
    assert "10,000–100,000" in str(refusal.value) and "37,000–73,000" in str(refusal.value)


def test_outside_the_standard_but_inside_the_law_a_reason_is_enough(tale: Story) -> None:
    case = tale.investigated()
    verbs.propose(tale.act("2026-07-20"), case, SMALL, Decimal(100_000), reason=REASON)
    assert case.out_of_range


def test_a_ground_of_reduction_opens_the_way_below_the_minimum(tale: Story) -> None:
    case = tale.investigated()
    verbs.propose(tale.act("2026-07-20"), case, {**SMALL, "relief": "reduce"}, Decimal(5_000))
    assert case.reduced and not case.out_of_range


def test_the_law_holds_at_the_recheck_and_at_the_decision_too(tale: Story) -> None:
    case = tale.noticed()
    verbs.plead(tale.act("2026-07-24"), case, "请求免除罚款")
    with pytest.raises(NotAllowed):
        verbs.recheck(tale.act("2026-07-27"), case, Decimal(9_000), "采纳")
    verbs.recheck(tale.act("2026-07-27"), case, Decimal(40_000), "不采纳")
    with pytest.raises(NotAllowed):
        verbs.decide(tale.act("2026-07-28", "organ_head"), case, Decision.PENALISE, "从轻", fine=Decimal(9_000))


@pytest.mark.parametrize(
    ("facts", "decision"),
    [
        ({"circumstance": "minor"}, "none"),
        ({"circumstance": "no_fault"}, "none"),
        ({"crime_suspected": "1"}, "transfer"),
    ],
)
def test_where_the_law_spares_the_penalty_none_is_proposed(tale: Story, facts: dict[str, str], decision: str) -> None:
    case = tale.investigated()
    with pytest.raises(NotAllowed):
        verbs.propose(tale.act("2026-07-20"), case, {**SMALL, **facts}, Decimal(40_000), reason=REASON)
    ground = SpareGround.MINOR if decision == "none" else None
    verbs.decide(tale.act("2026-07-28", "organ_head"), case, Decision(decision), "依法处理", ground=ground)


def test_a_kind_that_the_standard_does_not_name_is_not_imposed(tale: Story) -> None:
    case = tale.investigated()
    with pytest.raises(NotAllowed) as refusal:
        verbs.propose(
            tale.act("2026-07-20"), case, SMALL, Decimal(40_000), reason=REASON, other_penalties=("吊销营业执照",)
        )
    assert refusal.value.field == "others"


def test_circumstances_that_lower_the_range_need_their_reason(tale: Story) -> None:
    case = tale.proposed()
    with pytest.raises(Incomplete):
        verbs.propose(tale.act("2026-07-21"), case, {"area": "400", "times": "1"}, Decimal(10_000))


def test_who_pleaded_is_not_proposed_more_on_the_same_circumstances(tale: Story) -> None:
    case = tale.noticed()
    verbs.plead(tale.act("2026-07-24"), case, "请求从轻")
    with pytest.raises(NotAllowed):
        verbs.propose(tale.act("2026-07-27"), case, SMALL, Decimal(41_000))
    verbs.propose(tale.act("2026-07-27"), case, {"area": "900", "times": "1"}, Decimal(41_000))
    assert case.state == CaseState.PROPOSED


def test_without_evidence_there_is_no_penalty_and_the_instruments_list_what_there_is(tale: Story) -> None:
    case = tale.filed()
    verbs.begin_investigation(tale.act("2026-07-07"), case)
    with pytest.raises(OutOfOrder):
        verbs.propose(tale.act("2026-07-20"), case, SMALL, Decimal(40_000))
    verbs.add_evidence(tale.act("2026-07-08"), case, EvidenceKind.WITNESS, "工友林某的证言")
    verbs.propose(tale.act("2026-07-20"), case, SMALL, Decimal(40_000))
    verbs.give_notice(tale.act("2026-07-23"), case)
    assert paper(tale, case, "penalty_notice").body["proofs"] == [{"kind": "证人证言", "what": "工友林某的证言"}]


def test_a_decision_says_only_what_the_file_holds(tale: Story) -> None:
    case = tale.noticed()
    verbs.plead(tale.act("2026-07-24"), case, "已经连夜补装围挡")
    verbs.recheck(tale.act("2026-07-27"), case, Decimal(38_000), "采纳部分意见")
    verbs.decide(tale.act("2026-08-10", "organ_head"), case, Decision.PENALISE, "违法事实清楚")
    body = paper(tale, case, "penalty").body
    assert body["proofs"] == [{"kind": "勘验笔录、现场笔录", "what": "现场检查笔录"}]
    assert body["heard"]["pleas"] == ["已经连夜补装围挡"]
    assert not body["heard"]["waived"] and body["heard"]["on"] == "2026-07-23"
    assert body["ranges"] == {"law": ["10,000", "100,000"], "standard": ["37,000", "73,000"]}


def test_heavy_cases_wait_for_review_and_discussion_of_the_proposal_as_it_stands(tale: Story) -> None:
    case = tale.rechecked(60_000)
    with pytest.raises(OutOfOrder):
        verbs.decide(tale.act("2026-08-04", "organ_head"), case, Decision.PENALISE, "同意")
    verbs.propose(tale.act("2026-08-05"), case, SMALL, Decimal(61_000))
    verbs.give_notice(tale.act("2026-08-05"), case)
    verbs.plead(tale.act("2026-08-06"), case, "放弃", waives=True)
    verbs.recheck(tale.act("2026-08-06"), case, Decimal(61_000), "维持")
    tale.discuss(case, "2026-08-07")
    with pytest.raises(OutOfOrder):  # the review was of another proposal
        verbs.decide(tale.act("2026-08-10", "organ_head"), case, Decision.PENALISE, "同意")
    verbs.review_again(tale.act("2026-08-10", "legal_reviewer"), case, passed=True, opinion="合法")
    verbs.decide(tale.act("2026-08-10", "organ_head"), case, Decision.PENALISE, "同意")


def test_a_review_counts_only_from_whom_the_register_entitles(tale: Story) -> None:
    case = tale.proposed(60_000)
    register = tale.session.scalars(select(LegalQualification)).one()
    register.obtained_on, register.number = None, None
    tale.session.flush()
    with pytest.raises(NotAllowed):
        verbs.review(tale.act("2026-07-22", "legal_reviewer"), case, passed=True, opinion="合法")
    register.reviewing_since = date(2017, 3, 1)
    tale.session.flush()
    verbs.review(tale.act("2026-07-22", "legal_reviewer"), case, passed=True, opinion="合法")


def heard_case(tale: Story) -> PenaltyCase:
    case = tale.noticed(60_000)
    verbs.request_hearing(tale.act("2026-07-27"), case)
    return case


def test_a_hearing_that_was_asked_for_is_held_before_anything_goes_on(tale: Story) -> None:
    case = heard_case(tale)
    with pytest.raises(OutOfOrder):
        verbs.recheck(tale.act("2026-08-03"), case, Decimal(60_000), "维持")
    with pytest.raises(OutOfOrder):
        verbs.propose(tale.act("2026-08-03"), case, SMALL, Decimal(55_000))
    verbs.waive_hearing(tale.act("2026-08-04", "legal_reviewer"), case, "当事人书面撤回听证申请")
    verbs.recheck(tale.act("2026-08-05"), case, Decimal(60_000), "维持")
    tale.discuss(case)
    verbs.decide(tale.act("2026-08-06", "organ_head"), case, Decision.PENALISE, "同意")
    assert paper(tale, case, "penalty").body["heard"]["gave_up"]


def test_after_a_hearing_the_lawyer_reviews_once_more(tale: Story) -> None:
    case = heard_case(tale)
    lawyer = tale.world.official("legal_reviewer")
    verbs.set_hearing(tale.act("2026-07-28", "legal_reviewer"), case, date(2026, 8, 6), lawyer, "三楼", "09:30")
    verbs.hold_hearing(tale.act("2026-08-06", "legal_reviewer"), case, "听证笔录")
    verbs.recheck(tale.act("2026-08-07"), case, Decimal(60_000), "维持")
    tale.discuss(case, "2026-08-07")
    with pytest.raises(OutOfOrder):
        verbs.decide(tale.act("2026-08-10", "organ_head"), case, Decision.PENALISE, "同意")
    verbs.review_again(tale.act("2026-08-10", "legal_reviewer"), case, passed=True, opinion="合法")
    verbs.decide(tale.act("2026-08-10", "organ_head"), case, Decision.PENALISE, "同意")


@pytest.mark.parametrize(
    ("day", "hour"), [(date(2026, 8, 8), "09:30"), (date(2026, 8, 7), ""), (date(2026, 8, 7), "9点半")]
)
def test_a_hearing_has_a_working_day_and_an_hour(tale: Story, day: date, hour: str) -> None:
    case = heard_case(tale)
    lawyer = tale.world.official("legal_reviewer")
    with pytest.raises(Incomplete):
        verbs.set_hearing(tale.act("2026-07-28", "legal_reviewer"), case, day, lawyer, "三楼", hour)


def test_an_officer_with_an_interest_keeps_away(tale: Story) -> None:
    case = tale.investigated()
    officer = tale.world.official("handler")
    tale.session.add(
        Declaration(
            county=350102,
            official_id=officer.id,
            organisation_id=tale.organ.id,
            year=2026,
            what="kin_post",
            name="榕城",
            number_hash=case.party_hash,
            text="配偶",
            declared_on=date(2026, 7, 9),
        )
    )
    tale.session.flush()
    with pytest.raises(NotAllowed):
        verbs.propose(tale.act("2026-07-20"), case, SMALL, Decimal(40_000))
    head = tale.act("2026-07-20", "organ_head")
    verbs.recuse(head, case, officer.id, "配偶在该公司任职", tale.ids("second_handler")[0])
    verbs.propose(tale.act("2026-07-20"), case, SMALL, Decimal(40_000))
    with pytest.raises(NotAllowed):
        verbs.file(tale.act("2026-07-06", "organ_head"), tale.clue(), tale.item, tale.ids())


def test_who_files_or_reviews_does_not_investigate_and_an_officer_does_not_decide(tale: Story) -> None:
    case = tale.rechecked()
    case.officers[0].official_id = tale.world.official("organ_head").id
    tale.session.flush()
    with pytest.raises(NotAllowed):
        verbs.decide(tale.act("2026-08-10", "organ_head"), case, Decision.PENALISE, "同意")
    with pytest.raises(NotAllowed):
        verbs.decide(tale.act("2026-08-10", "organ_head"), case, Decision.NOT_PROVED, "证据不足")


def test_a_certificate_that_ran_out_before_the_decision_is_seen_in_time(tale: Story) -> None:
    case = tale.rechecked()
    case.officers[1].certificate.valid_to = date(2026, 8, 9)
    tale.session.flush()
    with pytest.raises(NotAllowed):
        verbs.decide(tale.act("2026-08-10", "organ_head"), case, Decision.PENALISE, "同意")


def test_one_act_is_fined_once(tale: Story) -> None:
    tale.served()
    first = tale.session.scalars(select(PenaltyCase)).one()
    case = tale.rechecked()
    first.act_key = case.act_key = "五四路工地-20260701"
    tale.session.flush()
    with pytest.raises(NotAllowed):
        verbs.decide(tale.act("2026-08-10", "organ_head"), case, Decision.PENALISE, "同意")


def test_what_is_too_old_is_neither_filed_nor_punished(tale: Story) -> None:
    old = tale.clue(acted_on=date(2021, 6, 30))
    with pytest.raises(NotAllowed):
        verbs.file(tale.act("2026-07-06", "organ_head"), old, tale.item, tale.ids())
    case = tale.clue(acted_on=date(2024, 6, 30))
    verbs.file(tale.act("2026-07-06", "organ_head"), case, tale.item, tale.ids())
    verbs.begin_investigation(tale.act("2026-07-07"), case)
    verbs.add_evidence(tale.act("2026-07-08"), case, EvidenceKind.RECORD, "现场检查笔录")
    with pytest.raises(NotAllowed):
        verbs.propose(tale.act("2026-07-20"), case, SMALL, Decimal(40_000))
    verbs.propose(tale.act("2026-07-20"), case, {**SMALL, "life_safety_harm": "1"}, Decimal(40_000))
    assert case.lapsed_on == date(2029, 7, 1)


def test_what_is_spared_cites_its_ground(tale: Story) -> None:
    case = tale.investigated()
    with pytest.raises(Incomplete):
        verbs.decide(tale.act("2026-07-28", "organ_head"), case, Decision.NONE, "情节轻微")
    with pytest.raises(Incomplete):
        verbs.decide(tale.act("2026-07-28", "organ_head"), case, Decision.NONE, "过期", ground=SpareGround.LAPSED)
    verbs.decide(tale.act("2026-07-28", "organ_head"), case, Decision.NONE, "无过错", ground=SpareGround.NO_FAULT)
    assert paper(tale, case, "no_penalty").body["ground"][0] == "第三十三条第二款"


def test_nobody_puts_away_the_clue_that_he_wrote_down(tale: Story) -> None:
    case = tale.clue()
    case.registered_by = tale.world.official("section_head").id
    with pytest.raises(NotAllowed):
        verbs.decline(tale.act("2026-07-03", "section_head"), case, "不属于本机关管辖")
    verbs.decline(tale.act("2026-07-03", "organ_head"), case, "不属于本机关管辖")


def test_what_meets_the_filing_standard_is_filed(tale: Story) -> None:
    case = tale.clue()
    verbs.add_evidence(tale.act("2026-07-02"), case, EvidenceKind.RECORD, "现场检查笔录", proves_filing=True)
    for put_away in (verbs.decline, verbs.leave_unfiled):
        with pytest.raises(OutOfOrder):
            put_away(tale.act("2026-07-03", "section_head"), case, "情节轻微")


def test_a_filing_is_withdrawn_after_review_and_discussion_of_the_withdrawal(tale: Story) -> None:
    case = tale.reviewed()
    head = tale.act("2026-07-30", "organ_head")
    with pytest.raises(OutOfOrder):  # a review of the proposal is none of the withdrawal
        verbs.withdraw_filing(head, case, "违法事实不能成立")
    verbs.review_withdrawal(tale.act("2026-07-30", "legal_reviewer"), case, passed=True, opinion="同意撤销")
    with pytest.raises(OutOfOrder):
        verbs.withdraw_filing(head, case, "违法事实不能成立")
    one, two = tale.ids("organ_head", "section_head")
    verbs.discuss_withdrawal(head, case, "会议纪要", {one: "同意", two: "同意"})
    verbs.withdraw_filing(head, case, "违法事实不能成立")
    assert case.state == CaseState.WITHDRAWN


def test_a_decision_is_published_after_its_service(tale: Story) -> None:
    case = tale.decided()
    with pytest.raises(OutOfOrder):
        verbs.publish(tale.act("2026-08-11", "section_head"), case)


def test_cash_above_a_hundred_yuan_needs_its_ground(tale: Story) -> None:
    case = tale.served()
    given: dict[str, Any] = {"cash": True}
    with pytest.raises(Incomplete) as refusal:
        verbs.note_payment(tale.act("2026-08-13"), case, "R1", Decimal("100.01"), date(2026, 8, 13), **given)
    assert refusal.value.field == "ground"
    verbs.note_payment(tale.act("2026-08-13"), case, "R1", Decimal(100), date(2026, 8, 13), **given)
    given["ground"] = "边远地区"
    verbs.note_payment(tale.act("2026-08-13"), case, "R2", Decimal(500), date(2026, 8, 13), **given)


def test_a_changed_fine_stays_within_the_law(tale: Story) -> None:
    case = tale.served()
    day = date(2026, 8, 13)
    verbs.file_remedy(tale.act("2026-08-13", "section_head"), case, verbs.RemedyKind.SUIT, day, "请求变更")
    act = tale.act("2026-08-14", "section_head")
    with pytest.raises(NotAllowed):
        verbs.end_remedy(act, case, verbs.RemedyOutcome.CHANGED, "变更", Decimal(100_001))
    verbs.end_remedy(act, case, verbs.RemedyOutcome.CHANGED, "变更", Decimal(8_000))


def test_nobody_looks_into_a_complaint_about_himself(tale: Story) -> None:
    head = tale.world.official("organ_head")
    made = verbs.complain(tale.act("2026-08-01", None), tale.organ, "态度恶劣", official=head)
    with pytest.raises(NotAllowed):
        verbs.accept_complaint(tale.act("2026-08-02", "organ_head"), made)
    verbs.accept_complaint(tale.act("2026-08-02", "inspector"), made)
    with pytest.raises(NotAllowed):
        verbs.hand_over_penalties(tale.act("2026-08-03", "organ_head"), tale.ids("inspector")[0], head.id)
    assert tale.session.get_one(PenaltyComplaint, made.id).handler_id == tale.ids("inspector")[0]
