"""What the alert queue is narrowed to: one filter for the page, for saved filters, for REST and for the export."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, or_, select
from sqlalchemy.orm import Session, aliased

from app.kernel.act import start_of_day
from app.kernel.calendar import ONE_DAY
from app.kernel.containing import contained, frequent
from app.kernel.db import contains_text
from app.kernel.errors import Incomplete
from app.kernel.places import Organisation, Scope
from app.kernel.subjects import SUBJECTS
from app.kernel.words import N_, Word
from app.supervision.models import CONFIRMED, ENDED, Alert
from app.supervision.own.watching import every_point
from app.supervision.texts import in_house_language

Conditions = list[ColumnElement[bool]]
WEEK = timedelta(days=7)


class Due(Word):
    """When the organisation's reply to an alert falls due; what has been ended is due no more."""

    OVERDUE = "overdue", N_("Reply overdue")
    TODAY = "today", N_("Reply due today")
    WEEK = "week", N_("Reply due within a week")
    NONE = "none", N_("No reply asked for")


class Sort(Word):
    """The order of the queue; by urgency it holds what is open and, by the day of reply, what has such a day."""

    NEWEST = "newest", N_("Newest first")
    OLDEST = "oldest", N_("Oldest first")
    SEVERITY = "severity", N_("Gravest first (open ones)")
    DUE = "due", N_("Reply due first (open ones)")


@dataclass(frozen=True, slots=True)
class AlertFilter:
    """What the queue is narrowed to; empty fields narrow nothing."""

    counties: tuple[int, ...] = ()
    organisation_id: int | None = None
    """With everything below it."""
    power_id: int | None = None
    official_id: int | None = None
    points: tuple[str, ...] = ()
    group: str = ""
    called: str = ""
    """Beginning of a point's code, or words of its name."""
    severities: tuple[int, ...] = ()
    natures: tuple[int, ...] = ()
    states: tuple[str, ...] = ()
    open_only: bool = False
    assigned_to: int | None = None
    mine: bool = False
    """Of whoever looks; a filter that is shared shows everybody his own."""
    unassigned: bool = False
    ceased: bool | None = None
    confirmed_before: bool = False
    """The same point was right about the same organisation before."""
    due: str = ""
    """A ``Due``: it moves with the day on which one looks."""
    subject: tuple[str, int] | None = None
    """Kind and key of what it is about."""
    from_on: date | None = None
    to_on: date | None = None
    """Days of detection in China, both included."""
    text: str = ""
    """Contained in the alert's line; two characters at least; several words must all be contained."""
    sort: str = ""
    """A ``Sort``; the newest first where none is named."""
    grouped: bool = False
    """Alerts with one cause as one bundle."""

    @property
    def order(self) -> Sort:
        """The order in which alerts are listed."""
        return Sort(self.sort or Sort.NEWEST)

    def as_query(self) -> dict[str, Any]:
        """Return what is narrowed as plain values, to be stored or put in a link."""
        values = {f.name: getattr(self, f.name) for f in fields(self)}
        plain = {k: v.isoformat() if isinstance(v, date) else v for k, v in values.items()}
        set_ones = {k: v for k, v in plain.items() if v not in ((), "", None) and (v is not False or k == "ceased")}
        return {k: list(v) if isinstance(v, tuple) else v for k, v in set_ones.items()}

    @classmethod
    def from_query(cls, query: Mapping[str, Any]) -> "AlertFilter":
        """Read what ``as_query`` returned; refuses names that are none of the filter's."""
        known = {f.name for f in fields(cls)}
        if unknown := set(query) - known:
            names = ", ".join(sorted(unknown))
            raise Incomplete(N_("The list cannot be filtered by %(names)s."), names=names)
        values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in query.items()}
        for name in ("from_on", "to_on"):
            if isinstance(values.get(name), str):
                values[name] = date.fromisoformat(values[name])
        return cls(**values)


@dataclass(frozen=True, slots=True)
class Looking:
    """Who looks, within which scope, on which day: what a filter means depends on it."""

    scope: Scope
    on: date | None = None
    """Needed where the filter asks when a reply falls due."""
    official_id: int | None = None


def narrowed(session: Session, looking: Looking, filters: AlertFilter, of: Any = Alert) -> Conditions:
    """Return a filter within a scope as conditions on a table of alerts; made once for a page and its count."""
    return [looking.scope.where(of.county, of.organisation_id), *_conditions(session, filters, looking, of)]


def _conditions(session: Session, f: AlertFilter, looking: Looking, of: Any) -> Conditions:
    checks = _listed(f, looking, of)
    if f.group:
        checks.append(and_(of.point > f"{f.group}.", of.point < f"{f.group}/"))
    if f.called:
        checks.append(of.point.in_(_called(session, f.called)))
    if f.organisation_id is not None:
        checks.append(of.organisation_id.in_(_below(session, f.organisation_id)))
    if f.power_id is not None:
        checks.append(_under(f.power_id, of))
    if f.ceased is not None:
        checks.append(of.ceased_at.is_not(None) if f.ceased else of.ceased_at.is_(None))
    if f.confirmed_before:
        checks.append(_right_before(of))
    checks += _in_time(f, looking.on, of)
    checks += [_contains(session, word, of) for word in f.text.split()]
    return checks


def _listed(f: AlertFilter, looking: Looking, of: Any) -> Conditions:
    """Return what is narrowed by the columns of the alert alone."""
    chosen = (
        (f.counties, of.county),
        (f.points, of.point),
        (f.severities, of.severity),
        (f.natures, of.nature),
        (f.states, of.state),
    )
    kind, subject_id = f.subject or (None, None)
    alone = (
        (f.official_id, of.official_id),
        (f.assigned_to, of.assigned_to),
        (kind, of.subject_kind),
        (subject_id, of.subject_id),
    )
    said = (
        (f.mine, of.assigned_to == looking.official_id),
        (f.open_only, of.state.not_in([str(state) for state in ENDED])),
        (f.unassigned, of.assigned_to.is_(None)),
    )
    checks: Conditions = [column.in_(values) for values, column in chosen if values]
    checks += [column == value for value, column in alone if value is not None]
    return checks + [condition for holds, condition in said if holds]


def _in_time(f: AlertFilter, on: date | None, of: Any) -> Conditions:
    """Return what is narrowed by days, and what an order leaves out."""
    checks: Conditions = _due(Due(f.due), on, of) if f.due else []
    if f.order in (Sort.SEVERITY, Sort.DUE):
        checks.append(of.closed_at.is_(None))
    if f.order is Sort.DUE:
        checks.append(of.reply_due_on.is_not(None))
    if f.from_on is not None:
        checks.append(of.detected_at >= start_of_day(f.from_on))
    if f.to_on is not None:
        checks.append(of.detected_at < start_of_day(f.to_on + ONE_DAY))
    return checks


def _due(due: Due, on: date | None, of: Any) -> Conditions:
    if due is Due.NONE:
        return [of.reply_due_on.is_(None)]
    if on is None:
        raise ValueError("Whether a reply is due depends on the day.")
    first, last = {Due.OVERDUE: (None, on), Due.TODAY: (on, on + ONE_DAY), Due.WEEK: (on, on + WEEK)}[due]
    waiting = [of.closed_at.is_(None), of.reply_due_on.is_not(None), of.reply_due_on < last]
    return waiting if first is None else [*waiting, of.reply_due_on >= first]


def _right_before(of: Any) -> ColumnElement[bool]:
    """Return: an earlier alert of the same point about the same organisation was confirmed."""
    earlier = aliased(Alert)
    return (
        exists()
        .where(
            earlier.organisation_id == of.organisation_id,
            earlier.point == of.point,
            earlier.state.in_([str(state) for state in CONFIRMED]),
            earlier.detected_at < of.detected_at,
        )
        .correlate(of)
    )


def _called(session: Session, words: str) -> list[str]:
    """Return the codes of the points whose code begins with some words, or whose name contains them all."""
    sought = words.casefold().split()
    found = []
    for point in every_point(session):
        name = f"{point.title} {in_house_language(point.title)}".casefold()
        if point.code.casefold().startswith(words.casefold()) or all(word in name for word in sought):
            found.append(point.code)
    return found


def _under(power_id: int, of: Any) -> ColumnElement[bool]:
    """Return: it is about something that is handled under an item of the catalogue."""
    kinds = (
        and_(of.subject_kind == kind.word, of.subject_id.in_(select(kind.model.id).where(kind.power == power_id)))
        for kind in SUBJECTS.under_powers()
    )
    return or_(false(), *kinds)


def _below(session: Session, organisation_id: int) -> list[int]:
    """Return the ids of an organisation and of all below it, as plain values for the planner."""
    top = aliased(Organisation)
    # A path holds digits and slashes only, so nothing in it needs an escape.
    below = select(Organisation.id).join(top, Organisation.path.startswith(top.path))
    return list(session.scalars(below.where(top.id == organisation_id)))


def _contains(session: Session, word: str, of: Any) -> ColumnElement[bool]:
    """Return: the alert's line contains the word; one that many alerts contain is met on the way, without the index."""
    if len(word) < 2:
        raise Incomplete(N_("Search for at least two characters."), field="text")
    # Alerts beside another one are few: they are compared as they are.
    if of is not Alert or frequent(session, Alert.id, Alert.text, word):
        return contains_text(of.text, word)
    return contained(session, Alert.id, Alert.text, word)
