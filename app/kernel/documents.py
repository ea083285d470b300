"""Written documents (文书): numbered, dated, sealed, and open to verification by a code."""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import Date, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import CountyRow, Id, Json


class Document(CountyRow):
    """A document issued in a proceeding; its content is frozen when it is issued."""

    __tablename__ = "document"
    __table_args__ = (Index("ix_document_subject", "subject_kind", "subject_id"),)
    kind: ClassVar[str] = "document"

    subject_kind: Mapped[str] = mapped_column(String(30))
    subject_id: Mapped[int] = mapped_column(Id)
    organisation_id: Mapped[int] = mapped_column(Id)
    what: Mapped[str] = mapped_column(String(30))
    """Kind of document: acceptance, not_accepted, one_time_notice, grant, refusal ..."""
    number: Mapped[str] = mapped_column(String(60), unique=True)
    """As printed, for example 鼓规许受〔2026〕12号."""
    title: Mapped[str] = mapped_column(String(120))
    issued_on: Mapped[date] = mapped_column(Date)
    sealed_by: Mapped[str] = mapped_column(String(120))
    """Organ whose seal it bears; empty when it lacks one."""
    body: Mapped[Any] = mapped_column(Json)
    """Values that the template prints."""
    verify_code: Mapped[str] = mapped_column(String(24), unique=True)
    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of number, title, day and body in canonical form."""
