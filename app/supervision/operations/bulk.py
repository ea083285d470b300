"""Many alerts at one time: each is judged by itself, and whatever is refused is told by its own reason."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.kernel.act import Act
from app.kernel.audit import Named, record_many
from app.kernel.errors import Incomplete, NotAllowed, NotFound, Refused
from app.kernel.places import Official
from app.kernel.roles import Role
from app.kernel.words import N_
from app.supervision.flows import ALERTS
from app.supervision.models import Alert
from app.supervision.operations.alerts import close, mark_false_alarm, refuse_supervised
from app.supervision.queries.bundles import cause_of

BULK = 1000
"""Alerts that may be treated at one time."""


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """One alert that was left as it is, and why."""

    alert_id: int
    text: str
    """Its line; empty for what lies outside the scope."""
    reason: Refused


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many alerts were treated, and which were not."""

    done: int
    refused: list[RefusedRow]


def assign_alerts(act: Act, alert_ids: Iterable[int], official_id: int) -> int:
    """Give alerts to an inspector; returns how many. Any that cannot be assigned refuses them all."""
    holder, found = _holder(act, official_id), _found(act, alert_ids)
    allowed, refused = _sorted(act, found, lambda alert: _may_be_given(act, alert, holder))
    if refused:
        raise refused[0].reason
    return _give(act, allowed, holder)


def assign_in_bulk(act: Act, alert_ids: Iterable[int], official_id: int) -> Outcome:
    """Give to an inspector those alerts that can be given to him."""
    holder, found = _holder(act, official_id), _found(act, alert_ids)
    allowed, refused = _sorted(act, found, lambda alert: _may_be_given(act, alert, holder))
    return Outcome(_give(act, allowed, holder), refused)


def end_in_bulk(act: Act, alert_ids: Iterable[int], reason_code: str, text: str) -> Outcome:
    """End alike alerts with one text: as right, or, with a reason code, as false alarms.

    Alike are alerts of one point or of one cause: no text is true of others. Each gets its own note and trail row.
    """
    found = _found(act, alert_ids)
    alerts = [alert for alert in found.values() if alert is not None]
    if len({one.point for one in alerts}) > 1 and len({cause_of(one) for one in alerts}) > 1:
        raise Incomplete(
            N_("One reason fits alerts of one point, or with one cause. Choose fewer, or end the others by themselves.")
        )

    def end(alert: Alert) -> None:
        if reason_code:
            mark_false_alarm(act, alert, reason_code, text)
        else:
            close(act, alert, text)

    if not reason_code and not text.strip():
        raise Incomplete(N_("Write how it was put right: the text is kept with every one of them."), field="text")
    allowed, refused = _sorted(act, found, end)
    return Outcome(len(allowed), refused)


def _holder(act: Act, official_id: int) -> Official:
    act.needs(Role.INSPECTOR)
    holder = act.session.get(Official, official_id)
    if holder is None or holder.left_on is not None:
        raise Incomplete(N_("Choose an inspector who is in office."), field="official_id")
    return holder


def _found(act: Act, alert_ids: Iterable[int]) -> Mapping[int, Alert | None]:
    """Return alerts of the actor's scope by id, None for those outside; refuses none and too many."""
    act.needs(Role.INSPECTOR)
    wanted = sorted(set(alert_ids))
    if not wanted:
        raise Incomplete(N_("Choose at least one alert."))
    if len(wanted) > BULK:
        raise Incomplete(N_("At most %(count)d alerts can be treated at one time."), count=BULK)
    inside = act.actor.scope.where(Alert.county, Alert.organisation_id)
    rows = {row.id: row for row in act.session.scalars(select(Alert).where(Alert.id.in_(wanted), inside))}
    return {pk: rows.get(pk) for pk in wanted}


def _sorted(
    act: Act, found: Mapping[int, Alert | None], treat: Callable[[Alert], Any]
) -> tuple[list[Alert], list[RefusedRow]]:
    """Treat each alert; return those that were treated and those that were refused."""
    done, refused = [], []
    for pk, alert in found.items():
        try:
            if alert is None:
                raise NotFound(N_("There is no such alert, or it lies outside your area."))
            treat(alert)
            done.append(alert)
        except Refused as reason:
            refused.append(RefusedRow(pk, alert.text if alert else "", reason))
    return done, refused


def _may_be_given(act: Act, alert: Alert, holder: Official) -> None:
    refuse_supervised(act, alert)
    if holder.id == alert.official_id or holder.organisation_id == alert.organisation_id:
        raise NotAllowed(N_("An alert cannot be given to the person or the organisation that it is about."))
    ALERTS.check(alert.state, "assign")


def _give(act: Act, alerts: list[Alert], holder: Official) -> int:
    entries: list[tuple[str, Named, Mapping[str, Any]]] = []
    for alert in alerts:
        alert.state = ALERTS.check(alert.state, "assign").target or alert.state
        alert.assigned_to = holder.id
        entries.append(("alert.assigned", alert, {"to": holder.id}))
    if entries:
        record_many(act, entries)
    return len(alerts)
