"""The beginning of a case: clue, certified officers, evidence, cause of action, standstill, withdrawal."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from app.kernel.clocks import ClockKind
from app.kernel.documents import documents_of
from app.kernel.errors import Conflict, Incomplete, NotAllowed, OutOfOrder
from app.penalties.cases import operations as verbs
from app.penalties.cases.acts import EvidenceKind
from app.penalties.cases.models import CaseState, ClueSource, OfficerCertificate, PauseReason
from app.penalties.operations import draft_item, edit_item, publish_item
from tests.penalties.cases import SMALL, Story
from tests.penalties.conftest import CONTENT


def test_a_clue_is_taken_up_within_seven_working_days(tale: Story) -> None:
    case = tale.clue("2026-07-01")
    assert case.state == CaseState.CLUE
    assert tale.clock(case, ClockKind.CLUE).due_on == date(2026, 7, 10)


def test_a_clue_that_is_not_taken_up_needs_its_reason_and_a_head(tale: Story) -> None:
    case = tale.clue(source=ClueSource.COMPLAINT, informer="13900000000")
    with pytest.raises(Incomplete):
        verbs.decline(tale.act("2026-07-03", "section_head"), case, " ")
    with pytest.raises(NotAllowed):
        verbs.decline(tale.act("2026-07-03"), case, "不属于本机关管辖")
    verbs.decline(tale.act("2026-07-03", "section_head"), case, "不属于本机关管辖")
    assert case.state == CaseState.CLUE_CLOSED
    assert tale.clock(case, ClockKind.CLUE).stopped_at is not None
    assert tale.clock(case, ClockKind.INFORM).due_on == date(2026, 7, 10)
    verbs.tell_informer(tale.act("2026-07-06"), case)
    assert tale.clock(case, ClockKind.INFORM).stopped_at is not None


def test_a_case_that_is_not_filed_is_ended_by_a_head(tale: Story) -> None:
    case = tale.clue()
    verbs.leave_unfiled(tale.act("2026-07-03", "section_head"), case, "违法行为轻微并及时改正")
    assert case.state == CaseState.NOT_FILED
    with pytest.raises(OutOfOrder):
        verbs.file(tale.act("2026-07-06", "organ_head"), case, tale.item, tale.ids())


def test_ninety_days_end_on_the_first_working_day_after_the_national_holiday(tale: Story) -> None:
    case = tale.filed("2026-07-06")
    assert tale.clock(case, ClockKind.STATUTORY).due_on == date(2026, 10, 8)
    assert case.near_at is not None
    assert case.lapsed_on == date(2028, 7, 2)
    assert [paper.what for paper in documents_of(tale.session, case)] == ["filing"]


def test_nobody_files_with_one_officer_or_with_one_whose_certificate_has_run_out(tale: Story) -> None:
    case = tale.clue()
    with pytest.raises(Incomplete):
        verbs.file(tale.act("2026-07-06", "organ_head"), case, tale.item, tale.ids("handler"))
    expired = tale.session.query(OfficerCertificate).filter_by(number="13010212001").one()
    expired.valid_to = date(2026, 7, 5)
    with pytest.raises(NotAllowed):
        verbs.file(tale.act("2026-07-06", "organ_head"), case, tale.item, tale.ids())
    expired.valid_to = date(2026, 7, 6)
    verbs.file(tale.act("2026-07-06", "organ_head"), case, tale.item, tale.ids())
    assert len(case.officers) == 2


def test_only_the_head_files_and_two_editors_do_not_overwrite_each_other(tale: Story) -> None:
    case = tale.clue()
    with pytest.raises(NotAllowed):
        verbs.file(tale.act("2026-07-06", "section_head"), case, tale.item, tale.ids())
    with pytest.raises(Conflict):
        verbs.file(tale.act("2026-07-06", "organ_head"), case, tale.item, tale.ids(), case.edit_number + 1)


def test_an_officer_who_is_not_on_the_case_does_not_investigate_it(tale: Story) -> None:
    case = tale.filed()
    with pytest.raises(NotAllowed):
        verbs.begin_investigation(tale.act("2026-07-07", "second_handler"), case)


def test_a_recused_officer_is_replaced_and_does_not_come_back(tale: Story) -> None:
    case = tale.filed()
    first, second = tale.ids()
    spare = tale.ids("second_handler")[0]
    verbs.recuse(tale.act("2026-07-07", "organ_head"), case, second, "与当事人是亲属", spare)
    assert {one.official_id for one in case.officers if one.recused_at is None} == {first, spare}
    with pytest.raises(NotAllowed):
        verbs.recuse(tale.act("2026-07-08", "organ_head"), case, first, "有利害关系", second)


def test_preserved_evidence_is_decided_upon_within_seven_working_days(tale: Story) -> None:
    case = tale.investigated()
    taken = datetime(2026, 7, 8, 1, 0, tzinfo=UTC)
    kept = verbs.add_evidence(
        tale.act("2026-07-09"), case, EvidenceKind.OBJECT, "切割机一台", taken_at=taken, preserve=True
    )
    assert tale.clock(kept, ClockKind.EVIDENCE).due_on == date(2026, 7, 20)
    verbs.release_evidence(tale.act("2026-07-15"), case, kept, "退还当事人")
    assert tale.clock(kept, ClockKind.EVIDENCE).stopped_at is not None
    with pytest.raises(OutOfOrder):
        verbs.release_evidence(tale.act("2026-07-16"), case, kept, "退还当事人")


def test_a_camera_does_not_photograph_the_future(tale: Story) -> None:
    case = tale.investigated()
    with pytest.raises(Incomplete):
        verbs.add_evidence(
            tale.act("2026-07-09"),
            case,
            EvidenceKind.ELECTRONIC,
            "现场照片",
            taken_at=datetime(2026, 7, 10, tzinfo=UTC),
        )


def test_a_seizure_lasts_thirty_days_and_once_thirty_more(tale: Story) -> None:
    case = tale.investigated()
    seized = verbs.add_evidence(tale.act("2026-07-09"), case, EvidenceKind.OBJECT, "模板一批", seize=True)
    assert tale.clock(seized, ClockKind.SEIZURE).due_on == date(2026, 8, 10)
    verbs.extend_seizure(tale.act("2026-08-01", "organ_head"), case, seized, "案情复杂")
    assert tale.clock(seized, ClockKind.SEIZURE).due_on == date(2026, 9, 7)
    with pytest.raises(OutOfOrder):
        verbs.extend_seizure(tale.act("2026-08-20", "organ_head"), case, seized, "案情复杂")


def test_the_ninety_days_stand_still_while_an_appraisal_lasts(tale: Story) -> None:
    case = tale.investigated()
    verbs.suspend(tale.act("2026-07-10", "section_head"), case, PauseReason.APPRAISAL, "委托检测扬尘浓度")
    assert case.state == CaseState.SUSPENDED
    assert case.near_at is None
    with pytest.raises(OutOfOrder):
        verbs.propose(tale.act("2026-07-11"), case, SMALL, Decimal(40_000))
    verbs.resume(tale.act("2026-07-20", "section_head"), case)
    assert tale.clock(case, ClockKind.STATUTORY).due_on == date(2026, 10, 14)
    assert case.near_at is not None


def test_a_change_of_cause_keeps_both_ranges(tale: Story) -> None:
    case = tale.investigated()
    verbs.propose(tale.act("2026-07-20"), case, SMALL, Decimal(40_000))
    verbs.review(tale.act("2026-07-21", "legal_reviewer"), case, passed=False, opinion="案由不准确")
    act = tale.act("2026-07-22", None)
    milder = draft_item(act, tale.organ, "CF-0002", "工地管理不规范", tale.item.power)
    bands = [{"code": "a", "lo": "1000", "hi": "30000", "basis": "大气污染防治法第一百一十五条第二款"}]
    edit_item(act, milder, {**CONTENT, "bands": bands, "benchmark_id": tale.item.versions[0].benchmark_id})
    publish_item(act, milder)
    change = verbs.change_cause(tale.act("2026-07-22", "section_head"), case, milder, "现场情况属于轻微管理问题")
    assert (change.from_highest, change.to_highest, change.lighter) == (Decimal(100_000), Decimal(30_000), True)
    assert not change.after_notice
    with pytest.raises(Incomplete):
        verbs.change_cause(tale.act("2026-07-23", "section_head"), case, milder, "重复")


def test_a_withdrawn_filing_stops_every_clock(tale: Story) -> None:
    case = tale.investigated()
    verbs.note_contact(tale.act("2026-07-09"), case, "当事人法定代表人来电询问案情")
    verbs.review_withdrawal(tale.act("2026-07-29", "legal_reviewer"), case, passed=True, opinion="同意撤销")
    head, section = tale.ids("organ_head", "section_head")
    verbs.discuss_withdrawal(tale.act("2026-07-30", "organ_head"), case, "会议纪要", {head: "同意", section: "同意"})
    verbs.withdraw_filing(tale.act("2026-07-30", "organ_head"), case, "违法事实不能成立")
    assert case.state == CaseState.WITHDRAWN
    assert tale.clock(case, ClockKind.STATUTORY).stopped_at is not None


def test_a_certificate_number_that_looks_like_a_telephone_is_no_personal_data(tale: Story) -> None:
    numbers = [one.number for one in tale.session.query(OfficerCertificate)]
    assert "13010212000" in numbers
