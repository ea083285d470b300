"""Accounts and movements; whole account numbers are never kept, and a movement is never changed."""

from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import Date, ForeignKey, Index, Integer, Numeric, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.appending import keep_append_only
from app.kernel.db import Base, CountyRow, Id, UtcDateTime
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
        Index("ix_fund_movement_payer", "payer_id", "at", "amount", "payee_id"),
        Index("ix_fund_movement_payee", "payee_id", "at"),
        Index("ix_fund_movement_at", "county", "at"),
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


class Shape(CountyRow):
    """Movements that together look like a round trip or a split payment: a lead for a person to check."""

    __tablename__ = "fund_shape"
    __table_args__ = (Index("ix_fund_shape_key", "county", "key", unique=True),)
    kind = "fund_shape"

    what: Mapped[str] = mapped_column(String(12))
    key: Mapped[str] = mapped_column(String(120))
    """Of a round trip its movements, of a split payment its limit and first movement."""
    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"), index=True)
    """The public body whose matter its first movement is."""
    payer_id: Mapped[int] = mapped_column(Id, ForeignKey("party.id"))
    """With whom it begins."""
    payee_id: Mapped[int] = mapped_column(Id, ForeignKey("party.id"))
    """Of a split payment who was paid, of a round trip with whom it ends."""
    steps: Mapped[int] = mapped_column(Integer)
    amount: Mapped[Decimal] = mapped_column(Money)
    """Of the first movement."""
    total: Mapped[Decimal] = mapped_column(Money)
    limit: Mapped[Decimal] = mapped_column(Money, default=0)
    """Below which the parts of a split payment stay; zero for a round trip."""
    percent: Mapped[Decimal] = mapped_column(Numeric(7, 2))
    """How far an amount lies from the first at the most, in percent of it."""
    payments: Mapped[str] = mapped_column(Text)
    """Its movements as a reader sees them, one a line."""
    first_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_at: Mapped[datetime] = mapped_column(UtcDateTime)
    found_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When one of its movements was taken back, so that it is none any more."""

    organisation: Mapped[Organisation] = relationship()
    payer: Mapped[Party] = relationship(foreign_keys=payer_id)
    payee: Mapped[Party] = relationship(foreign_keys=payee_id)

    def __str__(self) -> str:
        return self.key


class ShapeStep(CountyRow):
    """One movement of a shape, in its place from 1."""

    __tablename__ = "fund_shape_step"
    __table_args__ = (Index("ix_fund_shape_step_place", "shape_id", "place", unique=True),)
    kind = "fund_shape_step"

    shape_id: Mapped[int] = mapped_column(Id, ForeignKey("fund_shape.id"))
    place: Mapped[int] = mapped_column(Integer)
    movement_id: Mapped[int] = mapped_column(Id, ForeignKey("fund_movement.id"), index=True)


class ShapeCursor(Base):
    """Up to which movement of a county shapes have been looked for."""

    __tablename__ = "fund_shape_cursor"
    kind: ClassVar[str] = "fund_shape_cursor"

    county: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    movement_id: Mapped[int] = mapped_column(Id)


class Statement(CountyRow):
    """A file of a bank or treasury whose lines were taken over as movements; taken over again it is the same."""

    __tablename__ = "fund_statement"
    __table_args__ = (Index("ix_fund_statement_digest", "county", "digest", unique=True),)
    kind = "fund_statement"

    name: Mapped[str] = mapped_column(String(200))
    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the file."""
    movements: Mapped[int] = mapped_column(Integer, default=0)
    """Lines that became movements; the others were known already."""
    total: Mapped[Decimal] = mapped_column(Numeric(19, 2), default=0)
    """Yuan of these."""
    first_on: Mapped[date] = mapped_column(Date)
    last_on: Mapped[date] = mapped_column(Date)
    imported_at: Mapped[datetime] = mapped_column(UtcDateTime)

    def __str__(self) -> str:
        return self.name


class StatementAccount(CountyRow):
    """How one account runs through a file: by it gaps between files are found."""

    __tablename__ = "fund_statement_account"
    __table_args__ = (Index("ix_fund_statement_account", "statement_id", "account_id", unique=True),)
    kind = "fund_statement_account"

    statement_id: Mapped[int] = mapped_column(Id, ForeignKey("fund_statement.id"))
    account_id: Mapped[int] = mapped_column(Id, ForeignKey("fund_account.id"), index=True)
    first_on: Mapped[date] = mapped_column(Date)
    last_on: Mapped[date] = mapped_column(Date)
    opening: Mapped[Decimal | None] = mapped_column(Money)
    """Balance before the first line; none where the file tells no balances."""
    closing: Mapped[Decimal | None] = mapped_column(Money)


keep_append_only(
    Movement,
    "movements of funds are append-only",
    "id = NEW.id",
    "county = NEW.county AND key = NEW.key",
    "reverses_id = NEW.reverses_id",
)
