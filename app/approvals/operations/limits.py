"""The limits within which an accepted case must be decided."""

from datetime import date, datetime

from app.approvals.models import Case
from app.kernel.act import Act
from app.kernel.calendar import Limit, Unit
from app.kernel.clocks import ClockKind, start_clock
from app.kernel.words import N_
from app.powers.models import PowerVersion

JOINT_DAYS = 45
"""Working days for several departments together (art. 42(2))."""


def start_limits(act: Act, case: Case, on: date, at: datetime) -> date | None:
    """Start the statutory and the promised clock of a case; returns the promised day."""
    version = case.power_version
    own = case.organisation_id
    start_clock(act, case, ClockKind.STATUTORY, statutory_limit(version), on=on, at=at, organisation_id=own)
    promise = start_clock(
        act,
        case,
        ClockKind.PROMISE,
        Limit(version.promised_days, Unit(version.statutory_unit), basis=N_("Published service promise of the item")),
        on=on,
        at=at,
        organisation_id=own,
    )
    return promise.due_on


def statutory_limit(version: PowerVersion) -> Limit:
    """Return an item's own limit; for joint handling without one, the 45 days of art. 42(2)."""
    days = version.statutory_days
    if version.joint and not version.statutory_basis:
        days = max(days, JOINT_DAYS)
    basis = version.statutory_basis or N_("Administrative Licensing Law, art. 42")
    return Limit(days, Unit(version.statutory_unit), basis=basis)
