"""The State Council's holiday notice: as its own text, or as a small sheet of first day, last day, off or worked."""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any

from app.kernel.errors import Incomplete
from app.kernel.words import N_

OFF = frozenset({"off", "放假", "休", "休息", "放假调休"})
WORKED = frozenset({"worked", "上班", "班", "调休上班", "补班"})
DAY = r"(?:([0-9]{4})[-/.年])?(?:([0-9]{1,2})[-/.月])?([0-9]{1,2})日?"
ONE_DAY = re.compile(DAY)
STRETCH = re.compile(rf"{DAY}(?:(?:至|到|—|–|~|-(?![0-9]{{1,2}}-))(?:{DAY}))?")
SENTENCE = re.compile(r"[^。；;\n]*?(放假|上班)")
BRACKETS = re.compile(r"\([^()]*\)")
"""Day of the week and the like: 2月5日（周二）, 9月25日(星期五、中秋节)."""
HEADING = re.compile(r"^[^0-9]*:|^[一二三四五六七八九十]+、|^调休")
ALSO = re.compile(r"[、,和及]")

MOST_DAYS = 30
"""A holiday that lasts longer was mistyped."""
Days = tuple[list[tuple[dt.date, dt.date]], list[dt.date]]


def read_notice(rows: Sequence[Sequence[Any]], year: int = 0) -> Days:
    """Return the stretches off and the weekend days worked; a line that is neither is refused by number.

    A heading, empty lines, a single day (no last day), days without their year and whole sentences of
    the notice are understood: 「春节：2月15日（周日）至23日放假调休，共9天。2月14日上班。」
    """
    off: list[tuple[dt.date, dt.date]] = []
    worked: list[dt.date] = []
    for number, row in enumerate(rows, start=1):
        cells = [*(_plain(cell) for cell in row), "", "", ""]
        if not any(cells):
            continue
        if not any(cells[1:]) and SENTENCE.search(cells[0]):
            for what, first, last in _sentences(cells[0], number, year):
                _take(what, first, last, off, worked, number)
            continue
        if not cells[0][:1].isdecimal() and (number == 1 or not any(cells[1:])):
            continue
        first = _day(cells[0], number, year)
        last = _day(cells[1], number, year, first) if cells[1] else first
        if cells[2].lower() not in OFF | WORKED:
            raise Incomplete(
                N_("Row %(row)d: the third column must say off (放假) or worked (上班)."), field="rows", row=number
            )
        _take(cells[2].lower(), first, last, off, worked, number)
    if not off and not worked:
        raise Incomplete(
            N_("The notice names no holiday. Give one line for each: first day, last day, 放假."), field="rows"
        )
    return off, worked


def _plain(cell: Any) -> str:
    text = f"{cell:%Y-%m-%d}" if isinstance(cell, dt.datetime) else str(cell)
    return "".join(BRACKETS.sub("", unicodedata.normalize("NFKC", text)).split())


def _take(
    what: str, first: dt.date, last: dt.date, off: list[tuple[dt.date, dt.date]], worked: list[dt.date], row: int
) -> None:
    if not 0 <= (last - first).days <= MOST_DAYS:
        raise Incomplete(
            N_("Row %(row)d: %(first)s to %(last)s ends before it begins, or lasts longer than %(most)d days."),
            field="rows",
            row=row,
            first=first,
            last=last,
            most=MOST_DAYS,
        )
    if what in OFF:
        off.append((first, last))
    else:
        worked += [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]


def _sentences(text: str, number: int, year: int) -> Iterator[tuple[str, dt.date, dt.date]]:
    """Yield (放假 or 上班, first, last) of the sentences of a notice; a day without month or year follows the one before."""
    before: dt.date | None = None
    for sentence in SENTENCE.finditer(text):
        said = HEADING.sub("", sentence.group().removesuffix(sentence[1]).lstrip("。;,"))
        for part in filter(None, ALSO.split(said)):
            found = STRETCH.fullmatch(part)
            if found is None:
                raise _no_day(part, number)
            first = _date(found.groups()[:3], part, number, year, before)
            before = last = (
                _date(found.groups()[3:], part, number, year, first, last=True) if found[6] is not None else first
            )
            yield sentence[1], first, last


def _day(text: str, number: int, year: int, before: dt.date | None = None) -> dt.date:
    found = ONE_DAY.fullmatch(text)
    if found is None:
        raise _no_day(text, number)
    return _date(found.groups(), text, number, year, before, last=True)


def _date(
    parts: Sequence[str | None], text: str, number: int, year: int, before: dt.date | None, *, last: bool = False
) -> dt.date:
    given_year, month, day = parts
    assumed = int(given_year) if given_year else before.year if before else year
    assumed_month = int(month) if month else before.month if before else 0
    if last and not given_year and before and assumed_month < before.month:
        assumed += 1  # 12月31日至1月2日
    try:
        return dt.date(assumed, assumed_month, int(day or 0))
    except ValueError:
        raise _no_day(text, number) from None


def _no_day(text: str, number: int) -> Incomplete:
    return Incomplete(
        N_("Row %(row)d: %(text)s is no date. Write it like 2027-02-05."), field="rows", row=number, text=text[:20]
    )
