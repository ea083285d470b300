"""F03, F09 and F11: money that is passed on at once, payments that stand twice, accounts that changed before a large one."""

from datetime import datetime, timedelta

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from app.funds.models import Account, Movement
from app.funds.points.shared import BUDGET, DAYS, MOVED, YUAN, is_form
from app.funds.round_trips import stands
from app.funds.shapes.cycles import TRIP
from app.kernel.db import days_after
from app.kernel.points import Findings, Limits, Nature, Parameter, Point, Severity, findings
from app.kernel.words import N_
from app.parties.models import Party, PartyMark
from app.parties.words import MarkWord, PartyForm


def _payment(fact: str) -> Findings:
    """Begin the SELECT of payments that stand."""
    return (
        findings(
            kind=Movement.kind,
            subject=Movement.id,
            county=Movement.county,
            organisation=Movement.organisation_id,
            moment=Movement.at,
            fact=fact,
            amount=Movement.amount,
            payee=Party.name,
            purpose=Movement.purpose,
        )
        .join(Party, Party.id == Movement.payee_id)
        .where(stands(Movement), is_form(Movement.payer_id, PartyForm.BODY))
    )


def _duplicate(now: datetime, limits: Limits) -> Findings:
    """Find payments equal to one shortly before, in payee, amount and purpose, that are no part of a series."""
    since = now - timedelta(days=limits["window"])
    earlier = aliased(Movement)
    alike = (Movement.payer_id, Movement.payee_id, Movement.amount, Movement.purpose)
    equal = (
        select(*alike, func.count().label("n"))
        .where(
            Movement.at >= since,
            Movement.amount >= limits["least"],
            Movement.subject_kind == "",
            stands(Movement),
            is_form(Movement.payer_id, PartyForm.BODY),
        )
        .group_by(*alike)
        .having(func.count() > 1)
        .subquery()
    )
    return (
        _payment(N_("Paid twice within a few days"))
        .join(equal, and_(*(column == equal.c[column.key] for column in alike)))
        .where(
            Movement.at >= since,
            Movement.subject_kind == "",
            equal.c.n < limits["series"],
            exists(
                select(earlier.id).where(
                    earlier.payer_id == Movement.payer_id,
                    earlier.payee_id == Movement.payee_id,
                    earlier.amount == Movement.amount,
                    earlier.purpose == Movement.purpose,
                    earlier.subject_kind == "",
                    earlier.at.between(days_after(Movement.at, -limits["days"]), Movement.at),
                    or_(earlier.at < Movement.at, earlier.id < Movement.id),
                    stands(earlier),
                )
            ),
        )
    )


def _changed_account(now: datetime, limits: Limits) -> Findings:
    """Find large payments into an account that was never paid before, of a payee whom the body paid into another."""
    any_, other = aliased(Movement), aliased(Movement)
    noted = select(PartyMark.id).where(
        PartyMark.party_id == Movement.payee_id,
        PartyMark.what == str(MarkWord.ACCOUNT),
        PartyMark.value_hash == Account.number_hash,
        PartyMark.from_on <= days_after(Movement.at, -limits["days"]),
    )
    before = or_(any_.at < Movement.at, and_(any_.at == Movement.at, any_.id < Movement.id))
    return (
        _payment(N_("Paid into a new account of a known payee"))
        .join(Account, Account.id == Movement.to_account_id)
        .where(
            Movement.amount >= limits["least"],
            ~exists(select(any_.id).where(any_.to_account_id == Movement.to_account_id, before)),
            exists(
                select(other.id).where(
                    other.payer_id == Movement.payer_id,
                    other.payee_id == Movement.payee_id,
                    other.to_account_id != Movement.to_account_id,
                    other.at < Movement.at,
                )
            ),
            ~exists(noted),
        )
    )


def _passed_on(now: datetime, limits: Limits) -> Findings:
    """Find the first of several payments to a company that passed nearly all of each on within a day."""
    on, paid = aliased(Movement), aliased(Movement)
    since = now - timedelta(days=limits["window"])
    few = (
        select(paid.payer_id)
        .where(paid.at >= since)
        .group_by(paid.payer_id)
        .having(func.count() <= TRIP.hub_out)
        .subquery()
    )
    held = (
        select(
            func.min(Movement.id).label("first_id"),
            func.count().label("n"),
            func.sum(Movement.amount).label("total"),
            func.max(Movement.at).label("last_at"),
        )
        .join(few, few.c.payer_id == Movement.payee_id)
        .where(
            Movement.at >= since,
            Movement.amount >= limits["least"],
            stands(Movement),
            is_form(Movement.payer_id, PartyForm.BODY),
            is_form(Movement.payee_id, PartyForm.COMPANY),
            exists(
                select(on.id).where(
                    on.payer_id == Movement.payee_id,
                    on.payee_id != Movement.payer_id,
                    on.at.between(Movement.at, days_after(Movement.at, 1)),
                    on.amount.between(Movement.amount * limits["share"], Movement.amount),
                    stands(on),
                )
            ),
        )
        .group_by(Movement.payee_id)
        .subquery()
    )
    return (
        findings(
            kind=Movement.kind,
            subject=Movement.id,
            county=Movement.county,
            organisation=Movement.organisation_id,
            moment=held.c.last_at,
            fact=N_("Passes public money on within a day"),
            payee=Party.name,
            count=held.c.n,
            total=held.c.total,
        )
        .join(held, held.c.first_id == Movement.id)
        .join(Party, Party.id == Movement.payee_id)
        .where(held.c.n >= limits["times"])
    )


PAYEES = (
    Point(
        code="F03.passed_on",
        title=N_("Money passed on within a day"),
        basis=N_("Budget Law, art. 57 and 61"),
        severity=Severity.YELLOW,
        find=_passed_on,
        explanation=N_(
            "A company received money of public bodies and paid nearly all of it to somebody else within a day, several times in a year. "
            "It may only lend its name. Check who did the work, and who stands behind the two companies."
        ),
        honest=N_(
            "A company that passed a body's money on twice; and one that keeps a third of it and pays the rest on."
        ),
        parameters=(
            Parameter("times", 3, N_("Payments from which on it is reported")),
            Parameter("share", 0.9, N_("Part that is passed on, at the least")),
            Parameter("least", 50_000, N_("Amount of each at the least"), YUAN),
            Parameter("window", 365, N_("Days in which they are counted"), DAYS),
        ),
        nature=Nature.LEAD,
        verified=False,
    ),
    Point(
        code="F09.duplicate",
        title=N_("Paid twice"),
        basis=N_("Accounting Law, art. 14"),
        severity=Severity.BLUE,
        find=_duplicate,
        explanation=N_(
            "A body paid one payee the same amount for the same purpose twice within a few days, and no third time within a year: a bill may have "
            "been paid twice. Compare the invoices."
        ),
        honest=N_(
            "Rent and wages, which come again and again; instalments that name their contract; and a payment that was sent back and repeated."
        ),
        parameters=(
            Parameter("days", 10, N_("Days between the two, at the most"), DAYS),
            Parameter("least", 10_000, N_("Amount at the least"), YUAN),
            Parameter("series", 3, N_("Equal payments that make a series")),
            Parameter("window", 365, N_("Days in which they are counted"), DAYS),
        ),
        nature=Nature.LEAD,
        verified=False,
    ),
    Point(
        code="F11.changed_account",
        title=N_("Large payment into a new account"),
        basis=BUDGET,
        severity=Severity.YELLOW,
        find=_changed_account,
        explanation=N_(
            "A body paid a payee whom it had paid before into an account that nobody had paid into and that had not been noted some days before. So does "
            "whoever writes a letter in the payee's name. Telephone the payee at a number that you know, and compare the contract."
        ),
        honest=N_(
            "An account that was noted in the register weeks before; the first payment to a new payee; and a small sum."
        ),
        wakes_on=MOVED,
        parameters=(
            Parameter("days", 15, N_("Days that the account must have been noted before"), DAYS),
            Parameter("least", 100_000, N_("Amount at the least"), YUAN),
        ),
        nature=Nature.LEAD,
        verified=False,
    ),
)
