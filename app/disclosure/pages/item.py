"""One item: its text and versions, the findings of the filter, and the buttons of whoever looks at it."""

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for

from app.disclosure import operations as verbs
from app.disclosure.access import READERS, may_examine, may_withdraw, may_write
from app.disclosure.columns import table_of
from app.disclosure.freezing import files_of
from app.disclosure.models import DisclosureItem
from app.disclosure.pages import PAGES
from app.disclosure.pages.writing import files_folder
from app.disclosure.queries.desk import finding_for, item_for
from app.disclosure.showing import COLOURS, finding_row, state_of
from app.disclosure.words import HideReason, ItemState, LeakDecision, TextState
from app.kernel.act import Act
from app.kernel.attachments import open_attachment
from app.kernel.errors import NotFound, Refused
from app.kernel.words import N_
from app.surfaces.acts import acting, current_actor, session
from app.surfaces.downloads import send_attachment
from app.surfaces.language import translate, translate_refusal
from app.surfaces.pages import allowed


def _do(act: Act, item: DisclosureItem, name: str) -> None:
    form = request.form
    if name == "submit":
        verbs.submit_text(act, item)
    elif name == "return":
        verbs.return_text(act, item, form.get("reason", ""))
    elif name == "approve":
        verbs.approve_text(act, item)
    elif name == "approve-publish":
        verbs.approve_text(act, item)
        verbs.publish_text(act, item)
    elif name == "publish":
        verbs.publish_text(act, item)
    elif name == "correct":
        verbs.begin_correction(act, item)
    elif name == "withdraw":
        verbs.ask_withdrawal(act, item, form.get("code", ""), form.get("reason", ""))
    elif name == "let-go":
        verbs.decide_withdrawal(act, item, agreed=True)
    elif name == "keep-public":
        verbs.decide_withdrawal(act, item, agreed=False)
    elif name == "archive":
        verbs.archive_item(act, item)
    else:
        raise NotFound(N_("There is no such action."))


@PAGES.get("/items/<int:pk>")
@allowed(*READERS)
def item(pk: int) -> str:
    """Show an item with everything about it."""
    found = item_for(session(), current_actor(), pk)
    version = found.work or found.public or found.versions[-1]
    heads, cells = table_of(version.columns, version.rows)
    open_findings = [one for one in version.findings if one.decision == LeakDecision.OPEN]
    return render_template(
        "disclosure/item.html",
        item=found,
        version=version,
        state=state_of(found),
        heads=heads,
        cells=cells,
        files=files_of(session(), version),
        findings=[finding_row(one) for one in version.findings],
        open_count=len(open_findings),
        rights=_rights(found),
        colours=COLOURS,
        states=TextState,
        reasons=[(code.value, translate(code)) for code in HideReason],
        hide=translate(HideReason(found.hide_code)) if found.hide_code else "",
    )


def _rights(found: DisclosureItem) -> dict[str, bool]:
    actor, version = current_actor(), found.work
    writes = may_write(actor, found.county, found.organisation_id)
    examines = version is not None and may_examine(actor, version)
    state = version.state if version is not None else ""
    public = found.state in (ItemState.PUBLISHED, ItemState.CORRECTED)
    asked = found.hide_asked_at is not None and found.hidden_at is None
    return {
        "write": writes and state in (TextState.DRAFT, TextState.RETURNED),
        "examine": examines and state == TextState.SUBMITTED,
        "return": examines and state == TextState.APPROVED,
        "publish": (writes or examines) and state == TextState.APPROVED,
        "correct": writes and public and version is None,
        "withdraw": writes and public and not asked,
        "let_go": asked and may_withdraw(actor, found),
        "archive": writes and public and version is None,
        "decide": writes and state not in (TextState.PUBLISHED, TextState.REPLACED, ""),
    }


@PAGES.post("/items/<int:pk>/<action>")
@allowed(*READERS)
def act_on(pk: int, action: str) -> Response:
    """Carry out one act on an item."""
    found = item_for(session(), current_actor(), pk)
    target = url_for(".item", pk=pk)
    try:
        with acting() as act:
            _do(act, found, action)
        if action == "correct":
            target = url_for(".write", pk=pk)
        else:
            flash(translate(N_("Done.")), "success")
    except Refused as fault:
        flash(translate_refusal(fault), "error")
    return redirect(target)  # type: ignore[return-value]


@PAGES.post("/findings/<int:pk>")
@allowed(*READERS)
def decide(pk: int) -> Response:
    """Decide on one finding of the filter: mask it, or keep it for a reason."""
    finding = finding_for(session(), current_actor(), pk)
    target = url_for(".item", pk=finding.item_id, _anchor="privacy")
    try:
        with acting() as act:
            mask = request.form.get("decision") == "mask"
            verbs.decide_leak(act, finding, mask=mask, reason=request.form.get("reason", ""))
    except Refused as fault:
        flash(translate_refusal(fault), "error")
    return redirect(target)  # type: ignore[return-value]


@PAGES.get("/items/<int:pk>/files/<int:file>")
@allowed(*READERS)
def file(pk: int, file: int) -> Response:
    """Give a file of any version of an item."""
    found = item_for(session(), current_actor(), pk)
    mine = {one.id for one in found.versions}

    def inside(attachment: Any) -> bool:
        return attachment.subject_kind == "disclosure_version" and attachment.subject_id in mine

    with acting() as act:
        attachment, path = open_attachment(act, files_folder(), file, inside)
        return send_attachment(attachment, path)
