"""Commands of penalties: bring items in from a sheet, write them out, check every draft."""

from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup
from flask_babel import gettext
from sqlalchemy import select

from app.kernel.act import CITY, local_day
from app.penalties.models import ViolationVersion
from app.penalties.operations.publishing import find_findings
from app.penalties.points.prevention import table
from app.penalties.sheets.exporting import export_items
from app.surfaces.acts import command_act, now, session
from app.surfaces.commands.wording import COUNTY
from app.surfaces.language import translate_sentence
from app.surfaces.sheets.command import bring_in, sheet_options

FILE = click.Path(dir_okay=False, path_type=Path)

penalties_group = AppGroup("penalties", help="Penalty items and their standards.")


@penalties_group.command("import")
@click.option("--organisation", default="", help="Of a published table: code or name of the organ.")
@click.option("--prefix", default="CF-", show_default=True, help="Of a published table: beginning of the codes.")
@click.option("--benchmark", default="", help="Of a published table: number of the benchmark document.")
@sheet_options
def import_command(organisation: str, prefix: str, benchmark: str, **options: Any) -> None:
    """Bring penalty items in from our workbook or from a published table: all rows or none."""
    said = {"organisation": organisation, "prefix": prefix, "benchmark": benchmark}
    bring_in("penalty_items", "", said, **options)


@penalties_group.command("export")
@click.argument("file", type=FILE)
@click.option("--county", type=COUNTY, default=CITY, show_default=True, help="County in whose trail it is noted.")
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
    drafts = select(ViolationVersion).where(ViolationVersion.published_at.is_(None)).order_by(ViolationVersion.id)
    for version in session().scalars(drafts):
        for one in find_findings(version, today):
            severe += one.severe
            row = "" if one.row is None else one.row + 1
            click.echo(f"{version.item.code:24} {one.part:16} {row!s:>4} {translate_sentence(one)}")
    if severe:
        raise SystemExit(1)


@penalties_group.command("guards")
def guards_command() -> None:
    """Print what keeps each condition of penalties from coming about, as docs/penalty-guards.md."""
    click.echo(table(), nl=False)
