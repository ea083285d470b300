"""The administrator's page of the exchange: peers, channels, how far each has come, and refused rows that wait."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug import Response

from app.exchange.keys import fingerprint
from app.exchange.kinds import all_kinds
from app.exchange.models import Node, Peer, WaitingRow
from app.exchange.operations import begin_channel_again, give_up_row, send_row_again
from app.exchange.operations.peers import channel_of
from app.exchange.operations.refusals import waiting_row
from app.exchange.pages import ADMINS, EXCHANGE_PAGES, READERS
from app.exchange.queries import all_peers, own_node, waiting_rows
from app.exchange.standing import Standing, standing
from app.exchange.words import ChannelState, Direction, PeerLevel, RowState
from app.kernel.errors import Refused
from app.kernel.words import N_
from app.surfaces.acts import acting, current_actor, now, session
from app.surfaces.language import show_moment, translate, translate_refusal
from app.surfaces.pages import allowed

PAGE = 50
"""Refused rows on the page; the oldest come first."""


@EXCHANGE_PAGES.get("/")
@allowed(*READERS)
def desk() -> str:
    """Show the own node, its peers and channels, and what waits."""
    actor, node = current_actor(), own_node(session())
    if node is not None and not actor.scope.holds(node.county):
        node = None
    channels = standing(session(), now()) if node else []
    return render_template(
        "exchange/desk.html",
        node=node and {"number": node.number, "fingerprint": _fingerprint(node)},
        peers=[_peer(peer, channels) for peer in (all_peers(session()) if node else ())],
        rows=[_row(row) for row in (waiting_rows(session(), PAGE) if node else ())],
        may=bool(actor.roles & set(ADMINS)),
    )


def _fingerprint(held: Node | Peer) -> str:
    return fingerprint(held.key)


def _peer(peer: Peer, channels: Sequence[Standing]) -> dict[str, Any]:
    return {
        "number": peer.number,
        "name": peer.name,
        "level": translate(PeerLevel(peer.level)),
        "fingerprint": _fingerprint(peer),
        "address": peer.address,
        "heard": show_moment(peer.heard_at),
        "fault": peer.fault,
        "channels": [_channel(one) for one in channels if one.peer == peer.number],
    }


TONES = {ChannelState.OPEN: "green", ChannelState.WAITING: "yellow", ChannelState.FORKED: "red"}


def _channel(one: Standing) -> dict[str, Any]:
    kinds = all_kinds()
    return {
        "id": one.id,
        "direction": translate(one.direction),
        "out": one.direction == Direction.OUT,
        "trail": one.trail,
        "kinds": [
            {"title": translate(kinds[name].title) if name in kinds else name, "url": _rows_url(one, name)}
            for name in one.kinds
        ],
        "state": translate(one.state),
        "tone": TONES.get(one.state, ""),
        "forked": one.state == ChannelState.FORKED,
        "number": one.last_number,
        "wanted": one.wanted,
        "unconfirmed": one.unconfirmed,
        "behind": one.behind,
        "waiting": one.waiting,
        "receipt": show_moment(one.receipt_at),
    }


def _rows_url(one: Standing, name: str) -> str | None:
    """Return where the rows of a kind are listed that came from a peer; none for what goes out."""
    return url_for(".foreign_rows", kind=name, source=one.peer) if one.direction == Direction.IN else None


def _row(row: WaitingRow) -> dict[str, Any]:
    kinds = all_kinds()
    return {
        "id": row.id,
        "peer": row.channel.peer.name,
        "direction": translate(Direction(row.channel.direction)),
        "kind": translate(kinds[row.row_kind].title) if row.row_kind in kinds else row.row_kind,
        "subject": row.subject,
        "number": row.number,
        "line": row.line,
        "why": row.why,
        "since": show_moment(row.since),
        "again": row.channel.direction == Direction.OUT and row.place is not None and row.state == RowState.WAITING,
        "state": translate(RowState(row.state)),
    }


DONE: Mapping[str, str] = {
    "again": N_("The row goes out with the next batch."),
    "give_up": N_("The row is given up."),
    "begin_again": N_("The channel has begun again. The other side has to do the same."),
}


@EXCHANGE_PAGES.post("/")
@allowed(*ADMINS)
def settle() -> Response:
    """Send a refused row again, give one up, or begin a stopped channel again."""
    what, pk = request.form.get("what", ""), request.form.get("row", 0, type=int)
    reason = request.form.get("reason", "")
    try:
        with acting() as act:
            if what == "again":
                send_row_again(act, waiting_row(act, pk))
            elif what == "give_up":
                give_up_row(act, waiting_row(act, pk), reason)
            elif what == "begin_again":
                begin_channel_again(act, channel_of(act, pk), reason)
    except Refused as fault:
        flash(translate_refusal(fault), "error")
    else:
        if what in DONE:
            flash(translate(DONE[what]), "done")
    return redirect(url_for(".desk"))
