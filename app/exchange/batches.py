"""Batches: rows of one channel in their order, under a signed head that names the batch before."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from nacl.signing import SigningKey

from app.exchange.keys import Keys, Ring, ring_of, sign, signed_text
from app.exchange.packed import BOUNDS, CUT, Bounds, Unfit, pack, unpack
from app.kernel.audit import GENESIS, canonical
from app.kernel.words import N_

BATCH = "batch/1"
"""First words of the head of a batch."""
_HEAD: Mapping[str, type] = {
    "exchange": str,
    "from": int,
    "to": int,
    "channel": str,
    "number": int,
    "previous": str,
    "count": int,
    "rows": str,
    "after": int,
    "until": int,
    "made_at": str,
    "key": str,
    "signature": str,
}


@dataclass(frozen=True, slots=True)
class Channel:
    """One direction between two nodes: a county's trail, and who sends what of it to whom."""

    name: str
    sender: int
    receiver: int


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch as it was made or read; ``lines`` are its rows, one JSON object each."""

    head: Mapping[str, Any]
    lines: tuple[bytes, ...]

    @property
    def number(self) -> int:
        """Its place in the channel, from 1."""
        return int(self.head["number"])

    @property
    def digest(self) -> str:
        """SHA-256 of the signed head, which holds the digest of the rows: what the next batch names."""
        return digest_of(self.head)

    def packed(self) -> bytes:
        """Return the batch as it travels."""
        return pack((canonical(self.head).encode(), *self.lines))


def digest_of(head: Mapping[str, Any]) -> str:
    """Return the SHA-256 of what a head's signature covers; two signatures of one head give one digest."""
    return hashlib.sha256(signed_text(head)).hexdigest()


def rows_digest(lines: Iterable[bytes]) -> str:
    """Return the SHA-256 over rows, each with the end of its line."""
    whole = hashlib.sha256()
    for line in lines:
        whole.update(line + b"\n")
    return whole.hexdigest()


def make_batch(
    channel: Channel,
    rows: Sequence[Mapping[str, Any]],
    key: SigningKey,
    *,
    number: int = 1,
    previous: str = GENESIS,
    after: int = 0,
    until: int = 0,
    at: str,
) -> Batch:
    """Return the rows under a signed head; ``after`` and ``until`` are places of the trail from which they come.

    A batch without rows is a sign of life.
    """
    lines = tuple(canonical(row).encode() for row in rows)
    head = {
        "exchange": BATCH,
        "from": channel.sender,
        "to": channel.receiver,
        "channel": channel.name,
        "number": number,
        "previous": previous,
        "count": len(lines),
        "rows": rows_digest(lines),
        "after": after,
        "until": until,
        "made_at": at,
    }
    return Batch(sign(head, key), lines)


def read_batches(pieces: Iterable[bytes], channel: Channel, sender: Keys, bounds: Bounds = BOUNDS) -> Iterator[Batch]:
    """Yield the batches of a file, each after it was found whole, signed by the peer and meant for this channel.

    Raises Unfit at the first that is not; what was yielded before it is genuine.
    """
    lines, keys = unpack(pieces, bounds), ring_of(sender)
    for line in lines:
        head = _read_head(line, channel, keys)
        if head["count"] > bounds.rows:
            raise Unfit(
                N_(
                    "The batch announces %(count)d rows, more than the %(most)d allowed. Have the sender make smaller ones."
                ),
                count=head["count"],
                most=bounds.rows,
            )
        rows = tuple(row for _place, row in zip(range(head["count"]), lines, strict=False))
        if len(rows) != head["count"]:
            raise Unfit(CUT)
        if rows_digest(rows) != head["rows"]:
            raise Unfit(
                N_("The rows of the batch are not those that were signed. Fetch it again, and tell the sender.")
            )
        yield Batch(head, rows)


def _read_head(line: bytes, channel: Channel, keys: Ring) -> dict[str, Any]:
    head = read_object(line)
    if set(head) != set(_HEAD) or any(type(head[name]) is not kind for name, kind in _HEAD.items()):
        raise Unfit(N_("This is no batch of an exchange between two installations."))
    if head["exchange"] != BATCH or head["number"] < 1 or min(head["count"], head["after"], head["until"]) < 0:
        raise Unfit(N_("This is no batch of an exchange between two installations."))
    if not keys.signed_batch(head):
        raise Unfit(
            N_("The batch is not signed with the key that was agreed on with this peer. Compare the fingerprints.")
        )
    if (head["from"], head["to"], head["channel"]) != (channel.sender, channel.receiver, channel.name):
        raise Unfit(
            N_("The batch goes from %(sender)d to %(receiver)d: it is not meant for this channel."),
            sender=head["from"],
            receiver=head["to"],
        )
    return head


def read_object(line: bytes) -> dict[str, Any]:
    """Return the JSON object of a line; Unfit for anything else, numbers that are none and names given twice too."""
    try:
        held = json.loads(line.decode(), object_pairs_hook=_named_once, parse_constant=_no_number)
    except (ValueError, RecursionError):
        held = None
    if not isinstance(held, dict):
        raise Unfit(N_("This is no batch of an exchange between two installations."))
    return held


def _named_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    held = dict(pairs)
    if len(held) != len(pairs):
        raise ValueError("A name stands twice.")
    return held


def _no_number(word: str) -> None:
    raise ValueError(f"{word} is no number.")


class Turn(StrEnum):
    """Where a genuine batch stands to those that were taken before."""

    NEXT = "next"
    AGAIN = "again"
    """It was taken already: nothing new, and the same receipt."""
    GAP = "gap"
    """One before it is missing: the channel waits and asks for it."""
    FORK = "fork"
    """The peer signed two batches of one number, or one that follows another past: the channel stops."""


def turn_of(head: Mapping[str, Any], taken: Sequence[str]) -> Turn:
    """Tell where a batch stands, given the digests of those that were taken, the first first."""
    number = head["number"]
    if number <= len(taken):
        return Turn.AGAIN if digest_of(head) == taken[number - 1] else Turn.FORK
    if number > len(taken) + 1:
        return Turn.GAP
    return Turn.NEXT if head["previous"] == (taken[-1] if taken else GENESIS) else Turn.FORK
