"""The pool of experts, draws from it, the committee and its scores."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, Numeric, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.db import CountyRow, Id, Json, UtcDateTime
from app.kernel.sealing import EncryptedText
from app.trading.models.bids import Offer
from app.trading.models.project import Criterion, Project
from app.trading.words import CallAnswer


class Expert(CountyRow):
    """A person who may be drawn into a committee."""

    __tablename__ = "trade_expert"
    __table_args__ = (Index("ix_trade_expert_number", "county", "number_hash", unique=True),)
    kind = "trade_expert"

    name: Mapped[str] = mapped_column(String(60))
    number: Mapped[str] = mapped_column(String(18))
    """Ends of the identity number."""
    number_hash: Mapped[str] = mapped_column(String(64), default="")
    specialty: Mapped[str] = mapped_column(String(60), index=True)
    employer: Mapped[str] = mapped_column(String(120))
    source: Mapped[str] = mapped_column(String(120), default="")
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    party_id: Mapped[int | None] = mapped_column(Id, ForeignKey("party.id"), index=True)
    """None only until the act that wrote the row is settled."""

    def __str__(self) -> str:
        return self.name


class Draw(CountyRow):
    """A draw of experts that anybody can repeat: the list was frozen and the values were committed before the seed was known."""

    __tablename__ = "trade_draw"
    kind = "trade_draw"

    project_id: Mapped[int] = mapped_column(Id, ForeignKey("trade_project.id"), unique=True)
    specialty: Mapped[str] = mapped_column(String(60))
    wanted: Mapped[int] = mapped_column(Integer)
    """How many sit in the committee; the others on the list are reserves in their order."""
    salt: Mapped[str] = mapped_column(String(64))
    """Hides whose an opaque id is until the award."""
    listed: Mapped[Any] = mapped_column(Json)
    """Opaque ids of those who may be drawn, sorted."""
    list_hash: Mapped[str] = mapped_column(String(64))
    frozen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seed: Mapped[str | None] = mapped_column(String(64))
    drawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    drawn_on: Mapped[date | None] = mapped_column(Date)
    lead: Mapped[int | None] = mapped_column(Integer)
    """Full minutes from the draw to the deadline for bids; below zero after it."""

    project: Mapped[Project] = relationship()
    parts: Mapped[list["DrawPart"]] = relationship(back_populates="draw", order_by="DrawPart.side")
    members: Mapped[list["PanelMember"]] = relationship(back_populates="draw", order_by="PanelMember.place")


class DrawPart(CountyRow):
    """A value that one side has committed to, and revealed."""

    __tablename__ = "trade_draw_part"
    __table_args__ = (Index("ix_trade_draw_part_side", "draw_id", "side", unique=True),)
    kind = "trade_draw_part"

    draw_id: Mapped[int] = mapped_column(Id, ForeignKey("trade_draw.id"))
    side: Mapped[str] = mapped_column(String(12))
    commitment: Mapped[str] = mapped_column(String(64))
    value: Mapped[str | None] = mapped_column(String(120))

    draw: Mapped[Draw] = relationship(back_populates="parts")


class PanelMember(CountyRow):
    """An expert in the order of the draw, what he answered, and whether his scores are in."""

    __tablename__ = "trade_member"
    __table_args__ = (Index("ix_trade_member_place", "draw_id", "place", unique=True),)
    kind = "trade_member"

    draw_id: Mapped[int] = mapped_column(Id, ForeignKey("trade_draw.id"))
    expert_id: Mapped[int] = mapped_column(Id, ForeignKey("trade_expert.id"), index=True)
    place: Mapped[int] = mapped_column(Integer)
    called_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Since when the order of the draw calls him; none for a reserve whom nobody needs yet."""
    answer: Mapped[str] = mapped_column(String(12), default=CallAnswer.WAITING)
    by_hand: Mapped[bool] = mapped_column(Boolean, default=True)
    """The centre noted the answer; it came neither from the expert's own account nor from the clock."""
    seated: Mapped[bool] = mapped_column(Boolean, default=False)
    scored_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    on_paper: Mapped[bool] = mapped_column(Boolean, default=False)
    """The centre entered his scores from paper; otherwise he handed them in alone, by his own account."""
    draft: Mapped[str | None] = mapped_column(EncryptedText)
    """What he has typed so far, as JSON; none once his scores are in, and shown to himself alone."""
    note: Mapped[str] = mapped_column(EncryptedText, default="")
    """Why he keeps away."""

    draw: Mapped[Draw] = relationship(back_populates="members")
    expert: Mapped[Expert] = relationship()


class Score(CountyRow):
    """Points of one expert for one offer on one row of the scoring rule."""

    __tablename__ = "trade_score"
    __table_args__ = (Index("ix_trade_score_of", "offer_id", "member_id", "criterion_id", unique=True),)
    kind = "trade_score"

    offer_id: Mapped[int] = mapped_column(Id, ForeignKey("trade_offer.id"))
    member_id: Mapped[int] = mapped_column(Id, ForeignKey("trade_member.id"), index=True)
    criterion_id: Mapped[int] = mapped_column(Id, ForeignKey("trade_criterion.id"))
    points: Mapped[Decimal] = mapped_column(Numeric(5, 2))

    offer: Mapped[Offer] = relationship()
    criterion: Mapped[Criterion] = relationship()


class RejectionMotion(CountyRow):
    """A member of a committee holds that a bid is to be rejected; it is when more than half of the committee agree."""

    __tablename__ = "trade_motion"
    kind = "trade_motion"

    offer_id: Mapped[int] = mapped_column(Id, ForeignKey("trade_offer.id"), index=True)
    member_id: Mapped[int | None] = mapped_column(Id, ForeignKey("trade_member.id"))
    """Who made it; none where the centre entered it from the paper record of the review."""
    ground: Mapped[str] = mapped_column(String(16))
    """A Rejection."""
    page: Mapped[int] = mapped_column(Integer)
    """Of the bid, on which the passage stands."""
    text: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    carried: Mapped[bool | None] = mapped_column(Boolean)

    offer: Mapped[Offer] = relationship()
    votes: Mapped[list["RejectionVote"]] = relationship(back_populates="motion", order_by="RejectionVote.id")


class RejectionVote(CountyRow):
    """What one member of the committee says to a motion."""

    __tablename__ = "trade_vote"
    __table_args__ = (Index("ix_trade_vote_member", "motion_id", "member_id", unique=True),)
    kind = "trade_vote"

    motion_id: Mapped[int] = mapped_column(Id, ForeignKey("trade_motion.id"))
    member_id: Mapped[int] = mapped_column(Id, ForeignKey("trade_member.id"), index=True)
    agrees: Mapped[bool] = mapped_column(Boolean)
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    motion: Mapped[RejectionMotion] = relationship(back_populates="votes")
