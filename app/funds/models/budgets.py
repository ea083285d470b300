"""What may be spent and what was sent down: budget lines, their changes, caps, and special transfers step by step."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.funds.models.ledger import Money, Movement
from app.funds.models.projects import PublicProject
from app.kernel.db import CountyRow, Id, UtcDateTime
from app.kernel.places import Organisation


class BudgetLine(CountyRow):
    """What a body may spend in a year on one thing, as the people's congress adopted it (Budget Law, art. 13 and 57)."""

    __tablename__ = "fund_budget_line"
    __table_args__ = (Index("ix_fund_budget_line_code", "organisation_id", "year", "code", unique=True),)
    kind = "fund_budget_line"

    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"))
    year: Mapped[int] = mapped_column(Integer, index=True)
    code: Mapped[str] = mapped_column(String(40))
    """What the treasury calls it within the body and the year."""
    name: Mapped[str] = mapped_column(String(120))
    function_class: Mapped[str] = mapped_column(String(10))
    """Code of the functional classification of government spending."""
    economic_class: Mapped[str] = mapped_column(String(10), default="")
    """Code of the economic classification, or its beginning; empty where any is allowed."""
    amount: Mapped[Decimal] = mapped_column(Money)
    """Yuan as adopted; changes are rows of their own."""
    adopted_on: Mapped[date] = mapped_column(Date)
    document: Mapped[str] = mapped_column(String(120))
    project_id: Mapped[int | None] = mapped_column(Id, ForeignKey("fund_project.id"), index=True)
    from_on: Mapped[date] = mapped_column(Date)
    """First day of the year, so that points compare days alone."""
    to_on: Mapped[date] = mapped_column(Date)

    organisation: Mapped[Organisation] = relationship()
    project: Mapped[PublicProject | None] = relationship()

    def __str__(self) -> str:
        return f"{self.year} {self.name}"


class BudgetChange(CountyRow):
    """A later decision that adds to a budget line or takes from it; once written it stays (Budget Law, art. 67)."""

    __tablename__ = "fund_budget_change"
    kind = "fund_budget_change"

    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"), index=True)
    line_id: Mapped[int] = mapped_column(Id, ForeignKey("fund_budget_line.id"), index=True)
    amount: Mapped[Decimal] = mapped_column(Money)
    """Yuan; below zero where money is taken away."""
    decided_on: Mapped[date] = mapped_column(Date)
    document: Mapped[str] = mapped_column(String(120))
    reason: Mapped[str] = mapped_column(Text)

    organisation: Mapped[Organisation] = relationship()
    line: Mapped[BudgetLine] = relationship()

    def __str__(self) -> str:
        return self.document


class ExpenseCap(CountyRow):
    """The most that a body may spend in a year on one of the three public expenses (三公经费)."""

    __tablename__ = "fund_expense_cap"
    __table_args__ = (Index("ix_fund_expense_cap", "organisation_id", "year", "what", unique=True),)
    kind = "fund_expense_cap"

    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"))
    year: Mapped[int] = mapped_column(Integer)
    what: Mapped[str] = mapped_column(String(10))
    """A PublicExpense."""
    amount: Mapped[Decimal] = mapped_column(Money)
    from_on: Mapped[date] = mapped_column(Date)
    to_on: Mapped[date] = mapped_column(Date)

    organisation: Mapped[Organisation] = relationship()

    def __str__(self) -> str:
        return f"{self.year} {self.what}"


class Appropriation(CountyRow):
    """One step of a special transfer from level to level: what a body received of a programme, and from which step.

    City, county, town and village each have a row; ``above`` is the step that the money came from.
    """

    __tablename__ = "fund_appropriation"
    __table_args__ = (Index("ix_fund_appropriation_place", "organisation_id", "received_on"),)
    kind = "fund_appropriation"

    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"))
    """Who received it."""
    above_id: Mapped[int | None] = mapped_column(Id, ForeignKey("fund_appropriation.id"), index=True)
    sender: Mapped[str] = mapped_column(String(120))
    programme: Mapped[str] = mapped_column(String(120))
    document: Mapped[str] = mapped_column(String(120))
    function_class: Mapped[str] = mapped_column(String(10))
    amount: Mapped[Decimal] = mapped_column(Money)
    """Yuan received."""
    pass_on: Mapped[Decimal] = mapped_column(Money, default=Decimal(0))
    """Of these, what belongs to the levels below."""
    received_on: Mapped[date] = mapped_column(Date)
    due_on: Mapped[date] = mapped_column(Date)
    """Last day for passing on: 30 days, or what the document says (Budget Law, art. 52)."""
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """First instant of the day on which it was received, so that points have one."""
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """First instant after the last day."""
    use_from: Mapped[date] = mapped_column(Date)
    """Not to be spent before, such as a subsidy that is due after the harvest."""
    to_persons: Mapped[bool] = mapped_column(Boolean, default=False)
    """Paid to persons and households, as it should be."""
    movement_id: Mapped[int | None] = mapped_column(Id, ForeignKey("fund_movement.id"), unique=True)
    """The movement that carried it here; none until it is known."""

    organisation: Mapped[Organisation] = relationship()
    above: Mapped["Appropriation | None"] = relationship(remote_side="Appropriation.id")
    movement: Mapped[Movement | None] = relationship()

    def __str__(self) -> str:
        return f"{self.programme} {self.document}"
