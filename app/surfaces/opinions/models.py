"""The table of common opinions."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import CountyRow, Id, UtcDateTime

LONGEST = 300
"""Characters of one opinion."""


class CommonOpinion(CountyRow):
    """A text that is picked where an opinion is written: one officer's own, or for everybody of an organisation."""

    __tablename__ = "common_opinion"
    kind = "common_opinion"

    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"), index=True)
    official_id: Mapped[int | None] = mapped_column(Id, ForeignKey("official.id"), index=True)
    """Whose own it is; None for the organisation's."""
    text: Mapped[str] = mapped_column(String(LONGEST))
    kept_at: Mapped[datetime] = mapped_column(UtcDateTime)
