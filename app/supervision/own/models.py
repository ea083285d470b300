"""The tables of a county's own points."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.db import CountyRow, Id, Json, UtcDateTime
from app.kernel.words import N_, Word


class OwnPointState(Word):
    """Whether a county's own point watches."""

    DRAFT = "draft", N_("Draft")
    ON = "on", N_("Switched on")
    OFF = "off", N_("Switched off")


class OwnPoint(CountyRow):
    """A monitoring point that a county wrote itself; its versions say what it looks for."""

    __tablename__ = "own_point"
    kind = "own_point"

    code: Mapped[str] = mapped_column(String(40), unique=True)
    """``OWN.350102.3``: county and number within it; a county number that ends in 00 is the whole city."""
    state: Mapped[str] = mapped_column(String(6), default=OwnPointState.DRAFT)
    watching_id: Mapped[int | None] = mapped_column(Id)
    """The version that watches, or watched last."""

    versions: Mapped[list["OwnPointVersion"]] = relationship(order_by="OwnPointVersion.number", back_populates="point")

    @property
    def newest(self) -> "OwnPointVersion":
        """The version that was written last."""
        return self.versions[-1]

    def __str__(self) -> str:
        return f"{self.code} {self.newest.title}"


class OwnPointVersion(CountyRow):
    """What an own point looks for; it never changes once it has been switched on."""

    __tablename__ = "own_point_version"
    __table_args__ = (UniqueConstraint("own_point_id", "number"), Index("ix_own_point_version", "own_point_id"))
    kind = "own_point_version"

    own_point_id: Mapped[int] = mapped_column(Id, ForeignKey("own_point.id"))
    number: Mapped[int] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(String(120))
    explanation: Mapped[str] = mapped_column(Text)
    """What it looks for and what an inspector should check, in the county's words."""
    basis: Mapped[str] = mapped_column(String(300))
    severity: Mapped[int] = mapped_column(Integer)
    nature: Mapped[int] = mapped_column(Integer)
    watched: Mapped[str] = mapped_column(String(30))
    """Kind of the cases that it looks at."""
    conditions: Mapped[Any] = mapped_column(Json)
    """List of conditions, all of which must hold: ``{"term", "is", "value" or "other"}``."""
    tried_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When these very conditions were tried on history."""
    tried: Mapped[Any] = mapped_column(Json, nullable=True)
    """What the trial found: ``{"since", "cases", "found", "months": [[202611, 3], ...], "listed": ids}``."""
    on_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it was first switched on; from then on it never changes."""
    written_by: Mapped[int | None] = mapped_column(Id)

    point: Mapped[OwnPoint] = relationship(back_populates="versions")
