"""Ledgers, their immutable versions, entries, the index of their values, and the duties to fill them in."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import DDL, ColumnElement, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint, event, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.containing import keep_pairs
from app.kernel.db import Base, CountyRow, Id, Json, UtcDateTime
from app.kernel.places import Organisation
from app.ledgers.fields.field import LedgerField, fields_from
from app.ledgers.words import Approver, Cadence, EntryState, LedgerState

AMOUNT_SCALE = 10_000
"""Numbers stand in the index as ten-thousandths, so that they are exact and whole on both engines."""
LONGEST_TEXT = 120
"""Characters of a text that the index keeps."""


class Ledger(CountyRow):
    """A ledger (台账): its stable identity; what it asks for lives in versions."""

    __tablename__ = "ledger"
    __table_args__ = (UniqueConstraint("county", "code"), Index("ix_ledger_prefix_state", "prefix", "state"))
    kind = "ledger"

    code: Mapped[str] = mapped_column(String(40))
    """Small letters, digits and hyphens; part of addresses and of the file that another county takes over."""
    name: Mapped[str] = mapped_column(String(120))
    initials: Mapped[str] = mapped_column(String(120), default="")
    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"), index=True)
    """Who keeps it."""
    prefix: Mapped[str] = mapped_column(String(12))
    """Digits with which the regions begin in which it holds."""
    state: Mapped[str] = mapped_column(String(10), default=LedgerState.DRAFT)
    current_version_id: Mapped[int | None] = mapped_column(Id)

    organisation: Mapped[Organisation] = relationship()
    versions: Mapped[list["LedgerVersion"]] = relationship(
        back_populates="ledger", order_by="LedgerVersion.number", foreign_keys="LedgerVersion.ledger_id"
    )

    @property
    def address(self) -> str:
        """How REST and the public portal call it."""
        return f"{self.county}-{self.code}"

    @property
    def current(self) -> "LedgerVersion | None":
        """The version in force."""
        return next((v for v in self.versions if v.id == self.current_version_id), None)

    @property
    def draft(self) -> "LedgerVersion | None":
        """The version that is being written, if there is one."""
        return next((v for v in self.versions if v.published_at is None), None)

    def __str__(self) -> str:
        return self.name


class LedgerVersion(CountyRow):
    """What a ledger asks for and of whom; the database refuses to change one that has been published."""

    __tablename__ = "ledger_version"
    __table_args__ = (UniqueConstraint("county", "ledger_id", "number"),)
    kind = "ledger_version"

    ledger_id: Mapped[int] = mapped_column(Id, ForeignKey("ledger.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String(120))
    purpose: Mapped[str] = mapped_column(Text, default="")
    """What it is for and how to fill it in, in plain words."""
    basis: Mapped[str] = mapped_column(Text, default="")
    """Law, rule or document that asks for it."""
    fields: Mapped[Any] = mapped_column(Json)
    """List of fields; see ``LedgerField``."""
    bodies: Mapped[Any] = mapped_column(Json)
    """Kinds of organisations that fill it in."""
    regions: Mapped[Any] = mapped_column(Json)
    """Codes of the regions whose organisations fill it in; empty for all in which the ledger holds."""
    duties: Mapped[Any] = mapped_column(Json)
    """Duties of the posts that fill it in; empty for everybody who enters data there."""
    cadence: Mapped[str] = mapped_column(String(10), default=Cadence.EVENT)
    due_days: Mapped[int] = mapped_column(Integer, default=5)
    """Days after the end of a period, or after publication, by which it must be filled in."""
    remind_days: Mapped[int] = mapped_column(Integer, default=3)
    """Working days before that day on which those who are late are reminded."""
    approver: Mapped[str] = mapped_column(String(10), default=Approver.ABOVE)
    approver_duty: Mapped[str] = mapped_column(String(16), default="")
    """Duty of the post that approves; empty for any that approves there."""
    public: Mapped[bool] = mapped_column(default=False)
    """With a page on the public portal."""
    note: Mapped[str] = mapped_column(Text, default="")
    """What is new in this version, in a sentence."""
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    published_by: Mapped[int | None] = mapped_column(Id)
    checksum: Mapped[str | None] = mapped_column(String(64))

    ledger: Mapped[Ledger] = relationship(back_populates="versions", foreign_keys=[ledger_id])

    @property
    def items(self) -> tuple[LedgerField, ...]:
        """Its fields in their order."""
        return fields_from(self.fields)


VERSION_TRIGGERS = {
    "sqlite": (
        "CREATE TRIGGER ledger_version_no_update BEFORE UPDATE ON ledger_version "
        "WHEN OLD.published_at IS NOT NULL "
        "BEGIN SELECT RAISE(ABORT, 'a published version never changes'); END",
        "CREATE TRIGGER ledger_version_no_delete BEFORE DELETE ON ledger_version "
        "WHEN OLD.published_at IS NOT NULL "
        "BEGIN SELECT RAISE(ABORT, 'a published version never changes'); END",
    ),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION ledger_version_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'a published version never changes'; END $$",
        "CREATE TRIGGER ledger_version_no_change BEFORE UPDATE OR DELETE ON ledger_version "
        "FOR EACH ROW WHEN (OLD.published_at IS NOT NULL) EXECUTE FUNCTION ledger_version_refuse()",
    ),
}
"""Statements that make each database refuse to change a published version."""

for _dialect, _statements in VERSION_TRIGGERS.items():
    for _statement in _statements:
        event.listen(LedgerVersion.__table__, "after_create", DDL(_statement).execute_if(dialect=_dialect))


class LedgerEntry(CountyRow):
    """One entry, under the version by which it was written; a correction is a new row, the old one stays."""

    __tablename__ = "ledger_entry"
    __table_args__ = (
        Index("ix_ledger_entry_newest", "ledger_id", "id"),
        Index("ix_ledger_entry_state", "ledger_id", "state", "id"),
        Index("ix_ledger_entry_organisation", "ledger_id", "organisation_id", "id"),
        Index("ix_ledger_entry_period", "ledger_id", "period", "organisation_id"),
        Index("ix_ledger_entry_title", "ledger_id", "title", "id"),
        Index(
            "ix_ledger_entry_waiting",
            "organisation_id",
            "ledger_id",
            "id",
            sqlite_where=text("state = 'submitted'"),
            postgresql_where=text("state = 'submitted'"),
        ),
    )
    kind = "ledger_entry"

    ledger_id: Mapped[int] = mapped_column(Id, ForeignKey("ledger.id"))
    version_id: Mapped[int] = mapped_column(Id, ForeignKey("ledger_version.id"))
    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"), index=True)
    region_code: Mapped[str] = mapped_column(String(12))
    period: Mapped[str] = mapped_column(String(10), default="")
    state: Mapped[str] = mapped_column(String(10), default=EntryState.DRAFT)
    title: Mapped[str] = mapped_column(String(200), default="")
    """First listed field, by which lists name it."""
    content: Mapped[Any] = mapped_column(Json)
    """Field name -> value; numbers and days as text, so that they are exact."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[int | None] = mapped_column(Id)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    submitted_by: Mapped[int | None] = mapped_column(Id)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by: Mapped[int | None] = mapped_column(Id)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(Text, default="")
    """Why it was returned, corrected or taken from the public portal."""
    edition: Mapped[int] = mapped_column(Integer, default=1)
    """1 for the first text, one more for each correction."""
    previous_id: Mapped[int | None] = mapped_column(Id, index=True)
    """The entry that this one corrects."""
    revision: Mapped[int] = mapped_column(Integer, default=1)
    """Counts every writing, so that two people cannot overwrite each other."""

    ledger: Mapped[Ledger] = relationship()
    version: Mapped[LedgerVersion] = relationship()
    organisation: Mapped[Organisation] = relationship()

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - the name that SQLAlchemy looks for

    @classmethod
    def still_open(cls) -> ColumnElement[bool]:
        """Rows that somebody has to finish."""
        return cls.state.in_([str(EntryState.DRAFT), str(EntryState.SUBMITTED), str(EntryState.RETURNED)])

    def __str__(self) -> str:
        return self.title


keep_pairs(LedgerEntry.__table__, "title", changes=True)  # type: ignore[arg-type]


class LedgerValue(Base):
    """One field of one entry, typed and indexed, so that lists and figures need no JSON operator."""

    __tablename__ = "ledger_value"
    kind: ClassVar[str] = "ledger_value"

    entry_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    field: Mapped[str] = mapped_column(String(40), primary_key=True)
    county: Mapped[int] = mapped_column(Integer)
    ledger_id: Mapped[int] = mapped_column(Id)
    text: Mapped[str | None] = mapped_column(String(LONGEST_TEXT))
    """Text, choice, name; the code of an organisation or region."""
    amount: Mapped[int | None] = mapped_column(Id)
    """Number or sum in ten-thousandths."""
    day: Mapped[date | None] = mapped_column(Date)


for _name in ("text", "amount", "day"):
    _column = LedgerValue.__table__.c[_name]
    Index(
        f"ix_ledger_value_{_name}",
        LedgerValue.ledger_id,
        LedgerValue.field,
        _column,
        LedgerValue.entry_id,
        sqlite_where=_column.is_not(None),
        postgresql_where=_column.is_not(None),
    )


class LedgerDuty(CountyRow):
    """One organisation must fill in one ledger for one period by a day; "late" is a comparison, never stored."""

    __tablename__ = "ledger_duty"
    __table_args__ = (
        UniqueConstraint("county", "ledger_id", "organisation_id", "period"),
        Index("ix_ledger_duty_due", "met_at", "due_at"),
        Index("ix_ledger_duty_remind", "met_at", "remind_on"),
        Index("ix_ledger_duty_organisation", "organisation_id", "due_on"),
    )
    kind = "ledger_duty"

    ledger_id: Mapped[int] = mapped_column(Id, ForeignKey("ledger.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"))
    period: Mapped[str] = mapped_column(String(10))
    due_on: Mapped[date] = mapped_column(Date)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """First instant after the last day."""
    remind_on: Mapped[date] = mapped_column(Date)
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    met_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    nil: Mapped[bool] = mapped_column(default=False)
    """Met by the statement that there was nothing to enter."""

    ledger: Mapped[Ledger] = relationship()
    organisation: Mapped[Organisation] = relationship()
