"""Payment orders with maker and checker, and what each movement is charged to."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import Boolean, ColumnElement, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.funds.models.budgets import Appropriation, BudgetLine
from app.funds.models.ledger import Account, Money, Movement
from app.funds.models.projects import ProjectContract, PublicProject
from app.funds.words import OrderState
from app.kernel.db import CountyRow, Id, UtcDateTime
from app.kernel.places import Organisation
from app.parties.models import Party


class PaymentOrder(CountyRow):
    """A request to pay: who asked, who approved, who paid, against which line, contract and invoice.

    Asked here, its times are the server's and its people are officials; taken over from another system, both are what
    that system says, and ``system`` names it.
    """

    __tablename__ = "fund_order"
    __table_args__ = (
        Index("ix_fund_order_number", "county", "number", unique=True),
        Index("ix_fund_order_place", "organisation_id", "state"),
    )
    kind = "fund_order"

    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"))
    number: Mapped[str] = mapped_column(String(60))
    system: Mapped[str] = mapped_column(String(60), default="")
    state: Mapped[str] = mapped_column(String(10))
    line_id: Mapped[int | None] = mapped_column(Id, ForeignKey("fund_budget_line.id"), index=True)
    appropriation_id: Mapped[int | None] = mapped_column(Id, ForeignKey("fund_appropriation.id"), index=True)
    project_id: Mapped[int | None] = mapped_column(Id, ForeignKey("fund_project.id"), index=True)
    contract_id: Mapped[int | None] = mapped_column(Id, ForeignKey("fund_project_contract.id"), index=True)
    payee_number: Mapped[str] = mapped_column(String(60), default="")
    payee_hash: Mapped[str] = mapped_column(String(64), default="")
    payee_name: Mapped[str] = mapped_column(String(200))
    party_id: Mapped[int | None] = mapped_column(Id, ForeignKey("party.id"), index=True)
    """Who is paid; none only until the act that wrote the row is settled."""
    to_account_id: Mapped[int | None] = mapped_column(Id, ForeignKey("fund_account.id"), index=True)
    amount: Mapped[Decimal] = mapped_column(Money)
    purpose: Mapped[str] = mapped_column(String(200))
    invoice: Mapped[str] = mapped_column(String(60), default="")
    economic_class: Mapped[str] = mapped_column(String(10), default="")
    asked_by: Mapped[str] = mapped_column(String(60))
    asked_key: Mapped[str] = mapped_column(String(60))
    """Who it is, for certain: the official's id here, the number of the account there."""
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    asked_hour: Mapped[int] = mapped_column(Integer)
    """Of China, 0 to 23."""
    asked_off: Mapped[bool] = mapped_column(Boolean, default=False)
    """On a day off by the calendar of that year."""
    approved_by: Mapped[str] = mapped_column(String(60), default="")
    approved_key: Mapped[str] = mapped_column(String(60), default="")
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    approved_hour: Mapped[int | None] = mapped_column(Integer)
    approved_off: Mapped[bool] = mapped_column(Boolean, default=False)
    paid_by: Mapped[str] = mapped_column(String(60), default="")
    paid_key: Mapped[str] = mapped_column(String(60), default="")
    paid_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(Text, default="")
    """Why it was refused."""
    movement_id: Mapped[int | None] = mapped_column(Id, ForeignKey("fund_movement.id"), unique=True)

    organisation: Mapped[Organisation] = relationship()
    line: Mapped[BudgetLine | None] = relationship()
    appropriation: Mapped[Appropriation | None] = relationship()
    project: Mapped[PublicProject | None] = relationship()
    contract: Mapped[ProjectContract | None] = relationship()
    party: Mapped[Party | None] = relationship()
    to_account: Mapped[Account | None] = relationship()
    movement: Mapped[Movement | None] = relationship()

    @classmethod
    def still_open(cls) -> ColumnElement[bool]:
        """Rows that somebody has to finish."""
        return cls.state.in_([str(OrderState.ASKED), str(OrderState.APPROVED)])

    def __str__(self) -> str:
        return f"{self.number} {self.purpose}"


class Charge(CountyRow):
    """To what a movement is charged: budget line, special transfer, project, contract, order. One for each movement."""

    __tablename__ = "fund_charge"
    kind = "fund_charge"

    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"), index=True)
    movement_id: Mapped[int] = mapped_column(Id, ForeignKey("fund_movement.id"), unique=True)
    what: Mapped[str] = mapped_column(String(10))
    """A ChargeWord."""
    line_id: Mapped[int | None] = mapped_column(Id, ForeignKey("fund_budget_line.id"), index=True)
    appropriation_id: Mapped[int | None] = mapped_column(Id, ForeignKey("fund_appropriation.id"), index=True)
    project_id: Mapped[int | None] = mapped_column(Id, ForeignKey("fund_project.id"), index=True)
    contract_id: Mapped[int | None] = mapped_column(Id, ForeignKey("fund_project_contract.id"), index=True)
    order_id: Mapped[int | None] = mapped_column(Id, ForeignKey("fund_order.id"), unique=True)
    noted_at: Mapped[datetime] = mapped_column(UtcDateTime)

    organisation: Mapped[Organisation] = relationship()
    movement: Mapped[Movement] = relationship()
    line: Mapped[BudgetLine | None] = relationship()
    appropriation: Mapped[Appropriation | None] = relationship()
    project: Mapped[PublicProject | None] = relationship()
    contract: Mapped[ProjectContract | None] = relationship()
    order: Mapped[PaymentOrder | None] = relationship()
