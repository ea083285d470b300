"""Candidates in their order, awards and contracts."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Date, ForeignKey, Index, Integer, Numeric, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.db import CountyRow, Id, UtcDateTime
from app.trading.models.bids import Offer
from app.trading.models.project import Lot, Money


class Candidate(CountyRow):
    """An offer that the committee recommends; the ranking follows from the scores."""

    __tablename__ = "trade_candidate"
    __table_args__ = (Index("ix_trade_candidate_rank", "lot_id", "rank", unique=True),)
    kind = "trade_candidate"

    lot_id: Mapped[int] = mapped_column(Id, ForeignKey("trade_lot.id"))
    offer_id: Mapped[int] = mapped_column(Id, ForeignKey("trade_offer.id"), unique=True)
    rank: Mapped[int] = mapped_column(Integer)
    price_points: Mapped[Decimal] = mapped_column(Numeric(7, 4))
    total: Mapped[Decimal] = mapped_column(Numeric(7, 4))

    lot: Mapped[Lot] = relationship()
    offer: Mapped[Offer] = relationship()


class Award(CountyRow):
    """Who gets the contract for a lot."""

    __tablename__ = "trade_award"
    kind = "trade_award"

    lot_id: Mapped[int] = mapped_column(Id, ForeignKey("trade_lot.id"), unique=True)
    candidate_id: Mapped[int] = mapped_column(Id, ForeignKey("trade_candidate.id"))
    ground: Mapped[str | None] = mapped_column(String(16))
    """A NotFirst, where it is not the first candidate."""
    reason: Mapped[str] = mapped_column(Text, default="")
    awarded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    contract_due_on: Mapped[date | None] = mapped_column(Date)
    """Last day for the contract."""

    lot: Mapped[Lot] = relationship()
    candidate: Mapped[Candidate] = relationship()


class TradeContract(CountyRow):
    """The contract for a lot; its price is that of the bid."""

    __tablename__ = "trade_contract"
    kind = "trade_contract"

    award_id: Mapped[int] = mapped_column(Id, ForeignKey("trade_award.id"), unique=True)
    number: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    supplier: Mapped[str] = mapped_column(String(200))
    amount: Mapped[Decimal] = mapped_column(Money)
    signed_on: Mapped[date] = mapped_column(Date)
    complete_by: Mapped[date | None] = mapped_column(Date)
    """Last day of the work, by the days of the bid; none where it was signed before they were counted."""
    performance_bond: Mapped[Decimal | None] = mapped_column(Money)
    """What the winner puts down for carrying it out; none where it was not entered."""
    late_reason: Mapped[str] = mapped_column(Text, default="")
    """Why it was signed later than the law allows."""

    award: Mapped[Award] = relationship()

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class TradeCompletion(CountyRow):
    """When the work of a contract was finished, and when the buyer accepted it."""

    __tablename__ = "trade_completion"
    __table_args__ = (Index("ix_trade_completion_contract", "contract_id", unique=True),)
    kind = "trade_completion"

    contract_id: Mapped[int] = mapped_column(Id, ForeignKey("trade_contract.id"))
    completed_on: Mapped[date] = mapped_column(Date)
    accepted_on: Mapped[date | None] = mapped_column(Date)
    note: Mapped[str] = mapped_column(String(200), default="")
    """The paper that says so."""

    contract: Mapped[TradeContract] = relationship()
