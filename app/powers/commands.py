"""Commands of the catalogue: bring it in from a sheet, write it out, print its figures."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup
from flask_babel import gettext

from app.kernel.act import CITY, Act, Channel
from app.kernel.errors import Refused
from app.kernel.places import Scope
from app.powers.columns import COLUMNS
from app.powers.exporting import export_powers
from app.powers.figures import figures
from app.powers.importing import carry_out_powers
from app.powers.planning import PowerPlan, plan_powers
from app.surfaces.acts import command_act, session, today
from app.surfaces.commands.wording import COUNTY
from app.surfaces.language import say_refusal
from app.surfaces.sheets.importing import Choice
from app.surfaces.sheets.mapping import apply_mapping, find_mapping, guess_mapping
from app.surfaces.sheets.planning import Fate
from app.surfaces.sheets.reading import Book, open_book
from app.surfaces.sheets.report import marked_copy

MOST_LINES = 50
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
FILE = click.Path(dir_okay=False, path_type=Path)

powers_group = AppGroup("powers", help="The power catalogue.")


@powers_group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--mapping", default="", help="Name of a kept mapping, or 'guess' for a sheet of another system."
)
@click.option("--county", type=COUNTY, default=CITY, show_default=True, help="County whose catalogue it is.")
@click.option("--create-organisations", is_flag=True, help="Make the departments that are not here yet.")
@click.option("--good-rows", is_flag=True, help="Bring the good rows even when others are faulty.")
@click.option("--dry-run", is_flag=True, help="Tell the fate of every row and write nothing.")
@click.option("--marked", type=FILE, help="Write a copy of the sheet here with every fault in red.")
@JSON
def import_command(
    file: Path,
    mapping: str,
    county: int,
    create_organisations: bool,
    good_rows: bool,
    dry_run: bool,
    marked: Path | None,
    as_json: bool,
) -> None:
    """Bring powers in from a spreadsheet: all rows or none, and the same sheet twice brings nothing new."""
    choice = Choice.GOOD_ROWS if good_rows else Choice.ALL_OR_NOTHING
    try:
        with command_act(Channel.SHEET, county) as act:
            plan = plan_powers(act, _book(act, file, mapping), create_organisations=create_organisations)
            if marked is not None:
                marked_copy(marked, [(s.sheet, s.table, s.rows) for s in plan.sections])
            if not dry_run and not (plan.faulty and not good_rows):
                carry_out_powers(act, plan, choice)
    except Refused as refusal:
        raise click.ClickException(say_refusal(refusal)) from None
    _print_plan(plan, as_json)
    if plan.faulty and not good_rows and not dry_run:
        raise SystemExit(1)


def _book(act: Act, file: Path, mapping: str) -> Book:
    book = open_book(file)
    if not mapping:
        return book
    first, *others = book.sheets
    matches = (
        guess_mapping(first, COLUMNS)
        if mapping == "guess"
        else find_mapping(act.session, act.county, "power", mapping)
    )
    return Book((apply_mapping(first, COLUMNS, matches), *others))


def _print_plan(plan: PowerPlan, as_json: bool) -> None:
    lines = plan.report()
    if as_json:
        answer: dict[str, Any] = {
            "counts": plan.counts,
            "unknown_organisations": sorted(plan.unknown),
            "rows": [asdict(line) for line in lines],
        }
        click.echo(json.dumps(answer, ensure_ascii=False, indent=1))
        return
    told = [line for line in lines if line.sentence]
    for line in told[:MOST_LINES]:
        click.echo(f"{line.sheet} {line.row:6} {line.key:24} {line.fate:8} {line.column}: {line.sentence}")
    if len(told) > MOST_LINES:
        click.echo(
            gettext(
                "... and %(count)d more; use --json or --marked to see all.", count=len(told) - MOST_LINES
            )
        )
    for name in sorted(plan.unknown):
        click.echo(gettext("There is no organisation called %(name)s yet.", name=name))
    for fate in Fate:
        click.echo(f"{gettext(fate.title_id):12} {plan.counts[fate.value]:8,}")


@powers_group.command("export")
@click.argument("file", type=FILE)
@click.option(
    "--county", type=COUNTY, default=CITY, show_default=True, help="County in whose trail it is noted."
)
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
