"""What the clock does for disclosure: opens what falls due, reminds, sweeps what is public."""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import joinedload

from app.disclosure.models import DisclosureTask
from app.disclosure.notices import county_offices, recipients, remind
from app.disclosure.operations import open_tasks, sweep_items
from app.kernel.act import Act
from app.kernel.domain import Job
from app.kernel.words import N_

REMINDED = 5_000
"""Tasks at a time; the rest follows in the next run."""


def _stage(task: DisclosureTask, act: Act) -> int:
    """Return the last of the four reminders whose time has come: before, last day, above, county."""
    reached = (task.warn_at, task.due_at - timedelta(days=1), task.town_at, task.county_at)
    return max(place for place, at in enumerate(reached) if at <= act.at)


def remind_late(act: Act) -> Mapping[str, int]:
    """Tell those who publish soon, on the last day, then who stands above, then the county; once each."""
    T = DisclosureTask  # noqa: N806 - the table, four times
    reached = (T.warn_at <= act.at, T.due_at <= act.at + timedelta(days=1), T.town_at <= act.at, T.county_at <= act.at)
    waiting = (
        select(T)
        .where(T.met_at.is_(None), or_(*(and_(come, T.reminded <= stage) for stage, come in enumerate(reached))))
        .options(joinedload(T.duty), joinedload(T.organisation))
        .order_by(T.id)
        .limit(REMINDED)
    )
    tasks = act.session.scalars(waiting).all()
    offices = county_offices(act.session, {task.county for task in tasks})
    homes: dict[int, int | None] = {}
    for task in tasks:
        stage = _stage(task, act)
        above = task.organisation.parent_id or offices.get(task.county)
        homes[task.id] = (task.organisation_id, task.organisation_id, above, offices.get(task.county))[stage]
    people = recipients(act.session, (home for home in homes.values() if home is not None), act.on)
    told = 0
    for task in tasks:
        stage = _stage(task, act)
        told += remind(act, task, stage, people.get(homes[task.id] or 0, []))
        task.reminded = stage + 1
    return {"tasks": len(tasks), "messages": told}


JOBS = (
    Job("disclosure.open", N_("Open the disclosure duties of the period"), open_tasks, daily_at="00:20"),
    Job("disclosure.remind", N_("Remind of disclosure duties"), remind_late, daily_at="07:40"),
    Job("disclosure.sweep", N_("Look through what is public for personal data"), sweep_items, daily_at="02:00"),
)
