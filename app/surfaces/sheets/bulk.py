"""Writing the rows of a sheet at once, inside an act."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.orm import Session

from app.kernel.bulk import write_rows
from app.kernel.guard import SilentWrite


def insert_rows(session: Session, model: type[Any], rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert rows of one table that all have the same columns; defaults of other columns are filled in.

    The session must be inside an act; pending objects are flushed first so that foreign keys hold.
    """
    if session.info.get("act") is None:
        raise SilentWrite(f"{model.__name__} was to be written in bulk while no act was open")
    session.flush()
    write_rows(session.connection(), inspect(model).local_table, rows)
