"""Projects that public money pays for: contracts, plan by month, milestones."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Date, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.funds.models.ledger import Money
from app.kernel.db import CountyRow, Id, UtcDateTime
from app.kernel.places import Organisation
from app.parties.models import Party


class PublicProject(CountyRow):
    """A project of government investment (Regulation on Government Investment)."""

    __tablename__ = "fund_project"
    __table_args__ = (Index("ix_fund_project_code", "county", "code", unique=True),)
    kind = "fund_project"

    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"), index=True)
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(120))
    budget: Mapped[Decimal] = mapped_column(Money)
    document: Mapped[str] = mapped_column(String(120), default="")
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)
    """As planned."""
    accepted_on: Mapped[date | None] = mapped_column(Date)

    organisation: Mapped[Organisation] = relationship()

    def __str__(self) -> str:
        return self.name


class ProjectContract(CountyRow):
    """Who was engaged for a project, under which number."""

    __tablename__ = "fund_project_contract"
    __table_args__ = (Index("ix_fund_project_contract", "project_id", "number", unique=True),)
    kind = "fund_project_contract"

    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"), index=True)
    project_id: Mapped[int] = mapped_column(Id, ForeignKey("fund_project.id"))
    number: Mapped[str] = mapped_column(String(60))
    supplier_code: Mapped[str] = mapped_column(String(18))
    supplier: Mapped[str] = mapped_column(String(200))
    party_id: Mapped[int | None] = mapped_column(Id, ForeignKey("party.id"), index=True)
    """The supplier; none only until the act that wrote the row is settled."""
    amount: Mapped[Decimal] = mapped_column(Money)
    advance: Mapped[int] = mapped_column(Integer, default=0)
    """Percent of the amount that the contract allows to be paid ahead of the works."""
    signed_on: Mapped[date] = mapped_column(Date)

    organisation: Mapped[Organisation] = relationship()
    project: Mapped[PublicProject] = relationship()
    party: Mapped[Party | None] = relationship()

    def __str__(self) -> str:
        return f"{self.number} {self.supplier}"


class ProjectMonth(CountyRow):
    """What a project plans to spend in a month."""

    __tablename__ = "fund_project_month"
    __table_args__ = (Index("ix_fund_project_month", "project_id", "month", unique=True),)
    kind = "fund_project_month"

    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"), index=True)
    project_id: Mapped[int] = mapped_column(Id, ForeignKey("fund_project.id"))
    month: Mapped[int] = mapped_column(Integer)
    """Year and month: 202611."""
    planned: Mapped[Decimal] = mapped_column(Money)
    so_far: Mapped[Decimal] = mapped_column(Money, default=Decimal(0))
    """This month and all before it."""
    until_on: Mapped[date] = mapped_column(Date)
    """Last day of the month."""
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """First instant after it."""

    organisation: Mapped[Organisation] = relationship()
    project: Mapped[PublicProject] = relationship()

    def __str__(self) -> str:
        return str(self.month)


class Milestone(CountyRow):
    """A point of the works: how far they are when it is reached, and when that was reported."""

    __tablename__ = "fund_milestone"
    __table_args__ = (Index("ix_fund_milestone", "project_id", "name", unique=True),)
    kind = "fund_milestone"

    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"), index=True)
    project_id: Mapped[int] = mapped_column(Id, ForeignKey("fund_project.id"))
    name: Mapped[str] = mapped_column(String(120))
    percent: Mapped[int] = mapped_column(Integer)
    """Of the works that are done then, as the supervising engineer measures them."""
    due_on: Mapped[date] = mapped_column(Date)
    reported_on: Mapped[date | None] = mapped_column(Date)

    organisation: Mapped[Organisation] = relationship()
    project: Mapped[PublicProject] = relationship()

    def __str__(self) -> str:
        return self.name
