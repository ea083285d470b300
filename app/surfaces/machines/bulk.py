"""Many rows in one call: the plan and the check of spreadsheets, told row by row."""

from typing import Any

from app.kernel.act import Act
from app.kernel.errors import Incomplete, Refused
from app.kernel.records import Access, RecordKind
from app.kernel.words import N_
from app.surfaces.language import translate, translate_refusal
from app.surfaces.sheets.columns import Column, columns_of, example_of
from app.surfaces.sheets.importing import Choice, carry_out
from app.surfaces.sheets.planning import Plan, plan_import
from app.surfaces.sheets.reading import Sheet
from app.surfaces.sheets.writing import yes_no

MOST = 1_000
"""Rows of one call."""
HEAD = 3
"""Rows of a template above the first row."""


class FaultyRows(Refused):
    """Some rows are faulty, and all or none were to be written."""

    def __init__(self, count: int, report: list[dict[str, Any]]) -> None:
        super().__init__(
            N_("%(count)d rows are faulty, so nothing was written. Correct them, or send good_rows as choice."),
            count=count,
        )
        self.report = report


def takes_many(kind: RecordKind) -> bool:
    """Tell whether rows of a kind may be sent many at once: by whom a sheet of it may be filled."""
    return kind.sheet and any("can_write" in Access(access).permissions for access in kind.access.values())


def read_rows(body: dict[str, Any]) -> tuple[list[dict[str, Any]], Choice]:
    """Return the rows that were sent, and what is to be done when some are faulty."""
    rows = body.get("rows")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows) or not 1 <= len(rows) <= MOST:
        raise Incomplete(N_("Send 1 to %(most)d rows, each a JSON object, as rows."), most=MOST, field="rows")
    choice = body.get("choice", Choice.ALL_OR_NOTHING.value)
    if choice not in {one.value for one in Choice}:
        raise Incomplete(N_("Choose all_or_nothing or good_rows."), field="choice")
    return rows, Choice(choice)


def plan_rows(act: Act, kind: RecordKind, rows: list[dict[str, Any]]) -> Plan:
    """Return the fate of every row; rows are found again by the kind's key, as those of a sheet are."""
    columns = {column.name: column for column in columns_of(kind)}
    named = sorted({name for row in rows for name in row})
    unknown = [name for name in named if name not in columns]
    if unknown:
        raise Incomplete(N_("There is no field of this name that you may set."), field=unknown[0][:60])
    used = [columns[name] for name in columns if name in named or name in kind.key]
    cells = [[_cell(column, row.get(column.name)) for column in used] for row in rows]
    sheet = Sheet("rows", [*_head(used), *cells], heading=0)
    return plan_import(act, kind, sheet, tuple(columns.values()))


def _head(used: list[Column]) -> list[list[str]]:
    """Return what stands above the rows of a template: headings, hints and examples, so that no row is taken for these."""
    return [
        [translate(column.label) for column in used],
        [translate(column.hint) for column in used],
        [example_of(column) for column in used],
    ]


def _cell(column: Column, value: Any) -> str | int | float:
    """Return a value of JSON as the cell of a sheet holds it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return yes_no(value)
    if isinstance(value, (int, float)):
        return value
    if not isinstance(value, str):
        raise Incomplete(N_("A single value is expected here."), field=column.name)
    if column.choices is not None:
        return next((translate(word) for word in column.choices if word.value == value), value)
    return value


def report_of(plan: Plan) -> list[dict[str, Any]]:
    """Return what becomes of every row, in the order in which they were sent, counted from 1."""
    return [
        {
            "row": row.number - HEAD,
            "fate": row.fate.value,
            "errors": {fault.column or "row": translate_refusal(fault.refusal) for fault in row.faults},
        }
        for row in plan.rows
    ]


def carry_rows_out(act: Act, plan: Plan, choice: Choice) -> dict[str, Any]:
    """Write the rows of a plan and return what was written, with the report."""
    brought = carry_out(act, plan, choice)
    figures = {"new": brought.new, "changed": brought.changed, "same": brought.same, "left_out": brought.left_out}
    return {**figures, "report": report_of(plan)}
