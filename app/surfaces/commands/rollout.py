"""``flask rollout``: a city's counties, towns and villages at work by one command."""

import json
import time
from pathlib import Path

import click
from flask.cli import with_appcontext
from flask_babel import gettext
from sqlalchemy import func, select
from tqdm import tqdm

from app.kernel.act import Channel
from app.kernel.calendar import load_published
from app.kernel.errors import Incomplete, Refused
from app.kernel.flows.templates import write_templates
from app.kernel.places import Level, Region
from app.kernel.words import N_
from app.surfaces.acts import command_act, session
from app.surfaces.commands.setup import set_up
from app.surfaces.commands.wording import COUNTY
from app.surfaces.folders import folder_of
from app.surfaces.language import translate_refusal
from app.surfaces.people.bringing import ROLLOUT as ROLLOUT_DOOR
from app.surfaces.people.city import Brought, bring_county, counties_of
from app.surfaces.people.opening import DIVISIONS, write_regions
from app.surfaces.people.slips import write_slips
from app.surfaces.sheets.command import bring_in

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command("rollout")
@click.option(
    "--divisions", type=FILE, default=DIVISIONS, help="Divisions of another city: CSV with code, name, level, parent."
)
@click.option("--county", "wanted", type=COUNTY, multiple=True, help="Only this county; may be given several times.")
@click.option(
    "--workbook",
    type=FILE,
    help="Bring in what a filled workbook holds instead, as the screen takes it; needs one --county.",
)
@click.option("--slips", type=FOLDER, help="Folder for the access slips; the data folder unless given.")
@click.option("--dry-run", is_flag=True, help="Tell what would come and write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
@with_appcontext
def ROLLOUT(  # noqa: N802 - as SETUP
    divisions: Path, wanted: tuple[int, ...], workbook: Path | None, slips: Path | None, dry_run: bool, as_json: bool
) -> None:
    """Bring every county, town and village of the divisions to work: body, post, clerk, account, access slip."""
    begin = time.perf_counter()
    folder = slips or folder_of("slips")
    try:
        if workbook is not None:
            _bring_workbook(workbook, wanted, folder, dry_run, as_json)
            return
        set_up()
        brought = _bring(divisions, wanted, folder, dry_run)
    except Refused as fault:
        raise click.ClickException(translate_refusal(fault)) from None
    _tell(brought, time.perf_counter() - begin, folder, dry_run, as_json)


def _bring_workbook(workbook: Path, wanted: tuple[int, ...], folder: Path, dry: bool, as_json: bool) -> None:
    """Bring in what a workbook holds through the door that the screen uses."""
    if len(wanted) != 1:
        raise Incomplete(N_("A workbook is brought into one county. Name its six digits with --county."))
    plain = {"mapping": "", "sheet": "", "hidden": None, "ending": None, "again": None, "good_rows": False}
    bring_in(
        ROLLOUT_DOOR.name,
        "",
        {},
        file=workbook,
        county=wanted[0],
        dry_run=dry,
        marked=None,
        as_json=as_json,
        slips=folder,
        **plain,  # type: ignore[arg-type]  # values of several types
    )


def _bring(divisions: Path, wanted: tuple[int, ...], folder: Path, dry: bool) -> list[Brought]:
    with command_act() as act:
        write_regions(act, divisions)
        load_published(act)
        write_templates(act, act.county // 100 * 100)
        counties = [(county.county, county.name) for county in counties_of(act, wanted)]
        levels = [Level.COUNTY, Level.TOWN, Level.VILLAGE]
        total = act.session.scalar(select(func.count()).select_from(Region).where(Region.level.in_(levels)))
    if not counties or (wanted and len(counties) < len(set(wanted))):
        raise Incomplete(N_("The divisions do not hold every county that was named. Compare the six digits."))
    brought = []
    with tqdm(total=total, unit="place", disable=None) as bar:
        for number, name in counties:
            brought.append(_one(number, name, folder, dry, bar.update))
    return brought


def _one(number: int, name: str, folder: Path, dry: bool, progress: object) -> Brought:
    """Bring one county in, in a transaction of its own, and write its slips."""
    with command_act(Channel.COMMAND, number) as act:
        (county,) = counties_of(act, [number])
        found = bring_county(act, county, dry=dry, progress=progress)  # type: ignore[arg-type]
        if found.accesses:
            write_slips(folder, str(number), name, found.accesses)
    session().expunge_all()
    return found


def _tell(brought: list[Brought], seconds: float, folder: Path, dry: bool, as_json: bool) -> None:
    if as_json:
        rows = [{"county": one.county, "places": one.places, "accounts": len(one.accesses)} for one in brought]
        click.echo(json.dumps({"counties": rows, "seconds": round(seconds, 1), "dry_run": dry}, ensure_ascii=False))
        return
    for one in brought:
        click.echo(f"{one.county:<12}{one.places[Level.TOWN]:6}{one.places[Level.VILLAGE]:7}{len(one.accesses):8}")
    places = sum(one.new for one in brought)
    if dry:
        click.echo(gettext("%(places)d places would come to work. Nothing was written.", places=places))
        return
    click.echo(gettext("%(places)d places are at work after %(seconds)d seconds.", places=places, seconds=seconds))
    if places:
        click.echo(gettext("Print the access slips in %(folder)s, hand them over, then delete them.", folder=folder))
