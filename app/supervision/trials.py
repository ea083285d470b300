"""The trial of a point with other values: what it finds as it is and as it would be, side by side. It raises nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.act import local_day, start_of_day
from app.kernel.errors import Incomplete
from app.kernel.months import month_of_value, month_starts, number_of_month
from app.kernel.places import Scope
from app.kernel.points import Point, part
from app.kernel.words import N_
from app.supervision.backtest import asked
from app.supervision.models import CONFIRMED, Alert, AlertState
from app.supervision.queries.limits import Regime

MOST = 20_000
"""Findings of one side that a trial compares."""

Key = tuple[str, int, str]
"""What tells findings of a point apart: kind and id of the subject, episode."""


@dataclass(frozen=True, slots=True)
class Side:
    """A point as it is asked on one side of a comparison, with the regimes that hold where."""

    point: Point
    regimes: Sequence[Regime]


@dataclass(frozen=True, slots=True)
class Hit:
    """One finding, and the alert that stands for it."""

    subject_kind: str
    subject: int
    county: int
    moment: datetime | date
    fact: str
    alert: int | None = None
    state: AlertState | None = None


@dataclass(frozen=True, slots=True)
class Hits:
    """Findings with what became of their alerts: the newest first."""

    rows: Sequence[Hit]
    total: int = field(init=False)
    confirmed: int = field(init=False)
    cleared: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "total", len(self.rows))
        object.__setattr__(self, "confirmed", sum(hit.state in CONFIRMED for hit in self.rows))
        object.__setattr__(self, "cleared", sum(hit.state == AlertState.FALSE_ALARM for hit in self.rows))

    @property
    def open(self) -> int:
        """Those whose alert nobody has judged yet."""
        return sum(hit.state is not None for hit in self.rows) - self.confirmed - self.cleared


@dataclass(frozen=True, slots=True)
class Compared:
    """What two sides found since a day."""

    before: Hits
    after: Hits
    both: Hits
    only_before: Hits
    only_after: Hits
    months: Sequence[tuple[int, int, int]]
    """Month (202611), findings of the one side, findings of the other; every month in its order, those without any too."""


def compare(session: Session, scope: Scope, before: Side, after: Side, since: date, now: datetime) -> Compared:
    """Ask both sides about history, as far as it lies in a scope, and tell what each found alone.

    Raises :class:`Incomplete` where a side finds more than can be compared.
    """
    judged = _judged(session, scope, before.point.code, since)
    old, new = (_found(session, scope, side, since, now, judged) for side in (before, after))
    last = max((local_day(start_of(hit.moment)) for hit in (*old.values(), *new.values())), default=local_day(now))
    counted = {number_of_month(month): [0, 0] for month in month_starts(since, max(last, local_day(now)))}
    for place, side in enumerate((old, new)):
        for hit in side.values():
            counted[month_of_value(hit.moment)][place] += 1
    return Compared(
        _newest(old.values()),
        _newest(new.values()),
        _newest(hit for key, hit in new.items() if key in old),
        _newest(hit for key, hit in old.items() if key not in new),
        _newest(hit for key, hit in new.items() if key not in old),
        [(month, was, would) for month, (was, would) in counted.items()],
    )


def _judged(session: Session, scope: Scope, code: str, since: date) -> dict[Key, tuple[int, AlertState]]:
    alerts = select(Alert.subject_kind, Alert.subject_id, Alert.episode, Alert.id, Alert.state).where(
        Alert.point == code, Alert.occurred_at >= start_of_day(since), scope.where(Alert.county, Alert.organisation_id)
    )
    return {
        (kind, pk, episode): (alert, AlertState(state)) for kind, pk, episode, alert, state in session.execute(alerts)
    }


def _found(
    session: Session, scope: Scope, side: Side, since: date, now: datetime, judged: Mapping[Key, tuple[int, AlertState]]
) -> dict[Key, Hit]:
    hits: dict[Key, Hit] = {}
    for regime in side.regimes:
        for found in asked(side.point, regime, since, now):
            inside = scope.where(part(found, "county"), part(found, "organisation"))
            for row in session.execute(found.where(inside).limit(MOST + 1)):
                key = (row.subject_kind, row.subject, row.episode)
                hits[key] = Hit(
                    row.subject_kind, row.subject, row.county, row.moment, row.fact, *judged.get(key, (None, None))
                )
            if len(hits) > MOST:
                raise Incomplete(
                    N_("More than %(most)d were found since that day, too many to compare. Choose a later day."),
                    field="since",
                    most=MOST,
                )
    return hits


def _newest(hits: Iterable[Hit]) -> Hits:
    return Hits(sorted(hits, key=lambda hit: (start_of(hit.moment), hit.subject), reverse=True))


def start_of(moment: datetime | date) -> datetime:
    """Return a moment, or the first instant of a day in China, so that both are put in order."""
    return moment if isinstance(moment, datetime) else start_of_day(moment)
