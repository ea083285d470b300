"""What was spent, by what it was charged to; and who charges payments at all."""

from typing import Any

from sqlalchemy import ColumnElement, Subquery, and_, exists, func, select
from sqlalchemy.orm import aliased

from app.funds.models import Charge, Movement
from app.funds.points.shared import BUDGET, is_form
from app.funds.round_trips import stands
from app.kernel.points import Findings, findings
from app.parties.models import Party
from app.parties.words import PartyForm

CHARGED = frozenset({"funds.charged", "funds.recharged"})
PERSONS = (*("301", "303", "30211", "30215", "30216", "30226"), *("31009", "31010", "31011", "31012"), *("501", "509"))
"""Economic classes out of which persons are paid: wages, aid, travel, meetings, training, fees for work; compensation for
land, resettlement, crops and houses; and wages and aid by the classification of the government's own budget."""


def spent(column: Any, *where: ColumnElement[bool]) -> Subquery:
    """Return ``of``, ``paid``, ``last_at``: what stands of the movements that are charged to each row of a column."""
    return (
        select(column.label("of"), func.sum(Movement.amount).label("paid"), func.max(Movement.at).label("last_at"))
        .join(Movement, Movement.id == Charge.movement_id)
        .where(column.is_not(None), stands(Movement), *where)
        .group_by(column)
        .subquery()
    )


def charges(organisation: Any) -> ColumnElement[bool]:
    """Return: a body charges its payments at all; of one that does not, nothing can be said."""
    one = aliased(Charge)
    return exists(select(one.id).where(one.organisation_id == organisation))


def charged_payment(fact: str, **evidence: Any) -> Findings:
    """Begin the SELECT of payments of a body that stand and are charged."""
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
            **evidence,
        )
        .join(Party, Party.id == Movement.payee_id)
        .join(Charge, Charge.movement_id == Movement.id)
        .where(stands(Movement), is_form(Movement.payer_id, PartyForm.BODY))
    )


def neither_within(one: Any, other: Any) -> ColumnElement[bool]:
    """Return: two codes of a classification are known, and neither is a class within the other."""
    return and_(one != "", other != "", ~one.startswith(other), ~other.startswith(one))


__all__ = ["BUDGET", "CHARGED", "PERSONS", "charged_payment", "charges", "neither_within", "spent"]
