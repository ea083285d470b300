"""What must be published, by whom, and each time that it falls due."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.disclosure.words import PrivacyLevel
from app.kernel.calendar import Unit
from app.kernel.db import CountyRow, Id, UtcDateTime
from app.kernel.places import Organisation
from app.ledgers.words import Cadence


class DisclosureDuty(CountyRow):
    """One duty of the catalogue: who publishes what, how often, in which form, by which article."""

    __tablename__ = "disclosure_duty"
    __table_args__ = (UniqueConstraint("county", "code"), Index("ix_disclosure_duty_kind", "county", "unit_kind"))
    kind = "disclosure_duty"

    code: Mapped[str] = mapped_column(String(20))
    unit_kind: Mapped[str] = mapped_column(String(12))
    """A DisclosureKind."""
    category: Mapped[str] = mapped_column(String(40))
    """Heading under which the public finds it, such as 财务."""
    title: Mapped[str] = mapped_column(String(120))
    content: Mapped[str] = mapped_column(Text, default="")
    """What must be told, in plain words."""
    cadence: Mapped[str] = mapped_column(String(10), default=Cadence.QUARTERLY)
    due_days: Mapped[int] = mapped_column(Integer, default=0)
    """Days after the end of the period, or after the event, by which it must be public."""
    day_unit: Mapped[str] = mapped_column(String(2), default=Unit.CALENDAR_DAY)
    grace_days: Mapped[int] = mapped_column(Integer, default=0)
    """Calendar days that the county adds before it counts as overdue."""
    publicity_days: Mapped[int] = mapped_column(Integer, default=0)
    """Calendar days for which it must stay public (公示期); 0 for what just stays."""
    table_columns: Mapped[str] = mapped_column(Text, default="")
    """Columns of its table, divided by 、; a sum of money ends in （元）."""
    source: Mapped[str] = mapped_column(String(20), default="")
    """Name of what fills the table from another part of the program (``kernel.domain.Filling``); empty for none."""
    needs_files: Mapped[bool] = mapped_column(default=False)
    privacy: Mapped[str] = mapped_column(String(10), default=PrivacyLevel.PLAIN)
    basis: Mapped[str] = mapped_column(String(200))
    """Law and article."""
    verified: Mapped[bool] = mapped_column(default=True)
    """Whether the article was compared with the published text."""
    active: Mapped[bool] = mapped_column(default=True)

    def __str__(self) -> str:
        return self.title


class DisclosingBody(CountyRow):
    """An organisation that publishes, with its door; what its kind owes becomes its tasks."""

    __tablename__ = "disclosing_body"
    __table_args__ = (UniqueConstraint("organisation_id"),)
    kind = "disclosing_body"

    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"))
    unit_kind: Mapped[str] = mapped_column(String(12), index=True)
    """A DisclosureKind other than party affairs."""
    active_from: Mapped[date] = mapped_column(Date)
    active_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """First instant of that day, for the points."""

    organisation: Mapped[Organisation] = relationship()

    def __str__(self) -> str:
        return self.organisation.name


class DisclosureTask(CountyRow):
    """One organisation must publish one duty's item for one period, or after one event."""

    __tablename__ = "disclosure_task"
    __table_args__ = (
        UniqueConstraint("county", "duty_id", "organisation_id", "period"),
        Index("ix_disclosure_task_open", "met_at", "due_at"),
        Index("ix_disclosure_task_organisation", "organisation_id", "due_at"),
    )
    kind = "disclosure_task"

    duty_id: Mapped[int] = mapped_column(Id, ForeignKey("disclosure_duty.id"))
    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"))
    period: Mapped[str] = mapped_column(String(12))
    """2026-09, 2026-Q3, 2026-H1, 2026; the day of the event for others."""
    previous_period: Mapped[str] = mapped_column(String(12), default="")
    subject: Mapped[str] = mapped_column(String(120), default="")
    """What happened, for a task that an event gave rise to."""
    due_on: Mapped[date] = mapped_column(Date)
    warn_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """From here on the light is yellow."""
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """First instant after the last day."""
    town_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """From here on the organisation above is told."""
    county_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """From here on the county is told."""
    reminded: Mapped[int] = mapped_column(Integer, default=0)
    """How many of the four reminders have gone out: before, due, above, county."""
    met_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    met_late: Mapped[bool] = mapped_column(default=False)
    item_id: Mapped[int | None] = mapped_column(Id, index=True)

    duty: Mapped[DisclosureDuty] = relationship()
    organisation: Mapped[Organisation] = relationship()

    def __str__(self) -> str:
        return f"{self.duty.title} {self.period}"
