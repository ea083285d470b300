"""Accounts of bidders and experts: another class than those of officials, with tables, log-in and cookie of their own."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.db import Base, CountyRow, Id, UtcDateTime
from app.kernel.places import Organisation
from app.kernel.sealing import EncryptedText
from app.trading.models.bids import Bidder
from app.trading.models.panel import Expert
from app.trading.words import ApplicationState, OutsideRole


class BidderApplication(CountyRow):
    """A company asks to be registered as a bidder; the trading centre looks at its licence."""

    __tablename__ = "trade_application"
    kind = "trade_application"

    centre_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"), index=True)
    uscc: Mapped[str] = mapped_column(String(18), index=True)
    name: Mapped[str] = mapped_column(String(200))
    contact: Mapped[str] = mapped_column(String(60))
    phone: Mapped[str] = mapped_column(String(40))
    bank: Mapped[str] = mapped_column(String(120))
    bank_account: Mapped[str] = mapped_column(EncryptedText)
    """Its basic account."""
    person: Mapped[str] = mapped_column(String(60))
    """Who will log in."""
    username: Mapped[str] = mapped_column(String(64))
    password: Mapped[str] = mapped_column(String(256))
    """The hash of it; gone once there is an account. Whoever was turned down reads the reason by it."""
    state: Mapped[str] = mapped_column(String(12), default=ApplicationState.WAITING, index=True)
    reason: Mapped[str] = mapped_column(Text, default="")
    applied_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    centre: Mapped[Organisation] = relationship()

    def __str__(self) -> str:
        return self.name


class ExpertApplication(CountyRow):
    """An expert of the pool asks for an account; the trading centre compares the person with the pool.

    Which row of the pool it is, if any, is found by the identity number: whoever applies is not told whether there is one.
    """

    __tablename__ = "trade_expert_application"
    kind = "trade_expert_application"

    centre_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"), index=True)
    person: Mapped[str] = mapped_column(String(60))
    number: Mapped[str] = mapped_column(String(18))
    """Ends of the identity number."""
    number_hash: Mapped[str] = mapped_column(String(64), default="")
    phone: Mapped[str] = mapped_column(String(40))
    username: Mapped[str] = mapped_column(String(64))
    password: Mapped[str] = mapped_column(String(256))
    """The hash of it; gone once there is an account."""
    state: Mapped[str] = mapped_column(String(12), default=ApplicationState.WAITING, index=True)
    reason: Mapped[str] = mapped_column(Text, default="")
    applied_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    centre: Mapped[Organisation] = relationship()

    def __str__(self) -> str:
        return self.person


class OutsideAccount(CountyRow):
    """One person who may log in at the outer door: for one bidder, or as one expert of the pool; nothing inside opens."""

    __tablename__ = "trade_account"
    __table_args__ = (CheckConstraint("(bidder_id IS NULL) <> (expert_id IS NULL)", name="ck_trade_account_one_party"),)
    kind = "trade_account"

    bidder_id: Mapped[int | None] = mapped_column(Id, ForeignKey("trade_bidder.id"), index=True)
    expert_id: Mapped[int | None] = mapped_column(Id, ForeignKey("trade_expert.id"), index=True)
    person: Mapped[str] = mapped_column(String(60))
    phone: Mapped[str] = mapped_column(String(40), default="")
    """Of an expert: nobody known inside under this name and telephone logs in."""
    username: Mapped[str] = mapped_column(String(64), unique=True)
    password: Mapped[str] = mapped_column(String(256))
    totp_secret: Mapped[str | None] = mapped_column(EncryptedText)
    totp_confirmed: Mapped[bool] = mapped_column(Boolean, default=False)
    totp_step: Mapped[int] = mapped_column(Integer, default=0)
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)

    bidder: Mapped[Bidder | None] = relationship()
    expert: Mapped[Expert | None] = relationship()

    def __str__(self) -> str:
        return self.person

    @property
    def role(self) -> OutsideRole:
        """At which door it opens."""
        return OutsideRole.BIDDER if self.expert_id is None else OutsideRole.EXPERT


class OutsideSession(Base):
    """One log-in at the outer door; the cookie holds a token, this row its hash and its end."""

    __tablename__ = "trade_session"
    kind: ClassVar[str] = "trade_session"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(Id, ForeignKey("trade_account.id"), index=True)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
