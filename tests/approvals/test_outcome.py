"""After the decision: delivery, publication, remedies, following cases, corrections, the citizen's voice."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.approvals.jobs import publish_results, renew_by_silence
from app.approvals.models import Complaint, Correction
from app.approvals.operations import (
    accept,
    answer_complaint,
    approve_correction,
    complain,
    deliver,
    end_remedy,
    file_remedy,
    grant,
    open_related,
    propose_correction,
    publish,
    rate,
    refuse,
    refuse_to_accept,
)
from app.approvals.queries import complaints_for, published_cases
from app.kernel.audit import TrailRow
from app.kernel.calendar import CalendarMissing, WorkingDay, forget
from app.kernel.clocks import ClockKind, clock_of, running_clocks
from app.kernel.documents import documents_of
from app.kernel.errors import Incomplete, NotAllowed, OutOfOrder
from app.kernel.flows.engine import open_visits
from app.supervision.exposure import PublicLeak, scan_public
from tests.approvals.cases import COMPANY, LONG_REASON, Story


def test_a_delivery_with_proof_closes_the_case(story: Story, session: Session) -> None:
    case = story.granted()
    deliver(story.by("window", "2026-09-24"), case, "post", "挂号信 XA12345678935")
    assert case.state == "closed" and case.delivery_proof == "post: 挂号信 XA12345678935"
    assert [clock.what for clock in running_clocks(session, case)] == ["publish"]
    assert open_visits(session, case) == []
    assert documents_of(session, case)[-1].what == "delivery"


@pytest.mark.parametrize(("way", "proof"), [("window", " "), ("pigeon", "x")])
def test_a_delivery_needs_its_way_and_its_proof(story: Story, way: str, proof: str) -> None:
    with pytest.raises(Incomplete):
        deliver(story.by("window", "2026-09-24"), story.granted(), way, proof)


def test_a_delivery_does_not_lie_in_the_future(story: Story) -> None:
    act = story.by("window", "2026-09-24")
    with pytest.raises(Incomplete, match="future"):
        deliver(act, story.granted(), "window", "x", delivered_on=date(2026, 9, 25))


@pytest.mark.parametrize("official", ["handler", "organ_head", "other_handler", "public"])
def test_the_window_delivers(story: Story, official: str) -> None:
    with pytest.raises(NotAllowed):
        deliver(story.by(official, "2026-09-24"), story.granted(), "window", "x")


def test_a_running_case_is_not_delivered(story: Story) -> None:
    with pytest.raises(OutOfOrder):
        deliver(story.by("window", "2026-09-24"), story.reviewed(), "window", "x")


def test_the_clock_publishes_without_naming_a_person_in_full(story: Story, session: Session) -> None:
    case = story.closed()
    assert publish_results(story.by(None, "2026-09-25")) == {"done": 1, "refused": 0}
    assert (case.state, case.public_name) == ("published", "陈某")
    assert running_clocks(session, case) == []
    (row,) = published_cases(session, county=350102, text="陈")
    assert row["applicant"] == "陈某" and "identity" not in row
    assert publish_results(story.by(None, "2026-09-26")) == {"done": 0, "refused": 0}


@pytest.mark.parametrize(
    ("name", "shown"), [("慕容小白", "慕容某"), ("陈小明", "陈某"), ("陈", "陈某"), ("纳兰容", "纳兰某")]
)
def test_a_name_masked_by_an_older_rule_is_found_by_the_nightly_scan_and_ceases(
    story: Story, session: Session, name: str, shown: str
) -> None:
    case = story.closed()
    case.applicant_name = name
    publish(story.by(None, "2026-09-25"), case)
    act = story.by(None, "2026-09-26")
    assert case.public_name == shown
    assert scan_public(act)["found"] == 0
    case.public_name = f"{name[:1]}某某"
    act.session.flush()
    assert scan_public(act)["found"] == 1
    note = session.scalars(select(PublicLeak)).one()
    assert (note.leak, note.place, note.shown) == ("name", "public_name", shown)
    case.public_name = shown
    act.session.flush()
    assert scan_public(act)["gone"] == 1


def test_a_company_and_a_case_that_is_not_published_are_no_open_names(story: Story) -> None:
    case = story.closed()
    act = story.by(None, "2026-09-25")
    assert scan_public(act)["found"] == 0  # not published
    case.applicant_kind, case.applicant_name = "company", "福州市鼓楼区榕城餐饮有限公司"
    publish(act, case)
    assert case.public_name == case.applicant_name
    act.session.flush()
    assert scan_public(act)["found"] == 0


def test_a_result_may_be_published_before_its_delivery(story: Story) -> None:
    case = story.granted()
    publish(story.by(None, "2026-09-24"), case)
    assert case.state == "granted" and case.published_at is not None
    deliver(story.by("window", "2026-09-25"), case, "window", "陈小明签收")
    assert case.state == "published"


def test_refusals_and_secret_results_are_not_published(story: Story, story_of: Any) -> None:
    no = story.reviewed()
    refuse(story.by("organ_head", "2026-09-23"), no, "safety", LONG_REASON)
    deliver(story.by("window", "2026-09-24"), no, "window", "x")
    with pytest.raises(OutOfOrder):
        publish(story.by(None, "2026-09-25"), no)
    secret = story_of("one_step", public_result=False)
    case = secret.accepted(key="s")
    grant(secret.by("organ_head", "2026-09-23"), case)
    assert publish_results(secret.by(None, "2026-09-25")) == {"done": 0, "refused": 0}


def test_nobody_publishes_by_hand(story: Story) -> None:
    with pytest.raises(NotAllowed):
        publish(story.by("window", "2026-09-25"), story.closed())


def test_a_company_is_published_in_full(story: Story) -> None:
    case = story.closed(applicant=COMPANY)
    publish(story.by(None, "2026-09-25"), case)
    assert case.public_name == COMPANY.name


def test_a_remedy_stands_beside_the_case_and_may_reopen_it(story: Story, session: Session) -> None:
    case = story.closed()
    remedy = file_remedy(story.by("legal_reviewer", "2026-10-12"), case, "reconsideration", date(2026, 10, 9))
    assert case.under_remedy is True and case.state == "closed"
    onward = end_remedy(story.by("legal_reviewer", "2026-11-16"), case, remedy, "annulled", reopen=True)
    assert case.under_remedy is False
    assert (onward.relation, onward.previous_case_id, onward.state) == ("reopen", case.id, "accepted")
    statutory = clock_of(session, onward, ClockKind.STATUTORY)
    assert statutory is not None and statutory.started_on == date(2026, 11, 16)
    assert story.verbs(onward) == ["reopened"] and story.verbs(case)[-1] == "remedy_ended"
    assert [visit.step_code for visit in open_visits(session, onward)] == ["review"]


def test_a_remedy_that_fails_changes_nothing(story: Story) -> None:
    case = story.submitted()
    refuse_to_accept(story.by("window", "2026-09-21"), case, "不属于本机关职权。", "福州市交通运输局")
    remedy = file_remedy(story.by("legal_reviewer", "2026-10-12"), case, "suit", date(2026, 10, 9))
    act = story.by("legal_reviewer", "2026-11-16")
    with pytest.raises(OutOfOrder, match="annulled or changed"):
        end_remedy(act, case, remedy, "upheld", reopen=True)
    assert end_remedy(act, case, remedy, "upheld") is case
    with pytest.raises(OutOfOrder, match="ended already"):
        end_remedy(act, case, remedy, "upheld")


def test_a_remedy_has_its_kind_its_day_and_its_outcome(story: Story) -> None:
    case = story.closed()
    act = story.by("legal_reviewer", "2026-10-12")
    with pytest.raises(Incomplete):
        file_remedy(act, case, "prayer", date(2026, 10, 9))
    with pytest.raises(Incomplete):
        file_remedy(act, case, "suit", date(2026, 10, 13))
    remedy = file_remedy(act, case, "suit", date(2026, 10, 9))
    with pytest.raises(Incomplete):
        end_remedy(act, case, remedy, "forgotten")


def licence(story: Story) -> Any:
    return story.closed(valid_to=date(2026, 12, 31))


def test_a_licence_is_renewed_by_a_linked_case(story: Story, session: Session) -> None:
    case = licence(story)
    renewal = open_related(story.by("public", "2026-10-12"), case, "renew", {"area": "20"})
    assert (renewal.relation, renewal.previous_case_id, renewal.state) == ("renew", case.id, "submitted")
    assert renewal.form["area"] == "20" and renewal.applicant_hash == case.applicant_hash
    assert story.verbs(case)[-1] == "related_opened"
    with pytest.raises(OutOfOrder, match="open already"):
        open_related(story.by("public", "2026-10-13"), case, "renew")


def test_revocation_is_the_organs_own_act_with_its_reason(story: Story) -> None:
    case = licence(story)
    with pytest.raises(Incomplete):
        open_related(story.by("public", "2026-10-12"), case, "revoke", reason="x")
    with pytest.raises(Incomplete, match=r"art\. 69"):
        open_related(story.by("handler", "2026-10-12"), case, "revoke")
    assert open_related(story.by("handler", "2026-10-12"), case, "revoke", reason="以欺骗手段取得。").reason


def test_only_a_grant_is_changed_and_only_a_term_is_renewed(story: Story) -> None:
    endless = story.closed(key="endless")
    with pytest.raises(OutOfOrder, match="needs no renewal"):
        open_related(story.by("public", "2026-10-12"), endless, "renew")
    no = story.reviewed(key="no")
    refuse(story.by("organ_head", "2026-09-23"), no, "safety", LONG_REASON)
    deliver(story.by("window", "2026-09-24"), no, "window", "x")
    with pytest.raises(OutOfOrder, match="was granted"):
        open_related(story.by("public", "2026-10-12"), no, "change")


def test_an_undecided_renewal_is_granted_by_the_clock_when_the_licence_ends(story_of: Any, session: Session) -> None:
    story = story_of()
    case = story.closed(valid_to=date(2026, 12, 10))
    renewal = open_related(story.by("public", "2026-10-12"), case, "renew")
    assert renew_by_silence(story.by(None, "2026-12-10")) == {"done": 0, "refused": 0}
    assert renew_by_silence(story.by(None, "2026-12-11")) == {"done": 1, "refused": 0}
    assert renewal.state == "granted" and renewal.decided_by is None
    assert renewal.valid_to is not None and renewal.valid_to > date(2027, 2, 1)
    assert documents_of(session, renewal)[-1].body["deemed"] is True
    assert open_visits(session, renewal) == []
    deliver(story.by("window", "2026-12-11"), renewal, "window", "陈小明签收")
    assert renewal.state == "closed"


def test_a_renewal_asked_for_too_late_is_not_deemed_granted(story: Story) -> None:
    case = story.closed(valid_to=date(2026, 10, 30))
    renewal = open_related(story.by("public", "2026-10-12"), case, "renew")
    assert renew_by_silence(story.by(None, "2026-10-31")) == {"done": 0, "refused": 1}
    assert renewal.state == "submitted"


def test_a_record_is_corrected_by_two_people_and_the_old_value_stays(story: Story, session: Session) -> None:
    case = story.accepted()
    correction = propose_correction(story.by("handler", "2026-09-22"), case, "applicant_name", "陈晓明", "错字。")
    assert case.applicant_name == "陈小明"
    approve_correction(story.by("section_head", "2026-09-22"), case)
    assert case.applicant_name == "陈晓明"
    assert (correction.old_value, correction.moves_date) == ("陈小明", False)
    row = session.scalars(select(TrailRow).where(TrailRow.verb == "approval.corrected_record")).one()
    assert "陈" not in row.facts
    with pytest.raises(OutOfOrder, match="No correction"):
        approve_correction(story.by("organ_head", "2026-09-22"), case)


def test_a_moved_day_moves_its_clock_and_is_marked(story: Story, session: Session) -> None:
    case = story.submitted("2026-09-21")
    accept(story.by("window", "2026-09-22"), case)
    act = story.by("handler", "2026-09-23")
    correction = propose_correction(act, case, "accepted_on", "2026-09-21", "受理日期登记错误。")
    approve_correction(story.by("organ_head", "2026-09-23"), case)
    statutory = clock_of(session, case, ClockKind.STATUTORY)
    assert correction.moves_date is True
    assert statutory is not None and statutory.due_on == date(2026, 10, 26)
    row = session.scalars(select(TrailRow).where(TrailRow.verb == "approval.corrected_record")).one()
    assert '"new":"2026-09-21","old":"2026-09-22"' in row.facts


def test_nobody_approves_his_own_correction(story: Story) -> None:
    case = story.accepted()
    propose_correction(story.by("section_head", "2026-09-22"), case, "applicant_name", "陈晓明", "错字。")
    with pytest.raises(NotAllowed, match="Somebody else"):
        approve_correction(story.by("section_head", "2026-09-22"), case)
    with pytest.raises(NotAllowed):
        approve_correction(story.by("inspector", "2026-09-22"), case)


def test_one_correction_waits_at_a_time_and_one_of_a_value_changed_meanwhile_is_refused(story: Story) -> None:
    case = story.accepted()
    act = story.by("handler", "2026-09-22")
    propose_correction(act, case, "applicant_name", "陈晓明", "错字。")
    with pytest.raises(OutOfOrder, match="still waits"):
        propose_correction(act, case, "accepted_on", "2026-09-22", "受理日期登记错误。")
    case.applicant_name = "陈筱明"
    with pytest.raises(OutOfOrder, match="Propose the correction again"):
        approve_correction(story.by("section_head", "2026-09-22"), case)


@pytest.mark.parametrize(
    ("field", "day"),
    [
        ("accepted_on", "2026-09-20"),  # before the receipt
        ("accepted_on", "2026-09-24"),  # after the decision
        ("accepted_on", "2019-05-06"),
        ("received_on", "2026-09-22"),  # after the acceptance
        ("valid_to", "2026-09-22"),  # before the decision
    ],
)
def test_a_day_is_not_corrected_out_of_its_order(story: Story, field: str, day: str) -> None:
    case = story.granted(valid_to=date(2027, 9, 22))
    with pytest.raises(Incomplete, match="follow one another") as caught:
        propose_correction(story.by("handler", "2026-09-25"), case, field, day, "登记错误。")
    assert caught.value.field == "new_value"


def test_no_correction_loses_a_deadline(story: Story, session: Session) -> None:
    case = story.accepted()
    with pytest.raises(CalendarMissing):
        propose_correction(story.by("handler", "2026-09-22"), case, "received_on", "2019-05-06", "登记错误。")
    propose_correction(story.by("handler", "2026-09-22"), case, "received_on", "2025-12-31", "登记错误。")
    session.execute(delete(WorkingDay).where(WorkingDay.day < date(2026, 2, 1)))
    forget(session)
    with pytest.raises(CalendarMissing):
        approve_correction(story.by("section_head", "2026-09-22"), case)


def test_a_deadline_that_runs_into_a_year_without_calendar_is_not_lost_by_a_correction(
    story: Story, session: Session
) -> None:
    case = story.accepted("2026-12-01")
    propose_correction(story.by("handler", "2026-12-31"), case, "accepted_on", "2026-12-31", "登记错误。")
    with pytest.raises(Incomplete, match="could not be counted"):
        approve_correction(story.by("section_head", "2026-12-31"), case)


def test_what_has_not_happened_is_not_corrected(story: Story) -> None:
    with pytest.raises(OutOfOrder, match="not happened"):
        propose_correction(
            story.by("handler", "2026-09-22"), story.submitted(), "accepted_on", "2026-09-21", "登记错误。"
        )


@pytest.mark.parametrize(
    ("field", "value", "reason", "fault"),
    [
        ("decision", "grant", "x", "field"),
        ("state", "closed", "x", "field"),
        ("applicant_name", " ", "x", "new_value"),
        ("applicant_name", "陈小明", "x", "new_value"),
        ("accepted_on", "yesterday", "x", "new_value"),
        ("accepted_on", "2026-12-01", "x", "new_value"),
        ("applicant_name", "陈晓明", " ", "reason"),
    ],
)
def test_an_impossible_correction_is_refused(
    story: Story, session: Session, field: str, value: str, reason: str, fault: str
) -> None:
    with pytest.raises(Incomplete) as caught:
        propose_correction(story.by("handler", "2026-09-22"), story.accepted(), field, value, reason)
    assert caught.value.field == fault and session.scalar(select(Correction.id)) is None


def test_the_applicant_rates_the_service_once(story: Story) -> None:
    case = story.closed()
    act = story.by("public", "2026-09-25")
    with pytest.raises(Incomplete):
        rate(act, case, 6)
    assert rate(act, case, 5, "很快").stars == 5
    with pytest.raises(OutOfOrder):
        rate(act, case, 1)


def test_only_the_applicant_rates_and_only_at_the_end(story: Story) -> None:
    with pytest.raises(NotAllowed):
        rate(story.by("handler", "2026-09-25"), story.closed(key="a"), 5)
    with pytest.raises(OutOfOrder):
        rate(story.by("public", "2026-09-25"), story.accepted(key="b"), 5)


def test_a_complaint_is_read_by_inspectors_and_not_in_the_case(story: Story, session: Session) -> None:
    case = story.accepted()
    complaint = complain(story.by("public", "2026-09-25"), case, "窗口人员要求另交材料。")
    assert story.verbs(case) == ["submitted", "accepted"] and story.verbs(complaint) == ["complained"]
    answer = clock_of(session, complaint, ClockKind.ANSWER)
    assert answer is not None and answer.due_on == date(2026, 11, 24)
    world = story.world
    now = story.by("inspector", "2026-09-25").at
    assert complaints_for(session, world.actor("inspector", now)) == [complaint]
    for short in ("handler", "organ_head", "county_admin", "other_inspector"):
        assert complaints_for(session, world.actor(short, now)) == []


def test_an_inspector_answers_once_and_the_citizen_is_told(story: Story, session: Session) -> None:
    case = story.accepted()
    complaint = complain(story.by("public", "2026-09-25"), case, "窗口人员要求另交材料。")
    with pytest.raises(NotAllowed):
        answer_complaint(story.by("organ_head", "2026-09-28"), complaint, "没有此事。")
    with pytest.raises(NotAllowed):
        answer_complaint(story.by("other_inspector", "2026-09-28"), complaint, "没有此事。")
    with pytest.raises(Incomplete):
        answer_complaint(story.by("inspector", "2026-09-28"), complaint, "无")
    answer_complaint(story.by("inspector", "2026-09-28"), complaint, "经查属实，已责令改正。")
    with pytest.raises(OutOfOrder):
        answer_complaint(story.by("inspector", "2026-09-28"), complaint, "经查属实，已责令改正。")
    assert session.scalars(select(Complaint)).one().answered_by == story.world.official("inspector").id


def test_an_empty_complaint_is_not_taken(story: Story) -> None:
    with pytest.raises(Incomplete):
        complain(story.by("public", "2026-09-25"), story.accepted(), " 差 ")
