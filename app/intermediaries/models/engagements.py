"""Engagements of agencies by public bodies, the candidates of a selection, and what is computed from them."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, Date, Float, ForeignKey, Index, Integer, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.intermediaries.models.register import Agency, Practitioner
from app.kernel.db import CountyRow, Id, UtcDateTime
from app.kernel.places import Organisation

Money = Numeric(15, 2)
"""Yuan and cents; up to ten million million."""


class Engagement(CountyRow):
    """One service of an agency for a public body: how it was chosen, what it cost, when and how it delivered."""

    __tablename__ = "engagement"
    __table_args__ = (
        Index("ix_engagement_agency", "agency_id", "signed_on"),
        Index("ix_engagement_client", "organisation_id", "category", "signed_on"),
    )
    kind = "engagement"

    number: Mapped[str] = mapped_column(String(60), unique=True)
    project: Mapped[str] = mapped_column(String(200))
    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"))
    """The public body that engages the agency."""
    agency_id: Mapped[int] = mapped_column(Id, ForeignKey("agency.id"))
    category: Mapped[str] = mapped_column(String(16))
    mode: Mapped[str] = mapped_column(String(8))
    channel: Mapped[str] = mapped_column(String(12))
    amount: Mapped[Decimal] = mapped_column(Money)
    """Fee in yuan."""
    signed_on: Mapped[date] = mapped_column(Date)
    signed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """First instant of the day of signing in China, for points."""
    promised_days: Mapped[int] = mapped_column(Integer)
    """Working days from signing to delivery."""
    promised_on: Mapped[date | None] = mapped_column(Date)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    """The instant after which delivery is late."""
    delivered_on: Mapped[date | None] = mapped_column(Date)
    late_days: Mapped[int | None] = mapped_column(Integer)
    """Working days by which the delivery was late; 0 when it was not."""
    public_money: Mapped[bool] = mapped_column(default=True)
    exemption: Mapped[str | None] = mapped_column(Text)
    """Why an exception was made, such as a choice outside the supermarket."""
    redraws: Mapped[int] = mapped_column(Integer, default=0)
    """How often the draw was repeated."""
    replaced: Mapped[bool] = mapped_column(default=False)
    """Whether the agency first chosen was replaced."""
    replacement_reason: Mapped[str | None] = mapped_column(Text)
    filed_price: Mapped[Decimal | None] = mapped_column(Money)
    """Price that the agency has filed for this service."""
    object_value: Mapped[Decimal | None] = mapped_column(Money)
    """Value of what the service is about; fees are compared by their part of it."""
    visited_on: Mapped[date | None] = mapped_column(Date)
    reported_on: Mapped[date | None] = mapped_column(Date)
    signers: Mapped[int | None] = mapped_column(Integer)
    """How many licensed persons signed the report."""
    signer_licences: Mapped[str] = mapped_column(String(200), default="")
    """Licence numbers of who signed, divided by 、; each is found in the register of practitioners."""
    signed_as: Mapped[str] = mapped_column(String(200), default="")
    """The licence numbers for which ``signed_by`` was written last."""
    report_text: Mapped[str | None] = mapped_column(Text)
    """Its findings in words, compared with those of other reports."""
    appraised: Mapped[Decimal | None] = mapped_column(Money)
    dealt: Mapped[Decimal | None] = mapped_column(Money)
    """Price at which the object was really dealt."""
    deal_ratio: Mapped[float | None] = mapped_column(Float)
    """Appraised value through price dealt, computed when written."""
    similarity: Mapped[float | None] = mapped_column(Float)
    """Greatest likeness of its report to one on another object, 0 to 1."""
    quality: Mapped[int | None] = mapped_column(Integer)
    """Ratings of the client, one to five."""
    speed: Mapped[int | None] = mapped_column(Integer)
    attitude: Mapped[int | None] = mapped_column(Integer)
    fee: Mapped[int | None] = mapped_column(Integer)

    organisation: Mapped[Organisation] = relationship()
    agency: Mapped[Agency] = relationship()
    candidates: Mapped[list["Candidate"]] = relationship(back_populates="engagement", order_by="Candidate.id")
    signed_by: Mapped[list["EngagementSigner"]] = relationship(
        back_populates="engagement", order_by="EngagementSigner.id", cascade="all, delete-orphan"
    )

    @classmethod
    def still_open(cls) -> ColumnElement[bool]:
        """Rows that somebody has to finish."""
        return cls.delivered_on.is_(None)

    def __str__(self) -> str:
        return self.number


class EngagementSigner(CountyRow):
    """A licensed person who signed the report of an engagement."""

    __tablename__ = "engagement_signer"
    __table_args__ = (UniqueConstraint("engagement_id", "practitioner_id"),)
    kind = "engagement_signer"

    engagement_id: Mapped[int] = mapped_column(Id, ForeignKey("engagement.id"))
    practitioner_id: Mapped[int] = mapped_column(Id, ForeignKey("agency_practitioner.id"), index=True)

    engagement: Mapped[Engagement] = relationship(back_populates="signed_by")
    practitioner: Mapped[Practitioner] = relationship()


class Candidate(CountyRow):
    """An agency that took part in a selection."""

    __tablename__ = "engagement_candidate"
    __table_args__ = (UniqueConstraint("engagement_id", "agency_id"),)
    kind = "engagement_candidate"

    engagement_id: Mapped[int] = mapped_column(Id, ForeignKey("engagement.id"))
    agency_id: Mapped[int] = mapped_column(Id, ForeignKey("agency.id"), index=True)
    offer: Mapped[Decimal | None] = mapped_column(Money)

    engagement: Mapped[Engagement] = relationship(back_populates="candidates")
    agency: Mapped[Agency] = relationship()


class EngagementMeasure(CountyRow):
    """What the night computed from a client, an agency or one engagement beside its peers; points compare it."""

    __tablename__ = "engagement_measure"
    __table_args__ = (Index("ix_engagement_measure", "county", "what", "month"),)
    kind = "engagement_measure"

    what: Mapped[str] = mapped_column(String(14))
    month: Mapped[str] = mapped_column(String(7))
    measured_at: Mapped[datetime] = mapped_column(UtcDateTime)
    organisation_id: Mapped[int] = mapped_column(Id)
    agency_id: Mapped[int | None] = mapped_column(Id)
    engagement_id: Mapped[int | None] = mapped_column(Id)
    category: Mapped[str] = mapped_column(String(16), default="")
    n: Mapped[int] = mapped_column(Integer)
    value: Mapped[float] = mapped_column(Float)
    """The share, index or ratio itself."""
    expected: Mapped[float | None] = mapped_column(Float)
    """Share among the others, or the median of the peers."""
    low: Mapped[float | None] = mapped_column(Float)
    """Fifth percentile of the peers."""
    high: Mapped[float | None] = mapped_column(Float)
    probability: Mapped[float | None] = mapped_column(Float)
    """Chance of that much or more (Fisher's exact test, one-sided)."""


class AgencyCase(CountyRow):
    """An approval case in which an agency prepared the papers or rendered a service."""

    __tablename__ = "agency_case"
    __table_args__ = (UniqueConstraint("case_number", "agency_id"),)
    kind = "agency_case"

    agency_id: Mapped[int] = mapped_column(Id, ForeignKey("agency.id"), index=True)
    case_number: Mapped[str] = mapped_column(String(60), index=True)
    organisation_id: Mapped[int] = mapped_column(Id)
    """The organ that handled the case."""
    noted_at: Mapped[datetime] = mapped_column(UtcDateTime)

    agency: Mapped[Agency] = relationship()
