"""Asking for a payment, approving it and paying it: three acts of at least two people."""

from decimal import Decimal

from sqlalchemy import func, select

from app.funds.checks.budgets import available
from app.funds.checks.orders import stamp
from app.funds.checks.shared import above_zero, check_class, within
from app.funds.models import (
    Account,
    Appropriation,
    BudgetLine,
    Charge,
    Movement,
    PaymentOrder,
    ProjectContract,
    PublicProject,
)
from app.funds.operations.charging import charge_movement
from app.funds.operations.movements import record_movement
from app.funds.round_trips import stands
from app.funds.words import ChargeWord, OrderState
from app.kernel.act import Act
from app.kernel.audit import advance, record
from app.kernel.errors import Incomplete, NotAllowed, OutOfOrder
from app.kernel.numbering import next_number
from app.kernel.places import Organisation
from app.kernel.roles import Role
from app.kernel.words import N_
from app.parties.models import Party

ASKING = (Role.HANDLER, Role.SECTION_HEAD, Role.TOWN_CLERK)
APPROVING = (Role.SECTION_HEAD, Role.ORGAN_HEAD)
PAYING = (Role.HANDLER, Role.SECTION_HEAD, Role.ORGAN_HEAD, Role.TOWN_CLERK, Role.COUNTY_ADMIN)


def ask_payment(
    act: Act,
    organisation: Organisation,
    payee: Party,
    amount: Decimal,
    purpose: str,
    *,
    line: BudgetLine | None = None,
    to_account: Account | None = None,
    appropriation: Appropriation | None = None,
    contract: ProjectContract | None = None,
    project: PublicProject | None = None,
    invoice: str = "",
    economic_class: str = "",
) -> PaymentOrder:
    """Ask for a payment out of a budget line or a transfer; the sum must be left there, open orders counted."""
    act.needs(*ASKING)
    _inside(act, organisation)
    if line is None and appropriation is None:
        raise Incomplete(N_("Say out of which budget line or transfer it is paid."), field="line_id")
    for end in (line, appropriation, contract, project):
        if end is not None and end.organisation_id != organisation.id:
            raise NotAllowed(N_("A payment is charged to what its own body has been given."))
    if not purpose.strip():
        raise Incomplete(N_("Say what the payment is for."), field="purpose")
    if to_account is not None and to_account.party_id != payee.id:
        raise Incomplete(N_("This account belongs to somebody else than the payee."), field="to_account_id")
    advance(act.session.connection(), organisation.county, 0)  # two orders at once are added up one after the other
    made = PaymentOrder(
        county=organisation.county,
        organisation_id=organisation.id,
        number=f"ZF{act.on.year}-{organisation.county}-{next_number(act, 'fund_order', organisation.county):05d}",
        system="",
        state=str(OrderState.ASKED),
        line_id=line.id if line else None,
        appropriation_id=appropriation.id if appropriation else None,
        contract_id=contract.id if contract else None,
        project_id=project.id if project else contract.project_id if contract else line.project_id if line else None,
        payee_number=payee.number,
        payee_hash=payee.key_hash,
        payee_name=payee.name,
        party_id=payee.id,
        to_account_id=to_account.id if to_account else None,
        amount=amount,
        purpose=purpose.strip()[:200],
        invoice=invoice.strip()[:60],
        economic_class=economic_class or (line.economic_class if line else ""),
        asked_by=act.actor.name[:60],
        asked_key=_who(act),
        asked_at=act.at,
    )
    above_zero(made, "amount")
    check_class(made, "economic_class")
    stamp(act, made)
    if line is not None:
        within(left_of(act, line), amount, "amount")
    act.session.add(made)
    act.session.flush()
    record(act, "funds.order_asked", made, amount=amount, payee=payee.id, line=made.line_id, contract=made.contract_id)
    return made


def approve_order(act: Act, order: PaymentOrder) -> None:
    """Approve an order; whoever asked for it does not (Accounting Law, art. 14 and 27; internal control)."""
    act.needs(*APPROVING)
    _decides(act, order)
    order.state = str(OrderState.APPROVED)
    order.approved_by, order.approved_key, order.approved_at = act.actor.name[:60], _who(act), act.at
    stamp(act, order)
    record(act, "funds.order_approved", order, amount=order.amount)


def refuse_order(act: Act, order: PaymentOrder, reason: str) -> None:
    """Refuse an order with a reason; it is asked for again when that is put right."""
    act.needs(*APPROVING)
    _decides(act, order)
    if not reason.strip():
        raise Incomplete(N_("Give the reason."), field="reason")
    order.state, order.reason = str(OrderState.REFUSED), reason.strip()
    record(act, "funds.order_refused", order, reason=order.reason)


def pay_order(act: Act, order: PaymentOrder, payer: Party | Account) -> Movement:
    """Pay an approved order: its movement and its charge are written in this very transaction; done twice it is one."""
    act.needs(*PAYING)
    _inside(act, order.organisation)
    act.session.flush()
    advance(act.session.connection(), order.county, 0)
    act.session.refresh(order)
    if order.state == OrderState.PAID and order.movement is not None:
        return order.movement
    if order.state != OrderState.APPROVED:
        raise OutOfOrder(N_("Only an approved order is paid. Look at its state."))
    if order.approved_key == _who(act):
        raise NotAllowed(N_("Whoever approved an order does not pay it. Ask a colleague."))
    payee = order.to_account or order.party
    assert payee is not None
    moved = record_movement(
        act,
        key=f"order:{order.id}",
        organisation=order.organisation,
        payer=payer,
        payee=payee,
        amount=order.amount,
        purpose=order.purpose,
        subject=order,
        economic_class=order.economic_class,
        function_class=order.line.function_class if order.line else order.appropriation.function_class,  # type: ignore[union-attr]
        source=order.number,
    )
    act.session.flush()
    order.state, order.movement_id = str(OrderState.PAID), moved.id
    order.paid_by, order.paid_key, order.paid_at = act.actor.name[:60], _who(act), act.at
    charge_movement(act, moved, order=order)
    record(act, "funds.order_paid", order, amount=order.amount, movement=moved.id)
    return moved


def withdraw_order(act: Act, order: PaymentOrder, reason: str) -> None:
    """Withdraw an order that was taken over wrongly from another system, for a reason; it stays in the register."""
    act.needs(Role.COUNTY_ADMIN, Role.CITY_ADMIN)
    _inside(act, order.organisation)
    if not order.system:
        raise OutOfOrder(
            N_("An order of this platform is approved or refused; only one that was taken over is withdrawn.")
        )
    if order.movement_id is not None or order.state == OrderState.REFUSED:
        raise OutOfOrder(N_("This order has its movement, or was withdrawn before. Look at its state."))
    if not reason.strip():
        raise Incomplete(N_("Give the reason."), field="reason")
    order.state, order.reason = str(OrderState.REFUSED), reason.strip()
    record(act, "funds.order_withdrawn", order, system=order.system, reason=order.reason)


def left_of(act: Act, line: BudgetLine) -> Decimal:
    """Return what is left of a line: its sum of today, without what was paid and what is asked for."""
    paid = (
        select(func.sum(Movement.amount))
        .join(Charge, Charge.movement_id == Movement.id)
        .where(Charge.line_id == line.id, Charge.what == str(ChargeWord.PAID), stands(Movement))
    )
    asked = select(func.sum(PaymentOrder.amount)).where(PaymentOrder.line_id == line.id, PaymentOrder.still_open())
    return available(act, line) - sum((act.session.scalar(one) or Decimal(0) for one in (paid, asked)), Decimal(0))


def _decides(act: Act, order: PaymentOrder) -> None:
    _inside(act, order.organisation)
    act.session.flush()
    act.session.refresh(order, with_for_update={"of": PaymentOrder})
    if order.state != OrderState.ASKED:
        raise OutOfOrder(N_("This order has been decided on already. Look at its state."))
    if order.asked_key == _who(act):
        raise NotAllowed(
            N_("Whoever asks for a payment does not approve it as well. Ask a colleague who may approve it.")
        )


def _inside(act: Act, organisation: Organisation) -> None:
    if not act.actor.scope.holds(organisation.county, organisation.id):
        raise NotAllowed(N_("This lies outside your region. You can only write records of your own region."))


def _who(act: Act) -> str:
    """Return who acts, for certain; the platform itself is nobody."""
    if act.actor.official_id is None:
        raise NotAllowed(N_("A payment is asked for, approved and paid by people, never by the platform itself."))
    return f"official:{act.actor.official_id}"
