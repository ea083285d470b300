"""What is said about a trade and what is answered to all, and what is changed in its papers before the deadline."""

from datetime import datetime

from sqlalchemy import Boolean, ColumnElement, ForeignKey, Index, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.db import CountyRow, Id, UtcDateTime
from app.kernel.places import Organisation
from app.kernel.privacy import FOR_OFFICES
from app.trading.models.project import Project


class TradeQuestion(CountyRow):
    """A question to the papers of a trade; who asked is kept nowhere, and the answer goes to everybody."""

    __tablename__ = "trade_question"
    __table_args__ = (Index("ix_trade_question_open", "organisation_id", "answered_at"),)
    kind = "trade_question"

    project_id: Mapped[int] = mapped_column(Id, ForeignKey("trade_project.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"))
    """The buyer, who answers."""
    text: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_by: Mapped[int | None] = mapped_column(Id)

    project: Mapped[Project] = relationship()
    organisation: Mapped[Organisation] = relationship()

    @classmethod
    def still_open(cls) -> ColumnElement[bool]:
        """Rows that somebody has to finish."""
        return cls.answered_at.is_(None)


class Addendum(CountyRow):
    """A change of the papers after the notice: proposed by one official, published by another, read by everybody."""

    __tablename__ = "trade_addendum"
    __table_args__ = (Index("ix_trade_addendum_number", "project_id", "number", unique=True),)
    kind = "trade_addendum"

    project_id: Mapped[int] = mapped_column(Id, ForeignKey("trade_project.id"))
    number: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(Text, info=FOR_OFFICES)
    substantive: Mapped[bool] = mapped_column(Boolean)
    """It changes what is bid on or how a bid is made: bidders need time for it."""
    old_deadline: Mapped[datetime] = mapped_column(UtcDateTime)
    new_deadline: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """None where the deadline stays."""
    reason: Mapped[str] = mapped_column(Text, default="")
    """Why it leaves less time than the law asks."""
    short: Mapped[bool] = mapped_column(Boolean, default=False)
    """It left less time than the law asks, counted when it was published."""
    days_left: Mapped[int | None] = mapped_column(Integer)
    """From its publication to the deadline that stands then."""
    halt_days: Mapped[int | None] = mapped_column(Integer)
    """Days for which the trade stood still, where the deadline moved for that alone."""
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    proposed_by: Mapped[int | None] = mapped_column(Id, ForeignKey("official.id"))
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    published_by: Mapped[int | None] = mapped_column(Id, ForeignKey("official.id"))
    dropped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the proposal was refused; nobody outside has seen it."""
    dropped_reason: Mapped[str] = mapped_column(Text, default="")

    project: Mapped[Project] = relationship()

    @classmethod
    def still_open(cls) -> ColumnElement[bool]:
        """Rows that somebody has to finish."""
        return cls.published_at.is_(None) & cls.dropped_at.is_(None)
