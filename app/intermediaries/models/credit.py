"""Credit: rules by version, marks, ratings and reports of citizens."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.intermediaries.models.register import Agency
from app.kernel.db import CountyRow, Id, UtcDateTime
from app.kernel.places import Organisation
from app.kernel.privacy import FOR_PEOPLE
from app.kernel.sealing import EncryptedText


class CreditRule(CountyRow):
    """How long marks of one grade stand, from a day on; a county adds a version and never changes one in use."""

    __tablename__ = "credit_rule"
    __table_args__ = (UniqueConstraint("county", "polarity", "grade", "valid_from"),)
    kind = "credit_rule"

    polarity: Mapped[str] = mapped_column(String(4))
    grade: Mapped[str] = mapped_column(String(8))
    min_months: Mapped[int] = mapped_column(Integer)
    """Shortest publication, before which there is no repair."""
    max_months: Mapped[int] = mapped_column(Integer)
    """After which a mark expires by itself."""
    objection_days: Mapped[int] = mapped_column(Integer, default=10)
    """Working days in which the agency may object."""
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    source: Mapped[str] = mapped_column(String(200))
    verified: Mapped[bool] = mapped_column(default=False)
    """Whether somebody has compared it with the text of its source."""


class RatingRule(CountyRow):
    """The parameters of the published rating, from a day on."""

    __tablename__ = "rating_rule"
    __table_args__ = (UniqueConstraint("county", "valid_from"),)
    kind = "rating_rule"

    regulator_points: Mapped[int] = mapped_column(Integer, default=70)
    government_points: Mapped[int] = mapped_column(Integer, default=10)
    society_points: Mapped[int] = mapped_column(Integer, default=20)
    minor: Mapped[int] = mapped_column(Integer, default=3)
    """Points off for a minor bad mark."""
    general: Mapped[int] = mapped_column(Integer, default=8)
    serious: Mapped[int] = mapped_column(Integer, default=20)
    good: Mapped[int] = mapped_column(Integer, default=2)
    """Points that a good mark gives back, never above the part's own points."""
    valid_from: Mapped[date] = mapped_column(Date)
    source: Mapped[str] = mapped_column(String(200))
    verified: Mapped[bool] = mapped_column(default=False)


class CreditMark(CountyRow):
    """A good or bad mark of an agency, from its proposal to its repair or expiry."""

    __tablename__ = "credit_mark"
    __table_args__ = (
        Index("ix_credit_mark_agency", "agency_id", "state", "polarity"),
        Index("ix_credit_mark_desk", "organisation_id", "state"),
    )
    kind = "credit_mark"

    agency_id: Mapped[int] = mapped_column(Id, ForeignKey("agency.id"))
    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"))
    """The department that gives the mark."""
    polarity: Mapped[str] = mapped_column(String(4))
    grade: Mapped[str] = mapped_column(String(8))
    decision_number: Mapped[str] = mapped_column(String(80), default="")
    facts: Mapped[str] = mapped_column(Text, info=FOR_PEOPLE)
    basis: Mapped[str] = mapped_column(String(200))
    report_id: Mapped[int | None] = mapped_column(Id)
    """Citizen's report from which it came."""
    rule_id: Mapped[int] = mapped_column(Id, ForeignKey("credit_rule.id"))
    state: Mapped[str] = mapped_column(String(10), default="proposed")
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    proposed_by: Mapped[int | None] = mapped_column(Id)
    noticed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    object_until: Mapped[date | None] = mapped_column(Date)
    """Last day on which the agency may object."""
    object_due_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    query_code: Mapped[str | None] = mapped_column(String(12), unique=True)
    """Stands on the notice; with it the agency objects and follows its objection."""
    objection: Mapped[str | None] = mapped_column(Text)
    objected_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answer: Mapped[str | None] = mapped_column(Text)
    """Answer to the objection, or why the mark was not taken up."""
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by: Mapped[int | None] = mapped_column(Id)
    public_on: Mapped[date | None] = mapped_column(Date)
    min_until: Mapped[date | None] = mapped_column(Date)
    max_until: Mapped[date | None] = mapped_column(Date, index=True)
    commitment: Mapped[str | None] = mapped_column(Text)
    fulfilment: Mapped[str | None] = mapped_column(Text)
    repair_asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    repair_answer: Mapped[str | None] = mapped_column(Text)
    repair_decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    repair_decided_by: Mapped[int | None] = mapped_column(Id)
    repair_organisation_id: Mapped[int | None] = mapped_column(Id)
    """The body that decided the repair; it must not have engaged the agency."""
    hidden_on: Mapped[date | None] = mapped_column(Date)
    """Day from which the public no longer sees it."""
    edit_number: Mapped[int] = mapped_column(Integer, default=1)

    __mapper_args__ = {"version_id_col": edit_number}  # noqa: RUF012 - SQLAlchemy reads it as it stands

    agency: Mapped[Agency] = relationship()
    organisation: Mapped[Organisation] = relationship()
    rule: Mapped[CreditRule] = relationship()


class CitizenReport(CountyRow):
    """What a citizen reports about an agency, with files; followed by a code."""

    __tablename__ = "agency_report"
    __table_args__ = (Index("ix_agency_report_desk", "organisation_id", "answered_at"),)
    kind = "agency_report"

    agency_id: Mapped[int] = mapped_column(Id, ForeignKey("agency.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"))
    """The supervising body, which answers."""
    text: Mapped[str] = mapped_column(EncryptedText)
    contact: Mapped[str | None] = mapped_column(EncryptedText)
    query_code: Mapped[str] = mapped_column(String(12), unique=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answer: Mapped[str | None] = mapped_column(Text)
    upheld: Mapped[bool | None]
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_by: Mapped[int | None] = mapped_column(Id)

    agency: Mapped[Agency] = relationship()
    organisation: Mapped[Organisation] = relationship()
