"""From findings to alerts: what is new is looked up first, then written in one short stretch.

Reading holds no lock. Writing takes the gate (one row, so two scanners queue), then each county's
head in order, inserts what no other scanner has inserted meanwhile, and records it.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Insert, Row, exists, func, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, aliased

from app.kernel.act import Act
from app.kernel.audit import Named, Subject, advance, canonical, record_many
from app.kernel.calendar import CalendarMissing, Limit, working_calendar
from app.kernel.db import IDS_PER_COUNTY, Base
from app.kernel.points import COLUMNS, Findings, Limits, Point, Severity, evidence_names, part
from app.kernel.subjects import SUBJECTS
from app.supervision.models import ENDED, Alert, AlertState
from app.supervision.queries.limits import Regime
from app.supervision.texts import alert_text

CHUNK = 50_000
"""Findings of one point that one scan takes in; the next scan takes the rest."""
ROWS = 500
"""Rows of one INSERT."""


@dataclass(frozen=True, slots=True)
class Found:
    """New findings of one point under one regime."""

    point: Point
    regime: Regime
    rows: list[Row[Any]]
    evidence: list[str]


@dataclass(frozen=True, slots=True)
class Ceased:
    """Alerts (id, county) whose condition no longer holds."""

    point: Point
    alerts: list[tuple[int, int]]


@cache
def _known() -> type[Alert]:
    """Name the alerts that stand beside a finding: one name for all questions, as making it costs more than they do."""
    return aliased(Alert)


def look(
    session: Session, point: Point, regime: Regime, found: Findings, narrow: Iterable[ColumnElement[bool]] = ()
) -> Found:
    """Return what a point found (``found``: its SELECT) where no alert stands yet, in the order of the subjects.

    The order is made here, not asked of the point: alerts get their numbers in it, and two scans of the
    same rows number them alike whichever way the database happens to read.
    """
    known = _known()
    stands = exists().where(
        known.county == part(found, "county"),
        known.point == point.code,
        known.subject_kind == part(found, "subject_kind"),
        known.subject_id == part(found, "subject"),
        known.episode == part(found, "episode"),
    )
    statement = found.where(regime.holds(part(found, "county")), ~stands, *narrow).limit(CHUNK)
    rows = sorted(session.execute(statement), key=lambda row: (row.subject, row.episode))
    return Found(point, regime, rows, evidence_names(found))


def look_ceased(
    session: Session, point: Point, regime: Regime, found: Findings, narrow: Iterable[ColumnElement[bool]] = ()
) -> Ceased:
    """Return the open alerts of a point that its SELECT does not find any more."""
    if point.looks_back:
        return Ceased(point, [])
    holds = _as_exists(found)
    statement = select(Alert.id, Alert.county).where(
        Alert.point == point.code,
        Alert.ceased_at.is_(None),
        Alert.state.not_in(ENDED),
        regime.holds(Alert.county),
        ~holds,
        *narrow,
    )
    return Ceased(point, [(row.id, row.county) for row in session.execute(statement)])


def count_standing(session: Session, point: Point, county: int, now: datetime, old: Regime, new: Regime | None) -> int:
    """Return how many open alerts of a county stand under one regime and not under another; none: switched off."""
    statement = select(func.count(Alert.id)).where(
        Alert.point == point.code,
        Alert.county == county,
        Alert.ceased_at.is_(None),
        Alert.state.not_in(ENDED),
        _as_exists(point.find(now, old.limits)),
    )
    if new is not None:
        statement = statement.where(~_as_exists(point.find(now, new.limits)))
    return session.scalar(statement) or 0


def _as_exists(found: Findings) -> ColumnElement[bool]:
    """Turn a point's SELECT into: it still finds the subject and episode of the alert."""
    return (
        found.where(
            part(found, "subject") == Alert.subject_id,
            part(found, "county") == Alert.county,
            part(found, "episode") == Alert.episode,
        )
        .with_only_columns(literal(1))
        .correlate(Alert)
        .exists()
    )


def insert_new(session: Session, model: type[Base]) -> Insert:
    """Return an INSERT that passes over rows whose key exists already, on either engine."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    statement: Insert = dialect.insert(model).on_conflict_do_nothing()
    return statement


def raise_alerts(act: Act, batches: Iterable[Found], run_id: int | None = None) -> dict[str, int]:
    """Insert alerts and record ``alert.raised`` for each; returns how many by point."""
    raised: dict[str, int] = defaultdict(int)
    by_county: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for found in batches:
        for values in _values(act, found, run_id):
            by_county[values["county"]].append(values)
    for county, rows in sorted(by_county.items()):
        last = advance(act.session.connection(), county, len(rows))
        for place, row in enumerate(rows):
            row["id"] = county * IDS_PER_COUNTY + last - len(rows) + 1 + place
        written = _insert(act.session, rows)
        entries: list[tuple[str, Named, Mapping[str, Any]]] = []
        for row in rows:
            if row["id"] in written:
                raised[row["point"]] += 1
                subject = Subject(Alert.kind, row["id"], county)
                facts = {name: row[name] for name in ("point", "subject_kind", "subject_id", "episode")}
                entries.append(("alert.raised", subject, facts))
        if entries:
            record_many(act, entries)
    return dict(raised)


def _insert(session: Session, rows: list[dict[str, Any]]) -> set[int]:
    statement = insert_new(session, Alert).returning(Alert.id)
    return set(session.scalars(statement, rows, execution_options={"insertmanyvalues_page_size": ROWS}))


def _values(act: Act, found: Found, run_id: int | None) -> Iterable[dict[str, Any]]:
    if not found.rows:
        return
    names = SUBJECTS.names(act.session, found.rows[0].subject_kind, (row.subject for row in found.rows))
    point = found.point
    limits = _plain_limits(found.regime.limits)
    reply_due_on = _reply_due(act, point) if found.regime.severity > Severity.BLUE else None
    seen: set[tuple[int, str]] = set()
    for row in found.rows:
        if (row.subject, row.episode) in seen:
            continue
        seen.add((row.subject, row.episode))
        yield {
            "county": row.county,
            "point": point.code,
            "point_version": point.version,
            "limits": limits,
            "subject_kind": row.subject_kind,
            "subject_id": row.subject,
            "episode": row.episode,
            "organisation_id": row.organisation,
            "official_id": row.official,
            "severity": int(found.regime.severity),
            "nature": int(point.nature),
            "occurred_at": row.moment,
            "detected_at": act.at,
            "text": alert_text(names.get(row.subject), row.fact),
            "fact": row.fact,
            "evidence": _evidence(row, found.evidence),
            "state": str(AlertState.NEW),
            "reply_due_on": reply_due_on,
            "run_id": run_id,
            "edit_number": 1,
        }


def _evidence(row: Row[Any], names: list[str]) -> dict[str, Any]:
    values = dict(zip(names, row[len(COLUMNS) :], strict=True))
    return dict(json.loads(canonical(values)))


def _plain_limits(limits: Limits) -> dict[str, Any]:
    return dict(json.loads(canonical(limits)))


def _reply_due(act: Act, point: Point) -> date | None:
    try:
        return working_calendar(act.session).due(act.on, Limit(point.reply_days))
    except CalendarMissing:
        # The alert must stand; that the calendar is missing is an alert of its own.
        return None


def mark_ceased(act: Act, batches: Iterable[Ceased]) -> int:
    """Note when the conditions of alerts came to an end, and record ``alert.ceased`` for each."""
    count = 0
    for batch in batches:
        for first in range(0, len(batch.alerts), ROWS):
            some = batch.alerts[first : first + ROWS]
            statement = (
                update(Alert)
                .where(Alert.id.in_([alert for alert, _ in some]), Alert.ceased_at.is_(None))
                .values(ceased_at=act.at)
                .returning(Alert.id, Alert.county)
                .execution_options(synchronize_session=False)
            )
            done = act.session.execute(statement).all()
            count += len(done)
            facts = {"point": batch.point.code}
            record_many(act, [("alert.ceased", Subject(Alert.kind, i, c), facts) for i, c in sorted(done)])
    return count
