"""Which parameters of a point hold where: the county's own, else the city's, else the default."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import Session

from app.kernel.act import local_day, start_of_day
from app.kernel.calendar import ONE_DAY, WorkingCalendar, working_calendar
from app.kernel.points import Limits, Point, PointSetting, Severity

SWITCHED_ON = "switched_on"
SEVERITY = "severity"


@dataclass(frozen=True, slots=True)
class Regime:
    """Counties in which one and the same parameters of a point hold."""

    limits: Mapping[str, Any]
    severity: Severity
    counties: tuple[int, ...] | None
    """``None``: everywhere."""

    def holds(self, county: Any) -> ColumnElement[bool]:
        """Return the condition that keeps rows of these counties."""
        return true() if self.counties is None else county.in_(self.counties)


class Settings:
    """Every setting in force at an instant, read once."""

    def __init__(self, session: Session, at: datetime) -> None:
        self.at = at
        self.calendar = working_calendar(session)
        rows = session.execute(
            select(PointSetting.county, PointSetting.point, PointSetting.name, PointSetting.value)
            .where(PointSetting.from_at <= at)
            .order_by(PointSetting.from_at, PointSetting.number)
        )
        self._own: dict[tuple[int, str], dict[str, Any]] = defaultdict(dict)
        for county, point, name, value in rows:
            self._own[county, point][name] = value

    def effective(self, point: Point, county: int) -> dict[str, Any]:
        """Return every parameter of a point in a county, with switch and severity."""
        values = point.defaults | {SWITCHED_ON: True, SEVERITY: int(point.severity)}
        values |= self._own.get((city_of(county), point.code), {})
        return values | self._own.get((county, point.code), {})

    def regimes(
        self, point: Point, counties: Iterable[int], tried: Mapping[str, Any] | None = None, *, off_too: bool = False
    ) -> list[Regime]:
        """Group counties by the parameters that hold there; those switched off are left out, unless ``off_too``.

        ``tried`` are values that take the place of those in force, to see what they would bring.
        """
        groups: dict[str, tuple[dict[str, Any], list[int]]] = {}
        counties = sorted(counties)
        for county in counties:
            values = self.effective(point, county) | dict(tried or {})
            groups.setdefault(repr(sorted(values.items())), (values, []))[1].append(county)
        return [
            Regime(
                self.with_instants(point, values, self.at),
                Severity(values[SEVERITY]),
                None if len(groups) == 1 else tuple(members),
            )
            for values, members in groups.values()
            if values[SWITCHED_ON] or off_too
        ]

    def with_instants(self, point: Point, values: Mapping[str, Any], now: datetime) -> Limits:
        """Add ``<name>_ago`` for the parameter by which a point's tick is shifted."""
        if point.tick is None or not point.tick.shift:
            return values
        name = point.tick.shift
        if point.tick.in_minutes:
            return {**values, f"{name}_ago": now - timedelta(minutes=values[name])}
        return {**values, f"{name}_ago": working_days_ago(self.calendar, now, values[name])}


def city_of(county: int) -> int:
    """Return the number of the city that a county lies in: 350102 -> 350100."""
    return county // 100 * 100


def working_days_ago(calendar: WorkingCalendar, now: datetime, count: int) -> datetime:
    """Return the instant before which a deadline must have ended to be more than ``count`` working days ago.

    That is the first instant of the earliest of the last ``count + 1`` working days, today included.
    """
    day: date = local_day(now)
    left = count + 1 - calendar.is_workday(day)
    while left > 0:
        day -= ONE_DAY
        left -= calendar.is_workday(day)
    return start_of_day(day)
