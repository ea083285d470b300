"""Doors through which sheets come in: each says how its rows are read, checked and taken over; the rest is the same."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.kernel.act import Act
from app.kernel.audit import TrailRow
from app.surfaces.sheets.columns import Column
from app.surfaces.sheets.importing import Brought, Choice
from app.surfaces.sheets.planning import SheetPlan
from app.surfaces.sheets.reading import Book


@dataclass(frozen=True, slots=True)
class Part:
    """A further sheet of a workbook, found by any of its names."""

    names: tuple[str, ...]
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Ask:
    """What a door has to know beside the rows; whatever plans them is given the answer under its name."""

    name: str
    label: str
    hint: str = ""
    value: str = ""
    """What holds until somebody said otherwise."""
    switch: bool = False
    """Answered with yes (``1``) or no (an empty text)."""
    required: bool = False
    """Nothing can be said of the rows before it is answered."""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something of a sheet that a person should look at; it keeps nothing from being written."""

    row: int
    key: str
    sentence: str
    original: str = ""
    """What stands in the sheet, when the sentence says how it was read."""


@dataclass(frozen=True, slots=True)
class Turn:
    """Tables of another shape that a door takes too."""

    asks: tuple[Ask, ...]
    make: Callable[..., tuple[Book, list[Remark]] | None]
    """Returns the workbook that a table means, given what was asked; None when it is no such table."""


@dataclass(frozen=True, slots=True)
class Intake:
    """A door that stands open on one thing: a list, a ledger, the cash book of a village."""

    title: str
    columns: tuple[Column, ...]
    plan: Callable[..., SheetPlan]
    """Tells the fate of every row of a sheet, of a workbook where there are parts, given what was asked; writes nothing."""
    carry_out: Callable[[Any, Choice], Brought]
    """Writes the rows of such a plan."""
    withdraw: Mapping[str, Callable[[Act, Sequence[TrailRow], str], None]] = field(default_factory=dict)
    """By kind of subject: takes one thing back that such a plan wrote, for a reason, by its rows of the trail; or Refused."""
    tried: bool = True
    """The check tries to write the rows and keeps nothing; not where each row passes the very checks of writing."""
    names: tuple[str, ...] = ()
    """Of the sheet with the rows, where a workbook has parts; the headings tell it otherwise."""
    parts: tuple[Part, ...] = ()
    asks: tuple[Ask, ...] = ()
    turn: Turn | None = None
    about: str = ""
    """What may be handed in, where that is more than a filled template."""
    after: str = ""
    """What is to be done once the rows are taken over."""
    handout: Callable[[Any], list[dict[str, str]]] | None = None
    """Returns the access slips of a plan that was carried out; whoever handed the sheet in prints them afterwards."""


@dataclass(frozen=True, slots=True)
class Door:
    """One way in."""

    name: str
    """Stands with every sheet that came through it, and with the mappings that were kept for it."""
    open: Callable[[Act, str], Intake]
    """Opens the door on what a key names, inside the actor's scope; Refused otherwise."""
    list_url: Callable[[str], str]
    template_url: Callable[[str], str]
    large: int = 0
    """Rows from which the clock works on a sheet, where one row takes longer than usual."""
    handout_url: Callable[[str], str] | None = None
    """Where the access slips of a sheet are printed, by its token."""


DOORS: dict[str, Door] = {}
"""Every door by name, for the clock, which works on large sheets."""


def door(made: Door) -> Door:
    """Make a door known."""
    DOORS[made.name] = made
    return made
