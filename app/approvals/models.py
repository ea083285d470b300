"""Approval cases and the legal acts in them, each in a row of its own."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    and_,
    event,
    text,
)
from sqlalchemy.orm import Mapped, Mapper, column_property, mapped_column, relationship

from app.kernel.clocks import Clock, ClockKind
from app.kernel.clocks.lights import nearest
from app.kernel.corrections import CorrectionColumns
from app.kernel.db import MASKS, CountyRow, Id, Json, UtcDateTime
from app.kernel.flows.models import FlowVersion
from app.kernel.places import Organisation
from app.kernel.sealing import EncryptedText
from app.kernel.words import N_, Word
from app.powers.models import Power, PowerVersion


class State(Word):
    """States of an approval case (Administrative Licensing Law, articles 32 to 44)."""

    SUBMITTED = "submitted", N_("Submitted")
    CORRECTING = "correcting", N_("Waiting for corrections")
    ACCEPTED = "accepted", N_("Accepted")
    IN_REVIEW = "in_review", N_("In review")
    SUSPENDED = "suspended", N_("Suspended")
    HEARING = "hearing", N_("Hearing")
    GRANTED = "granted", N_("Granted")
    REFUSED = "refused", N_("Refused")
    CLOSED = "closed", N_("Closed")
    PUBLISHED = "published", N_("Published")
    NOT_NEEDED = "not_needed", N_("No licence needed")
    NOT_ACCEPTED = "not_accepted", N_("Not accepted")
    RETURNED = "returned", N_("Returned")
    WITHDRAWN = "withdrawn", N_("Withdrawn")
    TRANSFERRED = "transferred", N_("Transferred")


class SuspensionReason(Word):
    """The closed list of article 45, and the hearing of articles 46 to 48."""

    HEARING = "hearing", N_("Hearing")
    TENDER = "tender", N_("Tender")
    AUCTION = "auction", N_("Auction")
    INSPECTION = "inspection", N_("Inspection")
    TESTING = "testing", N_("Testing")
    QUARANTINE = "quarantine", N_("Quarantine")
    APPRAISAL = "appraisal", N_("Appraisal")
    EXPERT_REVIEW = "expert_review", N_("Expert review")


class OrganRule(CountyRow):
    """How one organ receives applications and numbers its documents; without an organ, the county's rule."""

    __tablename__ = "approval_organ_rule"
    __table_args__ = (UniqueConstraint("county", "organisation_id"),)
    kind = "approval_organ_rule"

    organisation_id: Mapped[int | None] = mapped_column(Id, ForeignKey("organisation.id"))
    closes: Mapped[str] = mapped_column(String(5), default="17:30")
    """``HH:MM`` in China; what comes later counts as received on the next working day."""
    strict: Mapped[bool] = mapped_column(default=True)
    """Apply the receive rule; otherwise everything counts on the day on which it comes."""
    word: Mapped[str] = mapped_column(String(20), default="")
    """The organ's word in document numbers (机关代字); empty: made from region and name."""

    organisation: Mapped[Organisation | None] = relationship()


class Draft(CountyRow):
    """An application that a citizen has begun and not yet sent."""

    __tablename__ = "application_draft"
    kind = "application_draft"

    power_id: Mapped[int] = mapped_column(Id, ForeignKey("power.id"))
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    """SHA-256 of the code by which the citizen comes back to it."""
    content: Mapped[str] = mapped_column(EncryptedText)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    kept: Mapped[bool] = mapped_column(default=False)
    """Whether the citizen asked to keep it and was told its code; without it nobody can come back."""


OWN_CLOCKS = tuple(
    str(what)
    for what in (
        ClockKind.RECEIVE,
        ClockKind.STATUTORY,
        ClockKind.PROMISE,
        ClockKind.STEP,
        ClockKind.RESUME,
        ClockKind.DELIVER,
        ClockKind.HEARING,
    )
)
"""Limits that the organ must keep; that of the applicant's corrections is not among them."""


def against_case(case_id: Any) -> ColumnElement[bool]:
    """Return the condition of clocks that run against the organ in a case."""
    return and_(Clock.subject_kind == Case.kind, Clock.subject_id == case_id, Clock.what.in_(OWN_CLOCKS))


class Case(CountyRow):
    """An application for one power item (办件)."""

    __tablename__ = "approval_case"
    __table_args__ = (
        Index("ix_approval_case_desk", "organisation_id", "state"),
        Index("ix_approval_case_power", "power_id"),
        Index("ix_approval_case_handler", "handler_id"),
        Index("ix_approval_case_decided", "county", "decided_at"),
        Index("ix_approval_case_received", "received_at", "id"),
        Index("ix_approval_case_published", "published_at", "id"),
    )
    kind = "approval"

    number: Mapped[str] = mapped_column(String(60), unique=True)
    query_code: Mapped[str] = mapped_column(String(24), unique=True)
    """By which the applicant follows the case without an account."""
    power_id: Mapped[int] = mapped_column(Id, ForeignKey("power.id"))
    power_version_id: Mapped[int] = mapped_column(Id, ForeignKey("power_version.id"))
    flow_version_id: Mapped[int | None] = mapped_column(Id, ForeignKey("flow_version.id"))
    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"))
    state: Mapped[str] = mapped_column(String(12))
    source: Mapped[str] = mapped_column(String(10), default="portal")
    """portal, window or import."""
    applicant_kind: Mapped[str] = mapped_column(String(10))
    """person or company."""
    applicant_name: Mapped[str] = mapped_column(String(120), index=True)
    applicant_identity: Mapped[str] = mapped_column(EncryptedText)
    """Identity number or credit code, readable only with the key of the installation."""
    applicant_hash: Mapped[str] = mapped_column(String(64), index=True)
    """Keyed hash of the identity, for matching; people are never matched by name."""
    applicant_phone: Mapped[str] = mapped_column(EncryptedText)
    agent_name: Mapped[str | None] = mapped_column(String(120))
    form: Mapped[Any] = mapped_column(Json, nullable=True)
    """Answers to the item's form, by field name."""
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    received_on: Mapped[date] = mapped_column(Date)
    """Counts as received on this day (receive rule)."""
    first_told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the applicant was first told anything: accepted, not accepted, or one-time notice."""
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    accepted_on: Mapped[date | None] = mapped_column(Date)
    deemed: Mapped[bool] = mapped_column(default=False)
    """Accepted by silence of the organ (art. 32(4))."""
    rounds: Mapped[int] = mapped_column(Integer, default=1)
    handler_id: Mapped[int | None] = mapped_column(Id, ForeignKey("official.id"))
    reviewed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by: Mapped[int | None] = mapped_column(Id)
    decision: Mapped[str | None] = mapped_column(String(10))
    """grant or refuse."""
    decision_seconds: Mapped[int | None] = mapped_column(Integer)
    """Seconds from acceptance to decision; computed when the decision is written."""
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by: Mapped[int | None] = mapped_column(Id)
    reason_code: Mapped[str | None] = mapped_column(String(30))
    reason: Mapped[str | None] = mapped_column(Text)
    remedy: Mapped[str | None] = mapped_column(Text)
    competent_organ: Mapped[str | None] = mapped_column(String(120))
    approved_by: Mapped[int | None] = mapped_column(Id)
    """Section head who approved a return."""
    conditions_met: Mapped[Any] = mapped_column(Json, nullable=True)
    """Condition code -> true, false or null as marked in review."""
    all_met: Mapped[bool] = mapped_column(default=False)
    """Every condition was marked as met; computed when ``conditions_met`` is written."""
    delivered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    delivery_proof: Mapped[str | None] = mapped_column(String(200))
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    paper_result_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When a result on paper existed before the case was opened online."""
    under_remedy: Mapped[bool] = mapped_column(default=False)
    previous_case_id: Mapped[int | None] = mapped_column(Id)
    relation: Mapped[str | None] = mapped_column(String(10))
    """change, renew, revoke, cancel, reopen or transfer of the previous case."""
    valid_to: Mapped[date | None] = mapped_column(Date)
    """Last day of the licence granted."""
    outside_key: Mapped[str | None] = mapped_column(String(120), unique=True)
    """Source and case id of an imported log."""
    idempotency_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    """Keyed hash of the sender's own key: what was sent twice makes one case."""
    public_name: Mapped[str | None] = mapped_column(
        String(120), info={MASKS: ("applicant_name", "applicant_kind", "company")}
    )
    """The applicant as published: a company's name, a person's surname only."""
    observed_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Instant of the last event of an imported log that has ended; empty for a live case."""
    if TYPE_CHECKING:
        deadline_on: Mapped[date | None]
        """Last day of the nearest limit that runs against the organ; read when asked for."""
    edit_number: Mapped[int] = mapped_column(Integer, default=1)

    __mapper_args__ = {"version_id_col": edit_number}  # noqa: RUF012 - SQLAlchemy reads it as it stands

    power: Mapped[Power] = relationship()
    power_version: Mapped[PowerVersion] = relationship()
    flow_version: Mapped[FlowVersion | None] = relationship()
    organisation: Mapped[Organisation] = relationship()
    materials: Mapped[list["Material"]] = relationship(order_by="Material.id")
    notices: Mapped[list["OneTimeNotice"]] = relationship(order_by="OneTimeNotice.id")
    suspensions: Mapped[list["Suspension"]] = relationship(order_by="Suspension.id")

    @classmethod
    def still_open(cls) -> ColumnElement[bool]:
        """Rows that somebody has to finish."""
        return cls.ended_at.is_(None)

    def __str__(self) -> str:
        return self.number


Case.deadline_on = column_property(
    nearest(Clock.due_on, against_case(Case.id)).correlate_except(Clock).scalar_subquery(), deferred=True
)


class CasePart(CountyRow):
    """A row that belongs to one case."""

    __abstract__ = True

    case_id: Mapped[int] = mapped_column(Id, ForeignKey("approval_case.id"), index=True)


class Material(CasePart):
    """One paper of the item's list, as handed in or still missing."""

    __tablename__ = "approval_material"
    kind = "approval_material"

    code: Mapped[str] = mapped_column(String(30))
    name: Mapped[str] = mapped_column(String(200))
    required: Mapped[bool] = mapped_column(default=True)
    round: Mapped[int] = mapped_column(Integer, default=1)
    state: Mapped[str] = mapped_column(String(10), default="missing")
    """missing, handed_in, accepted or faulty."""
    attachment_id: Mapped[int | None] = mapped_column(Id, ForeignKey("attachment.id"))
    remark: Mapped[str | None] = mapped_column(String(300))


class OneTimeNotice(CasePart):
    """The one notice that names everything that is missing (art. 32(4))."""

    __tablename__ = "approval_notice"
    kind = "approval_notice"

    told_at: Mapped[datetime] = mapped_column(UtcDateTime)
    told_on: Mapped[date] = mapped_column(Date)
    told_by: Mapped[int | None] = mapped_column(Id)
    number: Mapped[int] = mapped_column(Integer, default=1)
    """First, second ... notice in this case."""
    document_id: Mapped[int | None] = mapped_column(Id, ForeignKey("document.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    items: Mapped[list["NoticeItem"]] = relationship(order_by="NoticeItem.id")


class NoticeItem(CasePart):
    """One paper that a notice asks for and what is wrong with it; without a code, something in the form."""

    __tablename__ = "approval_notice_item"
    kind = "approval_notice_item"

    notice_id: Mapped[int] = mapped_column(Id, ForeignKey("approval_notice.id"), index=True)
    material_code: Mapped[str | None] = mapped_column(String(30))
    on_list: Mapped[bool] = mapped_column(default=True)
    """Whether the item's version asks for this paper, or for the form, at all."""
    text: Mapped[str] = mapped_column(Text)


class Suspension(CasePart):
    """The clock stands still, for a reason of article 45 only."""

    __tablename__ = "approval_suspension"
    __table_args__ = (
        Index(
            "ix_approval_suspension_untold",
            "told_due_on",
            postgresql_where="told_on IS NULL",
            sqlite_where=text("told_on IS NULL"),
        ),
    )
    kind = "approval_suspension"

    reason: Mapped[str] = mapped_column(String(30))
    reason_text: Mapped[str] = mapped_column(Text, default="")
    suspended_on: Mapped[date] = mapped_column(Date)
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    entered_on: Mapped[date] = mapped_column(Date)
    told_on: Mapped[date | None] = mapped_column(Date)
    told_due_on: Mapped[date | None] = mapped_column(Date)
    """Last day for telling the applicant in writing: one working day after."""
    entry_lag: Mapped[int] = mapped_column(Integer, default=0)
    """Working days between the suspension and its entry."""
    expected_days: Mapped[int] = mapped_column(Integer)
    remaining_days: Mapped[int | None] = mapped_column(Integer)
    """Working days of the statutory budget that were left."""
    approved_by: Mapped[int | None] = mapped_column(Id)
    entered_by: Mapped[int | None] = mapped_column(Id)
    handled_by: Mapped[int | None] = mapped_column(Id)
    """Who handled the case when it was suspended; a case may pass to another afterwards."""
    resumed_on: Mapped[date | None] = mapped_column(Date)
    resumed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    resume_document: Mapped[str | None] = mapped_column(String(200))
    days: Mapped[int] = mapped_column(Integer, default=0)
    """Working days that it lasted, once ended."""
    state_before: Mapped[str] = mapped_column(String(12))
    document_id: Mapped[int | None] = mapped_column(Id, ForeignKey("document.id"))


class Extension(CasePart):
    """The limit made longer once, by the head, before it ran out, with reasons told (art. 42)."""

    __tablename__ = "approval_extension"
    kind = "approval_extension"

    days: Mapped[int] = mapped_column(Integer)
    reason: Mapped[str] = mapped_column(Text)
    extended_at: Mapped[datetime] = mapped_column(UtcDateTime)
    approved_by: Mapped[int | None] = mapped_column(Id)
    told_on: Mapped[date | None] = mapped_column(Date)
    after_due: Mapped[bool] = mapped_column(default=False)
    document_id: Mapped[int | None] = mapped_column(Id, ForeignKey("document.id"))


class Return(CasePart):
    """A case given back to the applicant (退件)."""

    __tablename__ = "approval_return"
    kind = "approval_return"

    returned_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reason_code: Mapped[str] = mapped_column(String(30))
    reason: Mapped[str] = mapped_column(Text)
    returned_by: Mapped[int | None] = mapped_column(Id)
    approved_by: Mapped[int | None] = mapped_column(Id)
    after_acceptance: Mapped[bool] = mapped_column(default=False)
    by_staff_withdrawal: Mapped[bool] = mapped_column(default=False)
    """A "withdrawal" that the staff entered for the applicant."""
    applicant_silent: Mapped[bool] = mapped_column(default=False)


class Hearing(CasePart):
    """A hearing (art. 46 to 48)."""

    __tablename__ = "approval_hearing"
    kind = "approval_hearing"

    told_on: Mapped[date] = mapped_column(Date)
    """Day on which the right to it was told, or on which the organ announced it."""
    requested_on: Mapped[date | None] = mapped_column(Date)
    ex_officio: Mapped[bool] = mapped_column(default=False)
    """Held without request: prescribed by law, or of great public interest (art. 46)."""
    reason: Mapped[str] = mapped_column(Text, default="")
    notice_on: Mapped[date | None] = mapped_column(Date)
    held_on: Mapped[date | None] = mapped_column(Date)
    place: Mapped[str] = mapped_column(String(200), default="")
    chair_id: Mapped[int | None] = mapped_column(Id, ForeignKey("official.id"))
    record_text: Mapped[str | None] = mapped_column(Text)
    suspension_id: Mapped[int | None] = mapped_column(Id, ForeignKey("approval_suspension.id"))


class ThirdParty(CasePart):
    """Somebody whose material interest the licence concerns (利害关系人, art. 36)."""

    __tablename__ = "approval_third_party"
    kind = "approval_third_party"

    name: Mapped[str] = mapped_column(String(120))
    interest: Mapped[str] = mapped_column(Text)
    told_on: Mapped[date] = mapped_column(Date)
    answer_by: Mapped[date] = mapped_column(Date)
    heard_on: Mapped[date | None] = mapped_column(Date)
    statement: Mapped[str | None] = mapped_column(Text)


class Remedy(CasePart):
    """A reconsideration or a suit against the outcome."""

    __tablename__ = "approval_remedy"
    kind = "approval_remedy"

    what: Mapped[str] = mapped_column(String(16))
    """reconsideration or suit."""
    filed_on: Mapped[date] = mapped_column(Date)
    outcome: Mapped[str | None] = mapped_column(String(16))
    """upheld, annulled, changed or withdrawn."""
    ended_on: Mapped[date | None] = mapped_column(Date)
    remark: Mapped[str] = mapped_column(Text, default="")


class Correction(CorrectionColumns, CasePart):
    """A record set right under two pairs of eyes; the old value stays."""

    __tablename__ = "approval_correction"
    kind = "approval_correction"

    field: Mapped[str] = mapped_column(String(40))
    new_value: Mapped[str | None] = mapped_column(Text)


class Rating(CasePart):
    """What the applicant thought of the service (好差评)."""

    __tablename__ = "approval_rating"
    kind = "approval_rating"

    stars: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(Text, default="")
    rated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Complaint(CasePart):
    """A complaint about a case; read by inspectors, not by the organ complained about."""

    __tablename__ = "approval_complaint"
    kind = "approval_complaint"

    text: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    organisation_id: Mapped[int] = mapped_column(Id, index=True)
    answer: Mapped[str | None] = mapped_column(Text)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_by: Mapped[int | None] = mapped_column(Id)


def _compute(_mapper: Mapper[Any], _connection: Connection, row: Case) -> None:
    """Keep the derived columns of a case in step with what they are derived from."""
    marks = row.conditions_met
    row.all_met = isinstance(marks, dict) and bool(marks) and all(mark is True for mark in marks.values())
    if row.decided_at is not None and row.accepted_at is not None:
        row.decision_seconds = int((row.decided_at - row.accepted_at).total_seconds())
    else:
        row.decision_seconds = None


event.listen(Case, "before_insert", _compute)
event.listen(Case, "before_update", _compute)
