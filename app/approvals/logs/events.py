"""Rows of one case as events: parsed, checked, freed of duplicates and put in order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from app.approvals.logs.mapping import LogMapping, plain
from app.approvals.logs.meanings import Meaning, Transition
from app.approvals.logs.reading import MOST_EVENTS, Row
from app.approvals.logs.report import Fault
from app.kernel.words import N_

GRACE = timedelta(days=1)
"""Clocks of other machines may go wrong by so much before a time counts as the future."""
_RANK = {Transition.IGNORE: 0, Transition.START: 1, Transition.COMPLETE: 2, Transition.ABORT: 2}
Number: TypeAlias = tuple[int, float, str]


@dataclass(frozen=True, slots=True)
class Event:
    """One event, in our terms."""

    at: datetime
    started_at: datetime | None
    activity: str
    plain: str
    """The activity as it is compared."""
    meaning: Meaning | None
    transition: Transition
    word: str
    """The transition as the log has it."""
    resource: str
    organisation: str
    instance: str
    due_at: datetime | None
    opinion: str
    reason: str
    values: tuple[str, ...]
    order: Number
    digest: bytes

    @property
    def place(self) -> tuple[object, ...]:
        """By which events are ordered; it does not depend on where the rows stood in the file."""
        meaning = self.meaning.place if self.meaning else 0
        return (
            self.at,
            self.order,
            meaning,
            self.plain,
            self.instance,
            _RANK[self.transition],
            self.resource,
            self.digest,
        )


class Columns:
    """Finds values of one mapping's columns in a row."""

    def __init__(self, mapping: LogMapping) -> None:
        self._places = {column: place for place, column in enumerate(mapping.columns)}

    def get(self, values: Sequence[str], column: str) -> str:
        """Return a value, or nothing for a column that the mapping does not name."""
        return values[self._places[column]] if column else ""

    def last(self, events: Sequence[Event], column: str) -> str:
        """Return the last word of the log about something: the newest value that is not empty."""
        if not column:
            return ""
        place = self._places[column]
        return next((found for event in reversed(events) if (found := event.values[place])), "")

    def all(self, events: Sequence[Event], column: str) -> Iterator[str]:
        """Yield every value of a column that is not empty, in the order of the events."""
        place = self._places[column]
        return (found for event in events if (found := event.values[place]))


class UnreadableError(ValueError):
    """A value that cannot be read, and why (a message id)."""

    def __init__(self, column: str, value: str, reason: str) -> None:
        super().__init__(reason)
        self.column, self.value, self.reason = column, value, reason


class EventReader:
    """Makes events of the rows of one log."""

    def __init__(self, mapping: LogMapping, now: datetime) -> None:
        self.mapping, self.columns, self._latest = mapping, Columns(mapping), now + GRACE
        self._known: dict[str, tuple[str, Meaning | None]] = {}

    def read(self, case: str, rows: Sequence[Row]) -> tuple[list[Event], list[Fault], int]:
        """Return a case's events in order, the faults of rows that are none, and the number of duplicates."""
        if len(rows) > MOST_EVENTS:
            reason = N_("This case has more than ten thousand events. Check which column names the case.")
            return [], [Fault(0, case, self.mapping.case.id, case, reason)], 0
        events, faults, seen, twice = list[Event](), list[Fault](), set[bytes](), 0
        for row in rows:
            if row.digest in seen and not self.mapping.keep_duplicates:
                twice += 1
                continue
            seen.add(row.digest)
            try:
                events.append(self._event(row))
            except UnreadableError as fault:
                faults.append(Fault(row.line, case, fault.column, fault.value, fault.reason))
        return sorted(events, key=lambda event: event.place), faults, twice

    def _event(self, row: Row) -> Event:
        names, values = self.mapping.event, row.values
        activity = self._need(values, names.activity, N_("This row names no activity."))
        if activity not in self._known:
            self._known[activity] = plain(activity), self.mapping.meaning_of(activity)
        compared, meaning = self._known[activity]
        started_at = self.instant(values, names.start, past=True)
        at = self.instant(values, names.time, past=True)
        word = self.columns.get(values, names.lifecycle)
        transition = self.mapping.transition_of(word) if word else Transition.COMPLETE
        if at is None and started_at is not None:
            at, started_at, transition = started_at, None, Transition.START
        if at is None:
            raise UnreadableError(names.time, "", N_("This row has no time."))
        if started_at is not None and started_at > at:
            value = self.columns.get(values, names.start)
            raise UnreadableError(names.start, value, N_("This step ends before it begins."))
        due = self.columns.get(values, names.due)
        return Event(
            at,
            started_at,
            activity,
            compared,
            meaning,
            transition,
            word,
            self.columns.get(values, names.resource),
            self.columns.get(values, names.organisation),
            self.columns.get(values, names.instance),
            self.moment(names.due, due, end=True) if due else None,
            self.columns.get(values, names.opinion),
            self.columns.get(values, names.reason),
            values,
            _number(self.columns.get(values, names.order)),
            row.digest,
        )

    def _need(self, values: Sequence[str], column: str, reason: str) -> str:
        value = self.columns.get(values, column)
        if not value:
            raise UnreadableError(column, "", reason)
        return value

    def instant(self, values: Sequence[str], column: str, *, past: bool = False) -> datetime | None:
        """Return the instant in a column; with ``past`` the future is refused."""
        text = self.columns.get(values, column)
        if not text:
            return None
        found = self.moment(column, text)
        if past and found > self._latest:
            raise UnreadableError(column, text, N_("This time lies in the future."))
        return found

    def moment(self, column: str, text: str, *, end: bool = False) -> datetime:
        """Return the instant that a text names; with ``end`` a bare day means its end."""
        try:
            found = self.mapping.times.read(text)
        except ValueError as fault:
            raise UnreadableError(column, text, N_("This is no time in any of the mapping's formats.")) from fault
        return found.end if end else found.at


def _number(text: str) -> Number:
    """Return a sequence number so that 10 comes after 9, and words after numbers."""
    try:
        return (0, float(text), "") if text else (0, 0.0, "")
    except ValueError:
        return (1, 0.0, text)
