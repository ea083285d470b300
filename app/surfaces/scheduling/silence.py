"""A leader that lives and gives no sign of life: how long another process has seen it silent."""

import time
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection, select

from app.surfaces.scheduling.models import Heartbeat

HUNG = 60.0
"""Seconds without a sign of life after which another process takes the lead: thirty beats."""


class Silence:
    """How long the sign of life of the leader has stood still, by this process's own steady clock.

    Neither machine's wall clock is asked, so a jump of the time deposes nobody (F10); a leader that is
    new, or that beats again, is waited for again.
    """

    def __init__(self, hung: float = HUNG, steady: Callable[[], float] = time.monotonic) -> None:
        self._hung, self._steady = hung, steady
        self._seen: tuple[str, int, datetime] | None = None
        self._since = steady()

    def hung_leader(self, connection: Connection) -> str | None:
        """Return the name of a leader whose last sign of life is too old, or nothing."""
        row = connection.execute(
            select(Heartbeat.process, Heartbeat.fence, Heartbeat.beat_at).where(Heartbeat.leads.is_(True))
        ).first()
        seen = (row.process, row.fence, row.beat_at) if row is not None else None
        if seen != self._seen:
            self._seen, self._since = seen, self._steady()
            return None
        return seen[0] if seen is not None and self._steady() - self._since > self._hung else None
