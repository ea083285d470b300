"""When contracts were finished and accepted, as buyer or trading centre enter it by form, sheet or REST."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from app.kernel.act import Act
from app.kernel.errors import Conflict, Incomplete, NotAllowed, OutOfOrder
from app.kernel.roles import ADMINISTERING
from app.kernel.words import N_
from app.trading.flows import CENTRE, CLERKS
from app.trading.guards import holds
from app.trading.models import TradeCompletion, TradeContract


def check_completion(act: Act, row: TradeCompletion, changes: Mapping[str, Any]) -> None:
    """Refuse days that cannot be, and whoever is neither buyer nor trading centre of the contract."""
    contract = act.session.get(TradeContract, row.contract_id)
    if contract is None or contract.county != row.county:
        raise OutOfOrder(N_("There is no such contract."), field="contract_id")
    known = select(TradeCompletion.id).where(TradeCompletion.contract_id == contract.id)
    with act.session.no_autoflush:
        if act.session.scalar(known) not in (None, row.id):
            raise Conflict(N_("This one stands in the register already."), field="contract_id")
    project = contract.award.lot.project
    mine = holds(act, project.organisation_id, CLERKS) or holds(act, project.centre_id, CENTRE)
    if not (mine or act.actor.roles & ADMINISTERING):
        raise NotAllowed(N_("Buyer or trading centre of the contract enter when it was finished."))
    if not contract.signed_on <= row.completed_on <= act.on:
        raise Incomplete(
            N_("The work is finished between the signature, %(day)s, and today."),
            field="completed_on",
            day=contract.signed_on,
        )
    if row.accepted_on is not None and not row.completed_on <= row.accepted_on <= act.on:
        raise Incomplete(N_("It is accepted between the day on which it was finished and today."), field="accepted_on")
    row.note = row.note.strip()
