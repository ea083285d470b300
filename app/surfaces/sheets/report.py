"""Telling people what became of every row: a table of sentences, and their own sheet marked in red."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xlsxwriter

from app.kernel.words import N_
from app.surfaces.language import translate, translate_refusal
from app.surfaces.sheets.columns import Column, Table
from app.surfaces.sheets.planning import Fate, PlannedRow, SheetPlan
from app.surfaces.sheets.reading import Sheet
from app.surfaces.sheets.writing import FORMATS, write_cell


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One sentence about one row of a sheet; ``column`` is empty when it is about the whole row."""

    row: int
    key: str
    fate: str
    column: str
    sentence: str
    sheet: str = ""


def report_lines(rows: Sequence[PlannedRow], columns: Sequence[Column], sheet: str = "") -> list[ReportLine]:
    """Return a line for every fault and warning, and one for every row that has neither."""
    labels = {column.name: translate(column.label) for column in columns}
    lines: list[ReportLine] = []
    for row in rows:
        fate = translate(row.fate)
        for fault in row.faults:
            label = labels.get(fault.column, fault.column)
            lines.append(ReportLine(row.number, row.key, fate, label, translate_refusal(fault.refusal), sheet))
        for warning in row.warnings:
            label = labels.get(warning.field or "", warning.field or "")
            lines.append(ReportLine(row.number, row.key, fate, label, translate_refusal(warning), sheet))
        if not row.faults and not row.warnings:
            changed = "、".join(labels.get(name, name) for name in row.changes if name in labels)
            lines.append(ReportLine(row.number, row.key, fate, "", changed, sheet))
    return lines


def book_lines(plan: SheetPlan) -> list[ReportLine]:
    """Return such lines of every sheet of a workbook."""
    return [line for one in plan.sections for line in report_lines(one.rows, one.columns, one.sheet.name)]


def marked_copy(target: Path | io.BytesIO, sections: Sequence[SheetPlan]) -> None:
    """Write the sheets again as they came, every faulty cell red, with what is wrong in a last column.

    Row numbers stay the same, and the copy may be corrected and given again as it is.
    """
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(str(target) if isinstance(target, Path) else target, options) as book:
        looks = {name: book.add_format(look) for name, look in FORMATS.items()}
        for number, one in enumerate(sections, start=1):
            page = book.add_worksheet((one.sheet.name or f"{number}")[:31])
            _write_marked(page, one.sheet, one.table, one.rows, looks)


def _write_marked(page: Any, sheet: Sheet, table: Table, rows: Sequence[PlannedRow], looks: Mapping[str, Any]) -> None:
    width = max((len(row) for row in sheet.rows), default=0)
    faulty = {row.number: row for row in rows if row.fate == Fate.FAULTY}
    page.set_column(0, width, 18)
    page.set_column(width, width, 60)
    page.freeze_panes(table.heading + 1, 0)
    for at, cells in enumerate(sheet.rows):
        row = faulty.get(at + 1)
        red = {table.found[fault.column] for fault in row.faults if fault.column in table.found} if row else set()
        for place in range(width):
            cell = cells[place] if place < len(cells) else ""
            look = "head" if at == table.heading else "fault" if place in red else ""
            write_cell(page, at, place, cell, dict(looks), look)
        if at == table.heading:
            write_cell(page, at, width, translate(N_("What is wrong")), dict(looks), "head")
        elif row:
            sentences = "；".join(translate_refusal(fault.refusal) for fault in row.faults)
            write_cell(page, at, width, sentences, dict(looks), "fault")
