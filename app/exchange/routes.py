"""What peers call: no session, no form token; who speaks is known by the signature under what is said."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import Blueprint, Flask, Response, jsonify, request

from app.exchange.batches import read_object
from app.exchange.calls import read_call
from app.exchange.files import channel_named
from app.exchange.groups import groups_of
from app.exchange.operations import note_call
from app.exchange.operations.sending import FORKED
from app.exchange.packed import Unfit
from app.exchange.queries import batches_after, home_node
from app.exchange.receiving import (
    channel_of_batches,
    peer_numbered,
    take_answer_line,
    take_batches,
    take_statements,
    with_statements,
)
from app.exchange.words import ChannelState, Direction
from app.kernel.act import Channel
from app.kernel.errors import OutOfOrder, Refused
from app.kernel.words import N_
from app.surfaces.acts import command_act, session
from app.surfaces.language import translate_refusal
from app.surfaces.limits import limited
from app.surfaces.pages import anyone

LINE = Blueprint("exchange_line", __name__, url_prefix="/exchange")
LINES = 1000
"""Answers that one call brings at the most."""

View = TypeVar("View", bound=Callable[..., Any])


@LINE.record_once
def _no_form_token(state: Any) -> None:
    """A signature cannot be had from a browser that somebody else sends here."""
    app: Flask = state.app
    app.extensions["csrf_protect"].exempt(LINE)


def refused_in_json(view: View) -> View:
    """Answer a refusal as programs read it."""

    @wraps(view)
    def told(*arguments: Any, **values: Any) -> Any:
        try:
            return view(*arguments, **values)
        except Refused as fault:
            session().rollback()
            return jsonify(message=translate_refusal(fault)), fault.status

    return told  # type: ignore[return-value]


@LINE.post("/batches")
@anyone
@limited("600 per minute")
@refused_in_json
def take() -> Response:
    """Take batches that a peer brings, and answer each; what was taken stays taken whatever follows it."""
    node = home_node(session())
    sent = take_statements(request.get_data(cache=False), Channel.REST)
    channel = channel_of_batches([sent])
    answers = [taken.answer for taken in take_batches(node, channel, [sent], Channel.REST)]
    said = "".join(f"{answer}\n" for answer in answers).encode()
    return Response(with_statements(channel.peer, said), mimetype="application/jsonl")


@LINE.post("/pull")
@anyone
@limited("600 per minute")
@refused_in_json
def give() -> Response:
    """Give a peer the batches after those that it has, once it has signed for it; behind its call come its answers."""
    node = home_node(session())
    sent = take_statements(request.get_data(cache=False), Channel.REST)
    call, *answers = sent.split(b"\n", LINES + 1)
    if len(answers) > LINES:
        raise Unfit(N_("The call brings more answers than are read at once."))
    said = read_object(call)
    channel = channel_named(session(), peer_numbered(said.get("from")), Direction.OUT, said.get("channel"))
    have, number = read_call(call, channel.between(node.number), channel.peer.key, channel.peer.answered)
    with command_act(Channel.REST, node.county) as act:
        note_call(act, channel.peer, number)
    for line in filter(None, answers):
        take_answer_line(line, Channel.REST)
    if channel.state == ChannelState.FORKED:
        raise OutOfOrder(FORKED)
    group = next(groups_of(batches_after(session(), channel, have)), [])
    batches = b"".join(one.travels() for one in group)
    return Response(with_statements(channel.peer, batches), mimetype="application/gzip")
