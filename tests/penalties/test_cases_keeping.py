"""Keeping a penalty case: corrections under two pairs of eyes, hand-over to a successor, messages."""

import re
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.kernel.act import local_day
from app.kernel.audit import TrailRow
from app.kernel.clocks import ClockKind
from app.kernel.errors import Incomplete, NotAllowed, OutOfOrder
from app.kernel.notices import Medium, Message
from app.penalties.cases import operations as verbs
from app.penalties.cases.acts import EvidenceKind
from app.penalties.cases.models import Decision, OfficerCertificate, PenaltyCase
from app.penalties.cases.operations import hand_over_penalties
from tests.penalties.cases import SMALL, Story


def corrected(tale: Story, case: PenaltyCase, field: str, value: str, day: str = "2026-08-20") -> None:
    """Let an officer propose and the head approve."""
    verbs.propose_correction(tale.act(day), case, field, value, "登记笔误，见纸质文书")
    verbs.approve_correction(tale.act(day, "organ_head"), case)


def on_case(case: PenaltyCase) -> set[int]:
    return {one.official_id for one in case.officers if one.left_at is None}


def told(tale: Story, case: PenaltyCase, medium: Medium) -> list[str]:
    wanted = select(Message).where(Message.subject_id == case.id, Message.medium == medium)
    return [message.title for message in tale.session.scalars(wanted.order_by(Message.id))]


def test_nobody_approves_the_correction_that_he_proposed(tale: Story) -> None:
    case = tale.filed()
    verbs.propose_correction(tale.act("2026-07-08", "organ_head"), case, "place", "湖东路工地", "登记笔误")
    with pytest.raises(NotAllowed):
        verbs.approve_correction(tale.act("2026-07-08", "organ_head"), case)
    assert case.place == "鼓楼区五四路工地"
    verbs.approve_correction(tale.act("2026-07-09", "section_head"), case)
    assert case.place == "湖东路工地"


def test_a_corrected_day_of_filing_moves_the_ninety_days(tale: Story) -> None:
    case = tale.filed()
    before = tale.clock(case, ClockKind.STATUTORY).due_on
    corrected(tale, case, "filed_on", "2026-07-01")
    assert case.filed_at is not None
    assert local_day(case.filed_at) == date(2026, 7, 1)
    after = tale.clock(case, ClockKind.STATUTORY)
    assert before is not None
    assert after.due_on is not None
    assert after.due_on < before
    assert case.near_at is not None
    assert after.due_at is not None
    assert (after.due_at - case.near_at).days == 10


def test_a_corrected_day_of_service_moves_the_days_of_payment_but_not_a_deferral(tale: Story) -> None:
    case = tale.served()
    corrected(tale, case, "served_on", "2026-08-14")
    assert case.pay_until == tale.clock(case, ClockKind.PAY).due_on == date(2026, 8, 31)
    verbs.defer(tale.act("2026-08-21", "organ_head"), case, date(2026, 12, 1), "经营困难", asked_on=date(2026, 8, 21))
    corrected(tale, case, "served_on", "2026-08-13", "2026-08-24")
    assert case.pay_until == date(2026, 12, 1)


def test_a_corrected_day_of_the_act_moves_the_two_years(tale: Story) -> None:
    case = tale.clue()
    corrected(tale, case, "acted_on", "2026-06-30")
    assert case.lapsed_on == date(2028, 7, 1)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("filed_on", "2026-06-30"),
        ("filed_on", "2026-09-30"),
        ("filed_on", "2026-02-30"),
        ("acted_on", "2026-07-02"),
        ("place", "  "),
        ("place", "鼓楼区五四路工地"),
        ("fine", "1"),
        ("party_name", "长" * 121),
    ],
)
def test_a_correction_that_cannot_be_right_is_refused(tale: Story, field: str, value: str) -> None:
    case = tale.filed()
    with pytest.raises(Incomplete):
        verbs.propose_correction(tale.act("2026-07-08"), case, field, value, "登记笔误")


def test_what_has_not_happened_is_not_corrected_and_one_correction_waits_at_a_time(tale: Story) -> None:
    case = tale.filed()
    with pytest.raises(OutOfOrder):
        verbs.propose_correction(tale.act("2026-07-08"), case, "served_on", "2026-07-07", "登记笔误")
    with pytest.raises(OutOfOrder):
        verbs.approve_correction(tale.act("2026-07-08", "organ_head"), case)
    verbs.propose_correction(tale.act("2026-07-08"), case, "place", "湖东路", "登记笔误")
    with pytest.raises(OutOfOrder):
        verbs.propose_correction(tale.act("2026-07-08"), case, "place", "津泰路", "登记笔误")
    case.place = "已被改动"
    with pytest.raises(OutOfOrder):
        verbs.approve_correction(tale.act("2026-07-08", "organ_head"), case)


def test_a_successor_takes_the_place_of_a_leaving_officer_on_his_open_cases(tale: Story) -> None:
    running, over = tale.filed(), tale.clue()
    verbs.decline(tale.act("2026-07-02", "organ_head"), over, "重复线索")
    first, second = tale.ids()
    successor = tale.ids("second_handler")[0]
    act = tale.act("2026-07-10", "organ_head")
    assert hand_over_penalties(act, first, successor) == 1
    assert on_case(running) == {second, successor}
    assert {one.official_id for one in running.officers} == {first, second, successor}
    verbs.begin_investigation(tale.act("2026-07-10", "second_handler"), running)
    with pytest.raises(NotAllowed):
        verbs.add_evidence(tale.act("2026-07-11"), running, EvidenceKind.RECORD, "现场检查笔录")
    assert hand_over_penalties(tale.act("2026-07-11", "organ_head"), first, successor) == 0
    assert "有案件交您办理" in told(tale, running, Medium.DESK)


def test_a_successor_without_a_certificate_gets_no_case(tale: Story) -> None:
    case = tale.filed()
    first, successor = tale.ids()[0], tale.ids("second_handler")[0]
    tale.session.scalars(
        select(OfficerCertificate).where(OfficerCertificate.official_id == successor)
    ).one().withdrawn_on = date(2026, 7, 1)
    with pytest.raises(NotAllowed, match="certificate"):
        hand_over_penalties(tale.act("2026-07-10", "organ_head"), first, successor)
    assert case.id


def test_an_officer_who_is_on_the_case_already_takes_no_second_place(tale: Story) -> None:
    case = tale.filed()
    first, second = tale.ids()
    assert hand_over_penalties(tale.act("2026-07-10", "organ_head"), first, second) == 1
    assert on_case(case) == {second}


def test_unanswered_complaints_pass_to_the_successor(tale: Story) -> None:
    made = verbs.complain(tale.act("2026-07-10", None), tale.organ, "执法时未出示证件")
    verbs.accept_complaint(tale.act("2026-07-13", "legal_reviewer"), made)
    lawyer, successor = tale.ids("legal_reviewer", "second_handler")
    assert hand_over_penalties(tale.act("2026-07-14", "organ_head"), lawyer, successor) == 1
    assert made.handler_id == successor


def test_a_party_that_left_its_number_is_told_of_each_step_without_its_name(tale: Story) -> None:
    party = verbs.Party("organisation", "福州市榕城建设有限公司", "91350100M000100Y43", "0591-87654321")
    case = tale.investigated(party=party)
    verbs.propose(tale.act("2026-07-20"), case, SMALL, Decimal(40_000))
    verbs.review(tale.act("2026-07-22", "legal_reviewer"), case, passed=True, opinion="事实清楚")
    verbs.give_notice(tale.act("2026-07-23"), case)
    verbs.plead(tale.act("2026-07-24"), case, "放弃陈述申辩", waives=True)
    verbs.recheck(tale.act("2026-08-03"), case, Decimal(40_000), "维持")
    verbs.decide(tale.act("2026-08-10", "organ_head"), case, Decision.PENALISE, "同意处罚")
    verbs.serve(tale.act("2026-08-12"), case, verbs.ServeWay.HAND, "当事人签收")
    verbs.remind(tale.act("2026-09-02"), case)
    assert told(tale, case, Medium.SMS) == ["行政处罚告知", "行政处罚决定", "缴款提示", "履行催告"]
    wanted = select(Message).where(Message.subject_id == case.id, Message.medium == Medium.SMS)
    sent = [message.text for message in tale.session.scalars(wanted)]
    assert not any("榕城" in text or "围挡" in text for text in sent)
    assert {
        "新线索待审",
        "有案件交您办理",
        "处罚建议待法制审核",
        "法制审核通过",
        "复核完毕待决定",
        "决定已作出待送达",
    } <= set(told(tale, case, Medium.DESK))
    everywhere = tale.session.scalars(select(Message.text).where(Message.subject_id == case.id)).all()
    assert sum("年8月" in text for text in everywhere) >= 2
    assert not [text for text in everywhere if re.search(r"\d-\d\d-\d\d|月0|年0", text)], "days as documents write them"


def test_a_party_without_a_number_gets_no_message(tale: Story) -> None:
    assert told(tale, tale.served(), Medium.SMS) == []


@pytest.mark.parametrize("phone", ["电话", "123", "1" * 30])
def test_a_telephone_number_that_is_none_is_refused(tale: Story, phone: str) -> None:
    with pytest.raises(Incomplete, match="area code"):
        tale.clue(party=verbs.Party("person", "陈某", phone=phone))


def test_the_trail_tells_of_a_moved_day_but_of_no_name(tale: Story) -> None:
    case = tale.filed()
    corrected(tale, case, "party_name", "福州市榕城建筑有限公司")
    corrected(tale, case, "filed_on", "2026-07-03")
    rows = select(TrailRow).where(TrailRow.verb == "penalty.corrected_record", TrailRow.subject_id == case.id)
    facts = [str(row.facts) for row in tale.session.scalars(rows)]
    assert len(facts) == 2
    assert not any("榕城" in text for text in facts)
    assert any("2026-07-03" in text for text in facts)
