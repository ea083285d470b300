"""F04 and F05: what the clock writes of new movements, and what the points raise, or do not."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.funds.models import Shape, ShapeStep
from app.funds.operations import reverse_movement
from app.kernel.act import Act
from app.kernel.audit import Subject, TrailRow
from app.parties.models import Office
from tests.funds.building import Book
from tests.parties.building import company, person
from tests.world import World


@pytest.fixture
def book(acting_as: Callable[..., Act], world: World) -> Book:
    return Book(acting_as(None), world)


def steps_of(session: Session) -> list[list[int]]:
    rows = session.execute(
        select(ShapeStep.shape_id, ShapeStep.movement_id).order_by(ShapeStep.shape_id, ShapeStep.place)
    )
    found: dict[int, list[int]] = {}
    for shape, movement in rows:
        found.setdefault(shape, []).append(movement)
    return list(found.values())


def test_money_that_comes_back_is_found_once_and_raises_an_alert(session: Session, book: Book) -> None:
    first, second = company(book.act), company(book.act)
    out = [book.pay(book.body, first, 200_000, 40), book.pay(first, second, 190_000, 30)]
    assert book.look() == {"found": 0, "grown": 0, "ended": 0}
    out.append(book.pay(second, book.body, 185_000, 20, "退款"))
    assert book.look() == {"found": 1, "grown": 0, "ended": 0}
    assert book.look() == {"found": 0, "grown": 0, "ended": 0}
    assert steps_of(session) == [[one.id for one in out]]
    shape = session.scalars(select(Shape)).one()
    assert (shape.steps, shape.amount, shape.total, shape.percent) == (3, 200_000, 575_000, Decimal("7.5"))
    assert book.alerts() == [("F05.round_trip", True)]
    assert session.scalar(select(func.count()).select_from(TrailRow).where(TrailRow.verb == "funds.shape_found")) == 1


def test_it_comes_back_to_an_officer_of_the_body_too(session: Session, book: Book) -> None:
    firm, officer = company(book.act), person(book.act, "陈小明")
    session.add(
        Office(
            county=book.body.county,
            party_id=officer.id,
            what="official",
            organisation_id=book.home.id,
            from_on=book.act.on - timedelta(days=400),
        )
    )
    session.flush()
    book.pay(book.body, officer, 90_000, 50, "工资")
    assert book.alerts() == []
    book.pay(book.body, firm, 90_000, 40)
    book.pay(firm, officer, 88_000, 10, "借款")
    assert book.alerts() == [("F05.round_trip", True)]


def test_a_payment_entered_late_closes_its_trip(book: Book) -> None:
    firm, other = company(book.act), company(book.act)
    book.pay(firm, other, 60_000, 30)
    book.pay(other, book.body, 60_000, 20)
    book.look()
    book.pay(book.body, firm, 60_000, 35)
    assert book.alerts() == [("F05.round_trip", True)]


@pytest.mark.parametrize(
    ("out", "back", "days"),
    [(49_999.99, 49_999.99, 10), (60_000, 47_999.99, 10), (60_000, 72_000.01, 10), (60_000, 60_000, 91)],
)
def test_what_is_small_or_comes_back_otherwise_or_late_is_no_round_trip(
    book: Book, out: float, back: float, days: int
) -> None:
    firm, other = company(book.act), company(book.act)
    book.pay(book.body, firm, out, 100)
    book.pay(firm, other, out, 100)
    book.pay(other, book.body, back, 100 - days)
    assert book.alerts() == []


def test_a_refund_by_whoever_was_paid_is_listed_and_accuses_nobody(session: Session, book: Book) -> None:
    firm = company(book.act)
    book.pay(book.body, firm, 60_000, 30)
    book.pay(firm, book.body, 60_000, 20, "工程取消，退回预付款")
    assert book.alerts() == []
    assert session.scalars(select(Shape.steps)).all() == [2]


def test_a_round_trip_ends_when_one_of_its_payments_is_taken_back(session: Session, book: Book) -> None:
    firm, other = company(book.act), company(book.act)
    book.pay(book.body, firm, 60_000, 30)
    book.pay(firm, other, 60_000, 25)
    back = book.pay(other, book.body, 60_000, 20)
    assert book.alerts() == [("F05.round_trip", True)]
    reverse_movement(book.act, back, "记错了")
    assert book.look() == {"found": 0, "grown": 0, "ended": 1}
    assert book.alerts() == [("F05.round_trip", False)]


def test_a_payment_that_the_bank_sent_back_is_no_round_trip(book: Book) -> None:
    firm = company(book.act)
    reverse_movement(book.act, book.pay(book.body, firm, 60_000, 3), "户名不符")
    book.pay(book.body, firm, 60_000, 1)
    assert book.alerts() == []


def test_parts_below_a_limit_raise_one_alert_that_grows(session: Session, book: Book) -> None:
    firm = company(book.act)
    parts = [book.pay(book.body, firm, yuan, days) for yuan, days in ((290_000, 30), (280_000, 26))]
    assert book.alerts() == [("F04.split", True)]
    parts.append(book.pay(book.body, firm, 295_000, 20))
    assert book.look() == {"found": 0, "grown": 1, "ended": 0}
    assert steps_of(session) == [[one.id for one in parts]]
    assert session.scalars(select(Shape)).one().total == 865_000
    assert book.alerts() == [("F04.split", True)]


@pytest.mark.parametrize(
    ("first", "second", "apart", "purpose"),
    [(290_000, 209_999, 3, "工程款"), (290_000, 300_000, 3, "工程款"), (290_000, 290_000, 8, "工程款"), (290_000, 290_000, 3, "绿化款")],
)  # fmt: skip
def test_what_is_far_below_or_above_or_apart_or_for_something_else_is_no_split(
    book: Book, first: float, second: float, apart: int, purpose: str
) -> None:
    firm = company(book.act)
    book.pay(book.body, firm, first, 30)
    book.pay(book.body, firm, second, 30 - apart, purpose)
    assert "F04.split" not in {code for code, _holds in book.alerts()}


def test_instalments_of_one_contract_are_no_split_and_payments_of_two_are(book: Book) -> None:
    firm = company(book.act)
    for days_ago in (30, 26, 22):
        book.pay(book.body, firm, 280_000, days_ago, about=Subject("trade_contract", 1, book.home.county))
    assert book.alerts() == []
    for number, days_ago in ((2, 12), (3, 8)):
        book.pay(book.body, firm, 280_000, days_ago, about=Subject("trade_contract", number, book.home.county))
    assert book.alerts() == [("F04.split", True)]


def test_a_split_ends_when_a_part_is_taken_back_and_stands_again_with_the_next(session: Session, book: Book) -> None:
    firm = company(book.act)
    book.pay(book.body, firm, 290_000, 30)
    part = book.pay(book.body, firm, 280_000, 26)
    assert book.alerts() == [("F04.split", True)]
    reverse_movement(book.act, part, "重复付款")
    assert book.look() == {"found": 0, "grown": 0, "ended": 1}
    assert book.alerts() == [("F04.split", False)]
    book.pay(book.body, firm, 285_000, 24)
    assert book.look() == {"found": 1, "grown": 0, "ended": 0}
    assert session.scalar(select(func.count()).select_from(Shape).where(Shape.ended_at.is_(None))) == 1
