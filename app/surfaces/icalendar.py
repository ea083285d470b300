"""Days as an iCalendar (RFC 5545), which every calendar program subscribes to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

LONGEST = 75
"""Octets of one line of the file; longer ones are folded (RFC 5545, 3.1)."""


@dataclass(frozen=True, slots=True)
class DayEvent:
    """Something that is due on a day."""

    uid: str
    """The same in every version of the calendar, so that a moved day moves and does not stand twice."""
    on: date
    summary: str
    url: str


def calendar_text(name: str, events: Sequence[DayEvent], at: datetime) -> str:
    """Return a calendar of whole days as it stood at an instant."""
    stamp = f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Sunshine//Deadlines//ZH",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_escaped(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
    ]
    for one in events:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{one.uid}",
            f"DTSTAMP:{stamp}",
            f"DTSTART;VALUE=DATE:{one.on:%Y%m%d}",
            f"DTEND;VALUE=DATE:{one.on + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_escaped(one.summary)}",
            f"URL:{one.url}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    return "".join(f"{_folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def _escaped(text: str) -> str:
    """Return a text as a value of the file (RFC 5545, 3.3.11)."""
    plain = " ".join(text.split())
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def _folded(line: str) -> str:
    """Return a line in parts of at most 75 octets, never through the middle of a character."""
    parts: list[str] = []
    part, size = "", 0
    for sign in line:
        width = len(sign.encode())
        if size + width > LONGEST:
            parts.append(part)
            part, size = " ", 1
        part, size = part + sign, size + width
    return "\r\n".join([*parts, part])
