"""The table of problems that people report with a page."""

from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.db import CountyRow, Id, UtcDateTime
from app.kernel.places import Official


class PageProblem(CountyRow):
    """A problem with a page, told by whoever stood there; answered by an administrator of the county."""

    __tablename__ = "page_problem"
    kind = "page_problem"

    official_id: Mapped[int] = mapped_column(Id, ForeignKey("official.id"), index=True)
    page: Mapped[str] = mapped_column(String(200))
    """Path of the page, without what stood behind the question mark."""
    roles: Mapped[str] = mapped_column(String(200))
    """Roles of whoever told it, by their words."""
    fault: Mapped[str] = mapped_column(String(40), default="")
    """Number that the page of an error showed, if it was one."""
    text: Mapped[str] = mapped_column(Text)
    told_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by: Mapped[int | None] = mapped_column(Id, ForeignKey("official.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    official: Mapped[Official] = relationship(foreign_keys=[official_id])

    @classmethod
    def still_open(cls) -> ColumnElement[bool]:
        """Rows that an administrator has to answer."""
        return cls.answered_at.is_(None)
