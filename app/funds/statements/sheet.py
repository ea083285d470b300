"""A statement handed in on the screen: the fate of each row, by the same checks as a file of the command line."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from app.funds.operations.statements import File, note_accounts, take_lines, whose
from app.funds.statements.checking import Checked, LineFault, check_lines, finish
from app.funds.statements.columns import COLUMNS, SUMS
from app.funds.statements.digests import BATCH
from app.funds.statements.gaps import gaps
from app.funds.statements.lines import Line, Reader
from app.funds.statements.reading import Cells, Source
from app.funds.statements.register import Register, refuse_other_owners, standing_keys
from app.funds.statements.trailer import Totals, compare, is_subtotal, is_trailer
from app.funds.words import Signs
from app.kernel.act import Act
from app.kernel.errors import Refused
from app.surfaces.sheets.columns import Fault, find_headings, read_table
from app.surfaces.sheets.doors import Remark
from app.surfaces.sheets.importing import Brought, Choice, refuse_faulty
from app.surfaces.sheets.planning import Fate, PlannedRow, SheetPlan
from app.surfaces.sheets.reading import Book, Sheet


@dataclass(slots=True)
class StatementPlan(SheetPlan):
    """What taking over a statement would do."""

    lines: dict[int, Line]
    checked: Checked
    code: str
    """Of the body whose matter a line is of which neither party is one."""


def plan_statement(act: Act, sheet: Sheet, account: str = "", home: str = "", minus: str = "") -> StatementPlan:
    """Tell the fate of every row of a statement; writes nothing."""
    rows = [[] if any(row) and (is_trailer(row) or is_subtotal(row)) else row for row in sheet.rows]
    table = read_table(replace(sheet, rows=rows), COLUMNS)
    reader, checked = Reader(account, Signs.BALANCE if minus else Signs.PAID), Checked()
    lines: dict[int, Line] = {}
    for one in table.lines:
        if one.faults:
            continue
        try:
            lines[one.number] = reader.line(one.number, one.values)
        except Refused as fault:
            checked.refuse(one.number, fault)
    check_lines(lines.values(), checked, act.on)
    finish(checked)
    register = Register(act.session, act.county, "")
    refuse_other_owners(act.session, checked, register)
    standing = standing_keys(act.session, act.county, [one.key for one in lines.values()])
    wrong: dict[int, list[Fault]] = {}
    for found in checked.faults:
        wrong.setdefault(found.number, []).append(Fault(found.reason.field or "", found.reason))
    planned = []
    for one in table.lines:
        faults = [*one.faults, *wrong.get(one.number, ())]
        line = lines.get(one.number)
        same = line is not None and line.key in standing
        fate = Fate.FAULTY if faults else Fate.SAME if same else Fate.NEW
        planned.append(PlannedRow(one.number, str(one.values.get("serial") or ""), fate, one.values, faults=faults))
    plan = StatementPlan(COLUMNS, planned, table, sheet, lines, checked, home)
    plan.notes = gaps(act.session, checked, register)
    return plan


def take_statement(act: Act, plan: StatementPlan, choice: Choice) -> Brought:
    """Write the rows of a plan; refuses all of them when one is faulty, unless good rows were chosen."""
    refuse_faulty(len(plan.faulty), choice)
    lines = [plan.lines[row.number] for row in plan.rows if row.fate in (Fate.NEW, Fate.SAME)]
    digest = sha256("\n".join(line.key for line in lines).encode()).hexdigest()
    home = whose(act, plan.code)
    file = File(f"{act.actor.name} {act.on.isoformat()}", digest, home.id if home else None)
    register = Register(act.session, act.county, file.name)
    new = same = 0
    faults: list[LineFault] = []
    for first in range(0, len(lines), BATCH):
        taken = take_lines(act, file, lines[first : first + BATCH], register)
        new, same, faults = new + taken.new, same + taken.same, faults + taken.faults
    if faults and choice != Choice.GOOD_ROWS:
        raise faults[0].reason
    if new:
        note_accounts(act, file, plan.checked, register)
    return Brought(new, 0, same, len(plan.faulty) + len(faults))


def refuse_broken_totals(book: Book) -> tuple[Book, list[Remark]] | None:
    """Refuse a workbook whose last line does not fit its lines; turns nothing into anything."""
    for sheet in book.sheets:
        heading, places, _ignored = find_headings(sheet, COLUMNS)
        if not any(name in places for name in SUMS):
            continue
        rows = [row for row in sheet.rows[heading + 1 :] if any(row) and not is_subtotal(row)]
        ended: Sequence[Any] = next((row for row in rows if is_trailer(row)), ())
        if not ended:
            continue
        cells, totals = Cells(Source("", sheet, heading, places, {}, {})), Totals()
        for row in rows:
            if not is_trailer(row):
                totals.add(cells.amounts(row))
        compare(ended, places, totals)
    return None
