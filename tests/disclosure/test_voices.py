"""What the public asks, and how it is told."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from stdnum.cn import ric

from app.disclosure.models import DisclosureRequest
from app.disclosure.operations import (
    answer_question,
    ask,
    close_question,
    decide_request,
    extend_request,
    request_disclosure,
)
from app.kernel.audit import TrailRow
from app.kernel.clocks import ClockKind, clock_of
from app.kernel.errors import Incomplete, NotAllowed, NotFound, OutOfOrder, TooLate
from app.kernel.notices import Message
from tests.disclosure.samples import SERIAL, Acting, Street, at

IDENTITY = SERIAL + ric.calc_check_digit(SERIAL + "0")


@pytest.fixture
def made(street: Street, acting_as: Acting) -> DisclosureRequest:
    """An application of the first of September."""
    return request_disclosure(
        acting_as(None, at(9, 1)),
        street.body_of("gulou-urban"),
        applicant="林小燕",
        identity=IDENTITY,
        phone="138 0000 1234",
        wanted="路灯维修合同",
    )


def test_a_question_loses_the_numbers_of_people(street: Street, session: Session, acting_as: Acting) -> None:
    asked = ask(acting_as(None), street.published(), "question", f"我的号码{IDENTITY}怎么没有？", name="林某")
    assert IDENTITY not in asked.text and asked.due_on == at(9, 28).date()
    told = session.scalars(select(Message).where(Message.subject_id == asked.id)).all()
    assert [one.address for one in told] == [str(street.world.official("village_clerk").id)]
    assert "林某" not in "".join(session.scalars(select(TrailRow.facts)))


def test_nobody_asks_under_what_is_not_public(street: Street, acting_as: Acting) -> None:
    with pytest.raises(NotFound):
        ask(acting_as(None), street.written(), "question", "？")


@pytest.mark.parametrize(
    ("kind", "text", "field"), [("insult", "好", "kind"), ("question", " ", "text"), ("question", "长" * 2001, "text")]
)
def test_a_question_that_does_not_fit_is_refused(
    street: Street, acting_as: Acting, kind: str, text: str, field: str
) -> None:
    item = street.published()
    with pytest.raises(Incomplete) as refusal:
        ask(acting_as(None), item, kind, text)
    assert refusal.value.field == field


def test_only_the_organisation_answers_and_once(street: Street, acting_as: Acting) -> None:
    asked = ask(acting_as(None), street.published(), "question", "谁负责？")
    with pytest.raises(NotAllowed):
        answer_question(acting_as("handler"), asked, "答")
    with pytest.raises(Incomplete):
        answer_question(acting_as("village_clerk"), asked, "")
    answer_question(acting_as("village_clerk"), asked, "居委会负责。")
    with pytest.raises(OutOfOrder):
        close_question(acting_as("village_clerk"), asked, "重复")


def test_an_application_has_a_number_a_code_and_twenty_working_days(made: DisclosureRequest, session: Session) -> None:
    clock = clock_of(session, made, ClockKind.ANSWER)
    assert made.number == "350102-SQ-2026-00001" and len(made.query_code) == 12
    assert clock is not None and clock.due_on == at(9, 29).date()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"identity": "110101190001010010"}, "identity"),
        ({"identity": "²" * 18}, "identity"),
        ({"phone": "²²²²²²²"}, "phone"),
        ({"phone": "12"}, "phone"),
        ({"applicant": " "}, "applicant"),
        ({"wanted": ""}, "wanted"),
    ],
)
def test_an_application_without_what_art_29_asks_for_is_refused(
    street: Street, acting_as: Acting, changes: dict[str, str], field: str
) -> None:
    given = {"applicant": "林小燕", "identity": IDENTITY, "phone": "13800001234", "wanted": "合同"} | changes
    with pytest.raises(Incomplete) as refusal:
        request_disclosure(acting_as(None), street.body_of("gulou-urban"), **given)
    assert refusal.value.field == field


def test_the_head_extends_once_and_the_applicant_is_told(
    made: DisclosureRequest, session: Session, acting_as: Acting
) -> None:
    with pytest.raises(NotAllowed):
        extend_request(acting_as("handler", at(9, 10)), made, "征求意见")
    extend_request(acting_as("section_head", at(9, 10)), made, "征求意见")
    with pytest.raises(OutOfOrder):
        extend_request(acting_as("section_head", at(9, 11)), made, "征求意见")
    clock = clock_of(session, made, ClockKind.ANSWER)
    assert clock is not None and clock.due_on == at(11, 2).date()
    told = session.scalars(select(Message).where(Message.address == "13800001234")).one()
    assert "延长至2026年11月2日" in told.text and "征求意见" in told.text


def test_what_is_late_is_not_extended_any_more(made: DisclosureRequest, acting_as: Acting) -> None:
    with pytest.raises(TooLate):
        extend_request(acting_as("section_head", at(10, 9)), made, "征求意见")


def test_a_refusal_names_its_article_and_the_remedies(
    made: DisclosureRequest, session: Session, acting_as: Acting
) -> None:
    act = acting_as("section_head", at(9, 10))
    for result, answer, basis, field in (
        ("no", "因", "条", "result"),
        ("refused", "", "条", "answer"),
        ("refused", "因", "", "basis"),
    ):
        with pytest.raises(Incomplete) as refusal:
            decide_request(act, made, result, answer, basis)
        assert refusal.value.field == field
    with pytest.raises(NotAllowed):
        decide_request(acting_as("village_clerk"), made, "refused", "因", "条")
    decide_request(acting_as("section_head", at(9, 10)), made, "refused", "涉及第三方商业秘密", "第十五条")
    told = session.scalars(select(Message).where(Message.address == "13800001234")).one()
    assert "不予公开" in told.text and "第十五条" in told.text and "行政复议" in told.text
    with pytest.raises(OutOfOrder):
        decide_request(act, made, "granted", "给", "条")
    facts = "".join(session.scalars(select(TrailRow.facts)))
    assert "林小燕" not in facts and IDENTITY not in facts and "13800001234" not in facts
