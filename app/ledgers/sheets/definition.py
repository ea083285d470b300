"""A definition as one workbook without ids: written by one county, checked and taken over by another."""

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from app.kernel.act import Act
from app.kernel.audit import TrailRow, record
from app.kernel.errors import Conflict, Incomplete, OutOfOrder, Refused
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
from app.surfaces.language import translate
from app.surfaces.sheets.cells import SPLIT, in_all
from app.surfaces.sheets.columns import Column, Fault, Line, read_table
from app.surfaces.sheets.importing import Brought, Choice, refuse_faulty
from app.surfaces.sheets.planning import Fate, PlannedRow, SheetPlan
from app.surfaces.sheets.reading import Book
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
        rows[0].append([_shown(c, code if c.name == "code" else getattr(version, c.name)) for c in columns[0]])
        for item in version.items:
            rows[1].append([_shown(c, code if c.name == "code" else getattr(item, c.name)) for c in columns[1]])
            for part in item.columns:
                held = {"code": code, "table": item.name}
                rows[2].append([_shown(c, held.get(c.name) or getattr(part, c.name, "")) for c in columns[2]])
    return [
        Page(translate(name), used, filled, template=not versions)
        for name, used, filled in zip(SHEETS, columns, rows, strict=True)
    ]


def _shown(column: Column, value: Any) -> Any:
    if isinstance(value, bool):
        return translate(N_("Yes")) if value else ""
    if isinstance(value, (list, tuple)):
        words: Mapping[str, type[Word]] = {"bodies": OrganisationKind, "duties": Duty}
        return SPLIT.join(translate(words[column.name](v)) if column.name in words else str(v) for v in value)
    if column.choices is not None:
        return translate(column.choices(value)) if value else ""
    return value


@dataclass(slots=True)
class Definition:
    """One ledger as its file says it."""

    row: PlannedRow
    rules: dict[str, Any]
    fields: list[LedgerField] = field(default_factory=list)
    standing: Ledger | None = None


@dataclass(slots=True)
class DefinitionPlan(SheetPlan):
    """What taking a file over would do; the further sheets hold the fields and the columns of tables."""

    keeper: Organisation
    definitions: dict[str, Definition]


def plan_definitions(act: Act, keeper: Organisation, book: Book) -> DefinitionPlan:
    """Return what would become of every row of a workbook; writes nothing."""
    columns = (ledger_columns(), field_columns(), part_columns())
    found = [book.sheet(*in_all(name)) for name in SHEETS]
    main = found[0] or book.sheets[0]
    if found[1] is None:
        raise Incomplete(N_("The workbook needs the sheets of ledgers and of their fields. Fetch the template."))
    plan = DefinitionPlan(columns[0], [], read_table(main, columns[0]), main, keeper, {})
    for sheet, used, take in zip([main, *found[1:]], columns, (_take_ledger, _take_field, _take_part), strict=True):
        if sheet is None or not any(any(cell != "" for cell in row) for row in sheet.rows):
            continue
        section = plan if sheet is main else SheetPlan(used, [], read_table(sheet, used), sheet)
        if section is not plan:
            plan.further.append(section)
        for line in section.table.lines:
            code = read_text(line.values.get("code", "")).lower()
            row = PlannedRow(line.number, code, Fate.NEW, dict(line.values), faults=list(line.faults))
            section.rows.append(row)
            if not row.faults:
                _try(row, lambda line=line, row=row, take=take: take(act, plan, line, row))  # type: ignore[misc]
    _leave_out(plan)
    _check(act, plan)
    _leave_out(plan)
    return plan


def _leave_out(plan: DefinitionPlan) -> None:
    """Make faulty what has faults, and each ledger of which a field or a column is faulty."""
    for row in (row for section in plan.further for row in section.rows if row.faults):
        row.fate = Fate.FAULTY
    broken = plan.broken()
    for row in plan.rows:
        if row.key in broken and not row.faults:
            row.faults.append(broken[row.key])
        row.fate = Fate.FAULTY if row.faults else row.fate


def _try(row: PlannedRow, work: Callable[[], None]) -> None:
    try:
        work()
    except Refused as refusal:
        row.faults.append(Fault(refusal.field or "", refusal))


def _take_ledger(act: Act, plan: DefinitionPlan, line: Line, row: PlannedRow) -> None:
    code = str(line.values["code"]).lower()
    if not CODE.fullmatch(code):
        raise Incomplete(
            N_("The code begins with a letter and has small letters, digits and hyphens, for example: home-visits."),
            field="code",
        )
    if code in plan.definitions:
        raise Conflict(N_("The code %(code)s stands twice in the file."), field="code", code=code)
    rules = {name: value for name, value in line.values.items() if name in RULES}
    rules["cadence"] = rules.get("cadence") or Cadence.EVENT.value
    rules["approver"] = rules.get("approver") or Approver.ABOVE.value
    standing = act.session.scalar(select(Ledger).where(Ledger.county == plan.keeper.county, Ledger.code == code))
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
    row.values["name"] = item.name
    definition.fields.append(item)


def _take_part(act: Act, plan: DefinitionPlan, line: Line, row: PlannedRow) -> None:
    definition = _ledger_of(plan, line)
    wanted = str(line.values["table"])
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
    for section in plan.further[:1]:
        field_rows = {(row.key, row.values.get("name")): row for row in section.rows}
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
    """Write the ledgers of a plan as drafts, to be looked at and published."""
    refuse_faulty(len(plan.faulty), choice)
    touched = []
    for code, one in plan.definitions.items():
        if one.row.fate in (Fate.NEW, Fate.CHANGED):
            touched.append(write_definition(act, plan.keeper, code, one))
    counts = Brought(plan.count(Fate.NEW), plan.count(Fate.CHANGED), plan.count(Fate.SAME), len(plan.faulty))
    return counts, touched


def withdraw_definition(act: Act, rows: Sequence[TrailRow], _reason: str) -> None:
    """Remove a ledger that a workbook brought, while it was never published."""
    ledger = act.session.get(Ledger, rows[0].subject_id)
    if ledger is None:
        raise OutOfOrder(N_("It is not there any more."))
    if rows[0].verb != "ledger.drafted":
        raise OutOfOrder(N_("It stood there before and was changed: change it back by hand."))
    if any(version.published_at is not None for version in ledger.versions):
        raise OutOfOrder(N_("It has been published. Close it instead."))
    record(act, "ledger.import_withdrawn", ledger, code=ledger.code)
    for version in ledger.versions:
        act.session.delete(version)
    act.session.flush()
    act.session.expire(ledger, ["versions"])
    act.session.delete(ledger)
