"""Figures of alerts kept by day and by month, so that no page counts a year of alerts.

The clock counts again the months in which something was found or judged since its last look at the trail.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, case, cast, delete, func, insert, literal, null, select
from sqlalchemy import String as Text
from sqlalchemy.orm import Session

from app.kernel.act import Act, local_day, start_of_day
from app.kernel.audit import ChainHead, TrailRow
from app.kernel.calendar import ONE_DAY
from app.kernel.db import IDS_PER_COUNTY
from app.kernel.months import month_starts, number_of_day, number_of_month
from app.kernel.points import Severity
from app.kernel.subjects import SUBJECTS
from app.supervision.models import ENDED, Alert, AlertCount, AlertState, By, CountCursor

SLICE = 50_000
"""Trail rows of one county that one run reads; the next run reads on."""
FACTS = ("total", "red", "yellow", "blue", "open", "confirmed", "cleared")


def count_alerts(act: Act) -> Mapping[str, int]:
    """Count again the months whose alerts changed since the last run; returns how many months."""
    session = act.session
    heads = dict(session.execute(select(ChainHead.county, ChainHead.place)).all())
    cursors = {cursor.county: cursor for cursor in session.scalars(select(CountCursor))}
    months = 0
    for county, head in sorted(heads.items()):
        cursor = cursors.get(county)
        if cursor is None:
            cursor = CountCursor(county=county, place=0, counted_at=act.at)
            session.add(cursor)
        first, last = cursor.place, min(head, cursor.place + SLICE)
        if first == 0:
            last, changed = head, _every_month(session, county)
        else:
            changed = _changed(session, county, first, last)
        for month in changed:
            count_month(session, county, month)
            months += 1
        cursor.place, cursor.counted_at = last, act.at
    session.flush()
    return {"months": months}


def _every_month(session: Session, county: int) -> list[date]:
    """Return the first days of the months from a county's first alert to its last."""
    bounds = select(func.min(Alert.detected_at), func.max(Alert.detected_at)).where(Alert.county == county)
    first, last = session.execute(bounds).one()
    if first is None:
        return []
    return month_starts(local_day(first), local_day(last))


def _changed(session: Session, county: int, first: int, last: int) -> list[date]:
    """Return the first days of the months in which alerts stand that this part of the trail names."""
    base = county * IDS_PER_COUNTY
    named = select(TrailRow.subject_id).where(
        TrailRow.id > base + first, TrailRow.id <= base + last, TrailRow.subject_kind == Alert.kind
    )
    instants = session.scalars(select(Alert.detected_at).where(Alert.id.in_(named)).distinct())
    return sorted({local_day(at).replace(day=1) for at in instants})


def count_month(session: Session, county: int, month: date) -> None:
    """Write the figures of one month of a county, its days and the month itself, in place of the former ones."""
    days = _days(month)
    found = _by_day(session, county, days)
    whole: dict[tuple[Any, ...], list[int]] = defaultdict(lambda: [0] * len(FACTS))
    for (by, organisation_id, key, _day), facts in found.items():
        whole[(by, organisation_id, key, number_of_month(month))] = [
            a + b for a, b in zip(whole[(by, organisation_id, key, number_of_month(month))], facts, strict=True)
        ]
    periods = [number_of_month(month), *(number_of_day(day) for day in days)]
    session.execute(
        delete(AlertCount).where(AlertCount.county == county, AlertCount.period.in_(periods)),
        execution_options={"synchronize_session": False},
    )
    rows = [
        {"county": county, "what": by, "organisation_id": organisation_id, "key": key, "period": period}
        | dict(zip(FACTS, facts, strict=True))
        for (by, organisation_id, key, period), facts in (*found.items(), *whole.items())
    ]
    if rows:
        session.execute(insert(AlertCount), rows)


def _by_day(session: Session, county: int, days: list[date]) -> dict[tuple[Any, ...], list[int]]:
    """Return the facts of a month's days by (what, organisation, key, day)."""
    day = case(
        *[(Alert.detected_at >= start_of_day(one), literal(number_of_day(one), Integer)) for one in reversed(days)]
    )
    within = and_(
        Alert.county == county,
        Alert.detected_at >= start_of_day(days[0]),
        Alert.detected_at < start_of_day(days[-1] + ONE_DAY),
    )
    keys: list[tuple[By, Any, Any]] = [
        (By.POINT, Alert.point, Alert.__table__),
        (By.OFFICIAL, cast(Alert.official_id, Text(40)), Alert.__table__),
    ]
    for kind in SUBJECTS.under_powers():
        about = and_(Alert.subject_kind == kind.word, kind.model.id == Alert.subject_id)
        keys.append((By.POWER, cast(kind.power, Text(40)), Alert.__table__.join(kind.model.__table__, about)))
    found: dict[tuple[Any, ...], list[int]] = {}
    for by, key, tables in keys:
        statement = (
            select(Alert.organisation_id, key, day, *_facts())
            .select_from(tables)
            .where(within, key.is_not(null()))
            .group_by(Alert.organisation_id, key, day)
        )
        for organisation_id, of, number, *facts in session.execute(statement):
            place = found.setdefault((str(by), organisation_id, of, number), [0] * len(FACTS))
            place[:] = [a + b for a, b in zip(place, facts, strict=True)]
    return found


def _facts() -> Iterable[ColumnElement[int]]:
    yield func.count()
    for severity in (Severity.RED, Severity.YELLOW, Severity.BLUE):
        yield _sum(Alert.severity == int(severity))
    yield _sum(Alert.state.not_in([str(state) for state in ENDED]))
    yield _sum(Alert.state.in_([str(AlertState.CLOSED), str(AlertState.ACCOUNTABILITY)]))
    yield _sum(Alert.state == str(AlertState.FALSE_ALARM))


def _sum(condition: Any) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _days(month: date) -> list[date]:
    days = [month]
    while (day := days[-1] + ONE_DAY).month == month.month:
        days.append(day)
    return days
