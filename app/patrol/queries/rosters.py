"""Who should be at a counter."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.act import local_day
from app.kernel.places import Official
from app.patrol.models import Counter, Roster
from app.patrol.words import AT_THE_COUNTER, Manning


class Rostered(NamedTuple):
    """Who should be at a counter at one moment, as far as the roster tells."""

    manning: Manning
    officials: tuple[int, ...] = ()
    """Ids of those who should be there, lowest first."""


def rostered(session: Session, counter: Counter, at: datetime) -> Rostered:
    """Return who should be at a counter at an instant.

    A day without a line for the counter tells nothing. Whoever is on leave or at a training at that moment, wherever
    that was entered, is not expected.
    """
    day = local_day(at)
    lines = session.scalars(select(Roster).where(Roster.counter_id == counter.id, Roster.on == day)).all()
    if not lines:
        return Rostered(Manning.UNKNOWN)
    due = {line.official_id for line in lines if line.what in AT_THE_COUNTER and line.from_at <= at < line.to_at}
    away = select(Roster.official_id).where(
        Roster.official_id.in_(due),
        Roster.on == day,
        Roster.what.not_in(AT_THE_COUNTER),
        Roster.from_at <= at,
        Roster.to_at > at,
    )
    due -= set(session.scalars(away))
    return Rostered(Manning.SOMEBODY, tuple(sorted(due))) if due else Rostered(Manning.NOBODY)


def officials_at(session: Session, counter: Counter, at: datetime) -> list[str]:
    """Return the names of those who should be at a counter at an instant."""
    due = rostered(session, counter, at).officials
    return list(session.scalars(select(Official.name).where(Official.id.in_(due)).order_by(Official.id)))
