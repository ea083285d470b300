"""Checking a file of movements before anything is written: every line, the trailer, the balances, gaps, days and owners."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from app.funds.statements.lines import End, Line, Reader
from app.funds.statements.reading import Cells, Source
from app.funds.statements.trailer import Totals, compare, is_subtotal, is_trailer
from app.kernel.errors import Conflict, Incomplete, Refused
from app.kernel.words import N_

KEPT = 1_000
"""Faults that are told one by one; all are counted."""
YEARS = 10
"""A day so far from the middle of its file was mistyped."""
GAP = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class LineFault:
    """Why a line was left out."""

    number: int
    reason: Refused


@dataclass(slots=True)
class Course:
    """How one own account runs through a file."""

    first_on: date
    last_on: date
    owner: End
    opening: Decimal | None
    """Balance before the first line; None where the file tells no balances."""
    closing: Decimal | None
    up: list[tuple[int, Decimal, Decimal]] = field(default_factory=list)
    """Lines whose balance does not follow from the line before: number, told, computed."""
    down: list[tuple[int, Decimal, Decimal]] = field(default_factory=list)
    """The same where the newest line stands first."""
    gaps: list[tuple[date, date]] = field(default_factory=list)
    before: Line | None = None

    def go_on(self, line: Line) -> None:
        """Take the next line of the account."""
        last = self.before
        if last is not None and last.balance is not None and line.balance is not None:
            forward, back = last.balance + line.signed, last.balance - last.signed
            if forward != line.balance:
                self.up.append((line.number, line.balance, forward))
            if back != line.balance:
                self.down.append((line.number, line.balance, back))
        elif last is not None and abs(line.booked_on - last.booked_on) > GAP:
            self.gaps.append((min(last.booked_on, line.booked_on), max(last.booked_on, line.booked_on)))
        self.first_on, self.last_on = min(self.first_on, line.booked_on), max(self.last_on, line.booked_on)
        self.before = line

    @property
    def newest_first(self) -> bool:
        """Whether the lines fit better read from the last to the first."""
        return len(self.down) < len(self.up)

    @property
    def breaks(self) -> list[tuple[int, Decimal, Decimal]]:
        """Lines whose balance does not follow, in the order in which the file runs."""
        return self.down if self.newest_first else self.up

    def ends(self) -> tuple[Decimal | None, Decimal | None]:
        """Return the balance before the first and after the last line in the order of time."""
        if self.before is None or self.before.balance is None or self.opening is None:
            return None, None
        if self.newest_first:
            return self.before.balance - self.before.signed, self.closing
        return self.opening, self.before.balance


@dataclass(slots=True)
class Checked:
    """What a file holds, and what is wrong with it."""

    totals: Totals = field(default_factory=Totals)
    good: int = 0
    faulty: int = 0
    faults: list[LineFault] = field(default_factory=list)
    courses: dict[str, Course] = field(default_factory=dict)
    """By the hash of the own account."""
    owners: dict[str, tuple[End, int]] = field(default_factory=dict)
    """By account: how the file names its owner, and on which line first."""
    years: dict[int, list[int]] = field(default_factory=dict)
    broken: Refused | None = None
    """Why the file must not be taken over at all."""
    left_out: set[int] = field(default_factory=set)
    """Numbers of the lines that cannot be movements."""

    def refuse(self, number: int, reason: Refused) -> None:
        """Leave a line out, and say why."""
        self.left_out.add(number)
        self.note(number, reason)

    def note(self, number: int, reason: Refused) -> None:
        """Say what is wrong with the file at a line that could be a movement itself."""
        self.faulty += 1
        if len(self.faults) < KEPT:
            self.faults.append(LineFault(number, reason))


def lines_of(
    source: Source, reader: Reader, refuse: Callable[[int, Refused], None], totals: Totals | None = None
) -> Iterator[Line]:
    """Yield the lines of a file; those that cannot be movements are refused.

    Raises Incomplete at the end where the trailer does not fit the lines; then nothing must be taken over.
    """
    cells, totals = Cells(source), Totals() if totals is None else totals
    ended: Sequence[Any] = ()
    for number, row in source.rows():
        if is_subtotal(row):
            continue
        if is_trailer(row):
            ended = row
            continue
        if ended:
            raise Incomplete(
                N_("Line %(line)d stands behind the line of totals. Fetch the file again. Nothing was taken over."),
                line=number,
            )
        values: Mapping[str, Any] = {}
        try:
            values = cells.values(row)
            line = reader.line(number, values)
        except Refused as fault:
            refuse(number, fault)
            totals.add(values or cells.amounts(row))
            continue
        totals.add(values)
        yield line
    if ended:
        compare(ended, source.places, totals)


def check_source(source: Source, reader: Reader, today: date) -> Checked:
    """Go through a whole file; ``broken`` says why it must not be taken over at all."""
    checked = Checked()
    try:
        check_lines(lines_of(source, reader, checked.refuse, checked.totals), checked, today)
    except Incomplete as fault:
        checked.broken = fault
    finish(checked)
    return checked


def check_lines(lines: Iterable[Line], checked: Checked, today: date) -> None:
    """Check lines one after the other, and how they run through their accounts."""
    keys: set[int] = set()
    for line in lines:
        try:
            _check(line, checked, keys, today)
        except Refused as fault:
            checked.refuse(line.number, fault)
            continue
        checked.good += 1
        checked.years.setdefault(line.booked_on.year, []).append(line.number)


def finish(checked: Checked) -> None:
    """Say what shows only when all lines are known: mistyped years, and balances that do not follow."""
    _refuse_far_years(checked)
    for course in checked.courses.values():
        for number, told, computed in course.breaks:
            checked.note(
                number,
                Incomplete(
                    N_("The balance is %(told)s and should be %(computed)s after the line before. A line is missing."),
                    told=f"{told:,.2f}",
                    computed=f"{computed:,.2f}",
                    field="balance",
                ),
            )


def _check(line: Line, checked: Checked, keys: set[int], today: date) -> None:
    if line.booked_on > today:
        raise Incomplete(N_("This day lies in the future."), field="booked_on")
    if (key := hash(line.key)) in keys:
        raise Conflict(N_("This serial number stands in the file already."), field="serial")
    for end in (line.own, line.other):
        if end.account_hash and end.number:
            known = checked.owners.setdefault(end.account_hash, (end, line.number))[0]
            if known.key_hash != end.key_hash:
                raise owned_by_two(end)
    keys.add(key)
    whose = line.own.account_hash
    if not whose:
        return
    course = checked.courses.get(whose)
    if course is None:
        balance = line.balance
        opening = None if balance is None else balance - line.signed
        course = checked.courses[whose] = Course(line.booked_on, line.booked_on, line.own, opening, balance)
    course.go_on(line)


def owned_by_two(end: End) -> Conflict:
    """Return the refusal of an account that two parties own."""
    return Conflict(
        N_("The account ending in %(account)s belongs to somebody else than this line says. Compare both."),
        account=end.account[-4:],
        field="other_number",
    )


def _refuse_far_years(checked: Checked) -> None:
    """Refuse the lines whose year lies far from the middle of the file: the year was mistyped."""
    counted = Counter({year: len(numbers) for year, numbers in checked.years.items()})
    middle = sorted(counted.elements())[counted.total() // 2] if counted else 0
    for year, numbers in checked.years.items():
        if abs(year - middle) <= YEARS:
            continue
        for number in numbers:
            checked.good -= 1
            checked.refuse(
                number,
                Incomplete(
                    N_("The year %(year)d lies more than %(years)d years from the other lines. Correct it."),
                    year=year,
                    years=YEARS,
                ),
            )
