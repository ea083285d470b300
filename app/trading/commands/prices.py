"""``flask bid-screens``: the price screens T18 to T22 over any table of bids."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from app.kernel.errors import Refused
from app.kernel.words import N_
from app.surfaces.language import translate, translate_refusal
from app.trading.bidtable import Columns, Fault, Table, read_bids
from app.trading.screening.pricescreens import CODES, Judged, Peers, judge_all, wins
from app.trading.words import Outcome

TITLES = {
    "T18.identical": N_("Identical prices"),
    "T19.differences": N_("Regular differences of prices"),
    "T20.variance": N_("Prices closer together than elsewhere"),
    "T21.distance": N_("Two lowest prices oddly close or far apart"),
    "T22.ceiling": N_("Winning price at the ceiling"),
}


@click.command("bid-screens")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--tender", default="tender", show_default=True, help="Column of the tender, or of the lot.")
@click.option("--bidder", default="bidder", show_default=True, help="Column of the bidder.")
@click.option("--price", default="price", show_default=True, help="Column of the price.")
@click.option("--currency", default="", help="Column of the currency.")
@click.option("--ceiling", default="", help="Column of the highest price that is taken, or of the reserve.")
@click.option("--winner", default="", help="Column that says 1, yes or 是 for the bid that won.")
@click.option("--peers", default="", help="Column of the group within which tenders are compared.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def BID_SCREENS(  # noqa: N802 - a constant that click makes of a function
    file: Path,
    tender: str,
    bidder: str,
    price: str,
    currency: str,
    ceiling: str,
    winner: str,
    peers: str,
    as_json: bool,
) -> None:
    """Screen the prices of the table of bids in FILE (CSV, one bid a row); nothing is imported."""
    columns = Columns(tender, bidder, price, currency, ceiling, winner, peers)
    try:
        table = read_bids(file, columns)
    except Refused as refused:
        raise click.ClickException(translate_refusal(refused)) from None
    judged, groups = judge_all(table.tenders.values())
    if as_json:
        click.echo(json.dumps(_result(table, judged, groups), ensure_ascii=False))
        return
    for fault in table.faults:
        click.echo(translate(N_("Row %(row)d: %(text)s"), row=fault.row, text=_said(fault)), err=True)
    click.echo(
        translate(
            N_(
                "%(tenders)d tenders, %(three)d of them with three bids at least. What is found is a lead, not a finding."
            ),
            tenders=len(judged),
            three=sum(1 for one in judged if one.measures.bids >= 3),
        )
    )
    for code, numbers in _shares(judged).items():
        told = ", ".join(f"{translate(outcome.title_id)} {numbers[outcome]}" for outcome in Outcome)
        click.echo(f"{code:16} {translate(TITLES[code])}: {told}")


def _said(fault: Fault) -> str:
    return translate(fault.message, **fault.values)


def _shares(judged: list[Judged]) -> dict[str, dict[str, int]]:
    return {
        code: {outcome: sum(1 for one in judged if one.answers[code].outcome == outcome) for outcome in Outcome}
        for code in CODES
    }


def _result(table: Table, judged: list[Judged], groups: dict[str, Peers]) -> dict[str, Any]:
    most = wins(table.tenders.values())
    return {
        "rows": table.rows,
        "tenders": len(judged),
        "tenders_with_three_bids": sum(1 for one in judged if one.measures.bids >= 3),
        "bidders": len(table.bidders),
        "most_wins": {"bidder": most[0], "wins": most[1]} if most else None,
        "screens": _shares(judged),
        "peers": {name: asdict(one) for name, one in groups.items()},
        "faults": [{"row": fault.row, "text": _said(fault)} for fault in table.faults],
        "results": [
            {
                "tender": one.tender.name,
                "measures": asdict(one.measures),
                "answers": {
                    code: {**asdict(answer), "why": translate(answer.why)} for code, answer in one.answers.items()
                },
            }
            for one in judged
        ],
    }
