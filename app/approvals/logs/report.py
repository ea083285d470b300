"""What was refused and why: a CSV file of faults, and the figures of a run."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from app.kernel.words import N_
from app.surfaces.language import translate

HEADINGS = (N_("Line"), N_("Case"), N_("Column"), N_("Value"), N_("Reason"))
LONGEST_VALUE = 200
"""Characters of a faulty value that the report repeats."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row, or with ``line`` 0 a whole case, was refused."""

    line: int
    """Line of a CSV file, from 1 with the headings; number of the event in an XES file."""
    case: str
    column: str
    value: str
    reason: str
    """Message id; the surface translates it."""
    given: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Figures:
    """What one run read and wrote."""

    rows: int = 0
    duplicates: int = 0
    bad_rows: int = 0
    refused_cases: int = 0
    cases: int = 0
    """Cases fit to be written."""
    events: int = 0
    """Events in those cases."""
    new_cases: int = 0
    known_cases: int = 0
    """Cases that stand here already; an open one goes on, every other is left as it is."""
    new_events: int = 0
    steps: int = 0
    ended: int = 0
    open: int = 0
    late: int = 0
    """Cases that ended after their deadline."""
    late_open: int = 0
    """Open cases that were seen after their deadline."""
    continued_cases: int = 0
    """Of the known cases those that were open and went on in this log."""
    limits_open: int = 0
    """Limits that give no due day, for want of a calendar."""
    years_missing: list[int] = field(default_factory=list)
    """Years whose working calendar those limits need."""
    not_found: list[str] = field(default_factory=list)
    """Acts of the mapping that do not occur in this log."""
    resumed_after: str = ""
    """Last case of an earlier run that was cut off."""

    def as_dict(self) -> dict[str, Any]:
        """Return the figures as plain values."""
        return asdict(self)


class FaultFile:
    """Writes faults to a CSV file that Excel opens; nothing is left when there were none."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.count = 0

    def __enter__(self) -> Self:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._file = self.path.open("w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._file)
        self._writer.writerow([translate(heading) for heading in HEADINGS])
        return self

    def write(self, faults: Iterable[Fault]) -> None:
        """Append faults."""
        for fault in faults:
            self.count += 1
            self._writer.writerow(
                [
                    fault.line or "",
                    _safe(fault.case),
                    _safe(fault.column),
                    _safe(fault.value[:LONGEST_VALUE]),
                    translate(fault.reason, **fault.given),
                ]
            )

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
        if not self.count:
            self.path.unlink()


def _safe(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula, and no file refuses."""
    text = text.encode("utf-8", "replace").decode().replace("\x00", "\N{REPLACEMENT CHARACTER}")
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
