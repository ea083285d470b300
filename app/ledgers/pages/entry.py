"""One page an entry: what it holds, where it stands, what can be done now, and what happened."""

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for

from app.kernel.attachments import genuine_path, path_of
from app.kernel.audit import record
from app.kernel.errors import NotFound, Refused
from app.kernel.words import N_
from app.ledgers import operations as verbs
from app.ledgers.access import READERS, may_approve, may_fill
from app.ledgers.models import LedgerEntry
from app.ledgers.pages import PAGES
from app.ledgers.pages.entries import COLOURS
from app.ledgers.pages.filling import files_folder
from app.ledgers.queries import entry_for
from app.ledgers.showing import file_of, parts_of
from app.ledgers.words import OPEN, EntryState, LedgerState
from app.surfaces.acts import acting, current_actor, session
from app.surfaces.downloads import send_attachment
from app.surfaces.language import translate, translate_refusal
from app.surfaces.pages import allowed
from app.surfaces.records.showing import timeline


@PAGES.get("/entries/<int:pk>")
@allowed(*READERS)
def entry(pk: int) -> str:
    """Show an entry under the version by which it was written."""
    found = entry_for(session(), current_actor(), pk)
    previous = session().get(LedgerEntry, found.previous_id) if found.previous_id else None
    return render_template(
        "ledgers/entry.html",
        entry=found,
        ledger=found.ledger,
        state=translate(EntryState(found.state)),
        colour=COLOURS[EntryState(found.state)],
        parts=parts_of(found),
        seen_by_public=[item.label for item in found.version.items if item.public] if found.version.public else [],
        buttons=_buttons(found),
        may_edit=found.state in OPEN and _may_fill(found),
        previous=previous,
        trail=timeline(LedgerEntry.kind, found.id),
    )


def _may_fill(found: LedgerEntry) -> bool:
    version = found.ledger.current
    return (
        version is not None
        and found.ledger.state == LedgerState.IN_FORCE
        and may_fill(current_actor(), version, found.ledger, found.organisation)
    )


def _buttons(found: LedgerEntry) -> list[dict[str, Any]]:
    """Return what whoever looks can do now: each a button with its form."""
    actor = current_actor()
    state = EntryState(found.state)
    buttons: list[dict[str, Any]] = []
    decides = may_approve(actor, found)
    reason = {"name": "reason", "label": translate(N_("Reason")), "input": "long", "required": True, "value": ""}
    if state in OPEN and _may_fill(found):
        buttons.append(_button("submit", N_("Submit the entry"), main=True))
        if found.submitted_at is None:
            buttons.append(_button("discard", N_("Throw it away"), danger=True))
    if state is EntryState.SUBMITTED and _may_fill(found):
        buttons.append(_button("withdraw", N_("Withdraw the entry")))
    if state is EntryState.SUBMITTED and decides:
        shown = found.version.public
        if shown:
            buttons.append(_button("approve_publish", N_("Approve and show to the public"), main=True))
        buttons.append(_button("approve", N_("Approve"), main=not shown))
        buttons.append(_button("return", N_("Return"), [reason], danger=True))
    if state is EntryState.APPROVED and decides and found.version.public:
        buttons.append(_button("publish", N_("Show to the public"), main=True))
    if state is EntryState.PUBLISHED and decides:
        buttons.append(_button("hide", N_("Take from the public"), [reason], danger=True))
    if state in (EntryState.APPROVED, EntryState.PUBLISHED) and _may_fill(found):
        buttons.append(_button("correct", N_("Correct"), [reason]))
    return buttons


def _button(
    code: str, title: str, fields: list[Any] | None = None, *, main: bool = False, danger: bool = False
) -> dict[str, Any]:
    return {"code": code, "title": translate(title), "fields": fields or [], "main": main, "danger": danger}


@PAGES.post("/entries/<int:pk>/steps/<action>")
@allowed(*READERS)
def take_step(pk: int, action: str) -> Response:
    """Carry out what the pressed button says; a refusal is told on the entry's page."""
    found = entry_for(session(), current_actor(), pk)
    reason = request.form.get("reason", "")
    steps: dict[str, Any] = {
        "submit": lambda act: verbs.submit_entry(act, found),
        "withdraw": lambda act: verbs.withdraw_entry(act, found),
        "discard": lambda act: verbs.discard_entry(act, found),
        "approve": lambda act: verbs.approve_entry(act, found),
        "approve_publish": lambda act: verbs.approve_entry(act, found, at_once=True),
        "return": lambda act: verbs.return_entry(act, found, reason),
        "publish": lambda act: verbs.publish_entry(act, found),
        "hide": lambda act: verbs.hide_entry(act, found, reason),
        "correct": lambda act: verbs.correct_entry(act, found, reason),
    }
    if action not in steps:
        raise NotFound(N_("There is no such action."))
    ledger_id, made = found.ledger_id, None
    try:
        with acting() as act:
            made = steps[action](act)
            target = made.id if made is not None else None
    except Refused as fault:
        flash(translate_refusal(fault), "error")
        goes_on = url_for(".edit" if action == "submit" else ".entry", pk=pk)
        return redirect(goes_on)  # type: ignore[return-value]
    flash(translate(N_("Done.")), "success")
    if action == "correct":
        return redirect(url_for(".edit", pk=target))  # type: ignore[return-value]
    if target is None:
        return redirect(url_for(".entries", pk=ledger_id))  # type: ignore[return-value]
    return redirect(url_for(".entry", pk=target))  # type: ignore[return-value]


@PAGES.get("/entries/<int:pk>/files/<int:file>")
@allowed(*READERS)
def file(pk: int, file: int) -> Response:
    """Give a file of an entry; pictures are shown in the page, papers are saved and the trail notes it."""
    found = entry_for(session(), current_actor(), pk)
    attachment = file_of(found, file)
    if request.args.get("show"):
        return send_attachment(attachment, path_of(files_folder(), attachment), inline=True)
    path = genuine_path(files_folder(), attachment)
    with acting() as act:
        record(act, "attachment.downloaded", attachment, of=attachment.subject_kind, of_id=attachment.subject_id)
    return send_attachment(attachment, path)
