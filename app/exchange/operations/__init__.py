"""Verbs of the exchange: peers and channels, sending, taking, and what was refused."""

from app.exchange.operations.peers import (
    add_peer,
    agree_on,
    begin_channel_again,
    begin_node,
    change_address,
    look_after,
    next_call,
    note_call,
    peer_of,
)
from app.exchange.operations.refusals import give_up_row, send_row_again
from app.exchange.operations.rekeying import change_key, take_new_key
from app.exchange.operations.sending import make_batches, make_next, take_answer
from app.exchange.operations.taking import Taken, take_batch
from app.exchange.operations.thinning import thin_out

__all__ = [
    "Taken",
    "add_peer",
    "agree_on",
    "begin_channel_again",
    "begin_node",
    "change_address",
    "change_key",
    "give_up_row",
    "look_after",
    "make_batches",
    "make_next",
    "next_call",
    "note_call",
    "peer_of",
    "send_row_again",
    "take_answer",
    "take_batch",
    "take_new_key",
    "thin_out",
]
