"""Figures as they were counted: editions by month, and their values."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base, CountyRow, Id, UtcDateTime
from app.kernel.words import N_, Word


class Grain(Word):
    """By what a value is counted, beside the organisation."""

    ORGANISATION = "organisation", N_("Organisation")
    ITEM = "item", N_("Item")
    OFFICER = "officer", N_("Officer")


class FigureEdition(CountyRow):
    """One figure of one county and month, counted at one time.

    While the month runs its edition is 0 and is counted again; at its end it is frozen as edition 1. When what lies behind
    it changes later, the next edition stands beside it, and both say when they were counted.
    """

    __tablename__ = "figure_edition"
    __table_args__ = (
        Index("ix_figure_edition_key", "county", "code", "period", "edition", unique=True),
        Index(
            "ix_figure_edition_current",
            "code",
            "period",
            "county",
            postgresql_where=text("current"),
            sqlite_where=text("current"),
        ),
    )
    kind = "figure_edition"

    code: Mapped[str] = mapped_column(String(40))
    period: Mapped[int] = mapped_column(Integer)
    """Month of China: 202611."""
    edition: Mapped[int] = mapped_column(Integer)
    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 over its values, by which a change is noticed."""
    as_of: Mapped[datetime] = mapped_column(UtcDateTime)
    current: Mapped[bool] = mapped_column(default=True)
    """No later edition has taken its place."""


class FigureValue(Base):
    """One value of an edition: of an organisation, and of one of its items or officers."""

    __tablename__ = "figure_value"
    kind: ClassVar[str] = "figure_value"

    edition_id: Mapped[int] = mapped_column(Id, ForeignKey("figure_edition.id"), primary_key=True)
    grain: Mapped[str] = mapped_column(String(12), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    """Of the item or officer; empty for the organisation itself."""
    days: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    """Of a figure of days: so many whole days; else 0."""
    county: Mapped[int] = mapped_column(Integer)
    numerator: Mapped[int] = mapped_column(BigInteger)
    denominator: Mapped[int] = mapped_column(BigInteger)
