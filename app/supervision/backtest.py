"""The back-test: what a point would have found since a day, by month and county. It raises nothing."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

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


def back_test(
    session: Session, points: Iterable[Point], since: date, now: datetime, tried: Mapping[str, Any] | None = None
) -> Iterator[Tested]:
    """Run points over history, one after the other, and count: with today's parameters, or those tried instead."""
    settings = Settings(session, now)
    counties = list(session.scalars(select(ChainHead.county)))
    for point in points:
        counts: Counter[tuple[int, int]] = Counter()
        for regime in settings.regimes(point, counties, tried):
            for found in asked(point, regime, since, now):
                counts += _counted(session, found, since, now)
        yield Tested(point, counts)


def asked(point: Point, regime: Regime, since: date, now: datetime) -> Iterator[Findings]:
    """Return what a point asks of history under one regime, in one SELECT or several.

    Points that look back over a stretch of time are asked month by month, as they would have been.
    """
    if not point.looks_back:
        yield _since(point.find(now, regime.limits), regime, since)
        return
    starts = [start_of_day(start) for start in month_starts(since, local_day(now))]
    for start, end in zip(starts, [*starts[1:], now], strict=True):
        found = _since(point.find(min(end, now), regime.limits), regime, since)
        moment = part(found, "moment")
        yield found.where(moment >= start, moment < end)


def _counted(session: Session, found: Findings, since: date, now: datetime) -> Counter[tuple[int, int]]:
    month = month_of(part(found, "moment"), since, local_day(now)).label("month")
    bare = found.with_only_columns(month, part(found, "county").label("county")).subquery()
    statement = select(bare.c.month, bare.c.county, func.count()).group_by(bare.c.month, bare.c.county)
    return Counter({(row[0], row[1]): row[2] for row in session.execute(statement)})


def _since(found: Findings, regime: Regime, since: date) -> Findings:
    return found.where(part(found, "moment") >= start_of_day(since), regime.holds(part(found, "county")))
