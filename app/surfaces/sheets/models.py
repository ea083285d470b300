"""Sheets that were handed in, and mappings of foreign sheets that are kept for the next one."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base, CountyRow, Json, UtcDateTime
from app.kernel.sealing import EncryptedText
from app.kernel.words import N_, Word


class SheetState(Word):
    """How far a sheet that was handed in has come."""

    HANDED_IN = "handed_in", N_("Waits to be matched")
    WAITING = "waiting", N_("Waits for its turn")
    AT_WORK = "at_work", N_("Being worked on")
    CHECKED = "checked", N_("Checked")
    TAKEN = "taken", N_("Taken over")
    WITHDRAWN = "withdrawn", N_("Withdrawn again")
    REFUSED = "refused", N_("Could not be taken")


OVER = (SheetState.TAKEN, SheetState.WITHDRAWN)
"""States of a sheet that was taken over: it is read no more."""


class HandedSheet(Base):
    """A file that somebody handed in: it is seen by this account only and goes after some days."""

    __tablename__ = "handed_sheet"

    token: Mapped[str] = mapped_column(String(32), primary_key=True)
    """Names the file in the folder of sheets, too."""
    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"), index=True)
    county: Mapped[int] = mapped_column(Integer)
    door: Mapped[str] = mapped_column(String(60))
    """Through which door it came."""
    key: Mapped[str] = mapped_column(String(60))
    """What the door opens on: a village, a ledger, a list."""
    name: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(8))
    state: Mapped[str] = mapped_column(String(12), index=True)
    task: Mapped[str] = mapped_column(String(12), default="")
    """What is to be done with a sheet that waits: check, take, take_good or withdraw."""
    answers: Mapped[Any] = mapped_column(Json)
    """What the person said about how it is read; see ``arranging.Answers``."""
    result: Mapped[Any] = mapped_column(Json)
    """What the last check found, or what was taken over; see ``checking.summary`` and ``withdrawing.withdraw``."""
    handed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    waits_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    handout: Mapped[str | None] = mapped_column(EncryptedText, deferred=True)
    """Access slips of those whose accounts came with it, until they are printed; see ``doors.Intake``."""

    def __str__(self) -> str:
        return self.name


class ColumnMapping(CountyRow):
    """How the columns of a foreign sheet are read as ours."""

    __tablename__ = "column_mapping"
    __table_args__ = (UniqueConstraint("county", "target", "name"),)
    kind = "column_mapping"

    name: Mapped[str] = mapped_column(String(80))
    target: Mapped[str] = mapped_column(String(40))
    """Name of the record kind whose sheet it fills."""
    matches: Mapped[Any] = mapped_column(Json)
    """List of {column, heading, constant, values}; see ``mapping.Match``."""

    def __str__(self) -> str:
        return self.name
