"""Rows written in bulk inside an act: fresh ids, and many rows of one table at once."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.kernel.audit import advance
from app.kernel.bulk import write_rows
from app.kernel.closing import refuse_closed
from app.kernel.db import IDS_PER_COUNTY
from app.kernel.guard import SilentWrite


def insert_rows(session: Session, model: type[Any], rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert rows of one table that all have the same columns; defaults of other columns are filled in.

    The session must be inside an act; pending objects are flushed first so that foreign keys hold. Nothing new begins
    at an organisation that has been closed.
    """
    if session.info.get("act") is None:
        raise SilentWrite(f"{model.__name__} was to be written in bulk while no act was open")
    session.flush()
    if hasattr(model, "still_open"):
        rows = list(rows)
        for home in sorted({home for row in rows if (home := row.get("organisation_id"))}):
            refuse_closed(session, home)
    write_rows(session.connection(), inspect(model).local_table, rows)


def take_ids(act: Act, county: int, count: int) -> range:
    """Return fresh ids of a county for rows that are written in bulk."""
    if act.session.info.get("act") is None:
        raise SilentWrite("rows were to be written in bulk while no act was open")
    last = advance(act.session.connection(), county, count)
    first = county * IDS_PER_COUNTY + last - count + 1
    return range(first, first + count)
