"""What the public asks: questions under an item, and applications for disclosure."""

from datetime import date, datetime

from sqlalchemy import ColumnElement, Date, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.disclosure.models.items import DisclosureItem
from app.disclosure.words import AskKind, RequestState
from app.kernel.db import CountyRow, Id, UtcDateTime
from app.kernel.places import Organisation
from app.kernel.sealing import EncryptedText


class DisclosureQuestion(CountyRow):
    """A question or complaint under an item; its text is public once it has been answered."""

    __tablename__ = "disclosure_question"
    __table_args__ = (Index("ix_disclosure_question_open", "organisation_id", "answered_at"),)
    kind = "disclosure_question"

    item_id: Mapped[int] = mapped_column(Id, ForeignKey("disclosure_item.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"))
    ask_kind: Mapped[str] = mapped_column(String(10), default=AskKind.QUESTION)
    text: Mapped[str] = mapped_column(Text)
    """As sent, with personal numbers masked."""
    name: Mapped[str | None] = mapped_column(EncryptedText)
    contact: Mapped[str | None] = mapped_column(EncryptedText)
    query_code: Mapped[str] = mapped_column(String(24), unique=True)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_on: Mapped[date] = mapped_column(Date)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it was answered, or closed without a text."""
    answered_by: Mapped[int | None] = mapped_column(Id)
    close_reason: Mapped[str] = mapped_column(String(200), default="")

    item: Mapped[DisclosureItem] = relationship()
    organisation: Mapped[Organisation] = relationship()

    @classmethod
    def still_open(cls) -> ColumnElement[bool]:
        """Rows that somebody has to finish."""
        return cls.answered_at.is_(None)


class DisclosureRequest(CountyRow):
    """An application for disclosure (依申请公开, Regulations on Disclosure of Government Information art. 27 to 44)."""

    __tablename__ = "disclosure_request"
    __table_args__ = (Index("ix_disclosure_request_open", "organisation_id", "decided_at"),)
    kind = "disclosure_request"

    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"))
    number: Mapped[str] = mapped_column(String(40), unique=True)
    query_code: Mapped[str] = mapped_column(String(24), unique=True)
    state: Mapped[str] = mapped_column(String(10), default=RequestState.RECEIVED)
    applicant: Mapped[str] = mapped_column(EncryptedText)
    identity: Mapped[str] = mapped_column(EncryptedText)
    """Number of the identity paper or credit code (art. 29)."""
    phone: Mapped[str] = mapped_column(EncryptedText)
    wanted: Mapped[str] = mapped_column(Text)
    """Name, number or other marks of the information."""
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    extended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    extended_days: Mapped[int] = mapped_column(Integer, default=0)
    extension_reason: Mapped[str] = mapped_column(Text, default="")
    result: Mapped[str] = mapped_column(String(10), default="")
    """A RequestResult."""
    answer: Mapped[str] = mapped_column(Text, default="")
    basis: Mapped[str] = mapped_column(String(200), default="")
    """Article by which it was decided."""
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by: Mapped[int | None] = mapped_column(Id)

    organisation: Mapped[Organisation] = relationship()

    @classmethod
    def still_open(cls) -> ColumnElement[bool]:
        """Rows that somebody has to finish."""
        return cls.decided_at.is_(None)

    def __str__(self) -> str:
        return self.number
