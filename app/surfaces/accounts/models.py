"""What the platform remembers of an account beyond Flask-AppBuilder's user."""

from datetime import date, datetime
from typing import Any, ClassVar

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import Date, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.db import Base, CountyRow, Id, Json, UtcDateTime
from app.kernel.places import Official, Organisation
from app.kernel.roles import Role
from app.kernel.sealing import EncryptedText
from app.kernel.words import N_, Word


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
    messages_read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Until when messages to the desk have been read."""
    calendar_hash: Mapped[str | None] = mapped_column(String(64), unique=True, index=True)
    """SHA-256 of the token in the address of the calendar of one's deadlines; None where there is no address."""
    digest: Mapped[str] = mapped_column(String(8), default="", server_default="")
    """How the digest of the morning comes: ``email``, ``sms``, or empty for none."""
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
    provider: Mapped[str | None] = mapped_column(String(40))
    """Who elsewhere told who this is; empty: a password here."""
    provider_session: Mapped[str | None] = mapped_column(String(255), index=True)
    """Number of the log-in there, by which it is ended from there."""


class OutsideIdentity(CountyRow):
    """Somebody as an identity provider, a directory or a gateway knows him, connected with his account here."""

    __tablename__ = "outside_identity"
    __table_args__ = (
        UniqueConstraint("provider", "subject", name="uq_outside_identity_subject"),
        UniqueConstraint("provider", "user_id", name="uq_outside_identity_user"),
    )
    kind = "outside_identity"

    provider: Mapped[str] = mapped_column(String(40))
    """Its name in the operator's file."""
    subject: Mapped[str] = mapped_column(String(255))
    """Number of the person there, which never changes and is never given to another."""
    name: Mapped[str] = mapped_column(String(120))
    """Log-in name there when it was last used."""
    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"), index=True)
    official_id: Mapped[int] = mapped_column(ForeignKey("official.id"), index=True)
    connected_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    official: Mapped[Official] = relationship(foreign_keys=[official_id])


class AccessKey(CountyRow):
    """A key by which a program calls the resources in the name of an official, with one of his roles."""

    __tablename__ = "access_key"
    kind = "access_key"

    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    official_id: Mapped[int] = mapped_column(ForeignKey("official.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    """Of the program that uses it."""
    start: Mapped[str] = mapped_column(String(12))
    """Its first signs, by which its holder knows it."""
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    """SHA-256 of the whole key."""
    old_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    """SHA-256 of the secret before this one, which opens the same until ``old_until``."""
    old_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    role: Mapped[str] = mapped_column(String(20))
    writes: Mapped[bool] = mapped_column()
    scopes: Mapped[str] = mapped_column(Text, default="", server_default="")
    """Words such as ``post:read power:write`` (RFC 6749, 3.3); empty: all that the role opens."""
    place_id: Mapped[int | None] = mapped_column(Id, ForeignKey("organisation.id"))
    """Organisation within whose subtree it sees rows; empty: the whole scope of its holder."""
    networks: Mapped[str] = mapped_column(String(400), default="", server_default="")
    """Addresses and networks from which it is taken; empty: any."""
    per_minute: Mapped[int] = mapped_column(Integer, default=600, server_default="600")
    """Calls within a minute at the most."""
    ends_on: Mapped[date] = mapped_column(Date)
    """Last day on which it opens anything."""
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("official.id"))
    """Its holder or an administrator; empty: the platform."""
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Last use, to the minute."""
    used_from: Mapped[str | None] = mapped_column(String(45))
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_by: Mapped[int | None] = mapped_column(ForeignKey("official.id"))

    official: Mapped[Official] = relationship(foreign_keys=[official_id])
    place: Mapped[Organisation | None] = relationship(foreign_keys=[place_id])

    def rotating(self, at: datetime) -> bool:
        """Tell whether the secret before this one still opens what it opens."""
        return self.old_until is not None and self.old_until > at


class Supervised(Word):
    """What happens to the account of somebody who supervises; no administrator decides it alone."""

    GRANT = "grant", N_("Give a role")
    WITHDRAW = "withdraw", N_("Withdraw a role")
    PASSWORD = "reset", N_("Reset the password")
    SECOND_FACTOR = "second_factor", N_("Reset the second factor")
    DISABLE = "disable", N_("Switch off")
    ENABLE = "enable", N_("Switch on")
    LEAVE = "leave", N_("End the service")


class Consent(CountyRow):
    """An act on the account of somebody who supervises: who asked, who agreed, when it was done.

    Done without ``agreed_by`` and not by the level above is done by one alone.
    """

    __tablename__ = "account_consent"
    kind = "account_consent"

    official_id: Mapped[int] = mapped_column(ForeignKey("official.id"), index=True)
    what: Mapped[str] = mapped_column(String(16))
    """A Supervised."""
    role: Mapped[str | None] = mapped_column(String(20))
    asked_by: Mapped[int] = mapped_column(ForeignKey("official.id"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    above: Mapped[bool] = mapped_column(default=False)
    """Done by the administrator of the level above."""
    agreed_by: Mapped[int | None] = mapped_column(ForeignKey("official.id"))
    agreed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    declined_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    official: Mapped[Official] = relationship(foreign_keys=[official_id])
    asker: Mapped[Official] = relationship(foreign_keys=[asked_by])

    @property
    def what_word(self) -> Supervised:
        """What is to be done."""
        return Supervised(self.what)

    @property
    def role_word(self) -> Role | None:
        """The role that is given or withdrawn, if it is about one."""
        return Role(self.role) if self.role else None
