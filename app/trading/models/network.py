"""What the night found in two years of trades taken together, and how many questions it asked for it."""

from datetime import datetime
from typing import Any

from sqlalchemy import Double, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.db import CountyRow, Id, Json, UtcDateTime
from app.kernel.places import Organisation


class TradePattern(CountyRow):
    """Firms of a market, or a buyer and a firm, that were asked about together, and what was answered in the last night."""

    __tablename__ = "trade_pattern"
    __table_args__ = (Index("ix_trade_pattern_what", "county", "what"),)
    kind = "trade_pattern"

    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"), index=True)
    """The body to which most of the trades belong."""
    what: Mapped[str] = mapped_column(String(12))
    """A PatternWord."""
    category: Mapped[str] = mapped_column(String(12), default="")
    """The market: a TradeCategory, or none where sources do not say."""
    name: Mapped[str] = mapped_column(Text)
    """The firms; before them the buyer or agency, where it is about one."""
    outcome: Mapped[str] = mapped_column(String(16))
    """An Outcome."""
    why: Mapped[str | None] = mapped_column(String(16))
    """A PatternReason: what is missing, or why it does not apply."""
    members: Mapped[Any] = mapped_column(Json)
    """Hashes of all who belong to it, sorted."""
    tenders: Mapped[int] = mapped_column(Integer)
    wins: Mapped[int] = mapped_column(Integer)
    share: Mapped[float] = mapped_column(Double)
    """Of the joint tenders, wins or value, as the condition compares it."""
    level: Mapped[float | None] = mapped_column(Double)
    """Mean of the winning prices beside ceiling or estimate."""
    bound: Mapped[float | None] = mapped_column(Double)
    """What the others have: third quartile of price levels, lower fence of win ratios, share at other buyers."""
    chance: Mapped[float | None] = mapped_column(Double)
    """That chance alone brings as much, adjusted for all that was asked."""
    asked: Mapped[int] = mapped_column(Integer)
    """How many pairs, groups or firms were asked in this market that night."""
    first_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """First and last award of it in the window."""
    found_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Since when it is found."""
    measured_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """There was nothing to ask about them any more."""

    organisation: Mapped[Organisation] = relationship()

    def __str__(self) -> str:
        return self.name


class NetworkRun(CountyRow):
    """One night's look at all trades of two years: how much there was, what was asked, and what was answered."""

    __tablename__ = "trade_network_run"
    __table_args__ = (Index("ix_trade_network_run_at", "county", "computed_at"),)
    kind = "trade_network_run"

    computed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    from_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """Awards from then on."""
    tenders: Mapped[int] = mapped_column(Integer)
    bids: Mapped[int] = mapped_column(Integer)
    unnamed: Mapped[int] = mapped_column(Integer)
    """Bids whose bidder cannot be told from others: of them nothing is said."""
    firms: Mapped[int] = mapped_column(Integer)
    pairs: Mapped[int] = mapped_column(Integer)
    """Pairs of firms that were asked whether they meet more often than chance explains."""
    answers: Mapped[Any] = mapped_column(Json)
    """By condition how many of each outcome."""
