"""What the workbook would do to every penalty item, before anything is written."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.kernel.act import Act
from app.kernel.errors import Conflict, Incomplete, NotAllowed, OutOfOrder, Refused
from app.kernel.places import Organisation
from app.kernel.words import N_
from app.penalties.models import Benchmark, ItemState, Stage, ViolationItem, ViolationVersion
from app.penalties.operations.content import CONTENT, WRITERS
from app.penalties.sheets.assembling import assemble
from app.penalties.sheets.columns import IDENTITY, MAIN, MAIN_COLUMNS, PARTS
from app.powers.models import Power, PowerType
from app.surfaces.records.naming import Named, chunks, find_named
from app.surfaces.sheets.columns import Fault, Line, read_table
from app.surfaces.sheets.memory import collector_at_rest
from app.surfaces.sheets.planning import Fate, PlannedRow, SheetPlan
from app.surfaces.sheets.reading import Book


@dataclass(slots=True)
class ItemPlan(SheetPlan):
    """What the import would do to the items; the further sheets hold their lists."""

    standing: dict[str, dict[str, Any]]
    """Code -> columns of the items that stand, with ``version`` as the newest version's columns."""


@dataclass(slots=True)
class _Lists:
    """The rows of the further sheets, by part and item."""

    lines: dict[str, dict[str, list[Line]]]
    sections: dict[str, SheetPlan]


@collector_at_rest()
def plan_items(act: Act, book: Book) -> ItemPlan:
    """Return the fate of every penalty item of a book; writes nothing."""
    act.needs(*WRITERS)
    main = book.sheet(MAIN) or book.sheets[0]
    table = read_table(main, MAIN_COLUMNS)
    if "code" not in table.found:
        raise Incomplete(
            N_("The sheet lacks the column that tells the rows apart: %(names)s."), names="、".join(["code"])
        )
    lists = _read_lists(book, {line.values.get("code") for line in table.lines})
    codes = [code for line in table.lines if (code := line.values.get("code"))]
    known = _Known(act, table.lines)
    plan = ItemPlan(MAIN_COLUMNS, [], table, main, _standing(act, codes))
    plan.further = list(lists.sections.values())
    contents = {code: _lists_of(lists, code) for code in codes}  # faults in them are told at their own rows
    broken = plan.broken()
    seen: dict[str, int] = {}
    for line in table.lines:
        row = PlannedRow(line.number, line.values.get("code") or "", Fate.NEW, {}, faults=list(line.faults))
        if row.key in broken:
            row.faults.append(broken[row.key])
        try:
            if not row.faults:
                _settle(act, plan, row, line, known, contents.get(row.key, {}), seen)
        except Refused as refusal:
            row.faults.append(Fault(refusal.field or "", refusal))
        if row.faults:
            row.fate = Fate.FAULTY
        plan.rows.append(row)
    return plan


def _read_lists(book: Book, known: set[Any]) -> _Lists:
    found = _Lists({}, {})
    for part in PARTS:
        sheet = book.sheet(part.sheet, part.name)
        if sheet is None:
            continue
        table = read_table(sheet, part.columns)
        section = found.sections[part.name] = SheetPlan(part.columns, [], table, sheet)
        by_item = found.lines[part.name] = defaultdict(list)
        for line in table.lines:
            code = line.values.get("item", "")
            if not line.faults and code not in known:
                line.faults.append(
                    Fault("item", Incomplete(N_("There is no item %(code)s in the first sheet."), code=code))
                )
            if line.faults:
                section.rows.append(PlannedRow(line.number, code, Fate.FAULTY, {}, faults=list(line.faults)))
            else:
                by_item[code].append(line)
    return found


def _lists_of(lists: _Lists, code: str) -> dict[str, Any]:
    """Return an item's lists as its version keeps them; what cannot be read is told at its own row."""
    lines: dict[str, list[Line]] = {name: by[code] for name, by in lists.lines.items() if code in by}
    if not lines:
        return {}
    content, faults = assemble({name: [line.values for line in found] for name, found in lines.items()})
    for fault in faults:
        number = lines[fault.part][fault.row].number
        refusal = Incomplete(fault.message, field=fault.field, **fault.values)
        told = PlannedRow(number, code, Fate.FAULTY, {}, faults=[Fault(fault.field or "", refusal)])
        lists.sections[fault.part].rows.append(told)
    return content


class _Known:
    """What the names in the first sheet lead to."""

    def __init__(self, act: Act, lines: Iterable[Line]) -> None:
        def texts(name: str) -> set[str]:
            return {text for line in lines if (text := line.values.get(name))}

        self.organisations: Named = find_named(act.session, act.actor.scope, Organisation, texts("organisation_id"))
        self.powers = _by_code(act, Power, Power.code, texts("power"))
        self.benchmarks = _by_code(act, Benchmark, Benchmark.number, texts("benchmark"))


def _by_code(act: Act, model: Any, column: Any, texts: set[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for part in chunks(sorted(texts)):
        statement = select(model).where(column.in_(part), act.actor.scope.where(model.county, model.organisation_id))
        found |= {getattr(row, column.key): row for row in act.session.scalars(statement)}
    return found


def _standing(act: Act, codes: Sequence[str]) -> dict[str, dict[str, Any]]:
    columns = [
        ViolationItem.__table__.c[name]
        for name in ("id", "county", "code", "name", "organisation_id", "power_id", "state", "current_version_id")
    ]
    found: dict[str, dict[str, Any]] = {}
    by_id: dict[int, dict[str, Any]] = {}
    for part in chunks(sorted(set(codes))):
        for row in act.session.execute(select(*columns).where(ViolationItem.code.in_(part))):
            found[row.code] = by_id[row.id] = {**row._mapping, "version": None}
    versions = ViolationVersion.__table__.c
    wanted = [versions[name] for name in ("id", "item_id", "number", "published_at", "stage", *CONTENT)]
    for part in chunks(sorted(by_id)):
        for row in act.session.execute(select(*wanted).where(versions.item_id.in_(part)).order_by(versions.number)):
            by_id[row.item_id]["version"] = dict(row._mapping)
    return found


def _settle(
    act: Act, plan: ItemPlan, row: PlannedRow, line: Line, known: _Known, lists: Mapping[str, Any], seen: dict[str, int]
) -> None:
    """Settle whether an item is new, changed or the same, and what its standard becomes."""
    values = line.values
    if not row.key:
        raise Incomplete(N_("A penalty item needs a code."), field="code")
    if row.key in seen:
        raise Conflict(
            N_("Row %(row)d of the sheet has the same key. Keep one of them."), field="code", row=seen[row.key]
        )
    seen[row.key] = line.number
    before = plan.standing.get(row.key)
    identity = _identity(values, known, before)
    content = {
        item.name: value
        for item in MAIN_COLUMNS
        if item.name not in (*IDENTITY, "benchmark") and (value := values.get(item.name)) not in (None, "")
    }
    if values.get("name"):
        content["name"] = values["name"]
    if text := values.get("benchmark"):
        if text not in known.benchmarks:
            raise Incomplete(
                N_("There is no benchmark document %(code)s. Enter it first."), field="benchmark", code=text
            )
        content["benchmark_id"] = known.benchmarks[text].id
    content |= lists
    row.values = {"identity": identity, "content": content}
    if before is not None:
        row.row_id = before["id"]
        _compare(act, row, before, identity, content)


def _identity(values: Mapping[str, Any], known: _Known, before: Mapping[str, Any] | None) -> dict[str, Any]:
    identity: dict[str, Any] = {}
    if name := values.get("organisation_id"):
        identity["organisation_id"] = known.organisations.one(name, "organisation_id")
    elif before is None:
        raise Incomplete(N_("Say which organ punishes this."), field="organisation_id")
    if before is None and not values.get("name"):
        raise Incomplete(N_("A penalty item needs a name."), field="name")
    if code := values.get("power"):
        power = known.powers.get(code)
        if power is None or power.power_type != PowerType.PENALTY:
            raise Incomplete(N_("There is no power to punish with the code %(code)s."), field="power", code=code)
        if power.organisation_id != identity.get("organisation_id", power.organisation_id):
            raise Incomplete(N_("%(name)s is the power of another organ."), field="power", name=power.name)
        identity["power_id"] = power.id
    return identity


def _compare(
    act: Act, row: PlannedRow, before: Mapping[str, Any], identity: Mapping[str, Any], content: Mapping[str, Any]
) -> None:
    if not act.actor.scope.holds(before["county"], before["organisation_id"]):
        raise NotAllowed(
            N_("The code %(code)s belongs to a penalty item outside your region."), field="code", code=row.key
        )
    version = before["version"] or {}
    row.changes = {name: (before[name], value) for name, value in identity.items() if before[name] != value}
    row.changes |= {name: (version.get(name), value) for name, value in content.items() if version.get(name) != value}
    row.fate = Fate.CHANGED if row.changes else Fate.SAME
    if not row.changes:
        return
    if before["state"] == ItemState.REPEALED:
        raise OutOfOrder(N_("This penalty item has been repealed; its standard stays as it was."))
    if before["current_version_id"] is not None and "organisation_id" in row.changes:
        raise OutOfOrder(N_("An item in force does not pass to another organ by a sheet."), field="organisation_id")
    if version.get("published_at") is None and version.get("stage", Stage.DRAFT) != Stage.DRAFT:
        raise OutOfOrder(N_("This version lies with a reviewer. It can be changed when it comes back."))
