"""The State Council's yearly holiday notice as a small sheet: first day, last day, off or worked."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from dateutil import parser

from app.kernel.errors import Incomplete
from app.kernel.words import N_

OFF = frozenset({"off", "放假", "休", "休息"})
WORKED = frozenset({"worked", "上班", "班", "调休上班"})


def read_notice(rows: Sequence[Sequence[Any]]) -> tuple[list[tuple[dt.date, dt.date]], list[dt.date]]:
    """Return the stretches off and the weekend days worked; a line that is neither is refused by number.

    A heading, empty lines and a single day (no last day) are understood.
    """
    off: list[tuple[dt.date, dt.date]] = []
    worked: list[dt.date] = []
    for number, row in enumerate(rows, start=1):
        cells = [str(cell).strip() for cell in row] + ["", "", ""]
        if not any(cells) or (number == 1 and not cells[0][:1].isdecimal()):
            continue
        first = _day(cells[0], number)
        last = _day(cells[1], number) if cells[1] else first
        what = cells[2].lower()
        if what in OFF:
            off.append((first, last))
        elif what in WORKED:
            worked += [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]
        else:
            raise Incomplete(
                N_("Row %(row)d: the third column must say off (放假) or worked (上班)."),
                field="rows",
                row=number,
            )
    if not off:
        raise Incomplete(
            N_("The notice names no holiday. Give one line for each: first day, last day, 放假.")
        )
    return off, worked


def _day(text: str, number: int) -> dt.date:
    for sign, plain in (("年", "-"), ("月", "-"), ("日", "")):
        text = text.replace(sign, plain)
    try:
        return parser.parse(text, yearfirst=True).date()
    except (ValueError, OverflowError):
        raise Incomplete(
            N_("Row %(row)d: %(text)s is no date. Write it like 2027-02-05."),
            field="rows",
            row=number,
            text=text[:20],
        ) from None
