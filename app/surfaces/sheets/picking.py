"""Putting ids in the place of the codes and names that cells hold, a column at once."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from app.kernel.errors import Incomplete
from app.kernel.places import Scope
from app.surfaces.records.naming import find_named
from app.surfaces.sheets.columns import Column, Fault, Line


def resolve_picks(session: Session, scope: Scope, columns: Sequence[Column], lines: Sequence[Line]) -> None:
    """Put ids in the place of the names that cells of picking columns hold."""
    for column in columns:
        if column.picks is None:
            continue
        name = column.name
        named = find_named(
            session, scope, column.picks, {t for line in lines if (t := line.values.get(name))}
        )
        for line in lines:
            text = line.values.get(name)
            if text:
                try:
                    line.values[name] = named.one(text, name)
                except Incomplete as refusal:
                    del line.values[name]
                    line.faults.append(Fault(name, refusal))
