"""The demo's tenders stand where their pages say."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.security import check_password_hash

from app.kernel.act import Act
from app.kernel.points import Severity
from app.supervision.models import Alert
from app.supervision.scanning import sweep
from app.trading import room
from app.trading.models import Lot, OutsideAccount, Project, ScreenedTrade, TradeListing, TradePattern
from app.trading.operations.network import measure_network
from app.trading.points import TRADING_POINTS
from app.trading.points.buying import BUYING
from app.trading.points.listing import LISTING
from app.trading.points.remedies import REMEDIES
from seeds.committees import write_committees
from seeds.experts import EXPERT, write_waiting
from seeds.people import PASSWORD
from seeds.registers import write_registers
from seeds.rigged import write_rigged
from seeds.trading import write_trading
from tests.supervision.register import register_points
from tests.trading.building import KEY
from tests.world import World

register_points()


def test_each_tender_of_the_demo_stands_where_it_should(
    session: Session, world: World, acting_as: Callable[..., Act]
) -> None:
    act, health = acting_as(None), world.organisation("gulou-health")
    write_trading(act, world.organisation("gulou-urban"), world.organisation("gulou"), KEY, health)
    states = session.scalars(select(Project.state).order_by(Project.id)).all()
    assert states == ["contracted", "failed", "open", "planned", "shown"]


def test_a_blind_evaluation_waits_for_the_expert_of_the_demo_and_raises_nothing(
    session: Session, world: World, acting_as: Callable[..., Act]
) -> None:
    act, health = acting_as(None), world.organisation("gulou-health")
    buyer, centre = world.organisation("gulou-urban"), world.organisation("gulou")
    write_trading(act, buyer, centre, KEY, health)
    seat = write_waiting(act, buyer, centre, KEY, health, None)
    project = seat.draw.project
    assert project.notice is not None
    assert (project.state, project.notice.blind, seat.seated, room.may_score(seat)) == ("evaluating", True, True, True)
    account = session.scalars(select(OutsideAccount)).one()
    assert (account.username, account.expert_id) == (EXPERT, seat.expert_id)
    assert check_password_hash(account.password, PASSWORD)
    session.flush()
    sweep(act, TRADING_POINTS)
    lots = {f"trade_lot:{one.id}" for one in project.lots} | {f"trade_project:{project.id}"}
    told = session.scalars(select(Alert)).all()
    assert [one.point for one in told if f"{one.subject_kind}:{one.subject_id}" in lots] == []


def test_the_disputed_tender_of_the_demo_raises_what_was_planted_in_it_and_the_others_nothing_of_it(
    session: Session, world: World, acting_as: Callable[..., Act]
) -> None:
    act, health = acting_as(None), world.organisation("gulou-health")
    write_trading(act, world.organisation("gulou-urban"), world.organisation("gulou"), KEY, health)
    session.flush()
    sweep(act, REMEDIES)
    found = session.scalars(select(Alert.point).order_by(Alert.point)).all()
    assert found == ["T05.late", "T38.answer", "T38.decided"]


def test_the_rigged_tenders_of_the_demo_raise_what_was_planted_in_each_and_nothing_else_turns_red(
    session: Session, world: World, acting_as: Callable[..., Act], tmp_path: Path
) -> None:
    act, health = acting_as(None), world.organisation("gulou-health")
    buyer, centre = world.organisation("gulou-urban"), world.organisation("gulou")
    write_trading(act, buyer, centre, KEY, health, tmp_path)
    rigged = write_rigged(act, buyer, centre, KEY, health, tmp_path)
    assert [one.state for one in rigged] == ["shown"] * 3
    session.flush()
    sweep(act, TRADING_POINTS)
    names = {(Project.kind, one.id): one.name for one in session.scalars(select(Project))}
    names |= {(Lot.kind, one.id): one.project.name for one in session.scalars(select(Lot))}
    trades = session.scalars(select(ScreenedTrade).where(ScreenedTrade.lot_id.is_not(None)))
    names |= {(ScreenedTrade.kind, one.id): names[Lot.kind, one.lot_id or 0] for one in trades}
    alerts = session.scalars(select(Alert).order_by(Alert.point, Alert.id)).all()
    disputed = ("T05", "T38")
    told = [(one.point, names[one.subject_kind, one.subject_id]) for one in alerts if one.point[:3] not in disputed]
    assert told == [
        ("T03.phrase", "东街口人行道改造工程"),
        ("T03.phrase", "安泰河栏杆维修工程"),
        ("T06.differs", "东街口人行道改造工程"),
        ("T06.differs", "安泰河栏杆维修工程"),
        ("T06.elsewhere", "津泰路公交站台改造工程"),
        ("T06.late", "东街口人行道改造工程"),
        ("T06.late", "安泰河栏杆维修工程"),
        ("T08.machine", "东街口人行道改造工程"),
        ("T08.machine", "津泰路公交站台改造工程"),
        ("T09.upload", "东街口人行道改造工程"),
        ("T10.marks", "津泰路公交站台改造工程"),
        ("T10.mixed", "津泰路公交站台改造工程"),
        ("T10.text", "东街口人行道改造工程"),
        ("T11.contact", "安泰河栏杆维修工程"),
        ("T11.contact", "津泰路公交站台改造工程"),
        ("T12.team", "安泰河栏杆维修工程"),
        ("T13.account", "东街口人行道改造工程"),
        ("T14.buyer", "安泰河栏杆维修工程"),
        ("T19.differences", "东街口人行道改造工程"),
        ("T23.errors", "东街口人行道改造工程"),
        ("T23.prices", "东街口人行道改造工程"),
        ("T23.prices", "津泰路公交站台改造工程"),
        ("T29.bidder", "津泰路公交站台改造工程"),
    ]
    red = {one.point for one in alerts if one.severity == Severity.RED}
    planted = {"T08.machine", "T10.mixed", "T10.text", "T11.contact", "T12.team", "T23.errors", "T23.prices"}
    assert red == {"T13.account", "T14.buyer", "T29.bidder", *planted}


def test_purchases_and_listings_of_the_demo_raise_each_condition_twice_and_the_orderly_ones_nothing(
    session: Session, world: World, acting_as: Callable[..., Act]
) -> None:
    act = acting_as(None)
    write_registers(act, world.organisation("gulou-urban"))
    session.flush()
    sweep(act, (*BUYING, *LISTING))
    alerts = session.scalars(select(Alert)).all()
    found = Counter(one.point for one in alerts)
    assert found == dict.fromkeys((point.code for point in (*BUYING, *LISTING)), 2)
    orderly = [*session.scalars(select(TradeListing.id).order_by(TradeListing.id).limit(4))]
    assert not [one for one in alerts if one.subject_kind == "trade_listing" and one.subject_id in orderly]


def test_the_year_of_committees_of_the_demo_raises_what_was_planted_at_two_bodies_and_nothing_at_the_others(
    session: Session, world: World, acting_as: Callable[..., Act], tmp_path: Path
) -> None:
    act, health = acting_as(None), world.organisation("gulou-health")
    centre = world.organisation("gulou")
    write_trading(act, world.organisation("gulou-inspection"), centre, KEY, health)
    buyers = ("gulou-urban", "gudong", "zhongshan", "qingcheng", "gulou-inspection")
    written = write_committees(act, [world.organisation(one) for one in buyers], centre, KEY, health, tmp_path)
    assert {one.state for one in written} == {"contracted"} and len(written) == 23
    measure_network(act, 350102)
    session.flush()
    sweep(act, TRADING_POINTS)
    mine = {(Project.kind, one.id) for one in written} | {(Lot.kind, lot.id) for one in written for lot in one.lots}
    alerts = session.scalars(select(Alert)).all()
    patterns = [one for one in alerts if one.subject_kind == TradePattern.kind]
    assert Counter(one.point for one in patterns) == {"T27.buyer": 2, "T30.buyer": 2, "T30.winner": 2}
    told = Counter(one.point for one in alerts if (one.subject_kind, one.subject_id) in mine)
    assert told["T12.busy"] == 2 and set(told) <= {"T12.busy", "T28.passed_over"}
    trades = session.scalars(select(ScreenedTrade.id).where(ScreenedTrade.lot_id.in_([pk for _kind, pk in mine])))
    screened = {one.id for one in alerts if one.subject_kind == ScreenedTrade.kind and one.subject_id in set(trades)}
    assert screened == set()
