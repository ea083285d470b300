"""``flask take-bonds``: the bank's file of bid bonds, of which nothing is printed that tells who paid."""

import json
import sys
from pathlib import Path

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from app.kernel.act import CHINA, Channel
from app.kernel.errors import NotFound, Refused
from app.kernel.typed import read_amount, read_moment
from app.kernel.words import N_
from app.surfaces.acts import command_act, session
from app.surfaces.language import translate, translate_refusal
from app.surfaces.tables import read_table
from app.trading.bonds import Slip
from app.trading.models import Project, TradeListing
from app.trading.operations import take_bond, take_listing_bond

COLUMNS = ("trade", "code", "reference", "amount", "paid_at", "name", "number", "account", "bank")
REFUSED = 2
"""Exit code where a line was refused."""


@click.command("take-bonds")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
@with_appcontext
def TAKE_BONDS(file: Path, as_json: bool) -> None:  # noqa: N802 - a constant that click makes of a function
    """Take the bank's FILE of bid bonds: who paid is encrypted at once and booked when the bids are open.

    FILE is CSV with the columns trade (its number, or that of a listing), code, reference, amount, paid_at, name, number (may be empty),
    account and bank. The same file twice changes nothing. A line that cannot be taken is told by its number alone.
    """
    trades: dict[str, tuple[type[Project | TradeListing], int]] = {
        row.number: (table, row.id)
        for table in (TradeListing, Project)
        for row in session().execute(select(table.number, table.id))
    }
    try:
        table = read_table(file)
        rows = list(table.rows(COLUMNS))
    except Refused as fault:
        click.echo(translate(N_("Error: {message}")).format(message=translate_refusal(fault)), err=True)
        sys.exit(REFUSED)
    refused = [(one.line, translate_refusal(one.reason)) for one in table.faults]
    taken = 0
    for line, cells in rows:
        try:
            _take(trades, dict(zip(COLUMNS, cells, strict=True)))
            taken += 1
        except Refused as fault:
            refused.append((line, translate_refusal(fault)))
    if as_json:
        lines = [{"line": line, "reason": reason} for line, reason in refused]
        click.echo(json.dumps({"taken": taken, "refused": lines}, ensure_ascii=False))
    else:
        click.echo(translate(N_("%(count)d bonds taken."), count=taken))
        for line, reason in refused:
            click.echo(translate(N_("Line %(line)d: %(text)s"), line=line, text=reason), err=True)
    if refused:
        sys.exit(REFUSED)


def _take(trades: dict[str, tuple[type[Project | TradeListing], int]], row: dict[str, str]) -> None:
    if row["trade"] not in trades:
        raise NotFound(N_("There is no trade with this number."))
    table, pk = trades[row["trade"]]
    found = session().get_one(Project, pk) if table is Project else session().get_one(TradeListing, pk)
    typed = read_moment(row["paid_at"], "paid_at")
    paid_at = typed if typed.tzinfo else typed.replace(tzinfo=CHINA)
    amount = read_amount(row["amount"], "amount")
    with command_act(Channel.IMPORT, found.county) as act:
        if isinstance(found, TradeListing):
            take_listing_bond(act, found, row["code"], row["reference"], amount, paid_at)
            return
        take_bond(
            act,
            found,
            row["code"],
            row["reference"],
            amount,
            paid_at,
            Slip(row["name"], row["number"], row["account"], row["bank"]),
        )
