"""What agencies write to the body that supervises them: applications, and objections to their rating."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ColumnElement, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.intermediaries.models.register import Agency
from app.kernel.db import CountyRow, Id, UtcDateTime
from app.kernel.places import Organisation
from app.kernel.sealing import EncryptedText


class AgencyLetter(CountyRow):
    """A letter of an agency, with files; followed by a code, answered by the supervising body."""

    __tablename__ = "agency_letter"
    __table_args__ = (Index("ix_agency_letter_desk", "organisation_id", "answered_at"),)
    kind = "agency_letter"

    what: Mapped[str] = mapped_column(String(8))
    """A LetterKind."""
    uscc: Mapped[str] = mapped_column(String(18), index=True)
    name: Mapped[str] = mapped_column(String(120))
    agency_id: Mapped[int | None] = mapped_column(Id, ForeignKey("agency.id"), index=True)
    """None for an application to enter the register, until it is granted."""
    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"))
    values: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """What is asked for, by field of the agency or its qualification; days as ISO texts."""
    text: Mapped[str | None] = mapped_column(Text)
    contact: Mapped[str] = mapped_column(EncryptedText)
    """Who wrote it."""
    phone: Mapped[str] = mapped_column(EncryptedText)
    query_code: Mapped[str] = mapped_column(String(12), unique=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answer: Mapped[str | None] = mapped_column(Text)
    granted: Mapped[bool | None]
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_by: Mapped[int | None] = mapped_column(Id)

    agency: Mapped[Agency | None] = relationship()
    organisation: Mapped[Organisation] = relationship()

    @classmethod
    def still_open(cls) -> ColumnElement[bool]:
        """Rows that somebody has to finish."""
        return cls.answered_at.is_(None)

    def __str__(self) -> str:
        return self.name
