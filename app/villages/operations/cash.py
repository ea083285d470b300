"""Writing the cash book: a voucher is entered, changed while it is the village's own, reversed in red."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from app.kernel.act import Act
from app.kernel.audit import record, record_many
from app.kernel.errors import Conflict, Incomplete, OutOfOrder
from app.kernel.inserts import insert_rows, take_ids
from app.kernel.numbering import next_number
from app.kernel.places import Organisation
from app.kernel.progress import watched
from app.kernel.sealing import keyed_hash
from app.kernel.words import N_
from app.villages.access import ENTERERS, check_writes
from app.villages.entry import Entry
from app.villages.models import VillageAccount, VillageMonth, Voucher
from app.villages.operations.balances import move_balances
from app.villages.words import AccountMedium, Category, Direction, Method, VoucherState

MINE = (VoucherState.ENTERED, VoucherState.SUPERVISED)
"""States in which a voucher is still the village's own and may be changed."""


@dataclass(frozen=True, slots=True)
class Signatures:
    """Who handled and approved a payment, and what decision it rests on; rows of the village's registers."""

    handler_id: int | None = None
    approver_id: int | None = None
    decision_id: int | None = None
    works_id: int | None = None


UNSIGNED = Signatures()
_WRITTEN = (
    "id",
    "county",
    "organisation_id",
    "number",
    "period",
    "state",
    "account_id",
    "direction",
    "category",
    "amount",
    "method",
    "occurred_on",
    "day",
    "purpose",
    "purpose_key",
    "payee",
    "payee_kind",
    "payee_identity",
    "payee_hash",
    "receipt",
    "invoice_code",
    "invoice_number",
    "invoice_key",
    "invoice_day",
    "invoice_on",
    "invoice_total",
    "urgent_reason",
    "entered_at",
    "entered_by",
    "once_key",
)
"""Columns of a voucher of a sheet; the others keep their defaults."""


def enter_voucher(
    act: Act,
    village: Organisation,
    entry: Entry,
    *,
    account: VillageAccount | None = None,
    to_account: VillageAccount | None = None,
    signed: Signatures = UNSIGNED,
    once_key: str = "",
) -> Voucher:
    """Write a receipt or payment into the book; the same sending again returns the voucher that it made."""
    check_writes(act, village, *ENTERERS)
    key = once_key.strip()[:60] or None
    if key is not None:
        same = select(Voucher).where(Voucher.organisation_id == village.id, Voucher.once_key == key)
        if (known := act.session.scalar(same)) is not None:
            return known
    account = account or default_account(act, village, entry.method)
    _check_accounts(village, entry, account, to_account)
    serial = next_number(act, f"voucher-{village.id}", village.county)
    voucher = Voucher(
        county=village.county,
        organisation_id=village.id,
        number=f"{act.on.year}-{serial:04d}",
        period=open_period(act, village, entry.occurred_on),
        state=VoucherState.ENTERED,
        account_id=account.id,
        to_account_id=to_account.id if to_account else None,
        entered_at=act.at,
        entered_by=act.actor.official_id,
        once_key=key,
        handler_id=signed.handler_id,
        approver_id=signed.approver_id,
        decision_id=signed.decision_id,
        works_id=signed.works_id,
        **_columns(village, entry),
    )
    act.session.add(voucher)
    act.session.flush()
    move_balances(act, [voucher], 1)
    record(act, "village.voucher_entered", voucher, **_facts(voucher))
    return voucher


def enter_vouchers(act: Act, village: Organisation, entries: Sequence[tuple[Entry, str]]) -> int:
    """Write many receipts and payments at once, each with its key of the sending; returns how many.

    None of them may stand already, and each must have passed ``entry_check`` in the same act.
    """
    check_writes(act, village, *ENTERERS)
    accounts = {
        method: default_account(act, village, method)
        for method in sorted({entry.method for entry, _key in entries}, key=str)
    }
    open_from = open_month(act, village)
    last = next_number(act, f"voucher-{village.id}", village.county, len(entries))
    ids = take_ids(act, village.county, len(entries))
    vouchers = [
        Voucher(
            id=row_id,
            county=village.county,
            organisation_id=village.id,
            number=f"{act.on.year}-{serial:04d}",
            period=max(f"{entry.occurred_on:%Y-%m}", open_from),
            state=str(VoucherState.ENTERED),
            account_id=accounts[entry.method].id,
            entered_at=act.at,
            entered_by=act.actor.official_id,
            once_key=key,
            payee_hash=entry.payee_hash,
            **{k: v for k, v in _columns(village, entry).items() if k != "payee_hash"},
        )
        for row_id, serial, (entry, key) in zip(ids, range(last - len(entries) + 1, last + 1), entries, strict=True)
    ]
    rows = [{name: getattr(one, name) for name in _WRITTEN} for one in watched(vouchers)]
    insert_rows(act.session, Voucher, rows)
    move_balances(act, vouchers, 1)
    record_many(act, [("village.voucher_entered", one, _facts(one)) for one in vouchers])
    return len(vouchers)


def entry_check(act: Act, village: Organisation) -> Callable[[Entry], None]:
    """Return what refuses an entry that ``enter_voucher`` would refuse, for many entries of one sheet."""
    check_writes(act, village, *ENTERERS)
    accounts: dict[Method, VillageAccount | Incomplete] = {}

    def check(entry: Entry) -> None:
        if entry.method not in accounts:
            try:
                accounts[entry.method] = default_account(act, village, entry.method)
            except Incomplete as refusal:
                accounts[entry.method] = refusal
        account = accounts[entry.method]
        if isinstance(account, Incomplete):
            raise account
        _check_accounts(village, entry, account, None)

    return check


def correct_by_sheet(act: Act, voucher: Voucher, entry: Entry, once_key: str) -> Voucher:
    """Change a voucher as the corrected row of a sheet says; what the sheet does not know stays."""
    signed = Signatures(voucher.handler_id, voucher.approver_id, voucher.decision_id, voucher.works_id)
    edit_voucher(act, voucher, entry, signed=signed)
    voucher.once_key = once_key
    return voucher


def edit_voucher(
    act: Act, voucher: Voucher, entry: Entry, *, signed: Signatures = UNSIGNED, edit_number: int | None = None
) -> Voucher:
    """Change a voucher that the township has not checked yet; the stamp is needed again."""
    check_writes(act, voucher.organisation, *ENTERERS)
    if edit_number is not None and edit_number != voucher.edit_number:
        raise Conflict(
            N_("Somebody else changed this voucher while you were working. Look at it again; your text is kept.")
        )
    if voucher.state not in MINE or voucher.reverses_id is not None:
        raise OutOfOrder(N_("The township has checked this voucher. What is wrong with it is reversed in red."))
    if (entry.category is Category.MOVE) != (voucher.direction == Direction.MOVE):
        raise Incomplete(
            N_("Money moved between own accounts cannot become another voucher. Reverse it."), field="category"
        )
    before = _facts(voucher)
    move_balances(act, [voucher], -1)
    for name, value in _columns(voucher.organisation, entry).items():
        setattr(voucher, name, value)
    voucher.handler_id, voucher.approver_id = signed.handler_id, signed.approver_id
    voucher.decision_id, voucher.works_id = signed.decision_id, signed.works_id
    voucher.period = open_period(act, voucher.organisation, entry.occurred_on)
    voucher.state, voucher.supervised_at, voucher.supervisor_id = VoucherState.ENTERED, None, None
    voucher.returned_reason = ""
    move_balances(act, [voucher], 1)
    record(act, "village.voucher_edited", voucher, before=before, **_facts(voucher))
    return voucher


def reverse_voucher(act: Act, voucher: Voucher, reason: str) -> Voucher:
    """Take a voucher back by one of the same content below zero (红字冲销); both stay in the book."""
    check_writes(act, voucher.organisation, *ENTERERS)
    if not reason.strip():
        raise Incomplete(N_("Give the reason in words that the person concerned understands."), field="reason")
    if voucher.reversed_at is not None or voucher.reverses_id is not None:
        raise OutOfOrder(N_("This voucher has been reversed already, or is a reversal itself."))
    serial = next_number(act, f"voucher-{voucher.organisation_id}", voucher.county)
    same = {
        name: getattr(voucher, name)
        for name in (
            "county",
            "organisation_id",
            "account_id",
            "to_account_id",
            "direction",
            "category",
            "method",
            "purpose",
            "purpose_key",
            "payee",
            "payee_kind",
            "payee_identity",
            "payee_hash",
            "receipt",
            "invoice_code",
            "invoice_number",
            "handler_id",
            "approver_id",
            "decision_id",
            "works_id",
            "photos",
        )
    }
    red = Voucher(
        **same,
        number=f"{act.on.year}-{serial:04d}",
        period=open_period(act, voucher.organisation, act.on),
        state=VoucherState.ENTERED,
        amount=-voucher.amount,
        occurred_on=act.on,
        day=act.on.toordinal(),
        entered_at=act.at,
        entered_by=act.actor.official_id,
        reverses_id=voucher.id,
        reason=reason.strip()[:1000],
    )
    act.session.add(red)
    voucher.reversed_at = act.at
    act.session.flush()
    move_balances(act, [red], 1)
    record(act, "village.voucher_reversed", voucher, by=red.number, amount=red.amount)
    record(act, "village.voucher_entered", red, **_facts(red))
    return red


def default_account(act: Act, village: Organisation, method: Method) -> VillageAccount:
    """Return the village's first account of the kind that a way of paying needs."""
    medium = AccountMedium.CASH if method is Method.CASH else AccountMedium.BANK
    found = act.session.scalars(
        select(VillageAccount)
        .where(
            VillageAccount.organisation_id == village.id,
            VillageAccount.medium == medium,
            VillageAccount.closed_on.is_(None),
        )
        .order_by(VillageAccount.id)
    ).first()
    if found is None:
        raise Incomplete(
            N_(
                "The village has no account for this way of paying. Enter the account first, under “Accounts of villages”."
            ),
            field="method",
        )
    return found


def _check_accounts(
    village: Organisation, entry: Entry, account: VillageAccount, to_account: VillageAccount | None
) -> None:
    for one in (account, to_account):
        if one is not None and (one.organisation_id != village.id or one.closed_on is not None):
            raise Incomplete(N_("This account is not one of the village's open accounts."), field="account")
    if entry.occurred_on < account.opened_on:
        raise Incomplete(N_("The book of this account begins on %(day)s."), field="occurred_on", day=account.opened_on)
    moves = entry.category is Category.MOVE
    if moves and (to_account is None or to_account.id == account.id):
        raise Incomplete(N_("Say to which other account the money was moved."), field="to_account")
    if not moves and to_account is not None:
        raise Incomplete(N_("Only money moved between own accounts has a second account."), field="to_account")
    if not moves and (entry.method is Method.CASH) != (account.medium == AccountMedium.CASH):
        raise Incomplete(N_("Cash is paid from the cash box, everything else from a bank account."), field="account")


def open_period(act: Act, village: Organisation, on: date) -> str:
    """Return the month of the book to which a day belongs: its own, or the first that is not published yet."""
    return max(f"{on:%Y-%m}", open_month(act, village))


def open_month(act: Act, village: Organisation) -> str:
    """Return the first month of the book that is not published yet; empty while none is."""
    last = act.session.scalar(select(func.max(VillageMonth.period)).where(VillageMonth.organisation_id == village.id))
    if last is None:
        return ""
    year, month = int(last[:4]), int(last[5:])
    return f"{year + month // 12}-{month % 12 + 1:02d}"


def _columns(village: Organisation, entry: Entry) -> dict[str, Any]:
    code, number = entry.invoice_code.upper(), entry.invoice_number.upper()
    return {
        "occurred_on": entry.occurred_on,
        "day": entry.occurred_on.toordinal(),
        "category": str(entry.category),
        "direction": str(entry.category.direction),
        "amount": entry.amount,
        "method": str(entry.method),
        "receipt": str(entry.receipt),
        "purpose": entry.purpose,
        "purpose_key": keyed_hash(f"{village.id} {entry.category} {''.join(entry.purpose.split())}"),
        "payee": entry.payee,
        "payee_kind": str(entry.payee_kind),
        "payee_identity": entry.payee_identity,
        "invoice_code": entry.invoice_code,
        "invoice_number": entry.invoice_number,
        "invoice_key": f"{code}/{number}" if number else None,
        "invoice_on": entry.invoice_on,
        "invoice_day": entry.invoice_on.toordinal() if entry.invoice_on else None,
        "invoice_total": entry.invoice_total,
        "urgent_reason": entry.urgent_reason,
        **({"payee_hash": entry.payee_hash} if entry.payee_hash or not entry.payee_identity else {}),
    }


def _facts(voucher: Voucher) -> dict[str, Any]:
    """Return what the trail keeps of a voucher: nothing that names a person."""
    return {
        "number": voucher.number,
        "category": voucher.category,
        "amount": voucher.amount,
        "on": voucher.occurred_on,
        "method": voucher.method,
        "receipt": voucher.receipt,
        "period": voucher.period,
    }
