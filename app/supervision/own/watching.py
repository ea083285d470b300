"""From a version to a monitoring point like any other, and all points of the program and of the counties."""

import inspect
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session, aliased, joinedload

from app.kernel.facts import CaseFact
from app.kernel.points import POINTS, Findings, Limits, Nature, Point, Severity, findings
from app.kernel.terms import FACT, WATCHED, Term, TermKind, Watched
from app.supervision.own.conditions import Columns, Comparison, Condition, Joined, all_as_sql
from app.supervision.own.models import OwnPoint, OwnPointState, OwnPointVersion

GROUP = "OWN"
RESERVED = frozenset(inspect.signature(findings).parameters)
"""Names that the SELECT of a point uses for itself."""
FACT_COLUMNS = {TermKind.NUMBER: "number", TermKind.INSTANT: "at", TermKind.TEXT: "text", TermKind.CHOICE: "text"}


def counties_of(county: int) -> tuple[int, int]:
    """Return the first and last county number for which a county's point holds; a city's for all of its own."""
    return (county, county + 99) if county % 100 == 0 else (county, county)


def conditions_of(version: OwnPointVersion) -> list[Condition]:
    """Return the conditions of a version as they were stored."""
    watched = WATCHED[version.watched]
    return [
        Condition(
            _term(watched, plain["term"], plain["kind"]),
            Comparison(plain["is"]),
            plain.get("value", ""),
            _term(watched, plain["other"], plain["kind"]) if "other" in plain else None,
            Joined(plain.get("joined", Joined.AND)),
        )
        for plain in version.conditions
    ]


def _term(watched: Watched, name: str, kind: str) -> Term:
    """Return a column by its name, or a further fact: it is asked for whether or not a case has it today."""
    return watched.term(name) or Term(name, name.removeprefix(FACT), TermKind(kind))


@dataclass(frozen=True, slots=True)
class Question:
    """What a version asks, as the ``find`` of a monitoring point."""

    version: OwnPointVersion

    def __call__(self, now: datetime, _limits: Limits) -> Findings:
        """Return the SELECT of what is found now."""
        return _found(self.version, now)


def point_of(version: OwnPointVersion, code: str) -> Point:
    """Return a version as a monitoring point."""

    return Point(
        code=code,
        title=version.title,
        basis=version.basis,
        severity=Severity(version.severity),
        nature=Nature(version.nature),
        explanation=version.explanation,
        version=version.number,
        find=Question(version),
        honest="",
        wakes_on=WATCHED[version.watched].wakes_on,
    )


def evidence_name(watched: Watched, term: Term) -> str:
    """Return the name under which a term's value stands in the evidence."""
    taken = RESERVED | {column.name for column in watched.terms}
    return term.name if not term.fact else f"{term.fact}_" if term.fact in taken else term.fact


def terms_in_evidence(point: Point) -> dict[str, Term]:
    """Return what stands in the evidence of an own point's alerts, by name; empty for a point of the program."""
    if not isinstance(point.find, Question):
        return {}
    version = point.find.version
    return {evidence_name(WATCHED[version.watched], term): term for term in _used(version).values()}


def _used(version: OwnPointVersion) -> dict[str, Term]:
    both = ((condition.term, condition.other) for condition in conditions_of(version))
    return {term.name: term for pair in both for term in pair if term is not None}


def _found(version: OwnPointVersion, now: datetime) -> Findings:
    watched, used = WATCHED[version.watched], _used(version)
    tables = {name: aliased(CaseFact) for name, term in used.items() if term.fact}
    column = _columns(tables)
    model = watched.model
    found = findings(
        kind=watched.kind,
        subject=model.id,
        county=model.county,
        organisation=model.organisation_id,
        official=watched.official,
        moment=watched.moment,
        fact=version.title,
        **{evidence_name(watched, term): column(term) for term in used.values()},
    ).select_from(model)
    for name, table in tables.items():
        of_case = (table.subject_kind == watched.kind, table.subject_id == model.id, table.name == used[name].fact)
        found = found.outerjoin(table, and_(*of_case))
    first, last = counties_of(version.county)
    return found.where(model.county.between(first, last), *all_as_sql(conditions_of(version), column, now))


def _columns(tables: Mapping[str, Any]) -> Columns:
    def column(term: Term) -> Any:
        if term.fact:
            return getattr(tables[term.name], FACT_COLUMNS[term.kind])
        return term.column

    return column


def own_points(session: Session) -> list[Point]:
    """Return the counties' own points that watch now."""
    rows = session.execute(
        select(OwnPointVersion, OwnPoint.code)
        .join(OwnPoint, OwnPoint.watching_id == OwnPointVersion.id)
        .where(OwnPoint.state == OwnPointState.ON)
        .order_by(OwnPoint.id)
    )
    return [point_of(version, code) for version, code in rows]


def every_point(session: Session) -> list[Point]:
    """Return the points of the program and those of the counties that watch now, by code."""
    return sorted([*POINTS, *own_points(session)], key=lambda point: point.code)


def points_called(session: Session, codes: set[str]) -> dict[str, Point]:
    """Return points by code, those of the counties too, whether or not they still watch."""
    found = {code: POINTS.points[code] for code in codes if code in POINTS.points}
    if codes - found.keys():
        rows = session.scalars(
            select(OwnPoint).where(OwnPoint.code.in_(codes - found.keys())).options(joinedload(OwnPoint.versions))
        ).unique()
        for row in rows:
            watching = next((version for version in row.versions if version.id == row.watching_id), row.newest)
            found[row.code] = point_of(watching, row.code)
    return found


def point_called(session: Session, code: str, number: int = 0) -> Point | None:
    """Return a point by its code; of a county's own, the version by which an alert was raised."""
    if number and code not in POINTS.points:
        version = session.scalar(
            select(OwnPointVersion)
            .join(OwnPoint, OwnPoint.id == OwnPointVersion.own_point_id)
            .where(OwnPoint.code == code, OwnPointVersion.number == number)
        )
        if version is not None:
            return point_of(version, code)
    return points_called(session, {code}).get(code)
