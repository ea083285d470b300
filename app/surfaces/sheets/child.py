"""Reads one workbook in a process of its own, with little memory and little time.

Run as a program: ``python -I -S child.py FOLDER FILE ROWS COLUMNS CELLS BYTES SECONDS``; FOLDER is where
the reader library is installed. It imports nothing else of ours but ``marks`` beside it and starts in ten milliseconds.
Writes the names of the sheets, then for one sheet after another its rows, the numbers of those that are hidden, of
the columns that are hidden, and whether the format tells this at all, in Python's own marshal form (the parent runs
the same Python), each behind its length in eight bytes; or, at any place, a word that says why it refuses. Cells are texts and numbers; dates come in ISO
8601, yes and no as ``true`` and ``false``, empty cells as ``""``, errors as the program shows them
(``#REF!``), formulas without a stored result as ``NO_RESULT``. Numbers have 15 digits, as in every
spreadsheet: 0.1+0.2 is 0.3.

The reader library gives no errors and nothing hidden; ``marks`` finds them in the file itself.
"""

import gc
import marshal
import os
import resource
import sys
from collections.abc import Iterator
from typing import Any

WHOLE = 10**15
"""Whole numbers from here on have lost digits and stay floats."""


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


def read(file: str, most_rows: int, most_columns: int, most_cells: int) -> Iterator[list[Any] | str]:
    """Yield the names of the visible sheets of a workbook, then the rows of each from cell A1 on."""
    import marks  # type: ignore[import-not-found]  # noqa: PLC0415 - its folder is known only now
    import python_calamine as calamine  # noqa: PLC0415 - the same

    try:
        opened = open(file, "rb")  # noqa: PTH123, SIM115 - for as long as this process lives
        book = calamine.load_workbook(file)
        visible = [
            (place, found.name)
            for place, found in enumerate(book.sheets_metadata)
            if found.visible == calamine.SheetVisibleEnum.Visible and found.typ == calamine.SheetTypeEnum.WorkSheet
        ]
        yield [name for _number, name in visible]
        for place, _name in visible:
            sheet = book.get_sheet_by_index(place)
            height, width = sheet.total_height, sheet.total_width
            if height > most_rows or width > most_columns or height * width > most_cells:
                yield "too_large"
                return
            rows = [
                [c if c.__class__ is str else plain(c) for c in row] for row in sheet.to_python(skip_empty_area=False)
            ]
            found = marks.marks_of(opened, place)
            if found is not None:
                marks.put_marks(rows, found)
            yield [rows, found.rows if found else [], found.columns if found else [], found is not None]
    except calamine.PasswordError:
        yield "encrypted"
    except (calamine.CalamineError, OSError, ValueError, marks.zipfile.BadZipFile):
        yield "broken"
    except MemoryError:
        yield "too_large"


def main() -> None:
    """Read the file named on the command line."""
    folder, file, rows, columns, cells, size, seconds = sys.argv[1:]
    limit(int(size), int(seconds))
    gc.disable()  # this process ends before anything could be collected
    sys.path += [folder, os.path.dirname(__file__)]  # noqa: PTH120 - pathlib would take as long as all else
    for said in read(file, int(rows), int(columns), int(cells)):
        content = marshal.dumps(said)
        sys.stdout.buffer.write(len(content).to_bytes(8, "big") + content)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
