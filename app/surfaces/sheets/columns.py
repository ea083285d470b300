"""Columns of a sheet: what stands over them, how a cell is read and shown, how a heading is recognised."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import String

from app.kernel.errors import Incomplete, Refused
from app.kernel.records import Field, Input, RecordKind
from app.kernel.typed import read_text
from app.kernel.words import N_, Word
from app.surfaces.language import translate
from app.surfaces.records.values import column_of as field_column
from app.surfaces.records.values import input_of, is_required, parse_value, picked_model
from app.surfaces.sheets.marks import NO_RESULT
from app.surfaces.sheets.reading import Cell, Sheet

LONGEST_TEXT = 100_000
HEADING_WITHIN = 100
"""Rows from the top within which the heading must stand; titles and notes may come before it."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet."""

    name: str
    label: str
    read: Callable[[Any], Any]
    """Returns the value of a cell, or raises Refused."""
    hint: str = ""
    example: str = ""
    required: bool = False
    choices: type[Word] | None = None
    options: tuple[str, ...] = ()
    """Texts to choose from that are data and no words of the program."""
    picks: type[Any] | None = None
    """Table whose row a cell names, by code or name; ``read`` then only tidies the text."""
    aliases: tuple[str, ...] = ()
    """Other headings under which foreign sheets keep this column."""
    width: int = 16
    secret: bool = False
    """What stands there is shown with its middle hidden, also to whoever handed it in."""

    @property
    def headings(self) -> frozenset[str]:
        """Every heading that means this column, as ``plain_heading`` gives it."""
        return frozenset(plain_heading(text) for text in (self.name, self.label, translate(self.label), *self.aliases))


def plain_heading(text: object) -> str:
    """Return a heading without star, spaces, brackets' content and case."""
    plain = re.sub(r"[（(].*?[)）]|[\s*＊:：]", "", str(text))
    return plain.lower()


def columns_of(kind: RecordKind, aliases: Mapping[str, tuple[str, ...]] | None = None) -> tuple[Column, ...]:
    """Return the columns of a kind's sheet: its editable fields and its key."""
    fields = [f for f in kind.fields if f.editable or f.name in kind.key]
    return tuple(column_of_field(kind, f, (aliases or {}).get(f.name, ())) for f in fields)


def column_of_field(kind: RecordKind, item: Field, aliases: tuple[str, ...] = ()) -> Column:
    """Return the column of one field."""
    entered = input_of(kind, item)
    picks = picked_model(kind, item) if entered == Input.PICK else None
    return Column(
        name=item.name,
        label=item.label,
        hint=item.hint,
        example=item.example,
        choices=item.choices,
        required=is_required(kind, item),
        picks=picks,
        aliases=aliases,
        secret=item.secret,
        width=40 if entered in (Input.LONG, Input.PICK) or item.searchable else 16,
        read=_tidy(item) if picks else _reader(kind, item, entered),
    )


def _reader(kind: RecordKind, item: Field, entered: Input) -> Callable[[Any], Any]:
    """Return the reader of a field; ordinary texts, nearly all cells of a large sheet, take a short way."""

    def read(raw: Any) -> Any:
        return parse_value(kind, item, raw)

    if entered not in (Input.TEXT, Input.LONG):
        return read
    column = field_column(kind, item)
    longest = (column.type.length if isinstance(column.type, String) else None) or LONGEST_TEXT

    def read_text(raw: Any) -> Any:
        if raw.__class__ is str and (text := raw.strip()) and len(text) <= longest and "\x00" not in text:
            return text
        return read(raw)

    return read_text


def _tidy(item: Field) -> Callable[[Any], str | None]:
    def read(raw: Any) -> str | None:
        text = "" if raw is None else read_text(raw, item.name)
        if not text and item.required is not False:
            raise Incomplete(N_("This field must be filled in."), field=item.name)
        return text or None

    return read


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one cell, or with a whole row when ``column`` is empty."""

    column: str
    refusal: Refused


def further(known: Iterable[Fault], found: Mapping[str, Refused]) -> list[Fault]:
    """Return the faults of cells that have none yet: what an unreadable cell should have held is not known."""
    told = {fault.column for fault in known} - {""}
    return [Fault(name, refusal) for name, refusal in found.items() if name not in told]


@dataclass(slots=True)
class Line:
    """One row of a sheet as read: ``number`` as the spreadsheet program shows it."""

    number: int
    values: dict[str, Any]
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet read by its columns."""

    lines: list[Line]
    found: Mapping[str, int]
    """Column name -> place in the sheet, from 0."""
    ignored: tuple[str, ...]
    """Headings that mean no column of ours."""
    heading: int
    """Place of the heading row, from 0."""


def read_table(sheet: Sheet, columns: Sequence[Column]) -> Table:
    """Read a sheet by its headings; hint and example rows of our template are left out.

    Raises Incomplete when a required column is missing or no heading is recognised.
    """
    heading, found, ignored = find_headings(sheet, columns)
    missing = [translate(c.label) for c in columns if c.required and c.name not in found]
    if missing:
        raise Incomplete(
            N_("The sheet lacks these columns: %(names)s. Fetch the template, or match the columns by hand."),
            names="、".join(missing),
        )
    start = heading + 1 + _template_rows(sheet, columns, found, heading)
    numbered = [(number, row) for number, row in enumerate(sheet.rows[start:], start=start + 1) if any(row)]
    numbers = [number for number, _row in numbered]
    rows = [row for _number, row in numbered]
    used = [column for column in columns if column.name in found]
    faults: dict[int, list[Fault]] = {}
    width = max(found.values(), default=0) + 1
    cells = list(zip(*(row if len(row) >= width else [*row, *[""] * (width - len(row))] for row in rows)))  # noqa: B905
    read = [_read_column(column, cells[found[column.name]] if cells else (), faults) for column in used]
    names = [column.name for column in used]
    lines = [
        Line(number, dict(zip(names, values, strict=True)), [])
        for number, values in zip(numbers, zip(*read, strict=True), strict=True)
    ]
    for at, wrong in faults.items():
        lines[at].faults.extend(wrong)
        for fault in wrong:
            del lines[at].values[fault.column]
    return Table(lines, found, ignored, heading)


def find_headings(sheet: Sheet, columns: Sequence[Column]) -> tuple[int, dict[str, int], tuple[str, ...]]:
    """Return the row of the headings, the place of each known column, and the unknown headings."""
    meaning = {text: column.name for column in reversed(columns) for text in column.headings}
    best: tuple[int, dict[str, int]] = (sheet.heading or 0, {})
    known_row = sheet.heading
    first = sheet.rows[:HEADING_WITHIN] if known_row is None else sheet.rows[known_row : known_row + 1]
    for place, row in enumerate(first, start=known_row or 0):
        found: dict[str, int] = {}
        for at, cell in enumerate(row):
            name = meaning.get(plain_heading(cell))
            if name is not None:
                found.setdefault(name, at)
        if len(found) > len(best[1]):
            best = (place, found)
    heading, found = best
    known = set(found.values())
    ignored = tuple(
        str(c) for at, c in enumerate(sheet.rows[heading] if sheet.rows else ()) if c != "" and at not in known
    )
    return heading, found, ignored


def _template_rows(sheet: Sheet, columns: Sequence[Column], found: Mapping[str, int], heading: int) -> int:
    """Return how many rows below the heading are the template's own hint and example."""
    count = 0
    for row in sheet.rows[heading + 1 : heading + 3]:
        cells = [(c, str(row[found[c.name]])) for c in columns if c.name in found and found[c.name] < len(row)]
        filled = [(column, text) for column, text in cells if text]  # none in a row of hints without one
        if not all(text in (column.hint, translate(column.hint), example_of(column)) for column, text in filled):
            break
        count += 1
    return count


def example_of(column: Column) -> str:
    """Return the example of a column; the first choice of a closed vocabulary."""
    if column.example:
        return translate(column.example)
    return translate(next(iter(column.choices))) if column.choices else ""


_ERRORS = re.compile(r"#(REF!|N/A|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|#+)")


def sound(cell: Cell) -> Cell:
    """Return a cell that is no error; Refused names what the spreadsheet program shows there."""
    if cell.__class__ is str and cell[:1] in ("#", "\x00"):
        if cell == NO_RESULT:
            raise Incomplete(
                N_(
                    "The formula in this cell has no result. Open the file in Excel or WPS, save it, and hand it in again."
                )
            )
        if _ERRORS.fullmatch(str(cell)):
            raise Incomplete(N_("The cell shows %(error)s. Correct its formula, or type the value."), error=str(cell))
    return cell


def _read_column(column: Column, cells: Sequence[Cell], faults: dict[int, list[Fault]]) -> list[Any]:
    """Return the values of one column; the same cell is read once. Faults go by the place of the row."""
    known: dict[Cell, Any] = {}
    for cell in set(cells):
        try:
            known[cell] = column.read(sound(cell))
        except Refused as refusal:
            known[cell] = refusal
    values = [known[cell] for cell in cells]
    if any(isinstance(value, Refused) for value in known.values()):
        for at, value in enumerate(values):
            if isinstance(value, Refused):
                faults.setdefault(at, []).append(Fault(column.name, value))
    return values
