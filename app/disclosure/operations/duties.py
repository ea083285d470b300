"""Verbs of the catalogue and of the tasks that it gives rise to."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import exists, func, select

from app.disclosure.access import KEEPERS, needs_writer
from app.disclosure.due import Due, due_after, due_of, previous_of
from app.disclosure.models import DisclosingBody, DisclosureDuty, DisclosureTask
from app.disclosure.words import DisclosureKind, kinds_of
from app.kernel.act import Act, start_of_day
from app.kernel.audit import Subject, record
from app.kernel.bulk import write_rows
from app.kernel.calendar import CalendarMissing, Shift, WorkingCalendar, move_due, working_calendar
from app.kernel.errors import Incomplete, NotAllowed
from app.kernel.inserts import take_ids
from app.kernel.places import Organisation
from app.kernel.words import N_
from app.ledgers.periods import MONTHS, last_day, period_of
from app.ledgers.words import Cadence

CATALOGUE = Path(__file__).parent.parent / "catalogue.yaml"


@cache
def shipped_duties() -> tuple[dict[str, Any], ...]:
    """Return the duties that come with the program, as columns of ``DisclosureDuty``."""
    rows = yaml.safe_load(CATALOGUE.read_text("utf-8"))
    return tuple({**group["common"], **duty} for group in rows for duty in group["duties"])


def load_catalogue(act: Act, county: int) -> int:
    """Give a county the duties that come with the program; those that it has already stay as it changed them."""
    act.needs(*KEEPERS)
    if not act.actor.scope.holds(county):
        raise NotAllowed(N_("This lies outside your region. You can only write records of your own region."))
    held = set(act.session.scalars(select(DisclosureDuty.code).where(DisclosureDuty.county == county)))
    new = [duty for duty in shipped_duties() if duty["code"] not in held]
    for duty in new:
        act.session.add(DisclosureDuty(county=county, **duty))
    if new:
        record(act, "disclosure.catalogue_loaded", Subject(DisclosureDuty.kind, county, county), count=len(new))
    return len(new)


def name_body(act: Act, organisation: Organisation, door: str, active_from: date) -> DisclosingBody:
    """Say that an organisation publishes through one of the six doors from a day on."""
    act.needs(*KEEPERS)
    if door == DisclosureKind.PARTY:
        raise Incomplete(N_("Party affairs belong to the village's door. Choose village affairs."), field="unit_kind")
    body = DisclosingBody(
        county=organisation.county,
        organisation_id=organisation.id,
        unit_kind=str(DisclosureKind(door)),
        active_from=active_from,
        active_at=start_of_day(active_from),
    )
    act.session.add(body)
    record(act, "record.added", body, kind=DisclosingBody.kind, door=body.unit_kind, active_from=active_from)
    return body


def open_tasks(act: Act) -> Mapping[str, int]:
    """Open what every duty asks for in the running period, and in the one before while it is not late.

    A second run adds nothing. Without the calendar of the year the next run opens it.
    """
    figures = {"opened": 0, "no_calendar": 0}
    duties = select(DisclosureDuty).where(
        DisclosureDuty.active.is_(True), DisclosureDuty.cadence.in_([str(one) for one in MONTHS])
    )
    calendar = working_calendar(act.session)
    for duty in act.session.scalars(duties.order_by(DisclosureDuty.id)).all():
        cadence = Cadence(duty.cadence)
        running = period_of(cadence, act.on)
        for period in (previous_of(cadence, running), running):
            try:
                due = due_of(duty, period, calendar)
            except CalendarMissing:
                figures["no_calendar"] += 1
                continue
            if period == running or due.due_on >= act.on:
                figures["opened"] += _open(act, duty, period, due)
    return figures


def _open(act: Act, duty: DisclosureDuty, period: str, due: Due) -> int:
    cadence = Cadence(duty.cadence)
    doors = [door for door in DisclosureKind if duty.unit_kind in kinds_of(door)]
    standing = exists().where(
        DisclosureTask.duty_id == duty.id,
        DisclosureTask.organisation_id == DisclosingBody.organisation_id,
        DisclosureTask.period == period,
    )
    asked = (
        select(DisclosingBody.organisation_id)
        .join(Organisation, Organisation.id == DisclosingBody.organisation_id)
        .where(
            DisclosingBody.county == duty.county,
            DisclosingBody.unit_kind.in_([str(door) for door in doors]),
            DisclosingBody.active_from <= last_day(cadence, period),
            Organisation.closed_on.is_(None),
            ~standing,
        )
        .order_by(DisclosingBody.organisation_id)
    )
    homes = list(act.session.scalars(asked))
    if not homes:
        return 0
    common = {
        "county": duty.county,
        "duty_id": duty.id,
        "period": period,
        "previous_period": previous_of(cadence, period),
        "subject": "",
        **due.columns,
        "reminded": 0,
        "met_at": None,
        "met_late": False,
        "item_id": None,
    }
    ids = take_ids(act, duty.county, len(homes))
    rows = [{"id": key, "organisation_id": home, **common} for key, home in zip(ids, homes, strict=True)]
    write_rows(act.session.connection(), DisclosureTask.__table__, rows)  # type: ignore[arg-type]
    record(act, "disclosure.tasks_opened", duty, period=period, due_on=due.due_on, count=len(homes))
    return len(homes)


def move_tasks(act: Act, shift: Shift) -> int:
    """Move the last days of open tasks with the calendar."""

    def days(task: DisclosureTask, calendar: WorkingCalendar) -> Mapping[str, Any]:
        if task.duty.cadence == Cadence.EVENT:
            happened = date.fromisoformat(task.period.partition(".")[0])
            return due_after(task.duty, happened, calendar).columns
        return due_of(task.duty, task.period, calendar).columns

    open_ones = select(DisclosureTask).where(DisclosureTask.met_at.is_(None), DisclosureTask.due_on >= shift.first)
    return move_due(act, shift, open_ones, "due_on", days)


def open_event(act: Act, organisation: Organisation, duty: DisclosureDuty, on: date, subject: str) -> DisclosureTask:
    """Say that something happened that must be published; the day by which follows from the duty."""
    needs_writer(act, organisation.county, organisation.id)
    if duty.cadence != Cadence.EVENT or duty.county != organisation.county:
        raise Incomplete(N_("Choose a duty that an event gives rise to."), field="duty_id")
    if not subject.strip():
        raise Incomplete(N_("Say in a few words what happened."), field="subject")
    if on > act.on or (act.on - on).days > 3650:
        raise Incomplete(N_("Enter the day on which it happened, not later than today."), field="on")
    count = act.session.scalar(
        select(func.count()).where(
            DisclosureTask.duty_id == duty.id,
            DisclosureTask.organisation_id == organisation.id,
            DisclosureTask.period.startswith(on.isoformat()),
        )
    )
    task = DisclosureTask(
        county=organisation.county,
        duty_id=duty.id,
        organisation_id=organisation.id,
        period=on.isoformat() if not count else f"{on.isoformat()}.{count}",
        subject=subject.strip()[:120],
        **due_after(duty, on, working_calendar(act.session)).columns,
    )
    act.session.add(task)
    record(act, "disclosure.task_opened", task, period=task.period, due_on=task.due_on)
    return task
