"""Reading any table that somebody hands to a command: columns by name or place, broken rows told one by one."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.kernel.errors import Incomplete, Refused
from app.kernel.words import N_
from app.surfaces.language import translate_refusal
from app.surfaces.sheets.reading import WATCHED, decode, delimiter_of

LONGEST_VALUE = 200
"""Characters of a faulty value that are repeated."""


@dataclass(frozen=True, slots=True)
class RowFault:
    """Why a row of a table was left out."""

    line: int
    """Line of the file, from 1 with the headings."""
    column: str
    value: str
    reason: Refused

    def as_dict(self) -> dict[str, Any]:
        """Return the fault in the language of the command."""
        return {
            "line": self.line,
            "column": self.column,
            "value": self.value[:LONGEST_VALUE],
            "reason": translate_refusal(self.reason),
        }


@dataclass(slots=True)
class Table:
    """A table of text: its headings, and its rows read as they are asked for."""

    headings: list[str]
    body: Iterator[list[str]]
    line: Any
    """Tells the line that was read last."""
    faults: list[RowFault] = field(default_factory=list)
    count: int = 0
    """Rows read so far, faulty ones included; empty lines are none."""

    def place(self, column: str) -> int:
        """Return where a column stands: by its heading, without regard to case, or by its number from 1."""
        for same in (str, str.casefold):
            found = [place for place, heading in enumerate(self.headings) if same(heading) == same(column)]
            if len(found) == 1:
                return found[0]
        if column.isdecimal() and 1 <= int(column) <= len(self.headings):
            return int(column) - 1
        raise Incomplete(
            N_("The table must have exactly one column %(column)s. Its columns are: %(headings)s."),
            column=column,
            headings=" | ".join(self.headings)[:1000],
        )

    def rows(self, columns: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
        """Yield line and cells of some columns of each row; a row with too few or too many cells is a fault."""
        places = [self.place(column) for column in columns]
        width = len(self.headings)
        before = self.line() if callable(self.line) else 0
        try:
            for cells in self.body:
                line, before = before + 1, self.line()
                if not any(cells):
                    continue
                self.count += 1
                if len(cells) != width:
                    reason = Incomplete(
                        N_("This row has %(cells)d cells and the headings %(headings)d."),
                        cells=len(cells),
                        headings=width,
                    )
                    self.faults.append(RowFault(line, "", " | ".join(cells), reason))
                    continue
                yield line, [cells[place].strip() for place in places]
        except csv.Error as fault:
            raise Incomplete(
                N_("Line %(line)d cannot be split into cells; a quote is probably missing."), line=self.line()
            ) from fault

    def refuse(self, line: int, column: str, value: str, reason: Refused) -> None:
        """Leave a row out, and say why."""
        self.faults.append(RowFault(line, column, value, reason))


def read_table(path: Path, *, headings: bool = True) -> Table:
    """Open a CSV file (UTF-8, UTF-16 or GB 18030; comma, semicolon or tab); without headings columns are 1, 2, 3."""
    text = decode(path.read_bytes())
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter_of(text[:100_000].splitlines()[:WATCHED]), strict=False
    )
    try:
        first = next(reader, [])
    except csv.Error as fault:
        raise Incomplete(N_("This file is no table. Save it as CSV in UTF-8.")) from fault
    if not first:
        raise Incomplete(N_("This file is empty. Choose the one with the rows."))
    if headings:
        return Table([cell.strip() for cell in first], reader, lambda: reader.line_num)
    again = csv.reader(io.StringIO(text, newline=""), delimiter=reader.dialect.delimiter)
    return Table([str(number) for number in range(1, len(first) + 1)], again, lambda: again.line_num)
