"""Whether the clock runs: asked by every page that an inspector or administrator opens."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.surfaces.scheduling.models import JOB_FAILED, NOTES, PAUSED, Heartbeat, Run

STILL = timedelta(minutes=5)
"""Silence of the leader after which the clock stands still."""


@dataclass(frozen=True, slots=True)
class Stillness:
    """The clock stands still."""

    since: datetime | None
    """Last sign of life; ``None`` when no clock has ever run."""
    paused: bool = False
    """It paused itself because the time jumped."""


def clock_standing_still(session: Session, now: datetime) -> Stillness | None:
    """Return since when the clock stands still; ``None`` while it runs."""
    pauses = select(func.max(Run.started_at)).where(Run.name == PAUSED, Run.ended_at.is_(None))
    beats = select(func.max(Heartbeat.beat_at)).where(Heartbeat.leads.is_(True))
    paused, last = session.execute(select(pauses.scalar_subquery(), beats.scalar_subquery())).one()
    if paused is not None:
        return Stillness(paused, paused=True)
    if last is None or now - last > STILL:
        return Stillness(last)
    return None


def seconds_of_silence(session: Session, now: datetime) -> float | None:
    """Return how long the leading clock has given no sign of life; none where no clock ever ran."""
    last = session.scalar(select(func.max(Heartbeat.beat_at)).where(Heartbeat.leads.is_(True)))
    return (now - last).total_seconds() if last else None


def seconds_of_last(name: str) -> Callable[[Session, datetime], float | None]:
    """Return a question: how long the last run of a job took that came to its end."""
    ended = select(Run).where(Run.name == name, Run.ended_at.is_not(None)).order_by(Run.started_at.desc()).limit(1)

    def ask(session: Session, _now: datetime) -> float | None:
        run = session.scalar(ended)
        return (run.ended_at - run.started_at).total_seconds() if run and run.ended_at else None

    return ask


def failing_jobs(session: Session) -> list[Run]:
    """Return a note for each job whose last run failed: since when, and why."""
    failing = select(Run).where(Run.name == JOB_FAILED, Run.ended_at.is_(None)).order_by(Run.started_at)
    return list(session.scalars(failing))


def clock_processes(session: Session) -> list[Heartbeat]:
    """Return the clock processes, the leader first."""
    return list(session.scalars(select(Heartbeat).order_by(Heartbeat.leads.desc(), Heartbeat.beat_at.desc())))


def latest_runs(session: Session, limit: int = 50) -> list[Run]:
    """Return the last runs of jobs, newest first."""
    return list(
        session.scalars(
            select(Run).where(Run.name.not_in(NOTES)).order_by(Run.started_at.desc(), Run.id.desc()).limit(limit)
        )
    )
