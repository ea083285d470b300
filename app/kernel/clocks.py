"""Clocks: a budget and a ledger of suspensions; the due day is an indexed derivation of both.

Nothing ever stores "overdue". A clock that runs has neither ``stopped_at`` nor ``suspended_on``;
``due_at`` is the instant after which it is late and ``warn_at`` the instant from which it is near.
Both are empty while the clock is suspended, or when the calendar of the year is missing.
"""

from datetime import date, datetime

from sqlalchemy import Date, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import CountyRow, Id, UtcDateTime
from app.kernel.words import N_, Word


class ClockKind(Word):
    """What a clock measures."""

    RECEIVE = "receive", N_("Acceptance")
    CORRECT = "correct", N_("Correction by the applicant")
    STATUTORY = "statutory", N_("Statutory limit")
    PROMISE = "promise", N_("Promised limit")
    STEP = "step", N_("Step limit")
    RESUME = "resume", N_("End of suspension")
    DELIVER = "deliver", N_("Delivery")
    PUBLISH = "publish", N_("Publication")
    HEARING = "hearing", N_("Hearing")
    REPLY = "reply", N_("Reply")
    ANSWER = "answer", N_("Answer to the citizen")


class Clock(CountyRow):
    """A running, suspended or stopped time limit of one subject."""

    __tablename__ = "clock"
    __table_args__ = (
        Index("ix_clock_subject", "subject_kind", "subject_id", "what"),
        Index("ix_clock_due_running", "due_at", postgresql_where="stopped_at IS NULL AND due_at IS NOT NULL"),
    )
    kind = "clock"

    subject_kind: Mapped[str] = mapped_column(String(30))
    subject_id: Mapped[int] = mapped_column(Id)
    what: Mapped[str] = mapped_column(String(10))
    """A ClockKind."""
    organisation_id: Mapped[int | None] = mapped_column(Id)
    official_id: Mapped[int | None] = mapped_column(Id)
    """Who answers for it, when one person does."""
    step_id: Mapped[int | None] = mapped_column(Id)
    started_on: Mapped[date] = mapped_column(Date)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    limit_value: Mapped[int] = mapped_column(Integer)
    limit_unit: Mapped[str] = mapped_column(String(6))
    extension: Mapped[int] = mapped_column(Integer, default=0)
    """Added to the limit, in its unit (art. 42)."""
    suspended_days: Mapped[int] = mapped_column(Integer, default=0)
    """Working days of all ended suspensions."""
    suspended_on: Mapped[date | None] = mapped_column(Date)
    due_on: Mapped[date | None] = mapped_column(Date)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    warn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    stopped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    fixed: Mapped[bool] = mapped_column(default=False)
    """The due instant came from outside (an imported log) and is never recomputed."""
    basis: Mapped[str] = mapped_column(Text, default="")
