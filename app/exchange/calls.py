"""Calls for batches: what a receiver signs when it fetches what the sender cannot bring."""

from typing import Any

from nacl.signing import SigningKey, VerifyKey

from app.exchange.batches import Channel, read_object
from app.exchange.keys import is_said_by, sign
from app.exchange.packed import Unfit
from app.kernel.words import N_

CALL = "pull/1"
"""First words of a call."""


def make_call(channel: Channel, have: int, call: int, key: SigningKey, at: str) -> dict[str, Any]:
    """Return the receiver's call for the batches after number ``have``; ``call`` counts its calls, so that none works twice."""
    said = {
        "exchange": CALL,
        "from": channel.receiver,
        "to": channel.sender,
        "channel": channel.name,
        "have": have,
        "call": call,
        "at": at,
    }
    return sign(said, key)


def read_call(line: bytes, channel: Channel, receiver: VerifyKey, answered: int) -> tuple[int, int]:
    """Return after which number batches are asked for, and the number of the call.

    Raises Unfit for what the receiver did not sign for this channel, and for a call that is not newer than the last one
    that was answered: somebody on the line keeps such calls to fetch with them what was never meant for him.
    """
    said = read_object(line)
    if said.get("exchange") != CALL or not is_said_by(said, receiver):
        raise Unfit(
            N_("The call is not signed with the key that was agreed on with this peer. Compare the fingerprints.")
        )
    named = tuple(said.get(name) for name in ("from", "to", "channel"))
    have, call = said.get("have"), said.get("call")
    if named != (channel.receiver, channel.sender, channel.name) or type(have) is not int or type(call) is not int:
        raise Unfit(N_("This answer is not meant for this channel."))
    if have < 0 or not answered < call < 2**62:
        raise Unfit(N_("The call was made before the last one. It is not answered."))
    return have, call
