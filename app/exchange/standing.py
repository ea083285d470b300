"""How far each channel has come: for the page, the command and the operator's monitoring."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.exchange.models import ExchangeBatch, ExchangeChannel, Peer, WaitingRow
from app.exchange.words import ChannelState, Direction
from app.kernel.audit import ChainHead, instant
from app.kernel.domain import Gauges


@dataclass(frozen=True, slots=True)
class Standing:
    """One channel as it stands now."""

    id: int
    peer: int
    name: str
    direction: Direction
    trail: int
    kinds: tuple[str, ...]
    state: ChannelState
    last_number: int
    unconfirmed: int
    """Batches that were made and have no receipt."""
    behind: int
    """Rows of the trail that were not looked at yet; none on the side of the receiver, who cannot know."""
    waiting: int
    """Refused rows that wait."""
    wanted: int | None
    receipt_at: datetime | None
    """When the last receipt came or was given."""
    heard_at: datetime | None
    silent: float | None
    """Seconds since the peer was last heard."""

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        times = {name: getattr(self, name) for name in ("heard_at", "receipt_at")}
        return {**asdict(self), **{name: at and instant(at) for name, at in times.items()}}


def standing(session: Session, now: datetime) -> list[Standing]:
    """Return every channel that did not end, by peer; four statements, whatever the number of peers and batches."""
    unconfirmed = _counts(session, ExchangeBatch.channel_id, ExchangeBatch.receipt.is_(None))
    waiting = _counts(session, WaitingRow.channel_id, WaitingRow.settled_at.is_(None))
    places = dict(session.execute(select(ChainHead.county, ChainHead.place)).all())
    channels = session.execute(
        select(Peer, ExchangeChannel)
        .join(Peer, Peer.id == ExchangeChannel.peer_id)
        .where(ExchangeChannel.state != str(ChannelState.ENDED))
        .order_by(Peer.number, ExchangeChannel.direction, ExchangeChannel.id)
    )
    return [
        Standing(
            id=channel.id,
            peer=peer.number,
            name=peer.name,
            direction=Direction(channel.direction),
            trail=channel.trail,
            kinds=tuple(channel.kinds),
            state=ChannelState(channel.state),
            last_number=channel.last_number,
            unconfirmed=unconfirmed.get(channel.id, 0),
            behind=_behind(channel, places),
            waiting=waiting.get(channel.id, 0),
            wanted=channel.wanted,
            receipt_at=channel.receipt_at,
            heard_at=peer.heard_at,
            silent=(now - peer.heard_at).total_seconds() if peer.heard_at else None,
        )
        for peer, channel in channels
    ]


def _counts(session: Session, channel: InstrumentedAttribute[int], still: ColumnElement[bool]) -> dict[int, int]:
    return dict(session.execute(select(channel, func.count()).where(still).group_by(channel)).all())


def _behind(channel: ExchangeChannel, places: dict[int, int]) -> int:
    return max(0, places.get(channel.trail, 0) - channel.read_until) if channel.direction == Direction.OUT else 0


FIGURES = {
    "exchange_behind_rows": ("behind", "Rows of the trail that the slowest channel has not looked at"),
    "exchange_unconfirmed_batches": ("unconfirmed", "Batches of the slowest channel without a receipt"),
    "exchange_refused_rows": ("waiting", "Refused rows that wait in the fullest channel"),
    "exchange_silence_seconds": ("silent", "Seconds since the most silent peer was heard"),
}
"""What the operator's monitoring reads: which value of a channel, and what the largest of all channels is called."""


def _largest(session: Session, now: datetime) -> dict[str, float | None]:
    """Return the largest value of each figure; none while there is no channel."""
    channels = standing(session, now)
    return {
        name: max((getattr(one, value) or 0 for one in channels), default=None)
        for name, (value, _title) in FIGURES.items()
    }


GAUGES = (Gauges({name: title for name, (_value, title) in FIGURES.items()}, _largest),)
