"""``flask doctor``: what of this machine, its settings and its data keeps the platform from working, and what to do."""

import json

import click
from flask.cli import with_appcontext

from app.kernel.words import N_
from app.surfaces.acts import now
from app.surfaces.database import db
from app.surfaces.language import translate
from app.surfaces.running.checks import look_at


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
@with_appcontext
def DOCTOR(as_json: bool) -> None:  # noqa: N802 - a constant that click makes of a function
    """Look at the machine, the settings and the data; ends with 1 when something must be put right."""
    found = list(look_at(db.session(), now()))
    if as_json:
        click.echo(json.dumps({one.check.name: one.trouble is None for one in found}))
    else:
        for one in found:
            trouble = one.trouble
            words = translate(trouble.sentence, **trouble.values) if trouble else translate(N_("In order"))
            click.echo(f"{translate(one.check.title)}: {words}")
    if any(one.trouble for one in found):
        raise SystemExit(1)
