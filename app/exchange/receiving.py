"""What comes from outside, by stick or by line, taken batch by batch, each in a transaction of its own."""

from collections.abc import Iterable, Iterator

from app.exchange.batches import read_batches, read_object
from app.exchange.files import channel_named
from app.exchange.kinds import all_kinds
from app.exchange.models import ExchangeChannel, Node, Peer
from app.exchange.operations import Taken, take_answer, take_batch
from app.exchange.own_key import node_key
from app.exchange.packed import Unfit, unpack
from app.exchange.queries import all_peers
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
    for batch in read_batches(pieces, channel.between(node.number), channel.peer.key):
        with command_act(door, node.county) as act:
            taken = take_batch(act, channel, batch, key, kinds, translate_refusal, by_line=door == Channel.REST)
        yield taken


def take_answer_line(line: bytes, door: Channel) -> str:
    """Take one answer of a peer to what was sent there; returns what it was."""
    said = read_object(line)
    channel = channel_named(session(), peer_numbered(said.get("from")), Direction.OUT, said.get("channel"))
    own = node_key(session()).verify_key
    with command_act(door, channel.county) as act:
        return take_answer(act, channel, line, own, by_line=door == Channel.REST)
