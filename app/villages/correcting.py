"""A month handed in again with some rows corrected: which rows are the vouchers that stand, which are new."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import select

from app.kernel.act import Act
from app.kernel.places import Organisation
from app.surfaces.language import translate
from app.surfaces.sheets.planning import Fate, PlannedRow
from app.villages.models import Voucher
from app.villages.operations.cash import MINE
from app.villages.words import Category, Direction, Method, PayeeKind, Receipt

BY_SHEET = "sheet-%"
_SHOWN: dict[str, Callable[[Any], str]] = {
    "occurred_on": str,
    "amount": lambda amount: f"{amount:.2f}",
    "category": lambda one: translate(Category(one)),
    "payee": str,
    "purpose": str,
    "method": lambda one: translate(Method(one)),
    "receipt": lambda one: translate(Receipt(one)),
    "invoice_code": str,
    "invoice_number": str,
    "invoice_on": lambda day: str(day or ""),
    "invoice_total": lambda total: f"{total:.2f}" if total else "",
    "urgent_reason": str,
    "payee_kind": lambda one: translate(PayeeKind(one)),
    "payee_identity": str,
}
_LIKENESS: tuple[tuple[str, ...], ...] = (
    ("invoice_number", "payee"),
    ("occurred_on", "payee", "purpose"),
    ("occurred_on", "payee", "amount"),
    ("occurred_on", "purpose", "amount"),
)
"""A new row and a voucher that agree in one of these, and are the only two that do, may be one payment."""


def find_corrected(act: Act, village: Organisation, rows: Sequence[PlannedRow]) -> None:
    """Mark new rows that are much like a voucher of an earlier sheet which this sheet does not hold any more.

    Somebody is asked whether they correct it; vouchers that the township has checked are left alone.
    """
    new = [row for row in rows if row.fate == Fate.NEW]
    if not new:
        return
    kept = {row.values["key"] for row in rows if row.fate == Fate.SAME}
    standing = [voucher for voucher in _imported(act, village) if voucher.once_key not in kept]
    for names in _LIKENESS:
        old, fresh = _grouped(names, standing), _grouped(names, new, lambda row: row.values["entry"])
        for key, found in fresh.items():
            if len(found) != 1 or len(old.get(key, ())) != 1:
                continue
            (row,), (voucher,) = found, old[key]
            _mark(row, voucher)
            new.remove(row)
            standing.remove(voucher)


def _imported(act: Act, village: Organisation) -> Iterator[Voucher]:
    yield from act.session.scalars(
        select(Voucher).where(
            Voucher.organisation_id == village.id,
            Voucher.once_key.like(BY_SHEET),
            Voucher.state.in_(MINE),
            Voucher.reversed_at.is_(None),
            Voucher.direction != Direction.MOVE,
        )
    )


def _grouped(
    names: tuple[str, ...], items: Sequence[Any], entry_of: Callable[[Any], Any] = lambda item: item
) -> dict[tuple[Any, ...], list[Any]]:
    """Return items by their values of some fields; those that leave one of them empty are left out."""
    groups: dict[tuple[Any, ...], list[Any]] = {}
    for item in items:
        values = tuple(getattr(entry_of(item), name) for name in names)
        if all(values):
            groups.setdefault(values, []).append(item)
    return groups


def _mark(row: PlannedRow, voucher: Voucher) -> None:
    entry = row.values["entry"]
    row.fate, row.row_id, row.likely = Fate.CHANGED, voucher.id, True
    row.key = f"{voucher.number} {voucher.purpose}"
    for name, show in _SHOWN.items():
        before, after = show(getattr(voucher, name) or ""), show(getattr(entry, name) or "")
        if before != after:
            row.changes[name] = (before, after)
