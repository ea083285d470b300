"""Accept, tell once, correct on the spot, not accept, not needed, deemed accepted."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.approvals.forms import FaultyForm
from app.approvals.models import Case, Material, NoticeItem
from app.approvals.operations import (
    UNLISTED,
    Asked,
    accept,
    deem_accepted,
    fix_on_spot,
    give_notice,
    hand_in_corrections,
    mark_not_needed,
    refuse_to_accept,
)
from app.approvals.points.one_time_notice import NOT_ON_LIST, PIECEMEAL
from app.kernel.clocks import ClockKind, clock_of, running_clocks
from app.kernel.documents import Document, documents_of
from app.kernel.errors import Conflict, Incomplete, NotAllowed, OutOfOrder
from app.kernel.flows.engine import open_visits
from app.supervision.scanning import sweep
from tests.approvals.cases import PAPERS, Story

ASKED = (Asked("未盖章", "consent"),)


def test_acceptance_starts_the_statutory_and_the_promised_clock(story: Story, session: Session) -> None:
    case = story.accepted("2026-09-21")
    statutory, promise = (clock_of(session, case, ClockKind.STATUTORY), clock_of(session, case, ClockKind.PROMISE))
    assert statutory is not None and promise is not None
    assert (statutory.due_on, promise.due_on) == (date(2026, 10, 26), date(2026, 10, 12))
    receive = clock_of(session, case, ClockKind.RECEIVE)
    assert receive is not None and receive.stopped_at is not None
    assert case.first_told_at == case.accepted_at
    assert [visit.step_code for visit in open_visits(session, case)] == ["review"]
    assert {paper.state for paper in session.scalars(select(Material))} == {"accepted"}
    assert documents_of(session, case)[-1].title == "行政许可申请受理通知书"


def test_joint_handling_has_forty_five_days(story_of: object, session: Session) -> None:
    story = story_of(joint=True)  # type: ignore[operator]
    case = story.accepted("2026-09-21")
    statutory = clock_of(session, case, ClockKind.STATUTORY)
    assert statutory is not None and statutory.limit_value == 45


def test_a_step_limit_of_the_power_replaces_that_of_the_flow(story_of: object, session: Session) -> None:
    story = story_of(step_overrides={"review": {"limit_value": 7}})  # type: ignore[operator]
    case = story.accepted("2026-09-21")
    step = clock_of(session, case, ClockKind.STEP)
    assert step is not None and step.limit_value == 7


@pytest.mark.parametrize("official", ["handler", "organ_head", "inspector", "other_handler", "public", None])
def test_only_the_window_accepts(story: Story, official: str | None) -> None:
    case = story.submitted()
    with pytest.raises(NotAllowed):
        accept(story.by(official, "2026-09-21"), case)
    assert case.state == "submitted"


def test_a_case_is_accepted_once(story: Story) -> None:
    case = story.accepted()
    with pytest.raises(OutOfOrder):
        accept(story.by("window", "2026-09-22"), case)


def test_who_saw_an_old_case_is_told_who_changed_it(story: Story) -> None:
    case = story.submitted()
    seen = case.edit_number
    accept(story.by("window", "2026-09-21", 14, 5), case, seen)
    with pytest.raises(Conflict) as caught:
        give_notice(story.by("window", "2026-09-21", 15), case, ASKED, edit_number=seen)
    assert caught.value.values["who"] == "王窗"
    assert caught.value.values["when"] == "2026-09-21 14:05"


def test_no_licence_needed_ends_the_case_with_a_document(story: Story, session: Session) -> None:
    case = story.submitted()
    document = mark_not_needed(story.by("window", "2026-09-21"), case, "店内招牌不属于户外广告。")
    assert (case.state, document.what) == ("not_needed", "not_needed")
    assert running_clocks(session, case) == [] and open_visits(session, case) == []
    assert story.verbs(case) == ["submitted", "not_needed"]


def test_not_needed_says_why(story: Story) -> None:
    case = story.submitted()
    with pytest.raises(Incomplete):
        mark_not_needed(story.by("window", "2026-09-21"), case, "  ")


def test_refusing_to_accept_names_the_competent_organ(story: Story, session: Session) -> None:
    case = story.submitted()
    act = story.by("window", "2026-09-21")
    with pytest.raises(Incomplete, match="Name the organ"):
        refuse_to_accept(act, case, "不属于本机关职权。", " ")
    document = refuse_to_accept(act, case, "不属于本机关职权。", "福州市交通运输局")
    assert case.state == "not_accepted" and case.competent_organ == "福州市交通运输局"
    assert "行政复议" in document.body["remedy"]
    assert running_clocks(session, case) == []


def test_refusing_to_accept_needs_a_reason(story: Story) -> None:
    with pytest.raises(Incomplete):
        refuse_to_accept(story.by("window", "2026-09-21"), story.submitted(), "", "福州市交通运输局")


def test_small_errors_are_corrected_at_the_window(story: Story, session: Session) -> None:
    case = story.submitted()
    assert fix_on_spot(story.by("window", "2026-09-21"), case, {"area": "15"}) == ["area"]
    assert case.form["area"] == "15" and case.state == "submitted"
    assert [clock.what for clock in running_clocks(session, case)] == ["receive"]
    assert story.verbs(case) == ["submitted", "fixed_on_spot"]


def test_a_correction_on_the_spot_is_checked_like_the_form(story: Story) -> None:
    case = story.submitted()
    act = story.by("window", "2026-09-21")
    with pytest.raises(FaultyForm) as caught:
        fix_on_spot(act, case, {"area": "wide", "colour": "red"})
    assert set(caught.value.faults) == {"form-area", "form-colour"}
    with pytest.raises(Incomplete, match="Nothing was corrected"):
        fix_on_spot(act, case, {"area": "12.5"})


def test_the_one_time_notice_stops_the_organs_clock_and_starts_the_applicants(story: Story, session: Session) -> None:
    case = story.submitted()
    notice = give_notice(story.by("window", "2026-09-22"), case, ASKED)
    assert case.state == "correcting" and notice.number == 1
    assert [clock.what for clock in running_clocks(session, case)] == ["correct"]
    correct = clock_of(session, case, ClockKind.CORRECT)
    assert correct is not None and correct.due_on == date(2026, 10, 22)
    document = session.get_one(Document, notice.document_id)
    assert document.sealed_by == "鼓楼区城市管理局"
    assert document.body["items"] == [{"name": "场地使用权证明", "text": "未盖章"}]
    paper = session.scalars(select(Material).where(Material.code == "consent")).one()
    assert (paper.state, paper.remark) == ("faulty", "未盖章")


def test_an_empty_notice_is_refused(story: Story) -> None:
    with pytest.raises(Incomplete, match="everything that is missing"):
        give_notice(story.by("window", "2026-09-22"), story.submitted(), [Asked("  ", "consent")])


def test_a_paper_outside_the_list_passes_and_is_marked(story: Story, session: Session) -> None:
    give_notice(story.by("window", "2026-09-22"), story.submitted(), [Asked("无犯罪记录证明", UNLISTED)])
    item = session.scalars(select(NoticeItem)).one()
    assert item.on_list is False and item.material_code == UNLISTED
    assert sweep(story.by(None, "2026-09-22", 20), [NOT_ON_LIST]).raised == 1


def test_what_is_wrong_in_the_form_accuses_nobody_of_asking_for_papers(story: Story, session: Session) -> None:
    case = story.submitted()
    give_notice(story.by("window", "2026-09-22"), case, [Asked("联系电话少一位数字")])
    item = session.scalars(select(NoticeItem)).one()
    assert item.on_list is True and item.material_code is None
    hand_in_corrections(story.by("public", "2026-09-28"), case, {"area": "14"}, {})
    give_notice(story.by("window", "2026-09-29"), case, [Asked("联系电话仍有误")], again=True)
    assert not sweep(story.by(None, "2026-09-29", 20), [NOT_ON_LIST, PIECEMEAL]).raised


def corrected(story: Story) -> Case:
    case = story.submitted()
    give_notice(story.by("window", "2026-09-22"), case, ASKED)
    return hand_in_corrections(story.by("public", "2026-09-28"), case, {"area": "14"}, {"consent": None})


def test_corrections_give_the_organ_a_new_limit(story: Story, session: Session) -> None:
    case = corrected(story)
    assert (case.state, case.rounds, case.form["area"]) == ("submitted", 2, "14")
    receive = clock_of(session, case, ClockKind.RECEIVE)
    assert receive is not None and receive.started_on == date(2026, 9, 28)
    assert receive.due_on == date(2026, 10, 10)
    assert story.verbs(case) == ["submitted", "noticed", "corrected"]
    paper = session.scalars(select(Material).where(Material.code == "consent")).one()
    assert (paper.state, paper.round, paper.remark) == ("handed_in", 2, None)


def test_corrections_may_not_bring_what_no_list_asks_for(story: Story) -> None:
    case = story.submitted()
    give_notice(story.by("window", "2026-09-22"), case, ASKED)
    with pytest.raises(FaultyForm):
        hand_in_corrections(story.by("public", "2026-09-28"), case, {}, {"passport": None})


def test_a_handler_hands_in_no_corrections(story: Story) -> None:
    case = story.submitted()
    give_notice(story.by("window", "2026-09-22"), case, ASKED)
    with pytest.raises(NotAllowed):
        hand_in_corrections(story.by("handler", "2026-09-28"), case, {}, PAPERS)


def test_a_second_notice_is_possible_only_when_confirmed(story: Story) -> None:
    case = corrected(story)
    act = story.by("window", "2026-09-29")
    with pytest.raises(OutOfOrder, match="given already"):
        give_notice(act, case, ASKED)
    assert give_notice(act, case, ASKED, again=True).number == 2


def test_silence_of_the_organ_is_acceptance_from_the_day_of_receipt(story: Story, session: Session) -> None:
    case = story.submitted("2026-09-21")
    with pytest.raises(OutOfOrder, match="has not passed"):
        deem_accepted(story.by(None, "2026-09-29", 23, 59), case)
    deem_accepted(story.by(None, "2026-09-30", 0, 0), case)
    assert (case.state, case.deemed, case.accepted_on) == ("accepted", True, date(2026, 9, 21))
    statutory = clock_of(session, case, ClockKind.STATUTORY)
    assert statutory is not None and statutory.due_on == date(2026, 10, 26)
    receive = clock_of(session, case, ClockKind.RECEIVE)
    assert receive is not None and receive.due_at is not None and receive.stopped_at is not None
    assert receive.stopped_at >= receive.due_at
    assert story.verbs(case) == ["submitted", "deemed_accepted"]


def test_nobody_deems_by_hand(story: Story) -> None:
    with pytest.raises(NotAllowed):
        deem_accepted(story.by("window", "2026-10-12"), story.submitted())


def test_the_acceptance_does_not_call_complete_what_is_missing(story: Story, session: Session) -> None:
    case = story.submitted("2026-09-21")
    lacking = session.scalars(select(Material).where(Material.required.is_(True)).order_by(Material.id)).first()
    assert lacking is not None
    lacking.state = "missing"
    paper = accept(story.by("window", "2026-09-22"), case)
    assert paper.body["without"] == [lacking.name]
