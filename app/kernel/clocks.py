"""Clocks: a budget and a ledger of suspensions; the due day is an indexed derivation of both.

Nothing ever stores "overdue". A clock runs while it has neither ``stopped_at`` nor ``suspended_on``.
The last day is ``due_on``; ``due_at`` is the first instant after it in China (midnight), and whatever
happens later than that instant is late: ``stopped_at > due_at`` or, while it runs, ``due_at < now``.
From ``warn_at`` on, the start of the day on which one working day is left, it is near its end.
All three are empty while the clock is suspended. They are empty too when the calendar lacks the year:
the case goes on, ``clocks_without_due`` finds the clock, and the import of the year fills them.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Date, Index, Integer, String, Text, and_, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.kernel import calendar
from app.kernel.act import Act, local_day, start_of_day
from app.kernel.audit import Subject, record_many
from app.kernel.calendar import ONE_DAY, CalendarMissing, Limit, Unit, WorkingCalendar, working_calendar
from app.kernel.db import CountyRow, Id, Json, UtcDateTime
from app.kernel.errors import Incomplete, OutOfOrder
from app.kernel.words import N_, Word

NEAR_DAYS = 1
"""Working days left from which a clock is near its end."""
BATCH = 500
"""Clocks recomputed at a time."""


class ClockKind(Word):
    """What a clock measures."""

    RECEIVE = "receive", N_("Acceptance")
    CORRECT = "correct", N_("Correction by the applicant")
    STATUTORY = "statutory", N_("Statutory limit")
    PROMISE = "promise", N_("Promised limit")
    STEP = "step", N_("Step limit")
    RESUME = "resume", N_("End of suspension")
    DELIVER = "deliver", N_("Delivery")
    PUBLISH = "publish", N_("Publication")
    HEARING = "hearing", N_("Hearing")
    REPLY = "reply", N_("Reply")
    ANSWER = "answer", N_("Answer to the citizen")


class Clock(CountyRow):
    """A running, suspended or stopped time limit of one subject."""

    __tablename__ = "clock"
    __table_args__ = (
        Index("ix_clock_subject", "subject_kind", "subject_id", "what"),
        Index("ix_clock_due_running", "due_at", postgresql_where="stopped_at IS NULL AND due_at IS NOT NULL"),
    )
    kind = "clock"

    subject_kind: Mapped[str] = mapped_column(String(30))
    subject_id: Mapped[int] = mapped_column(Id)
    what: Mapped[str] = mapped_column(String(10))
    """A ClockKind."""
    organisation_id: Mapped[int | None] = mapped_column(Id)
    official_id: Mapped[int | None] = mapped_column(Id)
    """Who answers for it, when one person does."""
    step_id: Mapped[int | None] = mapped_column(Id)
    started_on: Mapped[date] = mapped_column(Date)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    limit_value: Mapped[int] = mapped_column(Integer)
    limit_unit: Mapped[str] = mapped_column(String(6))
    count_start_day: Mapped[bool] = mapped_column(default=False)
    roll_last_day: Mapped[bool] = mapped_column(default=True)
    extension: Mapped[int] = mapped_column(Integer, default=0)
    """Added to the limit, in its unit (art. 42)."""
    suspensions: Mapped[Any] = mapped_column(Json, default=list)
    """The ledger: [first day, day of resumption] of each ended suspension, in ISO 8601."""
    suspended_days: Mapped[int] = mapped_column(Integer, default=0)
    """Days of all ended suspensions: working days for a limit in working days, else calendar days."""
    suspended_on: Mapped[date | None] = mapped_column(Date)
    due_on: Mapped[date | None] = mapped_column(Date)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    warn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    stopped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    fixed: Mapped[bool] = mapped_column(default=False)
    """The due instant came from outside (an imported log) and is never recomputed."""
    basis: Mapped[str] = mapped_column(Text, default="")


NEAR_DAYS = 1
"""Working days left from which a clock counts as near its end."""


def clock_of(session: Session, subject: CountyRow, what: ClockKind) -> Clock | None:
    """Return the newest clock of a kind on a subject, running or not."""
    return session.scalars(
        select(Clock)
        .where(Clock.subject_kind == subject.kind, Clock.subject_id == subject.id, Clock.what == what)
        .order_by(Clock.id.desc())
        .limit(1)
    ).first()


def running_clocks(
    session: Session, subject: CountyRow, what: ClockKind | None = None, step_id: int | None = None
) -> list[Clock]:
    """Return the clocks of a subject that have not been stopped; suspended ones included."""
    statement = select(Clock).where(
        Clock.subject_kind == subject.kind, Clock.subject_id == subject.id, Clock.stopped_at.is_(None)
    )
    if what is not None:
        statement = statement.where(Clock.what == what)
    if step_id is not None:
        statement = statement.where(Clock.step_id == step_id)
    return list(session.scalars(statement.order_by(Clock.id)))


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
    """Start a clock on a subject, by default at the act; its due day follows from the calendar."""
    clock = Clock(
        county=subject.county,
        subject_kind=subject.kind,
        subject_id=subject.id,
        what=what,
        organisation_id=organisation_id or getattr(subject, "organisation_id", None),
        official_id=official_id,
        step_id=step_id,
        started_on=on or local_day(at or act.at),
        started_at=at or act.at,
        limit_value=limit.value,
        limit_unit=limit.unit,
        extension=0,
        suspended_days=0,
        basis=limit.basis,
        fixed=False,
    )
    derive_due(act.session, clock)
    act.session.add(clock)
    act.session.flush()
    return clock


def derive_due(session: Session, clock: Clock) -> None:
    """Set the due day, the due instant and the warning instant from budget and suspensions.

    A limit in working days grows by the suspended working days, one in calendar days by the
    calendar days between. When the calendar lacks a year, all three stay empty: the case goes on,
    and ``clocks_without_due`` finds the clock.
    """
    if clock.fixed:
        return
    clock.due_on = clock.due_at = clock.warn_at = None
    if clock.suspended_on is not None:
        return
    if clock.limit_unit == Unit.HOUR:
        clock.due_at = clock.started_at + timedelta(hours=clock.limit_value + clock.extension)
        clock.due_on = local_day(clock.due_at)
        clock.warn_at = clock.due_at - timedelta(hours=1)
        return
    days = working_calendar(session)
    try:
        whole = clock.limit_value + clock.extension
        limit = Limit(whole, Unit(clock.limit_unit))
        if limit.unit == Unit.WORKING_DAY:
            clock.due_on = days.add(clock.started_on, whole + clock.suspended_days)
        elif clock.suspended_days:
            last = days.due(clock.started_on, replace(limit, roll_last_day=False))
            clock.due_on = days.roll(last + timedelta(days=clock.suspended_days))
        else:
            clock.due_on = days.due(clock.started_on, limit)
        clock.warn_at = start_of_day(days.before(clock.due_on, NEAR_DAYS))
    except CalendarMissing:
        clock.due_on = None
        return
    clock.due_at = start_of_day(clock.due_on + ONE_DAY)


def stop_clock(
    act: Act, subject: CountyRow, what: ClockKind, *, step_id: int | None = None, at: datetime | None = None
) -> None:
    """Stop every running clock of a kind on a subject."""
    for clock in running_clocks(act.session, subject, what, step_id):
        clock.stopped_at = at or act.at


def suspend_clock(act: Act, subject: CountyRow, what: ClockKind, on: date) -> None:
    """Let the running clocks of a kind stand still from a day; suspending twice changes nothing."""
    for clock in running_clocks(act.session, subject, what):
        if clock.suspended_on is None:
            clock.suspended_on = on
            derive_due(act.session, clock)


def resume_clock(act: Act, subject: CountyRow, what: ClockKind, on: date) -> None:
    """Let suspended clocks run again; the days in (suspended, resumed] are added to the budget."""
    days = working_calendar(act.session)
    for clock in running_clocks(act.session, subject, what):
        if clock.suspended_on is None:
            continue
        if clock.limit_unit == Unit.WORKING_DAY:
            clock.suspended_days += days.between(clock.suspended_on, on)
        else:
            clock.suspended_days += (on - clock.suspended_on).days
        clock.suspended_on = None
        derive_due(act.session, clock)


def extend_clock(act: Act, subject: CountyRow, what: ClockKind, days: int) -> None:
    """Add to the budget of the running clocks of a kind, in their own unit."""
    for clock in running_clocks(act.session, subject, what):
        clock.extension += days
        derive_due(act.session, clock)


def used_days(session: Session, clock: Clock, on: date) -> int:
    """Return the days of the budget used up to a day, in the unit of the clock."""
    end = clock.suspended_on or on
    if clock.limit_unit == Unit.WORKING_DAY:
        return working_calendar(session).between(clock.started_on, end) - clock.suspended_days
    return (end - clock.started_on).days - clock.suspended_days


def remaining_days(session: Session, clock: Clock, on: date) -> int:
    """Return the days of the budget that are left on a day; negative when it is late."""
    if clock.limit_unit in (Unit.WORKING_DAY, Unit.CALENDAR_DAY):
        return clock.limit_value + clock.extension - used_days(session, clock, on)
    return (clock.due_on - on).days if clock.due_on else 0


def clocks_without_due(session: Session) -> list[Clock]:
    """Return running clocks whose due day could not be set because the calendar lacks the year."""
    return list(
        session.scalars(
            select(Clock).where(
                Clock.stopped_at.is_(None), Clock.suspended_on.is_(None), Clock.due_at.is_(None)
            )
        )
    )


def recompute_clocks(act: Act, first: date | None = None) -> int:
    """Derive anew every running clock that falls due on or after a day, or has no due day yet.

    Returns how many moved; each leaves a row in the trail with its old and new day.
    """
    statement = select(Clock).where(
        Clock.stopped_at.is_(None), Clock.suspended_on.is_(None), Clock.fixed.is_(False)
    )
    if first is not None:
        statement = statement.where((Clock.due_on.is_(None)) | (Clock.due_on >= first))
    moved: list[tuple[str, Named, Mapping[str, Any]]] = []
    for clock in act.session.scalars(statement.execution_options(yield_per=1000)):
        before = clock.due_on
        derive_due(act.session, clock)
        if clock.due_on != before:
            moved.append(("clock.recomputed", clock, {"before": before, "after": clock.due_on}))
    if moved:
        record_many(act, moved)
    return len(moved)

    @property
    def limit(self) -> Limit:
        """The limit with its extension, without suspensions."""
        return Limit(
            self.limit_value + self.extension, Unit(self.limit_unit), self.count_start_day, self.roll_last_day,
            self.basis,
        )  # fmt: skip

    @property
    def running(self) -> bool:
        """Tell whether time counts against it."""
        return self.stopped_at is None and self.suspended_on is None


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
    """Start a clock on the day of the act, or on an earlier day or instant."""
    if at is None:
        at = act.at if on is None or on == act.on else start_of_day(on)
    clock = Clock(
        county=subject.county, subject_kind=subject.kind, subject_id=subject.id, what=what,
        organisation_id=organisation_id, official_id=official_id, step_id=step_id,
        started_on=on or local_day(at), started_at=at,
        limit_value=limit.value, limit_unit=limit.unit, extension=0, suspensions=[], suspended_days=0,
        count_start_day=limit.count_start_day, roll_last_day=limit.roll_last_day,
        fixed=False, basis=limit.basis,
    )  # fmt: skip
    derive(working_calendar(act.session), clock)
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
    for clock in _open_clocks(act.session, subject, what, step_id):
        if clock.suspended_on is not None:
            _resume(act, clock, max(local_day(at), clock.suspended_on))
        clock.stopped_at = at
    act.session.flush()


def suspend_clock(
    act: Act, subject: CountyRow, what: ClockKind, on: date, *, step_id: int | None = None
) -> None:
    """Let the clocks of this kind stand still from the end of a day until they are resumed.

    The day itself still counts. Refuses a day before the start or before the last resumption, which
    would give the same days away twice.
    """
    for clock in _needed(act.session, subject, what, step_id):
        if clock.suspended_on is not None:
            raise OutOfOrder(
                N_("The time limit has been suspended since %(day)s. Resume it first."), day=clock.suspended_on
            )
        earliest = max([clock.started_on, *(last for _, last in _ledger(clock))])
        if on < earliest:
            raise Incomplete(
                N_("The suspension begins on %(day)s, but the time counted until then only began on %(earliest)s. "
                   "Enter a later day."),
                field="suspended_on", day=on, earliest=earliest,
            )  # fmt: skip
        clock.suspended_on = on
        derive(working_calendar(act.session), clock)
    act.session.flush()


def resume_clock(
    act: Act, subject: CountyRow, what: ClockKind, on: date, *, step_id: int | None = None
) -> None:
    """Let the suspended clocks of this kind run again from a day on; that day is the last not counted."""
    suspended = [c for c in _needed(act.session, subject, what, step_id) if c.suspended_on is not None]
    if not suspended:
        raise OutOfOrder(N_("The time limit is not suspended, so it cannot be resumed."))
    for clock in suspended:
        assert clock.suspended_on is not None
        if on < clock.suspended_on:
            raise Incomplete(
                N_("The suspension began on %(day)s and cannot end before. Enter a later day."),
                field="resumed_on", day=clock.suspended_on,
            )  # fmt: skip
        _resume(act, clock, on)
    act.session.flush()


def extend_clock(act: Act, subject: CountyRow, what: ClockKind, days: int) -> None:
    """Make the limit longer, in its own unit (art. 42 for the statutory one)."""
    if days < 1:
        raise Incomplete(N_("An extension has at least one day. Enter the number of days."), field="days")
    for clock in _needed(act.session, subject, what, None):
        clock.extension += days
        derive(working_calendar(act.session), clock)
    act.session.flush()


def fix_clock(act: Act, clock: Clock, due: date | datetime) -> None:
    """Give a clock the last day, or the last instant, that another system had set; it never moves again."""
    clock.fixed = True
    if isinstance(due, datetime):
        _set_due(clock, local_day(due), due)
        clock.warn_at = max(clock.started_at, start_of_day(local_day(due)))
    else:
        _set_due(clock, due, start_of_day(due + ONE_DAY))
        clock.warn_at = max(clock.started_at, start_of_day(due))
    act.session.flush()


def clock_of(session: Session, subject: CountyRow, what: ClockKind) -> Clock | None:
    """Return the newest clock of a kind, running or not."""
    newest = _clocks(subject, what).order_by(Clock.started_at.desc(), Clock.id.desc()).limit(1)
    return session.scalar(newest)


def used_days(session: Session, clock: Clock, on: date) -> int:
    """Return how much of the budget is used up at the end of a day: working days, or calendar days.

    Days of suspension are not counted, nor anything after the clock stopped.
    """
    reckoner = working_calendar(session)
    until, asleep = _as_of(clock, on)
    used = _length(reckoner, clock, clock.started_on, until) - clock.suspended_days - _slept(reckoner, clock, asleep)
    return used + (clock.count_start_day and _counts(reckoner, clock, clock.started_on))


def remaining_days(session: Session, clock: Clock, on: date) -> int:
    """Return the days of the budget left after a day, negative when late.

    Working days for a limit in working days, else calendar days to the last day. A suspended clock
    has what it had when it was suspended, a stopped one what it had then.
    """
    reckoner = working_calendar(session)
    until, asleep = _as_of(clock, on)
    due = clock.due_on if clock.fixed else _due(reckoner, clock, _slept(reckoner, clock, asleep))[0]
    assert due is not None
    return _length(reckoner, clock, until, due)


def breached(clock: Clock, at: datetime) -> bool:
    """Tell whether a clock has run out at an instant, or had when it stopped."""
    return clock.due_at is not None and (clock.stopped_at or at) > clock.due_at


def clocks_without_due(session: Session, limit: int = 1000) -> list[Clock]:
    """Return clocks, oldest first, that run without a due day because the calendar lacks the year."""
    undated = (
        select(Clock)
        .where(Clock.due_at.is_(None), Clock.suspended_on.is_(None), Clock.fixed.is_(False))
        .order_by(Clock.started_at, Clock.id)
        .limit(limit)
    )
    return list(session.scalars(undated))


def recompute_clocks(act: Act, years: Iterable[int] | None = None) -> int:
    """Derive due days anew after a change of the calendar and return how many clocks changed.

    Touches the clocks that run into the given years (all when none are given) and those without a
    due day, also stopped ones: whether they were kept is known only now. What was due in the past
    of a stopped clock stays as it was judged, and so do due days set from outside.
    """
    changed = 0
    for batch in _batches(act.session, sorted(years) if years is not None else None):
        entries: list[tuple[str, Any, dict[str, Any]]] = []
        for clock in batch:
            old = clock.due_on, clock.suspended_days
            derive(working_calendar(act.session), clock)
            if old != (clock.due_on, clock.suspended_days):
                subject = Subject(clock.subject_kind, clock.subject_id, clock.county)
                facts = {"what": clock.what, "step_id": clock.step_id, "old_due": old[0], "new_due": clock.due_on}
                entries.append(("clock.recomputed", subject, facts))
        record_many(act, entries)
        changed += len(entries)
    return changed


calendar.on_change.append(recompute_clocks)


def derive(reckoner: WorkingCalendar, clock: Clock) -> None:
    """Write the due day, the due instant and the instant of warning that follow from the rest."""
    if clock.fixed:
        return
    try:
        clock.suspended_days = sum(_length(reckoner, clock, first, last) for first, last in _ledger(clock))
        if clock.suspended_on is not None:
            clock.due_on = clock.due_at = clock.warn_at = None
            return
        _set_due(clock, *_due(reckoner, clock, 0))
        clock.warn_at = max(clock.started_at, _warn(reckoner, clock))
    except CalendarMissing:
        clock.due_on = clock.due_at = clock.warn_at = None


def _due(reckoner: WorkingCalendar, clock: Clock, more: int) -> tuple[date, datetime]:
    limit, pause = clock.limit, clock.suspended_days + more
    if limit.unit == Unit.HOUR:
        at = clock.started_at + timedelta(hours=limit.value, days=pause)
        return local_day(at), at
    if limit.unit == Unit.WORKING_DAY:
        last = reckoner.due(clock.started_on, Limit(limit.value + pause, limit.unit, limit.count_start_day))
    else:
        unrolled = Limit(limit.value, limit.unit, limit.count_start_day, roll_last_day=False)
        last = reckoner.due(clock.started_on, unrolled) + timedelta(days=pause)
        last = reckoner.roll(last) if limit.roll_last_day else last
    return last, start_of_day(last + ONE_DAY)


def _set_due(clock: Clock, last: date, at: datetime) -> None:
    clock.due_on, clock.due_at = last, at


def _warn(reckoner: WorkingCalendar, clock: Clock) -> datetime:
    assert clock.due_on is not None and clock.due_at is not None
    if clock.limit_unit == Unit.HOUR:
        return clock.due_at - timedelta(hours=clock.limit.value) / 4
    left = reckoner.between(clock.started_on, clock.due_on)
    return start_of_day(reckoner.add(clock.started_on, left - NEAR_DAYS))


def _ledger(clock: Clock) -> list[tuple[date, date]]:
    return [(date.fromisoformat(first), date.fromisoformat(last)) for first, last in clock.suspensions]


def _length(reckoner: WorkingCalendar, clock: Clock, first: date, last: date) -> int:
    return reckoner.between(first, last) if clock.limit_unit == Unit.WORKING_DAY else (last - first).days


def _counts(reckoner: WorkingCalendar, clock: Clock, day: date) -> bool:
    return clock.limit_unit != Unit.WORKING_DAY or reckoner.is_workday(day)


def _as_of(clock: Clock, on: date) -> tuple[date, date]:
    """Return the day until which time is counted, and the day on which a suspension now open began."""
    until = min(on, local_day(clock.stopped_at)) if clock.stopped_at else on
    return until, min(clock.suspended_on or until, until)


def _resume(act: Act, clock: Clock, on: date) -> None:
    assert clock.suspended_on is not None
    clock.suspensions = [*clock.suspensions, [clock.suspended_on.isoformat(), on.isoformat()]]
    clock.suspended_on = None
    derive(working_calendar(act.session), clock)


def _clocks(subject: CountyRow, what: ClockKind) -> Any:
    return select(Clock).where(
        Clock.subject_kind == subject.kind, Clock.subject_id == subject.id, Clock.what == str(what)
    )


def _open_clocks(session: Session, subject: CountyRow, what: ClockKind, step_id: int | None) -> list[Clock]:
    unstopped = _clocks(subject, what).where(Clock.stopped_at.is_(None)).order_by(Clock.id)
    if step_id is not None:
        unstopped = unstopped.where(Clock.step_id == step_id)
    return list(session.scalars(unstopped))


def _needed(session: Session, subject: CountyRow, what: ClockKind, step_id: int | None) -> list[Clock]:
    found = _open_clocks(session, subject, what, step_id)
    if not found:
        raise OutOfOrder(N_("No time limit of this kind is running: %(what)s."), what=what)
    return found


def _batches(session: Session, years: list[int] | None) -> Iterator[list[Clock]]:
    """Yield clocks in batches by id: the table is not held open while its rows are written."""
    running = Clock.stopped_at.is_(None)
    if years:
        touched = and_(Clock.started_on <= date(years[-1], 12, 31), Clock.due_on >= date(years[0], 1, 1))
        running = and_(running, or_(touched, Clock.due_on.is_(None)))
    undated = and_(Clock.due_at.is_(None), Clock.suspended_on.is_(None))
    wanted = select(Clock).where(or_(running, undated), Clock.fixed.is_(False)).order_by(Clock.id).limit(BATCH)
    batch = list(session.scalars(wanted))
    while batch:
        yield batch
        batch = list(session.scalars(wanted.where(Clock.id > batch[-1].id)))
