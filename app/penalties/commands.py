"""Commands of penalties: bring items in from a sheet, write them out, check every draft."""

from pathlib import Path

import click
from flask.cli import AppGroup
from flask_babel import gettext
from sqlalchemy import select

from app.kernel.act import CITY, Channel, local_day
from app.kernel.errors import Refused
from app.penalties.models import ViolationVersion
from app.penalties.operations.publishing import find_findings
from app.penalties.points.prevention import table
from app.penalties.sheets.exporting import export_items
from app.penalties.sheets.importing import carry_out_items
from app.penalties.sheets.planning import plan_items
from app.penalties.sheets.tables import is_plain_table, turn_table
from app.surfaces.acts import command_act, now, session
from app.surfaces.commands.wording import COUNTY
from app.surfaces.language import say_refusal, say_with
from app.surfaces.sheets.importing import Choice
from app.surfaces.sheets.planning import Fate
from app.surfaces.sheets.reading import read_book
from app.surfaces.sheets.report import marked_copy

MOST_LINES = 50
FILE = click.Path(dir_okay=False, path_type=Path)

penalties_group = AppGroup("penalties", help="Penalty items and their standards.")


@penalties_group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--county", type=COUNTY, default=CITY, show_default=True, help="County in whose trail it is noted."
)
@click.option("--organisation", default="", help="Of a published table: code or name of the organ.")
@click.option(
    "--prefix", default="CF-", show_default=True, help="Of a published table: beginning of the codes."
)
@click.option("--benchmark", default="", help="Of a published table: number of the benchmark document.")
@click.option("--good-rows", is_flag=True, help="Bring the good rows even when others are faulty.")
@click.option("--dry-run", is_flag=True, help="Tell the fate of every row and write nothing.")
@click.option("--marked", type=FILE, help="Write a copy of the sheet here with every fault in red.")
def import_command(
    file: Path, county: int, organisation: str, prefix: str, benchmark: str, good_rows: bool, dry_run: bool,
    marked: Path | None,
) -> None:  # fmt: skip
    """Bring penalty items in from our workbook or from a published table: all rows or none."""
    choice = Choice.GOOD_ROWS if good_rows else Choice.ALL_OR_NOTHING
    try:
        book = read_book(file)
        if is_plain_table(book):
            turned = turn_table(book.sheets[0], organisation, prefix, benchmark)
            book = turned.book
            for note in turned.notes:
                click.echo(f"{note.row:6} {note.item:24} {say_refusal(note.refusal)}")
            for one in turned.readings if dry_run else ():
                click.echo(f"{one.row:6} {one.item:24} {one.original} → {one.words}")
        with command_act(Channel.SHEET, county) as act:
            plan = plan_items(act, book)
            if marked is not None:
                marked_copy(marked, [(s.sheet, s.table, s.rows) for s in plan.sections])
            if not dry_run and not (plan.faulty and not good_rows):
                carry_out_items(act, plan, choice)
    except Refused as refusal:
        raise click.ClickException(say_refusal(refusal)) from None
    told = [line for line in plan.report() if line.sentence]
    for line in told[:MOST_LINES]:
        click.echo(f"{line.sheet} {line.row:6} {line.key:24} {line.fate:8} {line.column}: {line.sentence}")
    if len(told) > MOST_LINES:
        click.echo(gettext("... and %(count)d more; use --marked to see all.", count=len(told) - MOST_LINES))
    for fate in Fate:
        click.echo(f"{gettext(fate.title_id):12} {plan.counts[fate.value]:8,}")
    if plan.faulty and not good_rows and not dry_run:
        raise SystemExit(1)


@penalties_group.command("export")
@click.argument("file", type=FILE)
@click.option(
    "--county", type=COUNTY, default=CITY, show_default=True, help="County in whose trail it is noted."
)
def export_command(file: Path, county: int) -> None:
    """Write all penalty items as a workbook that can be brought in again."""
    with command_act(county=county) as act:
        number = export_items(act, file)
    click.echo(gettext("%(count)d penalty items written to %(file)s.", count=number, file=str(file)))


@penalties_group.command("check")
def check_command() -> None:
    """Check every draft as publication would; the exit status tells whether all may be published."""
    today = local_day(now())
    severe = 0
    drafts = (
        select(ViolationVersion).where(ViolationVersion.published_at.is_(None)).order_by(ViolationVersion.id)
    )
    for version in session().scalars(drafts):
        for one in find_findings(version, today):
            severe += one.severe
            row = "" if one.row is None else one.row + 1
            click.echo(f"{version.item.code:24} {one.part:16} {row!s:>4} {say_with(one)}")
    if severe:
        raise SystemExit(1)


@penalties_group.command("guards")
def guards_command() -> None:
    """Print what keeps each condition of penalties from coming about, as docs/penalty-guards.md."""
    click.echo(table(), nl=False)
