"""Subsidies by household; beneficiaries and reference sets known by the keyed hash of a number alone."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.db import CountyRow, Id, UtcDateTime
from app.kernel.places import Organisation
from app.villages.models.people import VillageDecision


class SubsidyProgramme(CountyRow):
    """A programme under which money reaches households."""

    __tablename__ = "subsidy_programme"
    __table_args__ = (UniqueConstraint("county", "code"),)
    kind = "subsidy_programme"

    code: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(80))
    programme_kind: Mapped[str] = mapped_column(String(8))
    basis: Mapped[str] = mapped_column(String(200), default="")

    def __str__(self) -> str:
        return self.name


class SubsidyExclusion(CountyRow):
    """Two programmes that nobody receives at the same time."""

    __tablename__ = "subsidy_exclusion"
    __table_args__ = (UniqueConstraint("programme_id", "other_id"),)
    kind = "subsidy_exclusion"

    programme_id: Mapped[int] = mapped_column(Id, ForeignKey("subsidy_programme.id"))
    other_id: Mapped[int] = mapped_column(Id, ForeignKey("subsidy_programme.id"))

    programme: Mapped[SubsidyProgramme] = relationship(foreign_keys=[programme_id])
    other: Mapped[SubsidyProgramme] = relationship(foreign_keys=[other_id])


class SubsidyBatch(CountyRow):
    """Money of one programme for one village: what arrived, and what was paid on to households."""

    __tablename__ = "subsidy_batch"
    __table_args__ = (UniqueConstraint("organisation_id", "number"),)
    kind = "subsidy_batch"

    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"), index=True)
    number: Mapped[str] = mapped_column(String(40))
    programme_id: Mapped[int] = mapped_column(Id, ForeignKey("subsidy_programme.id"))
    period_on: Mapped[date] = mapped_column(Date)
    """First day of the period for which it is paid."""
    period_day: Mapped[int] = mapped_column(Integer, default=0)
    arrived_on: Mapped[date] = mapped_column(Date)
    arrived_day: Mapped[int] = mapped_column(Integer, default=0)
    arrived: Mapped[Decimal] = mapped_column(Numeric(15, 2))
    paid: Mapped[Decimal] = mapped_column(Numeric(15, 2), default=Decimal(0))
    households: Mapped[int] = mapped_column(Integer, default=0)
    claimed: Mapped[Decimal] = mapped_column(Numeric(12, 2), default=Decimal(0))
    """Mu that its payments claim; computed with them."""
    decision_id: Mapped[int | None] = mapped_column(Id, ForeignKey("village_decision.id"))
    """Of compensation for land: what the villagers decided on its use (Villagers' Committees Law art. 24(7))."""
    allotted: Mapped[Decimal | None] = mapped_column(Numeric(15, 2))
    """What that decision gives to the households; the rest of what arrived is the village's."""
    published: Mapped[bool] = mapped_column(Boolean, default=False)
    """The list stands on the village's page, names masked."""
    noted_at: Mapped[datetime] = mapped_column(UtcDateTime)

    organisation: Mapped[Organisation] = relationship()
    programme: Mapped[SubsidyProgramme] = relationship()
    decision: Mapped[VillageDecision | None] = relationship()

    def __str__(self) -> str:
        return self.number


class SubsidyPayment(CountyRow):
    """What one person was paid; his number and account are kept as hashes only."""

    __tablename__ = "subsidy_payment"
    __table_args__ = (
        Index("ix_subsidy_payment_person", "person_hash", "programme_id", "period_day"),
        Index("ix_subsidy_payment_account", "account_hash"),
    )
    kind = "subsidy_payment"

    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"), index=True)
    batch_id: Mapped[int] = mapped_column(Id, ForeignKey("subsidy_batch.id"), index=True)
    programme_id: Mapped[int] = mapped_column(Id, ForeignKey("subsidy_programme.id"))
    period_day: Mapped[int] = mapped_column(Integer, default=0)
    name: Mapped[str] = mapped_column(String(60))
    identity: Mapped[str] = mapped_column(String(20))
    person_hash: Mapped[str] = mapped_column(String(64), default="")
    household: Mapped[str] = mapped_column(String(30))
    amount: Mapped[Decimal] = mapped_column(Numeric(12, 2))
    account: Mapped[str] = mapped_column(String(30), default="")
    account_hash: Mapped[str | None] = mapped_column(String(64))
    claimed: Mapped[Decimal | None] = mapped_column(Numeric(10, 2))
    contracted: Mapped[Decimal | None] = mapped_column(Numeric(10, 2))
    filed_on: Mapped[date | None] = mapped_column(Date)
    """Day on which it was filed that the beneficiary is an officer or his kin."""
    confirm_code: Mapped[str] = mapped_column(String(10), default="", index=True)
    confirmed: Mapped[str] = mapped_column(String(10), default="open")
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    first_answer: Mapped[str | None] = mapped_column(String(10))
    """What was answered before the answer was changed, which it may be once."""
    answer_device: Mapped[str | None] = mapped_column(String(64), index=True)
    """Keyed hash of the device that answered."""
    noted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    noted_day: Mapped[int] = mapped_column(Integer, default=0)

    organisation: Mapped[Organisation] = relationship()
    batch: Mapped[SubsidyBatch] = relationship()
    programme: Mapped[SubsidyProgramme] = relationship()


class SlipPrint(CountyRow):
    """One printing of slips with the codes of villagers: which batch, by whom, on which device."""

    __tablename__ = "subsidy_slip_print"
    kind = "subsidy_slip_print"

    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"), index=True)
    batch_id: Mapped[int] = mapped_column(Id, ForeignKey("subsidy_batch.id"), index=True)
    printed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    printed_by: Mapped[int | None] = mapped_column(Id)
    rows: Mapped[int] = mapped_column(Integer)
    device: Mapped[str | None] = mapped_column(String(64))
    """Keyed hash of the device on which they were printed."""


class SubsidyReference(CountyRow):
    """One person in a reference set: a hash and a number, nothing else."""

    __tablename__ = "subsidy_reference"
    __table_args__ = (
        Index("ix_subsidy_reference", "person_hash", "ref_kind"),
        Index("ix_subsidy_reference_set", "county", "ref_kind"),
    )
    kind = "subsidy_reference"

    ref_kind: Mapped[str] = mapped_column(String(8))
    person_hash: Mapped[str] = mapped_column(String(64))
    value: Mapped[Decimal] = mapped_column(Numeric(15, 2), default=Decimal(1))
    """Yuan of a vehicle, number of houses; of a death the running number of its day; of a member the village's code."""
    as_of: Mapped[date] = mapped_column(Date)
