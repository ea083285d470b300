"""What the reader library does not tell of a sheet: hidden rows and columns, cells with an error or without result.

Used by ``child.py`` in its own process, from files of which nobody knows what is in them; imports nothing of ours.
Each format is looked through once, from front to back. Rows and columns are counted as the program shows them.
"""

import re
import zipfile
from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple

NO_RESULT = "\x00="
PIECE = 1 << 20


class Marks(NamedTuple):
    """What one sheet holds beside its values."""

    rows: list[int]
    """Numbers of the rows that the program hides, from 1."""
    columns: list[int]
    """Numbers of the hidden columns, from 1."""
    shown: dict[tuple[int, int], str]
    """What cells show that hold an error or no result, by row and column from 0."""


def marks_of(file: BinaryIO, place: int) -> Marks | None:
    """Return the marks of a sheet by its place in the workbook; None where the format does not tell them."""
    if not zipfile.is_zipfile(file):
        return old_marks(file, place)
    with zipfile.ZipFile(file) as packed:
        names = set(packed.namelist())
        if "content.xml" in names:
            return open_marks(packed.read("content.xml"), place)
        part = parts_of(packed, names).get(place)
        return new_marks(packed, part) if part is not None else None


# .xlsx


def parts_of(packed: zipfile.ZipFile, names: set[str]) -> dict[int, str]:
    """Return the part that holds each sheet of an .xlsx, by the sheet's place; nothing for other files."""
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return {}
    relations = {
        _attribute(tag, b"Id"): _attribute(tag, b"Target")
        for tag in re.findall(rb"<Relationship\b[^>]*>", packed.read("xl/_rels/workbook.xml.rels"))
    }
    tags = re.findall(rb"<sheet\b[^>]*>", packed.read("xl/workbook.xml"))
    targets = [relations.get(_attribute(tag, rb"\w+:id"), "") for tag in tags]
    full = [target[1:] if target.startswith("/") else f"xl/{target}" for target in targets]
    return {place: name for place, name in enumerate(full) if name in names}


def _attribute(tag: bytes, name: bytes) -> str:
    found = re.search(rb"\s" + name + rb'="([^"]*)"', tag)
    return found[1].decode() if found else ""


HIDDEN = re.compile(rb'<row\b(?=[^>]*\shidden="(?:1|true)")[^>]*\sr="([0-9]+)"')
HIDDEN_COLUMN = re.compile(rb'<col\b(?=[^>]*\shidden="(?:1|true)")[^>]*>')
ERROR = re.compile(rb'<c\b(?=[^>]*\st="e")[^>]*\sr="([A-Z]+)([0-9]+)"[^>]*>(?:(?!</c>).)*?<v>([^<]*)</v>', re.DOTALL)
UNSOLVED = re.compile(
    rb'<c\b(?![^>]*\st="str")[^>]*\sr="([A-Z]+)([0-9]+)"[^>]*><f\b[^>]*(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>'
)
MOST_ROWS, MOST_COLUMNS = 1 << 17, 1 << 14
"""More than any sheet that is read; a repeated row or column counts no further."""


def new_marks(packed: zipfile.ZipFile, part: str) -> Marks:
    """Return the marks of one sheet of an .xlsx."""
    marks = Marks([], [], {})
    with packed.open(part) as opened:
        held = b""
        while piece := opened.read(PIECE):
            held += piece
            end = held.rfind(b"</row>")
            if end >= 0:
                _mark(held[:end], marks)
                held = held[end:]
    return marks


def _mark(text: bytes, marks: Marks) -> None:
    if b'hidden="' in text:
        marks.rows.extend(map(int, HIDDEN.findall(text)))
        for tag in HIDDEN_COLUMN.findall(text):
            first, last = int(_attribute(tag, b"min") or 1), int(_attribute(tag, b"max") or 0)
            marks.columns.extend(range(first, min(last, MOST_COLUMNS) + 1))
    if b't="e"' in text:
        marks.shown.update({_place(column, row): error.decode() for column, row, error in ERROR.findall(text)})
    if b"<f" in text:
        marks.shown.update({_place(column, row): NO_RESULT for column, row in UNSOLVED.findall(text)})


def _place(column: bytes, row: bytes) -> tuple[int, int]:
    number = 0
    for letter in column:
        number = number * 26 + letter - 64
    return int(row) - 1, number - 1


# .ods (OpenDocument 1.3, part 3, 9.1)

OPEN_TAG = re.compile(
    rb"<table:table(?=[\s>])[^>]*>|<table:table-column\b[^>]*>|<table:table-row\b[^>]*>|</table:table-row>"
)
OPEN_CELL = re.compile(
    rb"<table:(?:covered-)?table-cell\b([^>]*?)(/)?>(?:(?<!/>)(.*?)</table:(?:covered-)?table-cell>)?", re.DOTALL
)
UNSEEN = re.compile(rb'\stable:visibility="(?:collapse|filter)"')
REPEATED = re.compile(rb'\stable:number-(?:rows|columns)-repeated="([0-9]+)"')
FAULTY = re.compile(rb'\s(?:calcext|office):value-type="error"')


def open_marks(content: bytes, place: int) -> Marks:
    """Return the marks of one sheet of an .ods."""
    marks, table, row, column = Marks([], [], {}), -1, 0, 0
    begun, times = -1, 1
    for found in OPEN_TAG.finditer(content):
        tag = found[0]
        if tag.startswith((b"<table:table ", b"<table:table>")):
            table, row, column = table + 1, 0, 0
        elif table != place:
            if table > place:
                break
        elif tag.startswith(b"<table:table-column"):
            count = _times(tag)
            if UNSEEN.search(tag):
                marks.columns.extend(range(column + 1, min(column + count, MOST_COLUMNS) + 1))
            column += count
        elif tag.startswith(b"<table:table-row"):
            times = _times(tag)
            if UNSEEN.search(tag):
                marks.rows.extend(range(row + 1, min(row + times, MOST_ROWS) + 1))
            begun = found.end()
            if tag.endswith(b"/>"):
                row, begun = row + times, -1
        elif begun >= 0:
            inside = content[begun : found.start()]
            if FAULTY.search(inside):
                marks.shown.update(((row, at), text) for at, text in _open_errors(inside))
            row, begun = row + times, -1
    return marks


def _times(tag: bytes) -> int:
    found = REPEATED.search(tag)
    return int(found[1]) if found else 1


def _open_errors(cells: bytes) -> Iterator[tuple[int, str]]:
    at = 0
    for attributes, _closed, inside in OPEN_CELL.findall(cells):
        if FAULTY.search(attributes):
            text = re.sub(rb"<[^>]*>", b"", inside).decode("utf-8", "replace").strip()
            yield at, text if text.startswith("#") else "#VALUE!"
        at += _times(attributes)


# .xls and .et: compound files (MS-CFB) with records (MS-XLS 2.4)

BOF, EOF, SHEET_AT, ROW, COLUMNS, FORMULA, ERROR_CELL = 0x809, 0x0A, 0x85, 0x208, 0x7D, 0x06, 0x205
ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}


def old_marks(file: BinaryIO, place: int) -> Marks | None:
    """Return the marks of one sheet of an .xls or .et; None when its records cannot be found."""
    from olefile import OleFileIO  # noqa: PLC0415 - only old files need it

    try:
        with OleFileIO(file) as compound:
            book = compound.openstream("Workbook" if compound.exists("Workbook") else "Book").read()
        places = [_number(record, 0, 4) for kind, record in _records(book, 0) if kind == SHEET_AT]
        return _old_sheet(book, places[place])
    except (IndexError, OSError, ValueError):
        return None


def _old_sheet(book: bytes, start: int) -> Marks:
    marks, depth = Marks([], [], {}), 0
    for kind, record in _records(book, start):
        if kind == BOF:
            depth += 1
        elif kind == EOF:
            depth -= 1
            if not depth:
                return marks
        elif depth > 1:
            continue  # a chart within the sheet
        elif kind == ROW and len(record) >= 14 and _number(record, 12, 2) & 0x20:
            marks.rows.append(_number(record, 0, 2) + 1)
        elif kind == COLUMNS and len(record) >= 10 and _number(record, 8, 2) & 1:
            marks.columns.extend(range(_number(record, 0, 2) + 1, min(_number(record, 2, 2), 255) + 2))
        elif kind == ERROR_CELL and len(record) >= 8 and record[7]:
            marks.shown[_number(record, 0, 2), _number(record, 2, 2)] = ERRORS.get(record[6], "#VALUE!")
        elif kind == FORMULA and len(record) >= 14 and record[12:14] == b"\xff\xff" and record[6] == 2:
            marks.shown[_number(record, 0, 2), _number(record, 2, 2)] = ERRORS.get(record[8], "#VALUE!")
    raise ValueError("the records break off")


def _number(record: bytes, at: int, size: int) -> int:
    return int.from_bytes(record[at : at + size], "little")


def _records(book: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    at = start
    while at + 4 <= len(book):
        size = _number(book, at + 2, 2)
        yield _number(book, at, 2), book[at + 4 : at + 4 + size]
        at += 4 + size


def put_marks(rows: list[list[Any]], marks: Marks) -> None:
    """Put what cells show in the place of the nothing that the reader gave for them."""
    for (row, column), text in marks.shown.items():
        if row < len(rows) and column < len(rows[row]) and rows[row][column] in ("", text):
            rows[row][column] = text
