"""The cash book of a village: accounts, vouchers, balances by day, months and years."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import ColumnElement, Date, Float, ForeignKey, Index, Integer, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.db import CountyRow, Id, Json, UtcDateTime
from app.kernel.places import Organisation
from app.kernel.privacy import FOR_PEOPLE
from app.villages.models.assets import VillageWorks
from app.villages.models.people import VillageDecision, VillageOfficer
from app.villages.words import VoucherState

Money = Numeric(15, 2)
"""Yuan and cents; up to ten million million."""


class VillageAccount(CountyRow):
    """A bank account or the cash box of a village; the whole number of an account is never kept."""

    __tablename__ = "village_account"
    kind = "village_account"

    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    medium: Mapped[str] = mapped_column(String(4))
    owner: Mapped[str] = mapped_column(String(10))
    """In whose name it stands; money of the collective in a person's name is unlawful (Collective Organisations Law art. 44)."""
    bank: Mapped[str] = mapped_column(String(80), default="")
    tail: Mapped[str] = mapped_column(String(4), default="")
    """Last four digits."""
    opening: Mapped[Decimal] = mapped_column(Money, default=Decimal(0))
    opened_on: Mapped[date] = mapped_column(Date)
    """From this day on the book is kept here."""
    closed_on: Mapped[date | None] = mapped_column(Date)
    balance: Mapped[Decimal] = mapped_column(Money, default=Decimal(0))
    """Opening and every voucher so far, computed when one is written."""

    organisation: Mapped[Organisation] = relationship()

    def __str__(self) -> str:
        return self.name


class Voucher(CountyRow):
    """One receipt or payment of a village with its proof; it is never deleted, only reversed in red."""

    __tablename__ = "village_voucher"
    __table_args__ = (
        UniqueConstraint("organisation_id", "once_key"),
        Index("ix_village_voucher_period", "organisation_id", "period", "state"),
        Index("ix_village_voucher_day", "organisation_id", "day"),
        Index("ix_village_voucher_payee", "payee_hash", "day"),
        Index("ix_village_voucher_invoice", "invoice_key"),
    )
    passes_on: ClassVar[bool] = False
    """Books are closed by whoever kept them."""
    kind = "village_voucher"

    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"))
    number: Mapped[str] = mapped_column(String(20))
    """Year and serial within the village: ``2026-0012``."""
    period: Mapped[str] = mapped_column(String(7))
    """Month of the book, ``2026-09``: that of the event, or the first open one when that was published already."""
    state: Mapped[str] = mapped_column(String(10))
    account_id: Mapped[int] = mapped_column(Id, ForeignKey("village_account.id"), index=True)
    to_account_id: Mapped[int | None] = mapped_column(Id, ForeignKey("village_account.id"))
    """Where money goes that is moved between own accounts."""
    direction: Mapped[str] = mapped_column(String(4))
    category: Mapped[str] = mapped_column(String(12))
    amount: Mapped[Decimal] = mapped_column(Money)
    """Yuan; below zero in a reversal."""
    method: Mapped[str] = mapped_column(String(8))
    occurred_on: Mapped[date] = mapped_column(Date)
    day: Mapped[int] = mapped_column(Integer)
    """``occurred_on`` as a running number of days, so that points compare spans without date functions."""
    purpose: Mapped[str] = mapped_column(String(200), info=FOR_PEOPLE)
    purpose_key: Mapped[str] = mapped_column(String(64), index=True)
    """Hash of village, category and purpose: the same purpose again."""
    payee: Mapped[str] = mapped_column(String(120), default="", info=FOR_PEOPLE)
    payee_kind: Mapped[str] = mapped_column(String(12))
    payee_identity: Mapped[str] = mapped_column(String(20), default="")
    """Identity number or credit code with its middle hidden."""
    payee_hash: Mapped[str | None] = mapped_column(String(64))
    """Keyed hash of the number; people are matched by it alone, never by name."""
    receipt: Mapped[str] = mapped_column(String(12))
    invoice_code: Mapped[str] = mapped_column(String(20), default="")
    invoice_number: Mapped[str] = mapped_column(String(30), default="")
    invoice_key: Mapped[str | None] = mapped_column(String(60))
    invoice_day: Mapped[int | None] = mapped_column(Integer)
    """Day of the invoice as a running number."""
    invoice_on: Mapped[date | None] = mapped_column(Date)
    invoice_total: Mapped[Decimal | None] = mapped_column(Money)
    """What the invoice amounts to, with tax, when this pays a part of it."""
    photos: Mapped[int] = mapped_column(Integer, default=0)
    handler_id: Mapped[int | None] = mapped_column(Id, ForeignKey("village_officer.id"))
    approver_id: Mapped[int | None] = mapped_column(Id, ForeignKey("village_officer.id"))
    supervisor_id: Mapped[int | None] = mapped_column(Id, ForeignKey("village_officer.id"))
    """Member of the supervision committee whose stamp stands on the paper."""
    decision_id: Mapped[int | None] = mapped_column(Id, ForeignKey("village_decision.id"))
    urgent_reason: Mapped[str] = mapped_column(String(200), default="", server_default="")
    """Why it was paid before the decision, which ratifies it afterwards."""
    works_id: Mapped[int | None] = mapped_column(Id, ForeignKey("village_works.id"))
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    entered_by: Mapped[int | None] = mapped_column(Id)
    supervised_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    checked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    checked_by: Mapped[int | None] = mapped_column(Id)
    booked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    booked_day: Mapped[int | None] = mapped_column(Integer)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    returned_reason: Mapped[str] = mapped_column(Text, default="")
    """Why the township gave it back; empty once it has been corrected."""
    reverses_id: Mapped[int | None] = mapped_column(Id, ForeignKey("village_voucher.id"))
    reversed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(Text, default="")
    """Of a reversal: why."""
    once_key: Mapped[str | None] = mapped_column(String(60))
    """Key of the sending: the same sending again makes no second voucher."""
    edit_number: Mapped[int] = mapped_column(Integer, default=1)

    organisation: Mapped[Organisation] = relationship()
    account: Mapped[VillageAccount] = relationship(foreign_keys=[account_id])
    to_account: Mapped[VillageAccount | None] = relationship(foreign_keys=[to_account_id])
    handler: Mapped[VillageOfficer | None] = relationship(foreign_keys=[handler_id])
    approver: Mapped[VillageOfficer | None] = relationship(foreign_keys=[approver_id])
    supervisor: Mapped[VillageOfficer | None] = relationship(foreign_keys=[supervisor_id])
    decision: Mapped[VillageDecision | None] = relationship()
    works: Mapped[VillageWorks | None] = relationship()
    reverses: Mapped["Voucher | None"] = relationship(remote_side="Voucher.id")

    __mapper_args__ = {"version_id_col": edit_number}  # noqa: RUF012 - SQLAlchemy reads it as it stands

    @classmethod
    def still_open(cls) -> ColumnElement[bool]:
        """Rows that somebody has to finish."""
        return cls.state != str(VoucherState.PUBLISHED)

    def __str__(self) -> str:
        return self.number


class VillageCashDay(CountyRow):
    """Cash in hand at the end of a day on which it changed, computed when a voucher is written."""

    __tablename__ = "village_cash_day"
    __table_args__ = (UniqueConstraint("account_id", "day"), Index("ix_village_cash_day", "balance"))
    kind = "village_cash_day"

    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"), index=True)
    account_id: Mapped[int] = mapped_column(Id, ForeignKey("village_account.id"))
    on: Mapped[date] = mapped_column("on_day", Date)
    day: Mapped[int] = mapped_column(Integer)
    balance: Mapped[Decimal] = mapped_column(Money)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    """First instant after the day."""


class VillageMonth(CountyRow):
    """The published statement of a month: what there was, what came, what went, what is left."""

    __tablename__ = "village_month"
    __table_args__ = (UniqueConstraint("organisation_id", "period"),)
    kind = "village_month"

    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"))
    period: Mapped[str] = mapped_column(String(7))
    opening: Mapped[Decimal] = mapped_column(Money)
    income: Mapped[Decimal] = mapped_column(Money)
    expense: Mapped[Decimal] = mapped_column(Money)
    closing: Mapped[Decimal] = mapped_column(Money)
    closing_cash: Mapped[Decimal] = mapped_column(Money)
    """Of the closing balance, what lies in the cash box."""
    lines: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    """``{"category", "direction", "amount", "count"}`` by category; amounts as text."""
    vouchers: Mapped[int] = mapped_column(Integer)
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_by: Mapped[int | None] = mapped_column(Id)

    organisation: Mapped[Organisation] = relationship()


class VillageYear(CountyRow):
    """What a village's book of one year comes to, computed at night, so that points only compare."""

    __tablename__ = "village_year"
    __table_args__ = (UniqueConstraint("organisation_id", "year"),)
    kind = "village_year"

    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"))
    year: Mapped[int] = mapped_column(Integer)
    measured_at: Mapped[datetime] = mapped_column(UtcDateTime)
    vouchers: Mapped[int] = mapped_column(Integer, default=0)
    operating: Mapped[float] = mapped_column(Float, default=0)
    """Operating expense in yuan: pay, allowances, hospitality, travel, office."""
    soft: Mapped[float] = mapped_column(Float, default=0)
    """Of it allowances, hospitality and travel."""
    hospitality: Mapped[float] = mapped_column(Float, default=0)
    share: Mapped[float] = mapped_column(Float, default=0)
    """``soft`` over ``operating``."""
    deviation: Mapped[float] = mapped_column(Float, default=0)
    """Robust z of ``soft`` beside villages of like size in the county: (x - median) / (1.4826 MAD)."""
    peers: Mapped[int] = mapped_column(Integer, default=0)
    median_lag: Mapped[float] = mapped_column(Float, default=0)
    """Median of days from event to booking."""
    late_share: Mapped[float] = mapped_column(Float, default=0)
    """Share of vouchers booked within the last five days of a quarter."""
    quarter_missed: Mapped[str] = mapped_column(String(7), default="")
    """The last full quarter, ``2026-Q3``, when its representatives did not meet in it; empty when they did."""
    last_booked_day: Mapped[int] = mapped_column(Integer, default=0)
    """Running number of the day of the last booking; of the opening of the book when there was none."""

    organisation: Mapped[Organisation] = relationship()
