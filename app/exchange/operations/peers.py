"""The own node, its peers, and what was agreed on with each."""

from collections.abc import Collection, Mapping
from datetime import timedelta

from nacl.signing import SigningKey, VerifyKey
from sqlalchemy import select, update

from app.exchange.keys import fingerprint
from app.exchange.models import ExchangeChannel, ForeignRow, Node, Peer
from app.exchange.queries import channels_of, home_node, own_node
from app.exchange.words import ChannelState, Direction, PeerLevel
from app.kernel.act import Act
from app.kernel.audit import record
from app.kernel.db import FIRST_COUNTY, LAST_COUNTY
from app.kernel.errors import Conflict, Incomplete, NotAllowed, NotFound, OutOfOrder
from app.kernel.records import RecordKind
from app.kernel.roles import Role
from app.kernel.words import N_


def admit(act: Act, county: int) -> None:
    """Refuse unless the actor administers the county of this installation's node, or is the platform itself."""
    act.needs(Role.COUNTY_ADMIN, Role.CITY_ADMIN)
    if not act.actor.scope.holds(county):
        raise NotAllowed(N_("The exchange is looked after by the administrator of this installation's own county."))


def begin_node(act: Act, number: int, key: SigningKey) -> Node:
    """Give this installation its number and key; the same once more is the same node.

    Refused when it has another number or another key: what it signed so far could no longer be checked.
    """
    admit(act, number)
    public = bytes(key.verify_key).hex()
    node = own_node(act.session)
    if node is None:
        node = Node(county=number, number=number, public_key=public, begun_at=act.at)
        act.session.add(node)
        act.session.flush()
        record(act, "exchange.begun", node, number=number, fingerprint=fingerprint(key.verify_key))
        return node
    if node.number != number:
        raise Conflict(
            N_("This installation takes part as %(number)d already. A node keeps its number."), number=node.number
        )
    if node.public_key != public:
        raise Conflict(
            N_("The key in its file is not the one with which this installation takes part. Put the right file back.")
        )
    return node


def read_public_key(text: str) -> VerifyKey:
    """Return a public key from its 64 hexadecimal digits."""
    try:
        return VerifyKey(bytes.fromhex(text.strip()))
    except (ValueError, TypeError):
        raise Incomplete(N_("This is no public key: it has 64 hexadecimal digits."), field="key") from None


def add_peer(
    act: Act, number: int, name: str, public: VerifyKey, told: str, level: PeerLevel, address: str = ""
) -> Peer:
    """Enter another installation; ``told`` is the fingerprint that its people read out by telephone.

    The same once more is the same peer. Refused when the fingerprint is not that of the key.
    """
    node = home_node(act.session)
    admit(act, node.county)
    name, address = name.strip(), address.strip()
    if not name or len(name) > 80 or "\x00" in name:
        raise Incomplete(N_("Give the name of the other installation in at most 80 characters."), field="name")
    if not FIRST_COUNTY <= number <= LAST_COUNTY or number == node.number:
        raise Incomplete(N_("A peer has a number of six digits, and not that of this installation."), field="number")
    if "".join(told.split()).upper() != fingerprint(public).replace(" ", ""):
        raise Incomplete(
            N_(
                "The fingerprint that was read out is not that of this key. Ask for the file again, and compare by telephone "
                "with somebody whom you know."
            ),
            field="fingerprint",
        )
    held = act.session.scalar(select(Peer).where(Peer.number == number))
    if held is not None and held.public_key == bytes(public).hex():
        return held
    if held is not None or bytes(public).hex() == node.public_key:
        raise Conflict(
            N_("This number or key is known already. A key is changed only by a statement of its owner."), field="key"
        )
    peer = Peer(
        county=node.county,
        number=number,
        name=name,
        public_key=bytes(public).hex(),
        level=str(PeerLevel(level)),
        address=checked_address(address),
        added_at=act.at,
    )
    act.session.add(peer)
    act.session.flush()
    record(act, "exchange.peer_added", peer, number=number, fingerprint=fingerprint(public), level=peer.level)
    return peer


def checked_address(address: str) -> str:
    """Return where a peer can be reached; empty for none."""
    address = address.strip().rstrip("/")
    plain = address.isascii() and address.isprintable() and " " not in address and len(address) <= 200
    if address and not (plain and address.startswith(("https://", "http://")) and "@" not in address):
        raise Incomplete(N_("An address begins with https:// and names no account."), field="address")
    return address


def change_address(act: Act, peer: Peer, address: str) -> None:
    """Change where a peer can be reached."""
    admit(act, peer.county)
    peer.address = checked_address(address)
    record(act, "exchange.peer_moved", peer, address=peer.address)


def peer_of(act: Act, number: int) -> Peer:
    """Return a peer by its number."""
    peer = act.session.scalar(select(Peer).where(Peer.number == number))
    if peer is None or not act.actor.scope.holds(peer.county):
        raise NotFound(N_("There is no such record, or it lies outside your region."))
    return peer


def agree_on(
    act: Act, peer: Peer, direction: Direction, names: Collection[str], kinds: Mapping[str, RecordKind], trail: int = 0
) -> ExchangeChannel:
    """Set which record kinds of a county's trail go to a peer or come from it; ``kinds`` are all that there are.

    ``trail`` is the county, that of the sender unless given. A channel that is new begins at the first row of the
    trail; a kind that is added later crosses from then on.
    """
    node = home_node(act.session)
    admit(act, node.county)
    unknown = sorted(set(names) - set(kinds))
    if unknown or not names:
        raise Incomplete(
            N_("Choose among the kinds of records that there are; this is none: %(names)s."),
            names=", ".join(unknown) or "-",
            field="kinds",
        )
    county = trail or (node.number if direction == Direction.OUT else peer.number)
    if not FIRST_COUNTY <= county <= LAST_COUNTY:
        raise Incomplete(N_("A county has a number of six digits."), field="trail")
    wanted = sorted(set(names))
    channel = next((one for one in channels_of(act.session, peer, direction) if one.trail == county), None)
    if channel is None:
        channel = ExchangeChannel(
            county=node.county, peer_id=peer.id, direction=str(direction), trail=county, kinds=wanted
        )
        act.session.add(channel)
        act.session.flush()
    elif channel.kinds == wanted:
        return channel
    channel.kinds = wanted
    record(act, "exchange.agreed", channel, peer=peer.number, direction=channel.direction, trail=county, kinds=wanted)
    return channel


PAUSE = timedelta(minutes=5)
"""Rest of the clock after which the silence of peers counts from its next run."""
SILENCE = timedelta(minutes=10)
"""Silence after which the trail tells that a peer is heard again."""


def look_after(act: Act, peer: Peer) -> None:
    """Note that the clock sees to a peer; after a pause of its own its silence counts from now on."""
    if peer.looked_at is None or act.at - peer.looked_at > PAUSE:
        peer.quiet_from = act.at
    peer.looked_at = act.at


def hear(act: Act, peer: Peer, *, by_line: bool) -> None:
    """Note that something genuine came from a peer; after a silence on the line the trail tells it."""
    if peer.by_line and peer.quiet_from is not None and act.at - peer.quiet_from >= SILENCE:
        record(act, "exchange.heard", peer, number=peer.number)
    peer.heard_at = peer.quiet_from = act.at
    if by_line:
        peer.by_line = True


def next_call(act: Act, peer: Peer) -> int:
    """Return the number of the next call for a peer's batches: the second of the call, so that it grows on after a
    restored backup, too.
    """
    peer.asked = max(peer.asked + 1, int(act.at.timestamp()))
    act.session.flush()
    return peer.asked


def note_call(act: Act, peer: Peer, number: int) -> None:
    """Note that a peer's call is answered: neither it nor an earlier one is answered again."""
    hear(act, peer, by_line=True)
    peer.answered = number
    act.session.flush()


def channel_of(act: Act, pk: int) -> ExchangeChannel:
    """Return a channel within the actor's scope."""
    channel = act.session.get(ExchangeChannel, pk)
    if channel is None or not act.actor.scope.holds(channel.county):
        raise NotFound(N_("There is no such record, or it lies outside your region."))
    return channel


def begin_channel_again(act: Act, channel: ExchangeChannel, reason: str) -> ExchangeChannel:
    """End a channel that forked and begin it again at the first row of the trail; both sides have to.

    What went over it stays kept with its receipts. Every row crosses once more, and what comes then counts, whatever
    place of the sender's trail told of it: after a restored backup its places are given a second time.
    """
    admit(act, channel.county)
    reason = reason.strip()
    if not reason or len(reason) > 1000:
        raise Incomplete(N_("Say in at most 1000 characters what was found out."), field="reason")
    if channel.state != ChannelState.FORKED:
        raise OutOfOrder(N_("Only a channel that was stopped by two batches of one number begins again."))
    channel.state = ChannelState.ENDED
    fresh = ExchangeChannel(
        county=channel.county,
        peer_id=channel.peer_id,
        direction=channel.direction,
        trail=channel.trail,
        course=channel.course + 1,
        kinds=channel.kinds,
    )
    act.session.add(fresh)
    act.session.flush()
    if channel.direction == Direction.IN:
        held = ForeignRow.source == channel.peer.number, ForeignRow.trail == channel.trail
        act.session.execute(
            update(ForeignRow).where(*held).values(place=0).execution_options(synchronize_session=False)
        )
    record(act, "exchange.begun_again", channel, course=fresh.course, reason=reason)
    return fresh
