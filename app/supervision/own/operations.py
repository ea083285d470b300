"""Verbs of a county's own points: written, tried on history, switched on and off; never silently."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from app.kernel.act import Act, start_of_day
from app.kernel.audit import ChainHead, record
from app.kernel.errors import Incomplete, NotFound, OutOfOrder
from app.kernel.points import Nature, Point, Severity, part
from app.kernel.terms import WATCHED
from app.kernel.words import N_
from app.supervision.backtest import back_test
from app.supervision.operations.settings import SETTERS
from app.supervision.own.conditions import EQUAL, Condition, Joined, values_of
from app.supervision.own.models import OwnPoint, OwnPointState, OwnPointVersion
from app.supervision.own.terms import is_known
from app.supervision.own.watching import GROUP, counties_of, point_of
from app.supervision.queries.limits import Settings
from app.supervision.trials import Side, compare

MOST_CONDITIONS = 12
MOST_LISTED = 50
"""Cases that a trial names."""

VERBS = {
    "own_point.written": N_("Own monitoring point written"),
    "own_point.tried": N_("Own monitoring point tried on history"),
    "own_point.switched_on": N_("Own monitoring point switched on"),
    "own_point.switched_off": N_("Own monitoring point switched off"),
}


@dataclass(frozen=True, slots=True)
class Wording:
    """What an administrator wrote of a point."""

    title: str
    explanation: str
    basis: str
    severity: int
    nature: int
    watched: str
    conditions: Sequence[Condition]


def write_own_point(act: Act, wording: Wording, point: OwnPoint | None = None) -> OwnPointVersion:
    """Write a new point, or change the draft of one; what watches stays as it is, and a new version is drafted."""
    _check_setter(act, point)
    _check(wording)
    _check_known(act, wording, point)
    if point is None:
        point = _new(act)
    version = point.newest if point.versions and point.newest.on_at is None else _next(act, point)
    conditions = [condition.as_plain() for condition in wording.conditions]
    if version.conditions != conditions or version.watched != wording.watched:
        version.tried_at = version.tried = None
    for name in ("title", "explanation", "basis", "watched"):
        setattr(version, name, getattr(wording, name).strip())
    version.severity, version.nature, version.conditions = wording.severity, wording.nature, conditions
    act.session.flush()
    record(act, "own_point.written", point, number=version.number, title=version.title, conditions=conditions)
    return version


def _check_setter(act: Act, point: OwnPoint | None) -> None:
    act.needs(*SETTERS)
    if point is not None and not act.actor.scope.holds(point.county):
        raise NotFound(N_("There is no such monitoring point."))


def _check(wording: Wording) -> None:
    for name in ("title", "explanation", "basis"):
        if not getattr(wording, name).strip():
            raise Incomplete(N_("This field must be filled in."), field=name)
    if len(wording.title.strip()) > 120:
        raise Incomplete(N_("At most %(most)d characters fit here."), field="title", most=120)
    if len(wording.basis.strip()) > 300:
        raise Incomplete(N_("At most %(most)d characters fit here."), field="basis", most=300)
    if wording.severity not in set(Severity):
        raise Incomplete(N_("Choose how serious it is."), field="severity")
    if wording.nature not in set(Nature):
        raise Incomplete(N_("Choose what a finding is."), field="nature")
    if wording.watched not in WATCHED:
        raise Incomplete(N_("Choose which cases it looks at."), field="watched")
    if not wording.conditions:
        raise Incomplete(N_("Enter at least one condition: without one every case would be found."), field="conditions")
    if len(wording.conditions) > MOST_CONDITIONS:
        raise Incomplete(N_("At most %(most)d conditions fit a point."), field="conditions", most=MOST_CONDITIONS)
    if wording.conditions[0].joined == Joined.OR:
        raise Incomplete(
            N_("The first condition has none above it, so it cannot be joined by “or”."), field="conditions"
        )


def _check_known(act: Act, wording: Wording, point: OwnPoint | None) -> None:
    """Refuse a limit to an item, an organisation or a log that the county does not have: it would find nothing."""
    inside = counties_of(_county(act) if point is None else point.county)
    for one in wording.conditions:
        if one.term.known is None or one.how not in EQUAL or one.other is not None:
            continue
        for value in values_of(one):
            if not is_known(act.session, one.term, value, inside):
                raise Incomplete(
                    N_("The county has no “%(value)s” under “%(term)s”. Check how it is written."),
                    field="conditions",
                    value=value,
                    term=one.term.title,
                )


def _new(act: Act) -> OwnPoint:
    county = _county(act)
    number = act.session.scalar(select(func.count()).select_from(OwnPoint).where(OwnPoint.county == county)) or 0
    point = OwnPoint(county=county, code=f"{GROUP}.{county}.{number + 1}")
    act.session.add(point)
    act.session.flush()
    return point


def _county(act: Act) -> int:
    return act.county if act.actor.county is None else act.actor.county


def _next(act: Act, point: OwnPoint) -> OwnPointVersion:
    version = OwnPointVersion(
        county=point.county,
        number=len(point.versions) + 1,
        written_by=act.actor.official_id,
        title="",
        explanation="",
        basis="",
        severity=0,
        nature=0,
        watched="",
        conditions=[],
    )
    point.versions.append(version)
    return version


def try_own_point(act: Act, version: OwnPointVersion, since: date) -> Mapping[str, Any]:
    """Ask what a version would have found since a day, by month; it raises nothing."""
    _check_setter(act, version.point)
    if since > act.on:
        raise Incomplete(N_("This day lies ahead. Choose one in the past."), field="since")
    point = point_of(version, version.point.code)
    (tested,) = back_test(act.session, [point], since, act.at)
    months: dict[int, int] = {}
    for (month, _county), count in sorted(tested.counts.items()):
        months[month] = months.get(month, 0) + count
    result = {
        "since": since.isoformat(),
        "cases": _cases(act, version, since),
        "found": tested.total,
        "months": [[month, count] for month, count in months.items()],
        "listed": _newest_found(act, point, since),
        "beside": _beside_watching(act, version, since),
    }
    version.tried_at, version.tried = act.at, result
    record(act, "own_point.tried", version.point, number=version.number, since=since, found=tested.total)
    return result


def _beside_watching(act: Act, version: OwnPointVersion, since: date) -> Mapping[str, int] | None:
    """Return how a version differs from the one that watches; None where none does, or too many are found to compare."""
    point = version.point
    if point.state != OwnPointState.ON or point.watching_id in (None, version.id):
        return None
    watching = next(one for one in point.versions if one.id == point.watching_id)
    settings = Settings(act.session, act.at)
    counties = [county for county in act.session.scalars(select(ChainHead.county)) if act.actor.scope.holds(county)]
    before, after = (
        Side(asked, settings.regimes(asked, counties))
        for asked in (point_of(one, point.code) for one in (watching, version))
    )
    try:
        compared = compare(act.session, act.actor.scope, before, after, since, act.at)
    except Incomplete:
        return None
    return {
        "number": watching.number,
        "found": compared.before.total,
        "lost": compared.only_before.total,
        "more": compared.only_after.total,
        "confirmed": compared.only_before.confirmed,
    }


def _newest_found(act: Act, point: Point, since: date) -> list[int]:
    """Return the ids of what would have been found last, so that the trial can be compared with the cases."""
    found = point.find(act.at, {})
    moment = part(found, "moment")
    newest = found.where(moment >= start_of_day(since)).with_only_columns(part(found, "subject"))
    return list(act.session.scalars(newest.order_by(moment.desc(), part(found, "subject")).limit(MOST_LISTED)))


def _cases(act: Act, version: OwnPointVersion, since: date) -> int:
    watched = WATCHED[version.watched]
    inside = watched.model.county.between(*counties_of(version.county))
    counted = select(func.count()).select_from(watched.model).where(inside, watched.moment >= start_of_day(since))
    return act.session.scalar(counted) or 0


def switch_on(act: Act, version: OwnPointVersion, reason: str) -> None:
    """Let a version watch from now on; only one that was tried on history just as it stands."""
    _check_setter(act, version.point)
    if version.tried_at is None:
        raise OutOfOrder(N_("Try the point on history first: see what it would have found."))
    if not reason.strip():
        raise Incomplete(N_("Say why: the reason is kept in the trail and shown to the inspectors."), field="reason")
    point = version.point
    if point.state == OwnPointState.ON and point.watching_id == version.id:
        raise OutOfOrder(N_("This version watches already."))
    point.state, point.watching_id = OwnPointState.ON, version.id
    version.on_at = version.on_at or act.at
    record(act, "own_point.switched_on", point, number=version.number, reason=reason.strip())


def switch_off(act: Act, point: OwnPoint, reason: str) -> None:
    """Let a point watch no longer; the alerts that it raised stay as they are."""
    _check_setter(act, point)
    if point.state != OwnPointState.ON:
        raise OutOfOrder(N_("This point does not watch."))
    if not reason.strip():
        raise Incomplete(N_("Say why: the reason is kept in the trail and shown to the inspectors."), field="reason")
    point.state = OwnPointState.OFF
    record(act, "own_point.switched_off", point, reason=reason.strip())


def own_point_in_scope(act: Act, pk: int) -> OwnPoint:
    """Return a point of the actor's own region, or of the city above it, or NotFound."""
    found = act.session.get(OwnPoint, pk)
    if found is None or not may_read(act, found.county):
        raise NotFound(N_("There is no such monitoring point."))
    return found


def may_read(act: Act, county: int) -> bool:
    """Tell whether a county's points concern the actor: his own, and the city's, which hold for him too."""
    return act.actor.scope.holds(county) or county == act.county // 100 * 100
