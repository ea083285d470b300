"""What every page of figures asks and says: the period, the organisation, a value in words, the way to its rows."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import request, url_for
from sqlalchemy import select

from app.evaluation.queries import Asked, Told
from app.kernel.errors import NotFound
from app.kernel.figures import FIGURES, Figure, Unit
from app.kernel.months import month_after, months_between, number_of_month
from app.kernel.places import Organisation
from app.kernel.roles import Role
from app.kernel.words import N_
from app.surfaces.acts import current_actor, session, today
from app.surfaces.charts.marks import NOT_KNOWN, Mark, Spread, number
from app.surfaces.language import translate

READERS = (
    Role.INSPECTOR,
    Role.COUNTY_ADMIN,
    Role.CITY_ADMIN,
    Role.AUDITOR,
    Role.LEADER,
    Role.ORGAN_HEAD,
    Role.SECTION_HEAD,
)
CLERKS = (Role.WINDOW, Role.HANDLER, Role.LEGAL_REVIEWER, Role.ENFORCEMENT_OFFICER, Role.TOWN_CLERK, Role.VILLAGE_CLERK)
"""Who reads figures of himself alone."""
MOST_MONTHS = 36
"""Months on one page."""
HEADINGS = {
    "approvals": N_("Approvals"),
    "penalties": N_("Penalties"),
    "trading": N_("Trades"),
    "disclosure": N_("Disclosure"),
    "villages": N_("Villages"),
    "alerts": N_("Alerts"),
}
"""Parts of the figures by the first word of their codes."""


def asked_period() -> Asked:
    """Return the months that the address names; the last twelve when it names none, or none that can be meant."""
    this = number_of_month(today())
    last = _month("last", this)
    first = _month("first", month_after(last, -11))
    if first > last:
        first, last = last, first
    return Asked(max(first, month_after(last, 1 - MOST_MONTHS)), last, _organisation())


def _month(name: str, otherwise: int) -> int:
    text = request.args.get(name, "").replace("-", "")
    if not (text.isdecimal() and len(text) == 6 and 1 <= int(text[4:]) <= 12 and 2000 <= int(text[:4]) <= 2999):
        return otherwise
    return int(text)


def _organisation() -> int | None:
    text = request.args.get("organisation_id", "")
    if not text.isdecimal() or len(text) > 18:
        return None
    home = session().get(Organisation, int(text))
    return home.id if home is not None and current_actor().scope.holds(home.county, home.id) else None


def figure_called(code: str) -> Figure:
    """Return a figure, or answer that there is no such page."""
    figure = FIGURES.get(code)
    if figure is None:
        raise NotFound(N_("There is no such figure."))
    return figure


def written(figure: Figure, told: Told | None) -> str:
    """Return a value as it is read: 1,234; 98.6 %; 3.2; 4 days."""
    value = told.value(figure.unit) if told is not None else None
    if value is None:
        return NOT_KNOWN
    if figure.unit is Unit.SHARE:
        return f"{value * 100:.1f} %"
    if figure.unit is Unit.DAYS:
        return translate(N_("%(count)s days"), count=number(value))
    return number(value)


def in_full(figure: Figure, told: Told) -> str:
    """Return a value as it is read, of days with what nine in ten kept."""
    most = told.quantile(0.9) if figure.unit is Unit.DAYS else None
    if most is None:
        return written(figure, told)
    return translate(N_("%(days)s, nine in ten at most %(most)d"), days=written(figure, told), most=most)


def behind(figure: Figure, asked: Asked, *, among: bool = False) -> str:
    """Return the address of the rows behind a value."""
    values: dict[str, Any] = {"first": asked.first, "last": asked.last}
    if asked.organisation_id is not None:
        values["organisation_id"] = asked.organisation_id
    if asked.keys:
        values |= {"grain": asked.grain.value, "key": list(asked.keys)}
    if among:
        values["among"] = "1"
    return url_for("evaluation.rows", code=figure.code, **values)


def month_mark(figure: Figure, month: int, told: Told | None, asked: Asked) -> Mark:
    """Return the mark of one month: its value, its rows; not known where it was never counted."""
    one = Asked(month, month, asked.organisation_id, asked.keys, asked.grain)
    value = told.value(figure.unit) if told is not None else None
    return Mark(
        translate(MONTHS[month % 100 - 1]),
        value,
        behind(figure, one) if told is not None and told.numerator + told.denominator else "",
        written(figure, told) if figure.unit is Unit.SHARE else "",
        str(month // 100),
    )


def month_marks(figure: Figure, told: Mapping[tuple[Any, ...], Told], asked: Asked) -> list[Mark]:
    """Return the marks of all months of the period."""
    months = months_between(asked.first, asked.last)
    return [month_mark(figure, month, told.get((figure.code, month)), asked) for month in months]


def spread_of(name: str, told: Told, url: str) -> Spread:
    """Return how the days of a unit lie."""
    least, low, middle, high, most = (told.quantile(part) or 0 for part in (0.0, 0.25, 0.5, 0.75, 1.0))
    return Spread(name, least, low, middle, high, most, told.numerator, url)


def names_of(ids: Iterable[int]) -> dict[int, str]:
    """Return the names of organisations."""
    found = session().execute(select(Organisation.id, Organisation.name).where(Organisation.id.in_(list(ids))))
    return {row[0]: row[1] for row in found}


def month_text(month: int) -> str:
    """Return a month as an address and a field take it: 2026-11."""
    return f"{month // 100}-{month % 100:02d}"


def context(asked: Asked) -> dict[str, Any]:
    """Return what the form above the figures shows."""
    home = session().get(Organisation, asked.organisation_id) if asked.organisation_id else None
    return {
        "first": month_text(asked.first),
        "last": month_text(asked.last),
        "organisation": home,
        "kept": {"organisation_id": home.id} if home is not None else {},
    }


MONTHS = (
    N_("Jan"),
    N_("Feb"),
    N_("Mar"),
    N_("Apr"),
    N_("May"),
    N_("Jun"),
    N_("Jul"),
    N_("Aug"),
    N_("Sep"),
    N_("Oct"),
    N_("Nov"),
    N_("Dec"),
)
