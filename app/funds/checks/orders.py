"""What payment orders that another system kept must hold."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.funds.checks.shared import above_zero, check_class
from app.funds.models import PaymentOrder
from app.funds.words import OrderState
from app.kernel.act import CHINA, Act
from app.kernel.calendar import CalendarMissing, working_calendar
from app.kernel.errors import Incomplete, OutOfOrder
from app.kernel.words import N_
from app.parties.known import conceal_number, kept
from app.parties.operations import know_parties
from app.parties.operations.knowing import parties_of
from app.parties.words import PartyForm


def check_order(act: Act, row: PaymentOrder, changes: Mapping[str, Any]) -> None:
    """An order of another system is taken over as it stands there; one that was asked for here goes its own way."""
    if row.id is not None and set(changes) == {"payee_name"} and row.party is not None:
        row.payee_name = row.party.name  # of a person it is kept as the surname alone
        return
    if row.id is not None:
        raise OutOfOrder(N_("A payment order stays as it was asked for. What is wrong is refused and asked for again."))
    if not (row.system or "").strip():
        raise Incomplete(
            N_("Name the system that this order comes from. Orders of this platform are asked for on their own page."),
            field="system",
        )
    above_zero(row, "amount")
    check_class(row, "economic_class")
    for name in ("asked_at", "approved_at", "paid_at"):
        at = getattr(row, name)
        if at is not None and at > act.at:
            raise Incomplete(N_("This instant lies in the future."), field=name)
    if row.approved_at is not None and not row.approved_key:
        raise Incomplete(N_("Say who approved it."), field="approved_key")
    if row.paid_at is not None and row.approved_at is None:
        raise Incomplete(N_("What was paid was approved before: give the instant and the person."), field="approved_at")
    conceal_number(row, "payee_number", "payee_hash")
    stamp(act, row)
    row.state = str(OrderState.PAID if row.paid_at else OrderState.APPROVED if row.approved_at else OrderState.ASKED)


def stamp(act: Act, row: PaymentOrder) -> None:
    """Write hour and day off of asking and approving, so that points compare numbers alone."""
    row.asked_hour, row.asked_off = _clock(act, row.asked_at)
    if row.approved_at is not None:
        row.approved_hour, row.approved_off = _clock(act, row.approved_at)


def _clock(act: Act, at: datetime) -> tuple[int, bool]:
    local = at.astimezone(CHINA)
    try:
        return local.hour, not working_calendar(act.session).is_workday(local.date())
    except CalendarMissing:
        return local.hour, False  # of a year whose calendar is not held nobody is accused


def settle_orders(act: Act) -> None:
    """Let every payee be the party that it is, and show of a person the surname alone."""
    act.session.flush()
    loose = act.session.scalars(
        select(PaymentOrder).where(PaymentOrder.party_id.is_(None), PaymentOrder.payee_hash != "")
    ).all()
    for county in sorted({one.county for one in loose}):
        here = [one for one in loose if one.county == county]
        found = know_parties(
            act,
            county,
            [kept(one.payee_hash, one.payee_name, one.payee_number, _form(one), one.system) for one in here],
        )
        payees = parties_of(act, found.values())
        for order in here:
            payee = payees[found[order.payee_hash]]
            order.party_id, order.payee_name = payee.id, payee.name
    act.session.flush()


def _form(order: PaymentOrder) -> str:
    return PartyForm.PERSON if "*" in order.payee_number else PartyForm.COMPANY
