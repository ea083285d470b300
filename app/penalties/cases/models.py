"""Penalty cases, the officers on them, and the register of certificates."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Date, ForeignKey, Index, Integer, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.db import CountyRow, Id, Json, UtcDateTime
from app.kernel.places import Official, Organisation
from app.kernel.sealing import EncryptedText
from app.kernel.words import N_, Word
from app.penalties.models import ViolationItem, ViolationVersion

Money = Numeric(15, 2)
"""Yuan and cents; up to ten million million."""


class CaseState(Word):
    """States of a penalty case (reference, section 3)."""

    CLUE = "clue", N_("Clue")
    CLUE_CLOSED = "clue_closed", N_("Clue not taken up")
    NOT_FILED = "not_filed", N_("Not filed")
    FILED = "filed", N_("Filed")
    INVESTIGATING = "investigating", N_("Under investigation")
    SUSPENDED = "suspended", N_("Investigation suspended")
    PROPOSED = "proposed", N_("Penalty proposed")
    REVIEWED = "reviewed", N_("Legally reviewed")
    NOTICED = "noticed", N_("Party told")
    RECHECKED = "rechecked", N_("Rechecked")
    DISCUSSED = "discussed", N_("Discussed")
    DECIDED = "decided", N_("Decided")
    SERVED = "served", N_("Served")
    EXECUTING = "executing", N_("Being carried out")
    CLOSED = "closed", N_("Closed")
    WITHDRAWN = "withdrawn", N_("Filing withdrawn")


class ClueSource(Word):
    """How a violation came to be known."""

    INSPECTION = "inspection", N_("Enforcement inspection")
    COMPLAINT = "complaint", N_("Complaint or report")
    TRANSFER = "transfer", N_("Handed over by another organ")
    MONITORING = "monitoring", N_("Automatic monitoring")


class Decision(Word):
    """The four kinds of decision (art. 57)."""

    PENALISE = "penalise", N_("Penalty imposed")
    NONE = "none", N_("No penalty, the violation being minor")
    NOT_PROVED = "not_proved", N_("No penalty, the facts not being proved")
    TRANSFER = "transfer", N_("Handed over to the judicial organs")


class PauseReason(Word):
    """Grounds on which an organ's rules of procedure let a case stand still."""

    APPRAISAL = "appraisal", N_("Testing, inspection or appraisal")
    COURT = "court", N_("Waits for a judgement or another decision")
    PARTY_MISSING = "party_missing", N_("The party cannot be found")
    LAW_UNCLEAR = "law_unclear", N_("The application of the law is being clarified")
    FORCE = "force", N_("Force majeure")


class PenaltyRule(CountyRow):
    """Thresholds of one organ, or of its county: what the law leaves to local rules."""

    __tablename__ = "penalty_rule"
    __table_args__ = (UniqueConstraint("county", "organisation_id"),)
    kind = "penalty_rule"

    organisation_id: Mapped[int | None] = mapped_column(Id, ForeignKey("organisation.id"))
    clue_days: Mapped[int] = mapped_column(Integer, default=7)
    """Working days within which a clue is taken up or not."""
    report_days: Mapped[int] = mapped_column(Integer, default=2)
    """Working days within which a decision on the spot is reported for file (art. 52)."""
    case_days: Mapped[int] = mapped_column(Integer, default=90)
    """Calendar days from filing to decision (art. 60)."""
    heavy_person: Mapped[Decimal] = mapped_column(Money, default=Decimal(5_000))
    """Fine of a person from which there is a right to a hearing (art. 63), review and discussion (art. 57, 58)."""
    heavy_organisation: Mapped[Decimal] = mapped_column(Money, default=Decimal(50_000))
    inform_days: Mapped[int] = mapped_column(Integer, default=5)
    """Working days within which whoever reported a violation is told that nothing follows."""
    publish_days: Mapped[int] = mapped_column(Integer, default=7)
    """Working days within which a decision is published (art. 48)."""
    summary_officers: Mapped[int] = mapped_column(Integer, default=2)
    """Officers on the spot; one only where a law lets one act alone (art. 42)."""

    organisation: Mapped[Organisation | None] = relationship()


class OfficerCertificate(CountyRow):
    """An enforcement certificate (行政执法证): without a valid one nobody enforces (art. 42)."""

    __tablename__ = "officer_certificate"
    __table_args__ = (Index("ix_officer_certificate_official", "official_id", "valid_to"),)
    kind = "officer_certificate"

    number: Mapped[str] = mapped_column(String(40), unique=True)
    official_id: Mapped[int] = mapped_column(Id, ForeignKey("official.id"))
    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"), index=True)
    field: Mapped[str] = mapped_column(String(80), default="")
    """Field of enforcement that it covers."""
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date] = mapped_column(Date)
    """Last day on which it is valid."""
    withdrawn_on: Mapped[date | None] = mapped_column(Date)

    official: Mapped[Official] = relationship()
    organisation: Mapped[Organisation] = relationship()

    def __str__(self) -> str:
        return self.number


class LegalQualification(CountyRow):
    """What entitles an official to review penalties: the national legal examination (art. 58(2)).

    It is asked of those who began to review in 2018 or later, when the rule came into force.
    """

    __tablename__ = "legal_qualification"
    kind = "legal_qualification"

    official_id: Mapped[int] = mapped_column(Id, ForeignKey("official.id"), unique=True)
    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"), index=True)
    number: Mapped[str | None] = mapped_column(String(40))
    """Number of the certificate of legal profession."""
    obtained_on: Mapped[date | None] = mapped_column(Date)
    reviewing_since: Mapped[date] = mapped_column(Date)

    official: Mapped[Official] = relationship()
    organisation: Mapped[Organisation] = relationship()

    def __str__(self) -> str:
        return self.number or ""


class PenaltyCase(CountyRow):
    """A violation of one party, from the clue on."""

    __tablename__ = "penalty_case"
    __table_args__ = (
        Index("ix_penalty_case_desk", "organisation_id", "state"),
        Index("ix_penalty_case_party", "party_hash", "item_id"),
        Index("ix_penalty_case_decided", "county", "decided_at"),
        Index("ix_penalty_case_peers", "facts_key"),
        Index("ix_penalty_case_act", "act_key", "party_hash"),
        Index("ix_penalty_case_near", "near_at"),
    )
    kind = "penalty"

    number: Mapped[str] = mapped_column(String(60), unique=True)
    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"))
    state: Mapped[str] = mapped_column(String(14), default=CaseState.CLUE)
    summary: Mapped[bool] = mapped_column(default=False)
    """Decided on the spot (art. 51)."""
    source: Mapped[str] = mapped_column(String(10))
    informer: Mapped[str | None] = mapped_column(EncryptedText)
    informer_told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    place: Mapped[str] = mapped_column(String(200))
    facts_text: Mapped[str] = mapped_column(Text)
    acted_on: Mapped[date] = mapped_column(Date)
    """Day of the act; of a continuing one, its end (art. 36)."""
    found_on: Mapped[date] = mapped_column(Date)
    act_key: Mapped[str | None] = mapped_column(String(80))
    """Names one act of one party: no two fines for it (art. 29)."""
    party_kind: Mapped[str] = mapped_column(String(12))
    """person or organisation."""
    party_name: Mapped[str] = mapped_column(String(120), index=True)
    party_identity: Mapped[str | None] = mapped_column(EncryptedText)
    party_hash: Mapped[str | None] = mapped_column(String(64))
    """Keyed hash of the identity, for matching; people are never matched by name."""
    party_phone: Mapped[str | None] = mapped_column(EncryptedText)
    """Where the party wants to be told; service itself is by instrument (art. 61)."""
    item_id: Mapped[int | None] = mapped_column(Id, ForeignKey("violation_item.id"))
    """Cause of action (案由)."""
    version_id: Mapped[int | None] = mapped_column(Id, ForeignKey("violation_version.id"))
    """Standard by which the last judgement was computed."""
    registered_by: Mapped[int | None] = mapped_column(Id)
    registered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    filed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    near_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Ten days before the limit of the case ends, when a hint is due; empty while it stands still."""
    lapsed_on: Mapped[date | None] = mapped_column(Date)
    """First day on which the act may no longer be punished (art. 36)."""
    filed_by: Mapped[int | None] = mapped_column(Id)
    complex: Mapped[bool] = mapped_column(default=False)
    """Touches public interests or several legal relations: legal review is a must (art. 58)."""
    proposed: Mapped[Decimal | None] = mapped_column(Money)
    lowest: Mapped[Decimal | None] = mapped_column(Money)
    highest: Mapped[Decimal | None] = mapped_column(Money)
    """Ends of the judged range; copied here when the judgement is written, so that points compare columns."""
    legal_lowest: Mapped[Decimal | None] = mapped_column(Money)
    legal_highest: Mapped[Decimal | None] = mapped_column(Money)
    """Ends of the legal range behind the judgement."""
    reduced: Mapped[bool] = mapped_column(default=False)
    fine_optional: Mapped[bool] = mapped_column(default=False)
    """The law lets the fine be left out (可以并处)."""
    facts_key: Mapped[str | None] = mapped_column(String(64))
    """Digest of violation, kind of party and circumstances: cases with the same key, in any county, are peers."""
    proposer_id: Mapped[int | None] = mapped_column(Id)
    """Officer who judged and proposed."""
    unlisted_kind: Mapped[bool] = mapped_column(default=False)
    """Carries a kind of penalty that the standard does not name (art. 57, 76)."""
    noticed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    noticed_first: Mapped[Decimal | None] = mapped_column(Money)
    """Fine of the first notice: pleading does not make it heavier (art. 45)."""
    pleaded: Mapped[bool] = mapped_column(default=False)
    hearing_due: Mapped[bool] = mapped_column(default=False)
    """So heavy that the party may ask for a hearing (art. 63)."""
    hearing_told: Mapped[bool] = mapped_column(default=False)
    review_needed: Mapped[bool] = mapped_column(default=False)
    discussion_needed: Mapped[bool] = mapped_column(default=False)
    """What the decision needed when it was made; copied then."""
    noticed: Mapped[Decimal | None] = mapped_column(Money)
    """Fine of the last notice (art. 44)."""
    fine: Mapped[Decimal | None] = mapped_column(Money)
    other_penalties: Mapped[Any] = mapped_column(Json, nullable=True)
    """Further penalties: list of texts."""
    decision: Mapped[str | None] = mapped_column(String(12))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_on: Mapped[date | None] = mapped_column(Date)
    decided_by: Mapped[int | None] = mapped_column(Id)
    out_of_range: Mapped[bool] = mapped_column(default=False)
    served_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    serve_proof: Mapped[str | None] = mapped_column(String(200))
    pay_until: Mapped[date | None] = mapped_column(Date)
    """Last day of payment, later when deferred (art. 66)."""
    paid: Mapped[Decimal] = mapped_column(Money, default=Decimal(0))
    surcharge_paid: Mapped[Decimal] = mapped_column(Money, default=Decimal(0))
    surcharge_from: Mapped[date | None] = mapped_column(Date)
    """First day on which three per cent were added (art. 72)."""
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    court_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reported_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    unpublished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    approved_by: Mapped[int | None] = mapped_column(Id)
    """Who approved that a clue is not taken up, or a filing withdrawn."""
    reason: Mapped[str | None] = mapped_column(Text)
    under_remedy: Mapped[bool] = mapped_column(default=False)
    edit_number: Mapped[int] = mapped_column(Integer, default=1)

    __mapper_args__ = {"version_id_col": edit_number}  # noqa: RUF012 - SQLAlchemy reads it as it stands

    organisation: Mapped[Organisation] = relationship()
    item: Mapped[ViolationItem | None] = relationship()
    version: Mapped[ViolationVersion | None] = relationship()
    officers: Mapped[list["CaseOfficer"]] = relationship(order_by="CaseOfficer.id", back_populates="case")

    @classmethod
    def still_open(cls) -> ColumnElement[bool]:
        """Rows that somebody has to finish."""
        return cls.ended_at.is_(None)

    def __str__(self) -> str:
        return self.number


class CasePart(CountyRow):
    """A row that belongs to one penalty case."""

    __abstract__ = True

    case_id: Mapped[int] = mapped_column(Id, ForeignKey("penalty_case.id"), index=True)


class CaseOfficer(CasePart):
    """An officer on a case, with the certificate shown; one who left it stays on record (art. 42, 43)."""

    __tablename__ = "penalty_officer"
    kind = "penalty_officer"

    official_id: Mapped[int] = mapped_column(Id, ForeignKey("official.id"), index=True)
    certificate_id: Mapped[int] = mapped_column(Id, ForeignKey("officer_certificate.id"))
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When he left the case, recused or because his work was handed over."""
    recused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    recused_for: Mapped[str | None] = mapped_column(Text)

    case: Mapped[PenaltyCase] = relationship(back_populates="officers")
    official: Mapped[Official] = relationship()
    certificate: Mapped[OfficerCertificate] = relationship()
