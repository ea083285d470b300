"""Which applications for accounts at the outer door somebody inside may see."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from app.kernel.act import Actor
from app.kernel.errors import NotFound
from app.kernel.words import N_
from app.trading.flows import CENTRE
from app.trading.models import OutsideApplication
from app.trading.operations.applicants import APPLICANTS
from app.trading.words import ApplicationState

MOST = 50
OPEN = tuple(str(role) for role, kind in APPLICANTS.items() if not kind.secret)
"""Kinds that everybody sees in whose scope the trading centre lies; buyers never learn of the others."""


def _seen_by(actor: Actor) -> ColumnElement[bool]:
    homes = {home for home, duty in actor.duties if duty in CENTRE}
    inside = actor.scope.where(OutsideApplication.county, OutsideApplication.centre_id)
    return or_(OutsideApplication.role.in_(OPEN) & inside, OutsideApplication.centre_id.in_(homes))


def waiting(session: Session, actor: Actor) -> Sequence[OutsideApplication]:
    """Return the applications that wait and that the actor may see, the oldest first."""
    found = select(OutsideApplication).where(_seen_by(actor), OutsideApplication.state == str(ApplicationState.WAITING))
    return session.scalars(found.order_by(OutsideApplication.applied_at, OutsideApplication.id).limit(MOST)).all()


def count_waiting(session: Session, actor: Actor) -> int:
    """Return how many applications wait that the actor may see."""
    found = select(func.count(OutsideApplication.id)).where(
        _seen_by(actor), OutsideApplication.state == str(ApplicationState.WAITING)
    )
    return session.scalar(found) or 0


def application_for(session: Session, actor: Actor, pk: int) -> OutsideApplication:
    """Return an application that the actor may see; NotFound otherwise."""
    found = session.scalar(select(OutsideApplication).where(OutsideApplication.id == pk, _seen_by(actor)))
    if found is None:
        raise NotFound(N_("There is no such application to a trading centre in your scope."))
    return found
