"""Reads one workbook in a process of its own, with little memory and little time.

Run as a program: ``python -I -S child.py FOLDER FILE ROWS COLUMNS CELLS BYTES SECONDS``; FOLDER is where
the reader library is installed. It imports nothing else of ours and starts in ten milliseconds.
Writes the names of the sheets, then the rows of one sheet after another, in Python's own marshal form
(the parent runs the same Python), each behind its length in eight bytes; or, at any place, a word that
says why it refuses. Cells are texts and numbers; dates come in ISO 8601, yes and no as ``true`` and
``false``, empty cells as ``""``.
"""

import gc
import marshal
import resource
import sys
from collections.abc import Iterator
from typing import Any


def limit(size: int, seconds: int) -> None:
    """Let this process have no more than so many bytes of memory and seconds of work."""
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def plain(cell: Any) -> str | int | float:
    """Return a cell that is not a text as a plain number or text."""
    kind = cell.__class__
    if kind is float:
        return int(cell) if cell.is_integer() and abs(cell) < 2**53 else cell
    if kind is bool:
        return "true" if cell else "false"
    if kind is int:
        return int(cell)
    text = cell.isoformat() if hasattr(cell, "isoformat") else str(cell)
    return text.removesuffix("T00:00:00")


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
        yield [name for _place, name in visible]
        for place, _name in visible:
            sheet = book.get_sheet_by_index(place)
            height, width = sheet.total_height, sheet.total_width
            if height > most_rows or width > most_columns or height * width > most_cells:
                yield "too_large"
                return
            rows = sheet.to_python(skip_empty_area=False)
            yield [[c if c.__class__ is str else plain(c) for c in row] for row in rows]
    except calamine.PasswordError:
        yield "encrypted"
    except (calamine.CalamineError, OSError, ValueError):
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
