"""Whether the machine's time can be trusted: a jump must not become a burst of false alerts (F10)."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, func, select

from app.surfaces.scheduling.models import Heartbeat

JUMP = timedelta(minutes=5)


def steady_seconds() -> float:
    """Return seconds of a clock that nobody sets and that goes on while the machine sleeps."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


class TimeWatch:
    """Compares the time of day with a steady clock, the database and the last sign of life."""

    def __init__(
        self, now: Callable[[], datetime], steady: Callable[[], float] = steady_seconds, jump: timedelta = JUMP
    ) -> None:
        self._now, self._steady, self._jump = now, steady, jump
        self.start_again()

    def start_again(self) -> None:
        """Trust the present time from now on."""
        self._wall, self._base = self._now(), self._steady()

    def jumped(self) -> timedelta | None:
        """Return by how much the time of day has jumped since the last look, when it is too much."""
        wall, base = self._now(), self._steady()
        off = (wall - self._wall) - timedelta(seconds=base - self._base)
        if abs(off) > self._jump:
            return off
        # Small corrections of the time service are followed, so that they never add up to a jump.
        self._wall, self._base = wall, base
        return None

    def differs(self, connection: Connection) -> timedelta | None:
        """Return how far our time is from the database's and behind its last sign of life, when too much."""
        now = self._now()
        if connection.dialect.name == "postgresql":
            there = connection.scalar(select(func.clock_timestamp()))
            if there is not None and abs(now - there.astimezone(UTC)) > self._jump:
                return now - there.astimezone(UTC)
        last = connection.scalar(select(func.max(Heartbeat.beat_at)))
        if last is not None and last - now > self._jump:
            return now - last
        return None
