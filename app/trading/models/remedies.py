"""Objections to papers, candidates and results, and what an evaluation said before it was repeated."""

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, ColumnElement, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.db import CountyRow, Id, Json, UtcDateTime
from app.kernel.places import Organisation
from app.kernel.sealing import EncryptedText
from app.trading.models.project import Project


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
