"""Where a notice was published and what stood there, and phrases in it that shut companies out."""

from datetime import date, datetime

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.db import CountyRow, Id, UtcDateTime
from app.trading.models.project import Project


class TradePublication(CountyRow):
    """A notice as it stands on one medium, entered by the trading centre."""

    __tablename__ = "trade_publication"
    __table_args__ = (Index("ix_trade_publication_medium", "project_id", "medium", unique=True),)
    kind = "trade_publication"

    project_id: Mapped[int] = mapped_column(Id, ForeignKey("trade_project.id"))
    medium: Mapped[str] = mapped_column(String(12))
    """A Medium."""
    published_on: Mapped[date] = mapped_column(Date)
    title: Mapped[str] = mapped_column(String(200))
    """Name of the project, as it stands there."""
    deadline: Mapped[datetime] = mapped_column(UtcDateTime)
    """As it stands there."""
    address: Mapped[str] = mapped_column(String(200), default="")
    mandated: Mapped[bool] = mapped_column(Boolean, default=False)
    """The law asks for this medium."""
    late_days: Mapped[int] = mapped_column(Integer, default=0)
    """After the first day on which documents are given out; zero or less is in time."""
    differs: Mapped[bool] = mapped_column(Boolean, default=False)
    """Name or deadline are others than those of the notice."""

    project: Mapped[Project] = relationship()


class TradePhrase(CountyRow):
    """A phrase that the county watches for beside the usual ones."""

    __tablename__ = "trade_phrase"
    __table_args__ = (Index("ix_trade_phrase", "county", "phrase", unique=True),)
    kind = "trade_phrase"

    phrase: Mapped[str] = mapped_column(String(60))
    why: Mapped[str] = mapped_column(String(200))


class PhraseHit(CountyRow):
    """A phrase that stands in a published notice, its scoring rule or an addendum."""

    __tablename__ = "trade_phrase_hit"
    __table_args__ = (Index("ix_trade_phrase_hit", "project_id", "phrase", unique=True),)
    kind = "trade_phrase_hit"

    project_id: Mapped[int] = mapped_column(Id, ForeignKey("trade_project.id"))
    phrase: Mapped[str] = mapped_column(String(60))
    passage: Mapped[str] = mapped_column(String(200))
    """The words around it."""
