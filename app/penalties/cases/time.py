"""Days of a case that are computed when something is written, so that points only compare."""

from datetime import timedelta

from app.kernel.act import Act
from app.kernel.clocks import ClockKind, clock_of
from app.penalties.cases.models import PenaltyCase

NEAR = timedelta(days=10)
"""Before the limit of a case ends, its officers are given a hint."""


def mark_near(act: Act, case: PenaltyCase) -> None:
    """Note from when on the limit of a case is near; call it whenever that clock was moved."""
    clock = clock_of(act.session, case, ClockKind.STATUTORY)
    running = clock is not None and clock.stopped_at is None and clock.due_at is not None
    case.near_at = clock.due_at - NEAR if running and clock and clock.due_at else None
