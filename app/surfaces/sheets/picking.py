"""Putting ids in the place of the codes and names that cells hold, a column at once."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from app.kernel.errors import Incomplete
from app.kernel.places import Scope
from app.surfaces.records.naming import chunks, find_named
from app.surfaces.sheets.columns import Column, Fault, Line

HOME = "organisation_id"


def _place(line: Line, home: int | None) -> tuple[int | None, Any]:
    """Return the organisation and the year of a row."""
    return line.values.get(HOME) or home, line.values.get("year")


def resolve_picks(
    session: Session, scope: Scope, columns: Sequence[Column], lines: Sequence[Line], home: int | None = None
) -> list[Any]:
    """Put ids in the place of the names that cells of picking columns hold.

    The organisation of a row is found first: names are looked up inside it, or inside ``home`` when a row names none.
    Returns the rows that were named: whoever holds them spares the check of each row a question of its own.
    """
    held: list[Any] = []
    for column in sorted(columns, key=lambda one: one.name != HOME):
        if column.picks is None:
            continue
        name = column.name
        named = find_named(session, scope, column.picks, {t for line in lines if (t := line.values.get(name))})
        for line in lines:
            text = line.values.get(name)
            if text:
                try:
                    line.values[name] = named.one(text, name, *((None, None) if name == HOME else _place(line, home)))
                except Incomplete as refusal:
                    del line.values[name]
                    line.faults.append(Fault(name, refusal))
        ids = sorted({key for line in lines if isinstance(key := line.values.get(name), int)})
        for part in chunks(ids):
            held += session.scalars(select(column.picks).where(inspect(column.picks).primary_key[0].in_(part)))
    return held
