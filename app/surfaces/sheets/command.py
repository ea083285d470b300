"""Sheets on the command line: through any door, by the same reading and checking as on the screen."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup
from flask_babel import gettext

from app.kernel.act import CITY, Act, Channel
from app.kernel.errors import Incomplete, NotFound, Refused
from app.kernel.words import N_
from app.surfaces.acts import command_act
from app.surfaces.commands.wording import COUNTY
from app.surfaces.folders import folder_of
from app.surfaces.language import translate, translate_refusal
from app.surfaces.people.parts import Access
from app.surfaces.people.slips import write_slips
from app.surfaces.sheets.arranging import LEAVE, TAKE, Answers, chosen_sheet
from app.surfaces.sheets.checking import Checked, check, open_at, plan_sheet
from app.surfaces.sheets.doors import DOORS, Intake
from app.surfaces.sheets.importing import Choice
from app.surfaces.sheets.mapping import Match, find_mapping, guess_mapping
from app.surfaces.sheets.planning import Fate
from app.surfaces.sheets.reading import Book, open_book
from app.surfaces.sheets.report import book_lines, marked_copy

MOST_LINES = 50
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
ROWS = click.Choice([TAKE, LEAVE])
OPTIONS: tuple[Callable[[Any], Any], ...] = (
    click.argument("file", type=FILE),
    click.option("--county", type=COUNTY, default=CITY, show_default=True, help="County whose rows they are."),
    click.option("--mapping", default="", help="Name of a kept mapping, or 'guess' for a sheet of another system."),
    click.option("--sheet", default="", help="Name of the sheet with the rows; found by its headings unless given."),
    click.option("--hidden", type=ROWS, help="Take or leave rows that are hidden in the file."),
    click.option("--ending", type=ROWS, help="Take or leave rows that look like totals or signatures."),
    click.option("--again", type=ROWS, help="Rows much like some that stand correct these (take) or are new (leave)."),
    click.option("--good-rows", is_flag=True, help="Bring the good rows even when others are faulty."),
    click.option("--dry-run", is_flag=True, help="Tell the fate of every row and write nothing."),
    click.option(
        "--marked",
        type=click.Path(dir_okay=False, path_type=Path),
        help="Write a copy of the sheet here with every fault in red.",
    ),
    click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table."),
)

SHEETS = AppGroup("sheets", help="Spreadsheets that are handed in.")


def sheet_options(command: Any) -> Any:
    """Give a command the options of every import of a sheet."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


@SHEETS.command("import")
@click.argument("door")
@click.option("--key", default="", help="What the door opens on: a list, a village, a ledger.")
@click.option("--say", "said", multiple=True, help="Answer to what the door asks, as name=answer.")
@sheet_options
def import_command(door: str, key: str, said: tuple[str, ...], **options: Any) -> None:
    """Bring a sheet in through a door: all rows or none."""
    asked = dict(one.partition("=")[::2] for one in said)
    bring_in(door, key, asked, **options)


@SHEETS.command("doors")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
def doors_command(as_json: bool) -> None:
    """List the doors."""
    click.echo(json.dumps(sorted(DOORS)) if as_json else "\n".join(sorted(DOORS)))


def bring_in(
    door: str,
    key: str,
    asked: Mapping[str, str],
    *,
    file: Path,
    county: int,
    mapping: str,
    sheet: str,
    hidden: str | None,
    ending: str | None,
    again: str | None,
    good_rows: bool,
    dry_run: bool,
    marked: Path | None,
    as_json: bool,
    slips: Path | None = None,
) -> None:
    """Bring a sheet in through a door and tell what became of it; ends with status 1 when it was refused."""
    choice = Choice.GOOD_ROWS if good_rows else Choice.ALL_OR_NOTHING
    try:
        with command_act(Channel.SHEET, county) as act:
            intake, book = _open(act, door, key), open_book(file)
            matches = _matches(act, intake, book, door, mapping, sheet)
            answers = Answers(sheet, 0, hidden or "", ending or "", again or "", matches, {}, asked)
            opened = open_at(intake, book, answers)
            checked = check(act, opened) if dry_run else plan_sheet(opened)
            plan = checked.plan
            if marked is not None:
                marked_copy(marked, plan.sections)
            if not dry_run and (good_rows or not plan.faulty):
                if checked.asked:
                    raise Incomplete(_question(checked))
                intake.carry_out(plan, choice)
    except Refused as refusal:
        raise click.ClickException(translate_refusal(refusal)) from None
    if intake.handout and not dry_run and (accesses := [Access(**one) for one in intake.handout(plan)]):
        written = write_slips(slips or folder_of("slips"), str(county), file.stem, accesses)
        told = gettext("Print the access slips in %(folder)s, hand them over, then delete them.", folder=written.parent)
        click.echo(told, err=True)
    _print(checked, as_json, dry_run)
    if plan.faulty and not good_rows and not dry_run:
        raise SystemExit(1)


def _open(act: Act, name: str, key: str) -> Intake:
    if name not in DOORS:
        raise NotFound(N_("There is no such sheet."))
    return DOORS[name].open(act, key)


def _matches(act: Act, intake: Intake, book: Book, door: str, mapping: str, sheet: str) -> tuple[Match, ...]:
    if not mapping:
        return ()
    if mapping != "guess":
        return tuple(find_mapping(act.session, act.county, door, mapping))
    return tuple(guess_mapping(chosen_sheet(intake, book, sheet), intake.columns))


def _question(checked: Checked) -> str:
    """Return what has to be said by an option before anything is written."""
    opened = checked.opened
    if opened.lacking:
        return N_("Say first whose rows they are; --help names the options.")
    if opened.arranged.hidden and not opened.answers.hidden:
        return N_("Some rows are hidden in the file. Say --hidden take or --hidden leave.")
    if opened.arranged.ending and not opened.answers.ending:
        return N_("Some rows look like totals or signatures. Say --ending take or --ending leave.")
    return N_("Some rows are much like some that stand. Say --again take or --again leave.")


def _print(checked: Checked, as_json: bool, dry_run: bool) -> None:
    plan, lines = checked.plan, book_lines(checked.plan)
    notes = [translate_refusal(note) for note in plan.notes]
    if as_json:
        answer = {"counts": plan.counts, "notes": notes, "rows": [asdict(line) for line in lines]}
        click.echo(json.dumps(answer, ensure_ascii=False, indent=1))
        return
    for one in checked.opened.remarks:
        if not one.original:
            click.echo(f"{one.row:6} {one.key:24} {one.sentence}")
        elif dry_run:
            click.echo(f"{one.row:6} {one.key:24} {one.original} → {one.sentence}")
    told = [line for line in lines if line.sentence]
    for line in told[:MOST_LINES]:
        click.echo(f"{line.sheet} {line.row:6} {line.key:24} {line.fate:8} {line.column}: {line.sentence}")
    if len(told) > MOST_LINES:
        click.echo(gettext("... and %(count)d more; use --json or --marked to see all.", count=len(told) - MOST_LINES))
    for note in notes:
        click.echo(note)
    for fate in Fate:
        click.echo(f"{translate(fate):12} {plan.counts[fate.value]:8,}")
