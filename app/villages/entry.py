"""What a clerk enters of one receipt or payment; read alike from a form, a grid and a sheet."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from app.kernel.errors import Incomplete, Refused
from app.kernel.identities import any_number, identity_hash
from app.kernel.sealing import masked
from app.kernel.typed import Faulty, read_amount, read_day
from app.kernel.words import N_, Word
from app.surfaces.language import translate
from app.surfaces.sheets.cells import in_all
from app.villages.words import Category, Method, PayeeKind, Receipt


@dataclass(frozen=True, slots=True)
class Entry:
    """One receipt or payment as it was typed, checked by itself."""

    occurred_on: date
    category: Category
    amount: Decimal
    """Yuan, above zero."""
    purpose: str
    method: Method = Method.TRANSFER
    receipt: Receipt = Receipt.INVOICE
    payee: str = ""
    payee_kind: PayeeKind = PayeeKind.PERSON
    payee_identity: str = ""
    """As it is kept: with its middle hidden."""
    payee_hash: str | None = None
    invoice_code: str = ""
    invoice_number: str = ""
    invoice_on: date | None = None
    invoice_total: Decimal | None = None
    """Yuan; empty when the payment is the whole of it."""
    urgent_reason: str = ""


Spellings = dict[type[Any], dict[str, Any]]
"""By vocabulary the member that each spelling names; made once for the rows of a sheet."""


def word_of(vocabulary: Any, text: str, field: str, known: Spellings | None = None) -> Any:
    """Return the member that a text names by its code or its title in either language."""
    spellings = known.get(vocabulary) if known is not None else None
    if spellings is None:
        members: list[Any] = list(vocabulary)
        spellings = {
            spelling: member
            for member in reversed(members)
            for spelling in (*in_all(member.title_id), member.title_id, member.value)
        }
        if known is not None:
            known[vocabulary] = spellings
    if text in spellings:
        return spellings[text]
    names = "、".join(translate(member) for member in vocabulary)
    raise Incomplete(N_("Choose one of: %(choices)s."), field=field, choices=names)


def _text(raw: Mapping[str, Any], name: str, longest: int, *, must: bool = False) -> str:
    text = str(raw.get(name) or "").replace("\x00", "").strip()
    if must and not text:
        raise Incomplete(N_("This field must be filled in."), field=name)
    if len(text) > longest:
        raise Incomplete(
            N_("At most %(most)d characters fit here; these are %(count)d."), field=name, most=longest, count=len(text)
        )
    return text


def read_entry(raw: Mapping[str, Any], today: date, known: Spellings | None = None) -> Entry:
    """Return what was typed, or raise Faulty with a sentence for each field that cannot be taken."""
    faults: dict[str, Refused] = {}
    held: dict[str, Any] = {}

    def take(name: str, read: Any) -> None:
        try:
            held[name] = read()
        except Refused as refusal:
            faults[name] = refusal

    def choose(name: str, vocabulary: type[Word], default: Word | None = None) -> Any:
        text = _text(raw, name, 60, must=default is None)
        return word_of(vocabulary, text, name, known) if text else default

    take("occurred_on", lambda: _day(raw, "occurred_on", today, must=True))
    take("category", lambda: choose("category", Category))
    take("amount", lambda: _amount(raw))
    take("purpose", lambda: _text(raw, "purpose", 200, must=True))
    take("method", lambda: choose("method", Method, Method.TRANSFER))
    take("receipt", lambda: choose("receipt", Receipt, Receipt.INVOICE))
    take("payee", lambda: _text(raw, "payee", 120))
    take("payee_kind", lambda: choose("payee_kind", PayeeKind, PayeeKind.PERSON))
    take("payee_identity", lambda: _text(raw, "payee_identity", 30))
    take("invoice_code", lambda: _text(raw, "invoice_code", 20))
    take("invoice_number", lambda: _text(raw, "invoice_number", 30))
    take("invoice_on", lambda: _day(raw, "invoice_on", today, must=False))
    take("invoice_total", lambda: _amount(raw, "invoice_total") if raw.get("invoice_total") else None)
    take("urgent_reason", lambda: _text(raw, "urgent_reason", 200))
    identity = held.get("payee_identity", "")
    if identity and "*" not in identity:
        try:
            number = any_number(identity, "payee_identity")
            held |= {"payee_identity": masked(number), "payee_hash": identity_hash(number)}
        except Refused as refusal:
            faults["payee_identity"] = refusal
    if not faults and held["category"] is not Category.MOVE and not held["payee"]:
        faults["payee"] = Incomplete(N_("Say who paid or was paid."), field="payee")
    if not faults and held["invoice_total"] is not None and held["invoice_total"] < held["amount"]:
        faults["invoice_total"] = Incomplete(
            N_("The payment is more than the invoice amounts to. Correct one of the two."), field="invoice_total"
        )
    if faults:
        raise Faulty(faults)
    return Entry(**held)


def _amount(raw: Mapping[str, Any], name: str = "amount") -> Decimal:
    text = _text(raw, name, 40, must=True)
    amount = read_amount(text, name)
    if amount <= 0:
        raise Incomplete(N_("Enter an amount above zero. A mistake is put right by reversing its voucher."), field=name)
    return amount


def _day(raw: Mapping[str, Any], name: str, today: date, *, must: bool) -> date | None:
    text = _text(raw, name, 40, must=must)
    if not text:
        return None
    day = read_day(text, name)
    if day > today:
        raise Incomplete(N_("This day has not come yet."), field=name)
    return day
