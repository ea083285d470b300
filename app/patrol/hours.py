"""Times of the day as people write them, and the hours of a hall on one day; knows no database."""

import re
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import NamedTuple

from app.kernel.act import CHINA
from app.kernel.errors import Incomplete
from app.kernel.identities import plain_text
from app.kernel.words import N_
from app.patrol.words import WEEKDAYS, DayKind

_TIME = re.compile(r"(\d{1,2})[:.](\d{2})(?::00)?")


class Span(NamedTuple):
    """From one instant up to, not including, another."""

    begins: datetime
    ends: datetime

    def holds(self, at: datetime) -> bool:
        """Tell whether an instant lies inside."""
        return self.begins <= at < self.ends


def read_time(raw: str, field: str) -> str:
    """Return a time of day as ``HH:MM``; 9:00, 09.00 and 9：00 are the same. Incomplete for anything else."""
    found = _TIME.fullmatch(plain_text(raw).strip())
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        raise Incomplete(N_("Write the time as hours and minutes, such as 09:00."), field=field)
    return f"{int(found[1]):02d}:{found[2]}"


def at_time(day: date, clock: str) -> datetime:
    """Return the instant of a ``HH:MM`` on a day in China."""
    return datetime.combine(day, time.fromisoformat(clock), CHINA)


def day_kind(day: date, worked: bool) -> DayKind:
    """Return by which hours a day is open: its weekday's, or those of the holiday or of the worked weekend it is."""
    weekend = day.weekday() >= 5
    if worked == weekend:
        return DayKind.MAKE_UP if weekend else DayKind.HOLIDAY
    return WEEKDAYS[day.weekday()]


def without(spans: Iterable[Span], closed: Iterable[Span]) -> list[Span]:
    """Return what is left of spans when others are taken out of them."""
    left = list(spans)
    for gone in closed:
        parts = []
        for span in left:
            if gone.ends <= span.begins or gone.begins >= span.ends:
                parts.append(span)
                continue
            if span.begins < gone.begins:
                parts.append(Span(span.begins, gone.begins))
            if gone.ends < span.ends:
                parts.append(Span(gone.ends, span.ends))
        left = parts
    return sorted(left)
