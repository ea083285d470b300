"""The figure page: alerts by county, organisation, item, officer, point and month."""

from datetime import date, timedelta
from typing import Any

from flask import render_template, request
from sqlalchemy import select

from app.kernel.act import local_day
from app.kernel.places import Official, Organisation, county_names
from app.kernel.roles import Role
from app.powers.models import Power
from app.supervision.models import By
from app.supervision.own.watching import points_called
from app.supervision.pages import PAGES
from app.supervision.queries.figures import Count, count_by, counted_at
from app.surfaces.acts import current_actor, now, session
from app.surfaces.language import show_moment, translate
from app.surfaces.pages import allowed

READERS = (Role.INSPECTOR, Role.COUNTY_ADMIN, Role.CITY_ADMIN, Role.AUDITOR, Role.LEADER)
SHOWN = 12


@PAGES.get("/figures/")
@allowed(*READERS)
def figures() -> str:
    """Show how many alerts were found in a period, in every way that one may ask."""
    today = local_day(now())
    to_on = _day("to_on", today)
    from_on = _day("from_on", to_on - timedelta(days=365))
    scope = current_actor().scope
    counts = {by: count_by(session(), scope, by, from_on, to_on) for by in By}
    if Role.LEADER in current_actor().roles and len(current_actor().roles) == 1:
        counts[By.OFFICIAL] = []  # a leader reads figures, not names
    charts = {by.value: [(name, row.total) for name, row in _named(by, rows)[:SHOWN]] for by, rows in counts.items()}
    table = [{"name": name, "count": row} for name, row in _named(By.POINT, counts[By.POINT])]
    total = sum(row.total for row in counts[By.POINT])
    return render_template(
        "supervision/figures.html",
        charts=charts,
        table=table,
        total=total,
        from_on=from_on,
        to_on=to_on,
        open=sum(row.open for row in counts[By.POINT]),
        red=sum(row.red for row in counts[By.POINT]),
        counted=show_moment(counted_at(session(), scope)),
    )


def _day(name: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return otherwise


def _named(by: By, rows: list[Count]) -> list[tuple[str, Count]]:
    keys = [row.key for row in rows[:200]]
    names: dict[Any, str] = {}
    tables: dict[By, Any] = {By.ORGANISATION: Organisation, By.POWER: Power, By.OFFICIAL: Official}
    if by in tables:
        table = tables[by]
        names = dict(session().execute(select(table.id, table.name).where(table.id.in_(keys))).all())
    elif by is By.COUNTY:
        names = county_names(session(), keys)
    elif by is By.POINT:
        points = points_called(session(), set(keys))
        names = {key: f"{key} {translate(point.title)}" for key, point in points.items()}
    elif by is By.MONTH:
        names = {key: f"{key // 100}-{key % 100:02d}" for key in keys if key}
    return [(names.get(row.key, str(row.key)), row) for row in rows]
