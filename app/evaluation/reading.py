"""Any table that somebody hands in, read into units with their events or their indicators."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.evaluation.funnel import Unit
from app.kernel.errors import Incomplete
from app.kernel.typed import read_number
from app.kernel.words import N_
from app.surfaces.tables import Table, read_table

YES = frozenset({"1", "yes", "y", "true", "t", "是", "有", "对"})
NO = frozenset({"0", "no", "n", "false", "f", "否", "无", "不"})


def read_units(path: Path, unit: str, event: str, value: str = "") -> tuple[Table, list[Unit]]:
    """Count cases and events by unit; with ``value`` the event is that its column holds just this."""
    table = read_table(path)
    cases: dict[str, int] = {}
    events: dict[str, int] = {}
    for line, (name, told) in table.rows((unit, event)):
        if not name:
            table.refuse(line, unit, name, Incomplete(N_("This row names no unit.")))
            continue
        said = told == value if value else _said(told)
        if said is None:
            reason = Incomplete(
                N_("Write 1 or 0, yes or no, 是 or 否; or say with --value which word of this column is the event.")
            )
            table.refuse(line, event, told, reason)
            continue
        cases[name] = cases.get(name, 0) + 1
        events[name] = events.get(name, 0) + said
    return table, [Unit(name, count, events[name]) for name, count in cases.items()]


def _said(told: str) -> bool | None:
    word = told.casefold()
    return True if word in YES else False if word in NO else None


@dataclass(frozen=True, slots=True)
class Indicator:
    """One column of an index: which, whether more is better, and its chosen weight (None: not said)."""

    column: str
    up: bool
    weight: float | None


@dataclass(slots=True)
class Indicators:
    """Units by name in the order of the table, with a row of values each."""

    table: Table
    names: list[str] = field(default_factory=list)
    values: list[list[float]] = field(default_factory=list)


def parse_indicator(text: str) -> Indicator:
    """Read ``COLUMN``, ``COLUMN:up`` or ``COLUMN:down:0.4``."""
    column, *rest = (part.strip() for part in text.split(":"))
    way, weight = [*rest, "", ""][:2]
    number = read_number(weight) if weight else None
    if (
        not column
        or len(rest) > 2
        or way not in ("", "up", "down")
        or (weight and (number is None or not 0 <= number <= 1))
    ):
        raise Incomplete(
            N_("Write an indicator as COLUMN:up:0.4 or COLUMN:down:0.4 (weights from 0 to 1), not %(text)s."), text=text
        )
    return Indicator(column, way != "down", None if number is None else float(number))


def read_indicators(path: Path, unit: str, indicators: Sequence[Indicator]) -> Indicators:
    """Read a row of values for each unit; a row that lacks one, or names a unit again, is told and left out."""
    table = read_table(path)
    read = Indicators(table)
    known: set[str] = set()
    for line, (name, *cells) in table.rows([unit, *(one.column for one in indicators)]):
        numbers = [read_number(cell) for cell in cells]
        if not name or name in known:
            reason = N_("This row names no unit.") if not name else N_("This unit stands in the table twice.")
            table.refuse(line, unit, name, Incomplete(reason))
        elif None in numbers:
            place = numbers.index(None)
            reason = N_("An index needs a number for each unit. Enter it, or leave the unit or the indicator out.")
            table.refuse(line, indicators[place].column, cells[place], Incomplete(reason))
        else:
            known.add(name)
            read.names.append(name)
            read.values.append([float(number) for number in numbers if number is not None])
    return read
