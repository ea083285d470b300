"""One case of a log, whole: what is written about it, computed from its rows and nothing else."""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from app.approvals.logs.course import Course
from app.approvals.logs.events import Columns, Event, EventReader, UnreadableError
from app.approvals.logs.mapping import Fact, LogLimit, LogMapping, plain
from app.approvals.logs.meanings import Transition
from app.approvals.logs.reading import Row
from app.approvals.logs.report import Fault
from app.approvals.logs.steps import Step, pair
from app.kernel.clocks import ClockKind
from app.kernel.words import N_

LONGEST_KEY = 120
"""Characters of source and case id together."""
FactValue: TypeAlias = str | float | datetime


@dataclass(frozen=True, slots=True)
class Deadline:
    """A time limit of a case, or of one of its steps: named by the log, or counted from a limit."""

    what: ClockKind
    started_at: datetime
    stopped_at: datetime | None
    due_at: datetime | None = None
    limit: LogLimit | None = None
    step: Step | None = None

    @property
    def late(self) -> bool:
        """Tell whether it stopped after the due instant that the log names."""
        return self.due_at is not None and self.stopped_at is not None and self.stopped_at > self.due_at


@dataclass(frozen=True, slots=True)
class LoggedCase:
    """A case ready to be written."""

    id: str
    key: str
    """Source and id: by this a case is known again."""
    start: datetime
    first_at: datetime
    last_at: datetime
    events: int
    digest: str
    """SHA-256 of its rows in order, so that what was taken over can be compared with the log."""
    course: Course
    steps: list[Step]
    deadlines: list[Deadline]
    facts: dict[str, FactValue]
    organisation: str
    power: str
    responsible: str
    applicant: str
    applicant_id: str

    @property
    def statutory(self) -> Deadline | None:
        """The deadline of the whole case."""
        return next((one for one in self.deadlines if one.what == ClockKind.STATUTORY), None)

    @property
    def late_open(self) -> bool:
        """Tell whether it has no end and an event after its deadline."""
        whole = self.statutory
        if whole is None or whole.due_at is None or whole.stopped_at is not None:
            return False
        return self.last_at > whole.due_at


@dataclass(frozen=True, slots=True)
class Read:
    """What became of a case's rows: a case or none, and every fault found."""

    case: LoggedCase | None
    faults: list[Fault]
    duplicates: int


class CaseReader:
    """Makes cases of rows; the same rows give the same case in whatever order they come."""

    def __init__(self, mapping: LogMapping, now: datetime) -> None:
        self.mapping = mapping
        self._events = EventReader(mapping, now)
        self._columns: Columns = self._events.columns

    def read(self, case_id: str, rows: Sequence[Row]) -> Read:
        """Return the case that rows make up; none when any of them is bad, unless bad rows are dropped."""
        events, faults, twice = self._events.read(case_id, rows)
        if not events or (faults and not self.mapping.drop_bad_rows):
            return Read(None, faults, twice)
        try:
            return Read(self._case(case_id, events), faults, twice)
        except UnreadableError as fault:
            return Read(None, [*faults, self._located(case_id, rows, fault)], twice)

    def _located(self, case_id: str, rows: Sequence[Row], fault: UnreadableError) -> Fault:
        """Return the fault with the first line on which its value stands."""
        found = (row.line for row in rows if self._columns.get(row.values, fault.column) == fault.value)
        return Fault(min(found, default=0), case_id, fault.column, fault.value, fault.reason)

    def _case(self, case_id: str, events: list[Event]) -> LoggedCase:
        names = self.mapping.case
        key = f"{self.mapping.source}:{case_id}"
        if len(key) > LONGEST_KEY:
            raise UnreadableError(names.id, case_id, N_("The id of this case is too long."))
        first, last = events[0].started_at or events[0].at, events[-1].at
        start = self._moment(events, names.start) or first
        course = Course(self.mapping, self._columns)
        course.follow(events)
        ended_at = self._moment(events, names.end)
        day_of = self.mapping.times.day_of
        # By the day: many systems keep the end as a bare day at midnight and the beginning to the second.
        if ended_at is not None and day_of(ended_at) < day_of(start):
            value = self._columns.last(events, names.end)
            raise UnreadableError(names.end, value, N_("This case ends before it begins."))
        course.close(ended_at)
        steps = pair(events, start, bool(self.mapping.event.start))
        if course.ended_at is not None:
            _leave_open_steps(steps, max(course.ended_at, last))
        return LoggedCase(
            case_id,
            key,
            start,
            first,
            last,
            len(events),
            _digest(events),
            course,
            steps,
            self._deadlines(events, start, course, steps),
            self._facts(events),
            self._columns.last(events, self.mapping.organisation.column),
            self._columns.last(events, self.mapping.power.column),
            self._columns.last(events, names.responsible),
            self._columns.last(events, names.applicant),
            self._columns.last(events, names.applicant_id),
        )

    def _moment(self, events: Sequence[Event], column: str, *, end: bool = False) -> datetime | None:
        text = self._columns.last(events, column)
        return self._events.moment(column, text, end=end) if text else None

    def _deadlines(
        self, events: Sequence[Event], start: datetime, course: Course, steps: Sequence[Step]
    ) -> list[Deadline]:
        """Return the limits of which both ends can be known from this log; of others nothing is said."""
        names, mapping = self.mapping.case, self.mapping
        found: list[Deadline] = []
        for what, column, limit in (
            (ClockKind.STATUTORY, names.due, mapping.case_limit),
            (ClockKind.PROMISE, names.promise, mapping.promise_limit),
        ):
            due_at = self._moment(events, column, end=True)
            if due_at is not None:
                found.append(Deadline(what, start, course.ended_at, due_at))
            elif limit is not None:
                since = (course.accepted_at or start) if limit.since == "accept" else start
                decided = course.decided_at if limit.until == "decide" else None
                found.append(Deadline(what, since, decided or course.ended_at, limit=limit))
        if mapping.receive_limit is not None and mapping.tells:
            told = course.first_told_at or course.decided_at or course.ended_at
            found.append(Deadline(ClockKind.RECEIVE, start, told, limit=mapping.receive_limit))
        if mapping.deliver_limit is not None and mapping.delivers and course.decided_at is not None:
            given = course.delivered_at or course.ended_at
            found.append(Deadline(ClockKind.DELIVER, course.decided_at, given, limit=mapping.deliver_limit))
        for step in steps:
            step_limit = (mapping.step_limits or {}).get(step.plain)
            if step.due_at is not None:
                since = step.waiting_since or step.opened_at
                found.append(Deadline(ClockKind.STEP, since, step.closed_at, step.due_at, step=step))
            elif step_limit is not None and step.waiting_since is not None:
                found.append(Deadline(ClockKind.STEP, step.waiting_since, step.closed_at, limit=step_limit, step=step))
        return found

    def _facts(self, events: Sequence[Event]) -> dict[str, FactValue]:
        found: dict[str, FactValue] = {}
        for fact in self.mapping.facts:
            value = _computed(fact, found) if fact.total or fact.difference else self._fact(fact, events)
            if value is not None:
                found[fact.name] = value
        return found

    def _fact(self, fact: Fact, events: Sequence[Event]) -> FactValue | None:
        if fact.count:
            return float(sum(event.plain == fact.count for event in events if _done(event)))
        if fact.at:
            times: list[FactValue] = [event.at for event in events if event.plain == fact.at and _done(event)]
            return _KEPT[fact.keep](times) if times else None
        if fact.days_from:
            return self._days(fact, events)
        if fact.from_column:
            return self._days_between(fact, events)
        if fact.keep == "distinct":
            return float(len({plain(text) for text in self._columns.all(events, fact.column)}))
        values: list[FactValue] = [self._value(fact, text) for text in self._columns.all(events, fact.column)]
        return _KEPT[fact.keep](values) if values else None

    def _days(self, fact: Fact, events: Sequence[Event]) -> float | None:
        """Return the calendar days from the first of one activity to the first of another after it."""
        begun = next((e.at for e in events if e.plain == fact.days_from and _done(e)), None)
        if begun is None:
            return None
        ended = next((e.at for e in events if e.plain == fact.days_to and _done(e) and e.at >= begun), None)
        if ended is None:
            return None
        day_of = self.mapping.times.day_of
        return float((day_of(ended) - day_of(begun)).days)

    def _days_between(self, fact: Fact, events: Sequence[Event]) -> float | None:
        """Return the calendar days from one column's last value to another's; below zero when it lies before."""
        first, last = (self._columns.last(events, name) for name in (fact.from_column, fact.to_column))
        if not first or not last:
            return None
        begun, ended = self._events.moment(fact.from_column, first), self._events.moment(fact.to_column, last)
        day_of = self.mapping.times.day_of
        return float((day_of(ended) - day_of(begun)).days)

    def _value(self, fact: Fact, text: str) -> FactValue:
        if fact.kind == "time":
            return self._events.moment(fact.column, text)
        if fact.kind == "text":
            return text
        try:
            return _number(text, self.mapping.decimal)
        except ValueError as fault:
            raise UnreadableError(fact.column, text, NO_NUMBER[self.mapping.decimal]) from fault


def _computed(fact: Fact, found: Mapping[str, FactValue]) -> float | None:
    """Return a sum of the facts that the case has, or the difference of two that it has."""
    values = [number for name in fact.total + fact.difference if isinstance(number := found.get(name), float)]
    if fact.total:
        return sum(values) if values else None
    return values[0] - values[1] if len(values) == 2 else None


def _done(event: Event) -> bool:
    return event.transition == Transition.COMPLETE


NO_NUMBER = {
    ".": N_(
        'This is no number. A comma parts thousands here; where it parts decimals, the mapping says: decimal: ",".'
    ),
    ",": N_(
        'This is no number. A point parts thousands here; where it parts decimals, the mapping says: decimal: ".".'
    ),
}
_NUMBERS = {
    decimal: re.compile(
        rf"[+-]?(?:\d+|\d{{1,3}}(?:[{thousands} ]\d{{3}})+)(?:[{decimal}]\d+)?(?:[eE][+-]?\d{{1,2}})?", re.ASCII
    )
    for decimal, thousands in ((".", ","), (",", "."))
}
"""Thousands stand apart in groups of three or not at all: 71,50 is no seven thousand."""


def _number(text: str, decimal: str) -> float:
    """Return a number in which thousands may stand apart; ValueError for anything else, and for 10^15 and more."""
    spaced = " ".join(text.split())
    if not _NUMBERS[decimal].fullmatch(spaced):
        raise ValueError(text)
    thousands = "." if decimal == "," else ","
    number = float(spaced.replace(" ", "").replace(thousands, "").replace(decimal, "."))
    if not abs(number) < 10**15:
        raise ValueError(text)
    return number


_KEPT: dict[str, Callable[[list[Any]], FactValue]] = {
    "last": lambda values: values[-1],
    "first": lambda values: values[0],
    "sum": sum,
    "least": min,
    "most": max,
}


def _leave_open_steps(steps: Sequence[Step], at: datetime) -> None:
    """A case that is over has no work left: its unfinished steps end with it, marked as left open."""
    for step in steps:
        if step.closed_at is None:
            step.closed_at, step.action = at, "left_open"


def _digest(events: Sequence[Event]) -> str:
    text = b"".join(event.digest for event in events)
    return hashlib.sha256(text).hexdigest()
