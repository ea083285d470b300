"""The check of a sheet: everything that taking it over would refuse, row by row, as a person reads it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy.exc import IntegrityError

from app.kernel.act import Act
from app.kernel.errors import Conflict, Incomplete, Refused
from app.kernel.sealing import masked
from app.kernel.words import N_
from app.surfaces.language import say
from app.surfaces.sheets.arranging import LEAVE, Answers, Arranged, arrange, offered, sure
from app.surfaces.sheets.columns import Fault
from app.surfaces.sheets.doors import Intake
from app.surfaces.sheets.importing import Choice
from app.surfaces.sheets.marks import NO_RESULT
from app.surfaces.sheets.planning import Fate, PlannedRow, SheetPlan
from app.surfaces.sheets.reading import Book
from app.surfaces.sheets.report import report_lines

SHOWN = 200
"""Faults that the page shows and that can be corrected there; the marked copy holds all."""
MOST_TRIED = 20
"""Rows that the trial names one by one; the next check names the next."""
CHANGES_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Checked:
    """A sheet that was checked."""

    intake: Intake
    arranged: Arranged
    plan: SheetPlan
    answers: Answers


def check(act: Act, intake: Intake, book: Book, answers: Answers) -> Checked:
    """Plan a sheet, and try to take it over without keeping anything, so that nothing is refused later."""
    checked = plan_sheet(intake, book, answers)
    if intake.tried:
        _try(act, intake, checked.plan)
    return checked


def plan_sheet(intake: Intake, book: Book, answers: Answers) -> Checked:
    """Return the fate of every row of the sheet that is meant."""
    arranged = arrange(book, intake.columns, answers)
    if answers.ending and not arranged.ending:
        answers = replace(answers, ending="")
    plan = intake.plan(arranged.sheet)
    for row in plan.rows:
        if row.likely and row.fate == Fate.CHANGED and answers.again == LEAVE:
            row.fate, row.row_id, row.changes = Fate.NEW, None, {}
    return Checked(intake, arranged, plan, answers)


def is_asked(checked: Checked) -> bool:
    """Tell whether a question is open."""
    likely = any(row.likely for row in checked.plan.rows)
    return checked.arranged.asked(checked.answers) or (likely and not checked.answers.again)


def take(act: Act, intake: Intake, book: Book, answers: Answers, choice: Choice) -> Checked:
    """Write the rows of a sheet, all or only the good ones; refuses while a question about it is open."""
    checked = plan_sheet(intake, book, answers)
    if is_asked(checked):
        raise Incomplete(N_("Answer the questions about the sheet first; nothing was written."))
    intake.carry_out(checked.plan, choice)
    return checked


def _try(act: Act, intake: Intake, plan: SheetPlan) -> None:
    """Find the rows at which taking over would stop; each becomes faulty with the reason."""
    for _time in range(MOST_TRIED):
        rows = [row for row in plan.rows if row.fate in (Fate.NEW, Fate.CHANGED)]
        if not rows or _refusal(act, intake, plan, rows) is None:
            return
        if (general := _refusal(act, intake, plan, [])) is not None:
            raise general
        good, bad = 0, len(rows)  # the first ``good`` rows pass, the first ``bad`` do not
        while bad - good > 1:
            middle = (good + bad) // 2
            if _refusal(act, intake, plan, rows[:middle]) is None:
                good = middle
            else:
                bad = middle
        refusal = _refusal(act, intake, plan, rows[:bad])
        assert refusal is not None
        rows[bad - 1].faults.append(Fault(refusal.field or "", refusal))
        rows[bad - 1].fate = Fate.FAULTY


def _refusal(act: Act, intake: Intake, plan: SheetPlan, rows: Sequence[PlannedRow]) -> Refused | None:
    trial = act.session.begin_nested()
    try:
        intake.carry_out(replace(plan, rows=list(rows)), Choice.ALL_OR_NOTHING)
        act.session.flush()
    except Refused as refusal:
        return refusal
    except IntegrityError:
        return Conflict(N_("A record with this key exists already. Open that one and change it."))
    finally:
        if trial.is_active:
            trial.rollback()
        act.session.expire_all()
    return None


def summary(checked: Checked, book: Book) -> dict[str, Any]:
    """Return what a check found as the page shows it, in the language of the request."""
    plan, arranged = checked.plan, checked.arranged
    return {
        "figures": {
            "rows": len(plan.rows), "added": plan.count(Fate.NEW), "changed": plan.count(Fate.CHANGED),
            "same": plan.count(Fate.SAME), "faulty": plan.count(Fate.FAULTY),
        },
        "faults": _faults(checked), "capped": sum(len(row.faults) for row in plan.faulty) > SHOWN, "changes": _changes(checked),
        "sheet": arranged.name, "sheets": arranged.names, "heading": arranged.heading, "headings": arranged.headings,
        "hidden": arranged.hidden[:SHOWN], "hidden_count": len(arranged.hidden),
        "ending": [
            {"row": number, "text": _row_text(checked, book, number)} for number in arranged.ending[:SHOWN]
        ],
        "unseen": arranged.unseen, "blind": arranged.blind, "asked": is_asked(checked), "likely": sum(row.likely for row in plan.rows),
        "columns": columns_shown(checked.intake, book, checked.answers), "ignored": plan.table.ignored,
    }  # fmt: skip


def columns_shown(intake: Intake, book: Book, answers: Answers) -> list[dict[str, Any]]:
    """Return each of our columns with the heading that means it, for matching by hand."""
    labels = {column.name: column for column in intake.columns}
    return [
        {**asdict(match), "label": say(labels[match.column].label), "required": labels[match.column].required}
        for match in offered(book, intake.columns, answers)
    ]


def unmatched(intake: Intake, book: Book, answers: Answers) -> dict[str, Any] | None:
    """Return what the page of matching shows when the headings do not name what must be there; None when they do."""
    arranged = arrange(book, intake.columns, answers)
    if sure(arranged.sheet, intake.columns):
        return None
    return {
        "columns": columns_shown(intake, book, answers), "sheet": arranged.name, "sheets": arranged.names,
        "heading": arranged.heading, "headings": arranged.headings,
    }  # fmt: skip


def _faults(checked: Checked) -> list[dict[str, Any]]:
    plan = checked.plan
    by_name = {column.name: column for column in plan.columns}
    shown: list[dict[str, Any]] = []
    for row in plan.faulty:
        for fault, line in zip(row.faults, report_lines([row], plan.columns), strict=False):
            column = by_name.get(fault.column)
            place = plan.table.found.get(fault.column)
            cell = cell_text(plan, row.number, place)
            shown.append(
                {
                    "row": row.number, "column": line.column, "name": fault.column if place is not None else "",
                    "value": masked(cell) if column is not None and column.secret and cell else cell,
                    "secret": column is not None and column.secret, "reason": line.sentence,
                }
            )  # fmt: skip
            if len(shown) == SHOWN:
                return shown
    return shown


def cell_text(plan: SheetPlan, number: int, place: int | None) -> str:
    """Return what a cell of the sheet shows."""
    if place is None or number > len(plan.sheet.rows) or place >= len(plan.sheet.rows[number - 1]):
        return ""
    cell = plan.sheet.rows[number - 1][place]
    return say(N_("(a formula without result)")) if cell == NO_RESULT else str(cell)


def _changes(checked: Checked) -> list[dict[str, Any]]:
    """Return what changes in rows that stand already, before and after."""
    labels = {column.name: say(column.label) for column in checked.intake.columns}
    return [
        {"row": row.number, "key": row.key, "column": labels[name], "before": str(before or ""), "after": str(after or "")}
        for row in checked.plan.rows
        if row.fate == Fate.CHANGED
        for name, (before, after) in row.changes.items()
        if name in labels
    ][:CHANGES_SHOWN]  # fmt: skip


def _row_text(checked: Checked, book: Book, number: int) -> str:
    sheet = next(one for one in book.sheets if one.name == checked.arranged.name)
    row = sheet.rows[number - 1] if number <= len(sheet.rows) else ()
    return " ".join(str(cell) for cell in row if cell != "")[:120]
