"""The check of a sheet: everything that taking it over would refuse, row by row, as a person reads it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy.exc import IntegrityError

from app.kernel.act import Act
from app.kernel.errors import Conflict, Incomplete, Refused
from app.kernel.sealing import masked
from app.kernel.words import N_
from app.surfaces.language import translate, translate_refusal
from app.surfaces.sheets.arranging import LEAVE, Answers, Arranged, arrange, offered, sure
from app.surfaces.sheets.columns import Fault
from app.surfaces.sheets.doors import Ask, Intake, Remark
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
class Opened:
    """A workbook at a door, arranged as the person said."""

    intake: Intake
    book: Book
    answers: Answers
    arranged: Arranged
    asks: Sequence[Ask]
    """What the door asks of this workbook."""
    remarks: Sequence[Remark] = ()

    @property
    def lacking(self) -> bool:
        """Whether something was not answered without which nothing can be said of the rows."""
        return any(ask.required and not _said([ask], self.answers)[ask.name] for ask in self.asks)

    def said(self) -> dict[str, str]:
        """Return the answer to everything that the door asks of whoever plans."""
        return _said(self.intake.asks, self.answers)


@dataclass(frozen=True, slots=True)
class Checked:
    """A sheet that was checked."""

    opened: Opened
    plan: SheetPlan

    @property
    def asked(self) -> bool:
        """Whether a question is open."""
        likely = any(row.likely for row in self.plan.rows)
        answers = self.opened.answers
        return self.opened.lacking or self.opened.arranged.asked(answers) or (likely and not answers.again)


def open_at(intake: Intake, book: Book, answers: Answers) -> Opened:
    """Return a workbook at a door, a table of another shape turned into ours."""
    asks = intake.asks
    remarks: list[Remark] = []
    if intake.turn and (turned := intake.turn.make(book, **_said(intake.turn.asks, answers))):
        book, remarks = turned
        asks = (*intake.turn.asks, *asks)
    return Opened(intake, book, answers, arrange(intake, book, answers), asks, remarks)


def _said(asks: Sequence[Ask], answers: Answers) -> dict[str, str]:
    return {ask.name: answers.asked.get(ask.name, ask.value) for ask in asks}


def check(act: Act, opened: Opened) -> Checked:
    """Plan a sheet, and try to take it over without keeping anything, so that nothing is refused later."""
    checked = plan_sheet(opened)
    if opened.intake.tried:
        _try(act, opened.intake, checked.plan)
    return checked


def plan_sheet(opened: Opened) -> Checked:
    """Return the fate of every row of the sheet that is meant."""
    intake, arranged = opened.intake, opened.arranged
    plan = intake.plan(arranged.book if intake.parts else arranged.sheet, **opened.said())
    for row in plan.rows:
        if row.likely and row.fate == Fate.CHANGED and opened.answers.again == LEAVE:
            row.fate, row.row_id, row.changes = Fate.NEW, None, {}
    return Checked(opened, plan)


def take(act: Act, opened: Opened, choice: Choice) -> Checked:
    """Write the rows of a sheet, all or only the good ones; refuses while a question about it is open."""
    checked = plan_sheet(opened)
    if checked.asked:
        raise Incomplete(N_("Answer the questions about the sheet first; nothing was written."))
    opened.intake.carry_out(checked.plan, choice)
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


def summary(checked: Checked) -> dict[str, Any]:
    """Return what a check found as the page shows it, in the language of the request."""
    plan, opened, arranged = checked.plan, checked.opened, checked.opened.arranged
    told = sum(len(row.faults) for one in plan.sections for row in one.rows)
    remarks = [*opened.remarks, *_warnings(plan)]
    return {
        "figures": {
            "rows": len(plan.counted),
            "added": plan.count(Fate.NEW),
            "changed": plan.count(Fate.CHANGED),
            "same": plan.count(Fate.SAME),
            "faulty": 0 if opened.lacking else len(plan.faulty),
        },
        "faults": [] if opened.lacking else _faults(plan),
        "capped": told > SHOWN,
        "changes": _changes(plan),
        **columns_shown(opened),
        "ignored": plan.table.ignored,
        "hidden": [f"{page} {number}".strip() for page, number in arranged.hidden[:SHOWN]],
        "hidden_count": len(arranged.hidden),
        "ending": [
            {"sheet": page, "row": number, "text": _row_text(opened, page, number)}
            for page, number in arranged.ending[:SHOWN]
        ],
        "unseen": arranged.unseen,
        "blind": arranged.blind,
        "asked": checked.asked,
        "likely": sum(row.likely for row in plan.rows),
        "notes": [translate_refusal(note) for note in plan.notes],
        "remarks": [asdict(one) for one in remarks[:SHOWN]],
        "more_remarks": max(len(remarks) - SHOWN, 0),
        "after": translate(opened.intake.after) if opened.intake.after else "",
        "asks": [
            {
                **asdict(ask),
                "label": translate(ask.label),
                "hint": translate(ask.hint) if ask.hint else "",
                "value": said,
            }
            for ask in opened.asks
            for said in _said([ask], opened.answers).values()
        ],
    }


def columns_shown(opened: Opened) -> dict[str, Any]:
    """Return what the page of matching by hand shows: each of our columns with the heading that means it."""
    labels = {column.name: column for column in opened.intake.columns}
    arranged = opened.arranged
    columns = [
        {**asdict(match), "label": translate(labels[match.column].label), "required": labels[match.column].required}
        for match in offered(opened.intake, opened.book, opened.answers)
    ]
    return {
        "columns": columns,
        "sheet": arranged.name,
        "sheets": arranged.names,
        "heading": arranged.heading,
        "headings": arranged.headings,
    }


def unmatched(opened: Opened) -> dict[str, Any] | None:
    """Return what the page of matching shows when the headings do not name what must be there; None when they do."""
    return None if sure(opened.arranged.sheet, opened.intake.columns) else columns_shown(opened)


def _warnings(plan: SheetPlan) -> list[Remark]:
    return [Remark(row.number, row.key, translate_refusal(warning)) for row in plan.rows for warning in row.warnings]


def _faults(plan: SheetPlan) -> list[dict[str, Any]]:
    """Return the first faults, those of further sheets with the name of their sheet."""
    shown: list[dict[str, Any]] = []
    for section in plan.sections:
        by_name = {column.name: column for column in section.columns}
        page = "" if section is plan else section.sheet.name
        for row in (row for row in section.rows if row.fate == Fate.FAULTY):
            for fault, line in zip(row.faults, report_lines([row], section.columns), strict=False):
                column = by_name.get(fault.column)
                place = section.table.found.get(fault.column)
                cell = cell_text(section, row.number, place)
                secret = column is not None and column.secret
                shown.append(
                    {
                        "sheet": page,
                        "row": row.number,
                        "column": line.column,
                        "name": f"{fault.column} {page}".strip() if place is not None else "",
                        "value": masked(cell) if secret and cell else cell,
                        "secret": secret,
                        "reason": line.sentence,
                    }
                )
                if len(shown) == SHOWN:
                    return shown
    return shown


def cell_text(plan: SheetPlan, number: int, place: int | None) -> str:
    """Return what a cell of the sheet shows."""
    if place is None or number > len(plan.sheet.rows) or place >= len(plan.sheet.rows[number - 1]):
        return ""
    cell = plan.sheet.rows[number - 1][place]
    return translate(N_("(a formula without result)")) if cell == NO_RESULT else str(cell)


def _changes(plan: SheetPlan) -> list[dict[str, Any]]:
    """Return what changes in rows that stand already, before and after."""
    labels = {column.name: translate(column.label) for column in plan.columns}
    return [
        {
            "row": row.number,
            "key": row.key,
            "column": labels[name],
            "before": str(before or ""),
            "after": str(after or ""),
        }
        for row in plan.rows
        if row.fate == Fate.CHANGED
        for name, (before, after) in row.changes.items()
        if name in labels
    ][:CHANGES_SHOWN]


def _row_text(opened: Opened, page: str, number: int) -> str:
    name = page or opened.arranged.name
    sheet = next(one for one in opened.book.sheets if one.name == name)
    row = sheet.rows[number - 1] if number <= len(sheet.rows) else ()
    return " ".join(str(cell) for cell in row if cell != "")[:120]
