"""Each condition of T04 to T35: it fires, it does not, it ceases."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.funds.operations import reverse_movement
from app.kernel.act import Act, local_day
from app.kernel.points import Point, Severity
from app.parties.models import Party, Tie
from app.parties.operations import end_tie, give_office, leave_office, tie_parties
from app.parties.words import OfficeWord, TieWord
from app.supervision.models import Alert
from app.supervision.operations.settings import set_limit
from app.supervision.scanning import scan, sweep
from app.trading.jobs import look_at_trees
from app.trading.models import Award, Lot, Notice, Offer, Project, SealedBid, TradeContract
from app.trading.operations import (
    answer_objection,
    award_lot,
    close_bidding,
    enter_objection,
    note_early,
    object_to,
    open_bids,
    rank_offers,
    withdraw,
    write_trades,
)
from app.trading.operations.voices import propose_addendum, publish_addendum
from app.trading.points import TRADING_POINTS
from app.trading.points.network import NETWORK
from app.trading.words import CallAnswer, NotFirst, ObjectionOutcome, ObjectionStage, TradeKind, TradeState
from tests.conftest import NOW
from tests.parties.building import company, person
from tests.supervision.register import register_points
from tests.trading.course import DAY, Course, Trades
from tests.trading.screened_told import told
from tests.world import World

register_points()
RED, YELLOW, BLUE = Severity.RED, Severity.YELLOW, Severity.BLUE
POINTS: dict[str, Point] = {point.code: point for point in TRADING_POINTS}
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
YES, NO, SILENT, AWAY = CallAnswer.YES, CallAnswer.NO, CallAnswer.SILENT, CallAnswer.RECUSED


@pytest.fixture
def trades(session: Session, world: World, acting_as: Callable[..., Act]) -> Trades:
    return Trades(session, world, acting_as)


@dataclass(frozen=True)
class Scenario:
    """How a condition comes about, how the like is no alert, and how it ends."""

    severity: Severity
    fires: Callable[[Trades], Any]
    calm: Callable[[Trades], Any]
    ends: Callable[[Trades, Any], Any]
    centre: bool = False
    """The trading centre answers for it."""
    supervisor: bool = False
    """The supervising department answers for it."""

    @property
    def home(self) -> str:
        """Which body answers for it."""
        return "gulou" if self.centre else "gulou-health" if self.supervisor else "gulou-urban"


def stopped(_trades: Trades, course: Course) -> None:
    course.stop()


def raised_limit(code: str, name: str, value: int) -> Callable[[Trades, Any], None]:
    """The county asks for more before it reports."""

    def end(trades: Trades, _row: Any) -> None:
        set_limit(trades.acting_as("inspector", NOW), POINTS[code], name, value, "本县口径", 350102)

    return end


def published(trades: Trades, **said: Any) -> Course:
    course = trades.course()
    course.published(**said)
    return course


def sold_for(trades: Trades, days: int) -> Course:
    first = local_day(trades.course().now)
    return published(trades, sale=(first, first + (days - 1) * DAY))


def prepared_for(trades: Trades, days: int) -> Course:
    return published(trades, deadline=trades.course().now + days * DAY)


def large(trades: Trades, bond: str) -> Course:
    course = trades.course()
    course.closed_with(estimate="50000000", bond=Decimal(bond))
    return course


def under_one_hand(trades: Trades, share: str = "") -> Tie:
    course = trades.course().opened_with()
    act = course.acting_as(None)
    owner = person(act)
    held = Decimal(share) if share else None
    what = TieWord.SHAREHOLDER if share else TieWord.LEGAL
    tie_parties(act, owner, TieWord.LEGAL, course.firm(1), from_on=act.on - 900 * DAY)
    return tie_parties(act, owner, what, course.firm(2), share=held, from_on=act.on - 900 * DAY)


def tied_to_the_buyer(trades: Trades, left: int | None = None) -> Any:
    course = trades.course().opened_with()
    act = course.acting_as(None)
    officer = person(act)
    begun = act.on - 900 * DAY
    until = None if left is None else act.on - left * DAY
    office = give_office(act, officer, OfficeWord.OFFICIAL, course.project.organisation, from_on=begun, to_on=until)
    tie_parties(act, officer, TieWord.SHAREHOLDER, course.firm(2), share=Decimal(10), from_on=begun)
    return office


def left(trades: Trades, office: Any) -> None:
    act = trades.acting_as(None)
    leave_office(act, office, act.on - DAY)


def ended(trades: Trades, tie: Tie) -> None:
    act = trades.acting_as(None)
    end_tie(act, tie, act.on - DAY, "已转让")


def taken_back(trades: Trades, handed_in: int, withdrawn: int) -> Course:
    course = trades.course()
    course.published()
    for serial in range(1, handed_in + 1):
        course.bid(serial, f"19{serial}0000", course.now)
    for serial in range(1, withdrawn + 1):
        withdraw(course.centre(), course.project.lots[0], course.tokens[course.bidder(serial).uscc])
    close_bidding(course.centre(course.deadline), course.project)
    return course


def used_early(trades: Trades, at: timedelta) -> Course:
    course = published(trades)
    note_early(course.centre(course.deadline + at), course.project.holders[1])
    return course


def taken_late(trades: Trades, late: timedelta) -> Course:
    """Somebody with the database moves the deadline for an hour; a bid comes; he moves it back."""
    course = published(trades)
    for serial in (1, 2):
        course.bid(serial, "1900000", course.now)
    moved = update(Notice).where(Notice.project_id == course.project.id)
    course.session.execute(moved.values(deadline=course.deadline + timedelta(hours=1)))
    course.session.expire_all()
    course.bid(3, "1799999", course.deadline + late)
    course.session.execute(moved.values(deadline=course.deadline))
    course.session.expire_all()
    close_bidding(course.centre(course.deadline + timedelta(hours=1)), course.project)
    return course


def swapped(trades: Trades) -> tuple[Course, SealedBid, str]:
    """Somebody with the database changes a sealed bid after the deadline."""
    course = trades.course().closed_with()
    mine = select(SealedBid).join(Lot).where(Lot.project_id == course.project.id).order_by(SealedBid.id)
    bid = course.session.scalars(mine.limit(1)).one()
    former = bid.envelope
    _rewrite(course, bid, former.replace("a", "b", 1))
    return course, bid, former


def _rewrite(course: Course, bid: SealedBid, text: str) -> None:
    course.session.execute(update(SealedBid).where(SealedBid.id == bid.id).values(envelope=text))
    course.session.expire_all()
    look_at_trees(course.acting_as(None))


def restored(_trades: Trades, told: tuple[Course, SealedBid, str]) -> None:
    _rewrite(*told)


def drawn(trades: Trades, before: timedelta) -> Course:
    course = trades.course()
    course.drawn_at(before)
    return course


def expert_of(course: Course, place: int = 1) -> Party:
    return course.session.get_one(Party, course.members()[place - 1].expert.party_id)


def expert_tied(trades: Trades, ended_days: int | None = None, what: TieWord = TieWord.EMPLOYEE) -> Course:
    """The first member works, or worked until so many days before the draw, for the second bidder."""
    course = trades.course().seated_with()
    act = course.acting_as(None)
    day = local_day(course.deadline)
    until = None if ended_days is None else day - ended_days * DAY
    tie_parties(act, expert_of(course), what, course.firm(2), from_on=day - 2000 * DAY, to_on=until)
    return course


def expert_from_the_buyer(trades: Trades, gone: bool = False) -> Course:
    course = trades.course().seated_with()
    act, day = course.acting_as(None), local_day(course.deadline)
    until = day - DAY if gone else None
    give_office(
        act, expert_of(course), OfficeWord.OFFICIAL, course.project.organisation, from_on=day - 900 * DAY, to_on=until
    )
    return course


def scored(trades: Trades, given: Callable[[int, int], int]) -> Course:
    course = trades.course().seated_with()
    course.score(given)
    rank_offers(course.centre(course.deadline), course.project)
    return course


def rewritten(trades: Trades) -> tuple[Course, int]:
    """Somebody with the database puts the second candidate into the award."""
    course = trades.course()
    award = course.awarded_to()
    former = award.candidate_id
    _put(course, Award, award.id, candidate_id=course.candidate(2).id)
    return course, former


def _put(course: Course, table: Any, pk: int, **values: Any) -> None:
    course.session.execute(update(table).where(table.id == pk).values(**values))
    course.session.expire_all()


def awarded_again(_trades: Trades, told: tuple[Course, int]) -> None:
    course, former = told
    award = course.session.scalars(select(Award).join(Lot).where(Lot.project_id == course.project.id)).one()
    _put(course, Award, award.id, candidate_id=former)


def other_amount(trades: Trades) -> tuple[Course, TradeContract]:
    """Somebody with the database raises the amount of a contract."""
    course = trades.course()
    contract = course.contracted()
    _put(course, TradeContract, contract.id, amount=Decimal("1890000.00"))
    return course, contract


def amount_restored(_trades: Trades, told: tuple[Course, TradeContract]) -> None:
    course, contract = told
    _put(course, TradeContract, contract.id, amount=contract.award.candidate.offer.price)


def overpaid(trades: Trades, *parts: str) -> Any:
    course = trades.course()
    contract = course.contracted()
    return [course.pay(contract, str(place), part) for place, part in enumerate(parts)][-1]


def refunded(trades: Trades, payment: Any) -> None:
    reverse_movement(trades.acting_as(None), payment, "重复付款")


def amended(trades: Trades, days: int, *, substantive: bool = True) -> Course:
    """A trade whose papers were changed so many days before the deadline."""
    course = published(trades)
    course.amend(course.deadline - days * DAY, substantive=substantive)
    return course


def amended_often(trades: Trades, times: int) -> Course:
    course = published(trades)
    for _ in range(times):
        course.amend(course.now)
    return course


def laid_aside(trades: Trades, *, moved: bool) -> Course:
    """An objection on paper that came in twelve days before the deadline, and was entered two days after the opening."""
    course = trades.course()
    course.opened_with() if moved else course.published()
    at = course.deadline - 12 * DAY
    act = course.centre(course.deadline + 2 * DAY if moved else at + DAY)
    enter_objection(act, course.project, ObjectionStage.PAPERS, "业绩要求过高。", "某公司", "0591-1", at)
    return course


def objected(trades: Trades, after: int, kind: TradeKind = TradeKind.WORKS) -> Course:
    """An objection answered so many days after it was made."""
    course = trades.course()
    course.kind = kind
    course.published()
    made = object_to(course.centre(), course.project, "业绩要求过高。", "某公司", "0591-1")
    course.answer(made, course.now + after * DAY)
    return course


def complained(trades: Trades, examined: int, decided: int, kind: TradeKind = TradeKind.WORKS) -> Course:
    """A complaint examined and decided so many days after it was made."""
    course = trades.course()
    course.kind = kind
    course.published()
    course.complain(course.now, examined=course.now + examined * DAY, decided=course.now + decided * DAY)
    return course


def complained_about(trades: Trades, times: int) -> Course:
    course = published(trades)
    for _ in range(times):
        course.complain(course.now, examined=course.now, decided=course.now)
    return course


def among_peers(trades: Trades, *prices: str) -> Course:
    """Sixty tenders of the same market and size whose prices lie well apart, and one with these prices."""
    course = trades.course()
    course.published()
    body = course.project.organisation_id
    peers = [
        told(f"peer-{n}", "1700000", f"{1_800_000 + 1_000 * n}", "1950000", body=body, source="own") for n in range(60)
    ]
    write_trades(course.acting_as(None), 350102, peers)
    return trades.course().opened_with(*enumerate(prices, 1))


SCENARIOS = {
    "T05.late": Scenario(YELLOW, lambda t: amended(t, 14), lambda t: amended(t, 15), stopped),
    "T05.many": Scenario(YELLOW, lambda t: amended_often(t, 3), lambda t: amended_often(t, 2), stopped),
    "T05.went_on": Scenario(YELLOW, lambda t: laid_aside(t, moved=True), lambda t: laid_aside(t, moved=False), stopped),
    "T38.answer": Scenario(YELLOW, lambda t: objected(t, 4), lambda t: objected(t, 3), stopped),
    "T38.examined": Scenario(
        YELLOW, lambda t: complained(t, 6, 7), lambda t: complained(t, 3, 7), stopped, supervisor=True
    ),
    "T38.decided": Scenario(
        YELLOW, lambda t: complained(t, 1, 50), lambda t: complained(t, 1, 40), stopped, supervisor=True
    ),
    "T38.heap": Scenario(YELLOW, lambda t: complained_about(t, 2), lambda t: complained_about(t, 1), stopped),
    "T04.sale": Scenario(YELLOW, lambda t: sold_for(t, 4), lambda t: sold_for(t, 5), stopped),
    "T04.prepare": Scenario(YELLOW, lambda t: prepared_for(t, 19), lambda t: prepared_for(t, 20), stopped),
    "T07.bond": Scenario(
        YELLOW, lambda t: published(t, bond=Decimal("40000.01")), lambda t: published(t, bond=Decimal(40_000)), stopped
    ),
    "T07.bond_most": Scenario(YELLOW, lambda t: large(t, "800000.01"), lambda t: large(t, "800000"), stopped),
    "T14.hand": Scenario(RED, under_one_hand, lambda t: under_one_hand(t, "49.99"), ended),
    "T14.buyer": Scenario(RED, tied_to_the_buyer, lambda t: tied_to_the_buyer(t, left=1), left),
    "T15.withdrawn": Scenario(
        YELLOW,
        lambda t: taken_back(t, 4, 2),
        lambda t: (taken_back(t, 4, 1), taken_back(t, 2, 0)),
        raised_limit("T15.withdrawn", "bids", 5),
    ),
    "T15.gives_up": Scenario(
        YELLOW,
        lambda t: t.course().awarded_to(2, NotFirst.GIVES_UP),
        lambda t: (t.course().awarded_to(2, NotFirst.UNABLE), t.course().awarded_to()),
        raised_limit("T15.gives_up", "percent", 6),
    ),
    "T16.few": Scenario(
        YELLOW,
        lambda t: t.course().opened_with((1, "1980000"), (1, "1970000"), (2, "1900000")),
        lambda t: (t.course().opened_with(), t.course().closed_with((1, "1980000"), (2, "1970000"))),
        stopped,
    ),
    "T16.single": Scenario(
        RED,
        lambda t: t.course().opened_with((1, "1980000"), (1, "1970000"), (1, "1960000")),
        lambda t: t.course().opened_with((1, "1980000"), (1, "1970000"), (2, "1960000")),
        stopped,
    ),
    "T17.late": Scenario(
        YELLOW,
        lambda t: t.course().closed_with(),
        lambda t: (t.course().opened_with(late=30 * MINUTE), t.course().closed_with((1, "1980000"))),
        stopped,
        centre=True,
    ),
    "T17.early": Scenario(
        RED, lambda t: used_early(t, -SECOND), lambda t: used_early(t, timedelta()), stopped, centre=True
    ),
    "T17.late_bid": Scenario(
        RED, lambda t: taken_late(t, SECOND), lambda t: taken_late(t, timedelta()), stopped, centre=True
    ),
    "T17.changed": Scenario(
        RED, swapped, lambda t: look_at_trees(t.course().closed_with().acting_as(None)), restored, centre=True
    ),
    "T18.identical": Scenario(
        YELLOW,
        lambda t: t.course().opened_with((1, "1900000"), (2, "1900000"), (3, "1800000")),
        lambda t: t.course().opened_with((1, "1900000"), (1, "1900000"), (2, "1800000")),
        stopped,
    ),
    "T19.differences": Scenario(
        YELLOW,
        lambda t: t.course().opened_with((1, "1800000"), (2, "1820000"), (3, "1840000"), (4, "1860000")),
        lambda t: t.course().opened_with((1, "1800000"), (2, "1820000"), (3, "1840000")),
        stopped,
    ),
    "T20.variance": Scenario(
        BLUE,
        lambda t: among_peers(t, "1880000", "1899000", "1900000"),
        lambda t: (
            t.course().opened_with((1, "1880000"), (2, "1899000"), (3, "1900000")),
            among_peers(t, "1700000", "1820000", "1950000"),
        ),
        stopped,
    ),
    "T21.distance": Scenario(
        BLUE,
        lambda t: t.course().opened_with((1, "1800000"), (2, "1801000"), (3, "1900000")),
        lambda t: t.course().opened_with((1, "1800000"), (2, "1802000"), (3, "1900000")),
        stopped,
    ),
    "T22.ceiling": Scenario(
        YELLOW,
        lambda t: t.course().opened_with((1, "1951000"), (2, "1975000"), (3, "1989000")),
        lambda t: t.course().opened_with((1, "1949000"), (2, "1975000"), (3, "1989000")),
        stopped,
    ),
    "T28.early": Scenario(YELLOW, lambda t: drawn(t, DAY + MINUTE), lambda t: drawn(t, DAY), stopped, centre=True),
    "T28.passed_over": Scenario(
        YELLOW,
        lambda t: t.course().seated_with(NO, SILENT, NO),
        lambda t: t.course().seated_with(NO, SILENT, AWAY),
        stopped,
        centre=True,
    ),
    "T29.bidder": Scenario(
        RED, expert_tied, lambda t: expert_tied(t, 1096), lambda _trades, course: course.reject(2), centre=True
    ),
    "T29.buyer": Scenario(
        RED, expert_from_the_buyer, lambda t: expert_from_the_buyer(t, gone=True), stopped, centre=True
    ),
    "T31.flat": Scenario(
        YELLOW,
        lambda t: scored(t, lambda who, offer: 30 if who == 2 else 30 + offer),
        lambda t: scored(t, lambda who, offer: 30 + (offer == who % 3)),
        stopped,
        centre=True,
    ),
    "T32.lowest": Scenario(
        YELLOW,
        lambda t: t.course().awarded_to(rejected=[2]),
        lambda t: t.course().awarded_to(rejected=[3]),
        raised_limit("T32.lowest", "percent", 6),
        centre=True,
    ),
    "T32.only": Scenario(
        YELLOW,
        lambda t: t.course().awarded_to(rejected=[1, 3]),
        lambda t: t.course().awarded_to(rejected=[1]),
        raised_limit("T32.only", "rejected", 3),
        centre=True,
    ),
    "T33.not_first": Scenario(RED, rewritten, lambda t: t.course().awarded_to(2, NotFirst.NO_SECURITY), awarded_again),
    "T33.shown_late": Scenario(
        YELLOW, lambda t: t.course().ranked_with(), lambda t: t.course().ranked_with().show(3 * DAY), stopped
    ),
    "T34.late": Scenario(
        YELLOW,
        lambda t: (course := t.course(), course.awarded_to()),
        lambda t: t.course().contracted(30),
        lambda _trades, told: told[0].signed(told[1], 30, entered=10),
    ),
    "T35.price": Scenario(RED, other_amount, lambda t: t.course().contracted(), amount_restored),
    "T35.paid": Scenario(
        YELLOW, lambda t: overpaid(t, "900000", "900000.01"), lambda t: overpaid(t, "900000", "900000"), refunded
    ),
}


def found(trades: Trades, code: str, at: Any = NOW) -> list[Alert]:
    """Ask one point about everything; return its alerts."""
    trades.session.flush()
    sweep(trades.acting_as(None, at=at), [POINTS[code]])
    mine = select(Alert).where(Alert.point == code).order_by(Alert.id).execution_options(populate_existing=True)
    return list(trades.session.scalars(mine))


def test_every_condition_has_its_scenario() -> None:
    assert set(SCENARIOS) == set(POINTS) - {point.code for point in NETWORK}  # those: test_network


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
