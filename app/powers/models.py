"""Power items, their immutable versions, and the orders that change them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint, and_, exists
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from app.kernel.db import CountyRow, Id, Json, UtcDateTime
from app.kernel.flows.models import FlowVersion
from app.kernel.places import Organisation
from app.kernel.privacy import FOR_OFFICES
from app.kernel.words import N_, Word


class PowerType(Word):
    """The eleven kinds of the national service platform (taskType)."""

    LICENCE = "01", N_("Administrative licence")
    PENALTY = "02", N_("Administrative penalty")
    COERCION = "03", N_("Administrative coercion")
    LEVY = "04", N_("Administrative levy")
    PAYMENT = "05", N_("Administrative payment")
    INSPECTION = "06", N_("Administrative inspection")
    CONFIRMATION = "07", N_("Administrative confirmation")
    REWARD = "08", N_("Administrative reward")
    RULING = "09", N_("Administrative ruling")
    OTHER = "10", N_("Other administrative power")
    SERVICE = "20", N_("Public service")


class PowerState(Word):
    """Where a power stands in its life."""

    DRAFT = "draft", N_("Draft")
    SUBMITTED = "submitted", N_("Submitted")
    LEGAL_REVIEW = "legal_review", N_("Legal review")
    ORG_REVIEW = "org_review", N_("Staffing office review")
    IN_FORCE = "in_force", N_("In force")
    SUSPENDED = "suspended", N_("Paused")
    MERGED = "merged", N_("Merged into another")
    CANCELLED = "cancelled", N_("Cancelled")


PUBLIC_STATES = (PowerState.IN_FORCE,)
"""States in which the public sees a power."""
APPLIED_FOR = (
    PowerType.LICENCE,
    PowerType.PAYMENT,
    PowerType.CONFIRMATION,
    PowerType.REWARD,
    PowerType.RULING,
    PowerType.OTHER,
    PowerType.SERVICE,
)
"""Types that begin with somebody's application; the others an office uses of its own accord (penalties, inspections)."""
STANDING = (PowerState.IN_FORCE, PowerState.SUSPENDED)
"""States in which a power is on the list; all others have not come onto it or have left it."""


class Stage(Word):
    """How far a version has come on its way to publication."""

    DRAFT = "draft", N_("Draft")
    SUBMITTED = "submitted", N_("Submitted, waits for legal review")
    LEGAL_REVIEW = "legal_review", N_("Legally reviewed, waits for the staffing office")
    ORG_REVIEW = "org_review", N_("Reviewed, may be published")
    PUBLISHED = "published", N_("Published")


class OrderKind(Word):
    """What a change order does to the items that it names."""

    CONFIRM = "confirm", N_("Confirm")
    MERGE = "merge", N_("Merge")
    ADJUST = "adjust", N_("Adjust")
    DELEGATE = "delegate", N_("Delegate")
    CANCEL = "cancel", N_("Cancel")
    SUSPEND = "suspend", N_("Pause")


class Power(CountyRow):
    """A power item (行政职权): the stable identity; its content lives in versions."""

    __tablename__ = "power"
    __table_args__ = (Index("ix_power_organisation_state", "organisation_id", "state"),)
    kind = "power"

    code: Mapped[str] = mapped_column(String(80), unique=True)
    """Short code, for example FZ-XK-0123-00, or the code that the source gave."""
    national_code: Mapped[str | None] = mapped_column(String(80), index=True)
    name: Mapped[str] = mapped_column(String(300), index=True)
    power_type: Mapped[str] = mapped_column(String(2), index=True)
    level: Mapped[str] = mapped_column(String(10), default="county")
    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"), index=True)
    parent_id: Mapped[int | None] = mapped_column(Id, ForeignKey("power.id"))
    successor_id: Mapped[int | None] = mapped_column(Id, ForeignKey("power.id"))
    """The item that this one was merged into."""
    state: Mapped[str] = mapped_column(String(12), default=PowerState.DRAFT)
    current_version_id: Mapped[int | None] = mapped_column(Id)
    initials: Mapped[str] = mapped_column(String(120), default="")
    """Pinyin initials of the name, for search."""
    takes_applications: Mapped[bool] = column_property(
        and_(
            state.in_(PUBLIC_STATES),
            current_version_id.is_not(None),
            power_type.in_(APPLIED_FOR),
            exists()
            .where(Organisation.id == organisation_id, Organisation.closed_on.is_(None))
            .correlate_except(Organisation),
        )
    )
    """One can apply for it now: in force with a published version, begun by an application, its office not closed."""

    organisation: Mapped[Organisation] = relationship()
    versions: Mapped[list["PowerVersion"]] = relationship(
        back_populates="power", order_by="PowerVersion.number", foreign_keys="PowerVersion.power_id"
    )

    def __str__(self) -> str:
        return self.name


class FormInput(Word):
    """How a field of an item's application form is filled in."""

    TEXT = "text", N_("A line of text")
    LONG = "long", N_("Several lines of text")
    NUMBER = "number", N_("A number")
    DATE = "date", N_("A day")
    YES_NO = "yes_no", N_("Yes or no")
    CHOICE = "choice", N_("One of several answers")


class PowerVersion(CountyRow):
    """One published content of a power; never changed once published."""

    __tablename__ = "power_version"
    __table_args__ = (UniqueConstraint("county", "power_id", "number"),)
    kind = "power_version"

    power_id: Mapped[int] = mapped_column(Id, ForeignKey("power.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    stage: Mapped[str] = mapped_column(String(12), default=Stage.DRAFT)
    submitted_by: Mapped[int | None] = mapped_column(Id)
    """Official who submitted it; nobody reviews what he submitted."""
    reviewed_by: Mapped[int | None] = mapped_column(Id)
    """Official of the legal review; the staffing office's is another."""
    opinion: Mapped[str] = mapped_column(Text, default="")
    """What the last review said."""
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    name: Mapped[str] = mapped_column(String(300))
    legal_basis: Mapped[Any] = mapped_column(Json, nullable=True)
    """List of {law, article, text, role, verified}."""
    conditions: Mapped[Any] = mapped_column(Json, nullable=True)
    """List of {code, text, check}."""
    materials: Mapped[Any] = mapped_column(Json, nullable=True)
    """List of {code, name, form, copies, source, required, basis, hint}."""
    form: Mapped[Any] = mapped_column(Json, nullable=True)
    """Fields of the application form: list of {name, label, input, required, hint, example, choices,
    least, most}; ``input`` is a FormInput, ``least`` and ``most`` bound a number."""
    object_kind: Mapped[str] = mapped_column(String(40), default="person,company")
    statutory_days: Mapped[int] = mapped_column(Integer, default=20)
    statutory_unit: Mapped[str] = mapped_column(String(6), default="wd")
    statutory_basis: Mapped[str] = mapped_column(String(200), default="")
    promised_days: Mapped[int] = mapped_column(Integer, default=20)
    joint: Mapped[bool] = mapped_column(default=False)
    """Handled by several departments together (art. 42: 45 working days, 15 more)."""
    instant: Mapped[bool] = mapped_column(default=False)
    """Decided on the spot (art. 34(2))."""
    online: Mapped[bool] = mapped_column(default=True)
    public_result: Mapped[bool] = mapped_column(default=True)
    correction_days: Mapped[int] = mapped_column(Integer, default=30)
    """Calendar days that the applicant has for corrections."""
    fee: Mapped[str] = mapped_column(String(200), default="", info=FOR_OFFICES)
    """Empty: free of charge; else the standard and its basis."""
    place: Mapped[str] = mapped_column(String(200), default="", info=FOR_OFFICES)
    hours: Mapped[str] = mapped_column(String(120), default="", info=FOR_OFFICES)
    phone: Mapped[str] = mapped_column(String(60), default="", info=FOR_OFFICES)
    result: Mapped[str] = mapped_column(String(120), default="", info=FOR_OFFICES)
    """Name of the licence or document that is the result."""
    remedies: Mapped[Any] = mapped_column(Json, nullable=True)
    """{reconsideration, court, complaint_phone}."""
    risks: Mapped[Any] = mapped_column(Json, nullable=True)
    """Integrity risk points: list of {step, text, level, control}."""
    flow_version_id: Mapped[int | None] = mapped_column(Id, ForeignKey("flow_version.id"))
    quantity_limit: Mapped[str] = mapped_column(String(200), default="")
    """How many may be granted, where the law limits them (art. 30)."""
    responsibilities: Mapped[Any] = mapped_column(Json, nullable=True)
    """Duties that go with the power (责任事项): list of {step, text, basis}."""
    accountability: Mapped[str] = mapped_column(Text, default="")
    """In which cases officials are called to account (追责情形)."""
    step_overrides: Mapped[Any] = mapped_column(Json, nullable=True)
    """Step code -> {limit_value, duty} where this power differs from the template."""
    checksum: Mapped[str | None] = mapped_column(String(64))

    power: Mapped[Power] = relationship(back_populates="versions", foreign_keys=[power_id])
    flow_version: Mapped[FlowVersion | None] = relationship()


class ChangeOrder(CountyRow):
    """An order that changes the catalogue: by whom, by which document, from which day."""

    __tablename__ = "change_order"
    kind = "change_order"

    order_kind: Mapped[str] = mapped_column(String(8))
    document_number: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(200))
    effective_on: Mapped[date] = mapped_column(Date)
    organisation_id: Mapped[int | None] = mapped_column(Id, ForeignKey("organisation.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    carried_out_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    lines: Mapped[list["ChangeLine"]] = relationship(back_populates="order")


class ChangeLine(CountyRow):
    """One item in a change order, with the versions before and after."""

    __tablename__ = "change_line"
    __table_args__ = (UniqueConstraint("county", "order_id", "power_id"),)
    kind = "change_line"

    order_id: Mapped[int] = mapped_column(Id, ForeignKey("change_order.id"), index=True)
    power_id: Mapped[int] = mapped_column(Id, ForeignKey("power.id"), index=True)
    from_version_id: Mapped[int | None] = mapped_column(Id)
    to_version_id: Mapped[int | None] = mapped_column(Id)
    successor_id: Mapped[int | None] = mapped_column(Id, ForeignKey("power.id"))
    from_state: Mapped[str | None] = mapped_column(String(12))
    """State before the order was carried out; with ``to_state`` the figures are a count of lines."""
    to_state: Mapped[str | None] = mapped_column(String(12))

    order: Mapped[ChangeOrder] = relationship(back_populates="lines")
