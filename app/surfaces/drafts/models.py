"""The table of half-filled forms."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base, UtcDateTime
from app.kernel.sealing import EncryptedText


class FormDraft(Base):
    """What one account has typed into one form; nobody else ever reads it."""

    __tablename__ = "form_draft"
    kind: ClassVar[str] = "form_draft"

    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"), primary_key=True, autoincrement=False)
    form: Mapped[str] = mapped_column(String(160), primary_key=True)
    """The form and what it is about, ``record.power.7``."""
    content: Mapped[str] = mapped_column(EncryptedText)
    """JSON: field name to its list of values. Encrypted, for applicants' numbers may stand in it."""
    edition: Mapped[str] = mapped_column(String(80), default="")
    """Mark of the record that the form showed; a draft over another edition is offered, never put in."""
    typed_at: Mapped[int] = mapped_column(BigInteger)
    """Milliseconds by the browser's clock, to tell which of two drafts of one browser is newer."""
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
