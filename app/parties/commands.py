"""``flask import-bods`` and ``flask export-bods``: ownership statements of the standard BODS, in and out."""

import json
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from app.kernel.act import Channel
from app.kernel.audit import Subject, record
from app.kernel.errors import Incomplete, NotFound, Refused
from app.kernel.places import Organisation
from app.kernel.words import N_
from app.parties.bods.behind import behind_several
from app.parties.bods.identifying import number_hash
from app.parties.bods.reading import read_source
from app.parties.bods.vocabulary import LeftOut
from app.parties.bods.writing import statements
from app.parties.models import Party
from app.parties.operations.importing import Taken, take_over
from app.parties.words import PartyForm
from app.surfaces.acts import command_act, session
from app.surfaces.commands.wording import COUNTY
from app.surfaces.language import translate, translate_refusal

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FATES = {
    "new": N_("Ties that are new"),
    "changed": N_("Ties that changed"),
    "ended": N_("Ties that ended"),
    "same": N_("Ties that were here already"),
}


@click.command("import-bods")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=_FILE)
@click.option("--county", type=COUNTY, help="The county whose register it is; needed when there are several.")
@click.option(
    "--company",
    "companies",
    multiple=True,
    help="A company to ask about, by number or REGISTER:NUMBER; may be given several times. Without it, those that the files are about.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
@with_appcontext
def IMPORT_BODS(  # noqa: N802 - a constant of the domain doors, which click makes of a function
    files: tuple[Path, ...], county: int | None, companies: tuple[str, ...], as_json: bool
) -> None:
    """Import ownership statements (BODS 0.2 to 0.4, JSON) as parties and ties.

    The same file twice changes nothing; a later one of the same source changes what changed and ends
    what vanished. Tells who stands behind two or more of the named companies.
    """
    try:
        source = read_source(files)
        with command_act(Channel.IMPORT, county or _only_county()) as act:
            taken = take_over(act, act.county, source)
            named = _asked(act.county, companies) or {taken.parties[one] for one in source.named & taken.parties.keys()}
            told = _figures(taken, source.statements)
            told["behind_several"] = [
                {**_party(one.party), "companies": [_party(firm) for firm in one.companies]}
                for one in behind_several(act.session, act.county, named, act.on)
            ]
            record(
                act,
                "party.imported",
                Subject(Party.kind, 0, act.county),
                **{key: told[key] for key in ("used", "ties")},
            )
    except Refused as fault:
        raise click.ClickException(translate_refusal(fault)) from fault
    _print(told, as_json)


def _only_county() -> int:
    """Return the county that keeps parties, or the only one that there is."""
    for column in (Party.county, Organisation.county):
        found = session().scalars(select(column).distinct().limit(2)).all()
        if len(found) == 1:
            return int(found[0])
    raise Incomplete(N_("Say with --county whose register it is: there are several counties here."))


def _asked(county: int, numbers: tuple[str, ...]) -> set[int]:
    """Return the companies with some numbers; NotFound names the first that is not known."""
    found = set()
    for number in numbers:
        asked = select(Party.id).where(Party.county == county, Party.key_hash == number_hash(number))
        pk = session().scalar(asked)
        if pk is None:
            raise NotFound(N_("No company with the number %(number)s is known here."), number=number)
        found.add(pk)
    return found


def _figures(taken: Taken, statements: int) -> dict[str, Any]:
    persons = sum(form == PartyForm.PERSON for form in taken.forms.values())
    return {
        "statements": statements,
        "used": taken.used,
        "left": {str(why): count for why, count in sorted(taken.left.items())},
        "persons": persons,
        "entities": len(taken.forms) - persons,
        "ties": {fate: taken.ties[fate] for fate in FATES},
        "shared_identifiers": [{"number": str(one), "names": list(one.names)} for one in taken.shared],
    }


def _party(one: Party) -> dict[str, str]:
    return {"kind": "person" if one.form == PartyForm.PERSON else "entity", "name": one.name, "number": one.number}


def _print(told: dict[str, Any], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    rows = [
        (told["persons"], N_("Persons")),
        (told["entities"], N_("Companies and other entities")),
        (told["used"], N_("Statements used")),
        (sum(told["left"].values()), N_("Statements left out")),
        *((count, LeftOut(why)) for why, count in told["left"].items()),
        *((told["ties"][fate], label) for fate, label in FATES.items()),
    ]
    for count, label in rows:
        click.echo(f"{count:8,}  {translate(label)}")
    for one in told["shared_identifiers"]:
        names = "、".join(one["names"])
        click.echo(
            translate(
                N_("A fault of the source: several carry the number %(number)s and it matches nobody: %(names)s."),
                number=one["number"],
                names=names,
            )
        )
    for one in told["behind_several"]:
        names = "、".join(firm["name"] for firm in one["companies"])
        click.echo(
            translate(
                N_("%(who)s stands behind several of the named companies: %(names)s."),
                who=f"{one['name']} {one['number']}".strip(),
                names=names,
            )
        )


@click.command("export-bods")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--county", type=COUNTY, help="The county whose register it is; needed when there are several.")
@with_appcontext
def EXPORT_BODS(file: Path, county: int | None) -> None:  # noqa: N802 - see above
    """Write what a county holds as ownership statements (BODS 0.4, JSON); persons are masked."""
    try:
        with command_act(Channel.COMMAND, county or _only_county()) as act:
            held = act.session.scalars(select(Party).where(Party.county == act.county).order_by(Party.id)).all()
            rows = list(statements(act.session, held, act.on))
            record(act, "party.exported", Subject(Party.kind, 0, act.county), statements=len(rows))
    except Refused as fault:
        raise click.ClickException(translate_refusal(fault)) from fault
    file.write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")
    click.echo(translate(N_("%(count)s statements stand in %(file)s."), count=len(rows), file=str(file)))
