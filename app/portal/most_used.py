"""The services that are used most, with what is promised and what it takes in fact; from the figures of each night."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.evaluation.models import Grain
from app.evaluation.queries import Asked, Told, told_by
from app.kernel.months import month_after, number_of_month
from app.kernel.places import Scope
from app.powers.models import Power, PowerVersion

RECEIVED, DAYS = "approvals.received", "approvals.days"
SHOWN = 6
A_YEAR = 12
ENOUGH = 10
"""Decisions from which days are told: of fewer the middle one says little, and may be one person's."""


@dataclass(frozen=True, slots=True)
class Service:
    """One item that one can apply for now."""

    power_id: int
    name: str
    organ: str
    promised: int
    """Working days."""
    half: int | None
    """Whole days within which half of the decided cases were decided; None of too few."""
    most: int | None
    """The same of nine in ten."""


def most_used(session: Session, on: date) -> list[Service]:
    """Return the items that were applied for most in the last twelve months, this one included; the most used first."""
    last = number_of_month(on)
    asked = Asked(month_after(last, 1 - A_YEAR), last, grain=Grain.ITEM)
    told = told_by(session, Scope.everything(), (RECEIVED, DAYS), asked, "key")
    counts = {int(key): one.numerator for (code, key), one in told.items() if code == RECEIVED and one.numerator}
    open_now = session.execute(
        select(Power, PowerVersion)
        .join(PowerVersion, PowerVersion.id == Power.current_version_id)
        .where(Power.takes_applications, Power.id.in_(sorted(counts, key=lambda pk: (-counts[pk], pk))[: 4 * SHOWN]))
        .options(joinedload(Power.organisation))
    )
    found = sorted(open_now, key=lambda row: (-counts[row[0].id], row[0].id))[:SHOWN]
    return [_service(power, version, told.get((DAYS, str(power.id)), Told())) for power, version in found]


def _service(power: Power, version: PowerVersion, days: Told) -> Service:
    enough = days.numerator >= ENOUGH
    return Service(
        power.id,
        version.name,
        power.organisation.name,
        version.promised_days,
        days.quantile(0.5) if enough else None,
        days.quantile(0.9) if enough else None,
    )
