"""Accounts of the outer door: another class than those of officials, with tables, log-in and cookie of their own."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.intermediaries.models import Agency
from app.kernel.db import Base, CountyRow, Id, UtcDateTime
from app.kernel.places import Organisation
from app.kernel.sealing import EncryptedText
from app.trading.models.bids import Bidder
from app.trading.models.panel import Expert
from app.trading.words import ApplicationState, OutsideRole


class OutsideApplication(CountyRow):
    """Somebody asks for an account at the outer door; the trading centre compares what is told and decides.

    What each kind of applicant tells is declared in ``operations.applying``; what another kind tells stays empty. Which
    entry of the pool of experts it is, if any, is found by the identity number: whoever applies is not told.
    """

    __tablename__ = "trade_application"
    kind = "trade_application"

    role: Mapped[str] = mapped_column(String(12), default=OutsideRole.BIDDER)
    """As what: an OutsideRole."""
    centre_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"), index=True)
    uscc: Mapped[str] = mapped_column(String(18), default="", index=True)
    name: Mapped[str] = mapped_column(String(200), default="")
    """Of the company."""
    contact: Mapped[str] = mapped_column(String(60), default="")
    phone: Mapped[str] = mapped_column(String(40))
    bank: Mapped[str] = mapped_column(String(120), default="")
    bank_account: Mapped[str | None] = mapped_column(EncryptedText)
    """Its basic account."""
    number: Mapped[str] = mapped_column(String(18), default="")
    """Ends of the identity number."""
    number_hash: Mapped[str] = mapped_column(String(64), default="")
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
        return self.name or self.person


class OutsideAccount(CountyRow):
    """One person who may log in at the outer door: for one bidder or agency, or as one expert; nothing inside opens."""

    __tablename__ = "trade_account"
    __table_args__ = (
        CheckConstraint(
            "(CASE WHEN bidder_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN expert_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN agency_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="ck_trade_account_one_party",
        ),
    )
    kind = "trade_account"

    bidder_id: Mapped[int | None] = mapped_column(Id, ForeignKey("trade_bidder.id"), index=True)
    expert_id: Mapped[int | None] = mapped_column(Id, ForeignKey("trade_expert.id"), index=True)
    agency_id: Mapped[int | None] = mapped_column(Id, ForeignKey("agency.id"), index=True)
    person: Mapped[str] = mapped_column(String(60))
    phone: Mapped[str] = mapped_column(String(40), default="")
    """Nobody known inside under this name and telephone logs in; messages go there."""
    username: Mapped[str] = mapped_column(String(64), unique=True)
    password: Mapped[str] = mapped_column(String(256))
    totp_secret: Mapped[str | None] = mapped_column(EncryptedText)
    totp_confirmed: Mapped[bool] = mapped_column(Boolean, default=False)
    totp_step: Mapped[int] = mapped_column(Integer, default=0)
    reset_hash: Mapped[str] = mapped_column(String(64), default="")
    """Of the code by which a new password is set; empty where none was sent or it was used."""
    reset_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)

    bidder: Mapped[Bidder | None] = relationship()
    expert: Mapped[Expert | None] = relationship()
    agency: Mapped[Agency | None] = relationship()

    def __str__(self) -> str:
        return self.person

    @property
    def role(self) -> OutsideRole:
        """At which door it opens."""
        if self.agency_id is not None:
            return OutsideRole.AGENCY
        return OutsideRole.BIDDER if self.expert_id is None else OutsideRole.EXPERT

    @property
    def party(self) -> Bidder | Expert | Agency:
        """For whom it stands."""
        held = self.bidder or self.expert or self.agency
        assert held is not None
        return held


class OutsideSession(Base):
    """One log-in at the outer door; the cookie holds a token, this row its hash and its end."""

    __tablename__ = "trade_session"
    kind: ClassVar[str] = "trade_session"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(Id, ForeignKey("trade_account.id"), index=True)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
