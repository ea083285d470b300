"""Saying to what a movement is charged: budget line, special transfer, project, contract, order."""

from typing import Any

from sqlalchemy import select

from app.funds.models import Appropriation, BudgetLine, Charge, Movement, PaymentOrder, ProjectContract, PublicProject
from app.funds.words import ChargeWord, OrderState
from app.kernel.act import Act
from app.kernel.audit import record
from app.kernel.errors import Conflict, Incomplete, NotAllowed, OutOfOrder
from app.kernel.words import N_


def charge_movement(
    act: Act,
    movement: Movement,
    *,
    line: BudgetLine | None = None,
    appropriation: Appropriation | None = None,
    contract: ProjectContract | None = None,
    project: PublicProject | None = None,
    order: PaymentOrder | None = None,
    what: ChargeWord = ChargeWord.PAID,
) -> Charge:
    """Charge a movement, however it came into the ledger; charged twice alike it is the same.

    An order brings its line, transfer, project and contract with it, a contract its project, a line its project.
    A movement is charged once: what is wrong is put right by ``recharge_movement`` with its reason.
    """
    told = _told(movement, line, appropriation, contract, project, order, what)
    _check(act, movement, told, line, appropriation, contract, project, order)
    standing = act.session.scalar(select(Charge).where(Charge.movement_id == movement.id))
    if standing is not None:
        if any(getattr(standing, name) != value for name, value in told.items()):
            raise Conflict(
                N_("This movement is charged to something else already. Put that right with a reason."),
                field="movement_id",
            )
        return standing
    made = Charge(
        county=movement.county,
        organisation_id=movement.organisation_id,
        movement_id=movement.id,
        noted_at=act.at,
        **told,
    )
    act.session.add(made)
    act.session.flush()
    record(act, "funds.charged", made, movement=movement.id, amount=movement.amount, **told)
    return made


def recharge_movement(act: Act, charge: Charge, reason: str, **ends: Any) -> Charge:
    """Charge a movement to something else, for a reason; what stood before stays in the trail."""
    if not reason.strip():
        raise Incomplete(N_("Give the reason."), field="reason")
    if charge.order_id is not None:
        raise OutOfOrder(N_("What was paid by an order stays charged as the order says. Reverse the payment instead."))
    movement = charge.movement
    ends = {**dict.fromkeys(("line", "appropriation", "contract", "project", "order")), **ends}
    told = _told(movement, what=ends.pop("what", ChargeWord(charge.what)), **ends)
    _check(act, movement, told, **ends)
    before = {name: getattr(charge, name) for name in told}
    for name, value in told.items():
        setattr(charge, name, value)
    record(act, "funds.recharged", charge, movement=movement.id, before=before, after=told, reason=reason.strip())
    return charge


def _told(
    movement: Movement,
    line: BudgetLine | None,
    appropriation: Appropriation | None,
    contract: ProjectContract | None,
    project: PublicProject | None,
    order: PaymentOrder | None,
    what: ChargeWord,
) -> dict[str, Any]:
    told = {
        "line_id": line.id if line else None,
        "appropriation_id": appropriation.id if appropriation else None,
        "contract_id": contract.id if contract else None,
        "project_id": project.id if project else contract.project_id if contract else line.project_id if line else None,
        "order_id": order.id if order else None,
        "what": str(what),
    }
    if order is not None:
        for name in ("line_id", "appropriation_id", "contract_id", "project_id"):
            told[name] = told[name] or getattr(order, name)
    return told


def _check(
    act: Act,
    movement: Movement,
    told: dict[str, Any],
    line: BudgetLine | None,
    appropriation: Appropriation | None,
    contract: ProjectContract | None,
    project: PublicProject | None,
    order: PaymentOrder | None,
) -> None:
    if movement.reverses_id is not None:
        raise OutOfOrder(N_("A reversal takes its movement out of every sum by itself; it is charged to nothing."))
    if not any(told[name] for name in ("line_id", "appropriation_id", "project_id", "contract_id", "order_id")):
        raise Incomplete(N_("Say to what it is charged: a budget line, a transfer, a project or an order."))
    for end in (line, appropriation, contract, project, order):
        if end is not None and end.organisation_id != movement.organisation_id:
            raise NotAllowed(N_("A payment is charged to what its own body has been given."))
    if line is not None and not line.from_on <= movement.booked_on <= line.to_on:
        raise Incomplete(N_("This budget line is of another year than the payment."), field="line_id")
    if contract is not None and told["project_id"] != contract.project_id:
        raise Incomplete(N_("This contract belongs to another project."), field="contract_id")
    if order is not None:
        _check_order(act, movement, order)


def _check_order(act: Act, movement: Movement, order: PaymentOrder) -> None:
    if order.state != OrderState.PAID:
        raise OutOfOrder(N_("Only an order that has been paid has a movement."))
    if order.movement_id not in (None, movement.id):
        raise Conflict(N_("Another movement stands for this order already."))
    if (order.amount, order.party_id) != (movement.amount, movement.payee_id):
        raise Incomplete(N_("The order is over another sum or for somebody else than the movement."), field="order_id")
    if order.movement_id is None:
        order.movement_id = movement.id
