"""What an organisation owes by a day, letters of citizens among it: counted alike in every domain."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from app.kernel.act import Actor
from app.kernel.clocks import Clock, ClockKind
from app.kernel.clocks.lights import nearest
from app.kernel.places import Scope
from app.kernel.roles import Duty, Role

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


@dataclass(frozen=True, slots=True)
class Waiting:
    """Letters that wait for one person: how many, how many past their day, and the first instant after the next day."""

    count: int
    overdue: int
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Letters:
    """What people write to a body that must answer by a day: one table of it, or some rows of a table.

    ``model`` has ``county`` and ``organisation_id``.
    """

    model: Any
    title: str
    endpoint: str
    """Page on which they are answered."""
    roles: frozenset[Role]
    """Who answers, inside his scope."""
    due_at: Any
    """First instant after the last day for the answer: a column, or ``answer_due`` of the model."""
    unanswered: ColumnElement[bool]
    """Rows of the table that are such letters and that nobody has answered yet."""
    duties: tuple[Duty, ...] = ()
    """Posts of the organisation that are reminded; none where somebody above it answers."""
    mine: Callable[[Actor], ColumnElement[bool]] | None = None
    """What narrows them further for one person, such as a complaint about his own organ."""

    @property
    def owed(self) -> bool:
        """Tell whether the organisation on the letter answers, and so owes what is overdue."""
        return bool(self.duties)

    def waiting(self, session: Session, actor: Actor, now: datetime) -> Waiting:
        """Return what of it waits for a person."""
        if not self.roles & actor.roles:
            return Waiting(0, 0, None)
        mine = actor.scope.where(self.model.county, self.model.organisation_id)
        if self.mine is not None:
            mine = and_(mine, self.mine(actor))
        inner = select(self.due_at.label("due")).select_from(self.model).where(self.unanswered, mine).subquery()
        row = session.execute(
            select(func.count(), func.count().filter(inner.c.due <= now), func.min(inner.c.due)).select_from(inner)
        ).one()
        return Waiting(int(row[0]), int(row[1]), row[2])

    def overdue(self, session: Session, scope: Scope, now: datetime) -> Mapping[int, int]:
        """Return how many are past their day, by the organisation that owes the answer."""
        if not self.owed:
            return {}
        statement = (
            select(self.model.organisation_id, func.count())
            .where(self.unanswered, self.due_at <= now, scope.where(self.model.county, self.model.organisation_id))
            .group_by(self.model.organisation_id)
        )
        return {row[0]: row[1] for row in session.execute(statement)}


def answer_due(model: Any) -> Any:
    """Return the instant by which a row must be taken up or answered, by the clocks that run on it."""
    against = and_(
        Clock.subject_kind == model.kind,
        Clock.subject_id == model.id,
        Clock.what.in_((str(ClockKind.RECEIVE), str(ClockKind.ANSWER))),
    )
    return nearest(Clock.due_at, against).correlate(model).scalar_subquery()
