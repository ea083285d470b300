"""What the points of approval share: findings about a case, and deadlines as clocks."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from app.approvals.models import Case
from app.kernel.clocks import Clock, ClockKind
from app.kernel.points import Findings, Tick, findings

RUNNING = Tick(Clock.due_at, Clock.stopped_at.is_(None))
"""A deadline passes while its clock runs."""


def about_case(*, moment: Any, fact: Any, official: Any = None, episode: Any = None, **evidence: Any) -> Findings:
    """Begin findings whose subject is a case and whose organisation is the one that handles it."""
    return findings(
        kind=Case.kind,
        subject=Case.id,
        county=Case.county,
        organisation=Case.organisation_id,
        official=Case.handler_id if official is None else official,
        moment=moment,
        fact=fact,
        episode=episode,
        **evidence,
    ).select_from(Case)


def about_clock(what: ClockKind, fact: Any, **evidence: Any) -> Findings:
    """Begin findings about cases with a clock of one kind; one episode for each due day."""
    return about_case(
        moment=Clock.due_at,
        fact=fact,
        episode=Clock.due_on,
        due_on=Clock.due_on,
        due_at=Clock.due_at,
        stopped_at=Clock.stopped_at,
        limit=Clock.limit_value,
        unit=Clock.limit_unit,
        **evidence,
    ).join(Clock, clock_of(what))


def clock_of(what: ClockKind) -> ColumnElement[bool]:
    """Join a case to its clocks of one kind."""
    return and_(Clock.subject_kind == Case.kind, Clock.subject_id == Case.id, Clock.what == str(what))


def late(now: datetime) -> ColumnElement[bool]:
    """Tell whether a clock is or was late.

    A stopped clock is late when it stopped after its due instant. A running one is late when that
    instant has passed; for a case of a log that has ended, when an event was seen after it. One without a
    due instant is never late.
    """
    return or_(
        Clock.stopped_at > Clock.due_at,
        and_(Clock.stopped_at.is_(None), Case.observed_until.is_(None), Clock.due_at < now),
        and_(Clock.stopped_at.is_(None), Case.observed_until > Clock.due_at),
    )


def running_late(since: datetime) -> ColumnElement[bool]:
    """Tell whether the clock of a live case runs on after a due instant before ``since``."""
    return and_(Clock.stopped_at.is_(None), Case.observed_until.is_(None), Clock.due_at <= since)
