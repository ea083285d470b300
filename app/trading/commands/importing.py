"""``flask import-ocds``: trades that another platform ran, so that the county's points watch them too."""

import sys
from collections import Counter
from itertools import islice
from pathlib import Path
from typing import Any

import click
import orjson
from flask.cli import with_appcontext
from sqlalchemy import select

from app.kernel.act import Channel
from app.kernel.errors import Incomplete, NotFound, Refused
from app.kernel.places import Organisation, OrganisationKind
from app.kernel.words import N_
from app.surfaces.acts import command_act, session
from app.surfaces.language import translate, translate_refusal
from app.trading.operations.importing import AT_ONCE, import_processes
from app.trading.screening.incoming import incoming
from app.trading.screening.reading import Broken
from app.trading.screening.screening import Notes

SHOWN = 1_000
"""Refused lines that stand in the summary; all are told on the error output and counted."""
REFUSED = 2
"""Exit code where something was refused."""
OWN = N_("This trade was run here and is screened already; it is not taken a second time.")
SEVERAL_CURRENCIES = N_("with bids or awards in several currencies: their prices are not compared")
REFUSED_LINES = N_("Refused lines")
FATES = {
    "new": N_("Processes that are new"),
    "updated": N_("Processes that went on"),
    "unchanged": N_("Processes that were here already"),
}


@click.command("import-ocds")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--for",
    "code",
    default="",
    help="Code of the body that watches over these trades; without it, the county's supervision office.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
@with_appcontext
def IMPORT_OCDS(file: Path, code: str, as_json: bool) -> None:  # noqa: N802 - a constant that click makes of a function
    """Import open contracting data in FILE, so that the points of trading watch trades of another platform.

    FILE holds releases, records or packages (OCDS 1.1), as one document or one a line, compressed by gzip or not. The
    same file twice changes nothing; a later release of a process is merged into it. What cannot be taken is told by its
    line, the rest is imported, and the command ends with 2.
    """
    try:
        told = _Told()
        watcher = _watcher(code)
        _import(file, watcher.id, watcher.county, told)
        if not told.fates and not told.refused:
            raise Incomplete(N_("Nothing of the file could be read as open contracting data."))
    except Refused as fault:
        click.echo(translate(N_("Error: {message}")).format(message=translate_refusal(fault)), err=True)
        sys.exit(REFUSED)
    _print(told, as_json)
    if told.refused:
        sys.exit(REFUSED)


class _Told:
    """What became of a file."""

    def __init__(self) -> None:
        self.fates: Counter[str] = Counter()
        self.notes = Notes()
        self.refused = 0
        self.lines: list[Broken] = []

    def refuse(self, fault: Broken) -> None:
        """Tell a line that cannot be taken, at once."""
        self.refused += 1
        if len(self.lines) < SHOWN:
            self.lines.append(fault)
        click.echo(translate(N_("Line %(line)d: %(text)s"), line=fault.line, text=translate(fault.message)), err=True)


def _watcher(code: str) -> Organisation:
    """Return the body with a code; without one the only supervision office that there is."""
    bodies = select(Organisation).where(Organisation.closed_on.is_(None)).limit(2)
    if code:
        found = session().scalar(bodies.where(Organisation.code == code))
        if found is None:
            raise NotFound(N_("There is no organisation with the code %(code)s."), code=code)
        return found
    offices = session().scalars(bodies.where(Organisation.body == str(OrganisationKind.SUPERVISION))).all()
    if len(offices) != 1:
        raise Incomplete(N_("Say with --for which body watches over these trades: its code, as in the list of bodies."))
    return offices[0]


def _import(file: Path, watcher: int, county: int, told: _Told) -> None:
    """Import part by part, each an act of its own: what was imported stays when the power fails, and the next run goes on."""
    source = incoming(file, told.notes, told.refuse)
    while part := list(islice(source, AT_ONCE)):
        with command_act(Channel.IMPORT, county) as act:
            imported = import_processes(act, act.session.get_one(Organisation, watcher), part)
        session().expunge_all()
        told.fates += imported.fates
        for one in imported.own:
            told.refuse(Broken(one.line, OWN))
        for one in imported.several_currencies:
            told.notes.add(SEVERAL_CURRENCIES, one.line, one.ocid)


def _print(told: _Told, as_json: bool) -> None:
    if as_json:
        click.echo(orjson.dumps(_summary(told)).decode())
        return
    for fate, label in FATES.items():
        click.echo(f"{told.fates[fate]:8,}  {translate(label)}")
    click.echo(f"{told.refused:8,}  {translate(REFUSED_LINES)}")
    for kind, (number, places) in told.notes.found.items():
        lines = "、".join(f"{ocid} ({line})" for line, ocid in places)
        click.echo(f"{number:8,}  {translate(kind)}: {lines}{' …' if number > len(places) else ''}")


def _summary(told: _Told) -> dict[str, Any]:
    return {
        "read": told.fates.total() + told.refused,
        "imported": told.fates["new"],
        "updated": told.fates["updated"],
        "unchanged": told.fates["unchanged"],
        "refused": told.refused,
        "refusals": [{"line": one.line, "reason": translate(one.message)} for one in told.lines],
        "notes": [
            {
                "what": translate(kind),
                "count": number,
                "places": [{"line": line, "ocid": ocid} for line, ocid in places],
            }
            for kind, (number, places) in told.notes.found.items()
        ],
    }
