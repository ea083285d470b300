"""The legal acts in a penalty case, each in a row of its own."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.corrections import CorrectionColumns
from app.kernel.db import CountyRow, Id, Json, UtcDateTime
from app.kernel.places import Official, Organisation
from app.kernel.sealing import EncryptedText
from app.kernel.words import N_, Word
from app.penalties.cases.models import CasePart, Money, PenaltyCase


class EvidenceKind(Word):
    """Kinds of evidence (art. 46)."""

    DOCUMENT = "document", N_("Documentary evidence")
    OBJECT = "object", N_("Physical evidence")
    AUDIO_VISUAL = "audio_visual", N_("Audio-visual material")
    ELECTRONIC = "electronic", N_("Electronic data")
    WITNESS = "witness", N_("Testimony of witnesses")
    PARTY = "party", N_("Statement of the party")
    EXPERT = "expert", N_("Expert opinion")
    RECORD = "record", N_("Record of inspection or on the spot")


class Evidence(CasePart):
    """A piece of evidence with its digest and the time of the camera."""

    __tablename__ = "penalty_evidence"
    kind = "penalty_evidence"

    evidence_kind: Mapped[str] = mapped_column(String(14))
    description: Mapped[str] = mapped_column(String(300))
    attachment_id: Mapped[int | None] = mapped_column(Id, ForeignKey("attachment.id"))
    digest: Mapped[str | None] = mapped_column(String(64))
    """SHA-256 of the file, as it was when it was added."""
    taken_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Instant that the camera noted."""
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    added_by: Mapped[int | None] = mapped_column(Id)
    proves_filing: Mapped[bool] = mapped_column(default=False)
    """Meets the filing standard of the item by itself."""
    preserved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Registered and preserved in advance; decided within seven working days (art. 56)."""
    seized_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Seized or sealed: thirty days, once thirty more (Administrative Coercion Law art. 25)."""
    released_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CauseChange(CasePart):
    """The cause of action was changed after filing."""

    __tablename__ = "penalty_cause_change"
    kind = "penalty_cause_change"

    from_item_id: Mapped[int] = mapped_column(Id, ForeignKey("violation_item.id"))
    to_item_id: Mapped[int] = mapped_column(Id, ForeignKey("violation_item.id"))
    from_highest: Mapped[Decimal | None] = mapped_column(Money)
    to_highest: Mapped[Decimal | None] = mapped_column(Money)
    """Upper ends of the legal ranges on the same facts, where both could be computed."""
    lighter: Mapped[bool] = mapped_column(default=False)
    """The new cause knows a lower fine, or lacks a kind of penalty that the old one had."""
    after_notice: Mapped[bool] = mapped_column(default=False)
    number: Mapped[int] = mapped_column(Integer, default=1)
    """First, second ... change in the case."""
    reason: Mapped[str] = mapped_column(Text)
    approved_by: Mapped[int | None] = mapped_column(Id)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Discretion(CasePart):
    """A judgement of the engine and what the officer proposed; written once, never changed."""

    __tablename__ = "penalty_discretion"
    kind = "penalty_discretion"

    number: Mapped[int] = mapped_column(Integer)
    """First, second ... judgement of the case."""
    version_id: Mapped[int] = mapped_column(Id, ForeignKey("violation_version.id"))
    facts: Mapped[Any] = mapped_column(Json)
    """Circumstances as stated, by code of factor."""
    facts_key: Mapped[str] = mapped_column(String(64))
    """Digest of the circumstances, to find cases of the same kind."""
    outcome: Mapped[str] = mapped_column(String(12))
    grade: Mapped[str | None] = mapped_column(String(80))
    legal_lo: Mapped[Decimal | None] = mapped_column(Money)
    legal_hi: Mapped[Decimal | None] = mapped_column(Money)
    lo: Mapped[Decimal | None] = mapped_column(Money)
    hi: Mapped[Decimal | None] = mapped_column(Money)
    reduced: Mapped[bool] = mapped_column(default=False)
    proposed: Mapped[Decimal] = mapped_column(Money)
    fell: Mapped[bool] = mapped_column(default=False)
    """The range fell against the judgement before it, because circumstances were stated otherwise."""
    reason: Mapped[str] = mapped_column(Text, default="")
    """Why the proposal leaves the range, or how it was found by hand."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[int | None] = mapped_column(Id)


class Hearing(CasePart):
    """A hearing: asked for, told seven working days ahead, held by somebody else, recorded (art. 63 to 65)."""

    __tablename__ = "penalty_hearing"
    kind = "penalty_hearing"

    requested_at: Mapped[datetime] = mapped_column(UtcDateTime)
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    set_for: Mapped[date | None] = mapped_column(Date)
    begins: Mapped[str | None] = mapped_column(String(5))
    """Hour and minute at which it begins, Chinese time."""
    chair_id: Mapped[int | None] = mapped_column(Id)
    held_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    record: Mapped[str | None] = mapped_column(Text)
    waived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the party gave it up: withdrew its request, or stayed away without good reason (art. 64(6))."""


class CaseNote(CasePart):
    """A review, plea, recheck, discussion or remedy: who said what, when, with which result."""

    __tablename__ = "penalty_note"
    kind = "penalty_note"

    what: Mapped[str] = mapped_column(String(12))
    """review, plea, contact, recheck, discussion, remedy, instalments, reminder, court."""
    result: Mapped[str] = mapped_column(String(20), default="")
    text: Mapped[str] = mapped_column(Text)
    details: Mapped[Any] = mapped_column(Json, nullable=True)
    """Of a discussion: official id -> what he said; of instalments: list of [day, yuan]."""
    amount: Mapped[Decimal | None] = mapped_column(Money)
    """Of a remedy that changed or annulled the decision: the fine before, as the organ had imposed it."""
    until: Mapped[date | None] = mapped_column(Date)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Of a remedy: when it ended; the surcharge does not run meanwhile (art. 73)."""
    by: Mapped[int | None] = mapped_column(Id)


class Payment(CasePart):
    """Money that came in, by the bank's receipt; a fine goes to the treasury whole (art. 74)."""

    __tablename__ = "penalty_payment"
    kind = "penalty_payment"

    receipt: Mapped[str] = mapped_column(String(60), unique=True)
    amount: Mapped[Decimal] = mapped_column(Money)
    surcharge: Mapped[Decimal] = mapped_column(Money, default=Decimal(0))
    """Part of the amount that pays the surcharge."""
    paid_on: Mapped[date] = mapped_column(Date)
    cash: Mapped[bool] = mapped_column(default=False)
    ground: Mapped[str] = mapped_column(String(200), default="")
    """Why cash was taken on the spot (art. 68, 69)."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[int | None] = mapped_column(Id)


class CaseCorrection(CorrectionColumns, CasePart):
    """A record set right under two pairs of eyes; the old value stays."""

    __tablename__ = "penalty_correction"
    kind = "penalty_correction"

    field: Mapped[str] = mapped_column(String(20))
    new_value: Mapped[str] = mapped_column(Text)


class PenaltyComplaint(CountyRow):
    """A complaint about a case, an organ or an officer (P7): accepted in 5 working days, answered in 60 days."""

    __tablename__ = "penalty_complaint"
    __table_args__ = (Index("ix_penalty_complaint_officer", "official_id", "made_at"),)
    kind = "penalty_complaint"

    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"), index=True)
    case_id: Mapped[int | None] = mapped_column(Id, ForeignKey("penalty_case.id"), index=True)
    official_id: Mapped[int | None] = mapped_column(Id, ForeignKey("official.id"))
    """Officer complained about, where one is named."""
    text: Mapped[str] = mapped_column(Text)
    name: Mapped[str | None] = mapped_column(EncryptedText)
    contact: Mapped[str | None] = mapped_column(EncryptedText)
    query_code: Mapped[str] = mapped_column(String(24), unique=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    handler_id: Mapped[int | None] = mapped_column(Id)
    answer: Mapped[str | None] = mapped_column(Text)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    upheld: Mapped[bool | None]

    organisation: Mapped[Organisation] = relationship()
    case: Mapped[PenaltyCase | None] = relationship()
    official: Mapped[Official | None] = relationship()
