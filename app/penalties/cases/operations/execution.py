"""Carrying a fine out: payment, surcharge, deferral, reminder, the court (art. 66 to 74; Coercion Law art. 45 to 54)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import select

from app.kernel.act import Act, local_day
from app.kernel.audit import record
from app.kernel.calendar import ONE_DAY
from app.kernel.clocks import ClockKind, clock_of, fix_clock, stop_clock
from app.kernel.errors import Conflict, Incomplete, OutOfOrder
from app.kernel.words import N_
from app.penalties.cases.acts import CaseNote, Payment
from app.penalties.cases.guards import CASH, begin, needed, note
from app.penalties.cases.models import CaseState, PenaltyCase
from app.penalties.cases.money import surcharge
from app.penalties.cases.notices import tell_officers, tell_party
from app.penalties.cases.operations.discretion import check_amount
from app.penalties.cases.papers import issue, money
from app.penalties.cases.told import remedies_of

AFTER_REMINDER = timedelta(days=10)
"""Days that a reminder gives before the court is asked (Coercion Law art. 54)."""
NOBODY_SUED = timedelta(days=182)
ZERO = Decimal(0)


def payments_of(act: Act, case: PenaltyCase) -> list[Payment]:
    """Return what was paid, oldest first."""
    paid = select(Payment).where(Payment.case_id == case.id)
    return list(act.session.scalars(paid.order_by(Payment.paid_on, Payment.id)))


def surcharge_on(act: Act, case: PenaltyCase, on: date) -> Decimal:
    """Return the whole surcharge that has grown by a day; days of remedies add nothing (art. 72, 73)."""
    if not case.fine or case.pay_until is None:
        return ZERO
    remedies = act.session.scalars(select(CaseNote).where(CaseNote.case_id == case.id, CaseNote.what == "remedy"))
    paused = [(local_day(one.at), local_day(one.ended_at) if one.ended_at else None) for one in remedies]
    paid = [(one.paid_on, one.amount - one.surcharge) for one in payments_of(act, case)]
    return surcharge(case.fine, paid, case.pay_until, on, paused)


def owed_on(act: Act, case: PenaltyCase, on: date) -> Decimal:
    """Return what is still to be paid on a day, fine and surcharge."""
    return (case.fine or ZERO) - case.paid + surcharge_on(act, case, on) - case.surcharge_paid


def note_payment(
    act: Act,
    case: PenaltyCase,
    receipt: str,
    amount: Decimal,
    paid_on: date,
    *,
    cash: bool = False,
    ground: str = "",
    edit_number: int | None = None,
) -> Payment:
    """Note money by its receipt; it pays the fine first, then the surcharge, and goes to the treasury whole."""
    begin(act, case, "note_payment", edit_number=edit_number)
    check_amount(amount)
    receipt = needed(receipt, "receipt")[:60]
    served = local_day(case.served_at) if case.served_at else act.on
    if amount == 0 or not served <= paid_on <= act.on:
        raise Incomplete(
            N_("A payment has an amount, and a day between the service of the decision and today."),
            field="paid_on" if amount else "amount",
        )
    if cash and amount > CASH and not ground.strip():
        raise Incomplete(
            N_(
                "Cash above %(amount)s yuan is taken on the spot only on a ground: hard to enforce afterwards, or a remote "
                "place (Penalty Law art. 68, 69). Write it down, or let the party pay at a bank."
            ),
            amount=money(CASH),
            field="ground",
        )
    if act.session.scalar(select(Payment.id).where(Payment.receipt == receipt)) is not None:
        raise Conflict(N_("A payment with this receipt is noted already."), field="receipt")
    owed = owed_on(act, case, paid_on)
    if amount > owed:
        raise Incomplete(
            N_("Only %(amount)s yuan were still owed on that day. Check the receipt; what is too much is paid back."),
            amount=money(owed),
            field="amount",
        )
    for_fine = min(amount, (case.fine or ZERO) - case.paid)
    payment = Payment(
        county=case.county,
        case_id=case.id,
        receipt=receipt,
        amount=amount,
        surcharge=amount - for_fine,
        paid_on=paid_on,
        cash=cash,
        ground=ground.strip()[:200],
        at=act.at,
        by=act.actor.official_id,
    )
    act.session.add(payment)
    case.paid += for_fine
    case.surcharge_paid += amount - for_fine
    case.state = CaseState.EXECUTING
    act.session.flush()
    if case.paid == case.fine:
        stop_clock(act, case, ClockKind.PAY, at=_end_of(act, case, ClockKind.PAY, paid_on))
        if owed_on(act, case, paid_on) <= 0:
            stop_clock(act, case, ClockKind.COURT, at=_end_of(act, case, ClockKind.COURT, paid_on))
    record(act, "penalty.paid", case, receipt=receipt, amount=amount, paid_on=paid_on, cash=cash, owed=owed - amount)
    return payment


def _end_of(act: Act, case: PenaltyCase, what: ClockKind, day: date) -> datetime:
    """Return the instant at which a payment of a day counts: that day, however late its receipt came in."""
    clock = clock_of(act.session, case, what)
    if clock is None or clock.due_on is None or clock.due_at is None or day > clock.due_on:
        return act.at
    return min(act.at, max(clock.started_at, clock.due_at))


def defer(
    act: Act,
    case: PenaltyCase,
    until: date,
    reason: str,
    instalments: Sequence[tuple[date, Decimal]] = (),
    *,
    asked_on: date,
    edit_number: int | None = None,
) -> None:
    """Let the party pay later or in parts, upon its request of a day (art. 66(2)); no surcharge grows until then."""
    begin(act, case, "defer", reason=reason, edit_number=edit_number)
    if not (case.decided_on or asked_on) <= asked_on <= act.on:
        raise Incomplete(
            N_("The party asked for it between the decision and today. Correct the day."), field="asked_on"
        )
    if case.pay_until is None or until <= max(case.pay_until, act.on):
        raise Incomplete(N_("The new last day lies after the old one and after today."), field="until")
    owed = (case.fine or ZERO) - case.paid
    if instalments and (sum(part for _, part in instalments) != owed or max(day for day, _ in instalments) != until):
        raise Incomplete(
            N_("The instalments make up the %(amount)s yuan that are owed, the last one on the last day."),
            amount=money(owed),
            field="instalments",
        )
    plan = [[day.isoformat(), money(part)] for day, part in sorted(instalments)]
    note(act, case, "instalments", reason.strip(), details=plan or None, until=until)
    case.pay_until, case.state, case.surcharge_from = until, CaseState.EXECUTING, None
    clock = clock_of(act.session, case, ClockKind.PAY)
    if clock is not None and clock.stopped_at is None:
        fix_clock(act, clock, until)
    paper = issue(act, case, "deferral", amount=owed, until=until, reason=reason.strip(), plan=plan, asked_on=asked_on)
    record(act, "penalty.deferred", case, until=until, parts=len(plan), document=paper.number)
    tell_party(act, case, "deferred", paper.number, until=until)


def begin_surcharge(act: Act, case: PenaltyCase) -> None:
    """Note that the last day has passed unpaid: from the next day on three per cent are added (art. 72)."""
    assert case.pay_until is not None
    case.surcharge_from = case.pay_until + ONE_DAY
    record(act, "penalty.surcharge_began", case, begins=case.surcharge_from, owed=(case.fine or ZERO) - case.paid)
    tell_officers(act, case, "in_arrears", case.surcharge_from)


def remind(act: Act, case: PenaltyCase, edit_number: int | None = None) -> None:
    """Remind whoever has not paid, ten days before the court is asked (Coercion Law art. 54)."""
    begin(act, case, "remind", edit_number=edit_number)
    if case.pay_until is None or act.on <= case.pay_until or case.paid == case.fine:
        raise OutOfOrder(N_("Nothing is in arrears: remind only when the last day of payment has passed unpaid."))
    owed = owed_on(act, case, act.on)
    note(act, case, "reminder", money(owed), amount=owed)
    case.reminded_at, case.state = act.at, CaseState.EXECUTING
    paper = issue(
        act,
        case,
        "reminder",
        amount=case.fine or ZERO,
        paid=case.paid,
        surcharge=surcharge_on(act, case, act.on),
        owed=owed,
        pay_until=case.pay_until,
    )
    record(act, "penalty.reminded", case, owed=owed, document=paper.number)
    tell_party(act, case, "reminded", paper.number, amount=money(owed))


def apply_to_court(act: Act, case: PenaltyCase, court: str, edit_number: int | None = None) -> None:
    """Ask the court to enforce: after the six months of a suit and ten days after the reminder (Coercion Law 53, 54)."""
    begin(act, case, "apply_to_court", edit_number=edit_number)
    if case.reminded_at is None or act.at < case.reminded_at + AFTER_REMINDER:
        raise OutOfOrder(N_("The court is asked ten days after the reminder (Coercion Law art. 54)."))
    if case.under_remedy or case.served_at is None or act.at < case.served_at + NOBODY_SUED:
        raise OutOfOrder(
            N_("The party may still seek remedy; the court is asked when that time is over (Coercion Law art. 53).")
        )
    owed = owed_on(act, case, act.on)
    if owed <= 0:
        raise OutOfOrder(N_("Everything has been paid."))
    note(act, case, "court", needed(court, "court"), amount=owed)
    case.court_at = act.at
    stop_clock(act, case, ClockKind.COURT)
    paper = issue(
        act,
        case,
        "court",
        court=court.strip(),
        owed=owed,
        amount=case.fine or ZERO,
        paid=case.paid,
        reminded_on=local_day(case.reminded_at),
        remedies=remedies_of(act, case),
    )
    record(act, "penalty.court_applied", case, owed=owed, document=paper.number)
