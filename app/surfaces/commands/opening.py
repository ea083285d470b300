"""``flask open``: the first command on a production database."""

import json
from pathlib import Path

import click
from flask.cli import with_appcontext
from flask_babel import gettext

from app.kernel.act import Channel
from app.kernel.errors import Refused
from app.surfaces.acts import command_act
from app.surfaces.commands.setup import set_up
from app.surfaces.commands.wording import COUNTY
from app.surfaces.language import translate_refusal
from app.surfaces.people.opening import DIVISIONS, open_county

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("open")
@click.argument("county", type=COUNTY)
@click.option("--administrator", required=True, help="Name of the first administrator.")
@click.option("--username", required=True, help="Log-in name of the first administrator.")
@click.option(
    "--divisions", type=FILE, default=DIVISIONS, help="Divisions of another city: CSV with code, name, level, parent."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
@with_appcontext
def OPEN(county: int, administrator: str, username: str, divisions: Path, as_json: bool) -> None:  # noqa: N802 - as SETUP
    """Open a county, or the city, on a new database and print its administrator's first password."""
    set_up()
    try:
        with command_act(Channel.COMMAND, county) as act:
            password = open_county(act, administrator, username, divisions)
    except Refused as fault:
        raise click.ClickException(translate_refusal(fault)) from None
    told = {"county": county, "username": username, "password": password}
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    click.echo(
        gettext("Log in as %(username)s with the first password %(password)s; it must be changed at once.", **told)
    )
