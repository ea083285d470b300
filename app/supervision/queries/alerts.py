"""The alert queue: filtered by everything, paged by key in both directions, quick at any depth."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, literal, or_, select, tuple_
from sqlalchemy.orm import Session, aliased, joinedload, load_only

from app.kernel.act import start_of_day
from app.kernel.calendar import ONE_DAY
from app.kernel.containing import contained, frequent
from app.kernel.db import contains_text
from app.kernel.errors import Incomplete
from app.kernel.places import Organisation, Scope
from app.kernel.subjects import SUBJECTS
from app.kernel.words import N_
from app.supervision.models import ENDED, Alert

COUNTED = 10_000
"""Beyond this many the queue says ``10,000+`` instead of counting on."""
COUNTED_WORDS = 200
"""The same where words are searched for."""


class Direction(StrEnum):
    """Which way a page is turned."""

    OLDER = "older"
    NEWER = "newer"


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the queue, between two alerts: written in links as ``<instant>_<id>``."""

    detected_at: datetime
    id: int

    def __str__(self) -> str:
        return f"{self.detected_at.isoformat()}_{self.id}"

    @classmethod
    def of(cls, alert: Alert) -> "Place":
        """Return the place of an alert."""
        return cls(alert.detected_at, alert.id)

    @classmethod
    def parse(cls, written: str) -> "Place":
        """Read a place from a link; refuses what is none."""
        try:
            instant, _, serial = written.rpartition("_")
            at = datetime.fromisoformat(instant)
            if at.tzinfo is None:
                raise ValueError(written)
            return cls(at, int(serial))
        except ValueError:
            raise Incomplete(N_("This link does not lead to a place in the list. Open the list again.")) from None

    @classmethod
    def end_of(cls, day: date) -> "Place":
        """Return the place before the newest alert of a day in China: where one jumps to by date."""
        return cls(start_of_day(day + ONE_DAY), 0)


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
    severities: tuple[int, ...] = ()
    natures: tuple[int, ...] = ()
    states: tuple[str, ...] = ()
    open_only: bool = False
    assigned_to: int | None = None
    unassigned: bool = False
    ceased: bool | None = None
    from_on: date | None = None
    to_on: date | None = None
    """Days of detection in China, both included."""
    text: str = ""
    """Contained in the alert's line; two characters at least; several words must all be contained."""

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
class Page:
    """One page of the queue, newest first."""

    alerts: list[Alert]
    newer: Place | None
    """Turn here for newer ones; ``None`` at the beginning."""
    older: Place | None


Conditions = list[ColumnElement[bool]]
LISTED = (
    load_only(
        Alert.point,
        Alert.severity,
        Alert.text,
        Alert.fact,
        Alert.state,
        Alert.organisation_id,
        Alert.occurred_at,
        Alert.detected_at,
        Alert.ceased_at,
    ),
    joinedload(Alert.organisation).load_only(Organisation.name),
)
"""What a list shows of an alert; the evidence, which is long, is read where it is shown."""


def narrowed(session: Session, scope: Scope, filters: AlertFilter) -> Conditions:
    """Return a filter within a scope as conditions; made once for a page and its count."""
    return [scope.where(Alert.county, Alert.organisation_id), *_conditions(session, filters)]


def find_alerts(
    session: Session,
    scope: Scope,
    filters: AlertFilter,
    after: Place | None = None,
    limit: int = 25,
    direction: Direction = Direction.OLDER,
    conditions: Conditions | None = None,
) -> Page:
    """Return a page of alerts within a scope, from a place on, in the given direction."""
    where = narrowed(session, scope, filters) if conditions is None else conditions
    statement = select(Alert).where(*where).options(*LISTED)
    key = tuple_(Alert.detected_at, Alert.id)
    back = direction is Direction.NEWER
    if after is not None:
        here = tuple_(literal(after.detected_at, Alert.detected_at.type), literal(after.id, Alert.id.type))
        statement = statement.where(key > here if back else key < here)
    order = (Alert.detected_at.asc(), Alert.id.asc()) if back else (Alert.detected_at.desc(), Alert.id.desc())
    found = list(session.scalars(statement.order_by(*order).limit(limit + 1)))
    more, alerts = len(found) > limit, found[:limit]
    if back:
        alerts.reverse()
        newer, older = more, after is not None
    else:
        newer, older = after is not None, more
    first, last = (Place.of(alerts[0]), Place.of(alerts[-1])) if alerts else (after, after)
    return Page(alerts, first if newer else None, last if older else None)


def count_alerts(
    session: Session, scope: Scope, filters: AlertFilter, limit: int = COUNTED, conditions: Conditions | None = None
) -> int:
    """Return how many alerts there are, but no more than ``limit + 1``, which means: more."""
    where = narrowed(session, scope, filters) if conditions is None else conditions
    some = select(literal(1)).select_from(Alert).where(*where).limit(limit + 1)
    return session.scalar(select(func.count()).select_from(some.subquery())) or 0


def _conditions(session: Session, f: AlertFilter) -> Conditions:
    checks: list[ColumnElement[bool]] = []
    chosen = (
        (f.counties, Alert.county),
        (f.points, Alert.point),
        (f.severities, Alert.severity),
        (f.natures, Alert.nature),
        (f.states, Alert.state),
    )
    checks += [column.in_(values) for values, column in chosen if values]
    if f.open_only:
        checks.append(Alert.state.not_in([str(state) for state in ENDED]))
    if f.group:
        checks.append(and_(Alert.point > f"{f.group}.", Alert.point < f"{f.group}/"))
    if f.organisation_id is not None:
        checks.append(Alert.organisation_id.in_(_below(session, f.organisation_id)))
    if f.power_id is not None:
        checks.append(
            or_(
                false(),
                *(
                    and_(
                        Alert.subject_kind == kind.word,
                        Alert.subject_id.in_(select(kind.model.id).where(kind.power == f.power_id)),
                    )
                    for kind in SUBJECTS.under_powers()
                ),
            )
        )
    if f.official_id is not None:
        checks.append(Alert.official_id == f.official_id)
    if f.assigned_to is not None:
        checks.append(Alert.assigned_to == f.assigned_to)
    if f.unassigned:
        checks.append(Alert.assigned_to.is_(None))
    if f.ceased is not None:
        checks.append(Alert.ceased_at.is_not(None) if f.ceased else Alert.ceased_at.is_(None))
    if f.from_on is not None:
        checks.append(Alert.detected_at >= start_of_day(f.from_on))
    if f.to_on is not None:
        checks.append(Alert.detected_at < start_of_day(f.to_on + ONE_DAY))
    for word in f.text.split():
        checks.append(_contains(session, word))
    return checks


def _below(session: Session, organisation_id: int) -> list[int]:
    """Return the ids of an organisation and of all below it, as plain values for the planner."""
    top = aliased(Organisation)
    # A path holds digits and slashes only, so nothing in it needs an escape.
    below = select(Organisation.id).join(top, Organisation.path.startswith(top.path))
    return list(session.scalars(below.where(top.id == organisation_id)))


def _contains(session: Session, word: str) -> ColumnElement[bool]:
    """Return: the alert's line contains the word; one that many alerts contain is met on the way, without the index."""
    if len(word) < 2:
        raise Incomplete(N_("Search for at least two characters."), field="text")
    if frequent(session, Alert.id, Alert.text, word):
        return contains_text(Alert.text, word)
    return contained(session, Alert.id, Alert.text, word)


def alerts_about(session: Session, scope: Scope, kind: str, subject_id: int, limit: int = 100) -> list[Alert]:
    """Return the alerts about one subject, newest first."""
    statement = (
        select(Alert)
        .where(scope.where(Alert.county, Alert.organisation_id))
        .where(Alert.subject_kind == kind, Alert.subject_id == subject_id)
        .order_by(Alert.detected_at.desc(), Alert.id.desc())
    )
    return list(session.scalars(statement.limit(limit)))
