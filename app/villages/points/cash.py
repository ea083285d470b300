"""V01, V02, V20, V21: cash over its limits, money in private accounts, loans and guarantees."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased

from app.kernel.act import local_day
from app.kernel.points import Findings, Limits, Parameter, Severity, findings
from app.kernel.words import N_
from app.parties.behind import kin_of
from app.villages.models import VillageAccount, VillageCashDay, VillageGuarantee, VillageOfficer, Voucher
from app.villages.points.shared import (
    DAYS,
    ENTERED,
    KEPT,
    WORKING_DAYS,
    YUAN,
    about_voucher,
    above,
    bank_day,
    condition,
    live,
    spent,
)
from app.villages.words import AccountOwner, Category, Direction, Method, PayeeKind

SMALL_SUMS = N_("Provisional Regulations on Cash Control, art. 5; Rural Collective Economic Organisations Law, art. 44")
CASH_BOX = N_(
    "Provisional Regulations on Cash Control, art. 9 and 11; Rural Collective Economic Organisations Law, art. 44"
)
PRIVATE = (Category.RENT, Category.LAND, Category.GRANT, Category.DEPOSIT, Category.LAND_PAID, Category.PAID_ON)
PERSONAL = (Category.SALARY, Category.ALLOWANCE, Category.WELFARE, Category.TRAVEL)
"""What the regulations let be paid to persons in cash whatever the sum (art. 5(1) to (6))."""
LENDING = N_("Rural Collective Economic Organisations Law, art. 35(2)(2) and (3), art. 58")


def _personal_pay(voucher: Any) -> ColumnElement[bool]:
    return and_(voucher.payee_kind == str(PayeeKind.PERSON), voucher.category.in_([str(one) for one in PERSONAL]))


def _limit(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find single payments in cash above the limit."""
    return spent(fact).where(
        Voucher.method == str(Method.CASH), Voucher.amount > limits["limit"], ~_personal_pay(Voucher)
    )


def _payee(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find payees who got more than the limit in cash within the window that ends with a payment."""
    other = aliased(Voucher)
    total = (
        select(func.sum(other.amount))
        .where(
            other.organisation_id == Voucher.organisation_id,
            other.payee_hash == Voucher.payee_hash,
            other.method == str(Method.CASH),
            other.direction == str(Direction.OUT),
            live(other),
            other.day > Voucher.day - limits["window"],
            or_(other.day < Voucher.day, and_(other.day == Voucher.day, other.id <= Voucher.id)),
            ~_personal_pay(other),
        )
        .correlate(Voucher)
        .scalar_subquery()
    )
    return spent(fact, total=total).where(
        Voucher.method == str(Method.CASH),
        Voucher.amount <= limits["limit"],
        ~_personal_pay(Voucher),
        above(total, limits["limit"]),
    )


def _held(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find stretches of days at whose end more cash lay in the box than is allowed, by their first day.

    Days on which the banks are closed do not count.
    """
    before, after = aliased(VillageCashDay), aliased(VillageCashDay)
    last = (
        select(func.max(before.day))
        .where(before.account_id == VillageCashDay.account_id, before.day < VillageCashDay.day)
        .correlate(VillageCashDay)
        .scalar_subquery()
    )
    earlier = aliased(VillageCashDay)
    high_before = select(earlier.id).where(
        earlier.account_id == VillageCashDay.account_id, earlier.day == last, earlier.balance > limits["limit"]
    )
    emptied = select(after.id).where(
        after.account_id == VillageCashDay.account_id,
        after.day > VillageCashDay.day,
        after.on <= bank_day(VillageCashDay.on, limits["days"]),
        after.balance <= limits["limit"],
    )
    return findings(
        kind=VillageCashDay.kind,
        subject=VillageCashDay.id,
        county=VillageCashDay.county,
        organisation=VillageCashDay.organisation_id,
        moment=VillageCashDay.at,
        fact=fact,
        balance=VillageCashDay.balance,
        occurred_on=VillageCashDay.on,
    ).where(
        VillageCashDay.balance > limits["limit"],
        bank_day(VillageCashDay.on, limits["days"]) < local_day(now),
        ~high_before.correlate(VillageCashDay).exists(),
        ~emptied.correlate(VillageCashDay).exists(),
    )


def _spent_directly(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find cash that was taken in, not brought to the bank, and spent: the box came to hold less than it.

    Days on which the banks are closed do not count.
    """
    banked, paid, box = aliased(Voucher), aliased(Voucher), aliased(VillageCashDay)
    last = bank_day(Voucher.occurred_on, limits["days"])
    to_bank = select(banked.id).where(
        banked.account_id == Voucher.account_id,
        banked.direction == str(Direction.MOVE),
        live(banked),
        banked.occurred_on.between(Voucher.occurred_on, last),
    )
    out = (
        select(paid.id)
        .join(box, and_(box.account_id == paid.account_id, box.day == paid.day))
        .where(
            paid.account_id == Voucher.account_id,
            paid.direction == str(Direction.OUT),
            live(paid),
            paid.occurred_on.between(Voucher.occurred_on, last),
            box.balance < Voucher.amount,
        )
    )
    return about_voucher(fact).where(
        Voucher.direction == str(Direction.IN),
        Voucher.method == str(Method.CASH),
        last < local_day(now),
        ~to_bank.correlate(Voucher).exists(),
        out.correlate(Voucher).exists(),
    )


def _personal(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find rent, compensation, grants and deposits that went through an account in a person's name."""
    return (
        about_voucher(fact, account=VillageAccount.name)
        .join(VillageAccount, or_(VillageAccount.id == Voucher.account_id, VillageAccount.id == Voucher.to_account_id))
        .where(VillageAccount.owner == str(AccountOwner.PERSON), Voucher.category.in_([str(one) for one in PRIVATE]))
    )


def _loan(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find money lent to an officer of the village or to his kin; persons are matched by hash alone."""
    officer = aliased(VillageOfficer)
    mine = select(officer.id).where(officer.organisation_id == Voucher.organisation_id)
    himself = mine.where(officer.person_hash == Voucher.payee_hash)
    related = mine.where(officer.party_id.in_(kin_of(Voucher.payee_hash, Voucher.occurred_on)))
    return spent(fact).where(
        Voucher.category == str(Category.LOAN),
        Voucher.amount > limits["amount"],
        or_(himself.correlate(Voucher).exists(), related.correlate(Voucher).exists()),
    )


def _guarantee(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find collective property given as security for somebody else's debt."""
    return findings(
        kind=VillageGuarantee.kind,
        subject=VillageGuarantee.id,
        county=VillageGuarantee.county,
        organisation=VillageGuarantee.organisation_id,
        moment=VillageGuarantee.noted_at,
        fact=fact,
        amount=VillageGuarantee.amount,
        occurred_on=VillageGuarantee.given_on,
        property=VillageGuarantee.property,
    ).where(VillageGuarantee.ended_on.is_(None))


LIMIT = Parameter("limit", 1000, N_("Largest payment in cash"), YUAN)
CASH = (
    condition(
        "V01.limit",
        N_("Payment in cash over the limit"),
        SMALL_SUMS,
        Severity.YELLOW,
        _limit,
        N_(
            "A payment above the limit goes through the bank, so that its way can be followed. Ask why cash was used and who received it."
        ),
        honest=N_("Wages paid in cash to villagers who have no account: the regulations let wages be paid in cash."),
        letter="a",
        wakes_on=ENTERED,
        parameters=(LIMIT,),
        verified=False,
        version=2,
    ),
    condition(
        "V01.payee",
        N_("Many payments in cash to one payee"),
        SMALL_SUMS,
        Severity.YELLOW,
        _payee,
        N_(
            "Each payment stays below the limit, together they exceed it. Payees are matched by the hash of their number, never by name."
        ),
        honest=N_("Daily wages in cash that add up over a month."),
        letter="b",
        wakes_on=ENTERED,
        verified=False,
        version=3,
        parameters=(LIMIT, Parameter("window", 30, N_("Days that are added up"), DAYS)),
    ),
    condition(
        "V02.held",
        N_("Too much cash in the box for days"),
        CASH_BOX,
        Severity.YELLOW,
        _held,
        N_("Cash above the limit belongs into the bank. Count the box and compare it with the book."),
        honest=N_(
            "Cash taken in on the eve of the Spring Festival and brought to the bank on the third day that banks are open."
        ),
        letter="a",
        verified=False,
        version=2,
        parameters=(
            Parameter("limit", 2000, N_("Most cash in hand"), YUAN),
            Parameter("days", 3, N_("Days that it may lie"), WORKING_DAYS),
        ),
    ),
    condition(
        "V02.direct",
        N_("Cash income spent without going through the bank"),
        CASH_BOX,
        Severity.YELLOW,
        _spent_directly,
        N_(
            "Cash that was taken in was not brought to the bank in time, and payments were made from the box meanwhile. Spending receipts directly hides both."
        ),
        honest=N_("A small bill paid from the petty cash while the money taken in still lies in the box in full."),
        letter="b",
        verified=False,
        version=3,
        parameters=(Parameter("days", 3, N_("Days to bring it to the bank"), WORKING_DAYS),),
    ),
    condition(
        "V20.personal",
        N_("Collective money in an account in a person's name"),
        N_("Rural Collective Economic Organisations Law, art. 44(3)"),
        Severity.RED,
        _personal,
        N_(
            "Money of the collective must never lie in a private account. Secure the account statements at once and ask on whose order it was opened."
        ),
        honest=N_("The agency of accounts keeps the money in the collective's own account."),
        wakes_on=ENTERED,
        reply_days=3,
    ),
    condition(
        "V21.loan",
        N_("Money lent to an officer or to his kin"),
        LENDING,
        Severity.RED,
        _loan,
        N_(
            "Officers may not lend the collective's money to themselves or to their kin. Ask for the decision, the contract and the day of repayment."
        ),
        honest=N_("A loan to a member of the collective who is nobody's kin."),
        letter="a",
        wakes_on=ENTERED,
        reply_days=3,
        parameters=(Parameter("amount", 0, N_("Amount above which it counts"), YUAN),),
    ),
    condition(
        "V21.guarantee",
        N_("Collective property given as security"),
        LENDING,
        Severity.RED,
        _guarantee,
        N_(
            "Property of the collective may not secure the debts of others. Ask who decided it and how it can be released."
        ),
        honest=N_("A security that has been released."),
        letter="b",
        wakes_on=KEPT,
        reply_days=3,
    ),
)
