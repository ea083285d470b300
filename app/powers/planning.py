"""What the spreadsheet of the catalogue would do to every power, before anything is written."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from app.kernel.act import Act
from app.kernel.errors import Conflict, Incomplete, NotAllowed, OutOfOrder, Refused
from app.kernel.flows.models import Flow, FlowState, FlowVersion
from app.kernel.places import Organisation, OrganisationKind
from app.kernel.words import N_
from app.powers.codes import check_code
from app.powers.columns import COLUMNS, CONTENT_COLUMNS, MAIN, PARTS, REMEDIES, Part
from app.powers.models import STANDING, Power, PowerVersion, Stage
from app.powers.operations import CONTENT, GONE, WRITERS
from app.surfaces.records.naming import Named, chunks, find_named
from app.surfaces.sheets.columns import Fault, Line, read_table
from app.surfaces.sheets.memory import collector_at_rest
from app.surfaces.sheets.planning import Fate, PlannedRow, SheetPlan
from app.surfaces.sheets.reading import Book

CONTENT_NAMES = tuple(column.name for column in CONTENT_COLUMNS)
IDENTITY = ("name", "power_type", "organisation_id", "national_code")


@dataclass(slots=True)
class PowerPlan(SheetPlan):
    """What the import would do to the powers; the further sheets hold their lists."""

    standing: dict[str, dict[str, Any]]
    """Code -> columns of the powers that stand, with ``version`` as the newest version's columns."""
    unknown: dict[str, str] = field(default_factory=dict)
    """Names of organisations that are not here -> code that the sheet gives them."""
    create_organisations: bool = False


@collector_at_rest()
def plan_powers(act: Act, book: Book, *, create_organisations: bool | str = False) -> PowerPlan:
    """Return the fate of every power of a book; writes nothing.

    ``create_organisations`` lets rows pass whose organisation is not here yet; it is made with them.
    """
    act.needs(*WRITERS)
    main = book.sheet(MAIN) or book.sheets[0]
    table = read_table(main, COLUMNS)
    if "code" not in table.found:
        raise Incomplete(
            N_("The sheet lacks the column that tells the rows apart: %(names)s."), names="、".join(["code"])
        )
    texts = {t for line in table.lines if (t := line.values.get("organisation_id"))}
    organisations = find_named(act.session, act.actor.scope, Organisation, texts)
    flows = _flows(act, {t for line in table.lines if (t := line.values.get("flow"))})
    codes = [code for line in table.lines if (code := line.values.get("code"))]
    plan = PowerPlan(
        COLUMNS, [], table, main, find_standing(act, codes), create_organisations=bool(create_organisations)
    )
    seen: dict[str, int] = {}
    for line in table.lines:
        _unknown(plan, organisations, line)
        row = PlannedRow(line.number, line.values.get("code") or "", Fate.NEW, {}, faults=list(line.faults))
        try:
            _settle(plan, row, line, organisations, flows, seen)
        except Refused as refusal:
            row.faults.append(Fault(refusal.field or "", refusal))
        plan.rows.append(row)
    lists = _read_parts(book, plan)  # only now, for these sheets are still being read
    broken = plan.broken()
    for row in plan.rows:
        if row.key in broken:
            row.faults.append(broken[row.key])
        try:
            _complete(act, plan, row, lists)
        except Refused as refusal:
            row.faults.append(Fault(refusal.field or "", refusal))
        if row.faults:
            row.fate = Fate.FAULTY
    if plan.unknown:
        if create_organisations:
            government_of(act)
        names = "、".join(sorted(plan.unknown))
        plan.notes.append(Incomplete(N_("Departments that are not here yet: %(names)s"), names=names))
    return plan


def government_of(act: Act) -> Organisation:
    """Return the government under which departments that are not here yet come to stand."""
    home = act.session.scalar(
        select(Organisation).where(Organisation.county == act.county, Organisation.body == OrganisationKind.GOVERNMENT)
    )
    if home is None:
        raise Incomplete(N_("This county has no government yet under which the departments could stand."))
    return home


Lists = dict[str, dict[str, list[dict[str, Any]]]]
"""Part -> code of the power -> entries."""


def _read_parts(book: Book, plan: PowerPlan) -> Lists:
    """Read the further sheets; a faulty row there makes its power faulty, so that none is halved."""
    known = {row.key for row in plan.rows}
    lists: Lists = {}
    for part in PARTS:
        sheet = book.sheet(part.sheet, part.name)
        if sheet is None:
            continue
        table = read_table(sheet, part.columns)
        entries: dict[str, list[dict[str, Any]]] = defaultdict(list)
        faulty: list[PlannedRow] = []
        for line in table.lines:
            code = line.values.get("power", "")
            if not line.faults and code not in known:
                line.faults.append(
                    Fault("power", Incomplete(N_("There is no power %(code)s in the first sheet."), code=code))
                )
            if line.faults:
                faulty.append(PlannedRow(line.number, code, Fate.FAULTY, {}, faults=line.faults))
            else:
                entries[code].append(_entry(part, line, len(entries[code]) + 1))
        lists[part.name] = entries
        plan.further.append(SheetPlan(part.columns, faulty, table, sheet))
    return lists


def _entry(part: Part, line: Line, number: int) -> dict[str, Any]:
    entry = {name: value for name, value in line.values.items() if (value or value == 0) and name != "power"}
    if part.prefix and part.key not in entry:
        entry[part.key] = f"{part.prefix}{number:02d}"
    return entry


def _flows(act: Act, codes: set[str]) -> Mapping[str, int]:
    """Return the newest published version of each flow."""
    found = act.session.execute(
        select(Flow.code, FlowVersion.id)
        .join(FlowVersion, FlowVersion.flow_id == Flow.id)
        .where(Flow.code.in_(sorted(codes)), FlowVersion.state == FlowState.PUBLISHED)
        .order_by(FlowVersion.number)
    )
    return {code: version for code, version in found}  # noqa: C416 - a result row is no pair to mypy


def find_standing(act: Act, codes: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return the powers that stand under these codes, each with its newest version's columns or None."""
    columns = (Power.id, Power.county, Power.code, Power.state, Power.current_version_id)
    identity = (Power.name, Power.power_type, Power.organisation_id, Power.national_code)
    found: dict[str, dict[str, Any]] = {}
    by_id: dict[int, dict[str, Any]] = {}
    for part in chunks(sorted(set(codes))):
        for row in act.session.execute(select(*columns, *identity).where(Power.code.in_(part))):
            found[row.code] = by_id[row.id] = {**row._mapping, "version": None}
    versions = PowerVersion.__table__.c
    wanted = [versions[name] for name in ("id", "power_id", "number", "published_at", "stage", *CONTENT)]
    for part in chunks(sorted(by_id)):
        statement = select(*wanted).where(versions.power_id.in_(part)).order_by(versions.number)
        for row in act.session.execute(statement):
            by_id[row.power_id]["version"] = dict(row._mapping)
    return found


def _unknown(plan: PowerPlan, organisations: Named, line: Line) -> None:
    name = line.values.get("organisation_id")
    if name and not organisations.ids.get(name):
        plan.unknown.setdefault(name, line.values.get("organisation_code") or "")


def _settle(
    plan: PowerPlan, row: PlannedRow, line: Line, organisations: Named, flows: Mapping[str, int], seen: dict[str, int]
) -> None:
    """Settle what the first sheet says of a power."""
    values = line.values
    if row.key:
        if row.key in seen:
            raise Conflict(
                N_("Row %(row)d of the sheet has the same key. Keep one of them."), field="code", row=seen[row.key]
            )
        seen[row.key] = line.number
        row.warnings = list(check_code(row.key))
    identity = {name: values[name] for name in IDENTITY if name in values}
    name = identity.get("organisation_id")
    if name and not (plan.create_organisations and name in plan.unknown):
        identity["organisation_id"] = organisations.one(name, "organisation_id")
    row.values = {"identity": {"code": row.key, **identity}, "content": _content(values, flows)}


def _complete(act: Act, plan: PowerPlan, row: PlannedRow, lists: Lists) -> None:
    """Add what the further sheets say, then settle whether a power is new, changed or the same."""
    if row.faults:
        return
    identity, content = row.values["identity"], row.values["content"]
    for part, entries in lists.items():
        if row.key in entries:
            content[part] = entries[row.key]
    before = plan.standing.get(row.key)
    if before is not None:
        row.row_id = before["id"]
        _compare(act, row, before, {k: v for k, v in identity.items() if k != "code"}, content)


def _content(values: Mapping[str, Any], flows: Mapping[str, int]) -> dict[str, Any]:
    """Return the columns of the version that the sheet fills; cells left empty say nothing."""
    content = {name: value for name in CONTENT_NAMES if (value := values.get(name)) or value == 0}
    remedies = {name: value for name in REMEDIES if (value := values.get(name))}
    if remedies:
        content["remedies"] = remedies
    flow = values.get("flow")
    if flow:
        if flow not in flows:
            raise Incomplete(N_("There is no published flow with the code %(code)s."), field="flow", code=flow)
        content["flow_version_id"] = flows[flow]
    return content


def _compare(
    act: Act, row: PlannedRow, before: Mapping[str, Any], identity: Mapping[str, Any], content: Mapping[str, Any]
) -> None:
    if not act.actor.scope.holds(before["county"], before["organisation_id"]):
        raise NotAllowed(N_("The code %(code)s belongs to a power outside your region."), field="code", code=row.key)
    version = before["version"] or {}
    changes = {name: (before[name], value) for name, value in identity.items() if before[name] != value}
    changes |= {name: (version.get(name), value) for name, value in content.items() if version.get(name) != value}
    row.changes = changes
    row.fate = Fate.CHANGED if changes else Fate.SAME
    if not changes:
        return
    if before["state"] in GONE:
        raise OutOfOrder(N_("This power has been cancelled or merged; its content stays as it was."))
    if before["state"] in STANDING:
        for name in ("power_type", "organisation_id"):
            if name in changes:
                raise OutOfOrder(N_("This power is on the list; this changes by an order only."), field=name)
    waits = version.get("published_at") is None and version.get("stage", Stage.DRAFT) != Stage.DRAFT
    if waits and any(name not in ("power_type", "organisation_id", "national_code") for name in changes):
        raise OutOfOrder(N_("This version lies with a reviewer. It can be changed when it comes back."))
