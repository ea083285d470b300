"""``flask outbox``: what waits, sending now, and putting back what was given up."""

import json

import click
from flask.cli import AppGroup, with_appcontext
from flask_babel import gettext

from app.kernel.errors import Refused
from app.kernel.outbox import outbox_figures, send_again
from app.surfaces.acts import command_act, now, session
from app.surfaces.keeping import send_outbox
from app.surfaces.language import translate_refusal


@click.group("outbox", cls=AppGroup)
def OUTBOX() -> None:  # noqa: N802 - a constant, which click makes of a function
    """Look after the messages that leave the house."""


@OUTBOX.command("status")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
@with_appcontext
def status_command(as_json: bool) -> None:
    """Print how many messages are in each state; ends with 1 when some wait too long."""
    figures = outbox_figures(session(), now())
    click.echo(json.dumps(figures) if as_json else "\n".join(f"{k:10}{v:8}" for k, v in figures.items()))
    raise SystemExit(1 if figures["late"] else 0)


@OUTBOX.command("send")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a sentence.")
@with_appcontext
def send_command(as_json: bool) -> None:
    """Send what is due now; the clock does it every half minute."""
    with command_act() as act:
        figures = send_outbox(act)
    sentence = gettext("%(sent)d sent, %(failed)d to be tried again, %(given_up)d given up.", **figures)
    click.echo(json.dumps(figures) if as_json else sentence)


@OUTBOX.command("again")
@click.argument("message_id", type=int)
@with_appcontext
def again_command(message_id: int) -> None:
    """Put a message that was given up back into the outbox."""
    try:
        with command_act() as act:
            send_again(act, message_id)
    except Refused as fault:
        raise click.ClickException(translate_refusal(fault)) from None
    click.echo(gettext("The message waits again."))
