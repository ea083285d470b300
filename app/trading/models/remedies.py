"""Objections to papers, candidates and results, complaints to the supervisor, and what an evaluation said before it was repeated."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Date, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.db import CountyRow, Id, Json, UtcDateTime
from app.kernel.places import Organisation
from app.kernel.sealing import EncryptedText
from app.trading.models.project import Project
from app.trading.words import ComplaintState


class Objection(CountyRow):
    """An objection (异议, in procurement 质疑): the buyer reads and answers it, and does not see whose it is."""

    __tablename__ = "trade_objection"
    __table_args__ = (Index("ix_trade_objection_open", "organisation_id", "answered_at"),)
    kind = "trade_objection"

    project_id: Mapped[int] = mapped_column(Id, ForeignKey("trade_project.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"))
    """The buyer, who answers."""
    stage: Mapped[str] = mapped_column(String(12))
    """An ObjectionStage."""
    text: Mapped[str] = mapped_column(EncryptedText)
    name: Mapped[str] = mapped_column(EncryptedText)
    contact: Mapped[str] = mapped_column(EncryptedText)
    """Read by the trading centre and the supervisor alone."""
    query_code: Mapped[str] = mapped_column(String(16), unique=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """When it came in; on paper it may have come before it was entered."""
    halts: Mapped[bool] = mapped_column(Boolean)
    """The trade stands still until it is answered."""
    went_on: Mapped[bool] = mapped_column(Boolean, default=False)
    """The trade had gone on between its coming in and its being entered."""
    answer: Mapped[str | None] = mapped_column(Text)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_by: Mapped[int | None] = mapped_column(Id)
    outcome: Mapped[str | None] = mapped_column(String(12))
    """An ObjectionOutcome."""

    project: Mapped[Project] = relationship()
    organisation: Mapped[Organisation] = relationship()

    @classmethod
    def still_open(cls) -> ColumnElement[bool]:
        """Rows that somebody has to finish."""
        return cls.answered_at.is_(None)


class TradeComplaint(CountyRow):
    """A complaint to the department that supervises a trade (投诉); the decision is published without names."""

    __tablename__ = "trade_complaint"
    __table_args__ = (Index("ix_trade_complaint_open", "organisation_id", "state"),)
    kind = "trade_complaint"

    project_id: Mapped[int] = mapped_column(Id, ForeignKey("trade_project.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"))
    """The supervisor, who decides."""
    objection_id: Mapped[int | None] = mapped_column(Id, ForeignKey("trade_objection.id"), unique=True)
    number: Mapped[str] = mapped_column(String(40), unique=True)
    state: Mapped[str] = mapped_column(String(12), default=ComplaintState.MADE)
    text: Mapped[str] = mapped_column(EncryptedText)
    name: Mapped[str] = mapped_column(EncryptedText)
    contact: Mapped[str] = mapped_column(EncryptedText)
    """Text, name and contact are read by the supervisor alone."""
    query_code: Mapped[str] = mapped_column(String(16), unique=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    examined_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    examined_by: Mapped[int | None] = mapped_column(Id)
    suspended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    suspended_until: Mapped[date | None] = mapped_column(Date)
    """Last day of the suspension."""
    resumed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    notice: Mapped[str] = mapped_column(Text, default="")
    """The written notice by which the trade was suspended."""
    decision: Mapped[str] = mapped_column(Text, default="")
    """What was decided, or why it was not taken up."""
    outcome: Mapped[str | None] = mapped_column(String(12))
    """A ComplaintOutcome."""
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by: Mapped[int | None] = mapped_column(Id)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    project: Mapped[Project] = relationship()
    organisation: Mapped[Organisation] = relationship()
    objection: Mapped[Objection | None] = relationship()

    @classmethod
    def still_open(cls) -> ColumnElement[bool]:
        """Rows that somebody has to finish."""
        return cls.state.in_([str(ComplaintState.MADE), str(ComplaintState.ACCEPTED)])

    def __str__(self) -> str:
        return self.number


class EarlierEvaluation(CountyRow):
    """What an evaluation said before it was repeated: its scores, its candidates, what had been published of it."""

    __tablename__ = "trade_evaluation"
    kind = "trade_evaluation"

    project_id: Mapped[int] = mapped_column(Id, ForeignKey("trade_project.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    ended_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(Text)
    candidates: Mapped[Any] = mapped_column(Json)
    """[lot, rank, offer, points for the price, points in all] of each."""
    scores: Mapped[Any] = mapped_column(Json)
    """[offer, member, criterion, points] of each."""
    release: Mapped[Any] = mapped_column(Json, nullable=True)
    """The release of the candidates as it was published, which never changes; None where they had not been."""
