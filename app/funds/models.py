"""Accounts and movements; whole account numbers are never kept, and a movement is never changed."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Date, ForeignKey, Index, Numeric, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.appending import keep_append_only
from app.kernel.db import CountyRow, Id, UtcDateTime
from app.kernel.places import Organisation
from app.parties.models import Party

Money = Numeric(15, 2)
"""Yuan and cents; up to ten million million."""


class Account(CountyRow):
    """A bank account of a body, company or person, matched by the hash of its number."""

    __tablename__ = "fund_account"
    __table_args__ = (Index("ix_fund_account_number", "county", "number_hash", unique=True),)
    kind = "fund_account"

    number: Mapped[str] = mapped_column(String(60))
    """Its last four digits."""
    number_hash: Mapped[str] = mapped_column(String(64), default="")
    """The hash of the mark by which parties share an account."""
    bank: Mapped[str] = mapped_column(String(120))
    account_kind: Mapped[str] = mapped_column(String(12))
    owner_number: Mapped[str] = mapped_column(String(60))
    owner_hash: Mapped[str] = mapped_column(String(64), default="")
    owner_name: Mapped[str] = mapped_column(String(200))
    party_id: Mapped[int | None] = mapped_column(Id, ForeignKey("party.id"), index=True)
    """Its owner; none only until the act that wrote the row is settled."""
    opened_on: Mapped[date | None] = mapped_column(Date)
    closed_on: Mapped[date | None] = mapped_column(Date)
    """Last day."""

    party: Mapped[Party | None] = relationship()

    def __str__(self) -> str:
        return f"{self.bank} {self.number}"


class Movement(CountyRow):
    """Money that went from one party to another: written once, put right by a movement of its own that reverses it."""

    __tablename__ = "fund_movement"
    __table_args__ = (
        Index("ix_fund_movement_key", "county", "key", unique=True),
        Index("ix_fund_movement_payer", "payer_id", "at"),
        Index("ix_fund_movement_payee", "payee_id", "at"),
        Index("ix_fund_movement_subject", "subject_kind", "subject_id"),
    )
    kind = "fund_movement"

    key: Mapped[str] = mapped_column(String(160))
    """What its source calls it; handed in again under the same key it is the same movement."""
    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"), index=True)
    """The public body whose matter it is."""
    payer_id: Mapped[int] = mapped_column(Id, ForeignKey("party.id"))
    payee_id: Mapped[int] = mapped_column(Id, ForeignKey("party.id"))
    from_account_id: Mapped[int | None] = mapped_column(Id, ForeignKey("fund_account.id"), index=True)
    """None for cash, or where the source names no account."""
    to_account_id: Mapped[int | None] = mapped_column(Id, ForeignKey("fund_account.id"), index=True)
    amount: Mapped[Decimal] = mapped_column(Money)
    """Yuan, above zero."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    booked_on: Mapped[date] = mapped_column(Date)
    purpose: Mapped[str] = mapped_column(String(200))
    economic_class: Mapped[str] = mapped_column(String(10), default="")
    """Code of the economic classification of government spending; empty where nobody classes it."""
    function_class: Mapped[str] = mapped_column(String(10), default="")
    subject_kind: Mapped[str] = mapped_column(String(30), default="")
    """Word of the proceeding that it belongs to, as trail and alerts call it; empty for none."""
    subject_id: Mapped[int | None] = mapped_column(Id)
    source: Mapped[str] = mapped_column(String(120), default="")
    """Document, file and line."""
    reverses_id: Mapped[int | None] = mapped_column(Id, ForeignKey("fund_movement.id"), unique=True)
    """The movement that this one takes back, whole."""

    organisation: Mapped[Organisation] = relationship()
    payer: Mapped[Party] = relationship(foreign_keys=payer_id)
    payee: Mapped[Party] = relationship(foreign_keys=payee_id)
    from_account: Mapped[Account | None] = relationship(foreign_keys=from_account_id)
    to_account: Mapped[Account | None] = relationship(foreign_keys=to_account_id)
    reverses: Mapped["Movement | None"] = relationship(remote_side="Movement.id")

    def __str__(self) -> str:
        return f"{self.booked_on} {self.purpose}"


keep_append_only(
    Movement,
    "movements of funds are append-only",
    "id = NEW.id",
    "county = NEW.county AND key = NEW.key",
    "reverses_id = NEW.reverses_id",
)
