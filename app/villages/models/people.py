"""Who leads a village, what was decided, and how large the village is."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, Numeric, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.db import CountyRow, Id, UtcDateTime
from app.kernel.places import Organisation


class VillageProfile(CountyRow):
    """How large a village is: the yardstick by which villages are compared."""

    __tablename__ = "village_profile"
    kind = "village_profile"

    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"), unique=True)
    households: Mapped[int] = mapped_column(Integer)
    population: Mapped[int] = mapped_column(Integer)
    members: Mapped[int] = mapped_column(Integer, default=0)
    """Members of the collective."""
    arable: Mapped[Decimal] = mapped_column(Numeric(12, 2), default=Decimal(0))
    """Arable land in mu (1/15 hectare)."""
    last_election_on: Mapped[date | None] = mapped_column(Date)
    next_election_on: Mapped[date | None] = mapped_column(Date)

    organisation: Mapped[Organisation] = relationship()


class VillageOfficer(CountyRow):
    """Somebody who holds a post in a village, or in the township above it, from one day to another."""

    __tablename__ = "village_officer"
    __table_args__ = (Index("ix_village_officer_person", "person_hash"),)
    kind = "village_officer"

    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"), index=True)
    party_id: Mapped[int | None] = mapped_column(Id, ForeignKey("party.id"), index=True)
    """The person, from whom ``reach`` begins; None only until the act that wrote the row is settled."""
    name: Mapped[str] = mapped_column(String(60))
    post: Mapped[str] = mapped_column(String(20))
    identity: Mapped[str] = mapped_column(String(20))
    """Identity number with its middle hidden; the number itself is never kept."""
    person_hash: Mapped[str] = mapped_column(String(64), default="")
    from_on: Mapped[date] = mapped_column(Date)
    left_on: Mapped[date | None] = mapped_column(Date)
    from_day: Mapped[int] = mapped_column(Integer, default=0)
    left_day: Mapped[int | None] = mapped_column(Integer)
    noted_at: Mapped[datetime] = mapped_column(UtcDateTime)

    organisation: Mapped[Organisation] = relationship()

    def __str__(self) -> str:
        return self.name


class VillageDecision(CountyRow):
    """A decision of the villagers or of the collective: four deliberations and two publications (四议两公开)."""

    __tablename__ = "village_decision"
    kind = "village_decision"

    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"), index=True)
    title: Mapped[str] = mapped_column(String(120))
    body: Mapped[str] = mapped_column(String(16))
    reserved: Mapped[bool] = mapped_column(Boolean, default=False)
    """The matter is reserved to the full assembly."""
    text: Mapped[str] = mapped_column(Text, default="")
    proposed_on: Mapped[date | None] = mapped_column(Date)
    consulted_on: Mapped[date | None] = mapped_column(Date)
    party_on: Mapped[date | None] = mapped_column(Date)
    notice_on: Mapped[date | None] = mapped_column(Date)
    held_on: Mapped[date] = mapped_column(Date)
    held_day: Mapped[int] = mapped_column(Integer, default=0)
    notice_days: Mapped[int] = mapped_column(Integer, default=0)
    """From the notice to the meeting; zero without notice."""
    members: Mapped[int] = mapped_column(Integer)
    """Who may vote."""
    attended: Mapped[int] = mapped_column(Integer)
    yes: Mapped[int] = mapped_column(Integer)
    decided_public_on: Mapped[date | None] = mapped_column(Date)
    """First publication: the decision."""
    result: Mapped[str] = mapped_column(Text, default="")
    result_public_on: Mapped[date | None] = mapped_column(Date)
    """Second publication: what came of it."""
    noted_at: Mapped[datetime] = mapped_column(UtcDateTime)

    organisation: Mapped[Organisation] = relationship()

    def __str__(self) -> str:
        return self.title


class VillageGuarantee(CountyRow):
    """A debt of somebody else for which collective property was given as security."""

    __tablename__ = "village_guarantee"
    kind = "village_guarantee"

    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"), index=True)
    debtor: Mapped[str] = mapped_column(String(120))
    creditor: Mapped[str] = mapped_column(String(120))
    property: Mapped[str] = mapped_column(String(120))
    amount: Mapped[Decimal] = mapped_column(Numeric(15, 2))
    given_on: Mapped[date] = mapped_column(Date)
    ended_on: Mapped[date | None] = mapped_column(Date)
    noted_at: Mapped[datetime] = mapped_column(UtcDateTime)

    organisation: Mapped[Organisation] = relationship()


class VillageAppraisal(CountyRow):
    """The villagers' yearly appraisal of an officer (Villagers' Committees Law art. 33)."""

    __tablename__ = "village_appraisal"
    kind = "village_appraisal"

    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"), index=True)
    officer_id: Mapped[int] = mapped_column(Id, ForeignKey("village_officer.id"), index=True)
    held_on: Mapped[date] = mapped_column(Date)
    day: Mapped[int] = mapped_column(Integer, default=0)
    verdict: Mapped[str] = mapped_column(String(10))
    failing: Mapped[int] = mapped_column(Integer, default=0)
    """How many appraisals in a row, this one included, found him not competent."""
    noted_at: Mapped[datetime] = mapped_column(UtcDateTime)

    organisation: Mapped[Organisation] = relationship()
    officer: Mapped[VillageOfficer] = relationship()


class VillageAudit(CountyRow):
    """The audit of an officer's term or departure (Villagers' Committees Law art. 35)."""

    __tablename__ = "village_audit"
    kind = "village_audit"

    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"), index=True)
    officer_id: Mapped[int] = mapped_column(Id, ForeignKey("village_officer.id"), index=True)
    audit_kind: Mapped[str] = mapped_column(String(10))
    done_on: Mapped[date] = mapped_column(Date)
    result: Mapped[str] = mapped_column(Text, default="")
    published_on: Mapped[date | None] = mapped_column(Date)
    noted_at: Mapped[datetime] = mapped_column(UtcDateTime)

    organisation: Mapped[Organisation] = relationship()
    officer: Mapped[VillageOfficer] = relationship()
