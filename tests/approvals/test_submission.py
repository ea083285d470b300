"""Drafts, the application form, and submission: one application makes one case."""

import json
import secrets
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.approvals.forms import FaultyForm, check_form
from app.approvals.jobs import forget_drafts
from app.approvals.models import Case, Draft, Material, OrganRule
from app.approvals.operations import adopt_attachment, find_draft, load_draft, save_draft, submit
from app.approvals.organs import counts_on, organ_word
from app.kernel.attachments import Attachment
from app.kernel.audit import TrailRow
from app.kernel.clocks import ClockKind, clock_of
from app.kernel.documents import documents_of
from app.kernel.errors import Conflict, Incomplete, NotAllowed, NotFound, OutOfOrder
from app.kernel.notices import Medium, Message
from app.powers.models import PowerState
from tests.approvals.cases import COMPANY, FORM, PAPERS, PERSON, Story, moment


def test_a_submission_makes_a_case_with_receipt_code_and_clock(story: Story, session: Session) -> None:
    case = story.submitted("2026-09-29")
    assert (case.state, case.number, case.source) == ("submitted", "350102-2026-000001", "portal")
    assert case.form == {"place": "鼓楼区五四路18号", "area": "12.5", "from": "2026-10-01"}
    receive = clock_of(session, case, ClockKind.RECEIVE)
    assert receive is not None and receive.due_on == date(2026, 10, 12)  # 10 October is a worked Saturday
    assert [paper.what for paper in documents_of(session, case)] == ["receipt"]
    assert story.verbs(case) == ["submitted"]
    media = set(session.scalars(select(Message.medium)))
    assert media == {Medium.SMS, Medium.PORTAL, Medium.DESK}


def test_identity_and_phone_are_unreadable_in_the_database(story: Story, session: Session) -> None:
    story.submitted()
    row = session.execute(text("SELECT applicant_identity, applicant_phone FROM approval_case")).one()
    assert PERSON.identity not in row[0] and PERSON.phone not in row[1]


def test_the_window_may_enter_an_application_for_a_citizen(story: Story) -> None:
    act = story.by("window", "2026-09-21")
    case = submit(act, story.power, COMPANY, FORM, PAPERS, key="w")
    assert case.source == "window"


@pytest.mark.parametrize("official", ["handler", "inspector", "other_handler"])
def test_nobody_else_enters_applications(story: Story, official: str) -> None:
    with pytest.raises(NotAllowed):
        submit(story.by(official, "2026-09-21"), story.power, PERSON, FORM, PAPERS, key="w")


def test_the_same_key_makes_one_case(story: Story, session: Session) -> None:
    first = story.submitted(key="once")
    assert story.submitted(key="once") is first
    assert session.scalar(select(func.count()).select_from(Case)) == 1
    assert story.verbs(first) == ["submitted"]


def test_a_key_is_not_taken_over_by_another_applicant(story: Story) -> None:
    story.submitted(key="once")
    with pytest.raises(Conflict):
        story.submitted(key="once", applicant=COMPANY)


def test_an_item_out_of_force_takes_no_applications(story: Story) -> None:
    story.power.state = PowerState.SUSPENDED
    with pytest.raises(OutOfOrder, match="not in force"):
        story.submitted()


def test_all_faults_of_a_form_are_told_at_once(story: Story, session: Session) -> None:
    person = replace(PERSON, name=" ", identity="350102199003078816", phone="123")
    form = {"area": "much", "from": "2026-02-30", "lit": "perhaps", "kind": "屋顶"}  # also an applicant's field
    with pytest.raises(FaultyForm) as caught:
        story.submitted(applicant=person, form=form, materials={"passport": None})
    assert set(caught.value.faults) == {
        "name",
        "identity",
        "phone",
        "form-place",
        "form-area",
        "form-from",
        "form-lit",
        "form-kind",
        "paper-passport",
    }
    assert session.scalar(select(func.count()).select_from(Case)) == 0


def test_a_company_needs_a_true_credit_code(story: Story) -> None:
    with pytest.raises(FaultyForm) as caught:
        story.submitted(applicant=replace(COMPANY, identity="91350100M000100Y44"))
    assert set(caught.value.faults) == {"identity"}


def test_an_item_for_companies_is_not_open_to_persons(story: Story) -> None:
    story.version.object_kind = "company"
    with pytest.raises(FaultyForm) as caught:
        story.submitted()
    assert set(caught.value.faults) == {"kind"}


def test_a_passport_number_is_an_identity_too(story: Story) -> None:
    assert story.submitted(applicant=replace(PERSON, identity="EA1234567")).state == "submitted"


@pytest.mark.parametrize(
    ("field", "given", "kept"),
    [
        ({"input": "number"}, "1,234.50", "1234.50"),
        ({"input": "number"}, 7, "7"),
        ({"input": "date"}, "2026年9月1日", "2026-09-01"),
        ({"input": "date"}, date(2026, 9, 1), "2026-09-01"),
        ({"input": "yes_no"}, "是", True),
        ({"input": "yes_no"}, False, False),
        ({"input": "choice", "choices": ["a", "b"]}, "b", "b"),
        ({"input": "long"}, " text ", "text"),
        ({}, "text", "text"),
    ],
)
def test_an_answer_is_kept_in_one_form(field: dict[str, Any], given: Any, kept: Any) -> None:
    answers, faults = check_form([{"name": "x", "label": "X", **field}], {"x": given, "other": 1})
    assert (answers, faults) == ({"x": kept}, {})


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ({"input": "number"}, "NaN"),
        ({"input": "number"}, "1e99"),
        ({"input": "number", "least": 2}, "1"),
        ({"input": "number", "most": 2}, "3"),
        ({"input": "date"}, "tomorrow"),
        ({"input": "text"}, "x" * 301),
        ({"longest": 3}, "long"),
        ({"required": True}, "  "),
        ({"input": "choice", "choices": ["a"]}, "c"),
    ],
)
def test_an_impossible_answer_is_a_fault(field: dict[str, Any], given: Any) -> None:
    answers, faults = check_form([{"name": "x", "label": "X", **field}], {"x": given})
    assert answers == {} and set(faults) == {"x"}


def test_missing_papers_are_no_fault_but_stand_as_missing(story: Story, session: Session) -> None:
    case = story.submitted(materials={"application": None})
    states = dict(session.execute(select(Material.code, Material.state).where(Material.case_id == case.id)).all())
    assert states == {"application": "handed_in", "drawing": "missing", "consent": "missing"}


@pytest.mark.parametrize(
    ("day", "hour", "minute", "counted"),
    [
        ("2026-09-21", 17, 29, date(2026, 9, 21)),
        ("2026-09-21", 17, 30, date(2026, 9, 22)),
        ("2026-09-21", 7, 0, date(2026, 9, 21)),
        ("2026-09-30", 20, 0, date(2026, 10, 8)),
        ("2026-10-03", 10, 0, date(2026, 10, 8)),
        ("2026-10-10", 10, 0, date(2026, 10, 10)),
    ],
)
def test_what_comes_after_hours_counts_from_the_next_working_day(
    story: Story, session: Session, day: str, hour: int, minute: int, counted: date
) -> None:
    organ = story.world.organisation("gulou-urban")
    assert counts_on(session, organ, moment(day, hour, minute)) == counted


def test_a_county_may_set_other_hours_and_an_organ_none(story: Story, session: Session) -> None:
    organ = story.world.organisation("gulou-urban")
    story.by("county_admin", "2026-09-21")
    session.add(OrganRule(county=350102, organisation_id=None, closes="12:00"))
    session.flush()
    assert counts_on(session, organ, moment("2026-09-21", 13)) == date(2026, 9, 22)
    session.add(OrganRule(county=350102, organisation_id=organ.id, closes="12:00", strict=False, word="鼓城"))
    session.flush()
    assert counts_on(session, organ, moment("2026-09-21", 13)) == date(2026, 9, 21)
    assert organ_word(session, organ) == "鼓城"


def test_a_missing_calendar_year_stops_no_application(story: Story, session: Session) -> None:
    case = story.submitted("2027-03-01")
    clock = clock_of(session, case, ClockKind.RECEIVE)
    assert case.received_on == date(2027, 3, 1)
    assert clock is not None and clock.due_at is None


@pytest.mark.parametrize(
    ("code", "word"),
    [
        ("gulou-urban", "鼓城管"),
        ("gulou-health", "鼓卫健"),
        ("taijiang-urban", "台城管"),
        ("gudong", "鼓鼓东"),
        ("zhongshan", "鼓中山"),
        ("gulou", "鼓政"),
        ("city", "榕政"),
        ("gulou-inspection", "鼓监察"),
    ],
)
def test_every_organ_has_a_word_for_its_documents(story: Story, session: Session, code: str, word: str) -> None:
    assert organ_word(session, story.world.organisation(code)) == word


def test_a_draft_is_kept_and_found_by_its_code(story: Story, session: Session) -> None:
    act = story.by("public", "2026-09-21")
    secret = save_draft(act, story.power, {"place": "五四路"})
    again = save_draft(act, story.power, {"place": "五四路18号"}, secret.lower())
    assert load_draft(act, secret) == {"place": "五四路18号"}
    assert again == secret.lower()
    stored = session.execute(text("SELECT content, secret_hash FROM application_draft")).one()
    assert "五四路" not in stored[0] and secret not in stored[1]


def test_a_wrong_code_opens_no_draft(story: Story) -> None:
    with pytest.raises(NotFound):
        load_draft(story.by("public", "2026-09-21"), "AAAA")


def test_a_draft_that_is_gone_begins_again_and_loses_nothing(story: Story) -> None:
    act = story.by("public", "2026-09-21")
    secret = save_draft(act, story.power, {"place": "x"}, "GONE-CODE")
    assert secret != "GONE-CODE" and load_draft(act, secret) == {"place": "x"}


def test_a_draft_belongs_to_one_item(story: Story, story_of: Any) -> None:
    act = story.by("public", "2026-09-21")
    secret = save_draft(act, story.power, {})
    other = story_of("one_step")
    with pytest.raises(Conflict):
        save_draft(other.by("public", "2026-09-21"), other.power, {}, secret)


def test_a_huge_draft_is_refused(story: Story) -> None:
    with pytest.raises(Incomplete, match="too long"):
        save_draft(story.by("public", "2026-09-21"), story.power, {"x": "y" * 200_001})


def _file(session: Session, kind: str, owner: int, **more: Any) -> Attachment:
    attachment = Attachment(
        county=350102,
        subject_kind=kind,
        subject_id=owner,
        name="a.pdf",
        media_type="application/pdf",
        size=1,
        digest="0" * 64,
        stored_as=secrets.token_hex(8),
        uploaded_at=moment("2026-09-21"),
        **more,
    )
    session.add(attachment)
    session.flush()
    return attachment


def test_files_of_a_draft_go_over_to_the_case(story: Story, session: Session) -> None:
    act = story.by("public", "2026-09-21")
    secret = save_draft(act, story.power, {})
    file = _file(session, "application_draft", find_draft(act, secret).id)
    case = submit(act, story.power, PERSON, FORM, {"drawing": file.id}, key="k", draft_secret=secret)
    assert (file.subject_kind, file.subject_id) == ("approval", case.id)
    assert session.scalar(select(func.count()).select_from(Draft)) == 0


def test_nobody_claims_the_file_of_another_case(story: Story, session: Session) -> None:
    other = story.submitted(key="other")
    file = _file(session, "approval", other.id)
    with pytest.raises(NotFound):
        story.submitted(key="mine", materials={"drawing": file.id})
    mine = story.submitted(key="really mine")
    with pytest.raises(NotFound):
        adopt_attachment(story.by("public", "2026-09-21"), mine, file.id)


def test_old_drafts_are_forgotten_and_their_files_go_with_them(story: Story, session: Session) -> None:
    ages = {"2026-01-05": True, "2026-09-01": True, "2026-09-18": False, "2026-09-20": False}
    files = {}
    for day, keep in ages.items():
        act = story.by("public", day)
        secret = save_draft(act, story.power, {}, keep=keep)
        files[day] = (secret, _file(session, "application_draft", find_draft(act, secret).id))
    other = _file(session, "approval", story.submitted(key="other").id)
    session.flush()
    names = {day: file.stored_as for day, (_secret, file) in files.items()}
    assert forget_drafts(story.by(None, "2026-09-21")) == {"forgotten": 2, "files": 2}
    left = {names["2026-09-01"], names["2026-09-20"], other.stored_as}
    assert set(session.scalars(select(Attachment.stored_as))) == left
    for day in ("2026-09-01", "2026-09-20"):
        assert load_draft(story.by("public", "2026-09-21"), files[day][0]) == {}
    discarded = select(TrailRow.facts).where(TrailRow.verb == "attachment.discarded")
    assert [json.loads(facts)["count"] for facts in session.scalars(discarded)] == [2]


def test_a_sent_application_leaves_no_file_behind(story: Story, session: Session) -> None:
    act = story.by("public", "2026-09-21")
    secret = save_draft(act, story.power, {})
    draft = find_draft(act, secret).id
    taken, left = _file(session, "application_draft", draft), _file(session, "application_draft", draft)
    submit(act, story.power, PERSON, FORM, {"drawing": taken.id}, key="k", draft_secret=secret)
    assert forget_drafts(story.by(None, "2026-09-21")) == {"forgotten": 0, "files": 1}
    assert set(session.scalars(select(Attachment.id))) == {taken.id} != {left.id}
