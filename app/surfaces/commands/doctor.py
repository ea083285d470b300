"""``flask doctor``: what of this machine and its settings keeps a part of the platform from working."""

import json
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

import click
from flask import current_app
from flask.cli import with_appcontext
from nacl import bindings
from nacl.exceptions import CryptoError

from app.kernel.words import N_
from app.surfaces.language import translate


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: its name for programs and for people, whether it is well, and what to do when it is not."""

    name: str
    title: str
    well: bool
    advice: str


def seals_in_browsers(address: str) -> bool:
    """Tell whether browsers offer their ciphers to pages under an address: under https, and on the machine itself.

    Secure Contexts (W3C), 3.1: https, and http to localhost or a loopback address.
    """
    parts = urlsplit(address)
    if parts.scheme == "https" or parts.hostname == "localhost":
        return True
    try:
        return ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return False


def has_aes() -> bool:
    """Tell whether the processor has the instructions without which libsodium does no AES."""
    try:
        bindings.crypto_aead_aes256gcm_encrypt(b"", b"", bytes(12), bytes(32))
    except CryptoError:
        return False
    return True


def findings(address: str) -> list[Finding]:
    """Return everything that is looked at."""
    return [
        Finding(
            "web_crypto",
            N_("Bids are sealed in browsers"),
            seals_in_browsers(address),
            N_(
                "SUNSHINE_ADDRESS is plain http: browsers seal no bid and make no key there. Put the portal under https; until then bidders take the offline file."
            ),
        ),
        Finding(
            "aes",
            N_("Sealed bids are opened here"),
            has_aes(),
            N_("This processor has no AES instructions: sealed bids cannot be opened here. Use another machine."),
        ),
    ]


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
@with_appcontext
def DOCTOR(as_json: bool) -> None:  # noqa: N802 - a constant that click makes of a function
    """Look at the machine and the settings; ends with 1 when something must be put right."""
    found = findings(current_app.config["SUNSHINE_ADDRESS"])
    if as_json:
        click.echo(json.dumps({one.name: one.well for one in found}))
    else:
        for one in found:
            words = translate(N_("In order") if one.well else one.advice)
            click.echo(f"{translate(one.title)}: {words}")
    if not all(one.well for one in found):
        raise SystemExit(1)
