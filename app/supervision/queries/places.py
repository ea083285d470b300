"""Which places are at work: a town or village is alive, late with what it owes, or silent."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.kernel.audit import TrailRow
from app.kernel.duties import Overdue
from app.kernel.places import Level, Organisation, OrganisationKind, Region, Scope
from app.kernel.words import N_, Word

QUIET = timedelta(days=30)
"""A place of whose people the trail knows nothing for so long is silent."""
BODIES = (OrganisationKind.TOWN, OrganisationKind.VILLAGE)


class Pulse(Word):
    """How a place is doing, the most urgent first."""

    LATE = "late", N_("Behind")
    SILENT = "silent", N_("Silent")
    ALIVE = "alive", N_("At work")


@dataclass(frozen=True, slots=True)
class PlaceState:
    """One town or village: when its people last did something, and how much is overdue."""

    organisation_id: int
    region_code: str
    name: str
    level: Level
    last_at: datetime | None
    overdue: int

    @property
    def pulse(self) -> Pulse:
        """Late before silent: who owes something is asked first."""
        if self.overdue:
            return Pulse.LATE
        return Pulse.ALIVE if self.last_at is not None else Pulse.SILENT


@dataclass(frozen=True, slots=True)
class Group:
    """The places inside one county or town, counted."""

    region_code: str
    name: str
    counts: Counter[Pulse]

    @property
    def total(self) -> int:
        """How many places there are."""
        return self.counts.total()


def place_states(
    session: Session, scope: Scope, region: str, now: datetime, overdue: Iterable[Overdue]
) -> list[PlaceState]:
    """Return every town and village of the scope inside a region's digits, by code."""
    wanted = (
        select(Organisation.id, Organisation.region_code, Region.name, Region.level)
        .join(Region, Region.code == Organisation.region_code)
        .where(Organisation.body.in_(BODIES), scope.where(Organisation.county, Organisation.id))
        .where(Organisation.region_code.startswith(region, autoescape=True))
        .order_by(Organisation.region_code)
    )
    seen = _last_seen(session, scope, now)
    owing: Counter[int] = Counter()
    for count in overdue:
        owing.update(count(session, scope, now))
    return [
        PlaceState(row[0], row[1], row[2], Level(row[3]), seen.get(row[0]), owing[row[0]])
        for row in session.execute(wanted)
    ]


def _last_seen(session: Session, scope: Scope, now: datetime) -> dict[int, datetime]:
    """Return when the people of each organisation last left a trace, within the time that counts."""
    statement = (
        select(TrailRow.organisation_id, func.max(TrailRow.at))
        .where(TrailRow.at >= now - QUIET, TrailRow.organisation_id.is_not(None), scope.where(TrailRow.county))
        .group_by(TrailRow.organisation_id)
    )
    return {int(row[0] or 0): row[1] for row in session.execute(statement)}


def grouped(session: Session, states: Sequence[PlaceState], digits: int) -> list[Group]:
    """Return the places counted by the county (6 digits) or town (9 digits) that they lie in."""
    counts: dict[str, Counter[Pulse]] = {}
    for state in states:
        counts.setdefault(state.region_code[:digits].ljust(12, "0"), Counter())[state.pulse] += 1
    names = dict(session.execute(select(Region.code, Region.name).where(Region.code.in_(sorted(counts)))).all())
    return [Group(code, str(names.get(code, code)), found) for code, found in sorted(counts.items())]
