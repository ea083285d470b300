"""Each condition of T04 to T35: it fires, it does not, it ceases."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from app.kernel.act import local_day
from app.kernel.points import Point, Severity
from app.parties.operations import tie_parties
from app.parties.words import TieWord
from app.supervision.models import Alert
from app.supervision.scanning import scan, sweep
from app.trading.models import Lot, Objection, Offer, Project
from app.trading.operations import (
    answer_objection,
    award_lot,
    close_bidding,
    enter_objection,
    examine,
    object_to,
    open_bids,
    withdraw_complaint,
)
from app.trading.operations.voices import propose_addendum, publish_addendum
from app.trading.points import TRADING_POINTS, standing
from app.trading.points.network import NETWORK
from app.trading.points.pairing import PAIRING
from app.trading.points.standing import Standing
from app.trading.words import CallAnswer, NotFirst, ObjectionOutcome, ObjectionStage, Outcome, TradeKind, TradeState
from tests.conftest import NOW
from tests.parties.building import company, person
from tests.supervision.register import register_points
from tests.trading.course import DAY, Course, Trades
from tests.trading.faults import expert_of, expert_tied, prepared_for
from tests.trading.scenarios import SCENARIOS

register_points()
RED, YELLOW, BLUE = Severity.RED, Severity.YELLOW, Severity.BLUE
POINTS: dict[str, Point] = {point.code: point for point in TRADING_POINTS}
MINUTE = timedelta(minutes=1)
YES, NO, SILENT = CallAnswer.YES, CallAnswer.NO, CallAnswer.SILENT


def found(trades: Trades, code: str, at: Any = NOW) -> list[Alert]:
    """Ask one point about everything; return its alerts."""
    trades.session.flush()
    sweep(trades.acting_as(None, at=at), [POINTS[code]])
    mine = select(Alert).where(Alert.point == code).order_by(Alert.id).execution_options(populate_existing=True)
    return list(trades.session.scalars(mine))


def test_every_condition_has_its_scenario() -> None:
    at_night = {point.code for point in (*NETWORK, *PAIRING)}  # those: test_network, test_pairings
    assert set(SCENARIOS) == set(POINTS) - at_night


@pytest.mark.parametrize("code", sorted(SCENARIOS))
def test_a_condition_raises_one_alert(trades: Trades, code: str) -> None:
    SCENARIOS[code].fires(trades)
    found(trades, code)
    alerts = found(trades, code)
    home = trades.world.organisation(SCENARIOS[code].home)
    assert [(one.severity, one.organisation_id, one.ceased_at) for one in alerts] == [
        (SCENARIOS[code].severity, home.id, None)
    ]
    assert alerts[0].evidence and alerts[0].occurred_at <= NOW


@pytest.mark.parametrize("code", sorted(SCENARIOS))
def test_a_condition_is_found_by_the_scan_of_the_minute(trades: Trades, code: str) -> None:
    """No alert waits for the night because the trail names the trade and the point a lot of it."""
    scan(trades.acting_as(None, at=NOW - 500 * DAY), points=[POINTS[code]])
    SCENARIOS[code].fires(trades)
    trades.session.flush()
    scan(trades.acting_as(None), points=[POINTS[code]])
    assert len(trades.session.scalars(select(Alert).where(Alert.point == code)).all()) == 1


@pytest.mark.parametrize("code", sorted(SCENARIOS))
def test_what_is_in_order_raises_nothing(trades: Trades, code: str) -> None:
    SCENARIOS[code].calm(trades)
    assert found(trades, code) == []


@pytest.mark.parametrize("code", sorted(SCENARIOS))
def test_an_alert_ceases_with_its_condition(trades: Trades, code: str) -> None:
    row = SCENARIOS[code].fires(trades)
    found(trades, code)
    SCENARIOS[code].ends(trades, row)
    later = NOW + MINUTE
    assert [one.ceased_at for one in found(trades, code, later)] == [later]


def test_an_honest_trade_raises_nothing_at_all(trades: Trades) -> None:
    trades.course().contracted()
    sweep(trades.acting_as(None), TRADING_POINTS)
    assert trades.session.scalars(select(Alert.point)).all() == []


def moved(trades: Trades, short: int, later: int) -> Course:
    """A notice that gives so many days, and an addendum that moves the deadline to so many."""
    course = prepared_for(trades, short)
    propose_addendum(
        course.clerk(), course.project, "延长投标截止时间", substantive=False, deadline=course.now + later * DAY
    )
    publish_addendum(course.head(), course.project)
    return course


def test_an_addendum_that_moves_the_deadline_puts_a_short_notice_right(trades: Trades) -> None:
    prepared_for(trades, 15)
    course = moved(trades, 15, 19)
    assert [one.subject_id == course.project.id for one in found(trades, "T04.prepare")] == [False, True]
    moved(trades, 15, 20)
    assert len(found(trades, "T04.prepare")) == 2


def test_an_award_to_the_third_needs_more_than_one_ground(trades: Trades) -> None:
    course = trades.course()
    course.ranked_with().show()
    award_lot(course.head(course.awarded_at()), course.candidate(3), NotFirst.UNABLE, "受灾停产")
    assert [one.evidence["rank"] for one in found(trades, "T33.not_first") if one.evidence] == [3]


def test_an_opening_after_half_an_hour_is_told_by_the_clock_and_stays_told(trades: Trades) -> None:
    course = trades.course().closed_with()
    point = [POINTS["T17.late"]]
    scan(course.centre(course.deadline), points=point)
    scan(course.centre(course.deadline + 30 * MINUTE), points=point)
    assert trades.session.scalars(select(Alert.id)).all() == []
    scan(course.centre(course.deadline + 32 * MINUTE), points=point)
    assert len(trades.session.scalars(select(Alert.id)).all()) == 1
    course.shares(1, 3, 5)
    open_bids(course.centre(course.deadline + 40 * MINUTE), course.project)
    alerts = found(trades, "T17.late")
    assert [one.ceased_at for one in alerts] == [None]


def test_a_trade_that_stood_still_for_an_objection_is_late_for_nothing(trades: Trades) -> None:
    course = trades.course().closed_with()
    text = "资格条件与项目规模不符"
    made = enter_objection(
        course.centre(course.deadline + MINUTE),
        course.project,
        ObjectionStage.PAPERS,
        text,
        "某企业",
        "13800000000",
        course.deadline - 12 * DAY,
    )
    assert course.project.state == TradeState.HALTED
    assert found(trades, "T17.late") == []
    answered = course.deadline + 2 * DAY
    answer_objection(course.clerk(answered), made, "维持原条件", ObjectionOutcome.REJECTED)
    course.shares(1, 3, 5, at=answered)
    open_bids(course.centre(answered + 20 * MINUTE), course.project)
    assert found(trades, "T17.late") == []


def test_candidates_that_went_back_to_the_committee_are_not_late(trades: Trades) -> None:
    course = trades.course().ranked_with().show()
    act = course.centre(course.deadline + DAY)
    made = object_to(act, course.project, "第二候选人业绩存疑", "某企业", "13800000000")
    answer_objection(course.clerk(course.deadline + 2 * DAY), made, "重新评审", ObjectionOutcome.AGAIN)
    assert course.project.state == TradeState.EVALUATING
    assert found(trades, "T33.shown_late") == []


def test_before_the_opening_no_alert_knows_who_bids(trades: Trades) -> None:
    course = trades.course()
    course.published(bond=Decimal("40000.01"))
    act = course.acting_as(None)
    for serial, price in ((1, "1980000"), (1, "1980000"), (2, "1980000")):
        course.bid(serial, price, course.now)
    owner = person(act)
    for serial in (1, 2):
        tie_parties(act, owner, TieWord.LEGAL, course.firm(serial))
    close_bidding(course.centre(course.deadline), course.project)
    sweep(course.centre(course.deadline), TRADING_POINTS)
    alerts = trades.session.scalars(select(Alert)).all()
    assert {one.point for one in alerts} == {"T07.bond"}
    assert not any("第" in str(one.evidence) or "第" in one.text for one in alerts)
    assert trades.session.scalars(select(Offer.id).join(Lot).join(Project)).all() == []


def test_names_of_experts_stand_in_no_alert(trades: Trades) -> None:
    course = expert_tied(trades)
    expert = course.members()[0].expert
    alert = found(trades, "T29.bidder")[0]
    assert expert.name not in alert.text and expert.name not in str(alert.evidence)
    assert alert.evidence == {"place": 1, "bidder": "第2工程有限公司"}


def test_a_relative_of_an_expert_at_a_bidder_is_a_lead_too(trades: Trades) -> None:
    course = trades.course().seated_with()
    act, day = course.acting_as(None), local_day(course.deadline)
    spouse = person(act)
    tie_parties(act, expert_of(course), TieWord.SPOUSE, spouse, from_on=day - 900 * DAY)
    assert found(trades, "T29.bidder") == []
    tie_parties(act, spouse, TieWord.DIRECTOR, course.firm(3), from_on=day - 90 * DAY)
    assert len(found(trades, "T29.bidder")) == 1


def test_a_firm_between_two_others_is_no_expert_s_tie(trades: Trades) -> None:
    course = trades.course().seated_with()
    act, day = course.acting_as(None), local_day(course.deadline)
    mother, sister = company(act), company(act)
    for one, other in ((expert_of(course), mother), (mother, sister), (sister, course.firm(1))):
        tie_parties(act, one, TieWord.PARTNER, other, from_on=day - 900 * DAY)
    assert found(trades, "T29.bidder") == []


DISPUTES = ("T05.late", "T05.many", "T05.went_on", "T38.answer", "T38.examined", "T38.decided", "T38.heap")
OUT, LACKS = Outcome.NOT_APPLICABLE, Outcome.NOT_ENOUGH


def disputes(course: Course) -> dict[str, tuple[Outcome, str]]:
    """Return why the conditions about changes, objections and complaints do not judge a trade; the others can."""
    course.session.flush()
    found = Standing(course.session, course.project, course.project.lots[0]).unjudged()
    return {code: found[code] for code in DISPUTES if code in found}


def test_of_changes_nothing_is_said_before_the_deadline_and_of_voices_that_nobody_has_spoken(trades: Trades) -> None:
    course = trades.course()
    course.drafted()
    silent = dict.fromkeys(DISPUTES[2:4], (OUT, standing.NO_OBJECTION))
    silent |= dict.fromkeys(DISPUTES[4:], (OUT, standing.NO_COMPLAINT))
    assert disputes(course) == dict.fromkeys(DISPUTES[:2], (LACKS, standing.UNPUBLISHED)) | silent
    course = trades.course()
    course.published()
    assert disputes(course) == dict.fromkeys(DISPUTES[:2], (LACKS, standing.BEFORE_DEADLINE)) | silent
    course = trades.course()
    course.closed_with()
    assert disputes(course) == silent
    course.project.supervisor_id = None
    unknown = dict.fromkeys(DISPUTES[4:], (LACKS, standing.NO_SUPERVISOR))
    assert disputes(course) == {code: silent[code] for code in DISPUTES[2:4]} | unknown
    course.stop()
    assert set(disputes(course).values()) == {(OUT, standing.STOPPED)}


def test_an_objection_is_judged_once_it_is_answered_and_a_procurement_never_stands_still(trades: Trades) -> None:
    course = trades.course()
    course.closed_with()
    made = object_to_papers(course)
    assert disputes(course)["T38.answer"] == (LACKS, standing.UNANSWERED)
    course.answer(made, course.deadline + DAY)
    assert not {"T05.went_on", "T38.answer"} & set(disputes(course))
    course = trades.course()
    course.kind = TradeKind.PROCUREMENT
    course.published()
    course.answer(object_to(course.centre(), course.project, "资格条件过高", "某企业", "13800000000"), course.now)
    assert disputes(course)["T05.went_on"] == (OUT, standing.GOES_ON)


def object_to_papers(course: Course) -> Objection:
    """Enter an objection that had come on paper in time, after the deadline."""
    told = ("资格条件与项目规模不符", "某企业", "13800000000", course.deadline - 12 * DAY)
    return enter_objection(course.centre(course.deadline + MINUTE), course.project, ObjectionStage.PAPERS, *told)


def test_a_complaint_is_judged_step_by_step(trades: Trades) -> None:
    def said(made: Callable[[Course], Any]) -> dict[str, tuple[Outcome, str]]:
        course = trades.course()
        course.published()
        made(course)
        return {code: one for code, one in disputes(course).items() if code.startswith("T38") and code != "T38.answer"}

    at = trades.course().now
    waits = dict.fromkeys(("T38.examined", "T38.decided"), (LACKS, standing.UNEXAMINED))
    assert said(lambda c: c.complain(at)) == waits
    assert said(lambda c: c.complain(at, examined=at)) == {"T38.decided": (LACKS, standing.UNDECIDED)}
    assert said(lambda c: c.complain(at, examined=at, decided=at)) == {}
    refused = said(lambda c: examine(c.centre(at), c.complain(at), "没有明确的请求。", accepted=False))
    assert refused == {"T38.decided": (OUT, standing.NOT_TAKEN_UP)}
    gone = said(lambda c: withdraw_complaint(c.centre(at), c.complain(at)))
    assert gone == dict.fromkeys(("T38.examined", "T38.decided"), (OUT, standing.WITHDRAWN))
