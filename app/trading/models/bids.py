"""Bidders, passes, sealed bids with their receipts, shares of the holders, and what was read out."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.appending import keep_append_only
from app.kernel.db import CountyRow, Id, Json, UtcDateTime
from app.kernel.sealing import EncryptedText
from app.parties.models import Party
from app.trading.models.project import KeyHolder, Lot, Money, Project
from app.trading.words import BidState, Rejection


class Bidder(CountyRow):
    """A company that may bid, registered once for all trades."""

    __tablename__ = "trade_bidder"
    __table_args__ = (Index("ix_trade_bidder_code", "county", "uscc", unique=True),)
    kind = "trade_bidder"

    uscc: Mapped[str] = mapped_column(String(18))
    name: Mapped[str] = mapped_column(String(200))
    contact: Mapped[str] = mapped_column(String(60))
    phone: Mapped[str] = mapped_column(String(40))
    party_id: Mapped[int | None] = mapped_column(Id, ForeignKey("party.id"), index=True)
    """None only until the act that wrote the row is settled."""
    registered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    party: Mapped[Party | None] = relationship()

    def __str__(self) -> str:
        return self.name


class TradePass(CountyRow):
    """The right to hand in one bid for each lot; whose it is stands nowhere, only the bidder has its word."""

    __tablename__ = "trade_pass"
    __table_args__ = (Index("ix_trade_pass_hash", "project_id", "pass_hash", unique=True),)
    kind = "trade_pass"

    project_id: Mapped[int] = mapped_column(Id, ForeignKey("trade_project.id"))
    pass_hash: Mapped[str] = mapped_column(String(64))


class SealedBid(CountyRow):
    """A bid as it was handed in: nobody here can read it, and whose it is stands inside."""

    __tablename__ = "trade_bid"
    __table_args__ = (Index("ix_trade_bid_digest", "lot_id", "digest", unique=True),)
    kind = "trade_bid"

    lot_id: Mapped[int] = mapped_column(Id, ForeignKey("trade_lot.id"))
    pass_hash: Mapped[str] = mapped_column(String(64), index=True)
    envelope: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the envelope."""
    state: Mapped[str] = mapped_column(String(12), default=BidState.SEALED)
    handed_in_at: Mapped[datetime] = mapped_column(UtcDateTime)

    lot: Mapped[Lot] = relationship()


class Receipt(CountyRow):
    """What the bidder is given for a bid: signed, numbered without gaps, a leaf of the tree that is closed at the deadline."""

    __tablename__ = "trade_receipt"
    __table_args__ = (Index("ix_trade_receipt_number", "project_id", "number", unique=True),)
    kind = "trade_receipt"

    project_id: Mapped[int] = mapped_column(Id, ForeignKey("trade_project.id"))
    bid_id: Mapped[int] = mapped_column(Id, ForeignKey("trade_bid.id"), unique=True)
    number: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(Text)
    """What the signature covers."""
    key: Mapped[str] = mapped_column(String(16))
    signature: Mapped[str] = mapped_column(String(128))


keep_append_only(
    Receipt,
    "receipts are append-only",
    "id = NEW.id",
    "project_id = NEW.project_id AND number = NEW.number",
    "bid_id = NEW.bid_id",
)


class KeyShare(CountyRow):
    """A holder's share of one bid, given after the deadline."""

    __tablename__ = "trade_share"
    __table_args__ = (Index("ix_trade_share_of", "bid_id", "holder_id", unique=True),)
    kind = "trade_share"

    bid_id: Mapped[int] = mapped_column(Id, ForeignKey("trade_bid.id"))
    holder_id: Mapped[int] = mapped_column(Id, ForeignKey("trade_holder.id"))
    share: Mapped[str] = mapped_column(EncryptedText)
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)

    holder: Mapped[KeyHolder] = relationship()


class Opening(CountyRow):
    """The record of an opening: who gave shares, what was read out, what could not be read."""

    __tablename__ = "trade_opening"
    kind = "trade_opening"

    project_id: Mapped[int] = mapped_column(Id, ForeignKey("trade_project.id"), unique=True)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    waited: Mapped[int | None] = mapped_column(Integer)
    """Full minutes to the opening from the deadline, or from when the trade went on after it."""
    record: Mapped[Any] = mapped_column(Json)
    """Holders by role, and of each bid receipt number, digest and what became of it."""
    objections: Mapped[str] = mapped_column(Text, default="")

    project: Mapped[Project] = relationship()


class Offer(CountyRow):
    """What a bid says, once it has been opened and read out."""

    __tablename__ = "trade_offer"
    kind = "trade_offer"

    lot_id: Mapped[int] = mapped_column(Id, ForeignKey("trade_lot.id"), index=True)
    bid_id: Mapped[int] = mapped_column(Id, ForeignKey("trade_bid.id"), unique=True)
    bidder_id: Mapped[int] = mapped_column(Id, ForeignKey("trade_bidder.id"), index=True)
    price: Mapped[Decimal] = mapped_column(Money)
    days: Mapped[int] = mapped_column(Integer)
    """Days for the work."""
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    manager: Mapped[str] = mapped_column(EncryptedText)
    """Who leads the work."""
    rejected: Mapped[str | None] = mapped_column(String(16))
    """A Rejection."""
    rejection_text: Mapped[str] = mapped_column(Text, default="")

    lot: Mapped[Lot] = relationship()
    bidder: Mapped[Bidder] = relationship()

    def __str__(self) -> str:
        return f"{self.bidder} {self.price:,.2f}"

    @property
    def ground(self) -> Rejection | None:
        """Why it was rejected, if it was."""
        return Rejection(self.rejected) if self.rejected else None
