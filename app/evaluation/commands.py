"""``flask compare`` and ``flask index``: who differs by more than chance, and how units rank, in any table."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext

from app.evaluation.funnel import LIMITS, Funnel, Placed, draw_funnel
from app.evaluation.intervals import rank_intervals
from app.evaluation.reading import Indicator, Indicators, parse_indicator, read_indicators, read_units
from app.evaluation.weights import DOMINANT, capped, entropy_weights, normalised, ranks, topsis, weighted_sums
from app.kernel.errors import Incomplete
from app.kernel.words import N_
from app.surfaces.language import translate
from app.surfaces.tables import Table

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FALSE_SHARE = 0.05
"""Of the units that stand after all have been tested together, so many are expected to be chance."""


@click.command("compare")
@click.argument("file", type=_FILE)
@click.option("--unit", required=True, help="Column of the unit: heading or number from 1.")
@click.option("--event", required=True, help="Column that says whether the event happened: 1/0, yes/no, 是/否.")
@click.option("--value", default="", help="The word of that column that is the event.")
@click.option("--min", "least", type=click.IntRange(1), default=30, show_default=True, help="Cases of a unit.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
@with_appcontext
def COMPARE(  # noqa: N802 - a constant of the domain doors, which click makes of a function
    file: Path, unit: str, event: str, value: str, least: int, as_json: bool
) -> None:
    """Draw the funnel of any table (CSV): which units have an event more or less often than chance explains.

    Limits are exact (binomial) and adjusted for over-dispersion (Spiegelhalter 2005). Exit code 2 when rows were left out.
    """
    table, units = read_units(file, unit, event, value)
    judged = [one for one in units if one.cases >= least]
    if not 0 < sum(one.events for one in judged) < sum(one.cases for one in judged):
        raise Incomplete(
            N_("The units with at least %(least)d cases must have cases with the event and without. Lower --min."),
            least=least,
        )
    funnel = draw_funnel(judged)
    small = len(units) - len(judged)
    if as_json:
        click.echo(json.dumps(_told(table, funnel, small), ensure_ascii=False))
    else:
        _print(table, funnel, small)
    if table.faults:
        sys.exit(2)


def _told(table: Table, funnel: Funnel, small: int) -> dict[str, Any]:
    return {
        "rows": table.count,
        "refused": len(table.faults),
        "units": len(funnel.units),
        "small": small,
        "cases": sum(one.unit.cases for one in funnel.units),
        "events": sum(one.unit.events for one in funnel.units),
        "p0": funnel.p0,
        "phi": funnel.phi,
        "tau2": funnel.tau2,
        "outside": {
            name: {
                "z": bound,
                "plain": len(funnel.outside(bound)),
                "adjusted": len(funnel.outside(bound, plain=False)),
                "exact": sum(_beyond(one, name) for one in funnel.units),
            }
            for name, bound in LIMITS.items()
        },
        "tested": len(funnel.units),
        "stand": sum(one.q <= FALSE_SHARE for one in funnel.units),
        "placed": [_placed(one) for one in sorted(funnel.units, key=lambda one: one.z_adjusted)],
        "faults": [fault.as_dict() for fault in table.faults],
    }


def _placed(one: Placed) -> dict[str, Any]:
    return {
        "unit": one.unit.name,
        "cases": one.unit.cases,
        "events": one.unit.events,
        "share": one.share,
        "z": one.z,
        "z_adjusted": one.z_adjusted,
        "exact": {name: list(pair) for name, pair in one.exact.items()},
        "p": one.p,
        "q": one.q,
    }


def _beyond(one: Placed, name: str) -> bool:
    low, high = one.exact[name]
    return not low <= one.share <= high


def _print(table: Table, funnel: Funnel, small: int) -> None:
    told = _told(table, funnel, small)
    for label, name in (
        (N_("Rows read"), "rows"),
        (N_("Rows left out"), "refused"),
        (N_("Units compared"), "units"),
        (N_("Units with too few cases"), "small"),
        (N_("Units that stand after all were tested together"), "stand"),
    ):
        click.echo(f"{told[name]:12,}  {translate(label)}")
    click.echo(f"p0 {funnel.p0:.6f}  phi {'–' if funnel.phi is None else f'{funnel.phi:.4f}'}  tau2 {funnel.tau2:.5f}")
    for name, counts in told["outside"].items():
        click.echo(
            translate(
                N_("Outside %(percent)s %%: %(plain)d plain, %(adjusted)d adjusted, %(exact)d exact"),
                percent=name,
                **{key: counts[key] for key in ("plain", "adjusted", "exact")},
            )
        )
    for one in funnel.outside(LIMITS["95"], plain=False):
        click.echo(
            f"{'':14}{one.unit.name}  {one.unit.events}/{one.unit.cases}  {one.share:.1%}  z {one.z_adjusted:+.2f}"
        )
    _print_faults(table)


def _print_faults(table: Table) -> None:
    for fault in (one.as_dict() for one in table.faults[:50]):
        click.echo(
            translate(N_("Line %(line)d: %(reason)s"), line=fault["line"], reason=fault["reason"])
            + f" ({fault['value']})"
        )


@click.command("index")
@click.argument("file", type=_FILE)
@click.option("--unit", required=True, help="Column of the unit: heading or number from 1.")
@click.option(
    "--indicator",
    "texts",
    multiple=True,
    required=True,
    help="COLUMN:up:0.4 or COLUMN:down:0.4; weights are all given or all left out (equal).",
)
@click.option(
    "--cap", type=click.FloatRange(0, 1), default=1.0, show_default=True, help="No entropy weight exceeds it."
)
@click.option(
    "--seed", type=int, default=1, show_default=True, help="Of the draws of weights; equal seed, equal answer."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
@with_appcontext
def INDEX(file: Path, unit: str, texts: tuple[str, ...], cap: float, seed: int, as_json: bool) -> None:  # noqa: N802
    """Rank the units of any table (CSV) under chosen, equal and entropy weights and TOPSIS, with rank intervals.

    A rank whose interval over 1,000 draws of weights spans more than a third of the field is not distinguishable.
    """
    indicators = [parse_indicator(text) for text in texts]
    if len({one.column for one in indicators}) < len(indicators):
        raise Incomplete(N_("An indicator stands in the index twice."))
    read = read_indicators(file, unit, indicators)
    if len(read.names) < 2:
        raise Incomplete(N_("An index needs two units or more with a number for each indicator."))
    told = _ranked(read, indicators, _chosen(indicators), cap, seed)
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        _print_ranks(told, read.table)
    if read.table.faults:
        sys.exit(2)


def _chosen(indicators: Sequence[Indicator]) -> list[float]:
    given = [one.weight for one in indicators if one.weight is not None]
    if not given:
        return [1 / len(indicators)] * len(indicators)
    if len(given) < len(indicators) or abs(sum(given) - 1) > 1e-9:
        raise Incomplete(N_("Give every indicator a weight so that all add up to 1, or give none."))
    return given


def _ranked(
    read: Indicators, indicators: Sequence[Indicator], chosen: Sequence[float], cap: float, seed: int
) -> dict[str, Any]:
    ways: dict[str, Sequence[float]] = {"chosen": chosen, "equal": [1 / len(indicators)] * len(indicators)}
    warnings = []
    try:
        entropy = entropy_weights(read.values)
        ways["entropy"] = capped(entropy, cap)
        names = [one.column for one in indicators]
        warnings += [
            {"indicator": name, "trap": "constant"} for name, one in zip(names, entropy, strict=True) if not one
        ]
        warnings += [
            {"indicator": name, "trap": "dominant"} for name, one in zip(names, entropy, strict=True) if one >= DOMINANT
        ]
    except ValueError:
        warnings.append({"indicator": "", "trap": "no entropy"})
    scaled = normalised(read.values, [one.up for one in indicators])
    units: list[dict[str, Any]] = [{"unit": name} for name in read.names]
    for way, weights in ways.items():
        for method, score in (("sum", weighted_sums), ("topsis", topsis)):
            scores = score(scaled, weights)
            for row, told, rank in zip(units, scores, ranks(scores), strict=True):
                row[f"{way}_{method}"] = {"score": told, "rank": rank}
    for row, interval in zip(units, rank_intervals(scaled, chosen, weighted_sums, seed), strict=True):
        row["interval"] = [interval.best, interval.worst]
        row["distinguishable"] = interval.firm
    return {
        "rows": read.table.count,
        "refused": len(read.table.faults),
        "indicators": [
            {"column": one.column, "up": one.up, **{way: weights[place] for way, weights in ways.items()}}
            for place, one in enumerate(indicators)
        ],
        "warnings": warnings,
        "seed": seed,
        "units": sorted(units, key=lambda row: (row["chosen_sum"]["rank"], row["unit"])),
        "faults": [fault.as_dict() for fault in read.table.faults],
    }


TRAPS = {
    "constant": N_("%(indicator)s is the same for all units: by entropy it weighs nothing."),
    "dominant": N_("%(indicator)s alone decides by entropy. Look at equal weights beside it, or set --cap."),
    "no entropy": N_("There are no entropy weights: a value lies below zero, or a column holds zeros alone."),
}


def _print_ranks(told: dict[str, Any], table: Table) -> None:
    for row in told["units"]:
        low, high = row["interval"]
        firm = "" if row["distinguishable"] else translate(N_("not distinguishable"))
        click.echo(
            f"{row['chosen_sum']['rank']:5}  {low}–{high}  {row['chosen_sum']['score']:.4f}  {row['unit']}  {firm}".rstrip()
        )
    for one in told["warnings"]:
        click.echo(translate(TRAPS[one["trap"]], **({"indicator": one["indicator"]} if one["indicator"] else {})))
    _print_faults(table)
