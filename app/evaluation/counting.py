"""Counting figures: one statement for each side of each figure, every county and month at once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import Integer, String, cast, delete, func, insert, literal, select
from sqlalchemy.orm import Session

from app.evaluation.models import FigureEdition, FigureValue, Grain
from app.kernel.act import Act, local_day
from app.kernel.audit import record
from app.kernel.calendar import ONE_DAY
from app.kernel.figures import FIGURES, Figure, Rows
from app.kernel.months import first_of_month, is_day, month_after, month_of, months_between, number_of_month
from app.kernel.places import Scope

LOOK_BACK = 25
"""Months before this one that are counted again each night, so that a change of history is noticed."""
MOST = 120
"""Months of history that are counted the first time."""


class Cell(NamedTuple):
    """What a value is of."""

    grain: str
    organisation: int
    key: str
    days: int


Values = dict[Cell, list[int]]
"""Numerator and denominator by cell."""


def count_night(act: Act) -> Mapping[str, int]:
    """Count every figure of the months that may have changed; freeze those that have ended."""
    return count_figures(act, FIGURES.values(), LOOK_BACK)


def count_today(act: Act) -> Mapping[str, int]:
    """Count the month that runs, so that pages are no older than an hour."""
    return count_figures(act, FIGURES.values(), 0)


def count_figures(act: Act, figures: Iterable[Figure], look_back: int) -> Mapping[str, int]:
    """Count figures from so many months ago, one that was never counted from its first row on."""
    told = {"editions": 0, "changed": 0}
    now = number_of_month(act.on)
    for figure in figures:
        known = _known(act.session, figure)
        first = month_after(now, -look_back) if known else _first_month(act.session, figure, now)
        if first is None:
            continue
        counted = _counted(act, figure, first, now)
        for county in sorted({county for county, _month in (*known, *counted)}):
            months = [month for one, month in (*known, *counted) if one == county]
            for month in months_between(max(first, min(months)), now):
                was, values = known.get((county, month)), counted.get((county, month), {})
                written = _keep(act, figure, county, month, was, values, month < now)
                told["editions"] += written > 0
                told["changed"] += written > 1
    return told


def _known(session: Session, figure: Figure) -> dict[tuple[int, int], FigureEdition]:
    current = select(FigureEdition).where(FigureEdition.code == figure.code, FigureEdition.current)
    return {(one.county, one.period): one for one in session.scalars(current)}


def _first_month(session: Session, figure: Figure, now: int) -> int | None:
    """Return the month of the first row of a figure that was never counted; None when it has none."""
    found = [session.scalar(rows.select(func.min(rows.at))) for rows in figure.sides]
    days = [local_day(one) if isinstance(one, datetime) else one for one in found if one is not None]
    months = [number_of_month(day) for day in days]
    return max(min(months), month_after(now, -MOST)) if months and min(months) <= now else None


def _counted(act: Act, figure: Figure, first: int, last: int) -> dict[tuple[int, int], Values]:
    """Return the values of every county and month."""
    found: dict[tuple[int, int], Values] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for side, rows in enumerate(figure.sides):
        for county, organisation, item, officer, days, month, count in act.session.execute(
            _statement(rows, first, last, act)
        ):
            values = found[county, month]
            cells = [Cell(Grain.ORGANISATION.value, organisation, "", days)]
            cells += [Cell(Grain.ITEM.value, organisation, item, days)] if item is not None else []
            cells += [Cell(Grain.OFFICER.value, organisation, officer, days)] if officer is not None else []
            for cell in cells:
                values[cell][side] += count
    return found


def _statement(rows: Rows, first: int, last: int, act: Act) -> Any:
    """Return the SELECT that counts rows up to now by county, organisation, item, officer, days and month."""
    starts, ends = first_of_month(first), first_of_month(month_after(last)) - ONE_DAY
    columns = [
        rows.model.county.label("county"),
        rows.home.label("organisation"),
        _text(rows.item).label("item"),
        _text(rows.officer).label("officer"),
        (literal(0, Integer) if rows.days is None else rows.days).label("days"),
        month_of(rows.at, starts, ends).label("month"),
    ]
    inside = rows.within(Scope.everything(), starts, ends)
    counted = rows.select(*columns).where(*inside, happened(rows, act.at)).subquery()
    return select(*counted.c, func.count()).group_by(*counted.c)


def happened(rows: Rows, at: datetime) -> Any:
    """Return the condition that a row is no matter of the future, such as a limit that still runs."""
    return rows.at <= (local_day(at) if is_day(rows.at) else at)


def _text(column: Any) -> Any:
    return literal(None, String(40)) if column is None else cast(column, String(40))


def _keep(
    act: Act, figure: Figure, county: int, month: int, was: FigureEdition | None, values: Values, ended: bool
) -> int:
    """Write an edition where there is a new one; returns 0 for none, 1 for a first or running one, 2 for a change."""
    digest = sha256(repr(sorted(values.items())).encode()).hexdigest()
    if was is not None and was.edition > 0:
        if was.digest == digest:
            return 0
        was.current = False
        made = _write(act, figure, county, month, was.edition + 1, digest, values)
        record(act, "figures.changed", made, code=figure.code, period=month, edition=made.edition)
        return 2
    if was is None:
        _write(act, figure, county, month, int(ended), digest, values)
        return 1
    was.as_of, was.edition = act.at, int(ended)
    if was.digest != digest:
        was.digest = digest
        act.session.execute(
            delete(FigureValue).where(FigureValue.edition_id == was.id),
            execution_options={"synchronize_session": False},
        )
        act.session.flush()
        _write_values(act, was, values)
    return 1


def _write(
    act: Act, figure: Figure, county: int, month: int, edition: int, digest: str, values: Values
) -> FigureEdition:
    made = FigureEdition(
        county=county, code=figure.code, period=month, edition=edition, digest=digest, as_of=act.at, current=True
    )
    act.session.add(made)
    act.session.flush()
    _write_values(act, made, values)
    return made


def _write_values(act: Act, edition: FigureEdition, values: Values) -> None:
    rows = [
        cell._asdict() | {"edition_id": edition.id, "county": edition.county, "numerator": above, "denominator": below}
        for cell, (above, below) in values.items()
    ]
    for row in rows:
        row["organisation_id"] = row.pop("organisation")
    if rows:
        act.session.execute(insert(FigureValue), rows)
