"""Figures (指标): each counts rows of one table by the month in which they happened, so that it opens into those rows.

A domain hands its figures over in its ``Domain``; evaluation counts them at night. What a figure shows and what it opens are
the same SELECT: with columns that count, or with the key of each row.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from app.kernel.calendar import ONE_DAY
from app.kernel.months import begins
from app.kernel.places import Scope
from app.kernel.words import N_, Word


class Better(Word):
    """Which way a figure should go."""

    UP = "up", N_("more is better")
    DOWN = "down", N_("less is better")
    NONE = "none", N_("neither is better")


class Unit(Word):
    """How a figure is read."""

    COUNT = "count", N_("count")
    """How many rows."""
    SHARE = "share", N_("share")
    """Of the rows of the denominator so many, all of them rows of it too."""
    RATIO = "ratio", N_("for each")
    """So many for each row of the denominator."""
    DAYS = "days", N_("days")
    """Median and 90th percentile of whole days."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one table, each at the moment that puts it into a month."""

    model: Any
    at: Any
    """Column of days or instants; rows without a value are left out."""
    where: tuple[ColumnElement[bool], ...] = ()
    joins: tuple[tuple[Any, ColumnElement[bool]], ...] = ()
    """Tables beside it with the condition of each; none may double a row."""
    organisation: Any = None
    """Column of the organisation; its own when not given."""
    item: Any = None
    """Column of the item by which it is compared with others."""
    officer: Any = None
    """Column of the official who answers for the row."""
    days: Any = None
    """Column or expression of whole days."""
    about: tuple[Any, Any] | None = None
    """The table of what a row is shown as, and the column with its key; the row itself when not given."""

    @property
    def home(self) -> Any:
        """Column of the organisation."""
        return self.model.organisation_id if self.organisation is None else self.organisation

    @property
    def shown(self) -> tuple[str, Any]:
        """The kind word of what a row is shown as, and the column with its key."""
        model, column = self.about or (self.model, self.model.id)
        return str(model.kind), column

    def select(self, *columns: Any) -> Select[Any]:
        """Return a SELECT of columns over these rows."""
        statement = select(*columns).select_from(self.model)
        for table, condition in self.joins:
            statement = statement.join(table, condition)
        return statement.where(self.at.is_not(None), *self.where)

    def within(self, scope: Scope, from_on: date, to_on: date) -> tuple[ColumnElement[bool], ...]:
        """Return the conditions: inside a scope and from one day to another, both included."""
        return (
            scope.where(self.model.county, self.home),
            self.at >= begins(self.at, from_on),
            self.at < begins(self.at, to_on + ONE_DAY),
        )


@dataclass(frozen=True, slots=True)
class Items:
    """What a figure is compared by beside the organisation: items of a catalogue, or monitoring points."""

    names: Callable[[Session, Iterable[str]], Mapping[str, str]]
    """Names by their keys."""
    alike: Callable[[Session, str], set[str]] = field(default=lambda _session, key: {key})
    """The keys of the same item elsewhere, its own among them."""


def items_of(model: Any) -> Items:
    """Return items that are rows of a table with a name: the same elsewhere by national code, else by name."""

    def names(session: Session, keys: Iterable[str]) -> Mapping[str, str]:
        found = session.execute(select(model.id, model.name).where(model.id.in_([int(key) for key in keys])))
        return {str(row[0]): row[1] for row in found}

    def alike(session: Session, key: str) -> set[str]:
        own = session.get(model, int(key))
        if own is None:
            return {key}
        code = getattr(own, "national_code", None)
        same = model.national_code == code if code else model.name == own.name
        return {str(pk) for pk in session.scalars(select(model.id).where(same))} | {key}

    return Items(names, alike)


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure; ``code`` is ``approvals.in_time``: domain, then what is counted."""

    code: str
    title: str
    counts: Rows
    """The rows of the numerator."""
    meaning: str
    """In a sentence: what is counted, and in which month."""
    unit: Unit = Unit.COUNT
    among: Rows | None = None
    """The rows of the denominator, of a share or a ratio."""
    better: Better = Better.NONE
    items: Items | None = None
    """By which it is compared beside the organisation; None when by none."""

    def __post_init__(self) -> None:
        if (self.among is not None) != (self.unit in (Unit.SHARE, Unit.RATIO)):
            raise ValueError(f"Figure {self.code}: a share and a ratio have a denominator, nothing else has.")
        if (self.counts.days is not None) != (self.unit is Unit.DAYS):
            raise ValueError(f"Figure {self.code}: days are what a figure of days measures.")

    @property
    def sides(self) -> tuple[Rows, ...]:
        """The rows of numerator and denominator."""
        return (self.counts,) if self.among is None else (self.counts, self.among)

    @property
    def domain(self) -> str:
        """The domain that it belongs to."""
        return self.code.split(".")[0]


FIGURES: dict[str, Figure] = {}
"""All figures by code; filled when the domains are declared."""
