"""The bank's file of receipts: each row pays one fine, or says why it does not."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.kernel.act import Act
from app.kernel.errors import Incomplete, Refused
from app.kernel.places import Scope
from app.kernel.typed import read_amount, read_day, read_text
from app.kernel.words import N_
from app.penalties.cases.models import PenaltyCase
from app.penalties.cases.operations.execution import note_payment
from app.surfaces.sheets.reading import Cell, read_book

COLUMNS = {
    "receipt": ("Receipt", "回单号", "流水号", "票据号"),
    "case": ("Case number", "案号", "案件编号", "缴款码"),
    "amount": ("Amount", "金额", "缴款金额"),
    "paid_on": ("Paid on", "缴款日期", "日期"),
}
"""Headings by which a column is found, ours and those of banks."""
MOST = 20_000


@dataclass(slots=True)
class ReceiptRow:
    """A row of the file and what became of it."""

    row: int
    """As the spreadsheet numbers it."""
    receipt: str
    case: str
    amount: str
    paid_on: str
    fault: str = ""
    """Message id of the refusal; empty when it was taken."""
    values: dict[str, Any] | None = None

    @property
    def message(self) -> str:
        """The refusal as the surface says it."""
        return self.fault


def read_receipts(path: Path) -> list[ReceiptRow]:
    """Return the rows of a CSV or Excel file; Incomplete when a column is missing."""
    sheet = read_book(path).sheets[0]
    rows = sheet.rows
    places: dict[str, int] = {}
    head = -1
    for number, row in enumerate(rows[:10]):
        texts = [str(cell or "").strip().lower() for cell in row]
        found = {
            name: texts.index(title.lower())
            for name, titles in COLUMNS.items()
            for title in titles
            if title.lower() in texts
        }
        if len(found) > len(places):
            places, head = found, number
    lacking = [titles[1] for name, titles in COLUMNS.items() if name not in places]
    if lacking:
        raise Incomplete(
            N_("The file lacks the columns %(names)s. Take the bank's file as it is, or the template."),
            names="、".join(lacking),
            field="file",
        )
    body = rows[head + 1 :]
    if len(body) > MOST:
        raise Incomplete(N_("A file holds at most 20,000 rows. Divide it."), field="file")
    made = []
    for place, row in enumerate(body):
        texts = [_text(row, places[name]) for name in COLUMNS]
        if any(texts):
            made.append(ReceiptRow(head + 2 + place, texts[0], texts[1], texts[2], texts[3]))
    return made


def _text(row: Sequence[Cell], place: int) -> str:
    value = row[place] if place < len(row) else ""
    return read_text(value)


def take_receipts(act: Act, rows: list[ReceiptRow], scope: Scope) -> int:
    """Note every payment that can be noted and write into each other row why not; returns how many were."""
    numbers = sorted({row.case for row in rows})
    cases: dict[str, PenaltyCase] = {}
    for start in range(0, len(numbers), 500):
        wanted = select(PenaltyCase).where(
            PenaltyCase.number.in_(numbers[start : start + 500]),
            scope.where(PenaltyCase.county, PenaltyCase.organisation_id),
        )
        cases |= {case.number: case for case in act.session.scalars(wanted)}
    taken = 0
    for row in rows:
        try:
            with act.session.begin_nested():
                _take(act, row, cases.get(row.case))
        except Refused as fault:
            row.fault, row.values = fault.message, fault.values
            if row.case in cases:
                act.session.refresh(cases[row.case])
        else:
            taken += 1
    return taken


def _take(act: Act, row: ReceiptRow, case: PenaltyCase | None) -> None:
    if case is None:
        raise Incomplete(N_("No case of your organ has this number."))
    note_payment(act, case, row.receipt, read_amount(row.amount, "amount"), read_day(row.paid_on, "paid_on"))
