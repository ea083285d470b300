"""Questions are answered to all without a name; the papers change by two persons, in time or with the reason."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.kernel.audit import TrailRow
from app.kernel.clocks import Clock, ClockKind, clock_of
from app.kernel.errors import Incomplete, NotAllowed, NotFound, OutOfOrder, TooLate
from app.trading.models import Addendum, Project, TradeQuestion
from app.trading.operations import answer_question, ask, drop_addendum, propose_addendum, publish_addendum
from app.trading.words import TradeState
from tests.conftest import NOW
from tests.trading.building import DEADLINE, Tender


def rows_of(session: Session, table: type) -> int:
    """How many rows a table has."""
    return session.scalar(select(func.count()).select_from(table)) or 0


TEXT = "灯杆基础按图集还是按现场确定？"


def test_a_question_keeps_nothing_of_whoever_asked_and_its_answer_goes_to_all(session: Session, tender: Tender) -> None:
    tender.published()
    asked = ask(tender.centre(), tender.project, f"  {TEXT}\n")
    assert (asked.text, asked.organisation_id) == (TEXT, tender.project.organisation_id)
    kept = {column.key for column in TradeQuestion.__table__.columns} - {
        "id",
        "county",
        "project_id",
        "organisation_id",
    }
    assert kept == {"text", "asked_at", "answer", "answered_at", "answered_by"}
    clock = clock_of(session, asked, ClockKind.ANSWER)
    assert clock is not None and clock.due_on is not None
    assert clock.due_on == (NOW + timedelta(days=3)).date()
    answer_question(tender.clerk(NOW + timedelta(days=1)), asked, "按图集03D702。")
    assert (asked.answer, asked.answered_by) == ("按图集03D702。", tender.clerk().actor.official_id)
    assert session.scalars(select(Clock.stopped_at).where(Clock.subject_id == asked.id)).all() == [
        NOW + timedelta(days=1)
    ]
    verbs = session.scalars(select(TrailRow.verb).order_by(TrailRow.id)).all()
    assert verbs[-2:] == ["trade.asked", "trade.question_answered"]
    with pytest.raises(OutOfOrder):
        answer_question(tender.clerk(), asked, "再答一次")


@pytest.mark.parametrize(
    "text", ["", " \x00 ", "问" * 4001, "我公司第1工程有限公司可否联合体投标？", "请回电13900000007"]
)
def test_a_question_that_names_the_asker_or_says_nothing_is_refused(
    session: Session, tender: Tender, text: str
) -> None:
    tender.published()
    tender.bidder(1)
    with pytest.raises(Incomplete) as refused:
        ask(tender.centre(), tender.project, text)
    assert refused.value.field == "text" and rows_of(session, TradeQuestion) == 0


def test_an_answer_that_names_a_bidder_is_refused_by_name_and_by_credit_code(session: Session, tender: Tender) -> None:
    tender.published()
    bidder = tender.bidder(1)
    asked = ask(tender.centre(), tender.project, TEXT)
    for named in (bidder.name, bidder.uscc.lower()):
        with pytest.raises(Incomplete) as refused:
            answer_question(tender.clerk(), asked, f"答复{named}：按图集。")
        assert refused.value.field == "answer"
    assert asked.answered_at is None


def test_questions_come_before_the_deadline_and_others_do_not_answer(session: Session, tender: Tender) -> None:
    tender.drafted()
    with pytest.raises(OutOfOrder):
        ask(tender.centre(), tender.project, TEXT)
    tender.session.expire_all()
    tender.project.state = str(TradeState.OPEN)
    asked = ask(tender.centre(), tender.project, TEXT)
    for role in ("other_handler", "window", "legal_reviewer"):
        with pytest.raises(NotAllowed):
            answer_question(tender.acting_as(role), asked, "按图集。")
    with pytest.raises(TooLate):
        ask(tender.centre(DEADLINE + timedelta(seconds=1)), tender.project, TEXT)
    assert rows_of(session, TradeQuestion) == 1 and asked.answered_at is None


def test_an_addendum_is_published_by_another_person_and_moves_the_deadline(session: Session, tender: Tender) -> None:
    tender.three_bids()
    moved = DEADLINE + timedelta(days=7)
    made = propose_addendum(tender.clerk(), tender.project, "灯杆由8米改为10米。", substantive=True, deadline=moved)
    assert tender.project.notice is not None and tender.project.notice.deadline == DEADLINE
    with pytest.raises(OutOfOrder):
        propose_addendum(tender.clerk(), tender.project, "又一处", substantive=False)
    with pytest.raises(NotAllowed):
        publish_addendum(tender.clerk(), tender.project)
    publish_addendum(tender.head(), tender.project)
    assert (tender.project.notice.deadline, made.short, made.days_left) == (moved, False, 36)
    assert (made.number, made.old_deadline, made.published_at) == (1, DEADLINE, NOW)
    # bids that were sealed before stay valid; one of them is replaced after the old deadline
    tender.bid(1, "1970000", at=DEADLINE + timedelta(days=1))
    row = session.scalars(select(TrailRow).where(TrailRow.verb == "trade.addendum_published")).one()
    assert '"short":false' in row.facts
    with pytest.raises(NotFound):
        publish_addendum(tender.head(), tender.project)


def test_whoever_proposed_does_not_publish_be_he_the_head(session: Session, tender: Tender) -> None:
    tender.published()
    made = propose_addendum(tender.head(), tender.project, "电话更正。", substantive=False)
    with pytest.raises(NotAllowed):
        publish_addendum(tender.head(), tender.project)
    publish_addendum(tender.acting_as("section_head"), tender.project)
    assert made.published_by == tender.acting_as("section_head").actor.official_id


@pytest.mark.parametrize(
    ("days", "moved", "substantive", "short"),
    [(15, 0, True, False), (14, 0, True, True), (14, 1, True, False), (1, 13, True, True), (1, 0, False, False)],
)
def test_fifteen_days_are_left_to_the_day_or_the_reason_is_given(
    session: Session, tender: Tender, days: int, moved: int, substantive: bool, short: bool
) -> None:
    tender.published()
    at = DEADLINE - timedelta(days=days)
    deadline = DEADLINE + timedelta(days=moved) if moved else None

    def propose(reason: str) -> Addendum:
        return propose_addendum(
            tender.clerk(at), tender.project, "改一处", substantive=substantive, deadline=deadline, reason=reason
        )

    if short:
        with pytest.raises(Incomplete) as refused:
            propose(" ")
        assert refused.value.field == "reason"
    propose("汛期前必须开工")
    made = publish_addendum(tender.head(at), tender.project)
    assert (made.short, made.days_left) == (short, days + moved)


def test_time_that_runs_out_between_proposal_and_publication_is_counted_again(session: Session, tender: Tender) -> None:
    tender.published()
    made = propose_addendum(tender.clerk(DEADLINE - timedelta(days=15)), tender.project, "改一处", substantive=True)
    with pytest.raises(Incomplete):
        publish_addendum(tender.head(DEADLINE - timedelta(days=14)), tender.project)
    assert made.published_at is None
    drop_addendum(tender.head(DEADLINE - timedelta(days=14)), tender.project, "来不及")
    assert made.dropped_reason == "来不及"
    again = propose_addendum(
        tender.clerk(DEADLINE - timedelta(days=14)),
        tender.project,
        "改一处",
        substantive=True,
        deadline=DEADLINE + timedelta(days=1),
    )
    assert again.number == 2


def test_a_deadline_never_moves_forward_and_nothing_changes_after_it(session: Session, tender: Tender) -> None:
    tender.published()
    for wrong in (DEADLINE, DEADLINE - timedelta(hours=1)):
        with pytest.raises(Incomplete) as refused:
            propose_addendum(tender.clerk(), tender.project, "提前", substantive=False, deadline=wrong)
        assert refused.value.field == "deadline"
    propose_addendum(tender.clerk(), tender.project, "更正", substantive=False)
    with pytest.raises(TooLate):
        publish_addendum(tender.head(DEADLINE), tender.project)


@pytest.mark.parametrize("role", ["other_handler", "window", "legal_reviewer", "enforcement_officer"])
def test_no_other_role_touches_the_papers(session: Session, tender: Tender, role: str) -> None:
    tender.published()
    act = tender.acting_as(role)
    with pytest.raises(NotAllowed):
        propose_addendum(act, tender.project, "改", substantive=False)
    propose_addendum(tender.clerk(), tender.project, "改", substantive=False)
    for refused in (lambda: publish_addendum(act, tender.project), lambda: drop_addendum(act, tender.project, "否")):
        with pytest.raises(NotAllowed):
            refused()
    held = session.scalars(select(Addendum)).all()
    assert [(one.published_at, one.dropped_at) for one in held] == [(None, None)]
    assert session.scalars(select(Project.state)).one() == TradeState.OPEN
