"""Reading a spreadsheet that somebody gave us, without trusting it.

Workbooks (xlsx, xlsb, xls, et, ods) are inspected, then read in a child process that may use 512 MB and
30 seconds; a file that breaks the reader breaks only that child. CSV is read here.
"""

import csv
import io
import re
import sys
import tempfile
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import python_calamine
from flask import has_app_context

from app.kernel.errors import Refused
from app.kernel.words import N_
from app.surfaces.folders import folder_of
from app.surfaces.sheets import child, inspection
from app.surfaces.sheets.coming import Coming, start_reading
from app.surfaces.sheets.inspection import MOST_CELLS, MOST_COLUMNS, MOST_LINES, Unreadable
from app.surfaces.sheets.memory import collector_at_rest

MEMORY = 512 * 1024 * 1024
SECONDS = 30

WATCHED = 40
"""Lines of a text by which its delimiter is known."""

Cell = str | int | float


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its rows from the first on, each a list of cells; an empty cell is ``""``."""

    name: str
    rows: Sequence[Sequence[Cell]]
    hidden: Collection[int] = ()
    """Numbers, from 1, of the rows that the spreadsheet program does not show, filtered ones too."""
    hidden_columns: Collection[int] = ()
    """Numbers, from 1, of the columns that it does not show."""
    blind: bool = False
    """The format does not tell what is hidden, or which cells hold errors."""
    heading: int | None = None
    """Place, from 0, of the row of headings when it is known; found by its words otherwise."""


@dataclass(frozen=True, slots=True)
class Book:
    """What was read: the visible sheets in their order."""

    sheets: tuple[Sheet, ...]

    def sheet(self, *names: str) -> Sheet | None:
        """Return the first sheet with one of these names."""
        return next((sheet for sheet in self.sheets if sheet.name.strip() in names), None)


@collector_at_rest()
def read_book(source: Path | bytes) -> Book:
    """Read a workbook or a CSV file; refuses with words what cannot or must not be read."""
    if isinstance(source, Path):
        return _whole(open_book(source))
    with tempfile.NamedTemporaryFile(dir=_work()) as kept:
        kept.write(source)
        kept.flush()
        return _whole(open_book(Path(kept.name)))


def _work() -> Path | None:
    """Return where a file lies that must not outlive its request, even when the worker is killed."""
    return folder_of("work") if has_app_context() else None


def open_book(file: Path) -> Book:
    """Open a workbook or a CSV file whose later sheets are still being read.

    Whoever looks at the rows of a sheet waits for it, and is refused then when it cannot be read.
    """
    if not inspection.inspect_file(file):
        return Book((read_csv(file.read_bytes()),))
    folder = Path(python_calamine.__file__).parent.parent
    limits = [str(number) for number in (MOST_LINES, MOST_COLUMNS, MOST_CELLS, MEMORY, SECONDS)]
    command = [sys.executable, "-I", "-S", str(child.__file__), str(folder), str(file), *limits]
    sheets = start_reading(command, SECONDS, _refusal)
    if not sheets:
        raise _no_rows()
    return Book(tuple(Sheet(name, rows) for name, rows in sheets))


def arrived(sheet: Sheet) -> Sheet:
    """Return a sheet once it has been read: what is hidden in it is known only then."""
    if not isinstance(sheet.rows, Coming):
        return sheet
    rows, hidden, columns, tells = sheet.rows.arrival.result()
    return Sheet(sheet.name, rows, frozenset(hidden), columns, not tells)


def _whole(book: Book) -> Book:
    sheets = tuple(map(arrived, book.sheets))
    if not any(any(cell != "" for cell in row) for sheet in sheets for row in sheet.rows):
        raise _no_rows()
    return Book(sheets)


def _no_rows() -> Refused:
    return Unreadable(N_("This file holds no rows."))


def _refusal(word: str) -> Refused:
    """Return the refusal of a word of the child."""
    return _REFUSALS[word]()


_REFUSALS = {"too_large": inspection.too_large, "encrypted": inspection.encrypted, "broken": inspection.broken}


def read_csv(content: bytes) -> Sheet:
    """Read CSV: UTF-8, UTF-16 or GB 18030; comma, semicolon or tab."""
    text = decode(content)
    delimiter = delimiter_of(text[:100_000].splitlines()[:WATCHED])
    rows: list[list[Cell]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            if len(rows) >= MOST_LINES or len(row) > MOST_COLUMNS:
                raise inspection.too_large()
            rows.append([undo_apostrophe(cell) for cell in row])
    except csv.Error:
        raise _bad_text() from None
    return Sheet("", rows)


_QUOTED = re.compile(r'"(?:[^"]|"")*"')


def delimiter_of(lines: Sequence[str]) -> str:
    """Return the sign that divides the most lines, a title above them aside; of equals the one with the most columns.

    What stands between quotes divides nothing, and what divides half of the lines or fewer is part of a text.
    """
    bare = [_QUOTED.sub("", line) for line in lines]
    divided = {sign: sum(sign in line for line in bare) for sign in "\t,;"}
    likely = [sign for sign, count in divided.items() if count * 2 > len(bare)] or [","]
    return max(likely, key=lambda sign: (divided[sign], sum(line.count(sign) for line in bare)))


def decode(content: bytes) -> str:
    """Return a text in whichever of the usual encodings it is; refuses what is no text."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: Iterable[str] = ("utf-16",)
    elif b"\x00" in content:
        raise inspection.broken()
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if text.lstrip()[:1] == "<":
            raise inspection.broken()
        return text
    raise _bad_text()


def _bad_text() -> Refused:
    return Unreadable(N_("This text file is neither UTF-8 nor GB 18030 CSV. Save it as .xlsx, or as CSV in UTF-8."))


DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""Signs that make a spreadsheet program take a text for a formula."""


def undo_apostrophe(cell: str) -> str:
    """Return a cell without the apostrophe that our own CSV puts before dangerous texts."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(DANGEROUS) else cell
