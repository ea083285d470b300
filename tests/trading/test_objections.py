"""Objections: a works tender stands still until the answer, a procurement goes on; the buyer never learns whose they are."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.kernel.audit import TrailRow
from app.kernel.clocks import ClockKind, clock_of
from app.kernel.errors import Incomplete, NotAllowed, OutOfOrder, TooLate
from app.trading.jobs import close_due
from app.trading.models import Addendum, Candidate, EarlierEvaluation, Objection, Project, Score
from app.trading.operations import (
    answer_objection,
    award_lot,
    close_bidding,
    enter_objection,
    hand_in_scores,
    object_to,
    rank_offers,
    show_candidates,
    stop_tender,
)
from app.trading.queries import candidates_of
from app.trading.releases import releases, told_of
from app.trading.remedies import OBJECTING
from app.trading.words import ObjectionOutcome, ObjectionStage, TradeKind, TradeState
from tests.conftest import NOW
from tests.trading.building import DEADLINE, Tender

WHO = ("第1工程有限公司 张工", "13900000001")
R, S = ObjectionOutcome, ObjectionStage
DAY = timedelta(days=1)


def objected(tender: Tender, at: object = NOW) -> Objection:
    return object_to(tender.centre(at), tender.project, "要求的业绩超出本工程需要。", *WHO)  # type: ignore[arg-type]


def rows(session: Session, table: type) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_every_rule_names_its_article() -> None:
    assert all("条" in rule.basis and rule.outcomes[0] == R.REJECTED for rule in OBJECTING.values())


def test_a_works_tender_stands_still_until_the_answer_and_its_deadline_moves_by_the_days(
    session: Session, tender: Tender
) -> None:
    tender.three_bids()
    made = objected(tender)
    assert (tender.project.state, tender.project.halted_from) == (TradeState.HALTED, TradeState.OPEN)
    clock = clock_of(session, made, ClockKind.ANSWER)
    assert clock is not None and clock.due_on == (NOW + 3 * DAY).date()
    with pytest.raises(OutOfOrder):
        tender.bid(1, "1970000", at=NOW + DAY)
    answer_objection(tender.clerk(NOW + DAY + timedelta(minutes=1)), made, "业绩要求与规模相当。", R.REJECTED)
    assert tender.project.state == TradeState.OPEN and tender.project.halted_from is None
    notice = tender.project.notice
    assert notice is not None and notice.deadline == DEADLINE + 2 * DAY  # a day and a minute are two days
    moved = session.scalars(select(Addendum)).one()
    assert (moved.halt_days, moved.substantive, moved.new_deadline) == (2, False, DEADLINE + 2 * DAY)
    verbs = session.scalars(select(TrailRow.verb).where(TrailRow.subject_kind == Project.kind).order_by(TrailRow.id))
    assert verbs.all()[-3:] == ["trade.halted", "trade.objection_answered", "trade.resumed"]
    tender.bid(1, "1970000", at=DEADLINE + DAY)


def test_the_clock_does_not_close_a_trade_that_stands_still(session: Session, tender: Tender) -> None:
    tender.three_bids()
    made = objected(tender, DEADLINE - 10 * DAY)
    assert close_due(tender.centre(DEADLINE + DAY))["closed"] == 0
    with pytest.raises(OutOfOrder):
        close_bidding(tender.centre(DEADLINE + DAY), tender.project)
    answer_objection(tender.clerk(DEADLINE + DAY), made, "维持。", R.REJECTED)
    assert tender.project.state == TradeState.OPEN
    with pytest.raises(OutOfOrder):
        close_bidding(tender.centre(DEADLINE + 2 * DAY), tender.project)


def test_a_trade_goes_on_when_the_last_of_several_objections_is_answered(session: Session, tender: Tender) -> None:
    tender.published()
    first, second = objected(tender), objected(tender)
    answer_objection(tender.clerk(), first, "维持。", R.REJECTED)
    assert tender.project.state == TradeState.HALTED
    answer_objection(tender.clerk(), second, "维持。", R.CORRECTED)
    assert tender.project.state == TradeState.OPEN and rows(session, Addendum) == 0  # not a day was lost
    with pytest.raises(OutOfOrder):
        answer_objection(tender.clerk(), second, "再答。", R.REJECTED)


def test_objections_to_the_papers_come_ten_days_before_the_deadline(session: Session, tender: Tender) -> None:
    tender.published()
    with pytest.raises(TooLate):
        objected(tender, DEADLINE - 9 * DAY)
    assert rows(session, Objection) == 0 and tender.project.state == TradeState.OPEN
    objected(tender, DEADLINE - 10 * DAY)
    assert rows(session, Objection) == 1


@pytest.mark.parametrize("state", ["drafted", "closed", "opened"])
def test_there_is_nothing_to_object_to_between_the_stages(session: Session, tender: Tender, state: str) -> None:
    getattr(tender, state)()
    with pytest.raises(OutOfOrder):
        objected(tender, DEADLINE)
    assert rows(session, Objection) == 0


def test_candidates_are_objected_to_while_they_are_shown_and_the_award_waits(session: Session, tender: Tender) -> None:
    tender.shown()
    with pytest.raises(TooLate):
        objected(tender, DEADLINE + 4 * DAY)
    made = objected(tender, DEADLINE + 3 * DAY)
    first = candidates_of(session, tender.project)[0]
    with pytest.raises(OutOfOrder):
        award_lot(tender.head(DEADLINE + 5 * DAY), first)
    answer_objection(tender.clerk(DEADLINE + 5 * DAY), made, "评审无误。", R.REJECTED)
    assert tender.project.shown_to == date(2026, 10, 25)
    award_lot(tender.head(DEADLINE + 6 * DAY), first)
    assert tender.project.state == TradeState.AWARDED


def test_upheld_the_committee_scores_again_and_nothing_of_the_first_time_is_lost(
    session: Session, tender: Tender
) -> None:
    tender.shown()
    published = list(releases(told_of(session, tender.project)))
    before = [(one.lot.number, one.rank, one.offer_id) for one in candidates_of(session, tender.project)]
    at = DEADLINE + DAY
    made = objected(tender, at)
    answer_objection(tender.clerk(at), made, "价格分计算有误，重新评审。", R.AGAIN)
    assert (tender.project.state, tender.project.shown_from) == (TradeState.EVALUATING, None)
    assert (rows(session, Candidate), rows(session, Score)) == (0, 0)
    kept = session.scalars(select(EarlierEvaluation)).one()
    assert [tuple(one[:3]) for one in kept.candidates] == before
    assert len(kept.scores) == 15 and kept.reason == made.answer
    assert list(releases(told_of(session, tender.project))) == published
    row = next(one.id for one in tender.project.notice.criteria if not one.by_price)  # type: ignore[union-attr]
    members = [one for one in tender.draw().members if one.seated]
    for member in members:
        given = {(offer.id, row): 30 + place for place, offer in enumerate(tender.offers())}
        hand_in_scores(tender.centre(at), member, given)  # type: ignore[arg-type]
    rank_offers(tender.centre(at), tender.project)
    show_candidates(tender.clerk(at), tender.project, (at + 3 * DAY).date())
    again = list(releases(told_of(session, tender.project)))
    assert again[: len(published)] == published and again[-1]["id"].endswith("3-candidates-2")


def test_upheld_the_tender_is_void_whatever_else_waits(session: Session, tender: Tender) -> None:
    tender.shown()
    at = DEADLINE + DAY
    first, second = objected(tender, at), objected(tender, at)
    answer_objection(tender.clerk(at), first, "废标。", R.VOID)
    assert (tender.project.state, tender.project.halted_from) == (TradeState.VOID, None)
    answer_objection(tender.clerk(at), second, "已废标。", R.REJECTED)
    assert tender.project.state == TradeState.VOID


def test_an_upheld_objection_while_another_waits_stands_still_before_the_committee(
    session: Session, tender: Tender
) -> None:
    tender.shown()
    at = DEADLINE + DAY
    first, _second = objected(tender, at), objected(tender, at)
    answer_objection(tender.clerk(at), first, "重新评审。", R.AGAIN)
    assert (tender.project.state, tender.project.halted_from) == (TradeState.HALTED, TradeState.EVALUATING)


def test_a_procurement_goes_on_and_has_seven_working_days(session: Session, tender: Tender) -> None:
    tender.kind = TradeKind.PROCUREMENT
    tender.scored()
    rank_offers(tender.centre(DEADLINE), tender.project)
    with pytest.raises(OutOfOrder):
        show_candidates(tender.clerk(DEADLINE), tender.project, date(2026, 10, 23))
    with pytest.raises(TooLate):
        objected(tender, DEADLINE)
    award_lot(tender.head(DEADLINE), candidates_of(session, tender.project)[0])
    made = objected(tender, DEADLINE + 9 * DAY)
    assert (made.stage, tender.project.state) == (S.RESULT, TradeState.AWARDED)
    clock = clock_of(session, made, ClockKind.ANSWER)
    assert clock is not None and (clock.limit_value, clock.limit_unit) == (7, "wd")
    with pytest.raises(TooLate):
        objected(tender, DEADLINE + 10 * DAY)
    with pytest.raises(Incomplete):
        answer_objection(tender.clerk(DEADLINE + 9 * DAY), made, "重评。", R.AGAIN)
    answer_objection(tender.clerk(DEADLINE + 9 * DAY), made, "质疑成立。", R.VOID)
    assert tender.project.state == TradeState.VOID


def test_the_papers_of_a_procurement_are_questioned_after_their_sale_too(session: Session, tender: Tender) -> None:
    tender.kind = TradeKind.PROCUREMENT
    tender.published()
    made = objected(tender, NOW + 2 * DAY)
    assert (made.halts, made.stage, tender.project.state) == (False, S.PAPERS, TradeState.OPEN)
    assert tender.project.number.startswith("CG")


def test_an_objection_on_paper_counts_from_its_day_and_tells_that_the_trade_went_on(
    session: Session, tender: Tender
) -> None:
    tender.shown()
    act = tender.centre(DEADLINE + 2 * DAY)
    late = enter_objection(act, tender.project, S.PAPERS, "条件过高。", *WHO, DEADLINE - 12 * DAY)
    assert (late.went_on, late.made_at) == (True, DEADLINE - 12 * DAY)
    clock = clock_of(session, late, ClockKind.ANSWER)
    assert clock is not None and clock.due_at is not None and clock.due_at < DEADLINE
    fresh = enter_objection(act, tender.project, S.CANDIDATES, "业绩不实。", *WHO, DEADLINE + DAY)
    assert not fresh.went_on and tender.project.state == TradeState.HALTED


@pytest.mark.parametrize(
    ("stage", "days", "field"),
    [(S.PAPERS, 4, "made_at"), (S.PAPERS, -40, "made_at"), (S.RESULT, 0, "stage"), (S.CANDIDATES, -3, "stage")],
)
def test_an_objection_on_paper_lies_in_its_stage(
    session: Session, tender: Tender, stage: ObjectionStage, days: int, field: str
) -> None:
    tender.published()
    with pytest.raises(Incomplete) as refused:
        enter_objection(tender.centre(NOW + 3 * DAY), tender.project, stage, "条件过高。", *WHO, NOW + days * DAY)
    assert refused.value.field == field and rows(session, Objection) == 0


def test_others_neither_enter_nor_answer(session: Session, tender: Tender) -> None:
    tender.published()
    with pytest.raises(NotAllowed):
        enter_objection(tender.clerk(), tender.project, S.PAPERS, "条件过高。", *WHO, NOW)
    made = objected(tender)
    for role in ("other_handler", "window", "legal_reviewer", "inspector", "county_admin"):
        with pytest.raises(NotAllowed):
            answer_objection(tender.acting_as(role), made, "维持。", R.REJECTED)
    with pytest.raises(Incomplete) as refused:
        answer_objection(tender.clerk(), made, f"{tender.bidder_named(1)}的异议不成立。", R.REJECTED)
    assert refused.value.field == "answer" and made.answered_at is None


@pytest.mark.parametrize(
    ("text", "name", "contact", "field"),
    [("", "甲", "1", "text"), ("乙", " ", "1", "name"), ("乙", "甲", "", "contact")],
)
def test_an_objection_says_what_and_whose_it_is(
    session: Session, tender: Tender, text: str, name: str, contact: str, field: str
) -> None:
    tender.published()
    with pytest.raises(Incomplete) as refused:
        object_to(tender.centre(), tender.project, text, name, contact)
    assert refused.value.field == field and rows(session, Objection) == 0


def test_nothing_of_whoever_objects_stands_in_the_database_in_the_clear(session: Session, tender: Tender) -> None:
    tender.published()
    objected(tender)
    kept = session.connection().exec_driver_sql("SELECT text, name, contact FROM trade_objection").one()
    assert all(part not in column for column in kept for part in ("第1工程", "13900000001", "业绩"))
    trail = session.scalars(select(TrailRow).where(TrailRow.verb == "trade.objected")).one()
    assert "第1工程" not in trail.facts and "第1工程" not in trail.official


def test_a_trade_that_stands_still_may_be_stopped(session: Session, tender: Tender) -> None:
    tender.published()
    objected(tender)
    stop_tender(tender.head(), tender.project, "规划调整")
    assert (tender.project.state, tender.project.halted_from) == (TradeState.STOPPED, None)
