"""Work that waits for one person, piece by piece: what the home page of the inner net is made of."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.kernel.act import Actor, start_of_day
from app.kernel.clocks.lights import FAR, Light, light_of
from app.kernel.words import N_, Word


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of work: what it is about, what to do next, by when, and the page where it is done."""

    title: str
    """What it is about, as it stands in the record or as a text of the program."""
    step: str
    """What to do next, as the button says it; filled with ``facts``."""
    endpoint: str
    values: Mapping[str, Any] = field(default_factory=dict)
    """What the address of the page needs."""
    about: str = ""
    """Number and person, one line."""
    note: str = ""
    """What the officer before wrote, for whoever decides by it."""
    due_at: datetime | None = None
    """First instant after the last day; None without a day."""
    light: Light = Light.GREY
    facts: Mapping[str, Any] = field(default_factory=dict)


Pieces = Callable[[Session, Actor, datetime], Sequence[Piece]]
"""``pieces(session, actor, now)``: what waits for a person, the nearest day first, no more than ``MOST``."""

MOST = 20
SOON = timedelta(days=3)
"""How long before its day work without a warning of its own turns yellow."""


def by_day(day: date | None, now: datetime) -> tuple[datetime | None, Light]:
    """Return the end of a last day in China and its light, as a piece of work has them."""
    if day is None:
        return None, Light.GREY
    end = start_of_day(day + timedelta(days=1))
    return end, light_of(end, end - SOON, now)


class When(Word):
    """Part of the list in which a piece of work stands."""

    OVERDUE = "overdue", N_("Overdue")
    TODAY = "today", N_("Due today")
    SOON = "soon", N_("Due soon")
    LATER = "later", N_("Later")
    ANY = "any", N_("Without a day")


def when(piece: Piece, now: datetime, on: date) -> When:
    """Tell in which part of the list a piece stands on a day in China."""
    if piece.due_at is None or piece.due_at >= FAR:
        return When.ANY
    if piece.due_at <= now:
        return When.OVERDUE
    if piece.due_at <= start_of_day(on + timedelta(days=1)):
        return When.TODAY
    return When.SOON if piece.light is Light.YELLOW else When.LATER


def in_order(pieces: Sequence[Piece]) -> list[Piece]:
    """Return work with the nearest day first, what has no day last."""
    return sorted(pieces, key=lambda piece: piece.due_at or FAR)
