"""Figures of alerts: counts by county, organisation, item, officer, point and month; only GROUP BY."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, case, func, literal, select
from sqlalchemy.orm import Session

from app.approvals.models import Case
from app.kernel.act import start_of_day
from app.kernel.calendar import ONE_DAY
from app.kernel.places import Organisation, Scope
from app.kernel.points import Severity
from app.supervision.models import ENDED, Alert, AlertState


class By(StrEnum):
    """What alerts are counted by."""

    COUNTY = "county"
    ORGANISATION = "organisation"
    POWER = "power"
    OFFICIAL = "official"
    POINT = "point"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Count:
    """One line of a figure: what it is about, and how many alerts of which kind."""

    key: Any
    total: int
    red: int
    yellow: int
    blue: int
    open: int
    confirmed: int
    """Ended as right: closed, or handed on to accountability."""
    cleared: int
    """Ended as false alarms."""

    @property
    def precision(self) -> float | None:
        """Share of the judged alerts that were right; ``None`` while none has been judged."""
        judged = self.confirmed + self.cleared
        return self.confirmed / judged if judged else None


def month_starts(from_on: date, to_on: date) -> list[date]:
    """Return the first days of the months from one day to another."""
    months = range(from_on.year * 12 + from_on.month - 1, to_on.year * 12 + to_on.month)
    return [date(number // 12, number % 12 + 1, 1) for number in months]


def month_of(moment: Any, from_on: date, to_on: date) -> ColumnElement[Any]:
    """Return the month (202611) of an instant in China, by comparison only."""
    starts = month_starts(from_on, to_on)
    arms = [
        (moment >= start_of_day(start), literal(start.year * 100 + start.month, Integer))
        for start in reversed(starts)
    ]
    return case(*arms, else_=literal(0, Integer))


def count_by(
    session: Session, scope: Scope, by: By, from_on: date, to_on: date, conditions: Iterable[Any] = ()
) -> list[Count]:
    """Return how many alerts were detected from one day to another, grouped, the most first.

    Months come in their order.
    """
    keys: dict[By, Any] = {
        By.COUNTY: Alert.county,
        By.ORGANISATION: Alert.organisation_id,
        By.POWER: Case.power_id,
        By.OFFICIAL: Alert.official_id,
        By.POINT: Alert.point,
        By.MONTH: month_of(Alert.detected_at, from_on, to_on),
    }
    key = keys[by].label("key")
    severities = [_sum(Alert.severity == int(s)) for s in (Severity.RED, Severity.YELLOW, Severity.BLUE)]
    states = (
        Alert.state.not_in([str(state) for state in ENDED]),
        Alert.state.in_([str(AlertState.CLOSED), str(AlertState.ACCOUNTABILITY)]),
        Alert.state == str(AlertState.FALSE_ALARM),
    )
    statement = (
        select(key, func.count().label("total"), *severities, *(_sum(state) for state in states))
        .select_from(Alert)
        .where(scope.where(Alert.county, Alert.organisation_id))
        .where(Alert.detected_at >= start_of_day(from_on), Alert.detected_at < start_of_day(to_on + ONE_DAY))
        .where(*conditions)
        .group_by(key)
    )
    if by is By.POWER:
        statement = statement.join(Case, and_(Alert.subject_kind == Case.kind, Case.id == Alert.subject_id))
    if by is By.OFFICIAL:
        statement = statement.where(Alert.official_id.is_not(None))
    rows = [Count(*row) for row in session.execute(statement)]
    return sorted(rows, key=lambda row: row.key if by is By.MONTH else -row.total)


def precision_by_point(session: Session, scope: Scope, from_on: date, to_on: date) -> dict[str, float]:
    """Return per point: confirmed / (confirmed + cleared), of those that have been judged."""
    counts = count_by(session, scope, By.POINT, from_on, to_on)
    return {row.key: row.precision for row in counts if row.precision is not None}


def open_by_organisation(session: Session, scope: Scope, before: datetime) -> list[tuple[Organisation, int]]:
    """Return organisations with alerts open since before an instant, the most first."""
    statement = (
        select(Organisation, func.count().label("open"))
        .join(Alert, Alert.organisation_id == Organisation.id)
        .where(scope.where(Alert.county, Alert.organisation_id), Alert.detected_at < before)
        .where(Alert.state.not_in([str(state) for state in ENDED]))
        .group_by(Organisation.id)
        .order_by(func.count().desc(), Organisation.id)
    )
    return [(row[0], row[1]) for row in session.execute(statement)]


def _sum(condition: Any) -> Any:
    return func.sum(case((condition, 1), else_=0))
