"""Penalty items, their immutable versions, and the benchmark documents that they follow."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.db import CountyRow, Id, Json, UtcDateTime
from app.kernel.places import Organisation
from app.kernel.words import N_, Word
from app.penalties.judging.ceilings import Sector
from app.powers.models import Power


class ItemState(Word):
    """Where a penalty item stands."""

    DRAFT = "draft", N_("Draft")
    IN_FORCE = "in_force", N_("In force")
    REPEALED = "repealed", N_("Repealed")


class Stage(Word):
    """How far a version has come on its way to publication."""

    DRAFT = "draft", N_("Draft")
    SUBMITTED = "submitted", N_("Submitted, waits for legal review")
    REVIEWED = "reviewed", N_("Reviewed, may be published")
    PUBLISHED = "published", N_("Published")


class BenchmarkLevel(Word):
    """Whose benchmark it is; a lower one refines a higher one and never widens it."""

    MINISTRY = "ministry", N_("Ministry")
    PROVINCE = "province", N_("Province")
    CITY = "city", N_("City")
    COUNTY = "county", N_("County")


class Benchmark(CountyRow):
    """A benchmark document (裁量基准): the published text that the grades follow (art. 34)."""

    __tablename__ = "benchmark"
    kind = "benchmark"

    number: Mapped[str] = mapped_column(String(80), unique=True)
    """Document number, for example 鼓城管〔2026〕3号."""
    title: Mapped[str] = mapped_column(String(200))
    organ: Mapped[str] = mapped_column(String(120))
    """Who issued it; a ministry is no organisation of the platform."""
    level: Mapped[str] = mapped_column(String(10), default=BenchmarkLevel.COUNTY)
    url: Mapped[str | None] = mapped_column(String(300))
    effective_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
    """First day on which it is not in force any more."""
    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"), index=True)
    """Who keeps it here."""

    organisation: Mapped[Organisation] = relationship()

    def __str__(self) -> str:
        return self.number


class ViolationItem(CountyRow):
    """A penalty item (处罚事项): one violation, its stable identity; its standard lives in versions."""

    __tablename__ = "violation_item"
    __table_args__ = (Index("ix_violation_item_organisation_state", "organisation_id", "state"),)
    kind = "violation_item"

    code: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(300), index=True)
    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"), index=True)
    power_id: Mapped[int | None] = mapped_column(Id, ForeignKey("power.id"), index=True)
    """Power of the catalogue by which the organ punishes."""
    state: Mapped[str] = mapped_column(String(12), default=ItemState.DRAFT)
    current_version_id: Mapped[int | None] = mapped_column(Id)
    initials: Mapped[str] = mapped_column(String(120), default="")
    """Pinyin initials of the name, for search."""
    laws: Mapped[str] = mapped_column(Text, default="")
    """Laws and articles of the newest content in one line, for search."""

    organisation: Mapped[Organisation] = relationship()
    power: Mapped[Power | None] = relationship()
    versions: Mapped[list["ViolationVersion"]] = relationship(
        back_populates="item", order_by="ViolationVersion.number", foreign_keys="ViolationVersion.item_id"
    )

    def __str__(self) -> str:
        return self.name


class ViolationVersion(CountyRow):
    """One discretion standard of an item; never changed once published.

    The lists hold what ``judging.reading`` reads; each row carries its basis and its days of validity.
    """

    __tablename__ = "violation_version"
    __table_args__ = (UniqueConstraint("county", "item_id", "number"),)
    kind = "violation_version"

    item_id: Mapped[int] = mapped_column(Id, ForeignKey("violation_item.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    stage: Mapped[str] = mapped_column(String(12), default=Stage.DRAFT)
    submitted_by: Mapped[int | None] = mapped_column(Id)
    """Official who submitted it; nobody reviews what he submitted."""
    reviewed_by: Mapped[int | None] = mapped_column(Id)
    opinion: Mapped[str] = mapped_column(Text, default="")
    """What the review said."""
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    valid_from: Mapped[date | None] = mapped_column(Date)
    """First day of the acts that it governs."""
    valid_to: Mapped[date | None] = mapped_column(Date)
    """First day on which the next version governs."""
    name: Mapped[str] = mapped_column(String(300))
    conduct: Mapped[str] = mapped_column(Text, default="")
    """What the violation consists in."""
    sector: Mapped[str] = mapped_column(String(10), default=Sector.GENERAL)
    laws: Mapped[Any] = mapped_column(Json, nullable=True)
    """List of {law, article, text, role, valid_from, valid_to, verified}."""
    filing_standard: Mapped[str] = mapped_column(Text, default="")
    """When a case must be filed (art. 54)."""
    filing_basis: Mapped[str] = mapped_column(String(200), default="")
    factors: Mapped[Any] = mapped_column(Json, nullable=True)
    bands: Mapped[Any] = mapped_column(Json, nullable=True)
    grades: Mapped[Any] = mapped_column(Json, nullable=True)
    adjustments: Mapped[Any] = mapped_column(Json, nullable=True)
    gates: Mapped[Any] = mapped_column(Json, nullable=True)
    general: Mapped[bool] = mapped_column(default=True)
    """With the gates and grounds that the Administrative Penalty Law gives every violation."""
    limitation_years: Mapped[int] = mapped_column(Integer, default=2)
    benchmark_id: Mapped[int | None] = mapped_column(Id, ForeignKey("benchmark.id"))
    example: Mapped[bool] = mapped_column(default=False)
    """Grades are an example and no published benchmark; said wherever they are shown."""
    checksum: Mapped[str | None] = mapped_column(String(64))

    item: Mapped[ViolationItem] = relationship(back_populates="versions", foreign_keys=[item_id])
    benchmark: Mapped[Benchmark | None] = relationship()

    @property
    def title(self) -> str:
        """Name of the version as judgements carry it: code of the item and number."""
        return f"{self.item.code}/{self.number}"
