"""Payment orders: asked for, approved and paid by different people; those of other systems as they stand there."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.funds.models import Charge, PaymentOrder
from app.funds.operations import approve_order, ask_payment, charge_movement, pay_order, refuse_order, reverse_movement
from app.funds.operations.orders import left_of
from app.funds.points import POINTS
from app.funds.records.orders import ORDER
from app.funds.words import OrderState
from app.kernel.act import Act
from app.kernel.audit import TrailRow
from app.kernel.errors import Incomplete, NotAllowed, OutOfOrder
from app.supervision.models import Alert
from app.supervision.scanning import sweep
from app.surfaces.records.writing import edit_record
from app.surfaces.sheets.importing import carry_out
from app.surfaces.sheets.planning import plan_import
from app.surfaces.sheets.reading import read_csv
from tests.conftest import NOW
from tests.funds.building import Book
from tests.funds.county import at, contract, foreign, line, project
from tests.parties.building import company, credit_code, person, person_number
from tests.world import World

ONE_PERSON = next(point for point in POINTS if point.code == "F10.one_person")
Acting = Callable[..., Act]


@pytest.fixture
def book(acting_as: Acting, world: World) -> Book:
    return Book(acting_as(None), world)


def asked(book: Book, acting_as: Acting, yuan: str = "30000", who: str = "handler", **said: object) -> PaymentOrder:
    told = {"line": line(book)} | said
    return ask_payment(acting_as(who), book.home, company(book.act), Decimal(yuan), "购绿化苗木", **told)  # type: ignore[arg-type]


def test_an_order_goes_through_three_hands_and_its_movement_is_written_with_it(
    session: Session, book: Book, acting_as: Acting
) -> None:
    one = project(book)
    signed, _supplier = contract(book, one)
    order = asked(book, acting_as, contract=signed, invoice="2535")
    assert (order.state, order.asked_at, order.asked_hour, order.asked_off) == (OrderState.ASKED, NOW, 10, False)
    approve_order(acting_as("section_head"), order)
    moved = pay_order(acting_as("second_handler"), order, book.body)
    assert (moved.amount, moved.payee_id, moved.economic_class, moved.function_class) == (
        30_000,
        order.party_id,
        "302",
        "2120501",
    )
    assert (order.state, order.movement_id, order.asked_by, order.approved_by, order.paid_by) == (
        OrderState.PAID,
        moved.id,
        "李办",
        "周科",
        "赵办",
    )
    charge = session.scalars(select(Charge)).one()
    assert (charge.order_id, charge.line_id, charge.project_id, charge.contract_id) == (
        order.id,
        order.line_id,
        one.id,
        signed.id,
    )
    assert order.line is not None and left_of(book.act, order.line) == 470_000
    assert pay_order(acting_as("second_handler"), order, book.body) is moved
    verbs = session.scalars(
        select(TrailRow.verb).where(TrailRow.subject_kind == PaymentOrder.kind).order_by(TrailRow.place)
    )
    assert verbs.all() == ["funds.order_asked", "funds.order_approved", "funds.order_paid"]


def test_nobody_approves_what_he_asked_for_nor_pays_what_he_approved(book: Book, acting_as: Acting) -> None:
    order = asked(book, acting_as, who="section_head")
    with pytest.raises(NotAllowed, match="does not approve it as well"):
        approve_order(acting_as("section_head"), order)
    with pytest.raises(NotAllowed):
        refuse_order(acting_as("section_head"), order, "算了")
    approve_order(acting_as("organ_head"), order)
    with pytest.raises(NotAllowed, match="does not pay it"):
        pay_order(acting_as("organ_head"), order, book.body)
    assert (order.state, order.movement_id) == (OrderState.APPROVED, None)


def test_the_platform_itself_asks_for_nothing(book: Book) -> None:
    with pytest.raises(NotAllowed):
        ask_payment(book.act, book.home, company(book.act), Decimal(1), "购绿化苗木", line=line(book))


@pytest.mark.parametrize("who", ["window", "handler", "inspector", "county_admin", "other_handler"])
def test_others_do_not_approve(book: Book, acting_as: Acting, who: str) -> None:
    order = asked(book, acting_as)
    with pytest.raises(NotAllowed):
        approve_order(acting_as(who), order)
    assert order.state == OrderState.ASKED


def test_open_orders_count_against_the_line(book: Book, acting_as: Acting) -> None:
    one = line(book, 50_000)
    first = asked(book, acting_as, "30000", line=one)
    with pytest.raises(Incomplete, match=r"20,000.00 yuan are left"):
        asked(book, acting_as, "20000.01", line=one)
    refuse_order(acting_as("section_head"), first, "发票抬头不对")
    assert asked(book, acting_as, "50000", line=one).amount == 50_000
    with pytest.raises(OutOfOrder):
        approve_order(acting_as("section_head"), first)


def test_an_order_that_waits_is_not_paid_and_one_that_came_back_leaves_its_sum(book: Book, acting_as: Acting) -> None:
    order = asked(book, acting_as)
    with pytest.raises(OutOfOrder):
        pay_order(acting_as("second_handler"), order, book.body)
    approve_order(acting_as("section_head"), order)
    moved = pay_order(acting_as("second_handler"), order, book.body)
    reverse_movement(book.act, moved, "账号有误")
    assert order.line is not None and left_of(book.act, order.line) == 500_000


def test_an_order_of_another_system_is_taken_over_as_it_stands_and_stays(session: Session, book: Book) -> None:
    night = foreign(book, at(book, 3, 23), "czq01", "czq01")
    assert (night.state, night.asked_hour, night.approved_hour, night.asked_off) == (OrderState.APPROVED, 23, 23, False)
    assert foreign(book, at(book, 8, 10)).asked_off is True  # Sunday; the 20th is worked in exchange
    assert foreign(book, at(book, 3, 10), checker="").state == OrderState.ASKED
    with pytest.raises(OutOfOrder):
        edit_record(book.act, ORDER, night, {"approved_key": "ljg02"})
    with pytest.raises(Incomplete) as refused:
        foreign(book, at(book, 3, 10), system="")
    assert refused.value.field == "system"
    with pytest.raises(Incomplete):
        foreign(book, at(book, -1, 10))


def test_of_a_person_who_is_paid_the_surname_alone_is_kept(book: Book) -> None:
    order = foreign(book, at(book, 3, 10), payee_number=person_number(7), payee_name="欧阳小明")
    assert (order.payee_name, "*" in order.payee_number) == ("欧阳某", True)


def test_an_imported_movement_is_tied_to_the_order_that_paid_it_and_to_no_other(book: Book) -> None:
    order = foreign(book, at(book, 3, 10), line_id=line(book).id, paid_at=at(book, 2, 9))
    assert order.party is not None
    moved = book.pay(book.body, order.party, 30_000, 2)
    wrong = book.pay(book.body, person(book.act), 30_000, 2)
    book.act.session.flush()
    with pytest.raises(Incomplete):
        charge_movement(book.act, wrong, order=order)
    charge = charge_movement(book.act, moved, order=order)
    assert (charge.line_id, order.movement_id) == (order.line_id, moved.id)


FILE = """Number,Organisation,Taken over from,Number of the payee,Payee,Amount (yuan),Purpose,Asked for by,Account of whoever asked,Asked for at,Approved by,Account of whoever approved,Approved at
GK-1,gulou-urban,国库集中支付系统,{firm},福州立印办公设备有限公司,38600,采购复印机,陈志强,czq01,2026-09-10 10:30,林建国,ljg02,2026-09-10 15:10
GK-2,gulou-urban,国库集中支付系统,{person},欧阳小明,1200,差旅费,陈志强,czq01,2026-09-11 23:30,陈志强,czq01,2026-09-11 23:31
"""


def test_a_file_of_another_system_is_taken_over_once(session: Session, acting_as: Acting, world: World) -> None:
    act = acting_as("county_admin")
    text = FILE.format(firm=credit_code(77), person=person_number(7))
    for new, same in ((2, 0), (0, 2)):
        plan = plan_import(act, ORDER, read_csv(text.encode()))
        assert [fault.refusal for row in plan.rows for fault in row.faults] == []
        brought = carry_out(act, plan)
        session.expire_all()
        assert (brought.new, brought.changed, brought.same) == (new, 0, same)
    rows = session.scalars(select(PaymentOrder).order_by(PaymentOrder.number)).all()
    assert [(one.payee_name, one.state, one.asked_hour) for one in rows] == [
        ("福州立印办公设备有限公司", OrderState.APPROVED, 10),
        ("欧阳某", OrderState.APPROVED, 23),
    ]
    assert rows[0].organisation_id == world.organisation("gulou-urban").id
    sweep(acting_as(None), [ONE_PERSON])
    assert session.scalars(select(Alert.subject_id)).all() == [rows[1].id]
