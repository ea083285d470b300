"""Alerts like one: of the same point, and how those that were judged have ended."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from app.kernel.places import Organisation, Scope
from app.supervision.models import ENDED, Alert, AlertState, FalseAlarm

YEAR = timedelta(days=365)
MOST = 5


@dataclass(frozen=True, slots=True)
class Ends:
    """How many alerts of one point were detected in the year before, and what became of them."""

    total: int
    open: int
    states: dict[AlertState, int]
    """The ended ones by their end."""
    false_alarms: dict[FalseAlarm, int]
    """The false alarms among them by their reason."""


def ends_of_similar(session: Session, scope: Scope, alert: Alert, at_home: bool = False) -> Ends:
    """Return how the other alerts of the same point ended, in the whole scope or at the same organisation."""
    counted = (
        select(Alert.state, Alert.false_alarm, func.count())
        .where(
            scope.where(Alert.county, Alert.organisation_id),
            Alert.county == alert.county,
            Alert.point == alert.point,
            Alert.id != alert.id,
            Alert.detected_at > alert.detected_at - YEAR,
            Alert.detected_at <= alert.detected_at + YEAR,
        )
        .group_by(Alert.state, Alert.false_alarm)
    )
    if at_home:
        counted = counted.where(Alert.organisation_id == alert.organisation_id)
    states: Counter[AlertState] = Counter()
    reasons: Counter[FalseAlarm] = Counter()
    for state, reason, count in session.execute(counted):
        states[AlertState(state)] += count
        if reason is not None:
            reasons[FalseAlarm(reason)] += count
    ended = {state: states[state] for state in ENDED if states[state]}
    total = sum(states.values())
    return Ends(total, total - sum(ended.values()), ended, dict(reasons))


def ended_similar(session: Session, scope: Scope, alert: Alert) -> list[Alert]:
    """Return the alerts of the same point that were ended last, those of the same organisation first."""
    home = Alert.organisation_id == alert.organisation_id
    wanted = (
        select(Alert)
        .where(
            scope.where(Alert.county, Alert.organisation_id),
            Alert.county == alert.county,
            Alert.point == alert.point,
            Alert.id != alert.id,
            Alert.state.in_([str(state) for state in ENDED]),
        )
        .options(joinedload(Alert.organisation).load_only(Organisation.name))
    )
    return list(session.scalars(wanted.order_by(home.desc(), Alert.closed_at.desc(), Alert.id.desc()).limit(MOST)))
