"""The alert queue: paged by key in both directions in any of its orders, quick at any depth."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, or_, select, tuple_
from sqlalchemy.orm import Session, joinedload, load_only

from app.kernel.act import start_of_day
from app.kernel.calendar import ONE_DAY
from app.kernel.errors import Incomplete
from app.kernel.places import Organisation
from app.kernel.subjects import SUBJECTS
from app.kernel.words import N_
from app.supervision.flows import OPEN_FOLLOW_UP
from app.supervision.models import Alert, AlertState, FollowUp
from app.supervision.queries.narrowing import AlertFilter, Conditions, Looking, Sort, narrowed

COUNTED = 10_000
"""Beyond this many the queue says ``10,000+`` instead of counting on."""
COUNTED_WORDS = 200
"""The same where words are searched for."""
LEADING = {Sort.SEVERITY: Alert.severity, Sort.DUE: Alert.reply_due_on}
"""What an order goes by before the instant of detection."""
DESCENDING = (Sort.NEWEST, Sort.SEVERITY)


class Direction(StrEnum):
    """Which way a page is turned: on, or back towards the beginning."""

    OLDER = "older"
    NEWER = "newer"


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the queue, between two alerts: written in links as ``<instant>_<id>``, with ``<lead>~`` before."""

    detected_at: datetime
    id: int
    lead: int | date | None = None
    """Severity or day of reply, in the orders that go by it first."""

    def __str__(self) -> str:
        lead = "" if self.lead is None else f"{self.lead}~"
        return f"{lead}{self.detected_at.isoformat()}_{self.id}"

    @classmethod
    def of(cls, alert: Alert, order: Sort = Sort.NEWEST) -> "Place":
        """Return the place of an alert."""
        lead = LEADING.get(order)
        return cls(alert.detected_at, alert.id, None if lead is None else getattr(alert, lead.key))

    @classmethod
    def parse(cls, written: str, order: Sort = Sort.NEWEST) -> "Place":
        """Read a place from a link; refuses what is none in this order."""
        try:
            lead, parted, rest = written.rpartition("~")
            instant, _, serial = rest.rpartition("_")
            at = datetime.fromisoformat(instant)
            if at.tzinfo is None or bool(parted) != (order in LEADING):
                raise ValueError(written)
            first = {Sort.SEVERITY: int, Sort.DUE: date.fromisoformat}.get(order)
            return cls(at, int(serial), first(lead) if first else None)  # type: ignore[operator]
        except ValueError:
            raise Incomplete(N_("This link does not lead to a place in the list. Open the list again.")) from None

    @classmethod
    def end_of(cls, day: date) -> "Place":
        """Return the place before the newest alert of a day in China: where one jumps to by date."""
        return cls(start_of_day(day + ONE_DAY), 0)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the queue."""

    alerts: list[Alert]
    newer: Place | None
    """Turn here towards the beginning; ``None`` there."""
    older: Place | None


LISTED = (
    load_only(
        Alert.county,
        Alert.point,
        Alert.point_version,
        Alert.severity,
        Alert.nature,
        Alert.text,
        Alert.fact,
        Alert.state,
        Alert.subject_kind,
        Alert.subject_id,
        Alert.organisation_id,
        Alert.official_id,
        Alert.assigned_to,
        Alert.occurred_at,
        Alert.detected_at,
        Alert.detected_on,
        Alert.reply_due_on,
        Alert.ceased_at,
        Alert.closed_at,
    ),
    joinedload(Alert.organisation).load_only(Organisation.name),
)
"""What a list shows of an alert; the evidence, which is long, is read where it is shown."""


def find_alerts(
    session: Session,
    looking: Looking,
    filters: AlertFilter,
    after: Place | None = None,
    limit: int = 25,
    direction: Direction = Direction.OLDER,
    conditions: Conditions | None = None,
    whole: bool = False,
) -> Page:
    """Return a page of alerts within a scope, from a place on, in the given direction; ``whole`` with all they hold."""
    where = narrowed(session, looking, filters) if conditions is None else conditions
    statement = select(Alert).where(*where).options(*(LISTED[1:] if whole else LISTED))
    lead = LEADING.get(filters.order)
    columns: list[Any] = [*([] if lead is None else [lead]), Alert.detected_at, Alert.id]
    back = direction is Direction.NEWER
    falling = (filters.order in DESCENDING) != back
    if after is not None:
        values = [*([] if lead is None else [after.lead]), after.detected_at, after.id]
        here = tuple_(*(literal(value, column.type) for value, column in zip(values, columns, strict=True)))
        key = tuple_(*columns)
        statement = statement.where(key < here if falling else key > here)
    order = [column.desc() if falling else column.asc() for column in columns]
    found = list(session.scalars(statement.order_by(*order).limit(limit + 1)))
    more, alerts = len(found) > limit, found[:limit]
    if back:
        alerts.reverse()
        newer, older = more, after is not None
    else:
        newer, older = after is not None, more
    ends = (Place.of(one, filters.order) for one in (alerts[0], alerts[-1])) if alerts else (after, after)
    first, last = ends
    return Page(alerts, first if newer else None, last if older else None)


def count_alerts(
    session: Session, looking: Looking, filters: AlertFilter, limit: int = COUNTED, conditions: Conditions | None = None
) -> int:
    """Return how many alerts there are, but no more than ``limit + 1``, which means: more."""
    where = narrowed(session, looking, filters) if conditions is None else conditions
    some = select(literal(1)).select_from(Alert).where(*where).limit(limit + 1)
    return session.scalar(select(func.count()).select_from(some.subquery())) or 0


def alerts_about(session: Session, seen: ColumnElement[bool], word: str, pk: int, limit: int = 20) -> list[Alert]:
    """Return the alerts about a subject, the matter that it is a part of and all parts of it, the open ones first, then the newest.

    ``seen`` keeps those that whoever asks may see.
    """
    about = [
        and_(Alert.subject_kind == kind, Alert.subject_id.in_(ids))
        for kind, ids in SUBJECTS.parts(*SUBJECTS.matter(session, word, pk))
    ]
    order = (Alert.closed_at.is_not(None), Alert.detected_at.desc(), Alert.id.desc())
    return list(session.scalars(select(Alert).where(seen, or_(*about)).order_by(*order).limit(limit)))


def held_subjects(kind: str) -> Select[Any]:
    """Select the ids of subjects of a kind whose evidence is still needed.

    An alert about one is open, has a follow-up that is, or ended in accountability, which may be appealed against.
    """
    asked = exists(
        select(FollowUp.id).where(FollowUp.alert_id == Alert.id, FollowUp.state.in_(OPEN_FOLLOW_UP)).correlate(Alert)
    )
    return select(Alert.subject_id).where(
        Alert.subject_kind == kind, or_(Alert.closed_at.is_(None), Alert.state == str(AlertState.ACCOUNTABILITY), asked)
    )
