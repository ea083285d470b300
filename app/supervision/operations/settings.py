"""Changing what a point looks for in a county: never silently, never backwards."""

from typing import Any

from sqlalchemy import func, select

from app.kernel.act import Act
from app.kernel.audit import record
from app.kernel.calendar import CalendarMissing
from app.kernel.errors import Incomplete, NotAllowed
from app.kernel.points import Point, PointSetting, Severity
from app.kernel.roles import Role
from app.kernel.words import N_
from app.supervision.models import ENDED, Alert
from app.supervision.queries.limits import SEVERITY, SWITCHED_ON, Settings, city_of
from app.supervision.raising import count_standing

SETTERS = (Role.COUNTY_ADMIN, Role.CITY_ADMIN, Role.INSPECTOR)


def set_limit(act: Act, point: Point, name: str, value: Any, reason: str, county: int | None = None) -> PointSetting:
    """Give a point's parameter another value in a county from now on; the old values stay.

    A county number that ends in 00 is the city: its value holds where a county has none of its own.
    """
    act.needs(*SETTERS)
    county = act.county if county is None else county
    if not act.actor.scope.holds(county):
        raise NotAllowed(N_("You may change monitoring points only of your own county."))
    if not reason.strip():
        raise Incomplete(
            N_("Say why this is changed: the reason is kept with the change and shown to the inspectors."),
            field="reason",
        )
    before = Settings(act.session, act.at)
    latest = select(func.max(PointSetting.number)).where(
        PointSetting.county == county, PointSetting.point == point.code, PointSetting.name == name
    )
    setting = PointSetting(
        county=county,
        point=point.code,
        name=name,
        value=checked_value(point, name, value),
        from_at=act.at,
        official_id=act.actor.official_id,
        reason=reason.strip(),
        number=(act.session.scalar(latest) or 0) + 1,
    )
    act.session.add(setting)
    act.session.flush()
    setting.hides = _count_hidden(act, point, before, Settings(act.session, act.at), county)
    record(act, "point.set", setting, point=point.code, name=name, value=setting.value, hides=setting.hides)
    return setting


def switch(act: Act, point: Point, on: bool, reason: str, county: int | None = None) -> PointSetting:
    """Switch a point on or off in a county."""
    return set_limit(act, point, SWITCHED_ON, on, reason, county)


def _count_hidden(act: Act, point: Point, before: Settings, after: Settings, county: int) -> int | None:
    """Return how many open alerts a change takes away in a county, or in those of a city.

    A stricter value, or one for which every alert still stands, takes none.
    """
    inside = Alert.county == county
    if county == city_of(county):
        inside = Alert.county.between(county, county + 99)
    open_there = select(Alert.county).where(
        Alert.point == point.code, Alert.state.not_in(ENDED), Alert.ceased_at.is_(None), inside
    )
    count = 0
    try:
        for one in act.session.scalars(open_there.distinct()).all():
            old, new = (next(iter(each.regimes(point, [one])), None) for each in (before, after))
            if old is not None:
                count += count_standing(act.session, point, one, act.at, old, new)
    except CalendarMissing:
        return None
    return count


def checked_value(point: Point, name: str, value: Any) -> Any:
    """Return the value as it is stored; refuses an unknown name and a value of another type."""
    if name == SWITCHED_ON:
        return bool(value)
    known = point.defaults | {SEVERITY: int(point.severity)}
    if name not in known:
        raise Incomplete(N_("This monitoring point has no parameter %(name)s."), name=name)
    wrong = N_("%(value)s is not a value for this parameter: give a number that is not below zero.")
    try:
        number = type(known[name])(value)
    except (TypeError, ValueError):
        raise Incomplete(wrong, field="value", value=str(value)) from None
    if number < 0 or (name == SEVERITY and number not in set(Severity)):
        raise Incomplete(wrong, field="value", value=str(value))
    return number
