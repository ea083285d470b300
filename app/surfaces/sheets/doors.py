"""Doors through which sheets come in: each says how its rows are read, checked and taken over; the rest is the same."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.kernel.act import Act
from app.kernel.audit import TrailRow
from app.surfaces.sheets.columns import Column
from app.surfaces.sheets.importing import Brought, Choice
from app.surfaces.sheets.planning import SheetPlan
from app.surfaces.sheets.reading import Sheet


@dataclass(frozen=True, slots=True)
class Intake:
    """A door that stands open on one thing: a list, a ledger, the cash book of a village."""

    title: str
    columns: tuple[Column, ...]
    plan: Callable[[Sheet], SheetPlan]
    """Tells the fate of every row; writes nothing."""
    carry_out: Callable[[Any, Choice], Brought]
    """Writes the rows of such a plan."""
    withdraw: Mapping[str, Callable[[Act, Sequence[TrailRow], str], None]] = field(default_factory=dict)
    """By kind of subject: takes one thing back that such a plan wrote, for a reason, by its rows of the trail; or Refused."""
    tried: bool = True
    """The check tries to write the rows and keeps nothing; not where each row passes the very checks of writing."""


@dataclass(frozen=True, slots=True)
class Door:
    """One way in."""

    name: str
    """Stands with every sheet that came through it, and with the mappings that were kept for it."""
    open: Callable[[Act, str], Intake]
    """Opens the door on what a key names, inside the actor's scope; Refused otherwise."""
    list_url: Callable[[str], str]
    template_url: Callable[[str], str]


DOORS: dict[str, Door] = {}
"""Every door by name, for the clock, which works on large sheets."""


def door(made: Door) -> Door:
    """Make a door known."""
    DOORS[made.name] = made
    return made
