"""What the clock writes about itself."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select

from app.kernel.act import Act
from app.kernel.audit import record
from app.kernel.errors import Incomplete
from app.kernel.roles import Role
from app.kernel.words import N_
from app.surfaces.scheduling.models import HUNG, JOB_FAILED, NOTES, PAUSED, STOOD_STILL, Run
from app.surfaces.scheduling.standing import failing_jobs

KEPT = timedelta(days=30)
"""How long the log of runs is kept; what befell the clock itself is kept for ever."""


def log_run(act: Act, name: str, ended_at: datetime, figures: Any, fault: str | None = None) -> Run:
    """Write down one run of a job, which began with the act; note when it begins to fail and when it succeeds again."""
    _note_outcome(act, name, fault)
    last = act.session.scalars(select(Run).where(Run.name == name).order_by(Run.started_at.desc()).limit(1)).first()
    if last is not None and not (figures or fault or last.figures or last.fault):
        last.started_at, last.ended_at = act.at, ended_at  # nothing to do, again: one line says it
        return last
    run = Run(name=name, county=act.county, started_at=act.at, ended_at=ended_at, figures=figures, fault=fault)
    act.session.add(run)
    return run


def _note_outcome(act: Act, name: str, fault: str | None) -> None:
    """Open a note upon the first failure of a job, and close it upon its next success."""
    noted = next((note for note in failing_jobs(act.session) if note.figures["job"] == name), None)
    if fault is not None and noted is None:
        note = Run(name=JOB_FAILED, county=act.county, started_at=act.at, figures={"job": name}, fault=fault)
        act.session.add(note)
        record(act, JOB_FAILED, note, job=name, fault=fault.strip().splitlines()[-1][:300])
    elif fault is None and noted is not None:
        noted.ended_at = act.at
        record(act, "clock.job_recovered", noted, job=name)


def note_standstill(act: Act, since: datetime) -> Run:
    """Write down that no clock ran from an instant until now."""
    run = Run(name=STOOD_STILL, county=act.county, started_at=since, ended_at=act.at, figures={})
    act.session.add(run)
    record(act, STOOD_STILL, run, since=since)
    return run


def note_hung(act: Act, process: str) -> Run:
    """Write down that a leading process hung and that another took its place."""
    run = Run(name=HUNG, county=act.county, started_at=act.at, ended_at=act.at, figures={"process": process})
    act.session.add(run)
    record(act, HUNG, run, process=process)
    return run


def pause_clock(act: Act, why: str) -> Run | None:
    """Pause every clock process until somebody lets it run again; nothing when it is paused already."""
    if is_paused(act):
        return None
    run = Run(name=PAUSED, county=act.county, started_at=act.at, figures={}, fault=why)
    act.session.add(run)
    record(act, PAUSED, run, why=why)
    return run


def resume_clock(act: Act, reason: str) -> int:
    """Let the clock run again after its time has been set right; returns how many pauses were ended."""
    act.needs(Role.CITY_ADMIN, Role.COUNTY_ADMIN)
    if not reason.strip():
        raise Incomplete(N_("Say what was wrong with the time and how it was set right."), field="reason")
    runs = act.session.scalars(select(Run).where(Run.name == PAUSED, Run.ended_at.is_(None))).all()
    for run in runs:
        run.ended_at = act.at
        record(act, "clock.resumed", run, reason=reason.strip())
    return len(runs)


def is_paused(act: Act) -> bool:
    """Tell whether the clock is paused."""
    paused = select(Run.id).where(Run.name == PAUSED, Run.ended_at.is_(None)).limit(1)
    return act.session.scalar(paused) is not None


def clean_run_log(act: Act) -> dict[str, int]:
    """Remove runs of jobs from before a month; they are a log of the machine, not of what happened."""
    old = delete(Run).where(Run.started_at < act.at - KEPT, Run.name.not_in(NOTES))
    return {"removed": act.session.execute(old).rowcount}  # type: ignore[attr-defined]
