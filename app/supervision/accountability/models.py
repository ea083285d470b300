"""Accountability records: against whom, by which measure, decided by whom, and what became of the appeal."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.db import CountyRow, Id, UtcDateTime
from app.kernel.places import Organisation
from app.kernel.words import N_, Word
from app.supervision.models import Alert


class Measure(Word):
    """How a body or a person is held to account."""

    CRITICISM = "criticism", N_("Public criticism")
    TALK = "talk", N_("Admonishing talk")
    DISCIPLINE = "discipline", N_("Proposal of a disciplinary sanction")
    TRANSFER = "transfer", N_("Transfer to discipline inspection")


class HoldState(Word):
    """States of an accountability record."""

    PROPOSED = "proposed", N_("Proposed, waits for a second inspector")
    DECIDED = "decided", N_("Decided, may be appealed against")
    APPEALED = "appealed", N_("Appealed against")
    UPHELD = "upheld", N_("Upheld on appeal")
    REVOKED = "revoked", N_("Revoked on appeal")
    DROPPED = "dropped", N_("Not pursued")


STANDING = (HoldState.DECIDED, HoldState.APPEALED, HoldState.UPHELD)
"""What has been decided and not taken back."""


class Accountability(CountyRow):
    """One measure against one body, or against one person of it, after an alert was right."""

    __tablename__ = "accountability"
    kind = "accountability"

    number: Mapped[str] = mapped_column(String(60), unique=True)
    alert_id: Mapped[int] = mapped_column(Id, ForeignKey("alert.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"), index=True)
    """The body that is held to account, or that of the person."""
    official_id: Mapped[int | None] = mapped_column(Id, index=True)
    """The person; none where the body itself is."""
    measure: Mapped[str] = mapped_column(String(12))
    """A Measure."""
    grounds: Mapped[str] = mapped_column(Text)
    proposed_by: Mapped[int | None] = mapped_column(Id)
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decision: Mapped[str | None] = mapped_column(Text)
    decided_by: Mapped[int | None] = mapped_column(Id)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    appeal_until: Mapped[date | None] = mapped_column(Date)
    appeal: Mapped[str | None] = mapped_column(Text)
    appealed_by: Mapped[int | None] = mapped_column(Id)
    appealed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answer: Mapped[str | None] = mapped_column(Text)
    answered_by: Mapped[int | None] = mapped_column(Id)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(10), default=HoldState.PROPOSED)

    alert: Mapped[Alert] = relationship()
    organisation: Mapped[Organisation] = relationship()

    def __str__(self) -> str:
        return self.number
