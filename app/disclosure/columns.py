"""The table of an item, in the words of ledgers: a duty names its columns, a person fills the rows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.kernel.errors import Incomplete, Refused
from app.kernel.typed import Faulty
from app.kernel.words import N_
from app.ledgers.fields import LedgerField
from app.ledgers.fields.field import fields_from
from app.ledgers.fields.reading import read_value
from app.ledgers.words import Kind

YUAN = "（元）"
INCOME, EXPENSE, CLOSING = "收入", "支出", ("余额", "结余")
SUMS = ("合计", "小计", "总计", "期初", "期末", "结转")
MOST_ROWS = 500
LONGEST_CELL = 200
MOST_COLUMNS = 12


def columns_of(told: str) -> tuple[LedgerField, ...]:
    """Return the columns that a duty names: ``项目、金额（元）``."""
    names = [name.strip() for name in told.replace(",", "、").replace("，", "、").split("、") if name.strip()]
    return tuple(
        LedgerField(f"c{place}", name[:60], Kind.MONEY if name.endswith(YUAN) else Kind.TEXT)
        for place, name in enumerate(names[:MOST_COLUMNS])
    )


def read_rows(columns: Iterable[LedgerField], raw: Iterable[Mapping[str, str]]) -> list[dict[str, str]]:
    """Return the rows that somebody typed; Faulty names each cell that cannot be taken.

    Unlike in a ledger an identity number is let in: the filter shows it, and a person decides.
    """
    items = tuple(columns)
    rows: list[dict[str, str]] = []
    faults: dict[str, Refused] = {}
    for given in raw:
        row: dict[str, str] = {}
        for item in items:
            text = str(given.get(item.name, "")).replace("\x00", "").strip()
            try:
                row[item.name] = _cell(item, text)
            except Refused as fault:
                faults[f"table-{len(rows)}-{item.name}"] = fault
        if any(row.values()) or faults:
            rows.append(row)
    if len(rows) > MOST_ROWS:
        raise Incomplete(
            N_("At most %(most)d rows fit here. Hand the rest in as a file."), field="table", most=MOST_ROWS
        )
    if faults:
        raise Faulty(faults)
    return rows


def _cell(item: LedgerField, text: str) -> str:
    if item.kind is Kind.MONEY:
        return str(read_value(item, text) or "")
    if len(text) > LONGEST_CELL:
        raise Incomplete(
            N_("At most %(most)d characters fit here; these are %(count)d."),
            field=item.name,
            most=LONGEST_CELL,
            count=len(text),
        )
    return text


@dataclass(frozen=True, slots=True)
class Totals:
    """What a table of money comes to, in yuan; all empty unless it has columns for income and for expense."""

    income: Decimal | None = None
    expense: Decimal | None = None
    closing: Decimal | None = None


def totals_of(columns: Any, rows: Any) -> Totals:
    """Return what came in, what went out and what was left by a stored table.

    Columns are known by their headings: 收入, 支出, 余额 or 结余. Rows of sums and balances (合计, 期初 …) do not
    count twice; where a table consists of them alone, they count.
    """
    items = fields_from(columns)
    income, expense, closing = (
        next((item.name for item in items if item.kind is Kind.MONEY and item.label.startswith(heads)), "")
        for heads in (INCOME, EXPENSE, CLOSING)
    )
    if not income or not expense:
        return Totals()
    held = list(rows or [])
    plain = [row for row in held if not any(word in str(cell) for cell in row.values() for word in SUMS)]
    counted = plain if any(row.get(income) or row.get(expense) for row in plain) else held
    balances = [row[closing] for row in held if closing and row.get(closing)]
    return Totals(
        sum((Decimal(row.get(income) or 0) for row in counted), Decimal(0)),
        sum((Decimal(row.get(expense) or 0) for row in counted), Decimal(0)),
        Decimal(balances[-1]) if balances else None,
    )


def filled(columns: Any, told: Iterable[Mapping[str, str]]) -> list[dict[str, str]]:
    """Return rows told by the headings of columns as rows of a stored table; what has no column is left out."""
    items = fields_from(columns)
    return [{item.name: row.get(item.label, "") for item in items} for row in told]


def table_of(columns: Any, rows: Any) -> tuple[list[str], list[list[str]]]:
    """Return headings and cells of a stored table."""
    items = fields_from(columns)
    return [item.label for item in items], [[str(row.get(item.name, "")) for item in items] for row in rows or []]


def table_text(rows: Any) -> str:
    """Return the cells of a stored table as text, one row a line."""
    return "\n".join(" ".join(str(cell) for cell in row.values() if cell) for row in rows or [])
