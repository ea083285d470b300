"""How often counters were manned and how long citizens waited, by hall, by counter and by hour of the day."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from app.kernel.places import Scope
from app.patrol.figures import ABSENT_WORDS, DUE, LOOKED, WAIT
from app.patrol.models import Counter, Hall, Look, PatrolRound, QueueTicket


class Share(NamedTuple):
    """So many of so many."""

    name: str
    part: int
    whole: int

    @property
    def percent(self) -> int:
        """The part in percent, rounded."""
        return round(100 * self.part / self.whole) if self.whole else 0


def _shares(session: Session, name: Any, part: Any, statement: Any) -> list[Share]:
    # By its label: a text that is put together is another expression each time it stands in a statement.
    counted = statement.add_columns(name.label("called"), func.sum(case((part, 1), else_=0)), func.count())
    rows = session.execute(counted.group_by("called").order_by("called"))
    return [Share(str(row[0]), int(row[1]), int(row[2])) for row in rows]


def manned(session: Session, scope: Scope, since: datetime) -> dict[str, Sequence[Share]]:
    """Return how many looks found somebody, of those at counters where somebody should be: by hall, counter and hour."""
    looks = (
        select()
        .select_from(Look)
        .join(Hall, Hall.id == Look.hall_id)
        .join(Counter, Counter.id == Look.counter_id)
        .where(scope.where(Look.county, Look.organisation_id), Look.at >= since, *LOOKED)
    )
    there = Look.seen.not_in(ABSENT_WORDS)
    names = {"hall": Hall.name, "counter": Counter.code + " " + Counter.name, "hour": Look.hour}
    return {key: _shares(session, name, there, looks) for key, name in names.items()}


def waited(session: Session, scope: Scope, since: datetime) -> dict[str, Sequence[Share]]:
    """Return how many tickets were called within half an hour: by hall, counter and hour in which they were taken."""
    tickets = (
        select()
        .select_from(QueueTicket)
        .join(Hall, Hall.id == QueueTicket.hall_id)
        .join(Counter, Counter.id == QueueTicket.counter_id)
        .where(scope.where(QueueTicket.county, QueueTicket.organisation_id), QueueTicket.called_at >= since)
    )
    soon = QueueTicket.waited < WAIT
    names = {"hall": Hall.name, "counter": Counter.code + " " + Counter.name, "hour": QueueTicket.hour}
    return {key: _shares(session, name, soon, tickets) for key, name in names.items()}


def rounds_made(session: Session, scope: Scope, since: datetime, now: datetime) -> Sequence[Share]:
    """Return how many of the rounds that were due were made, by hall; one with a reason is left out."""
    rounds = (
        select()
        .select_from(PatrolRound)
        .join(Hall, Hall.id == PatrolRound.hall_id)
        .where(scope.where(PatrolRound.county, PatrolRound.organisation_id), PatrolRound.due_at >= since)
        .where(PatrolRound.until < now, *DUE)
    )
    return _shares(session, Hall.name, PatrolRound.finished_at.is_not(None), rounds)
