"""Entering one receipt or payment: seven fields on a phone, the rest behind a fold."""

from collections.abc import Mapping
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from sqlalchemy import select

from app.kernel.act import Act, local_day
from app.kernel.errors import Incomplete, Refused
from app.kernel.places import Organisation
from app.kernel.words import N_
from app.surfaces.acts import acting, current_actor, now, session
from app.surfaces.language import faults_of, translate
from app.surfaces.pages import allowed
from app.villages import operations as verbs
from app.villages.access import ENTERERS, village_for
from app.villages.entry import read_entry
from app.villages.models import VillageAccount, VillageDecision, VillageOfficer, VillageWorks, Voucher
from app.villages.operations.cash import Signatures
from app.villages.pages import PAGES
from app.villages.pages.desk import home_of
from app.villages.queries import cash
from app.villages.words import Category, Method, PayeeKind, Receipt

Answer = str | Response | tuple[str, int]
LABELS = {
    "category": N_("What for"),
    "amount": N_("Amount (yuan)"),
    "occurred_on": N_("Day of the event"),
    "payee": N_("Payee or payer"),
    "purpose": N_("Purpose"),
    "method": N_("How it was paid"),
    "receipt": N_("Kind of paper"),
    "invoice_code": N_("Invoice code"),
    "invoice_number": N_("Invoice number"),
    "invoice_on": N_("Day of the invoice"),
    "invoice_total": N_("Amount of the invoice (yuan)"),
    "urgent_reason": N_("Paid before the decision because"),
    "payee_kind": N_("The payee is a"),
    "payee_identity": N_("Identity number or credit code of the payee"),
    "handler": N_("Handled by"),
    "approver": N_("Approved by"),
    "decision": N_("Rests on the decision"),
    "works": N_("Paid for the works"),
    "account": N_("Account"),
    "to_account": N_("Moved to the account"),
}


def fields_for(village: Organisation, values: Mapping[str, Any], errors: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the fields of the form; the first seven stand before the fold."""
    pk = village.id
    officers = [(str(one.id), one.name) for one in cash.officers_of(session(), pk)]
    accounts = [(str(one.id), one.name) for one in cash.accounts_of(session(), pk)]
    decisions = [(str(one.id), f"{one.title} ({one.held_on})") for one in cash.decisions_of(session(), pk)]
    rows: list[dict[str, Any]] = [
        _field("category", "choice", choices=[(one.value, translate(one)) for one in Category], required=True),
        _field("amount", "decimal", money=True, least=0, required=True, example="1250.50"),
        _field("occurred_on", "date", required=True),
        _field("payee", "text", hint=translate(N_("Empty only for money moved between own accounts")), longest=120),
        _field("purpose", "text", required=True, longest=200, example="村道路灯电费"),
        _field("method", "choice", choices=[(one.value, translate(one)) for one in Method], required=True),
        _field("receipt", "choice", choices=[(one.value, translate(one)) for one in Receipt], required=True),
        _field("invoice_number", "text", longest=30),
        _field("invoice_code", "text", longest=20),
        _field("invoice_on", "date"),
        _field(
            "invoice_total",
            "decimal",
            money=True,
            least=0,
            hint=translate(N_("When this pays a part of it: then the next part is no second use of the invoice")),
        ),
        _field("handler", "choice", choices=officers),
        _field("approver", "choice", choices=officers),
        _field("payee_kind", "choice", choices=[(one.value, translate(one)) for one in PayeeKind], required=True),
        _field(
            "payee_identity",
            "identity",
            secret=True,
            hint=translate(N_("Kept as a hash for matching; only its ends are shown")),
        ),
        _field("decision", "choice", choices=decisions),
        _field(
            "urgent_reason",
            "text",
            longest=200,
            hint=translate(
                N_(
                    "Only what could not wait, such as a flood; the decision that ratifies it is chosen above afterwards"
                )
            ),
        ),
        _field("works", "choice", choices=[(str(one.id), one.title) for one in cash.works_of(session(), pk)]),
        _field(
            "account",
            "choice",
            choices=accounts,
            hint=translate(N_("Empty: the cash box for cash, the bank account for everything else")),
        ),
        _field("to_account", "choice", choices=accounts),
    ]
    for row in rows:
        row["value"], row["error"] = values.get(row["name"], ""), errors.get(row["name"], "")
    return rows


def _field(name: str, how: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "label": translate(LABELS[name]), "input": how, **more}


@PAGES.route("/<int:pk>/cash/new", methods=["GET", "POST"])
@allowed(*ENTERERS)
def new(pk: int) -> Answer:
    """Enter a receipt or payment, then take its photo or enter the next."""
    village = home_of(pk)
    if request.method == "GET":
        return _form(village, None, _first_values(village), {})
    try:
        with acting() as act:
            home = village_for(act.session, act.actor, pk)
            made = verbs.enter_voucher(
                act,
                home,
                read_entry(request.form, act.on),
                signed=signed(act, home, request.form),
                account=_account(act, home, "account"),
                to_account=_account(act, home, "to_account"),
                once_key=request.form.get("once_key", ""),
            )
            number, voucher_id = made.number, made.id
    except Refused as fault:
        return _form(home_of(pk), None, request.form, faults_of(fault)), fault.status
    flash(translate(N_("Voucher %(number)s is in the book."), number=number), "success")
    if request.form.get("do") == "next":
        return redirect(url_for(".new", pk=pk))  # type: ignore[return-value]
    return redirect(url_for(".voucher", pk=voucher_id, _anchor="in-photo"))  # type: ignore[return-value]


@PAGES.route("/vouchers/<int:pk>/edit", methods=["GET", "POST"])
@allowed(*ENTERERS)
def edit(pk: int) -> Answer:
    """Change a voucher that the township has not checked."""
    found = cash.voucher_for(session(), current_actor(), pk)
    if request.method == "GET":
        return _form(found.organisation, found, _held(found), {})
    number = request.form.get("edit_number", "")
    try:
        with acting() as act:
            mine = cash.voucher_for(act.session, act.actor, pk)
            verbs.edit_voucher(
                act,
                mine,
                read_entry(request.form, act.on),
                signed=signed(act, mine.organisation, request.form),
                edit_number=int(number) if number.isdecimal() and len(number) < 9 else None,
            )
    except Refused as fault:
        found = cash.voucher_for(session(), current_actor(), pk)
        return _form(found.organisation, found, request.form, faults_of(fault)), fault.status
    flash(translate(N_("Done.")), "success")
    return redirect(url_for(".voucher", pk=pk))  # type: ignore[return-value]


def signed(act: Act, village: Organisation, form: Mapping[str, str]) -> Signatures:
    """Return who handled and approved and what decision was chosen, each from the village's own registers."""
    chosen: dict[str, int | None] = {}
    for name, table in (
        ("handler", VillageOfficer),
        ("approver", VillageOfficer),
        ("decision", VillageDecision),
        ("works", VillageWorks),
    ):
        text = form.get(name, "").strip()
        chosen[f"{name}_id"] = None
        if text:
            number = int(text) if text.isdecimal() and len(text) <= 18 else 0
            held = select(table.id).where(table.id == number, table.organisation_id == village.id)
            chosen[f"{name}_id"] = act.session.scalar(held)
            if chosen[f"{name}_id"] is None:
                raise Incomplete(N_("Choose one from the list."), field=name)
    return Signatures(**chosen)


def _account(act: Act, village: Organisation, name: str) -> VillageAccount | None:
    text = request.form.get(name, "").strip()
    if not text:
        return None
    number = int(text) if text.isdecimal() and len(text) <= 18 else 0
    found = act.session.get(VillageAccount, number)
    if found is None or found.organisation_id != village.id:
        raise Incomplete(N_("Choose one from the list."), field=name)
    return found


def _first_values(village: Organisation) -> dict[str, Any]:
    """Return what a new form begins with: today, and who signed the village's last voucher."""
    last = (
        session()
        .scalars(select(Voucher).where(Voucher.organisation_id == village.id).order_by(Voucher.id.desc()).limit(1))
        .first()
    )
    return {
        "occurred_on": local_day(now()).isoformat(),
        "method": Method.TRANSFER.value,
        "receipt": Receipt.INVOICE.value,
        "payee_kind": PayeeKind.PERSON.value,
        "handler": str(last.handler_id or "") if last else "",
        "approver": str(last.approver_id or "") if last else "",
    }


def _held(found: Voucher) -> dict[str, Any]:
    values = {name: getattr(found, name) for name in LABELS if hasattr(found, name)}
    values |= {
        "handler": found.handler_id,
        "approver": found.approver_id,
        "decision": found.decision_id,
        "works": found.works_id,
        "account": found.account_id,
        "to_account": found.to_account_id,
    }
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else "" if value is None else str(value)
        for name, value in values.items()
    }


def _form(village: Organisation, found: Voucher | None, values: Mapping[str, Any], errors: dict[str, str]) -> str:
    fields = fields_for(village, values, errors)
    if found is not None:
        fields = [one for one in fields if one["name"] not in ("account", "to_account")]
    return render_template(
        "villages/enter.html",
        village=village,
        found=found,
        fields=fields[:7],
        more=fields[7:],
        errors=errors,
        labels={name: translate(label) for name, label in LABELS.items()},
        suggested=cash.suggestions(session(), village.id),
    )
