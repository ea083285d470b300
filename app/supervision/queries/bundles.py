"""Alerts with one cause as one bundle: about the same subject and the same person, found on the same day."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select, tuple_
from sqlalchemy.orm import Session, aliased

from app.supervision.models import Alert
from app.supervision.queries.alerts import DESCENDING, LEADING, LISTED
from app.supervision.queries.narrowing import AlertFilter, Conditions, Looking, narrowed

Cause = tuple[str, int, int | None, Any]


def cause_of(alert: Alert) -> Cause:
    """Return what alerts of one bundle share."""
    return alert.subject_kind, alert.subject_id, alert.official_id, alert.detected_on


def first_of_each(session: Session, looking: Looking, filters: AlertFilter) -> ColumnElement[bool]:
    """Return: no alert of the same cause that the filter lets through comes before this one in the queue's order."""
    other = aliased(Alert)
    lead = LEADING.get(filters.order)
    names = [*([] if lead is None else [lead.key]), "detected_at", "id"]
    here, there = (tuple_(*(getattr(table, name) for name in names)) for table in (Alert, other))
    before = there > here if filters.order in DESCENDING else there < here
    shared = and_(
        other.subject_kind == Alert.subject_kind,
        other.subject_id == Alert.subject_id,
        other.official_id.is_not_distinct_from(Alert.official_id),
        other.detected_on == Alert.detected_on,
    )
    return ~exists().where(shared, before, *narrowed(session, looking, filters, other)).correlate(Alert)


def others_of(session: Session, conditions: Conditions, alerts: Iterable[Alert]) -> dict[int, list[Alert]]:
    """Return by the id of each alert the others of its bundle that the conditions let through."""
    leaders = {cause_of(alert): alert.id for alert in alerts}
    if not leaders:
        return {}
    subjects = [and_(Alert.subject_kind == kind, Alert.subject_id == key) for kind, key, *_ in leaders]
    found: dict[int, list[Alert]] = defaultdict(list)
    statement = select(Alert).where(*conditions, or_(*subjects)).options(*LISTED)
    for alert in session.scalars(statement.order_by(Alert.detected_at.desc(), Alert.id.desc())):
        leader = leaders.get(cause_of(alert))
        if leader is not None and leader != alert.id:
            found[leader].append(alert)
    return dict(found)


def whole_bundles(session: Session, conditions: Conditions, ids: Iterable[int]) -> list[int]:
    """Return the ids of the alerts that share the cause of any of these, these among them."""
    leaders = session.scalars(select(Alert).where(*conditions, Alert.id.in_(list(ids)))).all()
    others = others_of(session, conditions, leaders)
    return [one.id for one in leaders] + [one.id for each in others.values() for one in each]
