"""Bid bonds: tokens before the opening, movements of funds after it, sent back in time."""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.funds.models import Account, Movement
from app.kernel.act import Act, Channel, local_day, platform_act
from app.kernel.audit import TrailRow
from app.kernel.calendar import Limit, Unit, working_calendar
from app.kernel.clocks import ClockKind, clock_of
from app.kernel.errors import Conflict, Incomplete, NotAllowed, OutOfOrder
from app.kernel.guard import open_act
from app.trading.bonds import Slip, bond_code
from app.trading.models import TradeBond
from app.trading.operations import award_lot, close_bidding, keep_bond, open_bids, refund_bond, sign_contract, take_bond
from app.trading.paid import bidders_by_pass
from app.trading.sealing.envelope import pass_hash
from app.trading.words import NotFirst, TradeKind, TradeState
from tests.conftest import NOW
from tests.parties.building import credit_code
from tests.trading.building import Tender
from tests.trading.course import DAY, Course, Trades
from tests.trading.faults import ACCOUNTS
from tests.web import at_work, form_token
from tests.world import World


@pytest.fixture
def course(session: Session, world: World, acting_as: Callable[..., Act]) -> Course:
    made = Trades(session, world, acting_as).course()
    made.bonds = ACCOUNTS
    return made


def slip(serial: int) -> Slip:
    return Slip(f"第{serial}工程有限公司", credit_code(serial), ACCOUNTS[serial], "建设银行鼓楼支行")


def test_before_the_opening_nothing_that_is_kept_tells_who_paid(session: Session, course: Course) -> None:
    course.closed_with()
    session.flush()
    rows = [str(tuple(row)) for row in session.execute(text("SELECT * FROM trade_bond"))]
    told = [row.facts for row in session.scalars(select(TrailRow).where(TrailRow.verb == "trade.bond_taken"))]
    assert (len(rows), told) == (3, ["{}"] * 3)
    for serial, account in ACCOUNTS.items():
        for secret in (credit_code(serial), f"第{serial}工程", account):
            assert not any(secret in row for row in [*rows, *told])
    assert session.scalars(select(Movement.id)).all() == []
    assert session.scalars(select(Account.id)).all() == []


def test_at_the_opening_bonds_become_movements_that_fit_the_bids(session: Session, course: Course) -> None:
    course.opened_with()
    bonds = course.paid_bonds()
    names = bidders_by_pass(session, course.project)
    moved = [(names[one.pass_hash], one.movement.payer.name, str(one.movement.amount)) for one in bonds if one.movement]
    assert moved == [(f"第{n}工程有限公司", f"第{n}工程有限公司", "30000.00") for n in (1, 2, 3)]
    first = bonds[0].movement
    assert first is not None and first.from_account is not None
    assert (first.at, first.organisation_id, first.payee.name) == (
        bonds[0].paid_at,
        course.project.centre_id,
        course.project.centre.name,
    )
    assert (first.subject_kind, first.subject_id) == ("trade_bond", bonds[0].id)
    assert first.from_account.number.endswith("0001")
    assert [one.slip for one in bonds] == ["", "", ""]


def test_a_bond_goes_back_by_a_reversal_once_and_on_a_day_that_can_be(session: Session, course: Course) -> None:
    signed = course.contracted().signed_on
    bond, other, _third = course.paid_bonds()
    act = course.centre(course.awarded_at() + 40 * DAY)
    for wrong in (local_day(course.now) - DAY, act.on + DAY):
        with pytest.raises(Incomplete):
            refund_bond(act, bond, wrong)
    back = refund_bond(act, bond, signed + DAY)
    assert (back.reverses_id, back.amount, back.booked_on) == (bond.movement_id, Decimal(30_000), signed + DAY)
    with pytest.raises(Conflict):
        refund_bond(act, bond, signed + DAY)
    with pytest.raises(NotAllowed):
        refund_bond(course.clerk(act.at), other, signed + DAY)
    clock = clock_of(session, bond, ClockKind.REFUND)
    assert clock is not None and (clock.due_on, clock.organisation_id) == (
        due_after(course, signed),
        course.project.centre_id,
    )


def due_after(course: Course, signed: date) -> date:
    """The fifth day, or the next one that is worked."""
    return working_calendar(course.session).due(signed, Limit(5, Unit.CALENDAR_DAY))


def test_a_bond_stays_until_it_is_known_who_gets_the_contract(course: Course) -> None:
    course.ranked_with().show()
    with pytest.raises(OutOfOrder):
        refund_bond(course.centre(course.awarded_at()), course.paid_bonds()[0], course.awarded_at().date())


def test_a_failed_tender_gives_bonds_back_and_keeps_bids_sealed(session: Session, course: Course) -> None:
    course.closed_with((1, "1980000"), (2, "1970000"))
    assert course.project.state == TradeState.FAILED
    assert all(clock_of(session, one, ClockKind.REFUND) for one in course.paid_bonds())
    course.refund(local_day(course.deadline) + DAY)
    assert [one.refunded_on for one in course.paid_bonds()] == [local_day(course.deadline) + DAY] * 2
    assert session.scalars(select(Movement.amount)).all() == [Decimal(30_000)] * 4
    assert course.offers() == []


def test_losers_of_a_procurement_are_paid_back_after_the_award_and_its_winner_after_the_contract(
    session: Session, course: Course
) -> None:
    course.kind = TradeKind.PROCUREMENT
    course.ranked_with()
    award = award_lot(course.head(course.deadline + DAY), course.candidate(1))
    due = [clock_of(session, one, ClockKind.REFUND) for one in course.paid_bonds()]
    # Bidder 2 has the lowest price and wins.
    assert [clock is None for clock in due] == [False, True, False]
    later = course.deadline + 8 * DAY
    sign_contract(course.head(later), award, award.candidate.offer.price, local_day(later))
    winner = clock_of(session, course.paid_bonds()[1], ClockKind.REFUND)
    assert winner is not None and winner.started_on == local_day(later)
    assert due[0] is not None and due[0].started_on == local_day(course.deadline + DAY)


def test_a_bond_is_kept_of_nobody_but_who_gave_the_award_up(course: Course) -> None:
    course.awarded_to(2, NotFirst.GIVES_UP)
    first, second, third = course.paid_bonds()
    head, clerk = course.head(course.awarded_at()), course.clerk(course.awarded_at())
    for bond in (first, third):
        with pytest.raises(OutOfOrder):
            keep_bond(head, bond, "弃标")
    with pytest.raises(NotAllowed):
        keep_bond(clerk, second, "弃标")
    with pytest.raises(Incomplete):
        keep_bond(head, second, " ")
    keep_bond(head, second, "无正当理由放弃中标")
    with pytest.raises(Conflict):
        refund_bond(course.centre(course.awarded_at()), second, course.awarded_at().date())
    with pytest.raises(Conflict):
        keep_bond(head, second, "弃标")


def test_bonds_come_from_the_bank_alone_once_each_and_under_a_code_of_the_trade(
    session: Session, course: Course
) -> None:
    course.published()
    bidder = course.bidder(1)
    bond = course.report(1, slip(1))
    assert course.report(1, slip(1)).id == bond.id
    with pytest.raises(Conflict):
        course.report(1, slip(1), "29999.99")
    act = course.centre()
    code = bond_code(pass_hash(course.tokens[bidder.uscc]))
    with pytest.raises(NotAllowed):
        take_bond(course.clerk(), course.project, code, "r2", Decimal(1), course.now, slip(1))
    for wrong in (
        ("0" * 16, "r2", Decimal(1), course.now),
        (code, " ", Decimal(1), course.now),
        (code, "r2", Decimal(0), course.now),
        (code, "r2", Decimal(1), course.now + DAY),
    ):
        with pytest.raises(Incomplete):
            take_bond(act, course.project, *wrong, slip(1))
    assert len(course.paid_bonds()) == 1
    # A code as a clerk may copy it, in small letters and with blanks.
    assert take_bond(act, course.project, f" {code.lower()} ", "r3", Decimal(1), course.now, slip(1)).id


def test_after_the_opening_no_bond_is_taken(course: Course) -> None:
    course.opened_with((1, "1980000"), (2, "1970000"), (4, "1960000"))
    with pytest.raises(OutOfOrder):
        course.report(4, Slip("第4工程有限公司", credit_code(4), "35050100240700000004", ""), at=course.deadline + DAY)


def test_a_payer_without_a_number_is_known_by_account_or_name_and_by_nothing_else(
    session: Session, course: Course
) -> None:
    course.basic = {1: ACCOUNTS[1]}
    course.published()
    course.bonds = {}
    course.pay_bond(1)  # notes the basic account alone
    known = course.report(1, Slip("写错的名字", "", ACCOUNTS[1], ""))
    named = course.report(2, Slip("第2工程有限公司", "", ACCOUNTS[2], ""))
    with pytest.raises(Incomplete):
        course.report(3, Slip("无名公司", "", ACCOUNTS[3], ""))
    told = [Slip.read(one.slip) for one in (known, named)]
    assert [(one.name, one.number) for one in told] == [(f"第{n}工程有限公司", credit_code(n)) for n in (1, 2)]


def test_a_centre_without_a_number_hears_of_it_when_the_bond_comes_and_not_at_the_opening(
    session: Session, course: Course
) -> None:
    course.published()
    code = bond_code(pass_hash(course.tokens[course.bidder(1).uscc]))
    with pytest.raises(Incomplete, match="credit code"):
        take_bond(course.centre(), course.project, code, "r", Decimal(1), course.now, slip(1))
    course.project.centre.credit_code = credit_code(903)
    take_bond(course.centre(), course.project, code, "r", Decimal(1), course.now, slip(1))
    assert session.scalar(select(TradeBond.reference)) == "r"


def test_an_account_that_was_closed_before_the_payment_does_not_hold_the_opening_up(
    session: Session, course: Course
) -> None:
    course.basic = {1: ACCOUNTS[1]}
    course.published()
    course.pay_bond(1)
    account = session.scalars(select(Account)).one()
    account.closed_on = local_day(course.now) - 30 * DAY
    for serial, price in ((1, "1980000"), (2, "1970000"), (3, "1960000")):
        course.bid(serial, price, course.now)
    close_bidding(course.centre(course.deadline), course.project)
    course.shares(1, 2, 3)
    open_bids(course.centre(course.deadline), course.project)
    moved = course.paid_bonds()[0].movement
    assert moved is not None and (moved.from_account_id, moved.payer.name) == (None, "第1工程有限公司")


def test_the_bank_s_file_is_taken_line_by_line_and_tells_nobody_who_paid(
    site: Flask, client_of: Callable[[str], FlaskClient], tmp_path: Path
) -> None:
    with at_work(site) as session, open_act(platform_act(session, Channel.COMMAND, NOW, 350102)) as act:
        world = World(session)
        world.organisation("gulou").credit_code = credit_code(903)
        made = Tender(session, world, lambda who, at=NOW: act)
        made.published()
        made.bidder(1)
        number, pk = made.project.number, made.project.id
        token = made.tokens[credit_code(1)]
        session.commit()
    client = client_of("handler")
    page = client.get(f"/portal/trades/{pk}/bid")
    csrf = {"csrf_token": form_token(page)}
    wrong = client.post(f"/portal/trades/{pk}/bond", data={**csrf, "token": "0" * 32})
    assert (wrong.status_code, "凭证不适用于本项目" in wrong.get_data(as_text=True)) == (422, True)
    shown = client.post(f"/portal/trades/{pk}/bond", data={**csrf, "token": token})
    code = bond_code(pass_hash(token))
    assert code in shown.get_data(as_text=True) and "30,000.00" in shown.get_data(as_text=True)
    file = tmp_path / "bonds.csv"
    rows = [
        "trade,code,reference,amount,paid_at,name,number,account,bank",
        f"{number},{code},A1,30000.00,2026-09-21 09:30,第1工程有限公司,{credit_code(1)},{ACCOUNTS[1]},建行",
        f"{number},{'0' * 16},A2,30000.00,2026-09-21 09:30,第2工程有限公司,,{ACCOUNTS[2]},建行",
        f"none,{code},A3,30000.00,2026-09-21 09:30,第3工程有限公司,,{ACCOUNTS[3]},建行",
        f"{number},{code},A4,三万,2026-09-21 09:30,第3工程有限公司,,{ACCOUNTS[3]},建行",
    ]
    file.write_text("\n".join(rows), "utf-8")
    for _again in range(2):
        done = site.test_cli_runner().invoke(args=["take-bonds", str(file), "--json"])
        assert done.output, done.exception
        told = json.loads(done.output)
        assert (done.exit_code, told["taken"], [one["line"] for one in told["refused"]]) == (2, 1, [3, 4, 5])
        assert not any(name in done.output for name in ("工程", ACCOUNTS[1], ACCOUNTS[2], credit_code(1)))
    with at_work(site) as session:
        assert session.scalars(select(TradeBond.reference)).all() == ["A1"]
    came_in = client.post(f"/portal/trades/{pk}/bond", data={**csrf, "token": token})
    assert "09:30" in came_in.get_data(as_text=True)
