"""``flask exchange``: take part, enter peers, and carry batches and receipts on a stick."""

import json
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup, with_appcontext
from flask_babel import gettext

from app.exchange.batches import Turn
from app.exchange.files import Came, Written, look_at, write_files
from app.exchange.keys import fingerprint
from app.exchange.kinds import all_kinds
from app.exchange.operations import (
    Taken,
    add_peer,
    agree_on,
    begin_node,
    change_address,
    change_key,
    make_batches,
    peer_of,
)
from app.exchange.operations.peers import read_public_key
from app.exchange.own_key import key_file, next_key, node_key, put_next_in_place
from app.exchange.queries import all_peers, channels_of, home_node, own_node
from app.exchange.receiving import NO_PEER, channel_of_batches, take_answer_line, take_batches
from app.exchange.standing import standing
from app.exchange.words import ChannelState, Direction, PeerLevel
from app.kernel.act import Channel as Door
from app.kernel.errors import NotFound, Refused
from app.kernel.trail.keys import publish_key
from app.kernel.words import N_
from app.surfaces.acts import command_act, now, session
from app.surfaces.commands.wording import COUNTY
from app.surfaces.language import translate, translate_refusal

EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of sentences.")
SEND = click.option("--send", multiple=True, help="Kind of records that goes there; may be given several times.")
RECEIVE = click.option("--receive", multiple=True, help="Kind of records that comes from there.")


@click.group("exchange", cls=AppGroup)
def EXCHANGE_COMMANDS() -> None:  # noqa: N802 - a constant, which click makes of a function
    """Exchange signed batches of records with other installations."""


@EXCHANGE_COMMANDS.command("begin")
@click.argument("county", type=COUNTY)
@AS_JSON
@with_appcontext
def begin_command(county: int, as_json: bool) -> None:
    """Let this installation take part under the number of its county, and print the fingerprint of its key."""
    with command_act(county=county) as act:
        key = node_key(act.session)
        begin_node(act, county, key)
    _tell_key(county, as_json)


@EXCHANGE_COMMANDS.command("fingerprint")
@AS_JSON
@with_appcontext
def fingerprint_command(as_json: bool) -> None:
    """Print the fingerprint of the own key, and where the public key lies that the other side is given."""
    _tell_key(home_node(session()).number, as_json)


@EXCHANGE_COMMANDS.command("change-key")
@AS_JSON
@with_appcontext
def change_key_command(as_json: bool) -> None:
    """Sign with a new key from now on; each peer is told by a statement under the old one, with whatever is sent next."""
    node = home_node(session())
    with command_act(county=node.number) as act:
        change_key(act, node_key(act.session), next_key())
    put_next_in_place()
    _tell_key(node.number, as_json)


def _tell_key(number: int, as_json: bool) -> None:
    public = node_key(session()).verify_key
    file = publish_key(public, key_file().parent)
    told = {"number": number, "fingerprint": fingerprint(public), "file": str(file)}
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    click.echo(gettext("Number %(number)d, fingerprint %(fingerprint)s", **told))
    click.echo(gettext("Give the other side %(file)s, and read the fingerprint out by telephone.", **told))


@EXCHANGE_COMMANDS.command("peer")
@click.argument("number", type=COUNTY)
@click.argument("name")
@click.argument("key", type=EXISTING)
@click.option("--fingerprint", "told", required=True, help="As its people read it out by telephone.")
@click.option("--level", type=click.Choice([str(level) for level in PeerLevel]), required=True, help="Seen from here.")
@click.option("--address", default="", help="Where it can be reached; empty for a place without a line.")
@SEND
@RECEIVE
@AS_JSON
@with_appcontext
def peer_command(
    number: int,
    name: str,
    key: Path,
    told: str,
    level: str,
    address: str,
    send: tuple[str, ...],
    receive: tuple[str, ...],
    as_json: bool,
) -> None:
    """Enter another installation, with the file of its public key and the fingerprint that was read out."""
    home = home_node(session())
    public = read_public_key(key.read_text(encoding="ascii", errors="replace"))
    with command_act(county=home.number) as act:
        peer = add_peer(act, number, name, public, told, PeerLevel(level), address)
        for direction, names in ((Direction.OUT, send), (Direction.IN, receive)):
            if names:
                agree_on(act, peer, direction, names, all_kinds())
    _tell(as_json, number=number, fingerprint=fingerprint(public))


@EXCHANGE_COMMANDS.command("agree")
@click.argument("number", type=COUNTY)
@SEND
@RECEIVE
@click.option("--trail", type=COUNTY, help="County whose records they are; that of the sender unless given.")
@click.option("--address", help="Where it can be reached from now on; empty for a place without a line.")
@AS_JSON
@with_appcontext
def agree_command(
    number: int, send: tuple[str, ...], receive: tuple[str, ...], trail: int | None, address: str | None, as_json: bool
) -> None:
    """Set which kinds of records go to a peer and come from it, and where it can be reached."""
    with command_act(county=home_node(session()).number) as act:
        peer = peer_of(act, number)
        for direction, names in ((Direction.OUT, send), (Direction.IN, receive)):
            if names:
                agree_on(act, peer, direction, names, all_kinds(), trail or 0)
        if address is not None:
            change_address(act, peer, address)
    _tell(as_json, number=number, send=list(send), receive=list(receive))


def _tell(as_json: bool, **told: Any) -> None:
    click.echo(json.dumps(told, ensure_ascii=False) if as_json else gettext("It is entered."))


@EXCHANGE_COMMANDS.command("export")
@click.argument("number", type=COUNTY)
@click.option("--to", "folder", type=FOLDER, required=True, help="Folder of the stick.")
@AS_JSON
@with_appcontext
def export_command(number: int, folder: Path, as_json: bool) -> None:
    """Write what a peer has not confirmed yet, and the receipts for what it sent, as files; nothing is lost with the stick."""
    node = home_node(session())
    key, kinds, opened = node_key(session()), all_kinds(), session()
    peer = next((one for one in all_peers(opened) if one.number == number), None)
    if peer is None:
        raise NotFound(NO_PEER, number=number)
    for channel in channels_of(opened, peer, Direction.OUT):
        if channel.state != ChannelState.FORKED:
            with command_act(county=node.number) as act:
                make_batches(act, channel, key, kinds, act.session.commit)
    _tell_files(write_files(opened, node, peer, folder), as_json)


def _tell_files(written: list[Written], as_json: bool) -> None:
    if as_json:
        rows = [{"file": str(one.file), "batches": one.batches, "rows": one.rows} for one in written]
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for one in written:
        values = {"file": one.file.name, "batches": one.batches, "rows": one.rows}
        click.echo(
            gettext("%(file)s: %(batches)d batches, %(rows)d rows", **values)
            if one.batches
            else gettext("%(file)s: %(rows)d answers", **values)
        )
    if not written:
        click.echo(gettext("There is nothing to carry."))


@EXCHANGE_COMMANDS.command("import")
@click.argument("files", type=EXISTING, nargs=-1, required=True)
@AS_JSON
@with_appcontext
def import_command(files: tuple[Path, ...], as_json: bool) -> None:
    """Take batches and answers from files, in whatever order they are given; ends with 1 when one cannot be taken."""
    home_node(session())
    told = [_take_file(came) for came in _looked_at(files)]
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
    for one in told if not as_json else ():
        click.echo(_sentence(one))
    raise SystemExit(1 if any(one["fault"] for one in told) else 0)


def _looked_at(files: tuple[Path, ...]) -> list[Came]:
    return look_at(sorted(set(files)))


def _take_file(came: Came) -> dict[str, Any]:
    """Take one file, each batch in a transaction of its own; what was taken before a fault stays taken."""
    told: dict[str, Any] = {"file": came.file.name, "batches": 0, "again": 0, "rows": 0, "refused": 0, "answers": 0}
    told["fault"] = ""
    try:
        if came.is_batches:
            _take_batches(came, told)
        else:
            for line in came.lines():
                take_answer_line(line, Door.COMMAND)
                told["answers"] += 1
    except Refused as fault:
        session().rollback()
        told["fault"] = translate_refusal(fault)
    return told


def _take_batches(came: Came, told: dict[str, Any]) -> None:
    channel = channel_of_batches(came.pieces())
    for taken in take_batches(home_node(session()), channel, came.pieces(), Door.COMMAND):
        _count(told, taken)
        if taken.turn in (Turn.GAP, Turn.FORK):
            told["fault"] = translate(STOPPED[taken.turn], number=json.loads(taken.answer)["wanted"])
            return


STOPPED = {
    Turn.GAP: N_("Batch %(number)d is missing. Ask the sender for it; nothing after it was taken."),
    Turn.FORK: N_("The sender signed two batches with number %(number)d. The channel is stopped."),
}


def _count(told: dict[str, Any], taken: Taken) -> None:
    told["batches"] += taken.turn is Turn.NEXT
    told["again"] += taken.turn is Turn.AGAIN
    told["rows"] += taken.rows
    told["refused"] += taken.refused


def _sentence(one: dict[str, Any]) -> str:
    head = (
        gettext("%(file)s: %(answers)d answers taken.", **one)
        if one["answers"]
        else gettext(
            "%(file)s: %(batches)d batches with %(rows)d rows taken, %(refused)d rows refused, %(again)d batches were here already.",
            **one,
        )
    )
    return f"{head} {one['fault']}".strip()


@EXCHANGE_COMMANDS.command("status")
@AS_JSON
@with_appcontext
def status_command(as_json: bool) -> None:
    """Print how far each channel has come; ends with 1 when one cannot go on."""
    node = own_node(session())
    rows = standing(session(), now()) if node else []
    if as_json:
        click.echo(json.dumps([row.as_json() for row in rows], ensure_ascii=False))
    for row in rows if not as_json else ():
        click.echo(
            f"{row.peer:<8}{translate(row.direction.title_id):10}{row.trail:<8}{row.last_number:8}{row.unconfirmed:8}"
            f"{row.behind:10}{row.waiting:6}  {translate(row.state.title_id)}"
        )
    raise SystemExit(1 if any(row.state != ChannelState.OPEN for row in rows) else 0)
