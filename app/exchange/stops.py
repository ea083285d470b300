"""Stops: what a receiver signs when a channel cannot go on, for the sender to act on and for anybody to check."""

from collections.abc import Mapping, Sequence
from typing import Any

from nacl.signing import SigningKey

from app.exchange.batches import Channel, Turn, digest_of, read_object
from app.exchange.keys import Keys, ring_of, sign
from app.exchange.packed import Unfit
from app.kernel.audit import GENESIS
from app.kernel.words import N_

STOP = "stop/1"
"""First words of a stop."""


def make_stop(
    channel: Channel, turn: Turn, wanted: int, heads: Sequence[Mapping[str, Any]], key: SigningKey, at: str
) -> dict[str, Any]:
    """Return why the receiver of a channel stopped: it misses batch ``wanted`` (a gap), or was sent two of that number.

    Of a fork ``heads`` are the two signed heads that cannot both stand, the one that was taken first; where the peer
    named a batch before the first one, there is only one. Of a gap there are none.
    """
    said = {
        "exchange": STOP,
        "from": channel.receiver,
        "to": channel.sender,
        "channel": channel.name,
        "why": str(turn),
        "wanted": wanted,
        "heads": [dict(head) for head in heads],
        "at": at,
    }
    return sign(said, key)


def read_stop(line: bytes, channel: Channel, receiver: Keys, sender: Keys) -> tuple[Turn, int]:
    """Return why the receiver of a channel stopped, and at which number.

    Raises Unfit for what the receiver did not sign for this channel, and for a fork of which its two heads give no
    proof: only whoever holds the sender's key can have made both.
    """
    said = read_object(line)
    wanted, heads = said.get("wanted"), said.get("heads")
    before = wanted - 1 if isinstance(wanted, int) else 0  # what it has, and so what its key has signed receipts for
    if said.get("exchange") != STOP or not ring_of(receiver).signed_receipt(said, channel.name, before):
        raise Unfit(
            N_("The receipt is not signed with the key that was agreed on with this peer. Compare the fingerprints.")
        )
    named = tuple(said.get(name) for name in ("from", "to", "channel"))
    known = said.get("why") in (str(Turn.GAP), str(Turn.FORK))
    if named != (channel.receiver, channel.sender, channel.name) or type(wanted) is not int or wanted < 1 or not known:
        raise Unfit(N_("This answer is not meant for this channel."))
    turn = Turn(said["why"])
    if turn is Turn.FORK and not proves_fork(heads, channel, sender):
        raise Unfit(N_("The peer tells of two batches of one number, but shows no two that were signed here."))
    return turn, wanted


def proves_fork(heads: object, channel: Channel, sender: Keys) -> bool:
    """Tell whether one or two heads, all signed by the sender for this channel, cannot stand in one channel."""
    if not isinstance(heads, list) or not all(isinstance(head, dict) and _is_head(head, channel) for head in heads):
        return False
    if not heads or not all(ring_of(sender).signed_batch(head) for head in heads):
        return False
    if len(heads) == 1:
        return bool(heads[0]["number"] == 1 and heads[0].get("previous") != GENESIS)
    first, second = heads[0], heads[-1]
    same_number = first["number"] == second["number"] and digest_of(first) != digest_of(second)
    past = first["number"] + 1 == second["number"] and second.get("previous") != digest_of(first)
    return bool(len(heads) == 2 and (same_number or past))


def _is_head(head: Mapping[str, Any], channel: Channel) -> bool:
    named = tuple(head.get(name) for name in ("from", "to", "channel"))
    return named == (channel.sender, channel.receiver, channel.name) and type(head.get("number")) is int
