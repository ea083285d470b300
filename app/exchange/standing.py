"""How far each channel has come: for the page, the command and the operator's monitoring."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.exchange.models import ExchangeBatch, ExchangeChannel, WaitingRow
from app.exchange.queries import all_peers
from app.exchange.words import ChannelState, Direction
from app.kernel.audit import ChainHead, instant
from app.kernel.domain import Gauge


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
    """Return every channel, by peer."""
    unconfirmed = _counts(
        session, select(ExchangeBatch.channel_id, func.count()).where(ExchangeBatch.receipt.is_(None))
    )
    waiting = _counts(session, select(WaitingRow.channel_id, func.count()).where(WaitingRow.settled_at.is_(None)))
    heads = session.scalars(select(ChainHead).execution_options(populate_existing=True))
    receipts = _counts(session, select(ExchangeBatch.channel_id, func.max(ExchangeBatch.receipt_at)))
    places = {head.county: head.place for head in heads}
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
            receipt_at=receipts.get(channel.id),
            heard_at=peer.heard_at,
            silent=(now - peer.heard_at).total_seconds() if peer.heard_at else None,
        )
        for peer in all_peers(session)
        for channel in peer.channels
        if channel.state != ChannelState.ENDED
    ]


def _counts(session: Session, asked: Any) -> dict[int, Any]:
    rows = session.execute(asked.group_by(asked.selected_columns[0]))
    return {row[0]: row[1] for row in rows}


def _behind(channel: ExchangeChannel, places: dict[int, int]) -> int:
    return max(0, places.get(channel.trail, 0) - channel.read_until) if channel.direction == Direction.OUT else 0


def _most(name: str) -> Callable[[Session, datetime], float | None]:
    """Return what reads the largest value of a column of all channels; none while there is no channel."""
    return lambda session, now: max((getattr(one, name) or 0 for one in standing(session, now)), default=None)


GAUGES = (
    Gauge("exchange_behind_rows", "Rows of the trail that the slowest channel has not looked at", _most("behind")),
    Gauge("exchange_unconfirmed_batches", "Batches of the slowest channel without a receipt", _most("unconfirmed")),
    Gauge("exchange_refused_rows", "Refused rows that wait in the fullest channel", _most("waiting")),
    Gauge("exchange_silence_seconds", "Seconds since the most silent peer was heard", _most("silent")),
)
