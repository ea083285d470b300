"""``flask training``: the training room on a port of its own."""

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_babel import gettext

from app.surfaces.serving import Server
from app.surfaces.training.sandbox import is_laid_out, lay_out, sandbox_settings


@click.command("training")
@click.option("--port", default=5081, show_default=True, help="Port of the training room.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address that it listens on.")
@click.option(
    "--lay-out", "only", is_flag=True, help="Only lay the sandbox out again, as after an upgrade; serve nothing."
)
@with_appcontext
def TRAINING(port: int, host: str, only: bool) -> None:  # noqa: N802 - as SETUP
    """Serve the training room: invented villages for clerks to practise in, wiped every night."""
    room = current_app.extensions["sunshine"].sandbox(sandbox_settings(current_app.config))
    if only or not is_laid_out(room):
        lay_out(room)
    if only:
        click.echo(gettext("The training room has been laid out."))
        return
    Server(room, {"bind": f"{host}:{port}", "workers": 1}).run()
