"""The close of a village's month: what was counted, when it was handed to the township, what the township remarked."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, String, Text, UniqueConstraint, and_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.db import CountyRow, Id, Json, UtcDateTime
from app.kernel.places import Organisation


class VillageClosing(CountyRow):
    """One month of one village's book on its way to being published."""

    __tablename__ = "village_closing"
    __table_args__ = (UniqueConstraint("organisation_id", "period"),)
    kind = "village_closing"

    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"))
    period: Mapped[str] = mapped_column(String(7))
    counts: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    """By id of an account: ``{"counted", "book", "reason"}`` at the end of the month, amounts as text."""
    counted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    counted_by: Mapped[int | None] = mapped_column(Id)
    handed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the village told the township that its part is done."""
    handed_by: Mapped[int | None] = mapped_column(Id)
    remark: Mapped[str] = mapped_column(Text, default="")
    """What the township wants to be done better; empty for none."""
    remarked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    remarked_by: Mapped[int | None] = mapped_column(Id)
    answer: Mapped[str] = mapped_column(Text, default="")
    """What the village has done about it."""
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_by: Mapped[int | None] = mapped_column(Id)

    organisation: Mapped[Organisation] = relationship()

    @classmethod
    def still_open(cls) -> ColumnElement[bool]:
        """Rows with a remark that the village has not answered."""
        return and_(cls.remark != "", cls.answered_at.is_(None))

    def __str__(self) -> str:
        return self.period
