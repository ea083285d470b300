"""Attachments: the name as the clerk gave it in the table, the bytes under a random name on disk."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import CountyRow, Id, UtcDateTime


class Attachment(CountyRow):
    """A file that belongs to one subject and is read under that subject's scope."""

    __tablename__ = "attachment"
    __table_args__ = (Index("ix_attachment_subject", "subject_kind", "subject_id"),)
    kind: ClassVar[str] = "attachment"

    subject_kind: Mapped[str] = mapped_column(String(30))
    subject_id: Mapped[int] = mapped_column(Id)
    organisation_id: Mapped[int | None] = mapped_column(Id)
    name: Mapped[str] = mapped_column(String(200))
    """Original file name, Chinese kept."""
    media_type: Mapped[str] = mapped_column(String(80))
    """By content, never by name."""
    size: Mapped[int] = mapped_column(Id)
    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the bytes."""
    stored_as: Mapped[str] = mapped_column(String(80), unique=True)
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    uploaded_by: Mapped[int | None] = mapped_column(Id)
