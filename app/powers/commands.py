"""Commands of the catalogue: bring it in from a sheet, write it out, print its figures."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup
from flask_babel import gettext

from app.kernel.act import CITY
from app.kernel.places import Scope
from app.powers.exporting import export_powers
from app.powers.figures import figures
from app.surfaces.acts import command_act, session, today
from app.surfaces.commands.wording import COUNTY
from app.surfaces.sheets.command import bring_in, sheet_options

JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
FILE = click.Path(dir_okay=False, path_type=Path)

powers_group = AppGroup("powers", help="The power catalogue.")


@powers_group.command("import")
@click.option("--create-organisations", is_flag=True, help="Make the departments that are not here yet.")
@sheet_options
def import_command(create_organisations: bool, **options: Any) -> None:
    """Bring powers in from a spreadsheet: all rows or none, and the same sheet twice brings nothing new."""
    bring_in("power", "", {"create_organisations": "1"} if create_organisations else {}, **options)


@powers_group.command("export")
@click.argument("file", type=FILE)
@click.option("--county", type=COUNTY, default=CITY, show_default=True, help="County in whose trail it is noted.")
def export_command(file: Path, county: int) -> None:
    """Write the whole catalogue as a spreadsheet that can be brought in again."""
    with command_act(county=county) as act:
        number = export_powers(act, file)
    click.echo(gettext("%(count)d powers written to %(file)s.", count=number, file=str(file)))


@powers_group.command("figures")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="First day of the period: 2026-01-01.")
@click.option("--county", type=COUNTY, help="One county only.")
@JSON
def figures_command(since: Any, county: int | None, as_json: bool) -> None:
    """Print what the orders did: confirmed, merged, adjusted, cancelled; and what stands."""
    scope = Scope(frozenset({county}), None, "") if county else Scope.everything()
    found = figures(session(), scope, today(), since.date() if since else None)
    values = {**asdict(found), "merged_or_adjusted": found.merged_or_adjusted, "standing": found.standing}
    if as_json:
        click.echo(json.dumps(values, indent=1))
        return
    for name, value in values.items():
        click.echo(f"{name:20} {value:8,}")
