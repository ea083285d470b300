"""Honest courses of cash, private accounts, loans and securities."""

from datetime import date

from app.villages.words import Category, Method
from tests.honest.registry import Courses
from tests.honest.villages.shared import CASH, GONE, WAGE, B, undone, village
from tests.villages import test_points_cash as cash
from tests.villages.building import DAY, TODAY


def wages(b: B) -> None:
    b.voucher("1800", Category.SALARY, **WAGE)
    b.voucher("1000", **CASH)
    b.voucher("5000")
    b.voucher("5000", Category.OPERATING, **CASH)
    undone(b, "5000", **CASH)


def daily_wages(b: B) -> None:
    """Wages; half of the sum by transfer; a month apart; to two payees; one of two reversed; what came in."""
    for _ in range(4):
        b.voucher("400", Category.ALLOWANCE, payee_hash="worker", **WAGE)
    b.voucher("400", payee_hash="worker", **CASH)
    for method in (Method.CASH, Method.TRANSFER, Method.CASH):
        b.voucher("400", payee_hash="shop", method=method)
    for back in (32, 2, 1):
        b.voucher("400", payee_hash="slow", occurred_on=TODAY - back * DAY, **CASH)
    for payee in ("one", "two", "one", "two"):
        b.voucher("400", payee_hash=payee, **CASH)
    for more in ({}, GONE, {}):
        b.voucher("400", payee_hash="wrong", **more, **CASH)
    for kind in (Category.OFFICE, Category.OPERATING, Category.OFFICE):
        b.voucher("400", kind, payee_hash="both", **CASH)
    b.voucher("1500", payee_hash="large", **CASH)
    b.voucher("100", payee_hash="large")
    b.voucher("100", Category.OPERATING, payee_hash="large", **CASH)
    b.voucher("100", Category.ALLOWANCE, payee_hash="large", **WAGE)
    undone(b, "100", payee_hash="large", **CASH)
    undone(b, "700", payee_hash="again", **CASH)
    b.voucher("700", payee_hash="again", **CASH)
    for sum_ in ("333.10", "333.20", "333.70"):
        b.voucher(sum_, payee_hash="to the cent", **CASH)
    b.voucher("700", payee_hash="elsewhere", village=b.other, account=b.account("cash", b.other), **CASH)
    b.voucher("700", payee_hash="elsewhere", **CASH)


EVE, OPEN_AGAIN = date(2026, 2, 14), date(2026, 2, 26)
"""The last working day before the Spring Festival, and the third on which banks are open after it."""


def banked(b: B) -> None:
    """Brought to the bank on the third day, over a holiday too; below the limit; too much since yesterday only."""
    for day, last in ((TODAY - 10 * DAY, TODAY - 6 * DAY), (EVE, OPEN_AGAIN)):
        box = b.account("cash")
        b.voucher("2500", Category.OPERATING, occurred_on=day, account=box, **CASH)
        b.voucher("2500", Category.MOVE, occurred_on=last, account=box, to_account=b.bank, **CASH)
    small = b.account("cash")
    b.voucher("1000", Category.OPERATING, occurred_on=TODAY - 10 * DAY, account=small, **CASH)
    for back in (1, 4):
        fresh = b.account("cash")
        b.voucher("2500", Category.OPERATING, occurred_on=TODAY - back * DAY, account=fresh, **CASH)


def petty_cash(b: B) -> None:
    """A small bill from what lay in the box before; and money that was banked; and none of it spent."""
    day = TODAY - 10 * DAY
    petty, quick, still, new = (b.account("cash") for _ in range(4))
    b.voucher(
        "800", Category.MOVE, occurred_on=day - 20 * DAY, account=b.bank, to_account=petty, method=Method.TRANSFER
    )
    b.voucher("300", Category.OPERATING, occurred_on=day, account=petty, **CASH)
    b.voucher("50", occurred_on=day + DAY, account=petty, **CASH)
    b.voucher("900", Category.OPERATING, occurred_on=day, account=quick, **CASH)
    b.voucher("900", Category.MOVE, occurred_on=day + DAY, account=quick, to_account=b.bank, **CASH)
    b.voucher("10", Category.OPERATING, occurred_on=day - 30 * DAY, account=quick, **CASH)
    b.voucher("300", occurred_on=day + 2 * DAY, account=quick, **CASH)
    b.voucher("900", Category.OPERATING, occurred_on=day, account=still, **CASH)
    b.voucher("300", occurred_on=day + 9 * DAY, account=still, **CASH)
    b.voucher("300", occurred_on=day + 2 * DAY, account=still, **GONE, **CASH)
    b.voucher("900", Category.OPERATING, occurred_on=day, account=b.bank)
    b.voucher("900", Category.OPERATING, occurred_on=TODAY - DAY, account=new, **CASH)
    b.voucher("300", account=new, **CASH)
    eve = b.account("cash")
    b.voucher("900", Category.OPERATING, occurred_on=EVE, account=eve, **CASH)
    b.voucher("300", occurred_on=EVE + DAY, account=eve, **CASH)
    b.voucher("600", Category.MOVE, occurred_on=OPEN_AGAIN, account=eve, to_account=b.bank, **CASH)
    wrong = b.account("cash")
    undone(b, "900", Category.OPERATING, occurred_on=day, account=wrong, **CASH)
    b.voucher("1000", occurred_on=day + 2 * DAY, account=wrong, **CASH)
    weekend = b.account("cash")
    b.voucher("900", Category.OPERATING, occurred_on=TODAY - 3 * DAY, account=weekend, **CASH)
    b.voucher("300", occurred_on=TODAY - 2 * DAY, account=weekend, **CASH)


def agency_account(b: B) -> None:
    cash._personal(b, "agency")
    account = b.account("bank", owner="person")
    b.voucher("5", Category.OFFICE, account=account)
    undone(b, "5000", Category.RENT, account=account)


def loans(b: B) -> None:
    b.related(b.head.person_hash, "partner", "shareholder")
    b.voucher("3000", Category.LOAN, payee_hash="partner")
    b.voucher("3000", Category.LOAN, payee_hash="stranger")
    b.voucher("3000", Category.SALARY, payee_hash=b.head.person_hash)
    undone(b, "3000", Category.LOAN, payee_hash=b.head.person_hash)
    abroad = b.officer("head", organisation_id=b.other.id)
    b.related(abroad.person_hash, "cousin abroad")
    for who in (abroad.person_hash, "cousin abroad"):
        b.voucher("3000", Category.LOAN, payee_hash=who)


CASH_BOX = Courses(village)
CASH_BOX.note(
    {
        "V01.limit": wages,
        "V01.payee": daily_wages,
        "V02.held": banked,
        "V02.direct": petty_cash,
        "V20.personal": agency_account,
        "V21.loan": loans,
        "V21.guarantee": lambda b: cash._guarantee(b, TODAY),
    }
)
