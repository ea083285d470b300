"""``flask holder-key``, ``flask seal`` and ``flask open-shares``: what bidders and holders do on machines of their own."""

import json
import os
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext

from app.kernel.errors import Refused
from app.kernel.words import N_
from app.surfaces.language import translate, translate_refusal
from app.surfaces.qr import picture_of
from app.trading.sealing.bodies import seal_files
from app.trading.sealing.envelope import fingerprint, new_key, open_share, read, seal
from app.trading.sealing.keyfile import to_paper, unwrap, wrap


def _load(file: Path) -> Any:
    try:
        return json.loads(file.read_text("utf-8"))
    except (ValueError, RecursionError):
        raise click.ClickException(
            translate(N_("%(file)s cannot be read. Download it again."), file=file.name)
        ) from None


def _write(file: Path, text: str | bytes, mode: int = 0o600) -> None:
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except FileExistsError:
        raise click.ClickException(
            translate(N_("%(file)s stands there already, and is not overwritten."), file=file.name)
        ) from None
    with os.fdopen(handle, "wb") as opened:
        opened.write(text.encode() if isinstance(text, str) else text)


@click.command("holder-key")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@click.option(
    "--paper", type=click.Path(dir_okay=False, path_type=Path), help="Write a page to print and lock away, too."
)
@click.password_option("--passphrase", prompt="Passphrase", help="Opens FILE; asked for when it is left out.")
@with_appcontext
def HOLDER_KEY(file: Path, as_json: bool, paper: Path | None, passphrase: str) -> None:  # noqa: N802 - a constant that click makes of a function
    """Make a holder's key: the private half stays in FILE behind a passphrase, the public half goes into the notice."""
    private, public = new_key()
    try:
        _write(file, wrap(private, passphrase))
    except Refused as fault:
        raise click.ClickException(translate_refusal(fault)) from None
    told = {"public_key": public.hex(), "fingerprint": fingerprint(public)}
    if paper is not None:
        form = to_paper(private)
        sheet = current_app.jinja_env.get_template("trading/paper_key.html")
        _write(paper, sheet.render(form=form, picture=picture_of(form), **told))
    click.echo(json.dumps(told) if as_json else "\n".join(told.values()))


@click.command("seal")
@click.argument("notice", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("bid", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("envelope", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--lot", default=1, show_default=True, help="Number of the lot.")
@click.option(
    "--file",
    "files",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file of the bid, sealed beside it; may be given again.",
)
@click.option("--pass", "token", required=True, help="The pass that the trading centre handed over.")
def SEAL(notice: Path, bid: Path, envelope: Path, lot: int, files: tuple[Path, ...], token: str) -> None:  # noqa: N802 - see above
    """Seal BID (JSON: uscc, price, days, manager) for the holders in NOTICE; writes ENVELOPE, the own key and the sealed files beside it."""
    told, content = _load(notice), _load(bid)
    try:
        holders = [bytes.fromhex(one["key"]) for one in told["holders"]]
        plain = {name: content[name] for name in ("uscc", "price", "days", "manager")}
        if lot not in {one["number"] for one in told["lots"]}:
            raise click.ClickException(translate(N_("The notice has no lot %(number)d."), number=lot))
        sealed = b""
        if files:
            sealed, body = seal_files([(one.name, one.read_bytes()) for one in files], told["tender"], lot, token)
            plain["body"] = body.told()
        text, key = seal(json.dumps(plain, ensure_ascii=False).encode(), told["tender"], lot, token, holders)
    except Refused as fault:
        raise click.ClickException(translate_refusal(fault)) from None
    except (KeyError, TypeError, ValueError):
        raise click.ClickException(
            translate(N_("Notice or bid lacks a field. A bid has uscc, price, days and manager."))
        ) from None
    _write(envelope, text)
    _write(envelope.with_name(envelope.name + ".key"), key.hex() + "\n")
    if sealed:
        _write(envelope.with_name(envelope.name + ".files"), sealed)
    click.echo(
        translate(
            N_("Sealed: %(file)s. Keep the file with .key to yourself: it opens this bid too."), file=envelope.name
        )
    )


@click.command("open-shares")
@click.argument("key", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("bids", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("shares", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--passphrase", prompt="Passphrase", hide_input=True, help="Opens KEY; asked for when it is left out.")
def OPEN_SHARES(key: Path, bids: Path, shares: Path, passphrase: str) -> None:  # noqa: N802 - see above
    """Open the holder's share of every bid in BIDS with the private KEY; writes SHARES for the trading centre."""
    try:
        private = unwrap(key.read_text("utf-8", errors="replace"), passphrase)
        envelopes = dict(_load(bids)["bids"])
    except Refused as fault:
        raise click.ClickException(translate_refusal(fault)) from None
    except (ValueError, KeyError, TypeError):
        raise click.ClickException(
            translate(N_("This is no list of bids. Take the file that the trading centre gave out."))
        ) from None
    made, damaged = {}, []
    for number, text in envelopes.items():
        try:
            made[number] = open_share(read(text), private).hex()
        except Refused as fault:
            damaged.append(f"{number}: {translate_refusal(fault)}")
    _write(shares, json.dumps(made))
    click.echo(translate(N_("%(count)d shares written."), count=len(made)))
    for line in damaged:
        click.echo(line, err=True)


COMMANDS = (HOLDER_KEY, SEAL, OPEN_SHARES)
