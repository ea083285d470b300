"""``flask import-movements`` and ``flask verify-movements``: files of banks and treasuries, and whether they stand as they came."""

import json
import sys
from collections.abc import Iterator
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext
from sqlalchemy import select
from tqdm import tqdm

from app.funds.models import Movement
from app.funds.operations.statements import File, Taken, note_accounts, take_lines, whose
from app.funds.statements.checking import Checked, LineFault, check_source, lines_of
from app.funds.statements.columns import COLUMNS
from app.funds.statements.digests import BATCH, verify
from app.funds.statements.gaps import gaps
from app.funds.statements.lines import Line, Reader
from app.funds.statements.reading import Source, open_source
from app.funds.statements.register import Register, refuse_other_owners
from app.funds.words import Signs
from app.kernel.act import CITY, Channel
from app.kernel.audit import ChainHead
from app.kernel.errors import Incomplete, Refused
from app.kernel.words import N_
from app.surfaces.acts import command_act, session, today
from app.surfaces.commands.wording import COUNTY
from app.surfaces.language import translate, translate_refusal
from app.surfaces.sheets.mapping import Match, find_mapping, guess_mapping
from app.surfaces.sheets.reading import open_book

DOOR = "movements"
SHOWN = 50
"""Faults in a table for people; ``--json`` tells all that are kept."""
REFUSED = 2
LABELS = {
    "lines": N_("Lines read"),
    "new": N_("New movements"),
    "same": N_("Movements that were here already"),
    "faulty": N_("Faults found"),
}
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("import-movements")
@click.argument("file", type=_FILE)
@click.option("--county", type=COUNTY, default=CITY, show_default=True, help="County whose money it is.")
@click.option(
    "--for", "code", default="", help="Code of the body whose matter a line is of which neither party is one."
)
@click.option("--account", default="", help="Number of the account whose statement it is, where no column tells it.")
@click.option(
    "--signs",
    type=click.Choice([str(one) for one in Signs]),
    default=str(Signs.PAID),
    show_default=True,
    help="What the sign of an amount means where no column tells the direction.",
)
@click.option("--mapping", default="", help="Name of a kept mapping, or 'guess' for headings of another system.")
@click.option("--good-rows", is_flag=True, help="Take the good lines even when others are faulty.")
@click.option("--dry-run", is_flag=True, help="Check everything and write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
@with_appcontext
def IMPORT_MOVEMENTS(  # noqa: N802 - a constant of the domain doors, which click makes of a function
    file: Path,
    county: int,
    code: str,
    account: str,
    signs: str,
    mapping: str,
    good_rows: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Take over a file of a bank or treasury (CSV, gzip too, or a workbook) as movements of money.

    The whole file is checked before anything is written; a file that does not fit its own totals is refused whole. The
    same file twice changes nothing, and a run that was cut off goes on when the same command is given again. Exit code
    2 when something was refused.
    """  # fmt: skip
    told: dict[str, Any]
    try:
        source = open_source(file, _matches(file, county, mapping))
        checked = check_source(source, Reader(account, signs), today())
        register = Register(session(), county, file.name)
        refuse_other_owners(session(), checked, register)
        remarks = gaps(session(), checked, register)
        taken = Taken()
        refused = checked.broken is not None or (checked.faulty and not good_rows)
        if not dry_run and not refused:
            told_digest = sha256(file.read_bytes()).hexdigest()
            with command_act(Channel.IMPORT, county) as act:
                home = whose(act, code)
            named = File(file.name, told_digest, home.id if home else None)
            taken = _take(source, Reader(account, signs), checked, named, register, as_json)
    except Refused as fault:
        raise click.ClickException(translate_refusal(fault)) from fault
    told = {
        "lines": checked.totals.count,
        "new": taken.new,
        "same": taken.same,
        "faulty": checked.faulty + len(taken.faults),
        "refused": bool(refused),
        "broken": translate_refusal(checked.broken) if checked.broken else "",
        "faults": [_fault(one) for one in (*checked.faults, *taken.faults)],
        "remarks": [translate_refusal(one) for one in remarks],
        "dry_run": dry_run,
    }
    _print(told, as_json)
    if refused or told["faulty"]:
        sys.exit(REFUSED)


def _matches(file: Path, county: int, mapping: str) -> tuple[Match, ...]:
    if not mapping:
        return ()
    if mapping == "guess":
        return tuple(guess_mapping(open_book(file).sheets[0], COLUMNS))
    return tuple(find_mapping(session(), county, DOOR, mapping))


def _take(source: Source, reader: Reader, checked: Checked, file: File, register: Register, silent: bool) -> Taken:
    """Take the lines over, a thousand an act: what was taken stays when the power fails, and the next run goes on."""
    told = Taken()
    with tqdm(total=checked.totals.count, unit="line", disable=silent or None, file=sys.stderr, leave=False) as bar:
        lines = _good(source, reader, checked)
        while part := list(islice(lines, BATCH)):
            with command_act(Channel.IMPORT, register.county) as act:
                taken = take_lines(act, file, part, register)
            session().expunge_all()
            told.new, told.same, told.faults = told.new + taken.new, told.same + taken.same, told.faults + taken.faults
            bar.update(len(part))
    if told.new:
        with command_act(Channel.IMPORT, register.county) as act:
            note_accounts(act, file, checked, register)
    return told


def _good(source: Source, reader: Reader, checked: Checked) -> Iterator[Line]:
    return (one for one in lines_of(source, reader, lambda _n, _f: None) if one.number not in checked.left_out)


def _fault(one: LineFault) -> dict[str, Any]:
    return {"line": one.number, "reason": translate_refusal(one.reason)}


def _print(told: dict[str, Any], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    for name, label in LABELS.items():
        click.echo(f"{told[name]:12,}  {translate(label)}")
    for fault in told["faults"][:SHOWN]:
        click.echo(translate(N_("Line %(line)d: %(reason)s"), **fault))
    if len(told["faults"]) > SHOWN:
        click.echo(translate(N_("... and %(count)d more; use --json to see all."), count=len(told["faults"]) - SHOWN))
    for sentence in (told["broken"], *told["remarks"]):
        if sentence:
            click.echo(sentence)
    if told["refused"]:
        click.echo(translate(N_("Nothing was taken over.")))


@click.command("verify-movements")
@click.option("--county", type=COUNTY, help="Only this county.")
@click.option("--movement", type=int, help="Only this movement, by its id, with those that were written with it.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
@with_appcontext
def VERIFY_MOVEMENTS(county: int | None, movement: int | None, as_json: bool) -> None:  # noqa: N802 - see above
    """Compare every movement of money with what the trail said of it when it was written.

    Whether the trail itself is whole says flask trail verify. Exit code 2 when something differs.
    """
    if movement is not None:
        found = session().get(Movement, movement)
        if found is None:
            raise click.ClickException(translate_refusal(Incomplete(N_("There is no such movement."))))
        county = found.county
    wanted = (
        session().scalars(select(ChainHead.county).order_by(ChainHead.county)).all() if county is None else [county]
    )
    done = {one: verify(session(), one, movement) for one in wanted}
    sound = all(one.sound for one in done.values())
    if as_json:
        click.echo(
            json.dumps(
                {
                    "sound": sound,
                    "movements": sum(one.movements for one in done.values()),
                    "batches": sum(one.batches for one in done.values()),
                    "broken": [{"county": key, **batch} for key, one in done.items() for batch in one.broken],
                    "without_trail": [pk for one in done.values() for pk in one.loose],
                }
            )
        )
    else:
        click.echo(f"{sum(one.movements for one in done.values()):12,}  {translate(N_('Movements of money'))}")
        for one in done.values():
            for batch in one.broken:
                click.echo(
                    translate(
                        N_("Movements %(first)d to %(last)d are not what row %(trail)d of the trail says."), **batch
                    )
                )
            for pk in one.loose:
                click.echo(translate(N_("The trail says nothing of movement %(id)d."), id=pk))
        click.echo(
            translate(N_("All as the trail says.") if sound else N_("Somebody changed the tables past the program."))
        )
    if not sound:
        sys.exit(REFUSED)
