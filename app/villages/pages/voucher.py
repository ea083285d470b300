"""One page a voucher: what it holds, where it stands, its photos, what can be done now."""

from typing import Any

from flask import Response, flash, jsonify, redirect, render_template, request, url_for

from app.kernel.act import Act
from app.kernel.attachments import Attachment, genuine_path
from app.kernel.errors import Incomplete, NotFound, Refused
from app.kernel.words import N_
from app.surfaces.acts import acting, current_actor, session
from app.surfaces.downloads import send_attachment
from app.surfaces.folders import folder_of
from app.surfaces.language import show_day, translate, translate_refusal
from app.surfaces.pages import allowed
from app.surfaces.records.showing import timeline
from app.villages import operations as verbs
from app.villages.access import CHECKERS, ENTERERS, READERS
from app.villages.amounts import capitals
from app.villages.models import Voucher
from app.villages.operations.cash import MINE
from app.villages.pages import PAGES
from app.villages.pages.desk import COLOURS, money, supervisor_of
from app.villages.pages.entering import LABELS
from app.villages.queries import cash
from app.villages.words import Category, Method, Receipt, VoucherState


@PAGES.get("/vouchers/<int:pk>")
@allowed(*READERS)
def voucher(pk: int) -> str:
    """Show a voucher."""
    found = cash.voucher_for(session(), current_actor(), pk)
    state = VoucherState(found.state)
    roles = current_actor().roles
    mine = not roles.isdisjoint(ENTERERS)
    return render_template(
        "villages/voucher.html",
        found=found,
        state=translate(state),
        colour=COLOURS[state],
        facts=_facts(found),
        capitals=capitals(found.amount),
        amount=money(found.amount),
        photos=cash.photos_of(session(), found),
        may_edit=mine and found.state in MINE and found.reverses_id is None,
        may_add=mine and found.state != VoucherState.PUBLISHED,
        buttons=_buttons(found, mine),
        trail=timeline(Voucher.kind, found.id),
    )


def _facts(found: Voucher) -> list[dict[str, str]]:
    pairs: list[tuple[str, Any]] = [
        (LABELS["category"], translate(Category(found.category))),
        (LABELS["occurred_on"], show_day(found.occurred_on)),
        (LABELS["payee"], found.payee),
        (LABELS["payee_identity"], found.payee_identity),
        (LABELS["purpose"], found.purpose),
        (LABELS["method"], translate(Method(found.method))),
        (LABELS["account"], str(found.account)),
        (LABELS["to_account"], str(found.to_account or "")),
        (LABELS["receipt"], translate(Receipt(found.receipt))),
        (LABELS["invoice_number"], f"{found.invoice_code} {found.invoice_number}".strip()),
        (LABELS["invoice_on"], show_day(found.invoice_on)),
        (LABELS["invoice_total"], money(found.invoice_total) if found.invoice_total else ""),
        (LABELS["urgent_reason"], found.urgent_reason),
        (LABELS["handler"], str(found.handler or "")),
        (LABELS["approver"], str(found.approver or "")),
        (N_("Stamped by"), str(found.supervisor or "")),
        (LABELS["decision"], str(found.decision or "")),
        (N_("Month of the book"), found.period),
        (N_("Reverses"), str(found.reverses or "")),
        (N_("Reason"), found.reason),
    ]
    return [{"label": translate(label), "text": text} for label, text in pairs if text]


def _buttons(found: Voucher, mine: bool) -> list[dict[str, Any]]:
    state, buttons = VoucherState(found.state), []
    checks = not current_actor().roles.isdisjoint(CHECKERS)
    reason = {"name": "reason", "label": translate(N_("Reason")), "input": "long", "required": True, "value": ""}
    if mine and state is VoucherState.ENTERED and not found.returned_reason:
        members = [
            (str(one.id), one.name) for one in cash.officers_of(session(), found.organisation_id, supervising=True)
        ]
        chosen = {
            "name": "supervisor",
            "label": translate(N_("Whose stamp")),
            "input": "choice",
            "choices": members,
            "required": True,
            "value": members[0][0] if len(members) == 1 else "",
        }
        buttons.append(_button("stamp", N_("The supervision committee has stamped it"), [chosen]))
    if checks and state in MINE and not found.returned_reason:
        seen = {
            "name": "paper_seen",
            "label": translate(N_("Where you saw the paper itself")),
            "input": "text",
            "longest": 200,
            "required": True,
            "value": "",
            "hint": translate(N_("There is no photo of the paper.")),
        }
        buttons.append(
            _button("check", N_("Paper, photo and entry agree"), [], main=True)
            if found.photos
            else _button("check", N_("Paper and entry agree"), [seen])
        )
    if checks and state is VoucherState.CHECKED:
        buttons.append(_button("book", N_("Book it"), [], main=True))
    if checks and state in (*MINE, VoucherState.CHECKED) and not found.returned_reason:
        buttons.append(_button("return", N_("Give it back"), [reason], danger=True))
    if mine and found.reversed_at is None and found.reverses_id is None:
        buttons.append(_button("reverse", N_("Reverse in red"), [reason], danger=True))
    return buttons


def _button(code: str, title: str, fields: list[Any], *, main: bool = False, danger: bool = False) -> dict[str, Any]:
    return {"code": code, "title": translate(title), "fields": fields, "main": main, "danger": danger}


@PAGES.post("/vouchers/<int:pk>/<step>")
@allowed(*ENTERERS)
def take_step(pk: int, step: str) -> Response:
    """Take one step with a voucher."""
    target = pk
    try:
        with acting() as act:
            target = _carry_out(act, cash.voucher_for(act.session, act.actor, pk), step)
        flash(translate(N_("Done.")), "success")
    except Refused as fault:
        flash(translate_refusal(fault), "error")
    return redirect(url_for(".voucher", pk=target))  # type: ignore[return-value]


def _carry_out(act: Act, found: Voucher, step: str) -> int:
    reason = request.form.get("reason", "").replace("\x00", "")
    if step == "stamp":
        verbs.stamp_voucher(act, found, supervisor_of(act, request.form.get("supervisor", "")))
    elif step == "check":
        verbs.check_voucher(act, found, request.form.get("paper_seen", "").replace("\x00", ""))
    elif step == "book":
        verbs.book_voucher(act, found)
    elif step == "return":
        verbs.return_voucher(act, found, reason)
    elif step == "reverse":
        return verbs.reverse_voucher(act, found, reason).id
    else:
        raise NotFound(N_("There is no such act."))
    return found.id


@PAGES.post("/vouchers/<int:pk>/photos")
@allowed(*ENTERERS)
def photograph(pk: int) -> Response | tuple[Response, int]:
    """Keep one photo of the paper; the script sends them one by one and asks for ``{"photos"}``."""
    wants_json = request.headers.get("Accept") == "application/json"
    try:
        with acting() as act:
            found = cash.voucher_for(act.session, act.actor, pk)
            sent = request.files.get("photo")
            if sent is None or not sent.filename:
                raise Incomplete(N_("Choose a photo."), field="photo")
            folder = folder_of("files")
            kept = verbs.add_photo(act, folder, found, sent.filename, sent.stream)
            answer = {"photos": found.photos, "digest": kept.digest}
    except Refused as fault:
        if wants_json:
            return jsonify(error=translate_refusal(fault)), fault.status
        flash(translate_refusal(fault), "error")
    else:
        if wants_json:
            return jsonify(answer)
        flash(translate(N_("The photo is kept.")), "success")
    return redirect(url_for(".voucher", pk=pk))  # type: ignore[return-value]


@PAGES.get("/vouchers/<int:pk>/photos/<int:file>")
@allowed(*READERS)
def photo(pk: int, file: int) -> Response:
    """Show a photo of a voucher."""
    found = cash.voucher_for(session(), current_actor(), pk)
    kept = session().get(Attachment, file)
    if kept is None or (kept.subject_kind, kept.subject_id) != (found.kind, found.id):
        raise NotFound(N_("There is no such file, or it lies outside your region."))
    path = genuine_path(folder_of("files"), kept)
    return send_attachment(kept, path, inline=True)
