"""What comes from outside, by stick or by line, taken batch by batch, each in a transaction of its own."""

from collections.abc import Iterable, Iterator

from app.exchange.batches import read_batches, read_object
from app.exchange.files import channel_named
from app.exchange.keys import NEW_KEY
from app.exchange.kinds import all_kinds
from app.exchange.models import ExchangeChannel, Node, Peer
from app.exchange.operations import Taken, take_answer, take_batch, take_new_key
from app.exchange.own_key import node_key
from app.exchange.packed import Unfit, unpack
from app.exchange.queries import all_peers, home_node, statements_to
from app.exchange.words import Direction
from app.kernel.act import Channel
from app.kernel.words import N_
from app.surfaces.acts import command_act, session
from app.surfaces.language import translate_refusal

NO_PEER = N_("There is no peer with number %(number)d here. Enter it first: flask exchange peer.")


def peer_numbered(number: object) -> Peer:
    """Return a peer; Unfit for a number that nobody entered."""
    peer = next((one for one in all_peers(session()) if one.number == number), None)
    if peer is None:
        raise Unfit(NO_PEER, number=number if isinstance(number, int) else 0)
    return peer


def channel_of_batches(pieces: Iterable[bytes]) -> ExchangeChannel:
    """Return the channel that the first head names; nothing of it is believed yet."""
    head = read_object(next(unpack(pieces), b""))
    return channel_named(session(), peer_numbered(head.get("from")), Direction.IN, head.get("channel"))


def take_batches(node: Node, channel: ExchangeChannel, pieces: Iterable[bytes], door: Channel) -> Iterator[Taken]:
    """Take the batches of a file or call one after the other and yield what became of each, once it is committed."""
    key, kinds = node_key(session()), all_kinds()
    for batch in read_batches(pieces, channel.between(node.number), channel.peer.ring):
        with command_act(door, node.county) as act:
            taken = take_batch(act, channel, batch, key, kinds, translate_refusal, by_line=door == Channel.REST)
        yield taken


def take_answer_line(line: bytes, door: Channel) -> str:
    """Take one answer of a peer to what was sent there; returns what it was."""
    said = read_object(line)
    if said.get("exchange") == NEW_KEY:
        with command_act(door, home_node(session()).county) as act:
            take_new_key(act, peer_numbered(said.get("from")), line, by_line=door == Channel.REST)
        return NEW_KEY.partition("/")[0]
    channel = channel_named(session(), peer_numbered(said.get("from")), Direction.OUT, said.get("channel"))
    own = node_key(session()).verify_key
    with command_act(door, channel.county) as act:
        return take_answer(act, channel, line, own, by_line=door == Channel.REST)


def take_statements(sent: bytes, door: Channel) -> bytes:
    """Take the statements of new keys that stand before whatever else was sent; returns the rest."""
    while sent.startswith(b"{"):
        line, _end, rest = sent.partition(b"\n")
        if read_object(line).get("exchange") != NEW_KEY:
            break
        take_answer_line(line, door)
        sent = rest
    return sent


def with_statements(peer: Peer, said: bytes) -> bytes:
    """Return what is sent to a peer behind what tells it of new keys."""
    return b"".join(f"{line}\n".encode() for line in statements_to(peer)) + said
