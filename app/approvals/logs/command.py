"""``flask import-log``: event logs of other systems, from the command line."""

import json
import sys
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext
from tqdm import tqdm

from app.approvals.logs.importing import Progress, import_log
from app.approvals.logs.report import Figures
from app.approvals.logs.spelling import load_mapping
from app.kernel.act import Channel
from app.kernel.errors import Refused
from app.kernel.words import N_
from app.surfaces.acts import command_act, now
from app.surfaces.folders import folder_of
from app.surfaces.language import translate, translate_refusal

LABELS = {
    "rows": N_("Rows read"),
    "duplicates": N_("Rows that stood twice"),
    "bad_rows": N_("Faults found"),
    "refused_cases": N_("Cases refused"),
    "cases": N_("Cases fit to be written"),
    "events": N_("Events in them"),
    "ended": N_("Of these cases ended"),
    "late": N_("Ended after the deadline that the log names"),
    "open": N_("Of these cases open"),
    "late_open": N_("Open, with an event after the deadline"),
    "limits_open": N_("Limits without a due day, for want of a calendar"),
    "new_cases": N_("New cases written"),
    "known_cases": N_("Cases that were here already"),
    "continued_cases": N_("Of these cases gone on with"),
    "new_events": N_("Events written"),
    "steps": N_("Steps written"),
}
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("import-log")
@click.argument("file", type=_FILE)
@click.option("--map", "mapping_file", required=True, type=_FILE, help="The mapping, see docs/import-log.md.")
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), help="Where refused rows are listed.")
@click.option("--dry-run", is_flag=True, help="Check everything and write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
@with_appcontext
def IMPORT_LOG(  # noqa: N802 - a constant of the domain doors, which click makes of a function
    file: Path, mapping_file: Path, report: Path | None, dry_run: bool, as_json: bool
) -> None:
    """Import an event log (CSV or XES, gzip too) as cases, steps, deadlines and trail.

    May be stopped at any moment; the same command goes on where it was. The same log twice changes
    nothing; a later one of the same source carries its open cases on. Exit code 2 when rows were refused.
    """
    try:
        mapping = load_mapping(mapping_file)
        folder = folder_of("logs")
        report = report or folder / f"{mapping.source}-{file.name}.faults.csv"
        with _bars(file, as_json) as bars:
            figures = import_log(
                file,
                mapping,
                now(),
                folder,
                report,
                None if dry_run else lambda: command_act(Channel.IMPORT, mapping.county),
                bars.progress,
            )
    except Refused as fault:
        raise click.ClickException(translate_refusal(fault)) from fault
    _print(figures, report, dry_run, as_json)
    if figures.bad_rows:
        sys.exit(2)


class _bars:  # noqa: N801 - reads as the block that it opens
    """Progress bars, one after the other."""

    def __init__(self, file: Path, silent: bool) -> None:
        common: dict[str, Any] = {"disable": silent or None, "file": sys.stderr, "leave": False}
        self._reading = tqdm(
            total=file.stat().st_size, unit="B", unit_scale=True, desc=translate(N_("Reading")), **common
        )
        self._checking = tqdm(unit="case", desc=translate(N_("Checking")), **common)
        self._writing = tqdm(unit="case", desc=translate(N_("Writing")), **common)
        self.progress = Progress(self._read, self._check, self._write)

    def _read(self, told: int) -> None:
        self._reading.update(told - self._reading.n)

    def _check(self, cases: int) -> None:
        self._checking.update(cases)

    def _write(self, cases: int) -> None:
        self._writing.total = self._checking.n
        self._writing.update(cases)

    def __enter__(self) -> "_bars":
        return self

    def __exit__(self, *_: object) -> None:
        for bar in (self._writing, self._checking, self._reading):
            bar.close()


def _print(figures: Figures, report: Path, dry_run: bool, as_json: bool) -> None:
    faults = str(report) if figures.bad_rows else None
    if as_json:
        click.echo(json.dumps({**figures.as_dict(), "dry_run": dry_run, "report": faults}, ensure_ascii=False))
        return
    for name, label in LABELS.items():
        click.echo(f"{getattr(figures, name):12,}  {translate(label)}")
    if figures.years_missing:
        years = "、".join(map(str, figures.years_missing))
        click.echo(
            translate(
                N_("The working calendar of %(years)s is missing. Import it; these limits are then counted."),
                years=years,
            )
        )
    if figures.not_found:
        names = ", ".join(figures.not_found)
        click.echo(translate(N_("Acts of the mapping that do not occur in this log: %(names)s."), names=names))
    if figures.resumed_after:
        click.echo(translate(N_("Taken up behind case %(case)s."), case=figures.resumed_after))
    if faults:
        click.echo(translate(N_("What was refused and why stands in %(report)s."), report=faults))
