"""Tables of the exchange: the own node, its peers, their channels, what was sent and what came."""

import json
from datetime import datetime
from typing import Any

from nacl.signing import VerifyKey
from sqlalchemy import ForeignKey, Index, Integer, LargeBinary, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.exchange.batches import Channel
from app.exchange.keys import OldKey, Ring
from app.exchange.packed import pack
from app.exchange.words import ChannelState, Direction, RowState
from app.kernel.audit import GENESIS
from app.kernel.db import CountyRow, Id, Json, UtcDateTime

_OPEN, _UNSETTLED = text("receipt IS NULL"), text("settled_at IS NULL")


class Node(CountyRow):
    """This installation as its peers know it; there is one at the most, and its number is its county's."""

    __tablename__ = "exchange_node"
    __table_args__ = (Index("ix_exchange_node_number", "number", unique=True),)
    kind = "exchange_node"

    number: Mapped[int] = mapped_column(Integer)
    public_key: Mapped[str] = mapped_column(String(64))
    """32 bytes in hexadecimal digits; the private half lies in a file alone."""
    begun_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def key(self) -> VerifyKey:
        """Key that its batches and receipts are signed with."""
        return VerifyKey(bytes.fromhex(self.public_key))


class Peer(CountyRow):
    """Another installation, and the key that two people compared."""

    __tablename__ = "exchange_peer"
    __table_args__ = (Index("ix_exchange_peer_number", "number", unique=True),)
    kind = "exchange_peer"

    number: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String(80))
    public_key: Mapped[str] = mapped_column(String(64))
    level: Mapped[str] = mapped_column(String(8))
    """A PeerLevel."""
    address: Mapped[str] = mapped_column(String(200), default="")
    """Where it can be reached; empty for a place without a line."""
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    heard_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When something genuine last came from it, by the clock of this installation."""
    by_line: Mapped[bool] = mapped_column(default=False)
    """Something genuine came over the line before, so its silence means something."""
    looked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the clock last saw to this peer."""
    quiet_from: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """From when its silence counts: when it was last heard, or since when this installation listens again."""
    fault: Mapped[str] = mapped_column(String(200), default="")
    """Why it could not be reached the last time; empty when it could."""
    asked: Mapped[int] = mapped_column(Id, default=0)
    """Number of the last call for its batches; each counts further, so that none works twice."""
    answered: Mapped[int] = mapped_column(Id, default=0)
    """Number of the last call of its that was answered."""

    channels: Mapped[list["ExchangeChannel"]] = relationship(
        back_populates="peer", order_by="(ExchangeChannel.direction, ExchangeChannel.id)"
    )
    replaced: Mapped[list["ReplacedKey"]] = relationship(order_by="ReplacedKey.id")

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    @property
    def key(self) -> VerifyKey:
        """Key that its batches and receipts are signed with."""
        return VerifyKey(bytes.fromhex(self.public_key))

    @property
    def ring(self) -> Ring:
        """Its key, and those that it has replaced."""
        return Ring(self.key, tuple(one.old for one in self.replaced if not one.own))

    def own_ring(self, own: VerifyKey) -> Ring:
        """Return the keys of this installation as the peer knows them; ``own`` is the present one."""
        return Ring(own, tuple(one.old for one in self.replaced if one.own))


class ReplacedKey(CountyRow):
    """A key that this installation or a peer has replaced, with the statement that says so between the two."""

    __tablename__ = "exchange_key"
    __table_args__ = (Index("ix_exchange_key", "peer_id", "own", "public_key", unique=True),)
    kind = "exchange_key"

    peer_id: Mapped[int] = mapped_column(Id, ForeignKey("exchange_peer.id"))
    own: Mapped[bool]
    """This installation's, told to the peer; else the peer's."""
    public_key: Mapped[str] = mapped_column(String(64))
    statement: Mapped[str] = mapped_column(Text)
    """Signed with this key, as canonical JSON: the key that follows it, and from which numbers on."""
    replaced_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def old(self) -> OldKey:
        """The key, with the numbers for which it still counts."""
        said = json.loads(self.statement)
        return OldKey(VerifyKey(bytes.fromhex(self.public_key)), said["batches"], said["receipts"])


class ExchangeChannel(CountyRow):
    """What of one county's trail goes to a peer or comes from it, and how far it has come."""

    __tablename__ = "exchange_channel"
    __table_args__ = (Index("ix_exchange_channel", "peer_id", "direction", "trail", "course", unique=True),)
    kind = "exchange_channel"

    peer_id: Mapped[int] = mapped_column(Id, ForeignKey("exchange_peer.id"))
    direction: Mapped[str] = mapped_column(String(4))
    """A Direction."""
    trail: Mapped[int] = mapped_column(Integer)
    """County whose trail it follows."""
    course: Mapped[int] = mapped_column(Integer, default=1, server_default="1")
    """How often it has begun: after a fork both sides begin it again."""
    kinds: Mapped[Any] = mapped_column(Json)
    """Names of the record kinds that were agreed on."""
    state: Mapped[str] = mapped_column(String(8), default=ChannelState.OPEN)
    """A ChannelState."""
    last_number: Mapped[int] = mapped_column(Id, default=0)
    """Of the last batch that was made or taken."""
    last_digest: Mapped[str] = mapped_column(String(64), default=GENESIS)
    told_until: Mapped[int] = mapped_column(Id, default=0)
    """Place of the trail that the last batch reaches."""
    read_until: Mapped[int] = mapped_column(Id, default=0)
    """Place from which the trail is read next; ahead of the last batch where nothing was to be sent."""
    wanted: Mapped[int | None] = mapped_column(Id)
    """Number of the batch that the receiver misses."""
    stop: Mapped[str | None] = mapped_column(Text)
    """What the receiver signed when it stopped, as it travels."""
    stopped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Since when it cannot go on."""
    moved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When a batch was last made or taken, by the clock of this installation."""
    receipt_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the last receipt came or was given."""

    peer: Mapped[Peer] = relationship(back_populates="channels")

    def __str__(self) -> str:
        return f"{self.peer} · {self.trail}"

    @property
    def name(self) -> str:
        """Name by which its batches call it: the county, and after a fork how often it has begun."""
        return str(self.trail) if self.course == 1 else f"{self.trail}.{self.course}"

    def between(self, node: int) -> Channel:
        """Return the channel as its batches name it; ``node`` is the number of this installation."""
        ends = (node, self.peer.number) if self.direction == Direction.OUT else (self.peer.number, node)
        return Channel(self.name, *ends)


class ExchangeBatch(CountyRow):
    """A batch that was made or taken, with its receipt: both can be checked by somebody who trusts neither side."""

    __tablename__ = "exchange_batch"
    __table_args__ = (
        Index("ix_exchange_batch_number", "channel_id", "number", unique=True),
        Index("ix_exchange_batch_open", "channel_id", "number", "receipt", postgresql_where=_OPEN, sqlite_where=_OPEN),
    )
    kind = "exchange_batch"

    channel_id: Mapped[int] = mapped_column(Id, ForeignKey("exchange_channel.id"))
    number: Mapped[int] = mapped_column(Id)
    digest: Mapped[str] = mapped_column(String(64))
    head: Mapped[str] = mapped_column(Text)
    """Signed head as canonical JSON."""
    count: Mapped[int] = mapped_column(Integer)
    packed: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    """As it travels; empty once a sign of life was thinned out: ``travels`` packs it again."""
    kept_at: Mapped[datetime] = mapped_column(UtcDateTime)
    came_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it last came; the receipts of those that came last go back."""
    receipt: Mapped[str | None] = mapped_column(Text)
    """Signed by the receiver, as canonical JSON; None until it is here, empty once a sign of life was thinned out."""
    receipt_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    channel: Mapped[ExchangeChannel] = relationship()

    def travels(self) -> bytes:
        """Return the batch as it travels."""
        return self.packed or pack((self.head.encode(),))


class ForeignRow(CountyRow):
    """A row of another installation as it last came; never changed by anybody here."""

    __tablename__ = "exchange_row"
    __table_args__ = (
        Index("ix_exchange_row_subject", "source", "trail", "row_kind", "subject", unique=True),
        Index("ix_exchange_row_place", "source", "trail", "row_kind", "place"),
        Index("ix_exchange_row_kind", "row_kind", "id"),
    )
    kind = "exchange_row"

    source: Mapped[int] = mapped_column(Integer)
    """Number of the node that it came from."""
    trail: Mapped[int] = mapped_column(Integer)
    """County that it belongs to."""
    row_kind: Mapped[str] = mapped_column(String(30))
    """Name of its record kind."""
    subject: Mapped[int] = mapped_column(Id)
    """Its id where it lives."""
    place: Mapped[int] = mapped_column(Id)
    """Place in that county's trail that told of it last."""
    told_at: Mapped[str] = mapped_column(String(40))
    """When that was, as the sender says; never relied on."""
    data: Mapped[Any] = mapped_column(Json, nullable=True)
    """Its fields; none when it is no more."""
    batch: Mapped[int] = mapped_column(Id)
    """Number of the batch that brought it."""
    title: Mapped[str] = mapped_column(String(200), default="", server_default="")
    """How it is called: number, code, name, as far as it has them; still so when it is no more."""


class WaitingRow(CountyRow):
    """A row that the receiver refused; on both sides it waits until it is corrected or given up with a reason."""

    __tablename__ = "exchange_waiting"
    __table_args__ = (
        Index("ix_exchange_waiting_line", "channel_id", "number", "line", unique=True),
        Index("ix_exchange_waiting_open", "channel_id", postgresql_where=_UNSETTLED, sqlite_where=_UNSETTLED),
    )
    kind = "exchange_waiting"

    channel_id: Mapped[int] = mapped_column(Id, ForeignKey("exchange_channel.id"))
    number: Mapped[int] = mapped_column(Id)
    """Of its batch."""
    line: Mapped[int] = mapped_column(Integer)
    """Within the batch, from 1."""
    row_kind: Mapped[str] = mapped_column(String(30), default="")
    """Name of its record kind; empty where it named none that is known."""
    subject: Mapped[int | None] = mapped_column(Id)
    """Its id where it lives; none where it named none."""
    place: Mapped[int | None] = mapped_column(Id)
    """Place of the trail that told of it."""
    why: Mapped[str] = mapped_column(Text)
    """In a sentence of the receiver's."""
    state: Mapped[str] = mapped_column(String(8), default=RowState.WAITING)
    """A RowState."""
    reason: Mapped[str] = mapped_column(Text, default="")
    """Why it was given up."""
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    channel: Mapped[ExchangeChannel] = relationship()


TABLES = (Node, Peer, ReplacedKey, ExchangeChannel, ExchangeBatch, ForeignRow, WaitingRow)
