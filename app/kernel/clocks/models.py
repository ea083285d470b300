"""The table of clocks."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Date, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.calendar import Limit, Unit
from app.kernel.db import CountyRow, Id, Json, UtcDateTime
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
    CLUE = "clue", N_("Taking up of a clue")
    EVIDENCE = "evidence", N_("Decision on preserved evidence")
    REPORT = "report", N_("Report for file")
    PAY = "pay", N_("Payment")
    COURT = "court", N_("Application to the court")
    SEIZURE = "seizure", N_("Seizure")
    UNPUBLISH = "unpublish", N_("Withdrawal from publication")
    INFORM = "inform", N_("Answer to the informer")
    REFUND = "refund", N_("Refund of a bond")


class Clock(CountyRow):
    """A running, suspended or stopped time limit of one subject."""

    __tablename__ = "clock"
    __table_args__ = (
        Index("ix_clock_subject", "subject_kind", "subject_id", "what"),
        Index("ix_clock_due_running", "due_at", postgresql_where="stopped_at IS NULL AND due_at IS NOT NULL"),
        Index("ix_clock_warn_running", "warn_at", postgresql_where="stopped_at IS NULL AND warn_at IS NOT NULL"),
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
    count_start_day: Mapped[bool] = mapped_column(default=False)
    roll_last_day: Mapped[bool] = mapped_column(default=True)
    extension: Mapped[int] = mapped_column(Integer, default=0)
    """Added to the limit, in its unit (art. 42)."""
    suspensions: Mapped[Any] = mapped_column(Json, default=list)
    """The ledger: [first day, day of resumption] of each ended suspension, in ISO 8601."""
    suspended_days: Mapped[int] = mapped_column(Integer, default=0)
    """Days of all ended suspensions: working days for a limit in working days, else calendar days."""
    suspended_on: Mapped[date | None] = mapped_column(Date)
    due_on: Mapped[date | None] = mapped_column(Date)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    warn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    stopped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    fixed: Mapped[bool] = mapped_column(default=False)
    """The due instant came from outside (an imported log) and is never recomputed."""
    basis: Mapped[str] = mapped_column(Text, default="")

    @property
    def limit(self) -> Limit:
        """The limit with its extension, without suspensions."""
        return Limit(
            self.limit_value + self.extension,
            Unit(self.limit_unit),
            self.count_start_day,
            self.roll_last_day,
            self.basis,
        )

    @property
    def running(self) -> bool:
        """Tell whether time counts against it."""
        return self.stopped_at is None and self.suspended_on is None

    @classmethod
    def still_open(cls) -> ColumnElement[bool]:
        """Rows that somebody has to finish."""
        return cls.stopped_at.is_(None)
