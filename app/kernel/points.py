"""Monitoring points (监察点): each is one query; an event only narrows it.

A point's ``find`` returns a SELECT of facts with fixed columns. The same text serves the sweep, the
event, the back-test and the page that explains the alert. Thresholds have defaults here and
overrides per county in a table with history.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import Any, TypeAlias

from sqlalchemy import Index, Integer, Select, String, Text, literal, null, select
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql.elements import ColumnElement, Label

from app.kernel.db import CountyRow, Id, Json, UtcDateTime
from app.kernel.words import N_

Limits: TypeAlias = Mapping[str, Any]
"""Effective parameters of a point, by name."""
Findings: TypeAlias = Select[Any]
"""SELECT with the columns of ``COLUMNS`` first and evidence columns (``e_...``) after them."""

TICK = "clock.tick"
"""The verb of time itself; it never stands in the trail."""

COLUMNS = ("subject_kind", "subject", "county", "organisation", "official", "moment", "episode", "fact")


class Severity(IntEnum):
    """Grade of an alert: blue hint, yellow card, red card."""

    BLUE = 1
    YELLOW = 2
    RED = 3

    @property
    def title_id(self) -> str:
        """Translatable name."""
        return {1: N_("Hint (blue)"), 2: N_("Yellow card"), 3: N_("Red card")}[self.value]


class Nature(IntEnum):
    """What an alert is: a breach of law, a lead for a person to check, or a statistic."""

    BREACH = 1
    LEAD = 2
    STATISTIC = 3

    @property
    def title_id(self) -> str:
        """Translatable name."""
        return {1: N_("Breach"), 2: N_("Lead"), 3: N_("Statistic")}[self.value]


REPLY_DAYS = 5
"""Working days for the reply to an alert, unless its point says otherwise."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One threshold of a point, with the default that holds until a county sets another."""

    name: str
    default: Any
    title: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Tick:
    """How time alone brings a point's condition about: a column passes the present."""

    column: Any
    """Of instants or of days; the condition comes true soon after it has passed."""
    where: ColumnElement[bool] | None = None
    """What an index over the running ones is restricted to."""
    shift: str = ""
    """Name of a parameter in working days by which the condition comes true later than the column."""
    in_minutes: bool = False
    """That parameter is in minutes."""


@dataclass(frozen=True, slots=True)
class Point:
    """A monitoring point; ``code`` is ``A5.overdue``: group, then the condition."""

    code: str
    title: str
    basis: str
    severity: Severity
    find: Callable[[datetime, Limits], Findings]
    explanation: str
    """In plain words what the point looks for, why it matters and what to check."""
    wakes_on: frozenset[str] = frozenset()
    """Verbs of the trail after which the subject is looked at; ``clock.tick`` for time alone."""
    parameters: tuple[Parameter, ...] = ()
    nature: Nature = Nature.BREACH
    letter: str = ""
    """Letter of the condition in the reference (A5 (a) ... (h))."""
    version: int = 1
    reply_days: int = REPLY_DAYS
    """Working days in which the organisation must answer."""
    tick: Tick | None = None
    """Given when time alone can bring the condition about; listens to ``clock.tick``."""
    looks_back: bool = False
    """The condition looks at a stretch of time before ``now``, so history is asked month by month."""
    verified: bool = True
    """The basis was compared with the published text; the handbook says where it was not yet."""
    ceases_by_time: bool = False
    """Time alone can also end the condition (a hint before a deadline)."""
    honest: str = field(kw_only=True)
    """The honest course of events that comes nearest to the condition and must not raise it; empty for a county's own."""

    def __post_init__(self) -> None:
        if (self.tick is not None) != (TICK in self.wakes_on):
            raise ValueError(f"Monitoring point {self.code}: clock.tick and a tick belong together.")

    @property
    def group(self) -> str:
        """The point of the reference that this condition belongs to: ``A5``."""
        return self.code.split(".")[0]

    @property
    def defaults(self) -> dict[str, Any]:
        """Parameters by name with their default values."""
        return {parameter.name: parameter.default for parameter in self.parameters}


def findings(
    *,
    kind: str,
    subject: Any,
    county: Any,
    organisation: Any,
    moment: Any,
    fact: Any,
    official: Any = None,
    episode: Any = None,
    **evidence: Any,
) -> Findings:
    """Begin a point's SELECT.

    ``moment`` is when it happened (or will fall due), ``fact`` a short text, ``episode`` tells
    apart several occurrences at one subject (a step visit, a suspension); evidence columns come
    back under their own names.
    """
    columns: list[ColumnElement[Any]] = [
        literal(kind, String).label("subject_kind"),
        subject.label("subject"),
        county.label("county"),
        organisation.label("organisation"),
        (null() if official is None else official).label("official"),
        moment.label("moment"),
        (literal("", String) if episode is None else episode.cast(String)).label("episode"),
        (literal(fact, String) if isinstance(fact, str) else fact).label("fact"),
    ]
    columns += [value.label(f"e_{name}") for name, value in evidence.items()]
    return select(*columns)


def part(found: Findings, name: str) -> ColumnElement[Any]:
    """Return the expression behind one of a finding's columns, to narrow or correlate it."""
    column = found.selected_columns[name]
    return column.element if isinstance(column, Label) else column


def evidence_names(found: Findings) -> list[str]:
    """Return the names of the evidence columns, without their prefix."""
    return [key[2:] for key, _ in found.selected_columns.items() if key.startswith("e_")]


class PointSetting(CountyRow):
    """A county's own value of a point's parameter from an instant on; never changed, only superseded."""

    __tablename__ = "point_setting"
    __table_args__ = (Index("ix_point_setting", "county", "point", "name", "from_at"),)
    kind = "point_setting"

    point: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(40))
    """A parameter's name, or ``switched_on`` / ``severity``."""
    value: Mapped[Any] = mapped_column(Json, nullable=True)
    from_at: Mapped[datetime] = mapped_column(UtcDateTime)
    official_id: Mapped[int | None] = mapped_column(Id)
    reason: Mapped[str] = mapped_column(Text)
    number: Mapped[int] = mapped_column(Integer, default=1)
    hides: Mapped[int | None] = mapped_column(Integer)
    """Open alerts that stand by the values before and would not stand by this one; empty when that could not be asked."""


@dataclass(slots=True)
class PointRegistry:
    """All points of the program by code, filled by the composition root."""

    points: dict[str, Point] = field(default_factory=dict)

    def add(self, *points: Point) -> None:
        """Add points; a code given twice is a bug."""
        for point in points:
            if point.code in self.points:
                raise ValueError(f"Monitoring point {point.code} is declared twice.")
            self.points[point.code] = point

    def __getitem__(self, code: str) -> Point:
        return self.points[code]

    def __iter__(self) -> Iterator[Point]:
        return iter(self.points.values())


POINTS = PointRegistry()
