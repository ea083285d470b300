"""Commands of the clock."""

import json

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext
from flask_babel import gettext

from app.surfaces.acts import command_act, now, session
from app.surfaces.scheduling.clock import run_clock
from app.surfaces.scheduling.operations import resume_clock
from app.surfaces.scheduling.standing import clock_processes, clock_standing_still, failing_jobs


@click.group("clock", cls=AppGroup, invoke_without_command=True)
@click.pass_context
@with_appcontext
def clock_command(context: click.Context) -> None:
    """Run the clock: start as many as you like, one of them leads."""
    if context.invoked_subcommand is None:
        run_clock(current_app._get_current_object())  # type: ignore[attr-defined]


@clock_command.command("status")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
def clock_status(as_json: bool) -> None:
    """Print the clock processes; ends with 1 when the clock stands still or a job fails."""
    still = clock_standing_still(session(), now())
    failing = [
        {"job": one.figures["job"], "since": one.started_at.isoformat(), "fault": one.fault}
        for one in failing_jobs(session())
    ]
    rows = [
        {"process": one.process, "leads": one.leads, "fence": one.fence, "beat_at": one.beat_at.isoformat()}
        for one in clock_processes(session())
    ]
    if as_json:
        since = still.since.isoformat() if still and still.since else None
        click.echo(json.dumps({"runs": still is None, "still_since": since, "processes": rows, "failing": failing}))
    else:
        for row in rows:
            mark = "*" if row["leads"] else " "
            click.echo(f"{mark} {row['process']:30} {row['fence']:6} {row['beat_at']}")
        for one in failing:
            click.echo(gettext("The job “%(job)s” fails since %(since)s.", job=one["job"], since=one["since"]))
        if still or not failing:
            click.echo(gettext("The clock stands still.") if still else gettext("The clock runs."))
    raise SystemExit(1 if still or failing else 0)


@clock_command.command("resume")
@click.argument("reason")
def clock_resume(reason: str) -> None:
    """Let the clock run again after its time has been set right."""
    with command_act() as act:
        count = resume_clock(act, reason)
    click.echo(gettext("%(count)d pauses ended.", count=count))
