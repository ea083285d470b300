"""``flask search rebuild``: fill the index of published texts again."""

import json

import click
from flask.cli import AppGroup
from flask_babel import gettext
from tqdm import tqdm

from app.kernel.audit import Subject, record
from app.kernel.search import rebuild_index
from app.surfaces.acts import command_act
from app.surfaces.language import translate
from app.surfaces.platform import platform

SEARCH = AppGroup("search", help="The index of published texts.")


def fill_index() -> dict[str, int]:
    """Fill the index again; returns how many texts of each kind."""
    with command_act() as act, tqdm(unit="text", disable=None) as bar:
        filled = rebuild_index(act, platform().texts, bar.update)
        record(act, "search.rebuilt", Subject("search", 0, act.county), texts=sum(filled.values()))
    return filled


@SEARCH.command("rebuild")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
def rebuild(as_json: bool) -> None:
    """Fill the index again from what is public now, as after a restore."""
    filled = fill_index()
    if as_json:
        click.echo(json.dumps(filled))
        return
    titles = {source.kind: translate(source.title) for source in platform().texts}
    for kind, count in filled.items():
        click.echo(f"{count:9,}  {titles[kind]}")
    click.echo(gettext("%(count)d texts can be found.", count=sum(filled.values())))
