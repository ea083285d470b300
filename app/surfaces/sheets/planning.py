"""The plan of an import: what would become of every row, before anything is written."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import String, inspect, select, tuple_
from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.kernel.errors import Conflict, Incomplete, NotAllowed, Refused
from app.kernel.identities import identity_hash
from app.kernel.progress import watched
from app.kernel.records import RecordKind
from app.kernel.words import N_, Word
from app.surfaces.records.naming import chunks
from app.surfaces.records.writing import check_scope, place_row
from app.surfaces.sheets.columns import Column, Fault, Line, Table, columns_of, read_table
from app.surfaces.sheets.memory import collector_at_rest
from app.surfaces.sheets.picking import resolve_picks
from app.surfaces.sheets.reading import Sheet


class Fate(Word):
    """What becomes of a row."""

    NEW = "new", N_("New")
    CHANGED = "changed", N_("Changed")
    SAME = "same", N_("Unchanged")
    FAULTY = "faulty", N_("Faulty")


@dataclass(slots=True)
class PlannedRow:
    """One row of the sheet with its fate; ``number`` as the spreadsheet program shows it."""

    number: int
    key: str
    fate: Fate
    values: dict[str, Any]
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    """Field -> (before, after) of a changed row."""
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Refused] = field(default_factory=list)
    """What a person should look at; keeps nothing from being written."""
    row_id: Any = None
    """Primary key of the row that stands already."""
    likely: bool = False
    """Taken for a correction of a row that stands because it is so much like it: somebody is asked."""


@dataclass(slots=True)
class SheetPlan:
    """What an import of one sheet would do; carries nothing out."""

    columns: tuple[Column, ...]
    rows: list[PlannedRow]
    table: Table
    sheet: Sheet
    further: list["SheetPlan"] = field(default_factory=list, kw_only=True)
    """Of the further sheets of a workbook; there faulty rows suffice."""
    notes: list[Refused] = field(default_factory=list, kw_only=True)
    """What a person should know about the sheet as a whole."""

    @property
    def sections(self) -> list["SheetPlan"]:
        """The sheets of the workbook, that with the rows first."""
        return [self, *self.further]

    @property
    def counted(self) -> list[PlannedRow]:
        """The rows that the figures count."""
        return self.rows

    def count(self, fate: Fate) -> int:
        """Return how many rows have a fate."""
        return sum(1 for row in self.counted if row.fate == fate)

    @property
    def counts(self) -> dict[str, int]:
        """How many rows have each fate."""
        counted = Counter(row.fate for row in self.counted)
        return {fate.value: counted[fate] for fate in Fate}

    @property
    def faulty(self) -> list[PlannedRow]:
        """Rows that cannot be written, with those of further sheets that belong to none."""
        known = {row.key for row in self.rows} if self.further else ()
        return [
            row
            for section in self.sections
            for row in section.rows
            if row.fate == Fate.FAULTY and (section is self or row.key not in known)
        ]

    def broken(self) -> dict[str, Fault]:
        """Return by key why rows are left out whose further sheets hold a faulty row: none is written by halves."""
        sentence = N_("Row %(row)d of the sheet %(sheet)s is faulty.")
        return {
            row.key: Fault("", Incomplete(sentence, row=row.number, sheet=section.sheet.name))
            for section in reversed(self.further)
            for row in reversed(section.rows)
            if row.fate == Fate.FAULTY
        }


@dataclass(slots=True)
class Plan(SheetPlan):
    """What an import of a record kind would do."""

    kind: RecordKind


@collector_at_rest()
def plan_import(act: Act, kind: RecordKind, sheet: Sheet, columns: Sequence[Column] | None = None) -> Plan:
    """Return the fate of every row of a sheet; writes nothing.

    Rows are found again by the kind's key, so a sheet imported twice changes nothing the second
    time. Each row passes the same scope and the same check as a form.
    """
    if not kind.sheet:
        raise NotAllowed(N_("This list is not filled by spreadsheet."))
    used = tuple(columns or columns_of(kind))
    table = read_table(sheet, used)
    missing = [name for name in kind.key if name not in table.found]
    if missing:
        raise Incomplete(
            N_("The sheet lacks the column that tells the rows apart: %(names)s."), names="、".join(missing)
        )
    named = resolve_picks(act.session, act.actor.scope, used, table.lines, act.actor.organisation_id)
    keys = [_key(kind, line) for line in table.lines]
    sound = [key for key, line in zip(keys, table.lines, strict=True) if not line.faults]
    standing = find_standing(act.session, kind, sound)
    seen: dict[tuple[Any, ...], int] = {}
    rows = [_fate(act, kind, line, key, standing, seen) for key, line in zip(keys, watched(table.lines), strict=True)]
    del named  # held until here, for the session forgets rows that nobody holds
    return Plan(used, rows, table, sheet, kind)


def find_standing(
    session: Session, kind: RecordKind, keys: Sequence[tuple[Any, ...]]
) -> dict[tuple[Any, ...], Mapping[str, Any]]:
    """Return the rows that stand already, by key, as column values; whether inside the scope or not."""
    columns = inspect(kind.model).columns
    key = [columns[name] for name in _key_columns(kind)]
    found: dict[tuple[Any, ...], Mapping[str, Any]] = {}
    for part in chunks(sorted(set(keys), key=str)):
        where = key[0].in_([k[0] for k in part]) if len(key) == 1 else tuple_(*key).in_(part)
        names = list(columns.keys())
        for row in session.execute(select(*(columns[name] for name in names)).where(where)):
            values = dict(zip(names, row, strict=True))
            found[tuple(values[name] for name in _key_columns(kind))] = values
    return found


def _key_columns(kind: RecordKind) -> list[str]:
    """Return the columns by which rows are found again: of a hidden number, that of its hash."""
    matched = {field.name: field.matched for field in kind.fields if field.matched}
    return [matched.get(name, name) for name in kind.key]


def _key(kind: RecordKind, line: Line) -> tuple[Any, ...]:
    matched = {field.name for field in kind.fields if field.matched}
    values = [(name, line.values.get(name)) for name in kind.key]
    return tuple(identity_hash(value) if name in matched and value else value for name, value in values)


def _same_number(kind: RecordKind, name: str, value: Any, before: Mapping[str, Any]) -> bool:
    """Tell whether a number is the one whose hash is kept."""
    matched = next((field.matched for field in kind.fields if field.name == name), "")
    return bool(matched and value and before[matched] == identity_hash(str(value)))


def _fate(
    act: Act,
    kind: RecordKind,
    line: Line,
    key: tuple[Any, ...],
    standing: Mapping[Any, Mapping[str, Any]],
    seen: dict[Any, int],
) -> PlannedRow:
    empty = _may_be_empty(kind.model)  # type: ignore[arg-type]  # a class can be a key
    values = {name: value for name, value in line.values.items() if value not in (None, "") or name in empty}
    secret = {field.name for field in kind.fields if field.secret}
    shown = [line.values.get(name) for name in kind.key if name not in secret]
    row = PlannedRow(line.number, " ".join(str(k) for k in shown if k is not None), Fate.NEW, values)
    row.faults = list(line.faults)
    if not row.faults and key in seen:
        row.faults.append(
            Fault(
                kind.key[0], Conflict(N_("Row %(row)d of the sheet has the same key. Keep one of them."), row=seen[key])
            )
        )
    seen.setdefault(key, line.number)
    if not row.faults:
        try:
            _compare(act, kind, row, standing.get(key))
        except Refused as refusal:
            row.faults.append(Fault(refusal.field or "", refusal))
    if row.faults:
        row.fate = Fate.FAULTY
    return row


def _compare(act: Act, kind: RecordKind, row: PlannedRow, before: Mapping[str, Any] | None) -> None:
    """Settle whether a row is new, changed or the same; refuse what a form would refuse."""
    model = kind.model
    if before is None:
        image = model(**row.values)
        place_row(act, kind, image)
        check_scope(act, kind, image)
        _check(act, kind, image, row.values)
        row.values = _columns(image)
        return
    key = inspect(model).primary_key[0].key
    row.row_id = before[key]
    check_scope(act, kind, model(**before))
    changes = {
        name: value
        for name, value in row.values.items()
        if before[name] != value and not _same_number(kind, name, value, before)
    }
    row.fate = Fate.CHANGED if changes else Fate.SAME
    if changes:
        image = model(**{**before, **changes})
        check_scope(act, kind, image)
        _check(act, kind, image, changes)
        after = _columns(image)
        row.changes = {name: (before[name], after[name]) for name in after if before[name] != after[name]}
        row.fate = Fate.CHANGED if row.changes else Fate.SAME  # a number that is kept hidden reads differently at first


def _check(act: Act, kind: RecordKind, image: Any, values: Mapping[str, Any]) -> None:
    """Let the kind look at an image of the row; it may read relationships but is never written itself."""
    if kind.check is not None:
        with act.session.no_autoflush:
            act.session.enable_relationship_loading(image)
            try:
                kind.check(act, image, values)
            finally:
                act.session.expunge(image)


@cache
def _may_be_empty(model: type) -> frozenset[str]:
    """Return the columns of a table in which nothing may stand."""
    columns: Any = inspect(model).columns
    return frozenset(
        name
        for name, one in columns.items()
        if hasattr(one, "nullable") and (one.nullable or isinstance(one.type, String))
    )


@cache
def _names(model: type) -> tuple[str, ...]:
    return tuple(inspect(model).columns.keys())


def _columns(image: Any) -> dict[str, Any]:
    """Return the column values that an image holds."""
    held = inspect(image).dict
    return {name: held[name] for name in _names(type(image)) if name in held}  # type: ignore[arg-type]  # the same
