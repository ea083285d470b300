"""Who applied for what is listed, and the bids: who stands behind a plate is known to nobody until the hammer has fallen."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.appending import keep_append_only
from app.kernel.db import CountyRow, Id, UtcDateTime
from app.trading.models.bids import Bidder
from app.trading.models.project import Money
from app.trading.models.registers import TradeListing


class ListingApplicant(CountyRow):
    """A bidder who applied; the plate (竞买号) is given when the bank has reported the bond."""

    __tablename__ = "trade_applicant"
    __table_args__ = (
        Index("ix_trade_applicant_bidder", "listing_id", "bidder_id", unique=True),
        Index("ix_trade_applicant_plate", "listing_id", "plate", unique=True),
        Index("ix_trade_applicant_bond", "county", "bond_reference", unique=True),
    )
    kind = "trade_applicant"

    listing_id: Mapped[int] = mapped_column(Id, ForeignKey("trade_listing.id"))
    bidder_id: Mapped[int] = mapped_column(Id, ForeignKey("trade_bidder.id"), index=True)
    applied_at: Mapped[datetime] = mapped_column(UtcDateTime)
    code: Mapped[str] = mapped_column(String(16))
    """What the bidder writes into the purpose of the transfer of the bond."""
    bond: Mapped[Decimal | None] = mapped_column(Money)
    bond_reference: Mapped[str | None] = mapped_column(String(60))
    """What the bank calls the payment."""
    bond_paid_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    plate: Mapped[int | None] = mapped_column(Integer)
    """Three digits by chance, so that they tell nobody how many have applied."""

    listing: Mapped[TradeListing] = relationship()
    bidder: Mapped[Bidder] = relationship()


class AuctionBid(CountyRow):
    """An accepted bid; its number, not a clock, says which came first."""

    __tablename__ = "trade_auction_bid"
    __table_args__ = (
        Index("ix_trade_auction_bid_number", "listing_id", "number", unique=True),
        Index("ix_trade_auction_bid_price", "listing_id", "price", unique=True),
    )
    kind = "trade_auction_bid"

    listing_id: Mapped[int] = mapped_column(Id, ForeignKey("trade_listing.id"))
    applicant_id: Mapped[int] = mapped_column(Id, ForeignKey("trade_applicant.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    """From 1, without gaps."""
    plate: Mapped[int] = mapped_column(Integer)
    price: Mapped[Decimal] = mapped_column(Money)
    placed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the hammer fell if nobody bid after it; None for a bid during the listing of land."""

    applicant: Mapped[ListingApplicant] = relationship()


keep_append_only(
    AuctionBid,
    "bids of an auction are append-only",
    "id = NEW.id",
    "listing_id = NEW.listing_id AND number = NEW.number",
    "listing_id = NEW.listing_id AND price = NEW.price",
)
