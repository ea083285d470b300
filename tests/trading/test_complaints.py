"""Complaints go to the department named for the trade, in the time of the law of its kind, and are decided in public."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.act import Act, Channel
from app.kernel.audit import TrailRow
from app.kernel.clocks import ClockKind, clock_of
from app.kernel.errors import Conflict, Incomplete, NotAllowed, OutOfOrder, TooLate
from app.kernel.places import Post, PostHolder
from app.kernel.roles import Duty
from app.trading.jobs import lift_suspensions
from app.trading.models import Candidate, EarlierEvaluation, Objection, TradeComplaint
from app.trading.operations import (
    answer_objection,
    award_lot,
    complain,
    decide,
    examine,
    lift,
    object_to,
    rank_offers,
    suspend,
    withdraw_complaint,
)
from app.trading.queries import candidates_of
from app.trading.remedies import COMPLAINING
from app.trading.words import ComplaintOutcome, ComplaintState, ObjectionOutcome, TradeKind, TradeState
from tests.conftest import NOW
from tests.trading.building import DEADLINE, Tender
from tests.world import World

WHO = ("第1工程有限公司 张工", "13900000001")
C, DAY = ComplaintOutcome, timedelta(days=1)


@pytest.fixture
def office(session: Session, world: World) -> Callable[[str, datetime], Act]:
    """The supervising department: ``office("handler", at)`` or ``office("head", at)``."""
    home = world.organisation("gulou-health").id
    officials = {"handler": "county_admin", "head": "auditor", "second": "leader"}
    duties = {"handler": Duty.HANDLER, "head": Duty.ORGAN_HEAD, "second": Duty.SECTION_HEAD}
    for name, short in officials.items():
        post = Post(county=350102, organisation_id=home, name=name, duty=duties[name])
        session.add(post)
        session.flush()
        held = world.official(short).id
        session.add(PostHolder(county=350102, post_id=post.id, official_id=held, from_on=date(2026, 1, 1)))
    session.flush()
    return lambda who, at: Act(session, world.actor(officials[who], at), at, Channel.SCREEN, 350102)


def objected(tender: Tender, at: datetime) -> Objection:
    return object_to(tender.centre(at), tender.project, "第一候选人业绩不实。", *WHO)


def answered(tender: Tender, at: datetime) -> Objection:
    made = objected(tender, at)
    answer_objection(tender.clerk(at), made, "经核查属实。", ObjectionOutcome.REJECTED)
    return made


def complained(tender: Tender, at: datetime, objection: Objection | None = None, **said: date) -> TradeComplaint:
    return complain(tender.centre(at), tender.project, "答复没有说明理由。", *WHO, objection=objection, **said)


def test_every_rule_names_its_articles() -> None:
    assert all("条" in rule.basis for rule in COMPLAINING.values())
    assert [kind for kind, rule in COMPLAINING.items() if not rule.verified] == [TradeKind.PROCUREMENT]


@pytest.mark.parametrize(("days", "late"), [(10, False), (14, True)])
def test_ten_days_from_the_answer_in_works(session: Session, tender: Tender, days: int, late: bool) -> None:
    tender.shown()
    objection = answered(tender, DEADLINE + DAY)  # a Wednesday; the tenth day is a Saturday and rolls to Monday
    at = DEADLINE + DAY + days * DAY
    if late:
        with pytest.raises(TooLate):
            complained(tender, at, objection)
        return
    made = complained(tender, at, objection)
    assert (made.organisation_id, made.state) == (tender.project.supervisor_id, ComplaintState.MADE)
    clock = clock_of(session, made, ClockKind.RECEIVE)
    assert clock is not None and (clock.limit_value, clock.limit_unit) == (3, "wd")
    with pytest.raises(Conflict):
        complained(tender, at, objection)


def test_before_the_answer_one_waits_for_it_or_for_its_day(session: Session, tender: Tender) -> None:
    tender.shown()
    objection = objected(tender, DEADLINE + DAY)
    with pytest.raises(OutOfOrder):
        complained(tender, DEADLINE + 2 * DAY, objection)
    clock = clock_of(session, objection, ClockKind.ANSWER)
    assert clock is not None and clock.due_at is not None
    assert complained(tender, clock.due_at, objection).objection_id == objection.id


def test_a_procurement_needs_the_objection_and_gives_fifteen_working_days(
    session: Session, tender: Tender, office: Callable[[str, datetime], Act]
) -> None:
    tender.kind = TradeKind.PROCUREMENT
    tender.scored()
    rank_offers(tender.centre(DEADLINE), tender.project)
    award_lot(tender.head(DEADLINE), candidates_of(session, tender.project)[0])
    with pytest.raises(Incomplete):
        complained(tender, DEADLINE + DAY, known_on=DEADLINE.date())
    objection = answered(tender, DEADLINE + DAY)
    with pytest.raises(TooLate):
        complained(tender, DEADLINE + 23 * DAY, objection)
    made = complained(tender, DEADLINE + 22 * DAY, objection)
    clock = clock_of(session, made, ClockKind.RECEIVE)
    assert clock is not None and (clock.limit_value, clock.limit_unit) == (5, "wd")
    examine(office("handler", DEADLINE + 23 * DAY), made, accepted=True)
    assert tender.project.state == TradeState.AWARDED  # it goes on until the supervisor's written notice


def test_without_an_objection_works_are_complained_about_from_the_day_of_learning(
    session: Session, tender: Tender
) -> None:
    tender.published()
    with pytest.raises(Incomplete):
        complained(tender, NOW)
    with pytest.raises(Incomplete):
        complained(tender, NOW, known_on=(NOW + DAY).date())
    with pytest.raises(TooLate):
        complained(tender, NOW + 20 * DAY, known_on=NOW.date())
    assert complained(tender, NOW + 2 * DAY, known_on=NOW.date()).objection_id is None
    assert tender.project.state == TradeState.OPEN


def test_a_trade_without_a_supervisor_takes_no_complaint(session: Session, tender: Tender) -> None:
    tender.published()
    tender.project.supervisor_id = None
    with pytest.raises(OutOfOrder):
        complained(tender, NOW, known_on=NOW.date())
    assert session.scalars(select(TradeComplaint)).all() == []


def test_it_is_examined_suspended_decided_and_each_leaves_one_row(
    session: Session, tender: Tender, office: Callable[[str, datetime], Act]
) -> None:
    tender.shown()
    at = DEADLINE + 2 * DAY
    made = complained(tender, at, answered(tender, at))
    examine(office("handler", at), made, accepted=True)
    clock = clock_of(session, made, ClockKind.ANSWER)
    assert clock is not None and clock.limit_value == 30
    suspend(office("head", at), made, (at + 30 * DAY).date(), "暂停定标，配合调查。")
    assert (tender.project.state, tender.project.halted_from) == (TradeState.HALTED, TradeState.SHOWN)
    with pytest.raises(OutOfOrder):
        award_lot(tender.head(at + 20 * DAY), candidates_of(session, tender.project)[0])
    with pytest.raises(NotAllowed):
        decide(office("handler", at + 5 * DAY), made, "维持。", C.REJECTED)
    decide(office("head", at + 5 * DAY), made, "投诉不成立。", C.REJECTED)
    assert (tender.project.state, tender.project.halted_from) == (TradeState.SHOWN, None)
    assert (made.state, made.decision, made.resumed_at) == (ComplaintState.DECIDED, "投诉不成立。", at + 5 * DAY)
    verbs = session.scalars(select(TrailRow.verb).order_by(TrailRow.id)).all()
    wanted = ["trade.complained", "trade.complaint_examined", "trade.suspended", "trade.complaint_decided"]
    assert [verb for verb in verbs if verb in wanted] == wanted
    with pytest.raises(OutOfOrder):
        decide(office("head", at + 6 * DAY), made, "再决定。", C.VOID)


def test_a_suspension_lasts_thirty_days_once_and_ends_by_the_clock(
    session: Session, tender: Tender, office: Callable[[str, datetime], Act]
) -> None:
    tender.published()
    made = complained(tender, NOW, known_on=NOW.date())
    with pytest.raises(OutOfOrder):
        suspend(office("head", NOW), made, (NOW + DAY).date(), "暂停。")
    examine(office("handler", NOW), made, accepted=True)
    for wrong in (NOW.date(), (NOW + 31 * DAY).date()):
        with pytest.raises(Incomplete) as refused:
            suspend(office("head", NOW), made, wrong, "暂停。")
        assert refused.value.field == "until"
    with pytest.raises(NotAllowed):
        suspend(office("handler", NOW), made, (NOW + DAY).date(), "暂停。")
    suspend(office("head", NOW), made, (NOW + 2 * DAY).date(), "暂停。")
    assert lift_suspensions(tender.centre(NOW + 2 * DAY)) == {"lifted": 0}
    assert tender.project.state == TradeState.HALTED
    assert lift_suspensions(tender.centre(NOW + 3 * DAY)) == {"lifted": 1}
    assert tender.project.state == TradeState.OPEN
    assert tender.project.notice is not None and tender.project.notice.deadline == DEADLINE + 3 * DAY
    with pytest.raises(OutOfOrder):
        suspend(office("head", NOW + 3 * DAY), made, (NOW + 5 * DAY).date(), "再暂停。")
    with pytest.raises(OutOfOrder):
        lift(office("handler", NOW + 3 * DAY), made)


def test_a_lifted_suspension_waits_for_an_objection_that_is_open(
    session: Session, tender: Tender, office: Callable[[str, datetime], Act]
) -> None:
    tender.published()
    made = complained(tender, NOW, known_on=NOW.date())
    examine(office("handler", NOW), made, accepted=True)
    suspend(office("head", NOW), made, (NOW + 9 * DAY).date(), "暂停。")
    objection = objected(tender, NOW)
    lift(office("handler", NOW), made)
    assert tender.project.state == TradeState.HALTED
    answer_objection(tender.clerk(NOW), objection, "维持。", ObjectionOutcome.REJECTED)
    assert tender.project.state == TradeState.OPEN


@pytest.mark.parametrize(("outcome", "state"), [(C.AGAIN, TradeState.EVALUATING), (C.VOID, TradeState.VOID)])
def test_upheld_the_trade_follows_the_decision(
    session: Session,
    tender: Tender,
    office: Callable[[str, datetime], Act],
    outcome: ComplaintOutcome,
    state: TradeState,
) -> None:
    tender.shown()
    at = DEADLINE + 2 * DAY
    made = complained(tender, at, answered(tender, at))
    examine(office("handler", at), made, accepted=True)
    suspend(office("head", at), made, (at + 9 * DAY).date(), "暂停。")
    decide(office("head", at), made, "投诉成立。", outcome)
    assert tender.project.state == state
    kept = session.scalars(select(EarlierEvaluation)).all()
    assert len(kept) == (outcome == C.AGAIN)
    assert bool(session.scalars(select(Candidate)).all()) == (outcome == C.VOID)


def test_there_is_nothing_to_evaluate_again_before_the_candidates(
    session: Session, tender: Tender, office: Callable[[str, datetime], Act]
) -> None:
    tender.published()
    made = complained(tender, NOW, known_on=NOW.date())
    examine(office("handler", NOW), made, accepted=True)
    with pytest.raises(OutOfOrder):
        decide(office("head", NOW), made, "重评。", C.AGAIN)


def test_not_taken_up_it_has_its_reason_and_ends(
    session: Session, tender: Tender, office: Callable[[str, datetime], Act]
) -> None:
    tender.published()
    made = complained(tender, NOW, known_on=NOW.date())
    with pytest.raises(Incomplete) as refused:
        examine(office("handler", NOW), made, " ", accepted=False)
    assert refused.value.field == "reason"
    examine(office("handler", NOW), made, "没有明确的请求。", accepted=False)
    assert (made.state, made.decision) == (ComplaintState.REFUSED, "没有明确的请求。")
    with pytest.raises(OutOfOrder):
        decide(office("head", NOW), made, "驳回。", C.REJECTED)


def test_withdrawn_it_ends_and_the_trade_goes_on(
    session: Session, tender: Tender, office: Callable[[str, datetime], Act]
) -> None:
    tender.published()
    made = complained(tender, NOW, known_on=NOW.date())
    examine(office("handler", NOW), made, accepted=True)
    suspend(office("head", NOW), made, (NOW + 9 * DAY).date(), "暂停。")
    withdraw_complaint(tender.centre(NOW + DAY), made)
    assert (made.state, tender.project.state) == (ComplaintState.WITHDRAWN, TradeState.OPEN)
    clock = clock_of(session, made, ClockKind.ANSWER)
    assert clock is not None and clock.stopped_at == NOW + DAY
    with pytest.raises(OutOfOrder):
        withdraw_complaint(tender.centre(NOW + DAY), made)


@pytest.mark.parametrize("role", ["handler", "organ_head", "inspector", "other_handler", "county_admin"])
def test_nobody_but_the_supervisor_handles_it(session: Session, tender: Tender, role: str) -> None:
    tender.published()
    made = complained(tender, NOW, known_on=NOW.date())
    act = tender.acting_as(role)
    for attempt in (
        lambda: examine(act, made, accepted=True),
        lambda: suspend(act, made, (NOW + DAY).date(), "暂停。"),
        lambda: decide(act, made, "驳回。", C.REJECTED),
        lambda: lift(act, made),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    assert (made.state, made.suspended_at, tender.project.state) == (ComplaintState.MADE, None, TradeState.OPEN)


def test_nothing_of_the_complainant_stands_in_the_clear(session: Session, tender: Tender) -> None:
    tender.published()
    complained(tender, NOW, known_on=NOW.date())
    kept = session.connection().exec_driver_sql("SELECT text, name, contact FROM trade_complaint").one()
    assert all(part not in column for column in kept for part in ("第1工程", "13900000001", "答复"))
    row = session.scalars(select(TrailRow).where(TrailRow.verb == "trade.complained")).one()
    assert "第1工程" not in row.facts + row.official
