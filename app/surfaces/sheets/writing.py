"""Writing spreadsheets: templates and exports whose cells are never formulas."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from app.kernel.act import CHINA
from app.kernel.words import N_, Word
from app.surfaces.language import translate
from app.surfaces.sheets.columns import Column, example_of
from app.surfaces.sheets.reading import DANGEROUS

LONGEST_CELL = 32_767
LAST_ROW = 1_048_575
DROPDOWN_ROWS = 20_000
LONGEST_LIST = 255

FORMATS = {
    "head": {"bold": True, "bg_color": "#E8EDF3", "bottom": 1, "text_wrap": True, "valign": "top"},
    "hint": {"italic": True, "font_color": "#5A6472", "text_wrap": True, "valign": "top"},
    "example": {"font_color": "#5A6472"},
    "text": {"num_format": "@", "valign": "top"},
    "day": {"num_format": "yyyy-mm-dd", "align": "left"},
    "moment": {"num_format": "yyyy-mm-dd hh:mm", "align": "left"},
    "fault": {"bg_color": "#FFC7CE", "font_color": "#9C0006", "num_format": "@"},
}


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet to write: its columns and rows; ``faulty`` holds (row, place) of cells to fill red."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]] = ()
    template: bool = False
    """With a row of hints and a row of examples below the headings."""
    faulty: frozenset[tuple[int, int]] = field(default_factory=frozenset)


def write_book(target: Path | io.BytesIO, pages: Sequence[Page]) -> None:
    """Write a workbook row by row with constant memory; texts stay texts whatever they begin with."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "remove_timezone": True,
    }
    with xlsxwriter.Workbook(str(target) if isinstance(target, Path) else target, options) as book:
        looks = {name: book.add_format(look) for name, look in FORMATS.items()}
        for page in pages:
            _write_page(book, page, looks)


def template_page(name: str, columns: Sequence[Column], rows: Iterable[Sequence[Any]] = ()) -> Page:
    """Return the sheet that a clerk fills: headings, hints, examples, and lists to choose from."""
    return Page(name, columns, rows, template=True)


def write_template(target: Path | io.BytesIO, name: str, columns: Sequence[Column]) -> None:
    """Write an empty template with one sheet."""
    write_book(target, [template_page(name, columns)])


def _write_page(book: Any, page: Page, looks: dict[str, Any]) -> None:
    sheet = book.add_worksheet(page.name[:31])
    for place, column in enumerate(page.columns):
        sheet.set_column(place, place, column.width, looks["text"])
        _add_list(sheet, place, column, first=3 if page.template else 1)
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(page.columns):
        sheet.write_string(0, place, translate(column.label) + ("*" if column.required else ""), looks["head"])
    at = 1
    if page.template:
        for look, texts in (
            ("hint", [translate(c.hint) for c in page.columns]),
            ("example", [example_of(c) for c in page.columns]),
        ):
            for place, text in enumerate(texts):
                sheet.write_string(at, place, text, looks[look])
            at += 1
    first = at
    for row in page.rows:
        if at > LAST_ROW:
            break
        for place, value in enumerate(row):
            look = "fault" if (at - first, place) in page.faulty else ""
            write_cell(sheet, at, place, value, looks, look)
        at += 1


def _add_list(sheet: Any, place: int, column: Column, first: int) -> None:
    """Offer the choices as a list; one longer than the program allows is left to the hint."""
    source = [translate(choice) for choice in column.choices or ()] or list(column.options)
    if not source or len(",".join(source)) > LONGEST_LIST:
        return
    sheet.data_validation(
        first,
        place,
        DROPDOWN_ROWS,
        place,
        {
            "validate": "list",
            "source": source,
            "error_title": translate(N_("Choose from the list")),
            "error_message": translate(N_("Only the entries of the list are accepted.")),
            "error_type": "warning",
        },
    )


def write_cell(sheet: Any, row: int, place: int, value: Any, looks: dict[str, Any], look: str = "") -> None:
    """Write one value: numbers as numbers, days as days, everything else as text."""
    if value is None or value == "":
        if look:
            sheet.write_blank(row, place, None, looks[look])
    elif isinstance(value, bool):
        sheet.write_string(row, place, yes_no(value), looks[look or "text"])
    elif isinstance(value, Word):
        sheet.write_string(row, place, translate(value), looks[look or "text"])
    elif isinstance(value, (int, float)) and abs(value) < 10**15:
        sheet.write_number(row, place, value, looks[look] if look else None)
    elif isinstance(value, datetime):
        sheet.write_datetime(row, place, value.astimezone(CHINA).replace(tzinfo=None), looks[look or "moment"])
    elif isinstance(value, date):
        sheet.write_datetime(row, place, value, looks[look or "day"])
    else:
        text = str(value)
        kept = text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…"
        sheet.write_string(row, place, kept, looks[look or "text"])


def yes_no(value: bool) -> str:
    """Return yes or no in the language of the request."""
    return translate(N_("Yes")) if value else translate(N_("No"))


def shown(column: Column, value: Any) -> Any:
    """Return a stored value as a cell shows it: the title of a choice, the row that was picked."""
    if column.choices is not None and value not in (None, ""):
        return next((choice for choice in column.choices if choice == value), value)
    return value


def safe_text(value: Any) -> str:
    """Return a CSV cell; a text that a spreadsheet would run as a formula gets an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return yes_no(value)
    if isinstance(value, (int, float)):
        return str(value)
    text = translate(value) if isinstance(value, Word) else str(value)
    return f"'{text}" if text.startswith(DANGEROUS) else text


def write_csv(columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> Iterable[str]:
    """Yield CSV line by line with the mark that spreadsheet programs need to see UTF-8."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    yield "\ufeff"
    writer.writerow([safe_text(translate(column.label)) for column in columns])
    for row in rows:
        writer.writerow([safe_text(cell) for cell in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()
