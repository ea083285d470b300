"""``flask trail``: verify, sign, export, prove."""

import json
import os
from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext
from flask_babel import gettext
from tqdm import tqdm

from app.kernel.audit import Subject, record
from app.kernel.errors import NotFound, Refused
from app.kernel.trail.proofs import consistency_proof, inclusion_proof
from app.kernel.trail.publication import write_roots, write_rows
from app.kernel.trail.roots import roots_of, sign_roots
from app.kernel.trail.tables import Compared, compare_tables
from app.kernel.trail.verify import Verdict, count_rows, verify
from app.surfaces.acts import command_act, session
from app.surfaces.commands.wording import COUNTY
from app.surfaces.keeping import begin_key, key_file, known_outside, signing_key, trail_keys
from app.surfaces.language import translate, translate_refusal
from app.surfaces.platform import platform

EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("trail", cls=AppGroup)
def TRAIL() -> None:  # noqa: N802 - a constant, which click makes of a function
    """Verify the trail, sign it, and hand it to outsiders."""


@TRAIL.command("verify")
@click.option("--county", type=COUNTY, help="One county only: its six-digit number.")
@click.option("--published", type=EXISTING, help="Roots kept from the portal (roots.json), to compare with too.")
@click.option(
    "--tables", is_flag=True, help="Compare what the trail says of rows (fines, vouchers, files) with these rows too."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of sentences.")
@with_appcontext
def verify_command(county: int | None, published: Path | None, tables: bool, as_json: bool) -> None:
    """Hash every row again, compare with the witness and the signed roots, and name the first broken row.

    Ends with 1 when something is broken.
    """
    opened = session()
    try:
        outside = known_outside(published)
    except Refused as fault:
        raise click.ClickException(translate_refusal(fault)) from None
    with tqdm(total=count_rows(opened, county), unit="row", disable=as_json or None, smoothing=0) as bar:
        verdict = verify(opened, county, bar.update, trail_keys(), outside)
    held = platform()
    compared = compare_tables(opened, held.tables, held.kept, county) if tables else None
    if as_json:
        found = {"tables": [one.as_json() for one in compared.differences]} if compared else {}
        click.echo(json.dumps(verdict.as_json() | found, ensure_ascii=False, indent=1))
    else:
        print_verdict(verdict)
        if compared is not None:
            _print_compared(compared)
    raise SystemExit(0 if verdict.intact and not (compared and compared.differences) else 1)


def _print_compared(compared: Compared) -> None:
    """Say in words which rows are not what the trail says of them."""
    for one in compared.differences:
        values = one.as_json() | {"told": str(one.told), "found": str(one.found)}
        click.echo(
            gettext(
                "County %(county)d, row %(place)d of the trail: %(kind)s %(row_id)d, %(column)s: the trail says"
                " %(told)s, the table says %(found)s.",
                **values,
            )
            if one.column
            else gettext(
                "County %(county)d, row %(place)d of the trail: %(kind)s %(row_id)d is gone from its table.", **values
            )
        )
    click.echo(
        gettext(
            "%(rows)d rows compared with the trail, %(count)d of them differ.",
            rows=compared.rows,
            count=len({(one.kind, one.row_id) for one in compared.differences}),
        )
    )


def print_verdict(verdict: Verdict) -> None:
    """Say in words what verification found."""
    for fault in verdict.faults:
        values = {"county": fault.county, "place": fault.place, "until": fault.until}
        where = (
            gettext("County %(county)d, row %(place)d:", **values)
            if fault.place == fault.until
            else gettext("County %(county)d, rows %(place)d to %(until)d:", **values)
        )
        click.echo(f"{where} {translate(fault.what)}")
    if verdict.set_aside:
        counts = {"rows": verdict.set_aside.get("trail", 0), "roots": verdict.set_aside.get("trail_root", 0)}
        click.echo(
            gettext(
                "Set aside and kept: %(rows)d rows and %(roots)d roots that a fault of the platform wrote for a "
                "county that does not exist.",
                **counts,
            )
        )
    if verdict.intact:
        click.echo(
            gettext(
                "The trail is intact: %(rows)d rows of %(counties)d counties, %(roots)d signed roots.",
                rows=verdict.rows,
                counties=len(verdict.counties),
                roots=verdict.roots,
            )
        )


@TRAIL.command("sign")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a sentence.")
@click.option(
    "--new-key",
    metavar="REASON",
    help="First begin a new key, because every copy of the former one is lost; the reason stands in the trail.",
)
@with_appcontext
def sign_command(as_json: bool, new_key: str | None) -> None:
    """Sign a root for every trail that has grown; the clock does it every hour.

    What was signed by a former key stays genuine under its public key: let that file lie.
    """
    with command_act() as act:
        begun = begin_key(act, new_key) if new_key is not None else ""
        figures = sign_roots(act, signing_key(act.session))
    if begun:
        click.echo(
            gettext(
                "The key %(name)s signs from now on. Keep a copy of %(file)s apart from the backups, and announce"
                " %(public)s.",
                name=begun,
                file=key_file().name,
                public=f"{begun}.pub",
            ),
            err=True,
        )
    told = gettext("%(count)d roots signed.", count=figures["signed"])
    click.echo(json.dumps(figures, ensure_ascii=False) if as_json else told)
    if "fault" in figures:
        raise click.ClickException(gettext("Some trails could not be signed: %(fault)s", fault=figures["fault"]))


@TRAIL.command("export")
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@click.option("--county", type=COUNTY, help="One county only.")
@click.option("--whole", is_flag=True, help="Whole rows, names of officials included: for inspectors only.")
@click.option("--roots", is_flag=True, help="The signed roots instead of rows.")
@with_appcontext
def export_command(file: Path, county: int | None, whole: bool, roots: bool) -> None:
    """Write the trail for outsiders as JSON lines: hashes alone, which show nothing and prove all."""
    with command_act() as act:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600 if whole else 0o644)
        with os.fdopen(handle, "w", encoding="utf-8") as opened:
            if roots:
                count = write_roots(act.session, opened, county)
            else:
                with tqdm(total=count_rows(act.session, county), unit="row", disable=None) as bar:
                    count = write_rows(act.session, opened, county, whole=whole, progress=bar.update)
        where = Subject("trail", act.county if county is None else county, act.county)
        record(act, "trail.exported", where, rows=count, whole=whole, roots=roots)
    click.echo(gettext("%(count)d lines written to %(file)s.", count=count, file=file.name))


@TRAIL.command("prove")
@click.argument("county", type=COUNTY)
@click.argument("place", type=int)
@with_appcontext
def prove_command(county: int, place: int) -> None:
    """Print the proof (JSON) that a row stands under the last signed root."""
    try:
        click.echo(json.dumps(inclusion_proof(session(), county, place), indent=1))
    except NotFound as fault:
        raise click.ClickException(translate_refusal(fault)) from None


@TRAIL.command("compare")
@click.argument("county", type=COUNTY)
@click.argument("older", type=int)
@with_appcontext
def compare_command(county: int, older: int) -> None:
    """Print the proof (JSON) that the last root grew out of the root over OLDER rows."""
    found = {root.size: root for root in roots_of(session(), county, limit=100_000)}
    if older not in found:
        raise click.ClickException(gettext("No root over %(size)d rows was signed.", size=older))
    click.echo(json.dumps(consistency_proof(session(), found[older], found[max(found)]), indent=1))
