"""What the clock leaves behind: the log of its runs and the sign of life of each process."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base, CountyRow, Json, UtcDateTime


class Run(CountyRow):
    """One run of a job of the clock: when, how long, what came of it, or the fault.

    The clock also notes here what befell itself, under the names of ``STOOD_STILL`` and ``PAUSED``.
    """

    __tablename__ = "job_run"
    __table_args__ = (Index("ix_job_run_name", "name", "started_at"),)
    kind = "job_run"

    name: Mapped[str] = mapped_column(String(40))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    figures: Mapped[Any] = mapped_column(Json, nullable=True)
    fault: Mapped[str | None] = mapped_column(Text)


STOOD_STILL = "clock.stood_still"
"""Name of the run that spans the time in which no clock ran."""
PAUSED = "clock.paused"
"""Name of the run that is open while the clock is paused because the time jumped."""


HUNG = "clock.hung"
"""Name of the run that notes that a leader gave no sign of life and another took its place."""

JOB_FAILED = "clock.job_failed"
"""Name of the run that spans the time in which a job failed, from its first failure to its next success."""
NOTES = (STOOD_STILL, PAUSED, HUNG, JOB_FAILED)
"""Runs that are no run of a job but tell what befell the clock; they are kept for ever."""


class Heartbeat(Base):
    """Sign of life of each clock process; the row with the largest fence that leads is the leader."""

    __tablename__ = "heartbeat"

    process: Mapped[str] = mapped_column(String(80), primary_key=True)
    leads: Mapped[bool]
    fence: Mapped[int] = mapped_column(Integer, default=0)
    """Grows with each change of leader; an old leader's writes are refused by it."""
    beat_at: Mapped[datetime] = mapped_column(UtcDateTime)
