"""Alerts, follow-ups, saved filters, and what the scan remembers."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import Connection, Date, ForeignKey, Index, Integer, SmallInteger, String, Text, event, text
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship

from app.kernel.act import local_day
from app.kernel.containing import keep_pairs
from app.kernel.db import Base, CountyRow, Id, Json, UtcDateTime
from app.kernel.places import Organisation
from app.kernel.words import N_, Word


class AlertState(Word):
    """States of an alert, from new to its end."""

    NEW = "new", N_("New")
    ASSIGNED = "assigned", N_("Assigned")
    EXPLAINED = "explained", N_("Explained")
    VERIFIED = "verified", N_("Verified")
    CLOSED = "closed", N_("Closed")
    FALSE_ALARM = "false_alarm", N_("False alarm")
    ACCOUNTABILITY = "accountability", N_("Accountability")


ENDED = (AlertState.CLOSED, AlertState.FALSE_ALARM, AlertState.ACCOUNTABILITY)


CONFIRMED = (AlertState.CLOSED, AlertState.ACCOUNTABILITY)
"""Ends of an alert that was right."""


def _day_detected(context: Any) -> date:
    """Return the day in China on which a row that is being inserted was detected."""
    return local_day(context.get_current_parameters()["detected_at"])


_OPEN = "closed_at IS NULL"
_WAITING = "closed_at IS NULL AND reply_due_on IS NOT NULL"
_RIGHT = "state IN ('closed', 'accountability')"


class Alert(CountyRow):
    """Something abnormal that a monitoring point found (预警)."""

    __tablename__ = "alert"
    __table_args__ = (
        Index("ix_alert_key", "county", "point", "subject_kind", "subject_id", "episode", unique=True),
        Index("ix_alert_queue", "county", "state", "detected_at", "id"),
        Index("ix_alert_organisation", "organisation_id", "state", "detected_at", "id", "county"),
        Index("ix_alert_point", "county", "point", "detected_at", "id"),
        Index("ix_alert_detected", "detected_at", "id"),
        Index("ix_alert_subject", "subject_kind", "subject_id"),
        Index("ix_alert_assigned", "assigned_to", "detected_at", "id"),
        Index("ix_alert_official", "official_id", "detected_at", "id"),
        Index(
            "ix_alert_holds",
            "point",
            "subject_id",
            postgresql_where="ceased_at IS NULL",
            sqlite_where=text("ceased_at IS NULL"),
        ),
        Index(
            "ix_alert_due", "reply_due_on", "detected_at", "id", postgresql_where=_WAITING, sqlite_where=text(_WAITING)
        ),
        Index("ix_alert_urgent", "severity", "detected_at", "id", postgresql_where=_OPEN, sqlite_where=text(_OPEN)),
        Index("ix_alert_right", "organisation_id", "point", postgresql_where=_RIGHT, sqlite_where=text(_RIGHT)),
    )
    kind = "alert"

    point: Mapped[str] = mapped_column(String(40))
    point_version: Mapped[int] = mapped_column(Integer, default=1)
    limits: Mapped[Any] = mapped_column(Json, nullable=True)
    """Parameters in force when it was raised."""
    subject_kind: Mapped[str] = mapped_column(String(30))
    subject_id: Mapped[int] = mapped_column(Id)
    episode: Mapped[str] = mapped_column(String(60), default="")
    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"))
    official_id: Mapped[int | None] = mapped_column(Id)
    """The person in charge, when the point names one."""
    severity: Mapped[int] = mapped_column(SmallInteger)
    nature: Mapped[int] = mapped_column(SmallInteger, default=1)
    occurred_at: Mapped[datetime] = mapped_column(UtcDateTime)
    detected_at: Mapped[datetime] = mapped_column(UtcDateTime)
    detected_on: Mapped[date | None] = mapped_column(Date, default=_day_detected)
    """The day in China: alerts about one subject and one person on one day have one cause."""
    text: Mapped[str] = mapped_column(String(400))
    """Case number, item and fact in one line, in the language of the installation; the text that search looks in."""
    fact: Mapped[str] = mapped_column(String(400), default="", server_default="")
    """What was found, as the point words it: the end of the text before its translation; empty in old alerts."""
    evidence: Mapped[Any] = mapped_column(Json, nullable=True)
    """The compared values by name."""
    state: Mapped[str] = mapped_column(String(14), default=AlertState.NEW)
    assigned_to: Mapped[int | None] = mapped_column(Id)
    """The inspector who works on it."""
    reply_due_on: Mapped[date | None] = mapped_column(Date)
    ceased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the condition no longer held; the alert itself stays."""
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    days_open: Mapped[int | None] = mapped_column(Integer)
    """Whole days from its detection to its end; computed when the end is written."""
    verdict: Mapped[str | None] = mapped_column(Text)
    false_alarm: Mapped[str | None] = mapped_column(String(12))
    """A FalseAlarm, when it was one."""
    run_id: Mapped[int | None] = mapped_column(Id, index=True)
    edit_number: Mapped[int] = mapped_column(Integer, default=1)

    __mapper_args__ = {"version_id_col": edit_number}  # noqa: RUF012 - as the mapper wants it

    organisation: Mapped[Organisation] = relationship()
    notes: Mapped[list["AlertNote"]] = relationship(order_by="AlertNote.id")


def _count_days(_mapper: Mapper[Any], _connection: Connection, row: Alert) -> None:
    """Keep the days that an alert was open in step with its end."""
    row.days_open = None if row.closed_at is None else max(0, (row.closed_at - row.detected_at).days)


event.listen(Alert, "before_insert", _count_days)
event.listen(Alert, "before_update", _count_days)


class FalseAlarm(Word):
    """Why an alert was no breach; what improves the point."""

    LAWFUL = "lawful", N_("The conduct was lawful")
    WRONG_RECORD = "wrong_record", N_("The record was wrong and has been set right")
    TOO_STRICT = "too_strict", N_("The threshold is too strict")
    DOUBLE = "double", N_("The same matter as another alert")


class NoteKind(Word):
    """What a note on an alert is."""

    EXPLANATION = "explanation", N_("Explanation of the organisation")
    FINDING = "finding", N_("Finding of the inspector")
    VERDICT = "verdict", N_("Verdict")


class AlertNote(CountyRow):
    """What somebody wrote about an alert; never changed, only followed by another."""

    __tablename__ = "alert_note"
    kind = "alert_note"

    alert_id: Mapped[int] = mapped_column(Id, ForeignKey("alert.id"), index=True)
    what: Mapped[str] = mapped_column(String(12))
    """A NoteKind."""
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    official_id: Mapped[int | None] = mapped_column(Id)
    text: Mapped[str] = mapped_column(Text)


class FollowUpState(Word):
    """States of a follow-up."""

    ASKED = "asked", N_("Waiting for the reply")
    REPLIED = "replied", N_("Reply under review")
    SENT_BACK = "sent_back", N_("Sent back")
    ACCEPTED = "accepted", N_("Reply accepted")
    ESCALATED = "escalated", N_("Escalated to accountability")
    CANCELLED = "cancelled", N_("Cancelled")


class FollowUp(CountyRow):
    """A written demand to an organisation to explain and put right (督办)."""

    __tablename__ = "follow_up"
    kind = "follow_up"

    number: Mapped[str] = mapped_column(String(60), unique=True)
    alert_id: Mapped[int] = mapped_column(Id, ForeignKey("alert.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"), index=True)
    asked_by: Mapped[int | None] = mapped_column(Id)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    question: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date | None] = mapped_column(Date)
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reminders: Mapped[int] = mapped_column(Integer, default=0)
    reply: Mapped[str | None] = mapped_column(Text)
    measures: Mapped[str | None] = mapped_column(Text)
    replied_by: Mapped[int | None] = mapped_column(Id)
    replied_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    round: Mapped[int] = mapped_column(Integer, default=1)
    """How many times a reply has been asked for, from 1."""
    review: Mapped[str | None] = mapped_column(Text)
    reviewed_by: Mapped[int | None] = mapped_column(Id)
    reviewed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(10), default=FollowUpState.ASKED)
    lead_id: Mapped[int | None] = mapped_column(Id, ForeignKey("follow_up.id"), index=True)
    """The joint follow-up of which this is the part of one body."""
    wanted_days: Mapped[int | None] = mapped_column(Integer)
    """Working days by which the organisation asks to have its limit made longer."""
    wanted_why: Mapped[str | None] = mapped_column(Text)
    extended: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    """Working days by which its limit was made longer in all."""
    rung: Mapped[int] = mapped_column(SmallInteger, default=0, server_default="0")
    """The highest rung of the ladder of reminders that was reached, from 1; 0 before the first."""
    reported_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it was reported to the leaders of the county."""
    check_on: Mapped[date | None] = mapped_column(Date)
    """The day from which it is to be checked whether what was put right has lasted."""
    checked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    checked_by: Mapped[int | None] = mapped_column(Id)
    lasted: Mapped[bool | None]
    check_text: Mapped[str | None] = mapped_column(Text)
    edit_number: Mapped[int] = mapped_column(Integer, default=1)

    __mapper_args__ = {"version_id_col": edit_number}  # noqa: RUF012 - as the mapper wants it

    alert: Mapped[Alert] = relationship()
    organisation: Mapped[Organisation] = relationship()


class SavedFilter(CountyRow):
    """An inspector's own filter of the alert queue, shown with its count."""

    __tablename__ = "saved_filter"
    kind = "saved_filter"

    official_id: Mapped[int] = mapped_column(Id, index=True)
    name: Mapped[str] = mapped_column(String(40))
    query: Mapped[Any] = mapped_column(Json, nullable=True)
    shared: Mapped[bool] = mapped_column(default=False)


class QueueView(CountyRow):
    """How one person wants the alert queue shown: columns in their order."""

    __tablename__ = "queue_view"
    kind = "queue_view"

    official_id: Mapped[int] = mapped_column(Id, unique=True)
    columns: Mapped[Any] = mapped_column(Json)
    """Names of ``queries.columns.Column``."""


class ScanCursor(Base):
    """How far the scan has read each county's trail, and up to which instant it has looked."""

    __tablename__ = "scan_cursor"
    kind: ClassVar[str] = "scan_cursor"

    county: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    place: Mapped[int] = mapped_column(Id, default=0)
    ticked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    swept_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class By(StrEnum):
    """What alerts are counted by."""

    COUNTY = "county"
    ORGANISATION = "organisation"
    POWER = "power"
    OFFICIAL = "official"
    POINT = "point"
    MONTH = "month"


class AlertCount(Base):
    """How many alerts were detected in a period, and what became of them, as the clock counted them last."""

    __tablename__ = "alert_count"
    __table_args__ = (Index("ix_alert_count_read", "what", "period", "key"),)
    kind: ClassVar[str] = "alert_count"

    county: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    period: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    """A day (20261128) or a month (202611) of China."""
    what: Mapped[str] = mapped_column(String(12), primary_key=True)
    """``By.POINT``, ``By.OFFICIAL`` or ``By.POWER``; the others follow from the first."""
    organisation_id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    """Code of the point, or id of the official or item."""
    total: Mapped[int] = mapped_column(Integer)
    red: Mapped[int] = mapped_column(Integer)
    yellow: Mapped[int] = mapped_column(Integer)
    blue: Mapped[int] = mapped_column(Integer)
    open: Mapped[int] = mapped_column(Integer)
    confirmed: Mapped[int] = mapped_column(Integer)
    cleared: Mapped[int] = mapped_column(Integer)


class CountCursor(Base):
    """Up to which row of a county's trail the figures of its alerts have been counted, and when."""

    __tablename__ = "count_cursor"
    kind: ClassVar[str] = "count_cursor"

    county: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    place: Mapped[int] = mapped_column(Id, default=0)
    counted_at: Mapped[datetime] = mapped_column(UtcDateTime)


keep_pairs(Alert.__table__, "text", changes=False)  # type: ignore[arg-type]
