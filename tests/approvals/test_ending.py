"""Returned, withdrawn, transferred: ends without a decision, each with its trace."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.approvals.jobs import mind_silent_applicants
from app.approvals.models import Case, Material, Return
from app.approvals.notices import was_told
from app.approvals.operations import Asked, give_notice, return_case, return_silent, suspend, transfer, withdraw
from app.kernel.clocks import ClockKind, clock_of, running_clocks
from app.kernel.documents import documents_of
from app.kernel.errors import Incomplete, NotAllowed, OutOfOrder
from app.kernel.flows.engine import open_visits
from tests.approvals.cases import Story

WHY = "申请人提交的场地证明系伪造。"


def returned(session: Session) -> Return:
    return session.scalars(select(Return)).one()


def test_a_return_approved_by_the_section_head(story: Story, session: Session) -> None:
    case = story.submitted()
    head = story.world.official("section_head").id
    document = return_case(story.by("window", "2026-09-22"), case, "not_true", WHY, approved_by=head)
    row = returned(session)
    assert (row.approved_by, row.after_acceptance, row.by_staff_withdrawal) == (head, False, False)
    assert case.state == "returned" and document.body["reason"] == WHY
    assert running_clocks(session, case) == [] and open_visits(session, case) == []
    assert story.verbs(case) == ["submitted", "returned"]


def test_a_return_without_approval_passes_and_stands_as_such(story: Story, session: Session) -> None:
    return_case(story.by("window", "2026-09-22"), story.submitted(), "not_true", WHY)
    assert returned(session).approved_by is None


def test_a_return_after_acceptance_passes_and_stands_as_such(story: Story, session: Session) -> None:
    return_case(story.by("handler", "2026-09-22"), story.accepted(), "not_true", WHY)
    assert returned(session).after_acceptance is True


def test_a_section_head_approves_by_returning_himself(story: Story, session: Session) -> None:
    return_case(story.by("section_head", "2026-09-22"), story.accepted(), "not_true", WHY)
    assert returned(session).approved_by == story.world.official("section_head").id


def test_a_handler_who_names_himself_has_no_approval(story: Story, session: Session) -> None:
    handler = story.world.official("handler").id
    return_case(story.by("handler", "2026-09-22"), story.accepted(), "not_true", WHY, approved_by=handler)
    assert returned(session).approved_by is None


@pytest.mark.parametrize(("code", "reason"), [("not_true", "  "), ("", WHY)])
def test_a_returned_case_without_reasons_is_refused(story: Story, code: str, reason: str) -> None:
    case = story.submitted()
    with pytest.raises(Incomplete, match="reasons in writing"):
        return_case(story.by("window", "2026-09-22"), case, code, reason)
    assert case.state == "submitted"


def test_nobody_approves_in_another_organs_name(story: Story) -> None:
    inspector = story.world.official("inspector").id
    with pytest.raises(NotAllowed):
        return_case(story.by("window", "2026-09-22"), story.submitted(), "x", WHY, approved_by=inspector)


@pytest.mark.parametrize("official", ["inspector", "other_handler", "public", None])
def test_strangers_return_nothing(story: Story, official: str | None) -> None:
    with pytest.raises(NotAllowed):
        return_case(story.by(official, "2026-09-22"), story.submitted(), "not_true", WHY)


def test_the_applicant_withdraws_without_giving_reasons(story: Story, session: Session) -> None:
    case = story.reviewed()
    withdraw(story.by("public", "2026-09-23"), case)
    assert case.state == "withdrawn" and session.scalar(select(Return.id)) is None
    assert running_clocks(session, case) == []


def test_a_withdrawal_entered_by_the_staff_is_marked(story: Story, session: Session) -> None:
    case = story.accepted()
    with pytest.raises(Incomplete):
        withdraw(story.by("handler", "2026-09-23"), case)
    withdraw(story.by("handler", "2026-09-23"), case, "申请人电话要求撤回。")
    assert returned(session).by_staff_withdrawal is True and returned(session).after_acceptance is True


def test_a_suspended_case_may_be_withdrawn_and_its_suspension_ends(story: Story, session: Session) -> None:
    case = story.accepted()
    suspension = suspend(story.by("section_head", "2026-09-22"), case, "testing", 5)
    withdraw(story.by("public", "2026-09-28"), case)
    assert suspension.resumed_on == date(2026, 9, 28)
    statutory = clock_of(session, case, ClockKind.STATUTORY)
    assert statutory is not None and statutory.stopped_at is not None and statutory.due_on is not None


def test_a_decided_case_is_not_withdrawn(story: Story) -> None:
    with pytest.raises(OutOfOrder):
        withdraw(story.by("public", "2026-09-24"), story.granted())


def test_a_case_goes_to_another_organ_with_its_papers_and_a_new_limit(story: Story, session: Session) -> None:
    case = story.accepted("2026-09-21")
    home = story.world.organisation("gulou-health")
    onward = transfer(story.by("handler", "2026-09-28"), case, home, "职责调整。")
    assert (case.state, onward.state, onward.relation) == ("transferred", "accepted", "transfer")
    assert onward.organisation_id == home.id and onward.number != case.number
    assert running_clocks(session, case) == []
    statutory = clock_of(session, onward, ClockKind.STATUTORY)
    assert statutory is not None and statutory.started_on == date(2026, 9, 28)
    assert statutory.limit_value == 20
    assert [visit.step_code for visit in open_visits(session, onward)] == ["review"]
    assert len(session.scalars(select(Material).where(Material.case_id == onward.id)).all()) == 3


def test_an_application_not_accepted_yet_is_received_again_elsewhere(story: Story, session: Session) -> None:
    case = story.submitted("2026-09-21")
    home = story.world.organisation("taijiang-urban")
    onward = transfer(story.by("window", "2026-09-22"), case, home, "属于台江区管辖。")
    assert (onward.state, onward.county) == ("submitted", 350103)
    assert [clock.what for clock in running_clocks(session, onward)] == ["receive"]
    assert story.verbs(onward) == ["submitted"]


def test_a_case_is_transferred_to_another_organ_only_and_with_a_reason(story: Story) -> None:
    case = story.accepted()
    act = story.by("handler", "2026-09-22")
    with pytest.raises(Incomplete, match="another organ"):
        transfer(act, case, story.world.organisation("gulou-urban"), "x")
    with pytest.raises(Incomplete, match="why"):
        transfer(act, case, story.world.organisation("gulou-health"), " ")


@pytest.fixture
def silent(story: Story) -> Case:
    """A case whose applicant must answer by 22 October."""
    case = story.submitted("2026-09-21")
    give_notice(story.by("window", "2026-09-22"), case, [Asked("未盖章", "consent")])
    return case


def test_a_silent_applicant_is_reminded_once_and_then_returned(story: Story, session: Session, silent: Case) -> None:
    assert mind_silent_applicants(story.by(None, "2026-10-16", 8)) == {"reminded": 0, "done": 0, "refused": 0}
    assert mind_silent_applicants(story.by(None, "2026-10-17", 8))["reminded"] == 1
    assert mind_silent_applicants(story.by(None, "2026-10-18", 8))["reminded"] == 0
    assert mind_silent_applicants(story.by(None, "2026-10-22", 8))["done"] == 0
    assert mind_silent_applicants(story.by(None, "2026-10-23", 8))["done"] == 1
    assert silent.state == "returned"
    row = returned(session)
    assert (row.applicant_silent, row.reason_code) == (True, "applicant_silent")
    assert documents_of(session, silent)[-1].what == "return"


def test_nobody_is_returned_without_having_been_reminded_some_days_before(story: Story, silent: Case) -> None:
    with pytest.raises(OutOfOrder, match="reminded"):
        return_silent(story.by(None, "2026-10-23"), silent)
    figures = mind_silent_applicants(story.by(None, "2026-10-23", 8))
    assert figures == {"reminded": 1, "done": 0, "refused": 1}
    assert was_told(story.by(None, "2026-10-23"), silent, "remind", "1") is not None
    assert mind_silent_applicants(story.by(None, "2026-10-28", 9))["done"] == 1


def test_an_applicant_still_in_time_is_not_returned(story: Story, silent: Case) -> None:
    with pytest.raises(OutOfOrder, match="has not passed"):
        return_silent(story.by(None, "2026-10-22", 23), silent)
