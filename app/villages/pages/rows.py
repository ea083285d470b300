"""Several receipts and payments at once: a grid to type into or to paste into, last month's rows put in first."""

from datetime import date, timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from app.kernel.act import Act, local_day
from app.kernel.errors import Incomplete, Refused
from app.kernel.places import Organisation
from app.kernel.words import N_
from app.surfaces.acts import acting, now, session
from app.surfaces.language import faults_of, translate
from app.surfaces.pages import allowed
from app.villages import operations as verbs
from app.villages.access import ENTERERS, village_for
from app.villages.entry import read_entry
from app.villages.models import Voucher
from app.villages.pages import PAGES
from app.villages.pages.desk import home_of
from app.villages.pages.entering import LABELS, Answer, fields_for, signed
from app.villages.queries import cash
from app.villages.words import Category, Method, Receipt

COLUMNS = ("occurred_on", "category", "amount", "payee", "purpose", "method", "receipt", "invoice_number")
MOST_ROWS = 200


@PAGES.route("/<int:pk>/cash/rows", methods=["GET", "POST"])
@allowed(*ENTERERS)
def rows(pk: int) -> Answer:
    """Enter many rows; all of them are taken, or none while one is wrong."""
    village = home_of(pk)
    if request.method == "GET":
        return _page(village, _last_month(village) if request.args.get("copy") else [], {})
    typed = _typed()
    try:
        with acting() as act:
            count = _enter_all(act, village_for(act.session, act.actor, pk), typed)
    except Refused as fault:
        return _page(home_of(pk), typed, faults_of(fault)), fault.status
    flash(translate(N_("%(count)d vouchers are in the book."), count=count), "success")
    return redirect(url_for(".book", pk=pk))  # type: ignore[return-value]


def _typed() -> list[dict[str, Any]]:
    numbers = sorted(
        {
            int(parts[1])
            for name in request.form
            if len(parts := name.split("-")) == 3 and parts[0] == "row" and parts[1].isdecimal() and len(parts[1]) < 6
        }
    )
    found = [
        {column: request.form.get(f"row-{number}-{column}", "").strip() for column in COLUMNS}
        for number in numbers[:MOST_ROWS]
    ]
    return [row for row in found if row["amount"] or row["payee"] or row["purpose"]]


def _enter_all(act: Act, village: Organisation, typed: list[dict[str, Any]]) -> int:
    if not typed:
        raise Incomplete(N_("No row is filled in. A row counts when it has an amount, a payee or a purpose."))
    entries = []
    wrong = 0
    for row in typed:
        try:
            entries.append(read_entry(row, act.on))
        except Refused as fault:
            row["errors"] = faults_of(fault)
            wrong += 1
    if wrong:
        raise Incomplete(
            N_("%(count)d rows are wrong; the reasons stand beside the cells. Nothing has been taken yet."), count=wrong
        )
    names, key = signed(act, village, request.form), request.form.get("once_key", "")[:40]
    for number, entry in enumerate(entries):
        verbs.enter_voucher(act, village, entry, signed=names, once_key=f"{key}-{number}" if key else "")
    return len(entries)


def _last_month(village: Organisation) -> list[dict[str, Any]]:
    """Return the newest full month's rows as they would stand in the present one."""
    today = local_day(now())
    last = f"{today.replace(day=1) - timedelta(days=1):%Y-%m}"
    return [_copied(one, today) for one in cash.vouchers_of(session(), village.id, last) if _recurs(one)][:MOST_ROWS]


def _recurs(one: Voucher) -> bool:
    return one.reversed_at is None and one.reverses_id is None and one.category != Category.MOVE


def _copied(one: Voucher, today: date) -> dict[str, Any]:
    day = today.replace(day=min(one.occurred_on.day, today.day))
    return {
        "occurred_on": day.isoformat(),
        "category": one.category,
        "amount": str(one.amount),
        "payee": one.payee,
        "purpose": one.purpose,
        "method": one.method,
        "receipt": one.receipt,
        "invoice_number": "",
    }


def _page(village: Organisation, held: list[dict[str, Any]], errors: dict[str, str]) -> str:
    vocabularies: dict[str, Any] = {
        "category": [one for one in Category if one is not Category.MOVE],
        "method": Method,
        "receipt": Receipt,
    }
    columns = [
        {
            "name": name,
            "label": translate(LABELS[name]),
            "choices": [(one.value, translate(one)) for one in vocabularies[name]] if name in vocabularies else [],
        }
        for name in COLUMNS
    ]
    names = [one for one in fields_for(village, request.form, errors) if one["name"] in ("handler", "approver")]
    return render_template(
        "villages/rows.html",
        village=village,
        columns=columns,
        rows=held,
        names=names,
        errors=errors,
        blank=max(1, 5 - len(held)),
        copied=bool(request.args.get("copy")),
    )
