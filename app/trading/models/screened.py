"""Trades as they are screened: our own once their bids are opened, and those of other platforms as they were imported.

Every condition of the points of trading reads these tables alone, so that a county's own trades and another platform's
are judged by one text.
"""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Boolean, Double, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.db import CountyRow, Id, Json, UtcDateTime
from app.kernel.places import Organisation
from app.trading.models.project import Lot, Money
from app.trading.words import ScreenedBidStatus, ScreenedStatus

OWN = "own"
"""Source of the trades that were run here."""


class ScreenedProcess(CountyRow):
    """A contracting process that another platform ran, as its releases tell it: as much of them as is screened."""

    __tablename__ = "screened_process"
    __table_args__ = (Index("ix_screened_process_ocid", "county", "source", "ocid", unique=True),)
    kind = "screened_process"

    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"), index=True)
    """The body that watches over these trades."""
    source: Mapped[str] = mapped_column(String(120))
    """Publisher, or what the importer called it."""
    ocid: Mapped[str] = mapped_column(String(200))
    released: Mapped[str] = mapped_column(String(40), default="")
    """Date of the latest release, as it stands there; texts of one source compare as the standard compares them."""
    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the content."""
    content: Mapped[Any] = mapped_column(Json)
    """The compiled release; a later release is merged into it."""
    imported_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ScreenedTrade(CountyRow):
    """What one contract is competed for: a lot of a trade of ours, or a process of another platform, by lots where it says so."""

    __tablename__ = "screened_trade"
    __table_args__ = (
        Index("ix_screened_trade_key", "county", "source", "ocid", "lot_number", unique=True),
        Index("ix_screened_trade_awarded", "county", "awarded_at"),
    )
    kind = "screened_trade"

    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"), index=True)
    """Who answers for it: the buyer of an own trade, else the body that watches over the imported ones."""
    source: Mapped[str] = mapped_column(String(120), default=OWN)
    ocid: Mapped[str] = mapped_column(String(200))
    lot_number: Mapped[str] = mapped_column(String(60), default="")
    """Empty where a process is not told by lots."""
    lot_id: Mapped[int | None] = mapped_column(Id, ForeignKey("trade_lot.id"), unique=True)
    """The lot of an own trade."""
    process_id: Mapped[int | None] = mapped_column(Id, ForeignKey("screened_process.id"), index=True)
    """The process of an imported one."""
    title: Mapped[str] = mapped_column(Text, default="")
    category: Mapped[str] = mapped_column(String(12), default="")
    """A TradeCategory; empty where the source does not say."""
    method: Mapped[str] = mapped_column(String(12), default="")
    """A CompetitionMethod; empty where the source does not say."""
    method_details: Mapped[str] = mapped_column(String(200), default="")
    buyer_name: Mapped[str] = mapped_column(String(200), default="")
    buyer_hash: Mapped[str] = mapped_column(String(64), default="", index=True)
    """As ``Party.key_hash``; empty where the source gives no number that tells the buyer from others."""
    agency_name: Mapped[str] = mapped_column(String(200), default="")
    agency_hash: Mapped[str] = mapped_column(String(64), default="", index=True)
    """Who ran it for the buyer, where that is another body."""
    estimate: Mapped[Decimal | None] = mapped_column(Money)
    ceiling: Mapped[Decimal | None] = mapped_column(Money)
    """Highest price that is taken."""
    currency: Mapped[str] = mapped_column(String(3), default="")
    bidders: Mapped[int | None] = mapped_column(Integer)
    """How many the source says there were, whether it names them or not."""
    bids_told: Mapped[bool] = mapped_column(Boolean, default=False)
    """The bids are published, not only who won."""
    status: Mapped[str] = mapped_column(String(12), default=ScreenedStatus.ACTIVE)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """From when bids could be handed in."""
    deadline: Mapped[datetime | None] = mapped_column(UtcDateTime)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    awarded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    """When something of it or of its bids changed last."""

    organisation: Mapped[Organisation] = relationship()
    lot: Mapped[Lot | None] = relationship()
    process: Mapped[ScreenedProcess | None] = relationship()
    bids: Mapped[list["ScreenedBid"]] = relationship(back_populates="trade", order_by="ScreenedBid.id")
    answers: Mapped[list["ScreenAnswer"]] = relationship(back_populates="trade", order_by="ScreenAnswer.code")

    def __str__(self) -> str:
        return " ".join(part for part in (self.ocid, self.lot_number, self.title) if part)


class ScreenedBid(CountyRow):
    """One bid for a screened trade, or who won it where the bids are not published."""

    __tablename__ = "screened_bid"
    __table_args__ = (
        Index("ix_screened_bid_of", "trade_id", "number", unique=True),
        Index("ix_screened_bid_bidder", "county", "bidder_hash"),
    )
    kind = "screened_bid"

    trade_id: Mapped[int] = mapped_column(Id, ForeignKey("screened_trade.id"))
    number: Mapped[str] = mapped_column(String(120))
    """What its source calls the bid."""
    bidder_name: Mapped[str] = mapped_column(String(200))
    bidder_hash: Mapped[str] = mapped_column(String(64), default="")
    """As ``Party.key_hash``; empty where the source gives no number that tells the bidder from others."""
    members: Mapped[int] = mapped_column(Integer, default=1)
    """Firms that bid together; the bidder is the first of them."""
    amount: Mapped[Decimal | None] = mapped_column(Money)
    currency: Mapped[str] = mapped_column(String(3), default="")
    status: Mapped[str] = mapped_column(String(12), default=ScreenedBidStatus.PENDING)
    rank: Mapped[int | None] = mapped_column(Integer)
    won: Mapped[bool] = mapped_column(Boolean, default=False)
    awarded: Mapped[Decimal | None] = mapped_column(Money)
    """For how much, in the same currency."""
    handed_in_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    trade: Mapped[ScreenedTrade] = relationship(back_populates="bids")

    def __str__(self) -> str:
        return self.bidder_name


class ScreenAnswer(CountyRow):
    """What one condition says of one screened trade; a later one takes its place."""

    __tablename__ = "screen_answer"
    __table_args__ = (
        Index("ix_screen_answer_of", "trade_id", "code", unique=True),
        Index("ix_screen_answer_code", "county", "code", "outcome"),
    )
    kind = "screen_answer"

    trade_id: Mapped[int] = mapped_column(Id, ForeignKey("screened_trade.id"))
    code: Mapped[str] = mapped_column(String(40))
    """As the point's: ``T18.identical``."""
    outcome: Mapped[str] = mapped_column(String(16))
    """An Outcome."""
    why: Mapped[str] = mapped_column(String(200), default="")
    """The field that is missing, or why the condition does not apply."""
    value: Mapped[float | None] = mapped_column(Double)
    """What was compared; none where nothing could be."""
    bound: Mapped[float | None] = mapped_column(Double)
    """With what."""
    evidence: Mapped[Any] = mapped_column(Json, default=dict)
    """All values that were compared, by name."""
    computed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    trade: Mapped[ScreenedTrade] = relationship(back_populates="answers")

    def __str__(self) -> str:
        return self.code
