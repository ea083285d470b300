"""Due days that stand in rows: when the calendar changes, each moves as it would have been set."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select

from app.kernel.act import Act
from app.kernel.audit import Named, record_many
from app.kernel.calendar.days import CalendarMissing, WorkingCalendar

BATCH = 500
"""Rows looked at together."""
DUE_MOVED = "due.moved"
"""Verb of the trail for a due day that moved with the calendar."""

Columns = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Shift:
    """A change of the calendar as those see it who keep due days."""

    years: tuple[int, ...]
    before: WorkingCalendar
    after: WorkingCalendar

    @property
    def first(self) -> date:
        """The first day that a due day which moves can have had."""
        return date(self.years[0], 1, 1)


Mover = Callable[[Act, Shift], int]
"""Moves the due days of one domain and returns how many moved."""

on_change: dict[str, Mover] = {}
"""By domain; the composition root fills in what the domains declare."""


def move_due(
    act: Act, shift: Shift, wanted: Select[Any], last: str, due: Callable[[Any, WorkingCalendar], Columns]
) -> int:
    """Move the due days of the rows of one table and return how many moved; each stands in the trail.

    ``due`` gives a row's columns by a calendar, ``last`` names that of its last day. A row whose last day was
    not set by the calendar of before, or cannot be counted by that of now, stays as it is.
    """
    table = wanted.column_descriptions[0]["entity"]
    moved, above = 0, None
    while True:
        part = wanted if above is None else wanted.where(table.id > above)
        rows = act.session.scalars(part.order_by(table.id).limit(BATCH)).all()
        if not rows:
            return moved
        above = rows[-1].id
        entries: list[tuple[str, Named, Columns]] = []
        for row in rows:
            old, new = getattr(row, last), _counted(due, row, shift.after)
            if new is None or new[last] == old or (_counted(due, row, shift.before) or {last: None})[last] != old:
                continue
            for name, value in new.items():
                setattr(row, name, value)
            entries.append((DUE_MOVED, row, {"what": last, "old_due": old, "new_due": new[last]}))
        record_many(act, entries)
        moved += len(entries)


def _counted(due: Callable[[Any, WorkingCalendar], Columns], row: Any, calendar: WorkingCalendar) -> Columns | None:
    try:
        return due(row, calendar)
    except CalendarMissing:
        return None
