"""Commands of supervision: what the points are, scan now, and what a point would have found."""

import json
from datetime import UTC, datetime
from typing import Any

import click
from flask.cli import AppGroup, with_appcontext
from flask_babel import gettext
from tqdm import tqdm

from app.kernel.errors import Busy, Refused
from app.kernel.points import POINTS, Point
from app.supervision.backtest import Tested, back_test
from app.supervision.handbook import handbook
from app.supervision.operations.settings import checked_value
from app.supervision.own.watching import every_point
from app.supervision.scanning import Figures, scan, sweep
from app.surfaces.acts import command_act
from app.surfaces.language import translate_refusal
from app.surfaces.platform import platform

PATIENCE = 10
"""How often a scan waits for an import that is writing, half a minute each time."""


def as_row(point: Point) -> dict[str, Any]:
    """Return a point as plain values."""
    return {
        "code": point.code,
        "letter": point.letter,
        "title": gettext(point.title),
        "severity": point.severity.name.lower(),
        "nature": point.nature.name.lower(),
        "basis": gettext(point.basis),
        "wakes_on": sorted(point.wakes_on),
        "parameters": point.defaults,
        "version": point.version,
        "explanation": gettext(point.explanation),
        "honest": gettext(point.honest) if point.honest else "",
    }


@click.group("points", cls=AppGroup, invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
@click.option("--markdown", is_flag=True, help="Print docs/points.md: every point in full, in both languages.")
@click.option("--honest", is_flag=True, help="Print the honest course that comes near to each point.")
@click.pass_context
@with_appcontext
def points_group(context: click.Context, as_json: bool, markdown: bool, honest: bool) -> None:
    """Print every monitoring point, or test one on history."""
    if context.invoked_subcommand is not None:
        return
    if markdown:
        click.echo(handbook(POINTS, platform().point_groups, platform().verbs), nl=False)
        return
    if honest and not as_json:
        for point in sorted(POINTS, key=lambda point: point.code):
            click.echo(f"{point.code:22} {gettext(point.honest)}")
        return
    with command_act() as act:
        rows = [as_row(point) for point in every_point(act.session)]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        click.echo(f"{row['code']:22} {row['severity']:7} {row['title']}  ({row['basis']})")
    click.echo(f"{len(rows)}")


@points_group.command("back-test")
@click.argument("code")
@click.option("--since", required=True, type=click.DateTime(["%Y-%m-%d"]), help="First day: 2026-01-31.")
@click.option("--set", "values", multiple=True, metavar="NAME=VALUE", help="Another value of a parameter, to try it.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
def back_test_command(code: str, since: datetime, values: tuple[str, ...], as_json: bool) -> None:
    """Count what a point (or a group such as A5, or ``all``) would have found; raises nothing."""
    with command_act() as act:
        chosen = [point for point in every_point(act.session) if code in ("all", point.code, point.group)]
        if not chosen:
            raise click.BadParameter(gettext("There is no monitoring point %(code)s.", code=code))
        if values and len(chosen) > 1:
            raise click.BadParameter(gettext("Values are tried with one point at a time: give its whole code."))
        tried = _values_of(chosen[0], values)
        tested = list(
            tqdm(
                back_test(act.session, chosen, since.date(), act.at, tried),
                total=len(chosen),
                disable=as_json or None,
                unit="point",
            )
        )
    _print_tested(tested, as_json)


def _values_of(point: Point, given: tuple[str, ...]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, _sign, value in (one.partition("=") for one in given):
        try:
            values[name] = checked_value(point, name, value)
        except Refused as fault:
            raise click.BadParameter(translate_refusal(fault)) from None
    return values


def _print_tested(tested: list[Tested], as_json: bool) -> None:
    rows = [
        {"point": one.point.code, "month": f"{month // 100}-{month % 100:02d}", "county": county, "count": count}
        for one in tested
        for (month, county), count in sorted(one.counts.items())
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        click.echo(f"{row['point']:22} {row['month']} {row['county']} {row['count']:8,}")
    for one in tested:
        click.echo(f"{one.point.code:22} {one.total:8,}")


@click.command("scan")
@click.option("--all", "everything", is_flag=True, help="Ask every point about everything, as at night.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
@with_appcontext
def scan_command(everything: bool, as_json: bool) -> None:
    """Scan now: read what is new in the trail and raise what follows."""
    totals = Figures(behind=True)
    patience = PATIENCE
    while totals.behind:
        try:
            with command_act() as act:
                figures = sweep(act) if everything else scan(act)
        except Busy as fault:
            if not (patience := patience - 1):
                raise click.ClickException(translate_refusal(fault)) from None
            continue
        _add(totals, figures)
    if as_json:
        click.echo(json.dumps({**totals.as_dict(), "at": datetime.now(UTC).isoformat()}, ensure_ascii=False))
        return
    for code, count in sorted(totals.by_point.items()):
        click.echo(f"{code:22} {count:8,}")
    click.echo(
        gettext(
            "%(events)d events read, %(raised)d alerts raised, %(ceased)d ceased.",
            events=totals.events,
            raised=totals.raised,
            ceased=totals.ceased,
        )
    )


def _add(totals: Figures, figures: Figures) -> None:
    totals.events += figures.events
    totals.points = max(totals.points, figures.points)
    totals.raised += figures.raised
    totals.ceased += figures.ceased
    totals.behind = figures.behind
    totals.skipped = sorted({*totals.skipped, *figures.skipped})
    for code, count in figures.by_point.items():
        totals.by_point[code] = totals.by_point.get(code, 0) + count
