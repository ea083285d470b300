"""The deadline of a piece of work and its traffic light: of all limits that run against it, the nearest.

One rule for desks, lists, pages, pictures and REST; a limit that stands still has no day and so does not count.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, select

from app.kernel.clocks.models import Clock, ClockKind
from app.kernel.db import UtcDateTime
from app.kernel.words import N_, Word

FAR = datetime(9999, 1, 1, tzinfo=UTC)
"""Stands for no deadline, so that such work comes last."""


class Light(Word):
    """The traffic light of a deadline."""

    GREEN = "green", N_("In time")
    YELLOW = "yellow", N_("Due soon")
    RED = "red", N_("Overdue")
    GREY = "grey", N_("Clock stands still")


def light_of(due_at: datetime | None, warn_at: datetime | None, now: datetime) -> Light:
    """Return the traffic light of a deadline: only comparisons with what was stored."""
    if due_at is None or due_at >= FAR:
        return Light.GREY
    if due_at <= now:
        return Light.RED
    return Light.YELLOW if warn_at is not None and warn_at <= now else Light.GREEN


@dataclass(frozen=True, slots=True)
class Deadline:
    """The nearest of the limits that run against a piece of work; no instant when none runs."""

    due_at: datetime | None
    light: Light
    what: ClockKind | None = None


def deadline_of(clocks: Iterable[Clock], now: datetime) -> Deadline:
    """Return the nearest of some clocks' limits, with the light that all of them together show."""
    dated = [clock for clock in clocks if clock.stopped_at is None and clock.due_at is not None]
    first = min(dated, key=lambda clock: clock.due_at or FAR, default=None)
    if first is None:
        return Deadline(None, Light.GREY)
    warned = min((clock.warn_at for clock in dated if clock.warn_at is not None), default=None)
    return Deadline(first.due_at, light_of(first.due_at, warned, now), ClockKind(first.what))


def nearest(column: Any, against: ColumnElement[bool]) -> Select[Any]:
    """Return the same in the database: the least of a column over the clocks that run against a piece of work."""
    return select(func.min(column)).where(against, Clock.stopped_at.is_(None))


def nearest_or_far(column: Any, against: ColumnElement[bool], *correlated: Any) -> ColumnElement[datetime]:
    """Return the least instant of a column, far away where no limit runs, so that such work comes last."""
    found = nearest(column, against).correlate(*correlated).scalar_subquery()
    return func.coalesce(found, literal(FAR, UtcDateTime), type_=UtcDateTime)
