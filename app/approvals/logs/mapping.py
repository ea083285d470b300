"""How one foreign log is read: the mapping, as ``docs/import-log.md`` documents it."""

from collections.abc import Iterable
from collections.abc import Mapping as Pairs
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from app.approvals.logs.instants import TimeReader
from app.approvals.logs.meanings import TELLING, TRANSITIONS, Meaning, Transition
from app.kernel.calendar import Unit


def plain(text: str) -> str:
    """Return a name as it is compared: without case, each run of spaces as one."""
    return " ".join(text.split()).casefold()


@dataclass(frozen=True, slots=True)
class Sheet:
    """How a CSV file is written."""

    delimiter: str = ","
    quote: str = '"'
    encoding: str = "utf-8-sig"


@dataclass(frozen=True, slots=True)
class Named:
    """A thing of ours that the log names: a constant, or a column whose values name it."""

    code: str
    name: str
    power_type: str = "10"
    column: str = ""
    values: Pairs[str, str] | None = None
    """Value of the column -> our code; a value that is not listed is looked for by its name."""


@dataclass(frozen=True, slots=True)
class CaseColumns:
    """Columns that speak of the whole case; empty when the log has none."""

    id: str
    start: str = ""
    end: str = ""
    due: str = ""
    promise: str = ""
    responsible: str = ""
    applicant: str = ""
    applicant_id: str = ""
    decision: str = ""


@dataclass(frozen=True, slots=True)
class EventColumns:
    """Columns that speak of one event; empty when the log has none."""

    activity: str
    time: str
    start: str = ""
    resource: str = ""
    organisation: str = ""
    lifecycle: str = ""
    instance: str = ""
    order: str = ""
    due: str = ""
    opinion: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class LogLimit:
    """A time limit that the log does not spell out."""

    value: int
    unit: Unit = Unit.WORKING_DAY
    since: str = "accept"
    """``accept``, or ``start`` of the case; acceptance counts from the start when it is not logged."""
    until: str = "decide"
    """``decide``, or the ``end`` of the case."""
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One more fact of a case that is kept: a column, a count, days between two, or computed of other facts."""

    name: str
    kind: str = "text"
    """text, number or time."""
    column: str = ""
    keep: str = "last"
    """last, first, sum, least or most of the column's values in the case, or how many distinct ones there are."""
    count: str = ""
    days_from: str = ""
    days_to: str = ""
    from_column: str = ""
    to_column: str = ""
    at: str = ""
    """Activity whose first or last time is kept, so that the order of two can be compared."""
    total: tuple[str, ...] = ()
    """Facts that are added up; what a case lacks counts nothing."""
    difference: tuple[str, ...] = ()
    """Two facts: the first less the second."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it reads; an empty text for none."""
        return self.column, self.from_column, self.to_column


@dataclass(frozen=True)
class LogMapping:
    """The whole mapping; ``source`` is part of the key of every case."""

    source: str
    county: int
    organisation: Named
    power: Named
    case: CaseColumns
    event: EventColumns
    times: TimeReader
    text: str
    """The mapping as it was written, for its digest."""
    sheet: Sheet = Sheet()
    decimal: str = "."
    empty: frozenset[str] = frozenset()
    keep_duplicates: bool = False
    drop_bad_rows: bool = False
    observed: str | datetime = "last_event"
    """Until when an open case was watched: ``last_event`` of the case, an instant, or ``now`` (it is live)."""
    activities: Pairs[str, Meaning] | None = None
    """Plain name -> meaning."""
    transitions: Pairs[str, Transition] | None = None
    """Plain word -> what it says, over those of the standard."""
    decisions: Pairs[str, Meaning] | None = None
    """Plain value of the decision's column -> grant or refuse."""
    suspension_reasons: Pairs[str, str] | None = None
    """Plain reason of a suspension in the log -> our word of article 45."""
    case_limit: LogLimit | None = None
    promise_limit: LogLimit | None = None
    receive_limit: LogLimit | None = None
    deliver_limit: LogLimit | None = None
    step_limits: Pairs[str, LogLimit] | None = None
    extension_days: int = 10
    facts: tuple[Fact, ...] = ()
    optional: frozenset[str] = frozenset()
    """Plain names that need not occur in every log."""

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Every column that is read, each once, in a fixed order."""
        named = [
            *(getattr(self.case, name) for name in self.case.__slots__),
            *(getattr(self.event, name) for name in self.event.__slots__),
            self.organisation.column,
            self.power.column,
            *(name for fact in self.facts for name in fact.columns),
        ]
        return tuple(dict.fromkeys(name for name in named if name))

    @cached_property
    def activity_place(self) -> int:
        """Where in ``columns`` the activity stands."""
        return self.columns.index(self.event.activity)

    def without_empty(self, values: Iterable[str]) -> tuple[str, ...]:
        """Return values stripped, with nothing where a word stands that counts as empty."""
        longest, empty = self._longest_empty, self.empty
        return tuple(
            "" if len(value) <= longest and plain(value) in empty else value for value in map(str.strip, values)
        )

    @cached_property
    def _longest_empty(self) -> int:
        return max(map(len, self.empty), default=-1)

    def meaning_of(self, activity: str) -> Meaning | None:
        """Return what an activity does to the case; None for a plain step."""
        return (self.activities or {}).get(plain(activity))

    def transition_of(self, word: str) -> Transition:
        """Return what a word of the life cycle says; an unknown one completes the step, so nothing is lost."""
        return self._known.get(plain(word), Transition.COMPLETE)

    @cached_property
    def _known(self) -> Pairs[str, Transition]:
        return _STANDARD | dict(self.transitions or {})

    @cached_property
    def delivers(self) -> bool:
        """Tell whether the log knows a delivery, so that a decision alone does not end a case."""
        return Meaning.DELIVER in (self.activities or {}).values()

    @cached_property
    def tells(self) -> bool:
        """Tell whether the log knows any act by which an applicant is first told something."""
        return not TELLING.isdisjoint((self.activities or {}).values())

    @cached_property
    def accepts(self) -> bool:
        """Tell whether the log knows an acceptance."""
        return Meaning.ACCEPT in (self.activities or {}).values()


_STANDARD = {word: transition for transition, words in TRANSITIONS.items() for word in words}
