"""Taking: a batch that came, its rows, its receipt and the channel's place, written in one transaction."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, overload

from nacl.signing import SigningKey
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.exchange.batches import Batch, Turn, read_object, turn_of
from app.exchange.envelopes import check_envelope
from app.exchange.models import ExchangeChannel, ForeignRow
from app.exchange.operations.peers import hear
from app.exchange.operations.rows import named_row, note_refused, settle_taken
from app.exchange.operations.sending import keep_batch, lock, node_signing
from app.exchange.queries import batch_numbered
from app.exchange.receipts import RefusedRow, make_receipt
from app.exchange.stops import make_stop
from app.exchange.words import ChannelState
from app.kernel.act import Act
from app.kernel.audit import canonical, instant, record
from app.kernel.errors import Refused
from app.kernel.inserts import insert_rows, take_ids
from app.kernel.records import RecordKind

PART = 500
"""Rows that are looked up at a time."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a batch, and the signed answer to it: a receipt, or why the channel cannot go on."""

    turn: Turn
    answer: str
    rows: int = 0
    """Taken of it now."""
    refused: int = 0


class _Digests(Sequence[str]):
    """Digests of the batches that a channel has taken, each read when it is asked for."""

    def __init__(self, session: Session, channel: ExchangeChannel) -> None:
        self.session, self.channel = session, channel

    def __len__(self) -> int:
        return self.channel.last_number

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[str]: ...
    def __getitem__(self, place: int | slice) -> str | Sequence[str]:
        assert isinstance(place, int)
        if place in (-1, len(self) - 1):
            return self.channel.last_digest
        kept = batch_numbered(self.session, self.channel, place + 1)
        return kept.digest if kept else ""


def take_batch(
    act: Act,
    channel: ExchangeChannel,
    batch: Batch,
    key: SigningKey,
    kinds: Mapping[str, RecordKind],
    say: Callable[[Refused], str] = str,
    *,
    by_line: bool = False,
) -> Taken:
    """Take a genuine batch if it is the next of its channel; ``key`` is this node's, ``say`` puts a refusal into words.

    The same batch once more is answered by the same receipt. After a gap the channel waits for the missing batch,
    after a fork it stops for good.
    """
    lock(act, channel)
    node_signing(act, key)
    hear(act, channel.peer, by_line=by_line)
    if channel.state == ChannelState.FORKED:
        return Taken(Turn.FORK, str(channel.stop))
    turn = turn_of(batch.head, _Digests(act.session, channel))
    if turn is Turn.AGAIN:
        kept = batch_numbered(act.session, channel, batch.number)
        assert kept is not None and kept.receipt_at is not None  # both are written with the batch
        kept.came_at = act.at
        if not kept.receipt:  # the receipt of a sign of life that was thinned out: the same text is signed again
            kept.receipt = canonical(make_receipt(batch, (), key, instant(kept.receipt_at)))
        return Taken(turn, kept.receipt)
    if turn is Turn.NEXT:
        return _take_next(act, channel, batch, key, kinds, say)
    return _stop(act, channel, batch, turn, key)


def _take_next(
    act: Act,
    channel: ExchangeChannel,
    batch: Batch,
    key: SigningKey,
    kinds: Mapping[str, RecordKind],
    say: Callable[[Refused], str],
) -> Taken:
    agreed = {name: kinds[name] for name in channel.kinds if name in kinds}
    fit, refused = _judge_rows(channel, batch, agreed, say)
    _write_rows(act, channel, batch.number, fit)
    settle_taken(act, channel, [(name, int(said["subject"]), _place(said)) for name, said in fit])
    note_refused(
        act, channel, batch.number, [(row.line, named_row(batch.lines[row.line - 1]), row.why) for row in refused]
    )
    kept = keep_batch(act, channel, batch)
    kept.receipt, kept.receipt_at, kept.came_at = (
        canonical(make_receipt(batch, refused, key, instant(act.at))),
        act.at,
        act.at,
    )
    goes_on = channel.state != ChannelState.OPEN
    channel.state, channel.wanted, channel.stop, channel.stopped_at = ChannelState.OPEN, None, None, None
    channel.told_until = channel.read_until = batch.head["until"]
    channel.receipt_at = act.at
    act.session.flush()
    if batch.lines or goes_on:
        record(
            act,
            "exchange.batch_taken",
            channel,
            number=batch.number,
            rows=len(fit),
            refused=len(refused),
            digest=batch.digest,
        )
    return Taken(Turn.NEXT, kept.receipt, len(fit), len(refused))


def _judge_rows(
    channel: ExchangeChannel, batch: Batch, kinds: Mapping[str, RecordKind], say: Callable[[Refused], str]
) -> tuple[list[tuple[str, dict[str, Any]]], list[RefusedRow]]:
    """Return the rows that can be taken, each with the name of its kind, and those that cannot."""
    fit: list[tuple[str, dict[str, Any]]] = []
    refused = []
    for place, line in enumerate(batch.lines, start=1):
        said: dict[str, Any] = {}
        try:
            said = read_object(line)
            kind = check_envelope(said, channel.peer.number, channel.trail, kinds)
        except Refused as fault:
            refused.append(RefusedRow(place, _plain(said.get("id")), _plain(say(fault))))
        else:
            fit.append((kind.name, said))
    return fit, refused


def _plain(told: object) -> str:
    """Return a foreign text as it can be kept and signed: real characters only, and not too many."""
    return str(told).encode("ascii", "backslashreplace").decode()[:60] if not _is_text(told) else str(told)[:400]


def _is_text(told: object) -> bool:
    try:
        return str(told).isprintable() and bool(str(told).encode())
    except UnicodeEncodeError:
        return False


def _place(said: Mapping[str, Any]) -> int:
    return int(said["id"].rpartition("/")[2])


def _write_rows(act: Act, channel: ExchangeChannel, number: int, rows: Sequence[tuple[str, dict[str, Any]]]) -> None:
    """Write the last state of each row; one that is held from a later place of the trail stays as it is."""
    source = channel.peer.number
    last: dict[tuple[str, int], dict[str, Any]] = {}
    for name, said in rows:
        key = name, int(said["subject"])
        if key not in last or _place(said) >= _place(last[key]):
            last[key] = said
    held = _held(act.session, source, channel.trail, last)
    changed, fresh = [], []
    for (name, subject), said in last.items():
        values = {"place": _place(said), "told_at": said["time"], "data": said["data"], "batch": number}
        if said["data"] is not None:
            values["title"] = title_of(said["data"])
        found = held.get((name, subject))
        if found is None:
            ends = {"source": source, "trail": channel.trail, "row_kind": name, "subject": subject}
            fresh.append({**ends, "title": "", **values})
        elif found[1] <= values["place"]:
            changed.append({"id": found[0], **values})
    for some in ([one for one in changed if "title" in one], [one for one in changed if "title" not in one]):
        if some:  # of a row that is no more the title stays
            act.session.execute(update(ForeignRow), some)
    if fresh:
        ids = take_ids(act, channel.county, len(fresh))
        home = {"county": channel.county}
        insert_rows(act.session, ForeignRow, [{"id": pk, **home, **row} for pk, row in zip(ids, fresh, strict=True)])


def title_of(data: Mapping[str, Any]) -> str:
    """Return how a row is called: by its number, code and name, as far as it has them."""
    said = [held for name in ("number", "code", "name", "title") if isinstance(held := data.get(name), str)]
    return " ".join(said)[:200]


def _held(
    session: Session, source: int, trail: int, wanted: Mapping[tuple[str, int], Any]
) -> dict[tuple[str, int], tuple[int, int]]:
    """Return id and place of those rows that are here already."""
    held = {}
    for name in sorted({name for name, _subject in wanted}):
        subjects = [subject for of, subject in wanted if of == name]
        for first in range(0, len(subjects), PART):
            found = session.execute(
                select(ForeignRow.subject, ForeignRow.id, ForeignRow.place).where(
                    ForeignRow.source == source,
                    ForeignRow.trail == trail,
                    ForeignRow.row_kind == name,
                    ForeignRow.subject.in_(subjects[first : first + PART]),
                )
            )
            held.update({(name, row.subject): (row.id, row.place) for row in found})
    return held


def _stop(act: Act, channel: ExchangeChannel, batch: Batch, turn: Turn, key: SigningKey) -> Taken:
    """Let a channel wait for the batch that it misses, or stop it; say so once, signed."""
    forked = turn is Turn.FORK
    wanted = batch.number if forked else channel.last_number + 1
    if channel.state == ChannelState.WAITING and not forked:
        return Taken(turn, str(channel.stop))
    kept = batch_numbered(act.session, channel, min(batch.number, channel.last_number)) if forked else None
    heads = [*([json.loads(kept.head)] if kept else []), dict(batch.head)] if forked else []
    ends = channel.between(batch.head["to"])
    channel.stop = canonical(make_stop(ends, turn, wanted, heads, key, instant(act.at)))
    channel.state, channel.wanted = ChannelState.FORKED if forked else ChannelState.WAITING, wanted
    channel.stopped_at = act.at
    record(act, "exchange.forked" if forked else "exchange.gap", channel, number=wanted)
    return Taken(turn, channel.stop)
