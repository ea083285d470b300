"""Files of bids: sealed as they came, and after the opening what they tell of who made them and how alike they are."""

from datetime import datetime
from typing import Any

from sqlalchemy import Double, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.db import CountyRow, Id, Json, UtcDateTime
from app.kernel.places import Organisation
from app.kernel.sealing import EncryptedText
from app.trading.models.bids import Offer
from app.trading.models.project import Lot
from app.trading.words import PapersState


class BidBody(CountyRow):
    """The sealed files of a bid: the key to them stands in the sealed price envelope alone."""

    __tablename__ = "trade_body"
    __table_args__ = (Index("ix_trade_body_digest", "lot_id", "pass_hash", "digest", unique=True),)
    kind = "trade_body"

    lot_id: Mapped[int] = mapped_column(Id, ForeignKey("trade_lot.id"))
    pass_hash: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the sealed bytes."""
    size: Mapped[int] = mapped_column(Integer)
    stored_as: Mapped[str] = mapped_column(String(80), unique=True)
    handed_in_at: Mapped[datetime] = mapped_column(UtcDateTime)

    lot: Mapped[Lot] = relationship()


class BidOrigin(CountyRow):
    """The network address from which a bid or its files came; encrypted, and read after the opening alone."""

    __tablename__ = "trade_origin"
    kind = "trade_origin"

    lot_id: Mapped[int] = mapped_column(Id, ForeignKey("trade_lot.id"), index=True)
    pass_hash: Mapped[str] = mapped_column(String(64))
    address: Mapped[str] = mapped_column(EncryptedText)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class BidPapers(CountyRow):
    """What became of the files of a bid that was opened."""

    __tablename__ = "trade_papers"
    kind = "trade_papers"

    offer_id: Mapped[int] = mapped_column(Id, ForeignKey("trade_offer.id"), unique=True)
    lot_id: Mapped[int] = mapped_column(Id, ForeignKey("trade_lot.id"), index=True)
    state: Mapped[str] = mapped_column(String(12), default=PapersState.WAITING)
    digest: Mapped[str] = mapped_column(String(64), default="")
    """Of the sealed files, as the envelope names them; empty where it names none."""
    key: Mapped[str] = mapped_column(EncryptedText, default="")
    files: Mapped[Any] = mapped_column(Json, default=list)
    """Of each file: name, format, and where it could not be read, why (a Fault)."""
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    offer: Mapped[Offer] = relationship()


class BidTrace(CountyRow):
    """One thing in the files of a bid that ties it to a machine, a writer, a person or a way to be reached."""

    __tablename__ = "trade_trace"
    __table_args__ = (
        Index("ix_trade_trace_lot", "lot_id", "value_hash"),
        Index("ix_trade_trace_value", "county", "value_hash"),
    )
    kind = "trade_trace"

    lot_id: Mapped[int] = mapped_column(Id, ForeignKey("trade_lot.id"))
    offer_id: Mapped[int] = mapped_column(Id, ForeignKey("trade_offer.id"), index=True)
    what: Mapped[str] = mapped_column(String(12))
    """A MarkKind, a ContactKind or ``upload``."""
    value_hash: Mapped[str] = mapped_column(String(64))
    shown: Mapped[str] = mapped_column(String(200))
    """As an inspector may read it: of people and accounts the ends alone."""
    file: Mapped[str] = mapped_column(String(200), default="")


class BidMatch(CountyRow):
    """What two bids of one lot share, in the sense of one condition."""

    __tablename__ = "trade_match"
    __table_args__ = (Index("ix_trade_match_of", "lot_id", "code", "first_id", "second_id", unique=True),)
    kind = "trade_match"

    lot_id: Mapped[int] = mapped_column(Id, ForeignKey("trade_lot.id"))
    code: Mapped[str] = mapped_column(String(20))
    """As the point's: ``T08.machine``."""
    first_id: Mapped[int] = mapped_column(Id, ForeignKey("trade_offer.id"))
    second_id: Mapped[int] = mapped_column(Id, ForeignKey("trade_offer.id"))
    what: Mapped[str] = mapped_column(String(12), default="")
    shown: Mapped[str] = mapped_column(String(200), default="")
    share: Mapped[float | None] = mapped_column(Double)
    """Per cent: of the shorter text, or of the prices that are equal."""
    whole: Mapped[float | None] = mapped_column(Double)
    """Per cent of both texts together."""
    count: Mapped[int | None] = mapped_column(Integer)
    """Blocks, rows, marks, or firms seen at an address."""
    found_at: Mapped[datetime] = mapped_column(UtcDateTime)

    first: Mapped[Offer] = relationship(foreign_keys=first_id)
    second: Mapped[Offer] = relationship(foreign_keys=second_id)


class LotReading(CountyRow):
    """The files of a lot's bids were read and compared; read again, it is brought up to date."""

    __tablename__ = "trade_reading"
    kind = "trade_reading"

    lot_id: Mapped[int] = mapped_column(Id, ForeignKey("trade_lot.id"), unique=True)
    bids: Mapped[int] = mapped_column(Integer)
    read: Mapped[int] = mapped_column(Integer)
    """Bids of which every file was read."""
    read_at: Mapped[datetime] = mapped_column(UtcDateTime)

    lot: Mapped[Lot] = relationship()


class TradeShared(CountyRow):
    """What bidders share by right: the terminal of the hall, a printing shop, a public template, a published telephone."""

    __tablename__ = "trade_shared"
    kind = "trade_shared"

    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"), index=True)
    """The trading centre that vouches for it."""
    what: Mapped[str] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(120))
    value: Mapped[str] = mapped_column(Text)
    """An address, a number of a machine, a contact; of a template its text."""
    noted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    organisation: Mapped[Organisation] = relationship()

    def __str__(self) -> str:
        return self.name
