"""A key that is changed: stated under the old one to each peer, and taken from a peer that states it."""

from nacl.signing import SigningKey
from sqlalchemy import select, update

from app.exchange.batches import read_object
from app.exchange.keys import fingerprint, read_new_key, state_new_key
from app.exchange.models import ExchangeChannel, Node, Peer, ReplacedKey
from app.exchange.operations.peers import admit, hear
from app.exchange.operations.sending import lock
from app.exchange.packed import Unfit
from app.exchange.queries import all_peers, home_node
from app.exchange.words import Direction
from app.kernel.act import Act
from app.kernel.audit import canonical, instant, record
from app.kernel.errors import Conflict
from app.kernel.trail.keys import key_id
from app.kernel.words import N_


def change_key(act: Act, old: SigningKey, new: SigningKey) -> Node:
    """Let this node sign with another key from now on, and state so to each peer under the old one.

    What the old key has signed stays valid: the statement names by channel the first batch and the first receipt of the
    new one. The same once more changes nothing; refused for a key that the node or a peer had before.
    """
    node = home_node(act.session)
    admit(act, node.county)
    public = bytes(new.verify_key).hex()
    if node.public_key == public:
        return node
    known = act.session.scalars(select(ReplacedKey.public_key).where(ReplacedKey.public_key == public)).all()
    if known or any(peer.public_key == public for peer in all_peers(act.session)):
        raise Conflict(N_("This key was in use before. Make a new one."))
    if node.public_key != bytes(old.verify_key).hex():
        raise Conflict(
            N_("The key in its file is not the one with which this installation takes part. Put the right file back.")
        )
    for peer in all_peers(act.session):
        batches, receipts = _first_numbers(act, peer)
        said = state_new_key((node.number, peer.number), old, new.verify_key, instant(act.at), batches, receipts)
        replaced = ReplacedKey(county=node.county, own=True, public_key=node.public_key, statement=canonical(said))
        replaced.replaced_at = act.at
        peer.replaced.append(replaced)
    before, node.public_key = node.key, public
    act.session.flush()
    facts = {"before": fingerprint(before), "fingerprint": fingerprint(new.verify_key)}
    record(act, "exchange.key_changed", node, number=node.number, **facts)
    return node


def _first_numbers(act: Act, peer: Peer) -> tuple[dict[str, int], dict[str, int]]:
    """Return by channel the first batch and the first receipt that the new key signs; nobody else moves them meanwhile."""
    channels = select(ExchangeChannel).where(ExchangeChannel.peer_id == peer.id).order_by(ExchangeChannel.id)
    batches: dict[str, int] = {}
    receipts: dict[str, int] = {}
    for channel in act.session.scalars(channels).all():
        lock(act, channel)
        numbers = batches if channel.direction == Direction.OUT else receipts
        numbers[channel.name] = channel.last_number + 1
    return batches, receipts


def take_new_key(act: Act, peer: Peer, line: bytes, *, by_line: bool = False) -> bool:
    """Take a peer's statement that it has changed its key; tells whether it was new.

    Raises Unfit for what is not signed with the peer's present key, whoever signed it: a key that was replaced states
    nothing any more.
    """
    same = update(Peer).where(Peer.id == peer.id).values(number=Peer.number)
    act.session.execute(same.execution_options(synchronize_session=False))
    act.session.refresh(peer)
    said = read_object(line)
    theirs = [one for one in peer.replaced if not one.own]
    if any(one.statement == canonical(said) for one in theirs):
        return False
    node = home_node(act.session)
    new = read_new_key(said, (peer.number, node.number), peer.key)
    if new is None and any(said.get("key") == key_id(bytes.fromhex(one.public_key)) for one in theirs):
        raise Unfit(
            N_("The statement is signed with a key that %(peer)s has replaced. Ask there who signed it."),
            peer=str(peer),
        )
    if new is None:
        raise Unfit(
            N_(
                "The statement of a new key is not signed with the key that was agreed on with this peer. Compare by telephone."
            )
        )
    public = bytes(new).hex()
    if public in {node.public_key, peer.public_key, *(one.public_key for one in peer.replaced)}:
        raise Unfit(N_("The statement names a key that was in use before."))
    replaced = ReplacedKey(county=peer.county, own=False, public_key=peer.public_key, statement=canonical(said))
    replaced.replaced_at = act.at
    peer.replaced.append(replaced)
    peer.public_key = public
    hear(act, peer, by_line=by_line)
    act.session.flush()
    record(act, "exchange.peer_key_changed", peer, number=peer.number, fingerprint=fingerprint(new))
    return True
