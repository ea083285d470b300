"""Instants as foreign systems write them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

EARLIEST = date(1900, 1, 1)
LATEST = date(2200, 1, 1)
"""What lies outside is a slip of the pen, whatever the format."""
EXCEL_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - the wall clock of the log
"""Day 0 of the serial days of Excel and WPS, as they count from March 1900 on."""
INSIDE = timedelta(microseconds=1)
_CLOCK_PARTS = ("%H", "%I", "%c", "%X", "%s", "%T")


@dataclass(frozen=True, slots=True)
class Read:
    """An instant in UTC, and when it is over: a bare day lasts until the next one begins.

    Midnight itself still belongs to the deadline of the day before, so a bare day stands a
    microsecond behind it: what happened on the day after a deadline is late, on the day itself not.
    """

    at: datetime
    end: datetime


READ_AT_MOST = 100_000
"""Texts that are remembered with the instant that they name."""


@dataclass(frozen=True, slots=True)
class TimeReader:
    """Reads instants in the formats of one log; what has no zone of its own is in the log's."""

    zone: ZoneInfo
    formats: tuple[str, ...] = ("iso",)
    """Tried in turn: ``iso``, ``epoch`` (seconds), ``epoch_ms``, ``excel`` (days), or a pattern of strptime."""

    @lru_cache(maxsize=READ_AT_MOST)  # noqa: B019 - of one reader a log; its cache ends with the process
    def read(self, text: str) -> Read:
        """Return the instant that a text names; ValueError when no format fits or the year is absurd.

        Every row of a case says again when the case began, and all is read twice: to check it and to write it.
        """
        for pattern in self.formats:
            try:
                moment, day_only = _parse(text, pattern)
            except (ValueError, OverflowError, OSError):
                continue
            if not EARLIEST <= moment.date() <= LATEST:
                continue
            if moment.tzinfo is None:
                moment = moment.replace(tzinfo=self.zone)
            if not day_only:
                return Read(moment.astimezone(UTC), moment.astimezone(UTC))
            # Added on the wall clock, so that a day with a change of the hour is still one day.
            end = (moment + timedelta(days=1)).astimezone(UTC)
            return Read((moment + INSIDE).astimezone(UTC), end)
        raise ValueError(text)

    def day_of(self, at: datetime) -> date:
        """Return the day on which an instant falls where the log was written."""
        return at.astimezone(self.zone).date()


def _parse(text: str, pattern: str) -> tuple[datetime, bool]:
    if pattern == "iso":
        return datetime.fromisoformat(text), len(text) <= len("2026-01-01")
    if pattern == "epoch":
        return datetime.fromtimestamp(float(text), UTC), False
    if pattern == "epoch_ms":
        return datetime.fromtimestamp(float(text) / 1000, UTC), False
    if pattern == "excel":
        days = float(text)
        # The log's own wall clock, to the second: Excel keeps no more of a time.
        return EXCEL_ZERO + timedelta(seconds=round(days * 86_400)), days.is_integer()
    return datetime.strptime(text, pattern), not any(part in pattern for part in _CLOCK_PARTS)  # noqa: DTZ007 - the log's zone follows


def check_formats(formats: Sequence[str]) -> str | None:
    """Return the first pattern that could never read a day, if any."""
    for pattern in formats:
        if pattern in ("iso", "epoch", "epoch_ms", "excel"):
            continue
        sample = datetime(2026, 11, 23, 13, 14, 15, tzinfo=UTC)
        try:
            again = datetime.strptime(sample.strftime(pattern), pattern)  # noqa: DTZ007 - only the day matters
        except ValueError:
            return pattern
        if again.date() != sample.date():
            return pattern
    return None
