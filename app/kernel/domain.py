"""The door of a domain: everything that it hands to the composition root."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement

from app.kernel.act import Act, Actor
from app.kernel.calendar import Mover, on_change
from app.kernel.duties import Letters, Overdue
from app.kernel.evidence import EVIDENCE, Evidence
from app.kernel.figures import FIGURES, Figure
from app.kernel.points import POINTS, Point
from app.kernel.records import RecordKind
from app.kernel.roles import Role
from app.kernel.search.sources import TextSource
from app.kernel.subjects import SUBJECTS, SubjectKind
from app.kernel.terms import WATCHED, Watched
from app.kernel.work import Pieces


class Lane(StrEnum):
    """Threads of the clock of which none waits for another."""

    SCAN = "scan"
    """What must follow an event at once."""
    PAPER = "paper"
    """Printing: seconds for each document."""
    SHEETS = "sheets"
    """Large sheets: minutes for each."""
    CAMERAS = "cameras"
    """Asking cameras: up to a minute when many of them hang."""
    EXCHANGE = "exchange"
    """Calling other installations: minutes when a line is slow."""
    OTHER = "default"


@dataclass(frozen=True, slots=True)
class Job:
    """What the clock does: ``run(act)`` every so many seconds, or daily at an hour of China."""

    name: str
    title: str
    run: Callable[[Act], Mapping[str, Any] | None]
    """Returns figures for the run log; commits nothing (the clock commits).

    A figure named ``fault`` says in words what went wrong while the rest was done: the run counts as failed.
    """
    every: int | None = None
    daily_at: str | None = None
    """``HH:MM`` in China."""
    on_poke: bool = False
    """Runs soon after each commit of this process too; the interval is the safety net."""
    lane: Lane = Lane.OTHER


@dataclass(frozen=True, slots=True)
class Gauge:
    """A figure of what runs that the operator's monitoring reads; never one of persons."""

    name: str
    """As Prometheus names it: lower case, with its unit at the end."""
    title: str
    """In English, for the monitoring alone."""
    read: Callable[[Any, datetime], float | None]
    """``read(session, now)``; None where there is nothing to tell yet."""

    def told(self, session: Any, now: datetime) -> Iterator[tuple[str, str, float | None]]:
        """Yield name, title and figure."""
        yield self.name, self.title, self.read(session, now)


@dataclass(frozen=True, slots=True)
class Gauges:
    """Figures as a ``Gauge`` each, which one look at the database gives together."""

    titles: Mapping[str, str]
    """By name."""
    read: Callable[[Any, datetime], Mapping[str, float | None]]
    """``read(session, now)``: a figure for each name."""

    def told(self, session: Any, now: datetime) -> Iterator[tuple[str, str, float | None]]:
        """Yield name, title and figure of each."""
        figures = self.read(session, now)
        return ((name, title, figures[name]) for name, title in self.titles.items())


@dataclass(frozen=True, slots=True)
class MenuItem:
    """An entry of the inner net's menu that leads to a hand-made page."""

    title: str
    group: str
    endpoint: str
    roles: frozenset[Role]
    icon: str = "table"
    place: int = 50
    """Order within the group, small first."""
    count: Callable[[Any, Any], int] | None = None
    """``count(session, actor)``: work that waits there, shown on the home page."""
    hint: str = ""
    """What one does there, in one sentence, for the home page."""
    pieces: Pieces | None = None
    """What waits there, piece by piece, for the home page."""


@dataclass(frozen=True, slots=True)
class Shortcut:
    """What people of some roles do most often, large on their home page."""

    title: str
    endpoint: str
    roles: frozenset[Role]
    icon: str
    values: Callable[[Actor], Mapping[str, Any] | None] = lambda _actor: {}
    """What the address needs of the person; None where the person cannot do it."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """A guided task of the training room; it is done once its verb stands in the trail of whoever learns."""

    role: Role
    title: str
    steps: tuple[str, ...]
    """What to press and to type, one sentence each."""
    endpoint: str
    """Page on which it begins."""
    verb: str
    times: int = 1
    """How often the verb must stand there."""


@dataclass(frozen=True, slots=True)
class Filling:
    """What one domain can tell of an organisation and a period, so that nobody types it a second time elsewhere."""

    name: str
    title: str
    """What is pressed to fill a table from it."""
    tell: Callable[[Any, int, str], list[dict[str, str]] | None]
    """``tell(session, organisation_id, period)``: rows by the headings of columns; None while there is nothing yet."""
    lacking: str = ""
    """What to do first when it has nothing to tell."""


@dataclass(frozen=True, slots=True)
class PartyPart:
    """What one domain tells of a party on the party's page: rows of one kind, found by the hash of its number."""

    title: str
    model: Any
    """Their table; name and page are those of its kind of subject."""
    on: Any
    """Column with the day or the instant of each."""
    of: Callable[[str], ColumnElement[bool]]
    """``of(key_hash)``: the rows in which the party takes part."""


@dataclass(frozen=True, slots=True)
class BesideLine:
    """One line of what a domain shows beside a record."""

    text: str
    url: str
    """Empty where whoever looks may not open it."""
    state: str = ""
    colour: str = ""
    severity: int = 0
    """1 to 3 for an alert."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What a domain shows on the pages of other domains' records, to those who may see it."""

    title: str
    lines: Callable[[str, int], list[BesideLine]]
    """``lines(word, pk)`` about a subject, for whoever is asking."""


BESIDE: list[Beside] = []
"""What all domains show beside records; filled when the domains are declared."""

PARTY_PARTS: dict[Any, PartyPart] = {}
"""What all domains tell of a party, by table; filled when the domains are declared."""


@dataclass(frozen=True, slots=True)
class Domain:
    """A domain as one value; the composition root reads it and wires each part."""

    name: str
    title: str
    verbs: Mapping[str, str] = field(default_factory=dict)
    """Verbs that it writes to the trail, each with the sentence shown in a timeline."""
    subjects: tuple[SubjectKind, ...] = ()
    """What trail, alerts and attachments call by a word: its table, its name, its page."""
    kept: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """By verb: the facts of it that the subject's row must still have, and the column of each; two acts that
    change one column both name it here (``flask trail verify --tables``)."""
    records: tuple[RecordKind, ...] = ()
    points: tuple[Point, ...] = ()
    groups: Mapping[str, str] = field(default_factory=dict)
    """Names of the groups of its points by the part of their codes before the dot."""
    evidence: Mapping[str, Evidence] = field(default_factory=dict)
    """What its points compare, in words, beside the names that all domains share."""
    figures: tuple[Figure, ...] = ()
    """What is counted of it, month by month, and opens into its rows."""
    watched: tuple[Watched, ...] = ()
    """Its kinds of cases that a county's own points may ask about."""
    overdue: tuple[Overdue, ...] = ()
    """How its work that is past its day is counted."""
    letters: tuple[Letters, ...] = ()
    """What people write to its bodies, who must answer by a day; late answers count as overdue work too."""
    jobs: tuple[Job, ...] = ()
    pages: tuple[Any, ...] = ()
    """Blueprints of hand-made screens."""
    manual: str | Mapping[Role, str] = ""
    """Chapter of the manual about its pages, or which for which reader; empty: the reader's own chapter."""
    menu: tuple[MenuItem, ...] = ()
    shortcuts: tuple[Shortcut, ...] = ()
    homes: Mapping[Role, str] = field(default_factory=dict)
    """Endpoint of the start page of those who have this role alone, in place of the list of work."""
    deadlines: Mover | None = None
    """Moves the due days of its rows that are counted in working days, when the calendar changes."""
    handovers: tuple[Callable[[Act, int, int], int], ...] = ()
    """``handover(act, from_official_id, to_official_id)`` passes open work on; returns how many pieces."""
    texts: tuple[TextSource, ...] = ()
    """What of it the public portal can search for."""
    apis: tuple[Any, ...] = ()
    """Classes of REST resources made by hand."""
    grants: Mapping[Role, frozenset[tuple[str, str]]] = field(default_factory=dict)
    """(permission, view) that these resources ask of each role."""
    lessons: tuple[Lesson, ...] = ()
    """Guided tasks of the training room, in the order in which each role does them."""
    fillings: tuple[Filling, ...] = ()
    """What of it fills the tables of another domain."""
    set_up: tuple[Any, ...] = ()
    """What it adds to the workbook that brings places to life (``surfaces.people.parts.Part``)."""
    commands: tuple[Any, ...] = ()
    """Click commands or groups."""
    party_parts: tuple[PartyPart, ...] = ()
    """What of it stands on the page of a party."""
    beside: Beside | None = None
    """What of it stands on the pages of the records to which it belongs."""
    gauges: tuple[Gauge | Gauges, ...] = ()
    """What of it the operator's monitoring reads."""


def declare(*domains: Domain) -> None:
    """Enter what domains tell of themselves into the registries by which the storeys above them read it."""
    for domain in domains:
        POINTS.points.update({point.code: point for point in domain.points})
        FIGURES.update({figure.code: figure for figure in domain.figures})
        SUBJECTS.add(*domain.subjects)
        WATCHED.add(*domain.watched)
        if domain.deadlines is not None:
            on_change[domain.name] = domain.deadlines
        PARTY_PARTS.update({part.model: part for part in domain.party_parts})
        EVIDENCE.add((point.code for point in domain.points), domain.evidence)
        if domain.beside is not None and domain.beside not in BESIDE:
            BESIDE.append(domain.beside)
