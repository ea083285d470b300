"""Receipts: what was taken of a batch and what was refused, row by row, signed by the receiver."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from nacl.signing import SigningKey

from app.exchange.batches import Batch, read_object
from app.exchange.keys import Keys, ring_of, sign
from app.exchange.packed import Unfit
from app.kernel.words import N_

RECEIPT = "receipt/1"
"""First words of a receipt."""


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that the receiver did not take."""

    line: int
    """Within the batch, from 1."""
    id: str
    why: str
    """In a sentence of the receiver's."""


def make_receipt(batch: Batch, refused: Sequence[RefusedRow], key: SigningKey, at: str) -> dict[str, Any]:
    """Return the receipt for a batch; every row that is not refused was taken."""
    return sign(
        {
            "exchange": RECEIPT,
            "from": batch.head["to"],
            "to": batch.head["from"],
            "channel": batch.head["channel"],
            "number": batch.number,
            "batch": batch.digest,
            "taken": len(batch.lines) - len(refused),
            "refused": [asdict(row) for row in refused],
            "at": at,
        },
        key,
    )


def read_receipt(line: bytes, batch: Batch, receiver: Keys) -> tuple[RefusedRow, ...]:
    """Return the rows of a batch that the peer refused; Unfit for a receipt that is not of this batch and peer.

    Of the batch its head is enough.
    """
    said = read_object(line)
    signed = ring_of(receiver).signed_receipt(said, batch.head["channel"], batch.number)
    if said.get("exchange") != RECEIPT or not signed:
        raise Unfit(
            N_("The receipt is not signed with the key that was agreed on with this peer. Compare the fingerprints.")
        )
    if _named(said) != (batch.head["to"], batch.head["from"], batch.head["channel"], batch.number, batch.digest):
        raise Unfit(N_("The receipt is for another batch than number %(number)d."), number=batch.number)
    refused = _refused_rows(said.get("refused"))
    count = batch.head["count"]
    lines = {row.line for row in refused or () if 1 <= row.line <= count}
    if refused is None or len(lines) != len(refused) or said.get("taken") != count - len(lines):
        raise Unfit(N_("The receipt does not account for each row of batch %(number)d."), number=batch.number)
    return refused


def _named(said: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(said.get(name) for name in ("from", "to", "channel", "number", "batch"))


def _refused_rows(told: object) -> tuple[RefusedRow, ...] | None:
    """Return the rows that a receipt names; None where it names something else."""
    if not isinstance(told, list):
        return None
    for row in told:
        shape = {name: type(value) for name, value in row.items()} if isinstance(row, dict) else {}
        if shape != {"line": int, "id": str, "why": str} or not _is_text(row["id"] + row["why"]):
            return None
    return tuple(RefusedRow(**row) for row in told)


def _is_text(told: str) -> bool:
    """Tell whether a text has nothing but real characters, so that it can be kept."""
    try:
        told.encode()
    except UnicodeEncodeError:
        return False
    return "\x00" not in told
