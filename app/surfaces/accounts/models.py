"""What the platform remembers of an account beyond Flask-AppBuilder's user."""

from datetime import datetime
from typing import Any, ClassVar

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.db import Base, Json, UtcDateTime
from app.kernel.places import Official
from app.kernel.sealing import EncryptedText


class Account(Base):
    """The credentials side of an official: second factor, forced change, and when the password was set."""

    __tablename__ = "account"
    kind: ClassVar[str] = "account"

    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"), primary_key=True, autoincrement=False)
    official_id: Mapped[int] = mapped_column(ForeignKey("official.id"), unique=True)
    must_change: Mapped[bool] = mapped_column(default=True)
    password_set_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    totp_secret: Mapped[str | None] = mapped_column(EncryptedText)
    totp_confirmed: Mapped[bool] = mapped_column(default=False)
    totp_step: Mapped[int] = mapped_column(Integer, default=0)
    """The last 30-second step whose code was used; a code is never accepted twice."""
    backup_hashes: Mapped[Any] = mapped_column(Json, nullable=True)
    """SHA-256 of the backup codes not yet used."""

    user: Mapped[User] = relationship()
    official: Mapped[Official] = relationship()

    @property
    def id(self) -> int:
        """Id under which the trail names the account: the official's."""
        return self.official_id

    @property
    def county(self) -> int:
        """County in whose trail the account's log-ins stand."""
        return self.official.county


class LoginSession(Base):
    """One log-in on one device; the cookie holds a token, this row its hash and its end."""

    __tablename__ = "login_session"
    kind: ClassVar[str] = "login_session"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"), index=True)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    address: Mapped[str | None] = mapped_column(String(45))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class LoginFailure(Base):
    """A wrong password or code, counted by name and address; the name is kept as a hash only."""

    __tablename__ = "login_failure"
    __table_args__ = (Index("ix_login_failure", "name_hash", "address", "failed_at"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name_hash: Mapped[str] = mapped_column(String(64))
    address: Mapped[str] = mapped_column(String(45))
    failed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    cleared: Mapped[bool] = mapped_column(default=False)
    """Set by a log-in that succeeded, or by an administrator who unlocked the account."""
