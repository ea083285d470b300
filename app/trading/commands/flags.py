"""``flask ocds-flags``: the red flags of open contracting data, of any platform, without importing it."""

import sys
from pathlib import Path
from typing import Any

import click
import orjson

from app.kernel.errors import Refused
from app.kernel.words import N_
from app.surfaces.language import translate, translate_refusal
from app.trading.screening.files import screen_file
from app.trading.screening.reading import Broken
from app.trading.screening.results import GROUPS, Results
from app.trading.screening.screening import Notes
from app.trading.screening.settings import TOP, Settings, only, put, read_settings

TITLES = {
    "R003": N_("Short submission period"),
    "R018": N_("Single bid received"),
    "R024": N_("Price close to the winning bid"),
    "R025": N_("Many bids, few of them won"),
    "R028": N_("Identical bid prices"),
    "R030": N_("Late bid won"),
    "R035": N_("All bids disqualified but the winning one"),
    "R036": N_("Lowest bid disqualified"),
    "R038": N_("Many bids disqualified"),
    "R048": N_("One supplier of very different things"),
    "R058": N_("Winning bid far below the next"),
}
GROUP_NAMES = {
    "OCID": N_("Processes"),
    "Buyer": N_("Buyers"),
    "ProcuringEntity": N_("Procuring entities"),
    "Tenderer": N_("Tenderers"),
}


@click.command("ocds-flags")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "-s", "--settings", "ini", type=click.Path(path_type=Path), help="Settings as an INI file, as Cardinal's."
)
@click.option("--indicator", "codes", multiple=True, help="Run this indicator, such as R036; again for more.")
@click.option("--threshold", "thresholds", multiple=True, help="10, or R058=0.5; alone it is that of the indicator.")
@click.option(
    "--set", "given", multiple=True, help="Any setting, such as R038.minimum_submitted_bids=5 or currency=CNY."
)
@click.option("--json", "as_json", is_flag=True, help="Print as JSON, in the shape of Cardinal.")
@click.option("--no-meta", is_flag=True, help="Leave out the quartiles and fences.")
@click.option("--map", "map_", is_flag=True, help="Say who took part in what: grows with the file.")
@click.option(
    "-c", "--count", "counted", is_flag=True, help="Print the number of flagged per group on the error output."
)
def OCDS_FLAGS(  # noqa: N802 - a constant that click makes of a function
    file: Path,
    ini: Path | None,
    codes: tuple[str, ...],
    thresholds: tuple[str, ...],
    given: tuple[str, ...],
    as_json: bool,
    no_meta: bool,
    map_: bool,
    counted: bool,
) -> None:
    """Screen open contracting data in FILE by the eleven indicators of Cardinal; nothing is imported.

    FILE holds releases, records or packages, as one document or one a line, compressed by gzip or not. What cannot be
    read, and what the data lack, is told on the error output by its line.
    """
    try:
        settings = _settings(ini, codes, thresholds, given)
        part = screen_file(file, settings, _tell, map_=map_)
    except Refused as fault:
        raise click.ClickException(translate_refusal(fault)) from None
    _tell_notes(part.notes, part.releases)
    if not part.releases and part.broken:
        raise click.ClickException(translate(N_("Nothing of the file could be read as open contracting data.")))
    results = Results(part.counts)
    if as_json:
        sys.stdout.write("{" + ",".join(_members(results, not no_meta, map_)) + "}\n")
    else:
        _print(results, part.counts.processes)
    if counted:
        for group, number in results.numbers().items():
            click.echo(f"{group}: {number}", err=True)


def _settings(
    ini: Path | None, codes: tuple[str, ...], thresholds: tuple[str, ...], given: tuple[str, ...]
) -> Settings:
    settings = Settings()
    if ini is not None:
        try:
            settings = read_settings(ini.read_text("utf-8-sig"))
        except (OSError, UnicodeDecodeError):
            raise Refused(N_("%(file)s cannot be opened. Look at its name and folder."), file=ini.name) from None
    if codes:
        settings = only(settings, codes)
    for one in thresholds:
        code, mark, value = one.rpartition("=")
        settings = put(settings, code if mark else codes[0] if len(codes) == 1 else "R003", "threshold", value)
    for one in given:
        name, _mark, value = one.partition("=")
        section, _dot, inner = name.rpartition(".")
        settings = put(settings, section or TOP, inner, value)
    return settings


def _tell(fault: Broken) -> None:
    click.echo(translate(N_("Line %(line)d: %(text)s"), line=fault.line, text=translate(fault.message)), err=True)


def _tell_notes(notes: Notes, releases: int) -> None:
    for kind, (number, places) in notes.found.items():
        told = translate(N_("%(number)d of %(all)d %(what)s"), number=number, all=releases, what=translate(kind))
        where = ", ".join(
            translate(N_("%(ocid)s (line %(line)d)"), ocid=ocid, line=line)
            if ocid
            else translate(N_("line %(line)d"), line=line)
            for line, ocid in places
        )
        click.echo(f"{told}: {where}{', …' if number > len(places) else ''}", err=True)


def _text(value: Any) -> str:
    return orjson.dumps(value).decode()


def _members(results: Results, meta: bool, map_: bool) -> Any:
    """Iterate the members of the JSON object as texts, one group at a time."""
    for group in GROUPS:
        rows = [f"{_text(id_)}:{_text(values)}" for id_, values in results.rows(group)]
        if rows:
            yield f'"{group}":{{{",".join(rows)}}}'
    if meta:
        yield f'"Meta":{_text(results.rounded())}'
    if map_:
        yield f'"Maps":{_text(results.maps())}'


def _print(results: Results, processes: int) -> None:
    click.echo(translate(N_("%(number)d processes were screened. A flag is a lead, not a finding."), number=processes))
    for group in GROUPS:
        numbers: dict[str, int] = {}
        for _id, values in results.rows(group):
            for code in values:
                numbers[code] = numbers.get(code, 0) + 1
        if numbers:
            click.echo(f"\n{translate(GROUP_NAMES[group])}")
            for code, number in sorted(numbers.items()):
                click.echo(f"  {code}  {number:>8}  {translate(TITLES[code])}")
    if not results.numbers():
        click.echo(translate(N_("No flag was raised.")))
