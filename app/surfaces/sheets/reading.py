"""Reading a spreadsheet that somebody gave us, without trusting it.

Workbooks (xlsx, xlsb, xls, ods) are inspected, then read in a child process that may use 512 MB and
30 seconds; a file that breaks the reader breaks only that child. CSV is read here.
"""

import csv
import io
import marshal
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import python_calamine

from app.kernel.errors import Refused
from app.kernel.words import N_
from app.surfaces.sheets import child, inspection
from app.surfaces.sheets.inspection import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, Unreadable
from app.surfaces.sheets.memory import collector_at_rest

MEMORY = 512 * 1024 * 1024
SECONDS = 30

Cell = str | int | float


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its rows from the first on, each a list of cells; an empty cell is ``""``."""

    name: str
    rows: Sequence[Sequence[Cell]]


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
        return _read_file(source)
    with tempfile.NamedTemporaryFile(prefix="sunshine-sheet-") as kept:
        kept.write(source)
        kept.flush()
        return _read_file(Path(kept.name))


def _read_file(file: Path) -> Book:
    book = _read_workbook(file) if inspection.inspect_file(file) else Book((read_csv(file.read_bytes()),))
    if not any(any(cell != "" for cell in row) for sheet in book.sheets for row in sheet.rows):
        raise Unreadable(N_("This file holds no rows."))
    return book


def _read_workbook(file: Path) -> Book:
    folder = Path(python_calamine.__file__).parent.parent
    limits = [str(number) for number in (MOST_ROWS, MOST_COLUMNS, MOST_CELLS, MEMORY, SECONDS)]
    command = [sys.executable, "-I", "-S", str(child.__file__), str(folder), str(file), *limits]
    try:
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise inspection.too_large() from None
    if done.returncode < 0:  # killed by a limit, or the reader gave up for want of memory
        raise inspection.too_large()
    if done.returncode > 0:
        raise inspection.broken()
    answer = marshal.loads(done.stdout)  # noqa: S302 - written by our own child, which holds plain values only
    if "refused" in answer:
        raise _REFUSALS[answer["refused"]]()
    return Book(tuple(Sheet(name, rows) for name, rows in answer["sheets"]))


_REFUSALS = {
    "too_large": inspection.too_large,
    "encrypted": inspection.encrypted,
    "broken": inspection.broken,
}


def read_csv(content: bytes) -> Sheet:
    """Read CSV: UTF-8, UTF-16 or GB 18030; comma, semicolon or tab."""
    text = decode(content)
    head = text[:100_000].split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)
    rows: list[list[Cell]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            if len(rows) >= MOST_ROWS or len(row) > MOST_COLUMNS:
                raise inspection.too_large()
            rows.append([undo_apostrophe(cell) for cell in row])
    except csv.Error:
        raise _bad_text() from None
    return Sheet("", rows)


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
    return Unreadable(
        N_("This text file is neither UTF-8 nor GB 18030 CSV. Save it as .xlsx, or as CSV in UTF-8.")
    )


DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""Signs that make a spreadsheet program take a text for a formula."""


def undo_apostrophe(cell: str) -> str:
    """Return a cell without the apostrophe that our own CSV puts before dangerous texts."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(DANGEROUS) else cell
