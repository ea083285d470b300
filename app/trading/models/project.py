"""A project with its lots, and the notice: days, scoring rule, whose keys the bids are sealed for."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Date, ForeignKey, Index, Integer, Numeric, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.intermediaries.models import Agency, Engagement
from app.kernel.db import CountyRow, Id, Json, UtcDateTime
from app.kernel.places import Organisation
from app.trading.words import TradeCategory, TradeKind, TradeMethod, TradeState

Money = Numeric(15, 2)
"""Yuan and cents; up to ten million million."""


class Project(CountyRow):
    """What a public body buys by one tender, in one lot or several."""

    __tablename__ = "trade_project"
    kind = "trade_project"

    number: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    trade_kind: Mapped[str] = mapped_column(String(12), default=TradeKind.WORKS)
    method: Mapped[str] = mapped_column(String(12), default=TradeMethod.OPEN)
    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"), index=True)
    """The buyer."""
    centre_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"), index=True)
    """The trading centre: takes bids in, opens them, seats the committee."""
    supervisor_id: Mapped[int | None] = mapped_column(Id, ForeignKey("organisation.id"), index=True)
    """The department that supervises the trade and decides complaints; none where it was registered without one."""
    category: Mapped[str] = mapped_column(String(12), default=TradeCategory.WORKS)
    engagement_id: Mapped[int | None] = mapped_column(Id, ForeignKey("engagement.id"), index=True)
    """By which an agency of the register works for the buyer in this trade; none where the buyer does it all."""
    approval: Mapped[str] = mapped_column(String(120))
    """Document by which the project was approved or its money was granted."""
    state: Mapped[str] = mapped_column(String(12), default=TradeState.PLANNED, index=True)
    halted_from: Mapped[str | None] = mapped_column(String(12))
    """The state to which a trade that stands still comes back."""
    halted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    resumed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it went on last."""
    moved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it last went from one state to another by its course."""
    registered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the tree of receipts was closed."""
    receipts: Mapped[int | None] = mapped_column(Integer)
    receipts_root: Mapped[str | None] = mapped_column(String(64))
    shown_from: Mapped[date | None] = mapped_column(Date)
    shown_to: Mapped[date | None] = mapped_column(Date)
    """First and last day on which the candidates are shown."""
    ranked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the evaluation report was handed in."""
    show_due_on: Mapped[date | None] = mapped_column(Date)
    """Last day on which the law lets the showing begin, counted from the report."""
    changed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Since when receipts or bids are not those over which the tree was closed."""
    edit_number: Mapped[int] = mapped_column(Integer, default=1)

    organisation: Mapped[Organisation] = relationship(foreign_keys=organisation_id)
    centre: Mapped[Organisation] = relationship(foreign_keys=centre_id)
    supervisor: Mapped[Organisation | None] = relationship(foreign_keys=supervisor_id)
    engagement: Mapped[Engagement | None] = relationship()
    lots: Mapped[list["Lot"]] = relationship(back_populates="project", order_by="Lot.number")
    notice: Mapped["Notice | None"] = relationship(back_populates="project")
    holders: Mapped[list["KeyHolder"]] = relationship(back_populates="project", order_by="KeyHolder.place")

    __mapper_args__ = {"version_id_col": edit_number}  # noqa: RUF012 - SQLAlchemy reads it as it stands

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    @property
    def agency(self) -> Agency | None:
        """The agency that is engaged for it."""
        return self.engagement.agency if self.engagement is not None else None

    @classmethod
    def still_open(cls) -> ColumnElement[bool]:
        """Return: somebody has to go on with it."""
        return cls.state.not_in(
            [str(one) for one in (TradeState.FAILED, TradeState.STOPPED, TradeState.VOID, TradeState.CONTRACTED)]
        )


class Lot(CountyRow):
    """A part of a project for which one bidder gets the contract."""

    __tablename__ = "trade_lot"
    __table_args__ = (Index("ix_trade_lot_number", "project_id", "number", unique=True),)
    kind = "trade_lot"

    project_id: Mapped[int] = mapped_column(Id, ForeignKey("trade_project.id"))
    number: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String(200))
    estimate: Mapped[Decimal] = mapped_column(Money)
    ceiling: Mapped[Decimal | None] = mapped_column(Money)
    """Highest price that is taken, published with the notice."""
    failed: Mapped[bool] = mapped_column(Boolean, default=False)
    """Fewer than three bids came in: they stay sealed."""

    project: Mapped[Project] = relationship(back_populates="lots")

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class Notice(CountyRow):
    """The tender notice: what everybody is told, and by which it is judged whether bidders had time."""

    __tablename__ = "trade_notice"
    kind = "trade_notice"

    project_id: Mapped[int] = mapped_column(Id, ForeignKey("trade_project.id"), unique=True)
    text: Mapped[str] = mapped_column(Text)
    """What is bought and who may bid."""
    sale_from: Mapped[date] = mapped_column(Date)
    sale_to: Mapped[date] = mapped_column(Date)
    """First and last day on which the tender documents are given out."""
    deadline: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    """Bids come in until this instant and are opened from it on."""
    bond: Mapped[Decimal] = mapped_column(Money, default=Decimal(0))
    blind: Mapped[bool] = mapped_column(Boolean, default=False)
    """Experts score without knowing whose bid it is."""
    drafted_by: Mapped[int | None] = mapped_column(Id, ForeignKey("official.id"))
    published_by: Mapped[int | None] = mapped_column(Id, ForeignKey("official.id"))
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    broken: Mapped[Any] = mapped_column(Json, default=list)
    """Codes of the legal minima that it falls short of."""
    broken_reason: Mapped[str] = mapped_column(Text, default="")

    project: Mapped[Project] = relationship(back_populates="notice")
    criteria: Mapped[list["Criterion"]] = relationship(back_populates="notice", order_by="Criterion.place")


class NoticeMinimum(CountyRow):
    """What a published notice gives for one legal minimum, and what the law of its day asks."""

    __tablename__ = "trade_minimum"
    __table_args__ = (Index("ix_trade_minimum_code", "notice_id", "code", unique=True),)
    kind = "trade_minimum"

    notice_id: Mapped[int] = mapped_column(Id, ForeignKey("trade_notice.id"))
    code: Mapped[str] = mapped_column(String(12))
    given: Mapped[Decimal] = mapped_column(Numeric(18, 4))
    asked: Mapped[Decimal] = mapped_column(Numeric(18, 4))
    short: Mapped[Decimal] = mapped_column(Numeric(18, 4))
    """By how much it falls short of the law; zero where it keeps it."""


class Criterion(CountyRow):
    """One row of the scoring rule; those of a notice sum to 100, and one of them is the price."""

    __tablename__ = "trade_criterion"
    kind = "trade_criterion"

    notice_id: Mapped[int] = mapped_column(Id, ForeignKey("trade_notice.id"), index=True)
    place: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String(120))
    most: Mapped[Decimal] = mapped_column(Numeric(5, 2))
    """Most points."""
    by_price: Mapped[bool] = mapped_column(Boolean, default=False)
    """Computed from the prices, not given by experts."""

    notice: Mapped[Notice] = relationship(back_populates="criteria")


class KeyHolder(CountyRow):
    """One of five who hold a key to the bids; any three open them, from the deadline on."""

    __tablename__ = "trade_holder"
    __table_args__ = (Index("ix_trade_holder_place", "project_id", "place", unique=True),)
    kind = "trade_holder"

    project_id: Mapped[int] = mapped_column(Id, ForeignKey("trade_project.id"))
    place: Mapped[int] = mapped_column(Integer)
    """1 to 5, as in the envelope."""
    role: Mapped[str] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(120))
    """The body that holds it."""
    public_key: Mapped[str] = mapped_column(String(64))
    """X25519, 64 hexadecimal digits."""
    fingerprint: Mapped[str] = mapped_column(String(64))
    early_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When shares under this key came before the deadline and were refused."""

    project: Mapped[Project] = relationship(back_populates="holders")
