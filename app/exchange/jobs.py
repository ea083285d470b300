"""What the clock does for the exchange: it makes batches, brings them to peers, and fetches theirs."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import current_app
from nacl.signing import SigningKey

from app.exchange.calls import make_call
from app.exchange.groups import groups_of
from app.exchange.kinds import all_kinds
from app.exchange.line import Line
from app.exchange.models import Node, Peer
from app.exchange.operations import look_after, make_batches, make_next, next_call, thin_out
from app.exchange.own_key import node_key
from app.exchange.queries import all_peers, channels_of, own_node, unanswered
from app.exchange.receiving import take_answer_line, take_batches, take_statements, with_statements
from app.exchange.words import ChannelState, Direction
from app.kernel.act import Act, Channel
from app.kernel.audit import canonical, instant
from app.kernel.domain import Job, Lane
from app.kernel.errors import Refused
from app.kernel.networks import Networks
from app.kernel.words import N_
from app.surfaces.language import translate_refusal

SIGN_OF_LIFE = timedelta(minutes=4)
"""Rest after which a batch without rows goes out; a peer that is not heard for ten minutes is reported."""
AT_ONCE = 200
"""Batches that are looked at for one call."""
ROUNDS = 1000
"""Calls to one channel in one run."""


def see_to_peers(act: Act) -> Mapping[str, Any]:
    """Make what is due for every peer with a line, bring it there, and fetch what waits there; each step is committed.

    A peer that cannot be reached holds up no other, and is no fault of this installation: the page says why, and its
    silence is reported by a point of its own.
    """
    session, node = act.session, own_node(act.session)
    figures = {"sent": 0, "fetched": 0, "unreached": 0}
    if node is None:
        return {}
    key = node_key(session)
    networks = Networks.read(current_app.config["SUNSHINE_EXCHANGE_NETWORKS"])
    for peer in all_peers(session):
        look_after(act, peer)
        session.commit()
        if not (peer.address or peer.by_line):
            continue
        _make(act, peer, key)
        try:
            if peer.address:
                line = Line(peer.address, networks)
                figures["sent"] += _push(act, peer, line)
                figures["fetched"] += _pull(act, node, peer, key, line)
            fault = ""
        except Refused as refused:
            session.rollback()
            fault = translate_refusal(refused)
            figures["unreached"] += 1
        peer.fault = fault[:200]
        session.commit()
    return figures


def _make(act: Act, peer: Peer, key: SigningKey) -> None:
    """Make the batches that are due, and a sign of life after a rest."""
    kinds = all_kinds()
    for channel in channels_of(act.session, peer, Direction.OUT):
        if channel.state == ChannelState.FORKED:
            continue
        make_batches(act, channel, key, kinds, act.session.commit)
        rested = channel.moved_at is None or act.at - channel.moved_at >= SIGN_OF_LIFE
        if rested and not unanswered(act.session, channel, 1):
            make_next(act, channel, key, kinds, sign_of_life=True)
            act.session.commit()


def _push(act: Act, peer: Peer, line: Line) -> int:
    """Bring a peer what it has not confirmed, in order; returns how many batches it confirmed.

    Nothing is held while the peer is asked. When it answers less than it was brought, the rest waits for the next run.
    """
    confirmed = 0
    for channel in channels_of(act.session, peer, Direction.OUT):
        for _round in range(ROUNDS):
            group = next(groups_of(unanswered(act.session, channel, AT_ONCE)), [])
            if not group or channel.state == ChannelState.FORKED:
                break
            numbers = {one.number for one in group}
            body = with_statements(peer, b"".join(one.travels() for one in group))
            act.session.commit()
            told = line.call("batches", body).splitlines()
            for answer in told:
                take_answer_line(answer, Channel.REST)
            left = {one.number for one in unanswered(act.session, channel, AT_ONCE)}
            confirmed += len(numbers - left)
            if numbers & left:
                break
    return confirmed


def _pull(act: Act, node: Node, peer: Peer, key: SigningKey, line: Line) -> int:
    """Fetch what a peer has for this node; the receipts go with the next call. Returns how many batches were taken."""
    fetched = 0
    for channel in channels_of(act.session, peer, Direction.IN):
        told, stuck = [channel.stop] if channel.stop else [], channel.state == ChannelState.FORKED
        for _round in range(ROUNDS):
            have, number = channel.last_number, next_call(act, peer)
            act.session.commit()
            call = make_call(channel.between(node.number), have, number, key, instant(act.at))
            body = with_statements(peer, "\n".join([canonical(call), *told]).encode())
            sent = take_statements(line.call("pull", body), Channel.REST)
            told = [taken.answer for taken in take_batches(node, channel, [sent], Channel.REST)] if sent else []
            fetched += channel.last_number - have
            if not told or stuck:  # what cannot be taken is told once; the next run asks again
                break
            stuck = channel.last_number == have
    return fetched


JOBS = (
    Job("exchange", N_("Exchange with other installations"), see_to_peers, every=60, lane=Lane.EXCHANGE),
    Job("exchange.thin", N_("Thin out old signs of life of the exchange"), thin_out, daily_at="03:40"),
)
