"""Verbs and questions about clocks."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from app.kernel.act import Act, local_day, start_of_day
from app.kernel.audit import Named, Subject, record_many
from app.kernel.calendar import ONE_DAY, Limit, on_change
from app.kernel.clocks.due_days import derive_due, ledger
from app.kernel.clocks.models import Clock, ClockKind
from app.kernel.db import CountyRow
from app.kernel.errors import Incomplete
from app.kernel.words import N_

BATCH = 500
"""Clocks recomputed at a time."""


def start_clock(
    act: Act,
    subject: CountyRow,
    what: ClockKind,
    limit: Limit,
    *,
    on: date | None = None,
    at: datetime | None = None,
    organisation_id: int | None = None,
    official_id: int | None = None,
    step_id: int | None = None,
) -> Clock:
    """Start a clock at the act, or on an earlier day or instant (deemed acceptance, imported logs).

    Without ``organisation_id`` the organ that handles the subject answers for it.
    """
    if at is None:
        at = act.at if on is None or on == act.on else start_of_day(on)
    clock = Clock(
        county=subject.county,
        subject_kind=subject.kind,
        subject_id=subject.id,
        what=what,
        organisation_id=organisation_id or getattr(subject, "organisation_id", None),
        official_id=official_id,
        step_id=step_id,
        started_on=on or local_day(at),
        started_at=at,
        limit_value=limit.value,
        limit_unit=limit.unit,
        extension=0,
        suspensions=[],
        suspended_days=0,
        count_start_day=limit.count_start_day,
        roll_last_day=limit.roll_last_day,
        fixed=False,
        basis=limit.basis,
    )
    derive_due(act.session, clock)
    act.session.add(clock)
    act.session.flush()
    return clock


def stop_clock(
    act: Act, subject: CountyRow, what: ClockKind, *, step_id: int | None = None, at: datetime | None = None
) -> None:
    """Stop every clock of this kind that has not stopped; a suspended one is resumed first.

    A stopped clock therefore always knows its due day, and whether it was kept.
    """
    at = at or act.at
    for clock in running_clocks(act.session, subject, what, step_id):
        if clock.suspended_on is not None:
            _resume(act.session, clock, max(local_day(at), clock.suspended_on))
        clock.stopped_at = at
    act.session.flush()


def suspend_clock(act: Act, subject: CountyRow, what: ClockKind, on: date, *, step_id: int | None = None) -> None:
    """Let the running clocks of this kind stand still from the end of a day until they are resumed.

    That day itself still counts; clocks that stand still already stay as they are. Refuses a day
    before the start or before the last resumption, which would give the same days away twice.
    """
    for clock in running_clocks(act.session, subject, what, step_id):
        if clock.suspended_on is not None:
            continue
        earliest = earliest_suspension(clock)
        if on < earliest:
            raise Incomplete(
                N_(
                    "The suspension cannot begin on %(day)s: the time that it would stop only began to run "
                    "on %(earliest)s. Enter that day or a later one."
                ),
                field="suspended_on",
                day=on,
                earliest=earliest,
            )
        clock.suspended_on = on
        derive_due(act.session, clock)
    act.session.flush()


def earliest_suspension(clock: Clock) -> date:
    """Return the first day on which a clock could be suspended: it must have run until then."""
    return max([clock.started_on, *(last for _, last in ledger(clock))])


def resume_clock(act: Act, subject: CountyRow, what: ClockKind, on: date, *, step_id: int | None = None) -> None:
    """Let the suspended clocks of this kind run again; the day itself is the last that is not counted."""
    for clock in running_clocks(act.session, subject, what, step_id):
        if clock.suspended_on is None:
            continue
        if on < clock.suspended_on:
            raise Incomplete(
                N_("The suspension began on %(day)s and cannot end before that. Enter a later day."),
                field="resumed_on",
                day=clock.suspended_on,
            )
        _resume(act.session, clock, on)
    act.session.flush()


def extend_clock(act: Act, subject: CountyRow, what: ClockKind, days: int) -> None:
    """Make the limit longer by so many of its own units (art. 42 for the statutory one)."""
    if days < 1:
        raise Incomplete(N_("An extension has at least one day. Enter the number of days."), field="days")
    for clock in running_clocks(act.session, subject, what):
        clock.extension += days
        derive_due(act.session, clock)
    act.session.flush()


def restart_clock(act: Act, subject: CountyRow, what: ClockKind, on: date) -> date | None:
    """Let a clock begin on another day, as the record is set right, and return its new due day.

    None where there is none, or where another system has set its end. A deadline that could be counted
    never vanishes: what would lose it is refused.
    """
    clock = clock_of(act.session, subject, what)
    if clock is None or clock.fixed:
        return None
    before = clock.due_on
    clock.started_on, clock.started_at = on, start_of_day(on)
    derive_due(act.session, clock)
    if before is not None and clock.due_on is None:
        raise Incomplete(
            N_(
                "The deadline that starts on %(day)s could not be counted: the working calendar lacks its year. "
                "Ask the administrator to import it first, or correct the day."
            ),
            day=on,
            field="new_value",
        )
    return clock.due_on


def fix_clock(act: Act, clock: Clock, due: date | datetime) -> None:
    """Give a clock the last day, or the last instant, that another system set; it never moves again."""
    clock.fixed = True
    if isinstance(due, datetime):
        clock.due_on, clock.due_at = local_day(due), due
    else:
        clock.due_on, clock.due_at = due, start_of_day(due + ONE_DAY)
    clock.warn_at = max(clock.started_at, start_of_day(clock.due_on))
    act.session.flush()


def clock_of(session: Session, subject: CountyRow, what: ClockKind) -> Clock | None:
    """Return the newest clock of a kind on a subject, running or not."""
    newest = _clocks(subject).where(Clock.what == str(what))
    return session.scalars(newest.order_by(Clock.started_at.desc(), Clock.id.desc()).limit(1)).first()


def running_clocks(
    session: Session, subject: CountyRow, what: ClockKind | None = None, step_id: int | None = None
) -> list[Clock]:
    """Return the clocks of a subject that have not been stopped; suspended ones included."""
    unstopped = _clocks(subject).where(Clock.stopped_at.is_(None))
    if what is not None:
        unstopped = unstopped.where(Clock.what == str(what))
    if step_id is not None:
        unstopped = unstopped.where(Clock.step_id == step_id)
    return list(session.scalars(unstopped.order_by(Clock.id)))


def clocks_without_due(session: Session, limit: int = 1000) -> list[Clock]:
    """Return clocks, oldest first, that run without a due day because the calendar lacks the year."""
    undated = select(Clock).where(Clock.due_at.is_(None), Clock.suspended_on.is_(None), Clock.fixed.is_(False))
    return list(session.scalars(undated.order_by(Clock.started_at, Clock.id).limit(limit)))


def recompute_clocks(act: Act, years: Iterable[int] | None = None) -> int:
    """Derive due days again after a change of the calendar and return how many clocks changed.

    Touches the clocks that run into the given years or fall due after them (all when none are given)
    and those without a due day, also stopped ones: whether they were kept is known only now. Other
    stopped clocks stay as they were judged, and due days set from outside never move.
    """
    changed = 0
    for batch in _batches(act.session, sorted(years or ())):
        entries: list[tuple[str, Named, Mapping[str, Any]]] = []
        for clock in batch:
            old = clock.due_on, clock.suspended_days
            derive_due(act.session, clock)
            if old != (clock.due_on, clock.suspended_days):
                subject = Subject(clock.subject_kind, clock.subject_id, clock.county)
                moved = {"what": clock.what, "step_id": clock.step_id, "old_due": old[0], "new_due": clock.due_on}
                entries.append(("clock.recomputed", subject, moved))
        record_many(act, entries)
        changed += len(entries)
    return changed


def _resume(session: Session, clock: Clock, on: date) -> None:
    assert clock.suspended_on is not None
    clock.suspensions = [*clock.suspensions, [clock.suspended_on.isoformat(), on.isoformat()]]
    clock.suspended_on = None
    derive_due(session, clock)


def _clocks(subject: CountyRow) -> Select[Any]:
    return select(Clock).where(Clock.subject_kind == subject.kind, Clock.subject_id == subject.id)


def _batches(session: Session, years: list[int]) -> Iterator[list[Clock]]:
    """Yield clocks in batches by id: no cursor stays open over a table that is being written."""
    running: ColumnElement[bool] = Clock.stopped_at.is_(None)
    if years:
        running = running & (Clock.due_on.is_(None) | (Clock.due_on >= date(years[0], 1, 1)))
    undated = Clock.due_at.is_(None) & Clock.suspended_on.is_(None)
    wanted = select(Clock).where(running | undated, Clock.fixed.is_(False)).order_by(Clock.id).limit(BATCH)
    batch = list(session.scalars(wanted))
    while batch:
        yield batch
        batch = list(session.scalars(wanted.where(Clock.id > batch[-1].id)))


on_change["clocks"] = lambda act, shift: recompute_clocks(act, shift.years)
