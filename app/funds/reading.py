"""A table of payments as somebody hands it in, read into payments; what cannot be one is told row by row."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from sys import intern

from app.funds.shapes.payments import SECOND, Payment
from app.kernel.act import CHINA
from app.kernel.errors import Incomplete, Refused
from app.kernel.typed import EARLIEST_YEAR, LATEST_YEAR, read_amount, read_moment, read_number
from app.kernel.words import N_
from app.surfaces.tables import Table, read_table

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST_SECOND = datetime(EARLIEST_YEAR, 1, 1, tzinfo=UTC).timestamp()
LAST_SECOND = datetime(LATEST_YEAR, 1, 1, tzinfo=UTC).timestamp()
FAR = 50 * 365 * 86_400 * SECOND
"""An instant so far from the middle of its file was mistyped."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Where in a table what stands: headings, or numbers from 1; empty where it does not tell."""

    payer: str
    payee: str
    amount: str
    at: str
    id: str = ""
    currency: str = ""
    purpose: str = ""
    public: str = ""
    """``COLUMN=VALUE``: the payer of such a row is a public body."""
    chain: str = ""
    """Rows with the same value are a chain that somebody has named."""
    only: str = ""
    """``COLUMN=VALUE``: other rows are passed over."""
    epoch: bool = False
    """Instants are seconds since 1970."""


@dataclass(slots=True)
class Payments:
    """What a table held."""

    table: Table
    held: list[Payment] = field(default_factory=list)
    ids: dict[int, str] = field(default_factory=dict)
    """By place: what the table calls the payment, else its line."""
    lines: dict[int, int] = field(default_factory=dict)
    public: set[str] = field(default_factory=set)
    chains: dict[str, list[Payment]] = field(default_factory=dict)
    passed_over: int = 0
    """Rows outside ``only`` or the period."""


def read_payments(
    path: Path, columns: Columns, *, headings: bool = True, since: datetime | None = None, until: datetime | None = None
) -> Payments:
    """Read a table; ``since`` is included and ``until`` is not. Incomplete when it is no table or lacks a column."""
    table = read_table(path, headings=headings)
    read = Payments(table)
    only, public = _pair(columns.only), _pair(columns.public)
    roles = [columns.payer, columns.payee, columns.amount, columns.at, columns.id, columns.currency]
    roles += [columns.purpose, columns.chain, only[0], public[0]]
    chains: list[tuple[str, Payment]] = []
    first, last = (None if moment is None else _since_epoch(moment) for moment in (since, until))
    for line, cells in table.rows([column for column in roles if column]):
        given = iter(cells)
        row = [next(given) if column else "" for column in roles]
        if only[0] and row[8] != only[1]:
            read.passed_over += 1
            continue
        try:
            one = _payment(row, columns, len(read.lines) + 1)
        except Refused as fault:
            column = fault.field or ""
            table.refuse(line, column, row[roles.index(column)], fault)
            continue
        if (first is not None and one.at < first) or (last is not None and one.at >= last):
            read.passed_over += 1
            continue
        read.held.append(one)
        read.lines[one.place] = line
        read.ids[one.place] = row[4] or str(line)
        if public[0] and row[9] == public[1]:
            read.public.add(one.payer)
        if columns.chain:
            chains.append((row[7], one))
    _leave_out_other_centuries(read, columns.at)
    for chain, one in chains:
        if one.place in read.lines:
            read.chains.setdefault(chain, []).append(one)
    return read


def _payment(row: list[str], columns: Columns, place: int) -> Payment:
    """Return the payment of a row; a Refused names the column at fault as its field."""
    payer, payee, amount, at, _own, currency, purpose = row[:7]
    for column, name in ((columns.payer, payer), (columns.payee, payee)):
        if not name:
            raise Incomplete(N_("This row does not say who paid, or whom."), field=column)
    if payer == payee:
        raise Incomplete(N_("Payer and payee are the same, so no money went from one to another."), field=columns.payee)
    cents = int(read_amount(amount, columns.amount) * 100)
    if cents <= 0:
        raise Incomplete(
            N_("Only amounts above zero are payments. What went back is a payment the other way."), field=columns.amount
        )
    instant = _instant(at, columns)
    return Payment(instant, place, intern(payer), intern(payee), cents, intern(currency), intern(purpose))


def _pair(text: str) -> tuple[str, str]:
    column, sign, value = text.partition("=")
    if text and not sign:
        raise Incomplete(N_("Write a column and its value, such as kind=body; this is neither: %(text)s."), text=text)
    return column.strip(), value.strip()


def _instant(text: str, columns: Columns) -> int:
    if not columns.epoch:
        moment = read_moment(text, columns.at)
        return _since_epoch(moment if moment.tzinfo else moment.replace(tzinfo=CHINA))
    number = read_number(text)
    if number is None or not FIRST_SECOND <= number < LAST_SECOND:
        raise Incomplete(N_("Enter the seconds since 1970, such as 1767225600."), field=columns.at)
    return int(number * SECOND)


def _since_epoch(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(microseconds=1)


def _leave_out_other_centuries(read: Payments, column: str) -> None:
    """Tell what lies so far from the middle of its file that its year was mistyped, and leave it out."""
    if not read.held:
        return
    middle = sorted(one.at for one in read.held)[len(read.held) // 2]
    for one in read.held:
        if abs(one.at - middle) > FAR:
            day = (EPOCH + timedelta(microseconds=one.at)).astimezone(CHINA).date().isoformat()
            reason = Incomplete(
                N_("%(day)s lies more than fifty years from the other payments of this file. Correct the year."),
                day=day,
            )
            read.table.refuse(read.lines.pop(one.place), column, day, reason)
    if len(read.lines) < len(read.held):
        read.held = [one for one in read.held if one.place in read.lines]
        read.table.faults.sort(key=lambda fault: fault.line)
