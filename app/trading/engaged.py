"""What an agency sees of trades: those for which the buyer engages it, and of these nothing about bidders or bids."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload

from app.intermediaries.models import Agency, Engagement
from app.kernel.errors import NotFound
from app.kernel.words import N_
from app.trading.models import Project

MOST = 50


def _engaging(agency: Agency) -> Select[Any]:
    return (
        select(Project)
        .join(Engagement, Engagement.id == Project.engagement_id)
        .where(Engagement.agency_id == agency.id)
    )


def engaged_trades(session: Session, agency: Agency) -> Sequence[Project]:
    """Return the trades for which an agency is engaged, newest first."""
    found = _engaging(agency).options(selectinload(Project.notice), selectinload(Project.organisation))
    return session.scalars(found.order_by(Project.id.desc()).limit(MOST)).all()


def engaged_trade(session: Session, agency: Agency, pk: int) -> Project:
    """Return a trade for which an agency is engaged; NotFound otherwise."""
    found: Project | None = session.scalar(_engaging(agency).where(Project.id == pk))
    if found is None:
        raise NotFound(N_("There is no such trade, or your agency is not engaged for it."))
    return found
