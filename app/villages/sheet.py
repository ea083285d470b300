"""A month of vouchers as a spreadsheet: template, the fate of every row, carrying them out."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from app.kernel.act import Act
from app.kernel.audit import TrailRow
from app.kernel.errors import OutOfOrder, Refused
from app.kernel.places import Organisation
from app.kernel.progress import watched
from app.kernel.typed import Faulty, read_text
from app.kernel.words import N_
from app.surfaces.sheets.columns import Column, further, read_table
from app.surfaces.sheets.importing import Brought, Choice, refuse_faulty
from app.surfaces.sheets.planning import Fate, PlannedRow, SheetPlan
from app.surfaces.sheets.reading import Sheet
from app.villages.correcting import find_corrected
from app.villages.entry import Entry, Spellings, read_entry
from app.villages.models import Voucher
from app.villages.operations.cash import correct_by_sheet, enter_vouchers, entry_check, reverse_voucher
from app.villages.words import Category, Method, PayeeKind, Receipt


@dataclass(slots=True)
class VoucherPlan(SheetPlan):
    """What an import would do; ``values`` of its rows hold the entry and its key."""

    village: Organisation


def columns_of(labels: Mapping[str, str]) -> tuple[Column, ...]:
    """Return the columns of the sheet, labelled as the form labels its fields."""

    def column(
        name: str, example: str, *, must: bool = False, words: Any = None, aliases: tuple[str, ...] = ()
    ) -> Column:
        return Column(
            name,
            labels[name],
            read_text,
            example=example,
            required=must,
            choices=words,
            aliases=aliases,
            width=32 if name in ("payee", "purpose") else 16,
            secret=name == "payee_identity",
        )

    return (
        column("occurred_on", "2026-06-05", must=True, aliases=("日期", "发生日期", "业务日期")),
        column("category", Category.OFFICE.title_id, must=True, words=Category, aliases=("科目", "类别", "收支类别")),
        column("amount", "1250.50", must=True, aliases=("金额",)),
        column("payee", "国网福州供电公司", aliases=("收款人", "付款人", "对方")),
        column("purpose", "六月路灯电费", must=True, aliases=("摘要", "用途")),
        column("method", Method.TRANSFER.title_id, words=Method, aliases=("支付方式", "付款方式")),
        column("receipt", Receipt.INVOICE.title_id, words=Receipt, aliases=("票据", "凭据类型", "票据类型")),
        column("invoice_code", ""),
        column("invoice_number", "25352000000012345678", aliases=("发票号",)),
        column("invoice_on", "2026-06-03"),
        column("invoice_total", "", aliases=("发票总额", "发票价税合计")),
        column("urgent_reason", ""),
        column("payee_kind", PayeeKind.ORGANISATION.title_id, words=PayeeKind),
        column("payee_identity", ""),
    )


def plan_vouchers(act: Act, village: Organisation, sheet: Sheet, labels: Mapping[str, str]) -> VoucherPlan:
    """Return the fate of every row of a sheet; writes nothing. A row taken before is left alone."""
    columns = columns_of(labels)
    table = read_table(sheet, columns)
    check = entry_check(act, village)
    rows: list[PlannedRow] = []
    times: dict[str, int] = {}
    spellings: Spellings = {}
    for line in watched(table.lines):
        row = PlannedRow(line.number, "", Fate.NEW, {}, faults=list(line.faults))
        rows.append(row)
        try:
            given = {name: value for name, value in line.values.items() if value is not None}
            entry = read_entry(given, act.on, spellings)
            check(entry)
        except Refused as fault:
            found = fault.faults if isinstance(fault, Faulty) else {fault.field or "": fault}
            row.faults += further(line.faults, found)
        if row.faults:
            row.fate = Fate.FAULTY
            continue
        digest = _digest(entry)
        times[digest] = times.get(digest, 0) + 1  # two equal rows are two payments; the second has a key of its own
        row.key = f"{entry.purpose} {entry.amount}"
        row.values = {"entry": entry, "key": f"{digest}-{times[digest]}"}
    _find_standing(act, village, rows)
    find_corrected(act, village, rows)
    return VoucherPlan(columns, rows, table, sheet, village)


def _digest(entry: Entry) -> str:
    """Return the key of a row; fields that came later change it only where they are filled in."""
    plain = repr(replace(entry, payee_identity="", invoice_total=None, urgent_reason=""))
    plain = plain.replace(", invoice_total=None, urgent_reason=''", "")
    later = "".join(f" {value}" for value in (entry.invoice_total, entry.urgent_reason) if value)
    return "sheet-" + hashlib.sha256((plain + later).encode()).hexdigest()[:40]


def _find_standing(act: Act, village: Organisation, rows: list[PlannedRow]) -> None:
    keys = [row.values["key"] for row in rows if row.fate == Fate.NEW]
    known: set[str | None] = set()
    for start in range(0, len(keys), 500):
        held = select(Voucher.once_key).where(
            Voucher.organisation_id == village.id, Voucher.once_key.in_(keys[start : start + 500])
        )
        known |= set(act.session.scalars(held))
    for row in rows:
        if row.fate == Fate.NEW and row.values["key"] in known:
            row.fate = Fate.SAME


def carry_out_vouchers(act: Act, plan: VoucherPlan, choice: Choice = Choice.ALL_OR_NOTHING) -> Brought:
    """Enter the new rows of a plan; refuses all when one is faulty, unless the good rows were chosen."""
    refuse_faulty(len(plan.faulty), choice)
    new = [(row.values["entry"], row.values["key"]) for row in plan.rows if row.fate == Fate.NEW]
    if new:
        enter_vouchers(act, plan.village, new)
    changed = [row for row in plan.rows if row.fate == Fate.CHANGED]
    for row in changed:
        correct_by_sheet(act, act.session.get_one(Voucher, row.row_id), row.values["entry"], row.values["key"])
    return Brought(len(new), len(changed), plan.count(Fate.SAME), len(plan.faulty))


def withdraw_voucher(act: Act, rows: Sequence[TrailRow], reason: str) -> None:
    """Reverse in red a voucher that a sheet brought, by its rows of the trail; the sheet may be taken again afterwards."""
    if rows[0].verb != "village.voucher_entered":
        raise OutOfOrder(
            N_("The sheet corrected a voucher that stood before. Correct it by hand, or reverse it in red.")
        )
    voucher = act.session.get_one(Voucher, rows[0].subject_id)
    reverse_voucher(act, voucher, reason)
    voucher.once_key = None
