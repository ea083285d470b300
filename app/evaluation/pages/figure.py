"""One figure from every side: by month, organisation and item, unit against month."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import render_template, url_for
from sqlalchemy import select

from app.evaluation.models import Grain
from app.evaluation.pages import PAGES
from app.evaluation.pages.asking import (
    MONTHS,
    READERS,
    asked_period,
    behind,
    context,
    figure_called,
    in_full,
    month_mark,
    month_marks,
    month_text,
    names_of,
    spread_of,
    written,
)
from app.evaluation.queries import Asked, Told, changed_since_frozen, counted_at, told_by
from app.kernel.figures import Better, Figure, Unit
from app.kernel.months import months_between
from app.kernel.places import Official
from app.kernel.roles import Role
from app.surfaces.acts import current_actor, session
from app.surfaces.charts.marks import Mark, Spread
from app.surfaces.language import show_moment, translate
from app.surfaces.pages import allowed

UNITS, ITEMS = 20, 12
"""Organisations and items on the page: those with most behind them."""
MOST_COLUMNS = 12
"""Months of the heat table."""


@PAGES.get("/figures/<code>")
@allowed(*READERS)
def figure(code: str) -> str:
    """Show one figure of a period by month, by organisation, by item, and by organisation and month."""
    shown, asked, scope = figure_called(code), asked_period(), current_actor().scope
    months = told_by(session(), scope, [code], asked, "period")
    units = {of: told for (_code, of), told in told_by(session(), scope, [code], asked, "organisation_id").items()}
    homes = names_of(units)
    values = {"first": asked.first, "last": asked.last, **context(asked)["kept"]}
    changed = changed_since_frozen(session(), scope, code, asked)
    return render_template(
        "evaluation/figure.html",
        title=translate(shown.title),
        meaning=translate(shown.meaning),
        better=translate(shown.better) if shown.better is not Better.NONE else "",
        value=in_full(shown, told_by(session(), scope, [code], asked).get((code,), Told())),
        rows_url=behind(shown, asked),
        among_url=behind(shown, asked, among=True) if shown.among is not None else "",
        months=month_marks(shown, months, asked),
        shares=shown.unit is Unit.SHARE,
        lined=shown.unit is not Unit.COUNT,
        units=_marks(shown, units, homes, lambda of: Asked(asked.first, asked.last, of), UNITS),
        spreads=_spreads(shown, units, homes, asked) if shown.unit is Unit.DAYS else [],
        items=_items(shown, asked),
        officers=_officers(shown, asked) if Role.INSPECTOR in current_actor().roles else [],
        heat=heat_of(shown, asked, homes) if len(units) > 1 else None,
        compare_url=url_for(".compare", code=code, **values) if shown.unit in (Unit.SHARE, Unit.DAYS) else "",
        changed=[
            {"month": month_text(one.period), "edition": one.edition, "at": show_moment(one.as_of)} for one in changed
        ],
        counted=show_moment(counted_at(session(), scope)),
        back_url=url_for(".figures", part=shown.domain, **values),
        **context(asked),
    )


def weight(told: Told) -> int:
    """Return how much lies behind a value."""
    return told.denominator or told.numerator


def _marks(shown: Figure, told: Mapping[Any, Told], names: Mapping[Any, str], of: Any, most: int) -> list[Mark]:
    """Return the marks of those with most behind them, the largest value first."""
    heavy = sorted(told, key=lambda key: (-weight(told[key]), str(key)))[:most]
    marks = [
        Mark(names.get(key, str(key)), told[key].value(shown.unit), behind(shown, of(key)), _beside(shown, told[key]))
        for key in heavy
    ]
    return sorted(marks, key=lambda mark: -1.0 if mark.value is None else -mark.value)


def _beside(shown: Figure, told: Told) -> str:
    """Return a value with the number of rows that it stands on, where it is a share or a ratio."""
    said = written(shown, told)
    return f"{said} ({told.numerator:,}/{told.denominator:,})" if shown.among is not None else said


def _items(shown: Figure, asked: Asked) -> list[Mark]:
    if shown.items is None:
        return []
    grain = Asked(asked.first, asked.last, asked.organisation_id, (), Grain.ITEM)
    told = {key: one for (_c, key), one in _by_key(shown, grain).items()}
    names = shown.items.names(session(), told)
    named = {key: translate(name) for key, name in names.items()}

    def of(key: str) -> Asked:
        return Asked(asked.first, asked.last, asked.organisation_id, (key,), Grain.ITEM)

    return _marks(shown, told, named, of, ITEMS)


def _officers(shown: Figure, asked: Asked) -> list[Mark]:
    """Return the officers with most behind them, for inspectors alone; their rows open in the queue and the files."""
    grain = Asked(asked.first, asked.last, asked.organisation_id, (), Grain.OFFICER)
    told = {int(key): one for (_c, key), one in _by_key(shown, grain).items()}
    heavy = sorted(told, key=lambda key: (-weight(told[key]), key))[:ITEMS]
    names = dict(session().execute(select(Official.id, Official.name).where(Official.id.in_(heavy))).all())
    marks = [
        Mark(names.get(key, str(key)), told[key].value(shown.unit), "", _beside(shown, told[key])) for key in heavy
    ]
    return sorted(marks, key=lambda mark: -1.0 if mark.value is None else -mark.value)


def _by_key(shown: Figure, grain: Asked) -> Mapping[tuple[Any, ...], Told]:
    return told_by(session(), current_actor().scope, [shown.code], grain, "key")


def _spreads(shown: Figure, units: Mapping[int, Told], homes: Mapping[int, str], asked: Asked) -> list[Spread]:
    heavy = sorted(units, key=lambda of: (-units[of].numerator, of))[:UNITS]
    return [
        spread_of(homes.get(of, str(of)), units[of], behind(shown, Asked(asked.first, asked.last, of)))
        for of in heavy
        if units[of].numerator
    ]


def heat_of(shown: Figure, asked: Asked, homes: Mapping[int, str]) -> dict[str, Any]:
    """Return the table of organisations against months: the last twelve, as far back as any was counted."""
    months = months_between(asked.first, asked.last)[-MOST_COLUMNS:]
    span = Asked(months[0], months[-1], asked.organisation_id)
    told = told_by(session(), current_actor().scope, [shown.code], span, "organisation_id", "period")
    months = months_between(min((month for _code, _of, month in told), default=span.last), span.last)
    sums: dict[int, int] = {}
    for (_code, of, _month), one in told.items():
        sums[of] = sums.get(of, 0) + weight(one)
    heavy = sorted(sums, key=lambda of: (-sums[of], of))[:UNITS]
    rows = []
    for of in heavy:
        own = Asked(span.first, span.last, of)
        marks = [month_mark(shown, month, told.get((shown.code, of, month)), own) for month in months]
        rows.append((homes.get(of, str(of)), [_short(shown, mark) for mark in marks]))
    return {"columns": [_column(month, months[0]) for month in months], "rows": rows}


def _short(shown: Figure, mark: Mark) -> Mark:
    """Return a mark whose share is written in whole percent, for a narrow cell."""
    return mark if shown.unit is not Unit.SHARE or mark.value is None else replace(mark, text=f"{mark.value:.0%}")


def _column(month: int, first: int) -> str:
    """Return the heading of a month, with its year where a year begins."""
    name = translate(MONTHS[month % 100 - 1])
    return f"{month // 100} {name}" if month == first or month % 100 == 1 else name
