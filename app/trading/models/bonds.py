"""Bid bonds: a token before the opening, a movement of funds after it."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Date, ForeignKey, Index, Numeric, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.funds.models import Movement
from app.kernel.db import CountyRow, Id, UtcDateTime
from app.kernel.sealing import EncryptedText
from app.trading.models.project import Project


class TradeBond(CountyRow):
    """A bid bond (保证金) that the bank reported for a pass: who paid it stays encrypted until the bids are open.

    The money itself stands in funds alone: one movement when it is booked, one that reverses it when it goes back.
    """

    __tablename__ = "trade_bond"
    __table_args__ = (Index("ix_trade_bond_reference", "county", "reference", unique=True),)
    kind = "trade_bond"

    project_id: Mapped[int] = mapped_column(Id, ForeignKey("trade_project.id"), index=True)
    pass_hash: Mapped[str] = mapped_column(String(64), index=True)
    """Of the pass for which it was paid; the bid under the same pass tells whose it is."""
    reference: Mapped[str] = mapped_column(String(60))
    """What the bank calls the payment; told again under it, it is the same bond."""
    amount: Mapped[Decimal] = mapped_column(Numeric(15, 2))
    paid_at: Mapped[datetime] = mapped_column(UtcDateTime)
    slip: Mapped[str] = mapped_column(EncryptedText)
    """Payer, account and bank as JSON; empty once the payment is booked."""
    movement_id: Mapped[int | None] = mapped_column(Id, ForeignKey("fund_movement.id"), unique=True)
    """The payment in funds; none before the opening."""
    refunded_on: Mapped[date | None] = mapped_column(Date)
    """Day on which the bank sent it back."""
    kept_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    kept_reason: Mapped[str] = mapped_column(Text, default="")
    """Why it is not given back."""

    project: Mapped[Project] = relationship()
    movement: Mapped[Movement | None] = relationship()

    def __str__(self) -> str:
        return f"{self.project.number} {self.amount:,.2f}"
