"""Assets, resources and works of a village; contracts with their instalments."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Boolean, Date, Float, ForeignKey, Integer, Numeric, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.db import CountyRow, Id, UtcDateTime
from app.kernel.places import Organisation
from app.villages.models.people import VillageDecision


class VillageAsset(CountyRow):
    """Something that belongs to the collective: a shop, a pond, land."""

    __tablename__ = "village_asset"
    kind = "village_asset"

    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"), index=True)
    code: Mapped[str] = mapped_column(String(40), default="")
    """Number on the card of the asset; no two of a village are the same."""
    name: Mapped[str] = mapped_column(String(80))
    asset_class: Mapped[str] = mapped_column(String(16))
    area: Mapped[Decimal] = mapped_column(Numeric(12, 2))
    """Square metres for buildings, mu for land and water, pieces for equipment."""
    place: Mapped[str] = mapped_column(String(120), default="")
    value: Mapped[Decimal] = mapped_column(Numeric(15, 2), default=Decimal(0))
    state: Mapped[str] = mapped_column(String(10))

    organisation: Mapped[Organisation] = relationship()

    def __str__(self) -> str:
        return f"{self.code} {self.name}" if self.code else self.name


class VillageContract(CountyRow):
    """By which an asset is let or contracted out; its partner is known by the hash of his number."""

    __tablename__ = "village_contract"
    kind = "village_contract"

    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"), index=True)
    number: Mapped[str] = mapped_column(String(40))
    asset_id: Mapped[int] = mapped_column(Id, ForeignKey("village_asset.id"), index=True)
    party: Mapped[str] = mapped_column(String(120))
    party_identity: Mapped[str] = mapped_column(String(20), default="")
    """With its middle hidden."""
    party_hash: Mapped[str | None] = mapped_column(String(64))
    party_person: Mapped[bool] = mapped_column(Boolean, default=False)
    mode: Mapped[str] = mapped_column(String(12))
    signed_on: Mapped[date] = mapped_column(Date)
    start_on: Mapped[date] = mapped_column(Date)
    end_on: Mapped[date] = mapped_column(Date)
    """Last day."""
    rent: Mapped[Decimal] = mapped_column(Numeric(15, 2))
    """Yuan a year."""
    prepaid_years: Mapped[Decimal] = mapped_column(Numeric(5, 1), default=Decimal(0))
    """Years of rent paid at one time."""
    prepaid_until: Mapped[date | None] = mapped_column(Date)
    """First day for which no rent has been taken yet; computed when the contract is written."""
    bidders: Mapped[int | None] = mapped_column(Integer)
    at_floor: Mapped[bool] = mapped_column(Boolean, default=False)
    """Let at the floor price."""
    publicity_days: Mapped[int | None] = mapped_column(Integer)
    decision_id: Mapped[int | None] = mapped_column(Id, ForeignKey("village_decision.id"))
    appraised: Mapped[Decimal | None] = mapped_column(Numeric(15, 2))
    """Rent a year by an appraisal."""
    exemption: Mapped[str] = mapped_column(String(120), default="")
    """Document that spares open bidding."""
    recusal: Mapped[str] = mapped_column(String(200), default="")
    """Who kept away from the decision, being related."""
    ended_on: Mapped[date | None] = mapped_column(Date)
    """Ended before its time."""
    start_day: Mapped[int] = mapped_column(Integer, default=0)
    end_day: Mapped[int] = mapped_column(Integer, default=0)
    years: Mapped[float] = mapped_column(Float, default=0)
    unit_rent: Mapped[float] = mapped_column(Float, default=0)
    """Yuan a year for each unit of area."""
    reference: Mapped[float] = mapped_column(Float, default=0)
    """What the like costs: the appraisal, else the median of the town, else of the county; computed at night."""
    compared: Mapped[int] = mapped_column(Integer, default=0)
    """How many contracts the median rests on."""
    noted_at: Mapped[datetime] = mapped_column(UtcDateTime)

    organisation: Mapped[Organisation] = relationship()
    asset: Mapped[VillageAsset] = relationship()
    decision: Mapped[VillageDecision | None] = relationship()

    def __str__(self) -> str:
        return self.number


class VillageInstalment(CountyRow):
    """A year's rent of a contract, and what has been paid of it."""

    __tablename__ = "village_instalment"
    kind = "village_instalment"

    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"), index=True)
    contract_id: Mapped[int] = mapped_column(Id, ForeignKey("village_contract.id"), index=True)
    due_on: Mapped[date] = mapped_column(Date, index=True)
    due_day: Mapped[int] = mapped_column(Integer)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    amount: Mapped[Decimal] = mapped_column(Numeric(15, 2))
    paid: Mapped[Decimal] = mapped_column(Numeric(15, 2), default=Decimal(0))
    paid_on: Mapped[date | None] = mapped_column(Date)

    organisation: Mapped[Organisation] = relationship()
    contract: Mapped[VillageContract] = relationship()


class VillageWorks(CountyRow):
    """Works of a village from the tender to the acceptance, with photos before, during and after."""

    __tablename__ = "village_works"
    kind = "village_works"

    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"), index=True)
    title: Mapped[str] = mapped_column(String(120))
    amount: Mapped[Decimal] = mapped_column(Numeric(15, 2))
    """Of the contract, in yuan."""
    tender: Mapped[str] = mapped_column(String(10))
    tender_number: Mapped[str] = mapped_column(String(60), default="")
    builder: Mapped[str] = mapped_column(String(120))
    builder_identity: Mapped[str] = mapped_column(String(20), default="")
    builder_hash: Mapped[str | None] = mapped_column(String(64))
    decision_id: Mapped[int | None] = mapped_column(Id, ForeignKey("village_decision.id"))
    started_on: Mapped[date] = mapped_column(Date)
    accepted_on: Mapped[date | None] = mapped_column(Date)
    paid: Mapped[Decimal] = mapped_column(Numeric(15, 2), default=Decimal(0))
    """What vouchers have paid on it, computed when one is written."""
    photos: Mapped[int] = mapped_column(Integer, default=0)
    before: Mapped[int] = mapped_column(Integer, default=0)
    during: Mapped[int] = mapped_column(Integer, default=0)
    after: Mapped[int] = mapped_column(Integer, default=0)
    noted_at: Mapped[datetime] = mapped_column(UtcDateTime)

    organisation: Mapped[Organisation] = relationship()
    decision: Mapped[VillageDecision | None] = relationship()

    def __str__(self) -> str:
        return self.title


class VillageWorksPhoto(CountyRow):
    """At which stage a photo of works was taken, when and where (degrees of WGS 84)."""

    __tablename__ = "village_works_photo"
    kind = "village_works_photo"

    works_id: Mapped[int] = mapped_column(Id, ForeignKey("village_works.id"), index=True)
    attachment_id: Mapped[int] = mapped_column(Id, ForeignKey("attachment.id"), unique=True)
    stage: Mapped[str] = mapped_column(String(8))
    taken_at: Mapped[str] = mapped_column(String(32), default="")
    """As the camera wrote it, else as the browser told: ISO 8601 to the minute."""
    lat: Mapped[float | None] = mapped_column(Float)
    lon: Mapped[float | None] = mapped_column(Float)
