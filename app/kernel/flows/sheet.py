"""A flow as two tables, "steps" and "transitions": what an administrator edits in a spreadsheet.

Pure conversion between a version and rows of cells; reading and writing of files is not done here.
Headings and words of closed vocabularies stand in the language of ``translate``; all are understood.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from app.kernel.flows.checks import STEP_COLUMNS, TRANSITION_COLUMNS, Faults
from app.kernel.flows.draft import FlowDraft, overlong
from app.kernel.flows.models import FlowVersion
from app.kernel.flows.sheet_columns import STEP_SHEET, WAY_SHEET, Column, Unreadable, plain
from app.kernel.flows.soundness import Finding
from app.kernel.words import N_

Translate = Callable[[str], str]
Rows = Iterable[Sequence[Any]]

STEPS, TRANSITIONS = N_("Steps"), N_("Transitions")


@dataclass(frozen=True, slots=True)
class SheetTable:
    """A table ready to be written: its title, headings, hints and examples, and its rows of cells."""

    title: str
    headings: tuple[str, ...]
    hints: tuple[str, ...]
    examples: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]


def steps_table(version: FlowVersion | None, translate: Translate = str) -> SheetTable:
    """Return the steps of a version as a table, without a version an empty one to fill in."""
    return _table(STEPS, STEP_SHEET, version.steps if version else (), translate)


def transitions_table(version: FlowVersion | None, translate: Translate = str) -> SheetTable:
    """Return the transitions of a version as a table, without a version an empty one to fill in."""
    return _table(TRANSITIONS, WAY_SHEET, version.transitions if version else (), translate)


def _table(title: str, columns: Sequence[Column], rows: Iterable[Any], translate: Translate) -> SheetTable:
    return SheetTable(
        translate(title),
        tuple(translate(column.title) for column in columns),
        tuple(translate(column.hint) if column.hint else "" for column in columns),
        tuple(column.example for column in columns),
        tuple(tuple(column.cell(getattr(row, column.name), translate) for column in columns) for row in rows),
    )


def read_tables(steps: Rows, transitions: Rows, translate: Translate = str) -> FlowDraft:
    """Return the draft that two tables of cells give, each with its headings in the first row.

    A row that repeats the hints, and an empty one, is passed over. Raises Faults with every error at
    once, each with its table, row (from 1, as the spreadsheet counts) and column; nothing is half-read.
    """
    first = _Reading(STEPS, STEP_SHEET, translate)
    second = _Reading(TRANSITIONS, WAY_SHEET, translate)
    step_rows, way_rows = list(first.read(steps)), list(second.read(transitions))
    codes: set[str] = set()
    for number, row in step_rows:
        if row["code"] in codes:
            first.fault(number, "code", N_("Two steps have the same code."))
        codes.add(row["code"])
    for number, row in way_rows:
        for name in ("from_code", "to_code"):
            if row[name] is not None and row[name] not in codes:
                second.fault(number, name, N_("There is no step with this code in the table of steps."))
    for number, row in step_rows:
        if row["four_eyes_with"] is not None and row["four_eyes_with"] not in codes:
            first.fault(number, "four_eyes_with", N_("There is no step with this code in the table of steps."))
    faults = [*first.faults, *second.faults]
    if faults:
        raise Faults(faults)
    return FlowDraft(
        tuple(dict.fromkeys(STEP_COLUMNS) | row | {"place": n} for n, (_, row) in enumerate(step_rows, 1)),
        tuple(dict.fromkeys(TRANSITION_COLUMNS) | row | {"place": n} for n, (_, row) in enumerate(way_rows, 1)),
    )


class _Reading:
    """Reads one table and keeps its faults."""

    def __init__(self, title: str, columns: Sequence[Column], translate: Translate) -> None:
        self.title, self.columns, self.translate = title, columns, translate
        self.faults: list[Finding] = []

    def fault(self, number: int, column: str, sentence: str) -> None:
        """Keep a fault at a row and, by its name or its heading, at a column."""
        known = {each.name: each.title for each in self.columns}
        place = self.translate(N_("%(table)s, row %(row)d, column %(column)s")) % {
            "table": self.translate(self.title),
            "row": number,
            "column": self.translate(known[column]) if column in known else column,
        }
        self.faults.append(Finding(place, sentence))

    def read(self, rows: Rows) -> Iterator[tuple[int, dict[str, Any]]]:
        """Return (row number, values) of each row that holds something."""
        placed: list[Column | None] | None = None
        for number, cells in enumerate(rows, 1):
            texts = [str(cell).strip() if cell is not None else "" for cell in cells]
            if not any(texts):
                continue
            if placed is None:
                placed = self.headings(number, texts)
            elif not self.are_hints(placed, texts):
                yield number, self.values(number, placed, cells)
        if placed is None:
            self.fault(1, self.columns[0].name, N_("The table is empty. Its first row holds the headings."))

    def headings(self, number: int, texts: Sequence[str]) -> list[Column | None]:
        """Return the column under each heading."""
        known = {
            plain(text): column
            for column in self.columns
            for text in (column.name, column.title, self.translate(column.title))
        }
        placed: list[Column | None] = []
        for text in texts:
            column = known.get(plain(text))
            if text and column is None:
                self.fault(number, text, N_("This heading is not known. Use the headings of the template."))
            if column is not None and column in placed:
                self.fault(number, text, N_("Two columns have the same heading."))
            placed.append(column)
        for column in self.columns:
            if column.required and column not in placed:
                self.fault(number, column.name, N_("This column is missing."))
        return placed

    def are_hints(self, placed: Sequence[Column | None], texts: Sequence[str]) -> bool:
        """Tell whether a row only repeats the hints."""
        return all(
            not text
            or (column is not None and bool(column.hint) and text in (column.hint, self.translate(column.hint)))
            for column, text in zip(placed, texts, strict=False)
        )

    def values(self, number: int, placed: Sequence[Column | None], cells: Sequence[Any]) -> dict[str, Any]:
        """Return the values of a row; what cannot be read is a fault and stays empty."""
        row: dict[str, Any] = {column.name: column.default for column in self.columns}
        for column, cell in zip(placed, cells, strict=False):
            if column is None:
                continue
            try:
                value = column.value(cell, self.translate)
            except Unreadable as fault:
                self.fault(number, column.name, fault.sentence)
                continue
            if value is None and column.required:
                self.fault(number, column.name, N_("This field must be filled in."))
            row[column.name] = column.default if value is None else value
        for name in overlong(row):
            self.fault(number, name, N_("This text is longer than its column allows."))
        return row
