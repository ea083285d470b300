"""Honest courses of funds: what was sent back and reversed is no shape."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from app.funds.operations import reverse_movement
from app.kernel.act import Act
from app.kernel.audit import Subject
from tests.funds import budget_scenarios as budgets
from tests.funds import scenarios
from tests.funds import volume_scenarios as volume
from tests.funds.building import Book
from tests.honest.registry import Courses
from tests.parties.building import company
from tests.world import World


def ledger(session: Session, world: World, acting_as: Callable[..., Act]) -> Book:
    """Open a ledger."""
    return Book(acting_as(None), world)


def sent_back(book: Book) -> None:
    """The first of two payments went to a wrong account and was reversed; a contract that was tendered is paid in parts."""
    firm = company(book.act)
    first = book.pay(book.body, firm, 290_000, 9)
    book.pay(book.body, firm, 290_000, 5)
    for purpose in ("一标段绿化", "办公楼维修"):
        book.pay(book.body, firm, 280_000, 4, purpose)
    contract = Subject("trade_contract", 1, book.home.county)
    tendered = company(book.act)
    for days_ago in (12, 8, 4):
        book.pay(book.body, tendered, 280_000, days_ago, "工程进度款", contract)
    book.look()
    reverse_movement(book.act, first, "账号有误，银行退回")
    book.look()


def refunded(book: Book) -> None:
    """Works are called off and the advance comes back whole; of another a third, and what a third firm paid was an error."""
    called_off, firm, third = (company(book.act) for _ in range(3))
    book.pay(book.body, called_off, 120_000, 60)
    book.pay(called_off, book.body, 120_000, 50, "工程取消，退回预付款")
    book.pay(book.body, firm, 90_000, 40)
    book.pay(firm, book.body, 30_000, 20, "退回余款")
    book.pay(firm, third, 89_000, 15)
    mistaken = book.pay(third, book.body, 89_000, 10, "退款")
    book.look()
    reverse_movement(book.act, mistaken, "记错单位")
    book.look()


FUNDS = Courses(ledger)
FUNDS.note(
    {
        "F01.payee": budgets.supplier_paid,
        "F01.personal": budgets.households,
        "F01.class": lambda book: budgets.other_class(book, economic="30213", paid_as="302"),
        "F02.month": lambda book: volume.steady(book, every_august=300_000),
        "F03.idle": budgets.after_harvest,
        "F06.slow": lambda book: budgets.lie_still(book, days_ago=370, used=80_000, used_ago=300),
        "F06.two_years": budgets.returned_whole,
        "F09.round": lambda book: volume.round_sums(book, whole=60, payments=240),
        "F10.hours": lambda book: budgets.orders_at_night(book, yuan=9_000),
        "F10.one_person": lambda book: budgets.one_person(book, "czq02"),
        "F12.none": budgets.to_other_body,
        "F12.over": budgets.too_much_taken_back,
        "F12.three_public": budgets.reception_taken_back,
        "F13.ahead": lambda book: budgets.ahead(book, advance=45),
        "F13.before_contract": budgets.signed_before,
        "F15.behind": budgets.accepted_cheaper,
        "F16.held": budgets.passed_in_parts,
        "F02.december": lambda book: scenarios.spend_late(book, month=9),
        "F03.passed_on": lambda book: scenarios.pass_on(book, times=2),
        "F04.split": sent_back,
        "F05.round_trip": refunded,
        "F07.concentrated": lambda book: scenarios.concentrate(book, elsewhere=60_000),
        "F09.duplicate": scenarios.rent,
        "F11.changed_account": lambda book: scenarios.new_account(book, known_days=40),
    }
)
