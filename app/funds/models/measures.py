"""What is measured of bodies each night, so that points compare numbers alone."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import Float, ForeignKey, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.funds.models.ledger import Money
from app.kernel.db import CountyRow, Id, UtcDateTime
from app.kernel.places import Organisation


class MonthPaid(CountyRow):
    """What a body paid in a month, beside its own months before."""

    __tablename__ = "fund_month"
    __table_args__ = (Index("ix_fund_month", "organisation_id", "month", unique=True),)
    kind = "fund_month"

    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"))
    month: Mapped[int] = mapped_column(Integer)
    """Year and month: 202611."""
    paid: Mapped[Decimal] = mapped_column(Money)
    months: Mapped[int] = mapped_column(Integer)
    """Of the 24 months before it those in which the body paid at least a tenth of its usual month: with too few nothing is judged."""
    middle: Mapped[Decimal] = mapped_column(Money)
    """Median of the 24 months, from the body's first payment on; a month without a payment counts as zero."""
    spread: Mapped[Decimal] = mapped_column(Money)
    """Their median absolute deviation times 1.4826, which is the standard deviation where they are normal."""
    deviation: Mapped[float] = mapped_column(Float)
    """(paid - middle) / spread."""
    same: Mapped[Decimal] = mapped_column(Money)
    """The most of the same month of the two years before."""
    last_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """Its last payment."""

    organisation: Mapped[Organisation] = relationship()


class RoundPaid(CountyRow):
    """How many of a body's payments of a year are whole thousands, beside all other bodies."""

    __tablename__ = "fund_round"
    __table_args__ = (Index("ix_fund_round", "organisation_id", "year", unique=True),)
    kind = "fund_round"

    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"))
    year: Mapped[int] = mapped_column(Integer)
    payments: Mapped[int] = mapped_column(Integer)
    whole: Mapped[int] = mapped_column(Integer)
    """Of these whole thousands of yuan; what is paid again and again in one amount is left out of both."""
    share: Mapped[float] = mapped_column(Float)
    peers: Mapped[int] = mapped_column(Integer)
    """Other bodies with as many payments as are asked for."""
    peer_share: Mapped[float] = mapped_column(Float)
    """Below which 95 of 100 of these stay."""
    probability: Mapped[float] = mapped_column(Float)
    """Of so many or more by chance, at the rate of all of them together."""
    last_at: Mapped[datetime] = mapped_column(UtcDateTime)

    organisation: Mapped[Organisation] = relationship()
