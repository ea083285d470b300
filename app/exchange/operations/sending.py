"""Sending: the next batch of a channel, written with its place in one transaction, and what the peer answers."""

from collections.abc import Callable, Mapping

from nacl.signing import SigningKey, VerifyKey
from sqlalchemy import select, update

from app.exchange.batches import Batch, Turn, make_batch, read_object
from app.exchange.envelopes import envelope
from app.exchange.models import ExchangeBatch, ExchangeChannel, Node, WaitingRow
from app.exchange.operations.peers import hear
from app.exchange.operations.rows import named_row, note_refused, settle_taken
from app.exchange.packed import Unfit, unpack
from app.exchange.queries import batch_numbered, own_node, read_stretch, rows_by_subject
from app.exchange.receipts import RECEIPT, RefusedRow, read_receipt
from app.exchange.stops import STOP, read_stop
from app.exchange.words import ChannelState, RowState
from app.kernel.act import Act
from app.kernel.audit import TrailRow, canonical, instant, record
from app.kernel.errors import Conflict, OutOfOrder
from app.kernel.records import RecordKind
from app.kernel.words import N_

MOST = 10_000
"""Rows of the trail that one batch goes through."""
FORKED = N_(
    "The channel is stopped: two batches of one number were signed. Compare both sides before anything goes on."
)


def lock(act: Act, channel: ExchangeChannel) -> None:
    """Let nobody else move a channel until the act ends, and read it as it is now.

    By a change that changes nothing: SQLite takes its lock at the first write, and refuses whoever read before.
    """
    same = update(ExchangeChannel).where(ExchangeChannel.id == channel.id).values(trail=ExchangeChannel.trail)
    act.session.execute(same.execution_options(synchronize_session=False))
    act.session.refresh(channel)


def make_batches(
    act: Act, channel: ExchangeChannel, key: SigningKey, kinds: Mapping[str, RecordKind], keep: Callable[[], None]
) -> int:
    """Make batches until the trail has nothing more to tell; ``keep`` commits each. Returns how many were made."""
    made = 0
    while True:
        before = channel.read_until
        batch = make_next(act, channel, key, kinds)
        made += batch is not None
        over = batch is None and channel.read_until == before
        keep()
        if over:
            return made


def make_next(
    act: Act,
    channel: ExchangeChannel,
    key: SigningKey,
    kinds: Mapping[str, RecordKind],
    *,
    sign_of_life: bool = False,
    most: int = MOST,
) -> ExchangeBatch | None:
    """Make the next batch of what the trail has told since the last one; None where there is nothing to send.

    The batch, the channel's place and the row of the trail are written together. ``sign_of_life`` makes a batch
    without rows too.
    """
    lock(act, channel)
    if channel.state == ChannelState.FORKED:
        raise OutOfOrder(FORKED)
    node = node_signing(act, key)
    agreed = {name: kinds[name] for name in channel.kinds if name in kinds}
    stretch = read_stretch(act.session, node.number, channel.trail, agreed, channel.read_until, most)
    rows = [*_rows_again(act, channel, node, agreed), *stretch.rows]
    channel.read_until = stretch.until
    if not rows and not sign_of_life:
        return None
    made = make_batch(
        channel.between(node.number),
        rows,
        key,
        number=channel.last_number + 1,
        previous=channel.last_digest,
        after=channel.told_until,
        until=stretch.until,
        at=instant(act.at),
    )
    kept = keep_batch(act, channel, made)
    channel.told_until = stretch.until
    act.session.flush()
    if rows:  # signs of life, one every few minutes, are kept in the chain of batches alone
        record(act, "exchange.batch_made", channel, number=made.number, rows=len(rows), digest=made.digest)
    return kept


def keep_batch(act: Act, channel: ExchangeChannel, batch: Batch) -> ExchangeBatch:
    """Keep a batch as it travels, as the last of its channel."""
    kept = ExchangeBatch(
        county=channel.county,
        channel_id=channel.id,
        number=batch.number,
        digest=batch.digest,
        head=canonical(batch.head),
        count=batch.head["count"],
        packed=batch.packed(),
        kept_at=act.at,
    )
    act.session.add(kept)
    channel.last_number, channel.last_digest, channel.moved_at = batch.number, batch.digest, act.at
    return kept


def _node(act: Act) -> Node:
    node = own_node(act.session)
    assert node is not None  # a channel has a peer, and a peer is entered after the node
    return node


def node_signing(act: Act, key: SigningKey) -> Node:
    """Return this node as it is now; refused when its key was changed since ``key`` was read: no peer would take it."""
    node = _node(act)
    act.session.refresh(node)
    if node.public_key != bytes(key.verify_key).hex():
        raise Conflict(N_("The key of this installation was changed a moment ago. Do it once more."))
    return node


def _rows_again(
    act: Act, channel: ExchangeChannel, node: Node, kinds: Mapping[str, RecordKind]
) -> list[dict[str, object]]:
    """Return rows that the peer refused and that somebody wants to go out once more, as they are now."""
    waiting = act.session.scalars(
        select(WaitingRow).where(WaitingRow.channel_id == channel.id, WaitingRow.state == RowState.AGAIN)
    ).all()
    again = []
    for row in sorted((row for row in waiting if row.row_kind in kinds), key=lambda row: row.place or 0):
        told = act.session.scalar(select(TrailRow).where(TrailRow.county == channel.trail, TrailRow.place == row.place))
        if told is None:
            continue
        kind = kinds[row.row_kind]
        found = rows_by_subject(act.session, kind, [told.subject_id])
        again.append(envelope(node.number, kind, told, found.get(told.subject_id)))
        row.state = RowState.WAITING
    return again


def take_answer(act: Act, channel: ExchangeChannel, line: bytes, own: VerifyKey, *, by_line: bool = False) -> str:
    """Take what a peer answered to a batch: a receipt, or that it cannot go on; ``own`` is this node's key.

    Returns ``receipt``, ``gap`` or ``fork``. The same answer once more changes nothing. Unfit for what the peer did not
    sign for this channel.
    """
    said = read_object(line).get("exchange")
    if said == RECEIPT:
        _take_receipt(act, channel, line, by_line=by_line)
        return str(RECEIPT).partition("/")[0]
    if said != STOP:
        raise Unfit(N_("This is no answer to a batch."))
    turn, wanted = read_stop(line, channel.between(_node(act).number), channel.peer.ring, channel.peer.own_ring(own))
    lock(act, channel)
    hear(act, channel.peer, by_line=by_line)
    if turn is Turn.FORK:
        if channel.state != ChannelState.FORKED:
            channel.state, channel.wanted, channel.stop = ChannelState.FORKED, wanted, line.decode()
            channel.stopped_at = act.at
            record(act, "exchange.forked", channel, number=wanted)
    elif wanted <= channel.last_number:
        channel.wanted = wanted
    return str(turn)


def _take_receipt(act: Act, channel: ExchangeChannel, line: bytes, *, by_line: bool) -> None:
    number = read_object(line).get("number")
    kept = batch_numbered(act.session, channel, number) if type(number) is int else None
    if kept is None:
        raise Unfit(N_("The receipt is for a batch that was never made here."))
    said = canonical(read_object(line))
    refused = read_receipt(line, Batch(read_object(kept.head.encode()), ()), channel.peer.ring)
    lock(act, channel)
    act.session.refresh(kept)
    hear(act, channel.peer, by_line=by_line)
    if channel.wanted == kept.number:  # also after a stop that somebody kept and sent once more
        channel.wanted = None
    if kept.receipt == said:
        return
    kept.receipt, kept.receipt_at = said, act.at
    channel.receipt_at = act.at
    _note_refused(act, channel, kept, refused)
    if not kept.count:
        return
    record(
        act,
        "exchange.receipt_taken",
        channel,
        number=kept.number,
        taken=kept.count - len(refused),
        refused=len(refused),
    )


def _note_refused(act: Act, channel: ExchangeChannel, kept: ExchangeBatch, refused: tuple[RefusedRow, ...]) -> None:
    """Let the rows that a peer refused wait; those that it took settle what waited of them."""
    lines = kept_lines(kept) if refused or _anything_waits(act, channel) else []
    by_line = {row.line: row for row in refused}
    settle_taken(act, channel, [named_row(text) for place, text in enumerate(lines, start=1) if place not in by_line])
    note_refused(
        act, channel, kept.number, [(place, named_row(lines[place - 1]), row.why) for place, row in by_line.items()]
    )


def _anything_waits(act: Act, channel: ExchangeChannel) -> bool:
    waits = select(WaitingRow.id).where(WaitingRow.channel_id == channel.id, WaitingRow.settled_at.is_(None))
    return act.session.scalar(waits.limit(1)) is not None


def kept_lines(kept: ExchangeBatch) -> list[bytes]:
    """Return the rows of a batch that is kept here."""
    return list(unpack([kept.travels()]))[1:]
