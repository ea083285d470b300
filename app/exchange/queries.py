"""What is asked of the exchange: peers and channels, what a channel has to send, what waits for a receipt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, inspect, select
from sqlalchemy.orm import Session, joinedload

from app.exchange.envelopes import envelope
from app.exchange.models import ExchangeBatch, ExchangeChannel, Node, Peer, WaitingRow
from app.exchange.words import ChannelState, Direction
from app.kernel.audit import TrailRow
from app.kernel.errors import Incomplete
from app.kernel.records import RecordKind
from app.kernel.words import N_

PART = 500
"""Rows that are read by their ids at a time."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """What the trail told between two places, as rows for a batch."""

    rows: list[dict[str, Any]]
    after: int
    until: int
    """The place from which the next stretch is read; ``after`` again where nothing was told."""


def read_stretch(
    session: Session, node: int, county: int, kinds: Mapping[str, RecordKind], after: int, most: int = 10_000
) -> Stretch:
    """Return the rows of the agreed kinds that a county's trail has told of after a place, in the order of the trail.

    Each row stands there once, under the last place that told of it, with what it holds at the time of reading: never
    less than what the trail had told by then. Places have no gaps and become visible in their order, since the
    writers of a county queue at its head; so no row that is written meanwhile can be passed over.
    """
    told_rows = session.scalars(
        select(TrailRow).where(TrailRow.county == county, TrailRow.place > after).order_by(TrailRow.place).limit(most)
    ).all()
    by_word = {kind.model.kind: kind for kind in kinds.values()}
    last = {(told.subject_kind, told.subject_id): told for told in told_rows if told.subject_kind in by_word}
    found = {
        (word, pk): row
        for word, kind in by_word.items()
        for pk, row in rows_by_subject(session, kind, [pk for of, pk in last if of == word]).items()
    }
    rows = [
        envelope(node, by_word[told.subject_kind], told, found.get(key))
        for key, told in sorted(last.items(), key=lambda item: item[1].place)
    ]
    return Stretch(rows, after, told_rows[-1].place if told_rows else after)


def rows_by_subject(session: Session, kind: RecordKind, ids: Sequence[int]) -> dict[int, Any]:
    """Return the rows of a kind by their ids, as they are now."""
    key = inspect(kind.model).primary_key[0]
    read = select(kind.model).execution_options(populate_existing=True)
    return {
        row.id: row
        for first in range(0, len(ids), PART)
        for row in session.scalars(read.where(key.in_(ids[first : first + PART])))
    }


def own_node(session: Session) -> Node | None:
    """Return this installation as a node; None while it takes part in no exchange."""
    return session.scalar(select(Node))


def home_node(session: Session) -> Node:
    """Return this installation as a node; Incomplete, with what to do, before it was begun."""
    node = own_node(session)
    if node is None:
        raise Incomplete(
            N_("This installation takes part in no exchange yet. Begin with: flask exchange begin COUNTY.")
        )
    return node


def all_peers(session: Session) -> Sequence[Peer]:
    """Return the peers in the order of their numbers."""
    return session.scalars(select(Peer).order_by(Peer.number)).all()


def channels_of(session: Session, peer: Peer, direction: Direction) -> Sequence[ExchangeChannel]:
    """Return the channels of one direction with a peer, without those that ended in a fork."""
    found = select(ExchangeChannel).where(
        ExchangeChannel.peer_id == peer.id,
        ExchangeChannel.direction == str(direction),
        ExchangeChannel.state != str(ChannelState.ENDED),
    )
    return session.scalars(found.order_by(ExchangeChannel.trail)).all()


def batch_numbered(session: Session, channel: ExchangeChannel, number: int) -> ExchangeBatch | None:
    """Return a batch of a channel by its number."""
    return session.scalar(
        select(ExchangeBatch).where(ExchangeBatch.channel_id == channel.id, ExchangeBatch.number == number)
    )


def unanswered(session: Session, channel: ExchangeChannel, most: int | None = None) -> Sequence[ExchangeBatch]:
    """Return the batches that must still go out, the first first: those without a receipt, and all from the one on that
    the peer asked for, which may have lost what it had taken.
    """
    here = ExchangeBatch.channel_id == channel.id
    # by their numbers, which the index of such batches holds alone: SQLite would go through all batches in their order
    due: ColumnElement[bool] = ExchangeBatch.number.in_(
        select(ExchangeBatch.number).where(here, ExchangeBatch.receipt.is_(None))
    )
    if channel.wanted is not None:
        due = due | (ExchangeBatch.number >= channel.wanted)
    found = select(ExchangeBatch).where(here, due)
    return session.scalars(found.order_by(ExchangeBatch.number).limit(most)).all()


def batches_after(session: Session, channel: ExchangeChannel, number: int, most: int = 200) -> Sequence[ExchangeBatch]:
    """Return the batches of a channel after a number, the first first."""
    found = select(ExchangeBatch).where(ExchangeBatch.channel_id == channel.id, ExchangeBatch.number > number)
    return session.scalars(found.order_by(ExchangeBatch.number).limit(most)).all()


def statements_to(peer: Peer) -> list[str]:
    """Return what tells a peer of the keys of this installation, the oldest first; it stands before whatever is sent."""
    return [one.statement for one in peer.replaced if one.own]


ANSWERS = 500
"""Receipts that go back at a time: of the batches that came last, first or once more."""


def answers_to(session: Session, peer: Peer) -> list[str]:
    """Return what goes back to a peer: new keys, receipts of the batches that came last, and why a channel cannot go on."""
    told = statements_to(peer)
    for channel in channels_of(session, peer, Direction.IN):
        kept = session.execute(
            select(ExchangeBatch.number, ExchangeBatch.receipt)
            .where(ExchangeBatch.channel_id == channel.id, ExchangeBatch.receipt != "")
            .order_by(ExchangeBatch.came_at.desc(), ExchangeBatch.number.desc())
            .limit(ANSWERS)
        ).all()
        told += [row.receipt for row in sorted(kept, key=lambda row: row.number)]
        if channel.stop is not None:
            told.append(channel.stop)
    return told


def waiting_rows(session: Session, most: int) -> Sequence[WaitingRow]:
    """Return refused rows that wait, the oldest first, each with its channel and peer."""
    found = select(WaitingRow).where(WaitingRow.settled_at.is_(None)).order_by(WaitingRow.since, WaitingRow.id)
    there = joinedload(WaitingRow.channel).joinedload(ExchangeChannel.peer)
    return session.scalars(found.options(there).limit(most)).all()
