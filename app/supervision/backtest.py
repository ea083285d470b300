"""The back-test: what a point would have found since a day, by month and county. It raises nothing."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.kernel.act import local_day, start_of_day
from app.kernel.audit import ChainHead
from app.kernel.months import month_of, month_starts
from app.kernel.points import Findings, Point, part
from app.supervision.queries.limits import Regime, Settings


@dataclass(frozen=True, slots=True)
class Tested:
    """What one point found: how often by (month, county)."""

    point: Point
    counts: Counter[tuple[int, int]]

    @property
    def total(self) -> int:
        """Findings in all."""
        return self.counts.total()


def back_test(session: Session, points: Iterable[Point], since: date, now: datetime) -> Iterator[Tested]:
    """Run points over history with today's parameters, one after the other, and count.

    Points that look back over a stretch of time are asked month by month, as they would have been.
    """
    settings = Settings(session, now)
    counties = list(session.scalars(select(ChainHead.county)))
    for point in points:
        counts: Counter[tuple[int, int]] = Counter()
        for regime in settings.regimes(point, counties):
            if point.looks_back:
                counts += _by_steps(session, point, regime, since, now)
            else:
                counts += _at_once(session, point, regime, since, now)
        yield Tested(point, counts)


def _at_once(session: Session, point: Point, regime: Regime, since: date, now: datetime) -> Counter[tuple[int, int]]:
    found = _since(point.find(now, regime.limits), regime, since)
    month = month_of(part(found, "moment"), since, local_day(now)).label("month")
    bare = found.with_only_columns(month, part(found, "county").label("county")).subquery()
    statement = select(bare.c.month, bare.c.county, func.count()).group_by(bare.c.month, bare.c.county)
    return Counter({(row[0], row[1]): row[2] for row in session.execute(statement)})


def _by_steps(session: Session, point: Point, regime: Regime, since: date, now: datetime) -> Counter[tuple[int, int]]:
    counts: Counter[tuple[int, int]] = Counter()
    starts = [start_of_day(start) for start in month_starts(since, local_day(now))]
    for start, end in zip(starts, [*starts[1:], now], strict=True):
        found = _since(point.find(min(end, now), regime.limits), regime, since)
        moment = part(found, "moment")
        county_column = part(found, "county").label("county")
        rows = found.where(moment >= start, moment < end).with_only_columns(county_column).subquery()
        for county, count in session.execute(select(rows.c.county, func.count()).group_by(rows.c.county)):
            day = local_day(start)
            counts[day.year * 100 + day.month, county] += count
    return counts


def _since(found: Findings, regime: Regime, since: date) -> Findings:
    return found.where(part(found, "moment") >= start_of_day(since), regime.holds(part(found, "county")))
