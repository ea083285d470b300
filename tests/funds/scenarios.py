"""What fires each point about payees and bodies, what does not, and what ends it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from app.funds.models import Account, Movement
from app.funds.operations import open_account, reverse_movement
from app.funds.words import AccountKind
from app.kernel.audit import Subject
from app.parties.models import Party
from app.parties.operations import know_party
from app.parties.words import PartyForm
from tests.funds.building import Book
from tests.parties.building import company, credit_code


@dataclass(frozen=True)
class Scenario:
    """Courses of events around one point."""

    fires: Callable[[Book], object]
    silent: tuple[Callable[[Book], object], ...]
    ceases: Callable[[Book], object]
    """Happens after what fires."""


def account(book: Book, party: Party, serial: int, known_days: int = 0) -> Account:
    """Open an account of a party, noted so many days ago."""
    opened = book.act.on - timedelta(days=known_days) if known_days else None
    return open_account(book.act, party, f"62270000000000{serial:05d}", "兴业银行", AccountKind.BASIC, opened_on=opened)


def last(book: Book) -> Movement:
    """Return the payment that was recorded last."""
    found = book.act.session.query(Movement).order_by(Movement.id.desc()).first()
    assert found is not None
    return found


def take_back(book: Book) -> None:
    """Reverse the last payment."""
    reverse_movement(book.act, last(book), "重复付款，已退回")


def pay_twice(
    book: Book, apart: float = 4, yuan: float = 26_800, purposes: tuple[str, str] = ("复印机", "复印机")
) -> None:
    """Pay a company the same twice."""
    firm = company(book.act)
    for days_ago, purpose in zip((30, 30 - apart), purposes, strict=True):
        book.pay(book.body, firm, yuan, days_ago, purpose)


def rent(book: Book) -> None:
    """Pay rent three times, ten days apart."""
    firm = company(book.act)
    for days_ago in (30, 20, 10):
        book.pay(book.body, firm, 26_800, days_ago, "房租")


def instalments(book: Book) -> None:
    """Pay two equal instalments of one contract."""
    firm, contract = company(book.act), Subject("trade_contract", 1, book.home.county)
    for days_ago in (30, 26):
        book.pay(book.body, firm, 26_800, days_ago, "进度款", contract)


def repeated_after_return(book: Book) -> None:
    """Pay, have it come back, and pay again."""
    firm = company(book.act)
    reverse_movement(book.act, book.pay(book.body, firm, 26_800, 30, "复印机"), "户名不符")
    book.pay(book.body, firm, 26_800, 26, "复印机")


def new_account(book: Book, yuan: float = 180_000, known_days: int = 0, before: bool = True) -> None:
    """Pay a company into one account, then a larger sum into another."""
    firm = company(book.act)
    if before:
        book.pay(book.body, account(book, firm, 1, 400), 20_000, 90)
    book.pay(book.body, account(book, firm, 2, known_days), yuan, 10)


def paid_there_before(book: Book) -> None:
    """Pay into two accounts in turn."""
    firm = company(book.act)
    first, second = account(book, firm, 1, 400), account(book, firm, 2)
    for end, days_ago in ((first, 90), (second, 80), (first, 70)):
        book.pay(book.body, end, 20_000, days_ago)
    book.pay(book.body, second, 180_000, 10)


def pass_on(book: Book, times: int = 3, share: float = 0.96, after: float = 0.5) -> None:
    """Pay a company, which pays nearly all of it on."""
    firm, other = company(book.act, "福州转手贸易有限公司"), company(book.act)
    for place in range(times):
        days_ago = 60 - 10 * place
        book.pay(book.body, firm, 80_000 + place, days_ago, f"货款{place}")
        book.pay(firm, other, round(80_000 * share, 2), days_ago - after, f"往来{place}")


def spend_late(book: Book, late: float = 400_000, early: float = 400_000, month: int = 3) -> None:
    """Pay in the last year: some in a month, some in December."""
    firm = company(book.act)
    for day, yuan in ((date(book.act.on.year - 1, month, 10), early), (date(book.act.on.year - 1, 12, 20), late)):
        book.pay(book.body, firm, yuan, (book.act.on - day).days, "设备")


def concentrate(book: Book, share: float = 0.7, payments: int = 24, elsewhere: float = 0) -> None:
    """Pay one company most of the last year's money, in so many payments; another body pays others, and it."""
    favourite, rest = company(book.act, "福州独大服务有限公司"), [company(book.act) for _ in range(4)]
    days_ago = (book.act.on - date(book.act.on.year - 1, 6, 1)).days
    for place in range(payments):
        payee = favourite if place % 2 else rest[place // 2 % 4]
        yuan = 20_000 * (share if place % 2 else 1 - share)
        book.pay(book.body, payee, round(yuan + place, 2), days_ago - place, f"服务{place}")
    health = know_party(book.act, credit_code(902), "鼓楼区卫生健康局", PartyForm.BODY, "机构编制登记")
    other = book.world.organisation("gulou-health")
    for place, payee in enumerate(rest):
        book.pay(health, payee, 25_000 + place, days_ago - place, "药品", home=other)
    if elsewhere:
        book.pay(health, favourite, elsewhere, days_ago, "服务", home=other)


def pay_others(book: Book) -> None:
    """Pay, in the last year, four other companies more than all before."""
    days_ago = (book.act.on - date(book.act.on.year - 1, 8, 1)).days
    for place in range(4):
        book.pay(book.body, company(book.act), 160_000 + place, days_ago, "新项目")


SCENARIOS = {
    "F02.december": Scenario(
        spend_late,
        (
            lambda book: spend_late(book, late=200_000, early=400_000),
            lambda book: spend_late(book, late=200_000, early=200_000),
            lambda book: spend_late(book, month=9),
        ),
        pay_others,
    ),
    "F03.passed_on": Scenario(
        pass_on,
        (
            lambda book: pass_on(book, times=2),
            lambda book: pass_on(book, share=0.66),
            lambda book: pass_on(book, after=2),
        ),
        take_back,
    ),
    "F07.concentrated": Scenario(
        concentrate,
        (
            lambda book: concentrate(book, share=0.45),
            lambda book: concentrate(book, payments=18),
            lambda book: concentrate(book, elsewhere=60_000),
        ),
        pay_others,
    ),
    "F09.duplicate": Scenario(
        pay_twice,
        (
            lambda book: pay_twice(book, apart=11),
            lambda book: pay_twice(book, yuan=9_999),
            lambda book: pay_twice(book, purposes=("复印机", "打印机")),
            rent,
            instalments,
            repeated_after_return,
        ),
        take_back,
    ),
    "F11.changed_account": Scenario(
        new_account,
        (
            lambda book: new_account(book, yuan=99_999),
            lambda book: new_account(book, known_days=40),
            lambda book: new_account(book, before=False),
            paid_there_before,
        ),
        take_back,
    ),
}
