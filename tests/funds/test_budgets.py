"""Budget lines, changes, transfers, projects and charges: what they must hold, and what is left of them."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.funds.checks.budgets import available, passed_on
from app.funds.models import Appropriation, Charge, ProjectMonth
from app.funds.operations import charge_movement, recharge_movement, reverse_movement
from app.funds.operations.orders import left_of
from app.funds.records.budgets import APPROPRIATION, LINE
from app.kernel.act import Act
from app.kernel.audit import TrailRow
from app.kernel.errors import Conflict, Incomplete, NotAllowed, OutOfOrder
from app.surfaces.records.writing import edit_record
from app.surfaces.sheets.importing import carry_out
from app.surfaces.sheets.planning import plan_import
from app.surfaces.sheets.reading import read_csv
from tests.funds.building import Book
from tests.funds.county import change, contract, line, plan, project, spend, transfer
from tests.parties.building import company
from tests.world import World


@pytest.fixture
def book(acting_as: Callable[..., Act], world: World) -> Book:
    return Book(acting_as(None), world)


def test_a_line_keeps_what_was_adopted_and_later_decisions_add_to_it_or_take_from_it(book: Book) -> None:
    made = line(book, 500_000)
    change(book, made, 100_000)
    change(book, made, -250_000.5)
    assert available(book.act, made) == Decimal("349999.50")
    with pytest.raises(OutOfOrder):
        edit_record(book.act, LINE, made, {"amount": Decimal(9)})
    book.act.session.refresh(made)
    with pytest.raises(Incomplete, match=r"349,999.50 yuan are left"):
        change(book, made, -350_000)


def test_a_change_lies_between_the_budget_and_today(book: Book) -> None:
    made = line(book)
    with pytest.raises(Incomplete):
        change(book, made, 1, days_ago=-1)
    with pytest.raises(Incomplete):
        change(book, made, 1, days_ago=(book.act.on - made.adopted_on).days + 1)


@pytest.mark.parametrize(("name", "value"), [("function_class", "绿化"), ("economic_class", "30"), ("year", 26)])
def test_a_line_needs_classes_of_the_classification_and_a_year(book: Book, name: str, value: object) -> None:
    with pytest.raises(Incomplete) as refused:
        line(book, **{name: value})
    assert refused.value.field == name


def test_a_transfer_goes_down_step_by_step_and_never_more_than_is_to_be_passed_on(book: Book, world: World) -> None:
    county = transfer(book, 400_000, 60, pass_on=300_000, home=world.organisation("gulou"))
    assert county.due_on == county.received_on + timedelta(days=30)
    town = transfer(book, 200_000, 40, 150_000, county, world.organisation("gudong"), programme="别的名字")
    assert (town.programme, town.sender) == (county.programme, "鼓楼区人民政府")
    transfer(book, 150_000, 30, 0, town, world.organisation("zhongshan"))
    assert (passed_on(book.act, county), passed_on(book.act, town)) == (200_000, 150_000)
    with pytest.raises(Incomplete, match=r"100,000.00 yuan are left"):
        transfer(book, 100_000.01, 20, 0, county, world.organisation("gudong"))
    with pytest.raises(Incomplete):
        transfer(book, 1, 61, 0, county, world.organisation("gudong"))
    with pytest.raises(Incomplete):
        edit_record(book.act, APPROPRIATION, county, {"pass_on": Decimal(199_999)})


def test_a_transfer_names_the_movement_that_carried_it_and_no_other(book: Book, world: World) -> None:
    moved = book.pay(company(book.act, "福州市财政局"), book.body, 400_000, 40)
    book.act.session.flush()
    with pytest.raises(Incomplete):
        transfer(book, 399_999, movement_id=moved.id)
    assert transfer(book, 400_000, movement_id=moved.id).movement is moved


def test_months_of_a_plan_are_added_up_in_their_order_whatever_order_they_come_in(session: Session, book: Book) -> None:
    one = project(book)
    plan(book, one, {202608: 30_000, 202606: 10_000, 202607: 20_000})
    plan(book, project(book), {202607: 5})
    rows = session.execute(
        select(ProjectMonth.month, ProjectMonth.so_far)
        .where(ProjectMonth.project_id == one.id)
        .order_by(ProjectMonth.month)
    )
    assert [tuple(row) for row in rows] == [(202606, 10_000), (202607, 30_000), (202608, 60_000)]
    with pytest.raises(Incomplete):
        plan(book, one, {202613: 1})
    assert session.scalars(select(ProjectMonth.until_on).where(ProjectMonth.month == 202606)).one() == date(2026, 6, 30)


def test_a_contract_brings_its_project_and_its_supplier_is_a_party(book: Book) -> None:
    one = project(book)
    signed, supplier = contract(book, one)
    moved = spend(book, 10_000, 5, supplier, contract=signed)
    charge = book.act.session.scalars(select(Charge).where(Charge.movement_id == moved.id)).one()
    assert (charge.project_id, charge.contract_id) == (one.id, signed.id)
    with pytest.raises(Incomplete):
        charge_movement(book.act, spend(book, 1, 4), contract=signed, project=project(book))


def test_a_movement_is_charged_once_and_put_right_with_a_reason(session: Session, book: Book) -> None:
    first, second = line(book), line(book)
    moved = spend(book, 80_000, 10, line=first)
    charge = charge_movement(book.act, moved, line=first)
    with pytest.raises(Conflict):
        charge_movement(book.act, moved, line=second)
    with pytest.raises(Incomplete):
        recharge_movement(book.act, charge, " ", line=second)
    recharge_movement(book.act, charge, "科目记错", line=second)
    assert (left_of(book.act, first), left_of(book.act, second)) == (500_000, 420_000)
    verbs = session.scalars(select(TrailRow.verb).where(TrailRow.subject_kind == Charge.kind)).all()
    assert sorted(verbs) == ["funds.charged", "funds.recharged"]


def test_what_is_taken_back_is_left_again(book: Book) -> None:
    one = line(book)
    moved = spend(book, 80_000, 10, line=one)
    assert left_of(book.act, one) == 420_000
    back = reverse_movement(book.act, moved, "户名不符")
    assert left_of(book.act, one) == 500_000
    with pytest.raises(OutOfOrder):
        charge_movement(book.act, back, line=one)


def test_a_payment_is_charged_to_its_own_body_and_its_own_year(book: Book, world: World) -> None:
    moved = spend(book, 100, 10)
    with pytest.raises(NotAllowed):
        charge_movement(book.act, moved, line=line(book, organisation_id=world.organisation("gulou-health").id))
    with pytest.raises(Incomplete):
        charge_movement(book.act, moved, line=line(book, year=2025, adopted_on=date(2025, 1, 20)))
    with pytest.raises(Incomplete):
        charge_movement(book.act, moved)


def test_in_a_sheet_a_step_names_the_one_above_by_its_document(book: Book, world: World) -> None:
    above = transfer(
        book, 400_000, 60, pass_on=300_000, home=world.organisation("gulou"), document="闽财建〔2026〕18号"
    )
    sheet = (
        "Received by,Comes from the step,Programme,Document,Function class,Amount (yuan),Received on,Sent by\n"
        "gudong,闽财建〔2026〕18号,老旧小区改造补助,鼓财建〔2026〕5号,2210108,200000,2026-08-20,鼓楼区财政局\n"
    )
    carry_out(book.act, plan_import(book.act, APPROPRIATION, read_csv(sheet.encode())))
    book.act.session.expire_all()
    made = book.act.session.scalars(select(Appropriation).where(Appropriation.above_id == above.id)).one()
    assert (made.organisation.code, made.amount, made.sender) == ("gudong", 200_000, "鼓楼区人民政府")
