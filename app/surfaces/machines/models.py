"""Tables of what programs ask for."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base, UtcDateTime
from app.kernel.sealing import EncryptedText


class KeptAnswer(Base):
    """The answer to a call that carried an idempotency key, for the same call once more; kept for a day."""

    __tablename__ = "kept_answer"
    kind: ClassVar[str] = "kept_answer"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    """SHA-256 of the owner (user and key for programs) and the idempotency key."""
    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of method, address and body."""
    status: Mapped[int] = mapped_column(Integer)
    body: Mapped[str] = mapped_column(EncryptedText)
    until: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    """From this instant on the call may be made afresh."""
