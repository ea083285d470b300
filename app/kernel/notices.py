"""The outbox: messages wait in a table and are sent by the clock, never in a request."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Index, Integer, String, Text, select, text
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.act import Act
from app.kernel.db import CountyRow, Id, UtcDateTime
from app.kernel.words import N_, Word


class Medium(Word):
    """How a message travels."""

    SMS = "sms", N_("Text message")
    EMAIL = "email", N_("E-mail")
    PORTAL = "portal", N_("Portal message")
    DESK = "desk", N_("Desk message")


class MessageState(Word):
    """State of a message in the outbox."""

    WAITING = "waiting", N_("Waiting")
    SENDING = "sending", N_("Being sent")
    SENT = "sent", N_("Sent")
    FAILED = "failed", N_("Failed")


class Message(CountyRow):
    """One message to one person about one subject."""

    __tablename__ = "message"
    __table_args__ = (
        Index("ix_message_waiting", "state", "next_try_at"),
        Index(
            "ix_message_desk", "address", "id", postgresql_where="medium = 'desk'", sqlite_where=text("medium = 'desk'")
        ),
    )
    kind: ClassVar[str] = "message"

    medium: Mapped[str] = mapped_column(String(8))
    address: Mapped[str] = mapped_column(String(120))
    """Phone number, e-mail address, query code (portal) or official id (desk)."""
    title: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text)
    subject_kind: Mapped[str] = mapped_column(String(30))
    subject_id: Mapped[int] = mapped_column(Id, index=True)
    organisation_id: Mapped[int | None] = mapped_column(Id)
    state: Mapped[str] = mapped_column(String(8), default=MessageState.WAITING)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    next_try_at: Mapped[datetime] = mapped_column(UtcDateTime)
    tries: Mapped[int] = mapped_column(Integer, default=0)
    claimed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When a clock took it to send it; one that stays claimed is unclear and tried again."""
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    fault: Mapped[str | None] = mapped_column(Text)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    """Idempotent key: the same notice is never queued twice."""


def queue_message(
    act: Act, medium: Medium, address: str, title: str, text: str, subject: CountyRow, key: str
) -> Message:
    """Put a message into the outbox; the clock sends it after the act has been committed."""
    message = Message(
        county=subject.county,
        medium=medium,
        address=address,
        title=title,
        text=text,
        subject_kind=subject.kind,
        subject_id=subject.id,
        organisation_id=getattr(subject, "organisation_id", None),
        created_at=act.at,
        next_try_at=act.at,
        key=f"{subject.county}:{key}:{medium}:{address}",
    )
    act.session.add(message)
    return message


def queue_once(act: Act, medium: Medium, address: str, title: str, text: str, subject: CountyRow, key: str) -> bool:
    """Queue a message unless the one with this key went to this address already; tells whether it was queued now."""
    if queued(act, medium, address, subject, key) is not None:
        return False
    queue_message(act, medium, address, title, text, subject, key)
    return True


def queued(act: Act, medium: Medium, address: str, subject: CountyRow, key: str) -> Message | None:
    """Return the message that was queued for an address under a key, sent or not."""
    whole = f"{subject.county}:{key}:{medium}:{address}"
    return act.session.scalar(select(Message).where(Message.key == whole))
