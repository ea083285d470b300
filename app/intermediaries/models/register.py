"""The register: agencies, who stands behind them, what they may do and who does it for them."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.db import CountyRow, Id, UtcDateTime
from app.kernel.places import Organisation
from app.kernel.sealing import EncryptedText


class Agency(CountyRow):
    """An intermediary agency under its unified social credit code."""

    __tablename__ = "agency"
    __table_args__ = (
        Index("ix_agency_list", "county", "state", "category"),
        Index("ix_agency_phone", "phone_key"),
        Index("ix_agency_address", "address_key"),
    )
    kind = "agency"
    countywide = True

    uscc: Mapped[str] = mapped_column(String(18), unique=True)
    party_id: Mapped[int | None] = mapped_column(Id, ForeignKey("party.id"), index=True)
    """The company that it is; None only until the act that wrote the row is settled."""
    name: Mapped[str] = mapped_column(String(120), index=True)
    category: Mapped[str] = mapped_column(String(16))
    legal_representative: Mapped[str] = mapped_column(String(60))
    founded_on: Mapped[date] = mapped_column(Date)
    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"), index=True)
    """The body that supervises this trade in the county."""
    phone: Mapped[str | None] = mapped_column(String(40))
    address: Mapped[str | None] = mapped_column(String(200))
    phone_key: Mapped[str] = mapped_column(String(40), default="")
    """Digits of the telephone; equal ones are compared."""
    address_key: Mapped[str] = mapped_column(String(200), default="")
    """The address without blanks and signs."""
    state: Mapped[str] = mapped_column(String(12), default="applied")
    state_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    state_reason: Mapped[str | None] = mapped_column(Text)
    checked_by: Mapped[int | None] = mapped_column(Id)
    """Who checked the papers; somebody else lists the agency."""
    edit_number: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": edit_number}  # noqa: RUF012 - SQLAlchemy reads it as it stands

    organisation: Mapped[Organisation] = relationship()
    qualifications: Mapped[list["Qualification"]] = relationship(
        back_populates="agency", order_by="Qualification.valid_to"
    )
    practitioners: Mapped[list["Practitioner"]] = relationship(back_populates="agency", order_by="Practitioner.id")

    def __str__(self) -> str:
        return self.name


class AgencyStep(CountyRow):
    """One decision about an agency's place in the register, with its reason and the appeal against it."""

    __tablename__ = "agency_step"
    kind = "agency_step"

    agency_id: Mapped[int] = mapped_column(Id, ForeignKey("agency.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"), index=True)
    """The body that took it, and answers an appeal."""
    move: Mapped[str] = mapped_column(String(16))
    state_before: Mapped[str] = mapped_column(String(12))
    state_after: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[int | None] = mapped_column(Id)
    appeal_until: Mapped[date | None] = mapped_column(Date)
    """Last day on which the agency may appeal; none where there is nothing to appeal against."""
    query_code: Mapped[str | None] = mapped_column(String(12), unique=True)
    """Stands on the notice; with it the agency appeals and follows its appeal. None where there is no appeal."""
    appeal: Mapped[str | None] = mapped_column(Text)
    appealed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    appeal_answer: Mapped[str | None] = mapped_column(Text)
    appeal_upheld: Mapped[bool | None]
    """Whether the agency was right."""
    appeal_decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    appeal_decided_by: Mapped[int | None] = mapped_column(Id)

    agency: Mapped[Agency] = relationship()


class Qualification(CountyRow):
    """A qualification (资质) of an agency, with its level, issuer and term."""

    __tablename__ = "agency_qualification"
    __table_args__ = (Index("ix_agency_qualification_of", "agency_id", "category", "valid_to"),)
    kind = "qualification"

    agency_id: Mapped[int] = mapped_column(Id, ForeignKey("agency.id"))
    category: Mapped[str] = mapped_column(String(16))
    number: Mapped[str] = mapped_column(String(60), unique=True)
    level: Mapped[str] = mapped_column(String(40), default="")
    issuer: Mapped[str] = mapped_column(String(120))
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date] = mapped_column(Date, index=True)
    """Last day on which it is valid."""
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """The instant at which it ends."""
    withdrawn_on: Mapped[date | None] = mapped_column(Date)

    agency: Mapped[Agency] = relationship(back_populates="qualifications")

    def __str__(self) -> str:
        return self.number


class Practitioner(CountyRow):
    """A licence under which a person practises for an agency; the person is a party."""

    __tablename__ = "agency_practitioner"
    __table_args__ = (Index("ix_agency_practitioner_agency", "agency_id", "licence_to"),)
    kind = "practitioner"

    agency_id: Mapped[int] = mapped_column(Id, ForeignKey("agency.id"))
    party_id: Mapped[int | None] = mapped_column(Id, ForeignKey("party.id"), index=True)
    """None only until the act that wrote the row is settled."""
    name: Mapped[str] = mapped_column(String(60))
    """As the licence says, which the public register shows."""
    identity: Mapped[str] = mapped_column(EncryptedText)
    """The number with its middle hidden; the whole number is never stored."""
    person_hash: Mapped[str] = mapped_column(String(64), default="")
    licence: Mapped[str] = mapped_column(String(60), unique=True)
    licence_to: Mapped[date] = mapped_column(Date)
    """Last day of the licence."""
    insurance_payer: Mapped[str | None] = mapped_column(String(18))
    """Credit code of who pays the social insurance."""
    from_on: Mapped[date] = mapped_column(Date)
    from_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    to_on: Mapped[date | None] = mapped_column(Date)

    agency: Mapped[Agency] = relationship(back_populates="practitioners")

    def __str__(self) -> str:
        return self.name
