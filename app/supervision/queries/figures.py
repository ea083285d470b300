"""Figures of alerts by county, organisation, item, officer, point and month, as the clock keeps them."""

from dataclasses import astuple, dataclass, replace
from datetime import date, datetime
from typing import Any

from dateutil.relativedelta import relativedelta
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.kernel.calendar import ONE_DAY
from app.kernel.months import month_starts, number_of_day, number_of_month
from app.kernel.peers import wilson
from app.kernel.places import Organisation, Scope
from app.supervision.counting import FACTS
from app.supervision.models import ENDED, Alert, AlertCount, By, CountCursor


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

    @property
    def between(self) -> tuple[int, int]:
        """The percent between which the precision lies with 95 % (Wilson); wide while few have been judged."""
        low, high = wilson(self.confirmed, self.confirmed + self.cleared)
        return round(low * 100), round(high * 100)


def within(from_on: date, to_on: date) -> ColumnElement[bool]:
    """Keep the counts of a period: its whole months, and the single days at its ends."""
    months: list[int] = []
    days: list[int] = []
    for start in month_starts(from_on, to_on):
        following = start + relativedelta(months=1)
        if start >= from_on and following - ONE_DAY <= to_on:
            months.append(number_of_month(start))
        else:
            first, last = max(start, from_on), min(following - ONE_DAY, to_on)
            days.extend(number_of_day(first + n * ONE_DAY) for n in range((last - first).days + 1))
    return AlertCount.period.in_([*months, *days])


def count_by(session: Session, scope: Scope, by: By, from_on: date, to_on: date) -> list[Count]:
    """Return how many alerts were detected from one day to another, grouped, the most first.

    They are those that the clock has counted (``counted_at``). Months come in their order, those without an
    alert too.
    """
    if by is By.MONTH:
        return _by_month(session, scope, from_on, to_on)
    keys: dict[By, Any] = {By.COUNTY: AlertCount.county, By.ORGANISATION: AlertCount.organisation_id}
    what = by if by in (By.POINT, By.OFFICIAL, By.POWER) else By.POINT
    rows = _counts(session, scope, what, keys.get(by, AlertCount.key), within(from_on, to_on))
    if by in (By.OFFICIAL, By.POWER):
        rows = [replace(row, key=int(row.key)) for row in rows]
    return sorted(rows, key=lambda row: (-row.total, str(row.key)))


def _by_month(session: Session, scope: Scope, from_on: date, to_on: date) -> list[Count]:
    months = {number_of_month(start): [0] * 7 for start in month_starts(from_on, to_on)}
    for row in _counts(session, scope, By.POINT, AlertCount.period, within(from_on, to_on)):
        month = row.key if row.key in months else row.key // 100
        months[month] = [a + b for a, b in zip(months[month], astuple(row)[1:], strict=True)]
    return [Count(month, *facts) for month, facts in months.items()]


def _counts(session: Session, scope: Scope, what: By, key: Any, *conditions: ColumnElement[bool]) -> list[Count]:
    facts = [func.sum(getattr(AlertCount, name)) for name in FACTS]
    statement = (
        select(key, *facts)
        .where(AlertCount.what == str(what), *conditions)
        .where(scope.where(AlertCount.county, AlertCount.organisation_id))
        .group_by(key)
    )
    return [Count(of, *map(int, sums)) for of, *sums in session.execute(statement)]


def precision_of(session: Session, scope: Scope, point: str, from_on: date, to_on: date) -> float | None:
    """Return confirmed / (confirmed + cleared) of a point's alerts; None while none has been judged."""
    found = _counts(session, scope, By.POINT, AlertCount.key, AlertCount.key == point, within(from_on, to_on))
    return found[0].precision if found else None


def counted_at(session: Session, scope: Scope) -> datetime | None:
    """Return when the figures of this scope were counted last; None when never."""
    return session.scalar(select(func.min(CountCursor.counted_at)).where(scope.where(CountCursor.county)))


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
