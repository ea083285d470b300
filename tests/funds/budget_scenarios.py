"""What fires each point about budgets, projects, transfers and orders, what does not, and what ends it."""

from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select

from app.funds.models import Appropriation, BudgetLine, Charge, Milestone, PaymentOrder, ProjectContract, PublicProject
from app.funds.operations import charge_movement, recharge_movement, withdraw_order
from app.funds.records.budgets import APPROPRIATION
from app.funds.records.projects import MILESTONE, PROJECT
from app.funds.words import AccountKind, ChargeWord
from app.parties.operations import know_party
from app.parties.words import PartyForm
from app.surfaces.records.writing import edit_record
from tests.funds.building import Book
from tests.funds.county import at, cap, change, contract, foreign, line, plan, project, reached, spend, transfer
from tests.funds.scenarios import Scenario, account, last, take_back
from tests.parties.building import company, credit_code, person


def strange_payee(book: Book, yuan: float = 60_000, signed: bool = True) -> None:
    """Pay a company out of a project whose contract is with another."""
    one = project(book)
    if signed:
        contract(book, one)
    spend(book, yuan, 20, company(book.act), project=one)


def supplier_paid(book: Book) -> None:
    """Pay the supplier of a project."""
    signed, supplier = contract(book, project(book))
    spend(book, 60_000, 20, supplier, contract=signed)


def refund_to_person(book: Book) -> None:
    """Send a deposit back to a person, out of a project."""
    one = project(book)
    contract(book, one)
    spend(book, 60_000, 20, person(book.act), project=one)


def sign_later(book: Book) -> None:
    """Enter the contract with the payee."""

    moved = last(book)
    charge = book.act.session.scalars(select(Charge).where(Charge.movement_id == moved.id)).one()
    one = charge.project
    assert one is not None
    signed, supplier = contract(book, one)
    signed.party_id = moved.payee_id
    assert supplier is not None
    book.act.session.flush()


def to_person(book: Book, yuan: float = 20_000, economic: str = "302", paid_as: str = "30213") -> None:
    """Pay a person out of a line for goods and services."""
    spend(book, yuan, 20, person(book.act), paid_as, line=line(book, economic=economic))


def to_own_account(book: Book) -> None:
    """Pay a company into an account that is a person's."""

    firm = company(book.act)
    held = account(book, firm, 9, 400)
    held.account_kind = str(AccountKind.PERSON)
    book.act.session.flush()
    charge_movement(book.act, book.pay(book.body, held, 20_000, 20, economic="30213"), line=line(book))


def households(book: Book) -> None:
    """Pay persons out of a programme for households, and wages."""
    spend(book, 20_000, 20, person(book.act), "30399", appropriation=transfer(book, to_persons=True))
    spend(book, 20_000, 20, person(book.act), "30101", line=line(book, economic="301"))


def other_class(book: Book, economic: str = "302", paid_as: str = "30901", yuan: float = 30_000) -> None:
    """Pay for building out of a line for goods and services."""
    spend(book, yuan, 20, company(book.act), paid_as, line=line(book, economic=economic))


def other_function(book: Book) -> None:
    """Spend a transfer for housing on roads."""
    moved = book.pay(book.body, company(book.act), 30_000, 20, function="2120303")
    book.act.session.flush()
    charge_movement(book.act, moved, appropriation=transfer(book))


def recharged(book: Book) -> None:
    """Put right what the last payment is charged to."""

    charge = book.act.session.scalars(select(Charge).where(Charge.movement_id == last(book).id)).one()
    recharge_movement(book.act, charge, "科目记错", line=line(book, economic="309"))


def overspend(book: Book, yuan: float = 120_000, raised: float = 0) -> None:
    """Pay more out of a line than was adopted."""
    one = line(book, 100_000)
    if raised:
        change(book, one, raised)
    spend(book, 60_000, 40, line=one)
    spend(book, yuan - 60_000, 20, line=one)


def too_much_taken_back(book: Book) -> None:
    """Pay too much out of a line and take it back."""
    overspend(book)
    take_back(book)


def raise_budget(book: Book) -> None:
    """Raise the newest line."""

    newest = book.act.session.scalars(select(BudgetLine).order_by(BudgetLine.id.desc())).first()
    assert newest is not None
    change(book, newest, 20_000)


def without_line(book: Book, days_ago: float = 60, charged: bool = True, budget: bool = True) -> None:
    """Charge one payment of a body to its line, and another to nothing."""
    if charged:
        spend(book, 20_000, 70, line=line(book))
    elif budget:
        line(book)
    spend(book, 40_000, days_ago)


def to_other_body(book: Book) -> None:
    """Pay another public body, and pass a transfer on; neither is charged to a line."""
    spend(book, 20_000, 70, line=line(book))
    health = know_party(book.act, credit_code(902), "鼓楼区卫生健康局", PartyForm.BODY, "机构编制登记")
    spend(book, 40_000, 60, health)
    carried = spend(book, 50_000, 60, company(book.act, "中山社区居委会"))
    book.act.session.flush()
    step = transfer(book, 50_000, 90, pass_on=50_000)
    home = book.world.organisation("zhongshan")
    transfer(book, 50_000, 60, 0, step, home, movement_id=carried.id)


def charge_last(book: Book) -> None:
    """Charge the last payment to a line."""
    charge_movement(book.act, last(book), line=line(book))


def wine_and_dine(book: Book, yuan: float = 31_000, economic: str = "30217") -> None:
    """Spend on reception, whose cap is 30,000."""
    cap(book, "reception", 30_000)
    cap(book, "vehicles", 30_000)
    spend(book, 15_000, 40, economic=economic)
    spend(book, yuan - 15_000, 20, economic=economic)


def reception_taken_back(book: Book) -> None:
    """Spend too much on reception and take it back."""
    wine_and_dine(book)
    take_back(book)


def paid_early(book: Book, signed: int = 10) -> None:
    """Pay a contract twenty days ago that was signed so many days ago."""
    one, supplier = contract(book, project(book), signed)
    spend(book, 60_000, 20, supplier, contract=one)


def signed_before(book: Book) -> None:
    """Pay under a first contract; a second one of the project follows."""
    one = project(book)
    first, supplier = contract(book, one, 90)
    contract(book, one, 10)
    spend(book, 60_000, 20, supplier, contract=first)


def ahead(book: Book, yuan: float = 500_000, built: int = 40, advance: int = 0) -> None:
    """Pay of a contract over 800,000 more than is built."""
    one = project(book)
    signed, supplier = contract(book, one, advance=advance)
    if built:
        reached(book, one, built, 30)
    spend(book, yuan, 20, supplier, contract=signed)


def built_more(book: Book) -> None:
    """Report that the works are at 60 per cent."""
    found = book.act.session.query(Milestone).order_by(Milestone.id.desc()).first()
    assert found is not None
    edit_record(book.act, MILESTONE, found, {"percent": 60})


def lag(book: Book, paid: float = 100_000, planned: float = 400_000, with_plan: bool = True) -> None:
    """Plan to spend in three months, and spend little."""
    one = project(book)
    signed, supplier = contract(book, one)
    if with_plan:
        plan(book, one, {202606: 50_000, 202607: 50_000, 202608: planned - 100_000, 202609: 500_000})
    spend(book, paid, 40, supplier, contract=signed)


def accepted_cheaper(book: Book) -> None:
    """A project is accepted for less than planned."""
    lag(book)
    newest = _newest_project(book)
    edit_record(book.act, PROJECT, newest, {"accepted_on": book.act.on})


def catch_up(book: Book) -> None:
    """Spend what was planned."""

    signed = book.act.session.query(ProjectContract).order_by(ProjectContract.id.desc()).first()
    assert signed is not None and signed.party is not None
    spend(book, 200_000, 3, signed.party, contract=signed)


def _newest_project(book: Book) -> PublicProject:

    found = book.act.session.query(PublicProject).order_by(PublicProject.id.desc()).first()
    assert found is not None
    return found


def lie_still(book: Book, days_ago: int = 200, used: float = 50_000, used_ago: int = 190, charged: bool = True) -> None:
    """Receive a transfer and spend a little of it at once."""
    one = transfer(book, 400_000, days_ago)
    if charged:
        spend(book, used, used_ago, appropriation=one)


def after_harvest(book: Book) -> None:
    """Receive money that may not be spent before a day of last month."""
    one = transfer(book, 400_000, 200, use_from=book.act.on - timedelta(days=30))
    spend(book, 10_000, 195, appropriation=one)


def use_some(book: Book, yuan: float = 100_000) -> None:
    """Spend of the newest transfer."""

    newest = book.act.session.query(Appropriation).order_by(Appropriation.id.desc()).first()
    assert newest is not None
    spend(book, yuan, 5, appropriation=newest)


def send_back(book: Book, yuan: float = 350_000) -> None:
    """Send what is left of the newest transfer back."""

    newest = book.act.session.query(Appropriation).order_by(Appropriation.id.desc()).first()
    assert newest is not None
    treasury = company(book.act, "福州市财政局")
    spend(book, yuan, 5, treasury, appropriation=newest, what=ChargeWord.RETURNED)


def long_ago(book: Book, days_ago: int = 1_100, used: float = 350_000) -> None:
    """Receive a transfer three years ago and spend most of it, not all."""
    one = transfer(book, 400_000, days_ago)
    spend(book, used, days_ago - 100, appropriation=one)


def returned_whole(book: Book) -> None:
    """What was left after two years goes back."""
    long_ago(book)
    send_back(book, 50_000)


def hold(book: Book, days_ago: int = 40, sent: float = 100_000, pass_on: float = 300_000) -> None:
    """Receive money for towns and pass a part of it on."""
    step = transfer(book, 400_000, days_ago, pass_on)
    if sent:
        transfer(book, sent, days_ago - 5, 0, step, book.world.organisation("gudong"))


def passed_in_parts(book: Book) -> None:
    """Pass everything on in two parts."""
    hold(book)
    pass_rest(book)


def pass_rest(book: Book) -> None:
    """Pass on what is missing of the first transfer."""

    step = book.act.session.query(Appropriation).order_by(Appropriation.id).first()
    assert step is not None
    transfer(book, 200_000, 2, 0, step, book.world.organisation("gudong"))


def one_person(book: Book, checker: str = "czq01") -> None:
    """Take over an order that was asked for and approved under these accounts."""
    foreign(book, at(book, 5, 10), "czq01", checker)


def withdraw_last(book: Book) -> None:
    """The file held a wrong account: its order is withdrawn, and the right one is taken over."""
    found = book.act.session.query(PaymentOrder).order_by(PaymentOrder.id.desc()).first()
    assert found is not None
    withdraw_order(book.act, found, "导出文件有误")
    one_person(book, "ljg02")


def orders_at_night(book: Book, yuan: float = 90_000, hour: int = 23, others: int = 24, days_ago: int = 6) -> None:
    """Take over ordinary orders of the day, and one more."""
    for place in range(others):
        foreign(book, at(book, 10 + place // 5, 10), yuan=10_000 + place)
    foreign(book, at(book, days_ago, hour), yuan=yuan)


def larger_by_day(book: Book) -> None:
    """Five larger orders come in by day."""
    for place in range(5):
        foreign(book, at(book, 4, 11), yuan=100_000 + place)


def allow_more(book: Book) -> None:
    """The document is read again: what is to be passed on is what was passed on."""

    step = book.act.session.query(Appropriation).order_by(Appropriation.id).first()
    assert step is not None
    edit_record(book.act, APPROPRIATION, step, {"pass_on": Decimal(100_000)})


SCENARIOS = {
    "F01.payee": Scenario(
        strange_payee,
        (
            supplier_paid,
            refund_to_person,
            lambda book: strange_payee(book, signed=False),
            lambda book: strange_payee(book, yuan=999),
        ),
        sign_later,
    ),
    "F01.personal": Scenario(
        to_person,
        (
            households,
            lambda book: to_person(book, paid_as="30211"),
            lambda book: to_person(book, economic="310", paid_as="31009"),
            lambda book: to_person(book, economic="", paid_as=""),
            lambda book: to_person(book, yuan=4_999),
        ),
        take_back,
    ),
    "F01.class": Scenario(
        other_class,
        (
            lambda book: other_class(book, paid_as="30213"),
            lambda book: other_class(book, economic=""),
            lambda book: other_class(book, economic="30213", paid_as="302"),
            lambda book: other_class(book, paid_as=""),
        ),
        recharged,
    ),
    "F12.over": Scenario(
        overspend,
        (
            lambda book: overspend(book, yuan=100_000),
            lambda book: overspend(book, yuan=120_000, raised=20_000),
            too_much_taken_back,
        ),
        raise_budget,
    ),
    "F12.none": Scenario(
        without_line,
        (
            lambda book: without_line(book, days_ago=20),
            lambda book: without_line(book, charged=False),
            lambda book: without_line(book, charged=False, budget=False),
            to_other_body,
        ),
        charge_last,
    ),
    "F12.three_public": Scenario(
        wine_and_dine,
        (
            lambda book: wine_and_dine(book, yuan=30_000),
            lambda book: wine_and_dine(book, economic="30213"),
            reception_taken_back,
        ),
        take_back,
    ),
    "F13.before_contract": Scenario(paid_early, (lambda book: paid_early(book, signed=20), signed_before), take_back),
    "F13.ahead": Scenario(
        ahead,
        (
            lambda book: ahead(book, yuan=480_000),
            lambda book: ahead(book, advance=45),
            lambda book: ahead(book, built=0),
        ),
        built_more,
    ),
    "F15.behind": Scenario(
        lag, (lambda book: lag(book, paid=200_000), lambda book: lag(book, with_plan=False), accepted_cheaper), catch_up
    ),
    "F03.idle": Scenario(
        lie_still,
        (
            lambda book: lie_still(book, days_ago=170, used_ago=160),
            lambda book: lie_still(book, used_ago=100),
            lambda book: lie_still(book, used=250_000),
            lambda book: lie_still(book, charged=False),
            after_harvest,
        ),
        use_some,
    ),
    "F06.slow": Scenario(
        lambda book: lie_still(book, days_ago=370, used_ago=300),
        (
            lambda book: lie_still(book, days_ago=370, used=80_000, used_ago=300),
            lambda book: lie_still(book, days_ago=360, used_ago=300),
            lambda book: lie_still(book, days_ago=370, charged=False),
        ),
        send_back,
    ),
    "F06.two_years": Scenario(
        long_ago,
        (lambda book: long_ago(book, used=395_000), lambda book: long_ago(book, days_ago=900), returned_whole),
        lambda book: send_back(book, 50_000),
    ),
    "F16.held": Scenario(
        hold,
        (lambda book: hold(book, days_ago=30), lambda book: hold(book, pass_on=0, sent=0), passed_in_parts),
        pass_rest,
    ),
    "F10.one_person": Scenario(
        one_person, (lambda book: one_person(book, "czq02"), lambda book: one_person(book, "")), withdraw_last
    ),
    "F10.hours": Scenario(
        orders_at_night,
        (
            lambda book: orders_at_night(book, yuan=9_000),
            lambda book: orders_at_night(book, hour=10),
            lambda book: orders_at_night(book, hour=10, days_ago=1),
            lambda book: orders_at_night(book, others=18),
        ),
        larger_by_day,
    ),
}
