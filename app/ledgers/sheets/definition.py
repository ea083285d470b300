"""A definition as one workbook without ids: written by one county, checked and taken over by another."""

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from app.kernel.act import Act
from app.kernel.errors import Conflict, Incomplete, Refused
from app.kernel.places import Organisation, OrganisationKind
from app.kernel.roles import Duty
from app.kernel.typed import read_text
from app.kernel.words import N_, Word
from app.ledgers.fields.checking import check_fields, name_from
from app.ledgers.fields.field import LedgerField, fields_to
from app.ledgers.models import Ledger, LedgerVersion
from app.ledgers.operations import draft_ledger, edit_definition
from app.ledgers.operations.definitions import CODE, RULES, check_definer
from app.ledgers.sheets.wording import field_columns, ledger_columns, part_columns
from app.ledgers.words import Approver, Cadence, Kind, LedgerState
from app.surfaces.language import say
from app.surfaces.sheets.cells import SPLIT, in_all
from app.surfaces.sheets.columns import Column, Fault, Line, Table, read_table
from app.surfaces.sheets.importing import Brought, Choice, refuse_faulty
from app.surfaces.sheets.planning import Fate, PlannedRow
from app.surfaces.sheets.reading import Book, Sheet
from app.surfaces.sheets.writing import Page, write_book

SHEETS = (N_("Ledgers"), N_("Fields"), N_("Columns of tables"))


def write_definitions(target: io.BytesIO, versions: Sequence[LedgerVersion]) -> None:
    """Write versions of ledgers as one workbook; without versions it is the empty template."""
    write_book(target, definition_pages(versions))


def definition_pages(versions: Sequence[LedgerVersion] = ()) -> list[Page]:
    """Return the sheets of a workbook of definitions; without versions those of the empty template."""
    columns = (ledger_columns(), field_columns(), part_columns())
    rows: tuple[list[list[Any]], ...] = ([], [], [])
    for version in versions:
        code = version.ledger.code
        rows[0].append(
            [_shown(c, code if c.name == "code" else getattr(version, c.name)) for c in columns[0]]
        )
        for item in version.items:
            rows[1].append(
                [_shown(c, code if c.name == "code" else getattr(item, c.name)) for c in columns[1]]
            )
            for part in item.columns:
                held = {"code": code, "table": item.name}
                rows[2].append([_shown(c, held.get(c.name) or getattr(part, c.name, "")) for c in columns[2]])
    return [
        Page(say(name), used, filled, template=not versions)
        for name, used, filled in zip(SHEETS, columns, rows, strict=True)
    ]


def _shown(column: Column, value: Any) -> Any:
    if isinstance(value, bool):
        return say(N_("Yes")) if value else ""
    if isinstance(value, (list, tuple)):
        words: Mapping[str, type[Word]] = {"bodies": OrganisationKind, "duties": Duty}
        return SPLIT.join(say(words[column.name](v)) if column.name in words else str(v) for v in value)
    if column.choices is not None:
        return say(column.choices(value)) if value else ""
    return value


@dataclass(slots=True)
class Definition:
    """One ledger as its file says it."""

    row: PlannedRow
    rules: dict[str, Any]
    fields: list[LedgerField] = field(default_factory=list)
    standing: Ledger | None = None


@dataclass(slots=True)
class DefinitionPlan:
    """What taking a file over would do; carries nothing out."""

    keeper: Organisation
    definitions: dict[str, Definition]
    sheets: list[tuple[Sheet, Table, list[PlannedRow]]]
    columns: tuple[tuple[Column, ...], ...]

    @property
    def faulty(self) -> int:
        """How many rows are wrong."""
        return sum(row.fate == Fate.FAULTY for _sheet, _table, rows in self.sheets for row in rows)

    def count(self, fate: Fate) -> int:
        """Return how many ledgers have a fate."""
        return sum(one.row.fate == fate for one in self.definitions.values())


def plan_definitions(act: Act, keeper: Organisation, book: Book) -> DefinitionPlan:
    """Return what would become of every row of a workbook; writes nothing."""
    columns = (ledger_columns(), field_columns(), part_columns())
    found = [_sheet(book, name, place) for place, name in enumerate(SHEETS)]
    if found[0] is None or found[1] is None:
        raise Incomplete(
            N_("The workbook needs the sheets of ledgers and of their fields. Fetch the template.")
        )
    plan = DefinitionPlan(keeper, {}, [], columns)
    for sheet, used, take in zip(found, columns, (_take_ledger, _take_field, _take_part), strict=True):
        if sheet is None or not any(any(cell != "" for cell in row) for row in sheet.rows):
            continue
        table = read_table(sheet, used)
        rows = []
        for line in table.lines:
            row = PlannedRow(line.number, read_text(line.values.get("code", "")), Fate.NEW, dict(line.values))
            row.faults = list(line.faults)
            rows.append(row)
            if not row.faults:
                _try(row, lambda line=line, row=row, take=take: take(act, plan, line, row))  # type: ignore[misc]
        plan.sheets.append((sheet, table, rows))
    _check(act, plan)
    for _place, _table, rows in plan.sheets:
        for row in rows:
            row.fate = Fate.FAULTY if row.faults else row.fate
    return plan


def _sheet(book: Book, name: str, place: int) -> Sheet | None:
    named = book.sheet(*in_all(name))
    return named or (book.sheets[place] if place < len(book.sheets) and len(book.sheets) >= 2 else None)


def _try(row: PlannedRow, work: Callable[[], None]) -> None:
    try:
        work()
    except Refused as refusal:
        row.faults.append(Fault(refusal.field or "", refusal))


def _take_ledger(act: Act, plan: DefinitionPlan, line: Line, row: PlannedRow) -> None:
    code = str(line.values["code"]).lower()
    if not CODE.fullmatch(code):
        raise Incomplete(
            N_(
                "The code begins with a letter and has small letters, digits and hyphens, for example: home-visits."
            ),
            field="code",
        )
    if code in plan.definitions:
        raise Conflict(N_("The code %(code)s stands twice in the file."), field="code", code=code)
    rules = {name: value for name, value in line.values.items() if name in RULES}
    rules["cadence"] = rules.get("cadence") or Cadence.EVENT.value
    rules["approver"] = rules.get("approver") or Approver.ABOVE.value
    standing = act.session.scalar(
        select(Ledger).where(Ledger.county == plan.keeper.county, Ledger.code == code)
    )
    if standing is not None:
        check_definer(act, standing)
        if standing.state == LedgerState.RETIRED:
            raise Conflict(
                N_("The ledger %(code)s has been closed here. Give it another code."), field="code", code=code
            )
    plan.definitions[code] = Definition(row, rules, standing=standing)


def _ledger_of(plan: DefinitionPlan, line: Line) -> Definition:
    code = str(line.values["code"]).lower()
    if code not in plan.definitions:
        raise Incomplete(N_("No ledger of this file has the code %(code)s."), field="code", code=code[:40])
    return plan.definitions[code]


def _item(values: Mapping[str, Any], taken: Sequence[str]) -> LedgerField:
    names = {name for name in LedgerField.__dataclass_fields__ if name != "columns"}
    held = {name: value for name, value in values.items() if name in names}
    held["name"] = held.get("name") or name_from(str(held["label"]), taken)
    held["kind"] = held.get("kind") or Kind.TEXT
    return LedgerField.from_data(held)


def _take_field(act: Act, plan: DefinitionPlan, line: Line, row: PlannedRow) -> None:
    definition = _ledger_of(plan, line)
    taken = [item.name for item in definition.fields]
    if not line.values.get("name") and definition.standing is not None:
        known = {item.label: item.name for item in definition.standing.versions[-1].items}
        line.values["name"] = known.get(str(line.values["label"]), "")
    item = _item(line.values, taken)
    row.key = f"{row.key} {item.label}"
    row.values["name"] = item.name
    definition.fields.append(item)


def _take_part(act: Act, plan: DefinitionPlan, line: Line, row: PlannedRow) -> None:
    definition = _ledger_of(plan, line)
    wanted = str(line.values["table"])
    row.key = f"{row.key} {wanted}"
    for place, item in enumerate(definition.fields):
        if wanted in (item.name, item.label) and item.kind is Kind.TABLE:
            part = _item(line.values, [column.name for column in item.columns])
            data = item.to_data()
            data["columns"] = [*data.get("columns", []), part.to_data()]
            definition.fields[place] = LedgerField.from_data(data)
            return
    raise Incomplete(N_("This ledger has no table called %(name)s."), field="table", name=wanted[:40])


def _check(act: Act, plan: DefinitionPlan) -> None:
    """Check each ledger as a whole, in a savepoint that is taken back; faults come to the row that they concern."""
    field_rows = {}
    for _place, _table, rows in plan.sheets[1:2]:
        field_rows = {(r.key.split(" ")[0].lower(), r.values.get("name")): r for r in rows}
    for code, one in plan.definitions.items():
        for name, refusal in check_fields(one.fields).items():
            row = field_rows.get((code, name), one.row)
            row.faults.append(Fault(refusal.field or "", refusal))
        if one.row.faults:
            continue
        savepoint = act.session.begin_nested()
        try:
            write_definition(act, plan.keeper, code, one)
            act.session.flush()
        except Refused as refusal:
            one.row.faults.append(Fault(refusal.field or "", refusal))
        finally:
            savepoint.rollback()
            act.session.expire_all()
        if one.standing is not None:
            one.row.fate = Fate.SAME if _is_same(one) else Fate.CHANGED


def _is_same(one: Definition) -> bool:
    assert one.standing is not None
    newest = one.standing.versions[-1]
    same = all(_plain(getattr(newest, name)) == _plain(value) for name, value in one.rules.items())
    return same and newest.fields == fields_to(one.fields)


def _plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, list) else value


def write_definition(act: Act, keeper: Organisation, code: str, one: Definition) -> Ledger:
    """Write one ledger of a plan as a draft."""
    content = {**one.rules, "fields": tuple(one.fields)}
    if one.standing is not None:
        edit_definition(act, one.standing, content)
        return one.standing
    ledger = draft_ledger(act, keeper, code, one.rules)
    edit_definition(act, ledger, {"fields": tuple(one.fields)})
    return ledger


def carry_out_definitions(
    act: Act, plan: DefinitionPlan, choice: Choice = Choice.ALL_OR_NOTHING
) -> tuple[Brought, list[Ledger]]:
    """Write the ledgers of a plan as drafts, to be looked at and published; all or none."""
    refuse_faulty(plan.faulty, choice)
    touched = []
    for code, one in plan.definitions.items():
        if one.row.fate in (Fate.NEW, Fate.CHANGED):
            touched.append(write_definition(act, plan.keeper, code, one))
    counts = Brought(plan.count(Fate.NEW), plan.count(Fate.CHANGED), plan.count(Fate.SAME), 0)
    return counts, touched
