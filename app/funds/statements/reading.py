"""Opening a file of movements: CSV (gzip too, UTF-8 or GB 18030) or a workbook; its headings by their own words or a mapping."""

import csv
import gzip
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import error as DamagedZip  # noqa: N812 - the library has no better name for it

from app.funds.statements.columns import COLUMNS, SUMS
from app.kernel.errors import Incomplete, Refused
from app.kernel.words import N_
from app.surfaces.language import translate
from app.surfaces.sheets.columns import HEADING_WITHIN, find_headings, sound
from app.surfaces.sheets.mapping import Match
from app.surfaces.sheets.reading import WATCHED, Cell, Sheet, decode, delimiter_of, open_book

MOST_UNPACKED = 2_000_000_000
"""Bytes of a file behind gzip."""
BOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How workbooks begin."""
_READERS = {column.name: column.read for column in COLUMNS}
_FEW = (
    "booked_on",
    "direction",
    "currency",
    "economic_class",
    "function_class",
    "own_account",
    "own_number",
    "own_name",
    "other_account",
    "other_number",
    "other_name",
)
"""Columns in which the same cell comes again and again: each is read once."""


@dataclass(slots=True)
class Source:
    """A file whose rows can be gone through as often as they are needed."""

    text: str
    sheet: Sheet | None
    heading: int
    """Place of the row of headings, from 0."""
    places: Mapping[str, int]
    """Where each column stands."""
    constants: Mapping[str, str]
    """Columns that a mapping gives one value for all lines."""
    meanings: Mapping[str, Mapping[str, str]]
    """What the codes of the file mean, by column."""

    def rows(self) -> Iterator[tuple[int, Sequence[Cell]]]:
        """Yield number and cells of each filled row below the headings."""
        number = 0
        try:
            for number, row in enumerate(self._raw(), start=1):
                if number > self.heading + 1 and any(row):
                    yield number, row
        except csv.Error as fault:
            raise Incomplete(
                N_("Line %(line)d cannot be split into cells; a quote is probably missing."), line=number + 1
            ) from fault

    def _raw(self) -> Iterator[Sequence[Cell]]:
        return iter(self.sheet.rows) if self.sheet is not None else _split(self.text)


def open_source(path: Path, matches: Sequence[Match] = ()) -> Source:
    """Open a file; Incomplete when it is none, or lacks the columns without which no line can be read."""
    content = path.read_bytes()
    if content.startswith(b"\x1f\x8b"):
        content = _unpacked(content)
    if content.startswith(BOOKS):
        sheet: Sheet | None = open_book(path).sheets[0]
        assert sheet is not None
        text, first = "", Sheet("", list(sheet.rows[:HEADING_WITHIN]))
    else:
        text, sheet = decode(content), None
        first = Sheet("", [row for row, _n in zip(_split(text), range(HEADING_WITHIN), strict=False)])
    if not first.rows:
        raise Incomplete(N_("This file is empty. Choose the one with the rows."))
    if matches:
        return _mapped(text, sheet, first, matches)
    heading, places, _ignored = find_headings(first, COLUMNS)
    return _sound(Source(text, sheet, heading, places, {}, {}))


def _mapped(text: str, sheet: Sheet | None, first: Sheet, matches: Sequence[Match]) -> Source:
    wanted = {match.heading for match in matches if match.heading}
    told = [[str(cell).strip() for cell in row] for row in first.rows]
    heading = max(range(len(told)), key=lambda at: (len(wanted & set(told[at])), -at))
    missing = sorted(wanted - set(told[heading]))
    if missing:
        raise Incomplete(N_("The sheet has no column %(names)s, which this mapping needs."), names="、".join(missing))
    return _sound(
        Source(
            text,
            sheet,
            heading,
            {match.column: told[heading].index(match.heading) for match in matches if match.heading},
            {match.column: match.constant for match in matches if match.constant},
            {match.column: match.values for match in matches if match.values},
        )
    )


def _sound(source: Source) -> Source:
    known = {*source.places, *source.constants}
    lacking = [translate(column.label) for column in COLUMNS if column.required and column.name not in known]
    if not known & set(SUMS):
        lacking.append(translate(N_("Amount (yuan)")))
    if lacking:
        raise Incomplete(
            N_("The sheet lacks these columns: %(names)s. Fetch the template, or match the columns by hand."),
            names="、".join(lacking),
        )
    return source


class Cells:
    """Reads the cells of a row by their columns; what comes again and again is read once."""

    def __init__(self, source: Source) -> None:
        self._columns: list[tuple[str, int, Callable[[Any], Any], dict[Cell, Any] | None]] = [
            (name, at, _READERS[name], {} if name in _FEW else None) for name, at in source.places.items()
        ]
        self._meanings = source.meanings
        self._constants = {name: _READERS[name](value) for name, value in source.constants.items()}

    def values(self, row: Sequence[Cell]) -> dict[str, Any]:
        """Return the values of a row; a Refused names the first column at fault as its field."""
        values: dict[str, Any] = dict(self._constants)
        width, meanings = len(row), self._meanings
        name = ""
        try:
            for name, at, read, known in self._columns:
                cell = row[at] if at < width else ""
                if known is not None:
                    found = known.get(cell, known)
                    if found is known:
                        found = known[cell] = read(self._meant(name, cell))
                elif cell == "":
                    continue
                else:
                    found = read(
                        self._meant(name, cell) if meanings or cell.__class__ is not str or cell[:1] in "#\0" else cell
                    )
                if found or name not in values:
                    values[name] = found
        except Refused as fault:
            fault.field = fault.field or name
            raise
        return values

    def amounts(self, row: Sequence[Cell]) -> dict[str, Any]:
        """Return the amounts of a row of which another cell cannot be read, for the sum of the trailer."""
        found: dict[str, Any] = {}
        for name, at, read, _known in self._columns:
            if name in SUMS and at < len(row):
                with suppress(Refused):
                    found[name] = read(self._meant(name, row[at]))
        return found

    def _meant(self, name: str, cell: Cell) -> Cell:
        given = self._meanings.get(name)
        return sound(given.get(str(cell).strip(), cell) if given else cell)


def _split(text: str) -> Iterator[list[str]]:
    sign = delimiter_of(text[:100_000].splitlines()[:WATCHED])
    return csv.reader(io.StringIO(text, newline=""), delimiter=sign)


def _unpacked(content: bytes) -> bytes:
    try:
        with gzip.open(io.BytesIO(content)) as packed:
            found = packed.read(MOST_UNPACKED + 1)
    except (OSError, EOFError, DamagedZip) as fault:
        raise Incomplete(N_("This file is cut off or damaged. Fetch it again. Nothing was taken over.")) from fault
    if len(found) > MOST_UNPACKED:
        raise Incomplete(N_("This file is too large. Hand it in by months."))
    return found
