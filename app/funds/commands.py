"""``flask shapes``: round trips, fans and split payments in any table of payments, without importing it."""

import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext

from app.funds.reading import EPOCH, Columns, Payments, read_payments
from app.funds.shapes.chains import judge, losses
from app.funds.shapes.cycles import TRIP, Trip, find_trips
from app.funds.shapes.fans import FAN, Fan, find_fans
from app.funds.shapes.payments import Payment, hubs
from app.funds.shapes.splits import Split, find_splits
from app.kernel.act import CHINA
from app.kernel.errors import Incomplete
from app.kernel.typed import read_amount
from app.kernel.words import N_
from app.surfaces.language import translate

SHAPES = {
    "round_trips": N_("Round trips"),
    "fan_in": N_("Fan-in: one receives from many"),
    "fan_out": N_("Fan-out: one pays to many"),
    "splits": N_("Split payments"),
}
CONDITIONS = {
    "closed": N_("The chain is not joined, or does not come back to where it began"),
    "steps": N_("More steps than allowed"),
    "order": N_("Not in the order of time"),
    "days": N_("Longer than the days allowed"),
    "currency": N_("In two currencies"),
    "amounts": N_("An amount lies too far from the first"),
    "hubs": N_("It leads through a hub"),
    "origin": N_("It does not begin at a public body"),
    "least": N_("The first amount is too small"),
}
MOST_SHOWN = 50
"""Shapes and faults of each kind in a table for people; ``--json`` tells all."""
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_DAY = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"])


@click.command("shapes")
@click.argument("file", type=_FILE)
@click.option("--payer", default="payer", show_default=True, help="Column of who paid: heading or number from 1.")
@click.option("--payee", default="payee", show_default=True, help="Column of who was paid.")
@click.option("--amount", default="amount", show_default=True, help="Column of the amount.")
@click.option("--at", default="at", show_default=True, help="Column of the day or instant.")
@click.option("--id", "own_id", default="", help="Column of the payment's own number; without it, the line.")
@click.option("--currency", default="", help="Column of the currency; amounts in two are never compared.")
@click.option("--purpose", default="", help="Column of the purpose; parts of a split payment share it.")
@click.option("--no-headings", is_flag=True, help="The first line is a payment already; columns are numbers.")
@click.option("--epoch", is_flag=True, help="Instants are seconds since 1970.")
@click.option("--only", default="", help="COLUMN=VALUE: pass over all other rows.")
@click.option("--since", type=_DAY, help="First day or instant that counts (China).")
@click.option("--until", type=_DAY, help="First day or instant that counts no more (China).")
@click.option("--origin", "origins", multiple=True, help="A public body; may be given several times.")
@click.option("--origins", "origin_file", type=_FILE, help="A file with one public body a line.")
@click.option("--public", default="", help="COLUMN=VALUE: who pays in such a row is a public body.")
@click.option("--shape", "wanted", multiple=True, type=click.Choice(tuple(SHAPES)), help="Only this shape.")
@click.option("--steps", type=click.IntRange(2, 8), default=TRIP.steps, show_default=True, help="Of a round trip.")
@click.option("--days", type=click.IntRange(1, 3660), default=TRIP.days, show_default=True, help="Of a round trip.")
@click.option(
    "--percent",
    type=click.IntRange(0, 100),
    default=TRIP.percent,
    show_default=True,
    help="How far an amount of a round trip may lie from the first.",
)
@click.option("--least", default="50000", show_default=True, help="First amount of a round trip at the least.")
@click.option("--hub-in", type=click.IntRange(0), default=TRIP.hub_in, show_default=True, help="0 for no limit.")
@click.option("--hub-out", type=click.IntRange(0), default=TRIP.hub_out, show_default=True, help="0 for no limit.")
@click.option("--fan", type=click.IntRange(2), default=FAN.parties, show_default=True, help="Parties of a fan.")
@click.option("--fan-days", type=click.IntRange(1), default=FAN.days, show_default=True, help="Days of a fan.")
@click.option("--limit", "limits", multiple=True, help="A limit below which payments are split; may be repeated.")
@click.option("--chain", default="", help="Column that names chains: tell which conditions each of them misses.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
@with_appcontext
def SHAPES_COMMAND(file: Path, wanted: Sequence[str], as_json: bool, **said: Any) -> None:  # noqa: N802 - see domain.py
    """Find round trips, fans and split payments in any table of payments (CSV), without importing it.

    A shape is a lead for a person to check and never a finding. Exit code 2 when rows were left out.
    """
    columns = Columns(
        said["payer"],
        said["payee"],
        said["amount"],
        said["at"],
        said["own_id"],
        said["currency"],
        said["purpose"],
        said["public"],
        said["chain"],
        said["only"],
        said["epoch"],
    )
    read = read_payments(
        file, columns, headings=not said["no_headings"], since=_china(said["since"]), until=_china(said["until"])
    )
    trip = Trip(
        said["steps"], said["days"], said["percent"], int(read_amount(said["least"], "least") * 100),
        said["hub_in"], said["hub_out"],
    )  # fmt: skip
    split = Split(tuple(sorted({int(read_amount(limit, "limit") * 100) for limit in said["limits"]})))
    fan = Fan(said["fan"], said["fan_days"], 0, said["hub_in"], said["hub_out"])
    origins = _origins(read, said)
    told = _figures(read, trip, origins)
    for shape in wanted or SHAPES:
        told[shape] = _find(shape, read, trip, fan, split, origins)
    if columns.chain:
        told["chains"] = _chains(read, trip, origins)
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        _print(told)
    if read.table.faults:
        sys.exit(2)


def _china(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.replace(tzinfo=CHINA)


def _origins(read: Payments, said: dict[str, Any]) -> set[str] | None:
    """Return the public bodies, or None where nobody said who they are."""
    found = set(said["origins"])
    if said["origin_file"] is not None:
        found |= {line.strip() for line in said["origin_file"].read_text("utf-8-sig").splitlines() if line.strip()}
    if said["public"]:
        found |= read.public
    if not found:
        if said["public"] or said["origin_file"]:
            raise Incomplete(N_("None of the payers is a public body by what you said. Check column, value or file."))
        return None
    return found


def _figures(read: Payments, trip: Trip, origins: set[str] | None) -> dict[str, Any]:
    return {
        "rows": read.table.count,
        "payments": len(read.held),
        "refused": len(read.table.faults),
        "passed_over": read.passed_over,
        "total": _yuan(sum(one.cents for one in read.held)),
        "currencies": dict(sorted(Counter(one.currency for one in read.held).items())),
        "parties": len({name for one in read.held for name in (one.payer, one.payee)}),
        "origins": None if origins is None else len(origins),
        "hubs": sorted(hubs(read.held, trip.hub_in, trip.hub_out)),
        "conditions": asdict(trip) | {"least": _yuan(trip.least)},
        "faults": [fault.as_dict() for fault in read.table.faults],
    }


def _find(shape: str, read: Payments, trip: Trip, fan: Fan, split: Split, origins: set[str] | None) -> dict[str, Any]:
    extra: list[dict[str, Any]] = []
    found: list[tuple[Payment, ...]]
    if shape == "round_trips":
        found = list(find_trips(read.held, trip, origins))
        extra = [{"origin": one[0].payer, "steps": len(one)} for one in found]
    elif shape == "splits":
        parts = find_splits(read.held, split)
        found = [one.payments for one in parts]
        extra = [
            {"payer": one.payments[0].payer, "payee": one.payments[0].payee, "limit": _yuan(one.limit)} for one in parts
        ]
    else:
        inward = shape == "fan_in"
        found = find_fans(read.held, fan, inward=inward)
        for run in found:
            others = {one.payer if inward else one.payee for one in run}
            extra.append({"party": run[0].payee if inward else run[0].payer, "others": len(others)})
    rows = [{**told, **_row(read, run)} for told, run in zip(extra, found, strict=True)]
    return {"count": len(rows), "found": rows}


def _row(read: Payments, run: Sequence[Payment]) -> dict[str, Any]:
    return {
        "first": _shown(run[0]),
        "last": _shown(run[-1]),
        "amount": _yuan(run[0].cents),
        "sum": _yuan(sum(one.cents for one in run)),
        "payments": [read.ids[one.place] for one in run],
    }


def _chains(read: Payments, trip: Trip, origins: set[str] | None) -> dict[str, Any]:
    closed = hubs(read.held, trip.hub_in, trip.hub_out)
    judged = {name: judge(chain, trip, closed, origins) for name, chain in read.chains.items()}
    return {
        "count": len(judged),
        "round_trips": sum(all(one.values()) for one in judged.values()),
        "losses": losses(judged.values()),
        "chains": [
            {"chain": name, "steps": len(read.chains[name]), "misses": [key for key, met in one.items() if not met]}
            for name, one in judged.items()
        ],
    }


def _yuan(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"


def _shown(one: Payment) -> str:
    return (EPOCH + timedelta(microseconds=one.at)).astimezone(CHINA).isoformat()


def _print(told: dict[str, Any]) -> None:
    for label, name in ((N_("Rows read"), "rows"), (N_("Payments"), "payments"), (N_("Rows left out"), "refused")):
        click.echo(f"{told[name]:12,}  {translate(label)}")
    for shape, label in SHAPES.items():
        if shape not in told:
            continue
        click.echo(f"{told[shape]['count']:12,}  {translate(label)}")
        for row in told[shape]["found"][:MOST_SHOWN]:
            who = row.get("origin") or row.get("party") or f"{row['payer']} → {row['payee']}"
            click.echo(
                f"{'':14}{who}  {row['first'][:10]}–{row['last'][:10]}  {row['sum']}  {', '.join(row['payments'])}"
            )
    for condition, counts in told.get("chains", {}).get("losses", {}).items():
        click.echo(f"{counts['missed']:12,}  {translate(CONDITIONS[condition])}")
    for fault in told["faults"][:MOST_SHOWN]:
        click.echo(
            translate(N_("Line %(line)d: %(reason)s"), line=fault["line"], reason=fault["reason"])
            + f" ({fault['value']})"
        )
