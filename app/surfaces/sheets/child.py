"""Reads one workbook in a process of its own, with little memory and little time.

Run as a program: ``python -I -S child.py FOLDER FILE ROWS COLUMNS CELLS BYTES SECONDS``; FOLDER is where
the reader library is installed. It imports nothing else of ours and starts in ten milliseconds.
Writes the names of the sheets, then for one sheet after another its rows and the numbers of those that are
hidden, in Python's own marshal form (the parent runs the same Python), each behind its length in eight
bytes; or, at any place, a word that says why it refuses. Cells are texts and numbers; dates come in ISO
8601, yes and no as ``true`` and ``false``, empty cells as ``""``, errors as the program shows them
(``#REF!``), formulas without a stored result as ``NO_RESULT``. Numbers have 15 digits, as in every
spreadsheet: 0.1+0.2 is 0.3.

The reader library gives no errors and no hidden rows; of .xlsx they are read from the parts themselves.
"""

import gc
import marshal
import re
import resource
import sys
import zipfile
from collections.abc import Iterator
from typing import Any

NO_RESULT = "\x00="
WHOLE = 10**15
"""Whole numbers from here on have lost digits and stay floats."""
PIECE = 1 << 20


def limit(size: int, seconds: int) -> None:
    """Let this process have no more than so many bytes of memory and seconds of work."""
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def plain(cell: Any) -> str | int | float:
    """Return a cell that is not a text as a plain number or text."""
    kind = cell.__class__
    if kind is float:
        if not cell.is_integer():
            cell = float(f"{cell:.15g}")
        return int(cell) if cell.is_integer() and abs(cell) < WHOLE else cell
    if kind is bool:
        return "true" if cell else "false"
    if kind is int:
        return int(cell)
    text = cell.isoformat() if hasattr(cell, "isoformat") else str(cell)
    return text.removesuffix("T00:00:00")


def parts_of(packed: zipfile.ZipFile) -> dict[int, str]:
    """Return the part that holds each sheet of an .xlsx, by the sheet's place; nothing for other files."""
    names = set(packed.namelist())
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
ERROR = re.compile(
    rb'<c\b(?=[^>]*\st="e")[^>]*\sr="([A-Z]+)([0-9]+)"[^>]*>(?:(?!</c>).)*?<v>([^<]*)</v>', re.DOTALL
)
UNSOLVED = re.compile(
    rb'<c\b(?![^>]*\st="str")[^>]*\sr="([A-Z]+)([0-9]+)"[^>]*><f\b[^>]*(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>'
)


def marks_of(packed: zipfile.ZipFile, part: str) -> tuple[list[int], dict[tuple[int, int], str]]:
    """Return the numbers of the hidden rows, and what cells show that hold an error or no result, by row and column from 0."""
    hidden: list[int] = []
    shown: dict[tuple[int, int], str] = {}
    with packed.open(part) as opened:
        held = b""
        while piece := opened.read(PIECE):
            held += piece
            end = held.rfind(b"</row>")
            if end >= 0:
                _mark(held[:end], hidden, shown)
                held = held[end:]
    return hidden, shown


def _mark(text: bytes, hidden: list[int], shown: dict[tuple[int, int], str]) -> None:
    if b'hidden="' in text:
        hidden += map(int, HIDDEN.findall(text))
    if b't="e"' in text:
        shown.update({_place(column, row): error.decode() for column, row, error in ERROR.findall(text)})
    if b"<f" in text:
        shown.update({_place(column, row): NO_RESULT for column, row in UNSOLVED.findall(text)})


def _place(column: bytes, row: bytes) -> tuple[int, int]:
    number = 0
    for letter in column:
        number = number * 26 + letter - 64
    return int(row) - 1, number - 1


def read(file: str, most_rows: int, most_columns: int, most_cells: int) -> Iterator[list[Any] | str]:
    """Yield the names of the visible sheets of a workbook, then the rows of each from cell A1 on."""
    import python_calamine as calamine  # noqa: PLC0415 - its folder is known only now

    try:
        book = calamine.load_workbook(file)
        visible = [
            (place, found.name)
            for place, found in enumerate(book.sheets_metadata)
            if found.visible == calamine.SheetVisibleEnum.Visible
            and found.typ == calamine.SheetTypeEnum.WorkSheet
        ]
        packed = zipfile.ZipFile(file) if zipfile.is_zipfile(file) else None
        parts = parts_of(packed) if packed else {}
        yield [name for _number, name in visible]
        for place, _name in visible:
            sheet = book.get_sheet_by_index(place)
            height, width = sheet.total_height, sheet.total_width
            if height > most_rows or width > most_columns or height * width > most_cells:
                yield "too_large"
                return
            rows = [
                [c if c.__class__ is str else plain(c) for c in row]
                for row in sheet.to_python(skip_empty_area=False)
            ]
            hidden, shown = marks_of(packed, parts[place]) if packed and place in parts else ([], {})
            for (row, column), text in shown.items():
                if row < len(rows) and column < len(rows[row]) and rows[row][column] == "":
                    rows[row][column] = text
            yield [rows, hidden]
    except calamine.PasswordError:
        yield "encrypted"
    except (calamine.CalamineError, OSError, ValueError, zipfile.BadZipFile):
        yield "broken"
    except MemoryError:
        yield "too_large"


def main() -> None:
    """Read the file named on the command line."""
    folder, file, rows, columns, cells, size, seconds = sys.argv[1:]
    limit(int(size), int(seconds))
    gc.disable()  # this process ends before anything could be collected
    sys.path.append(folder)
    for said in read(file, int(rows), int(columns), int(cells)):
        content = marshal.dumps(said)
        sys.stdout.buffer.write(len(content).to_bytes(8, "big") + content)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
