"""What an organisation owes by a day: counted alike in every domain."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.kernel.places import Scope

Overdue = Callable[[Session, Scope, datetime], Mapping[int, int]]
"""``overdue(session, scope, now)``: how many pieces of work are past their day, by organisation."""


def overdue_in(model: Any) -> Overdue:
    """Return how to count what is overdue in a table with ``organisation_id``, ``due_at`` and ``met_at``."""

    def count(session: Session, scope: Scope, now: datetime) -> Mapping[int, int]:
        statement = (
            select(model.organisation_id, func.count())
            .where(model.met_at.is_(None), model.due_at < now)
            .where(scope.where(model.county, model.organisation_id))
            .group_by(model.organisation_id)
        )
        return {row[0]: row[1] for row in session.execute(statement)}

    return count
