"""Defining a ledger in the browser: its rules, its fields in order, a preview, what a change does, publication."""

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for

from app.kernel.errors import NotAllowed, OutOfOrder, Refused
from app.kernel.places import OrganisationKind
from app.kernel.roles import Duty
from app.kernel.words import N_, Word
from app.ledgers import operations as verbs
from app.ledgers.access import DEFINERS, READERS, may_define
from app.ledgers.changes import Difference, effect_of
from app.ledgers.models import Ledger, LedgerVersion
from app.ledgers.operations.publishing import faults_of as faults_of_version
from app.ledgers.pages import PAGES
from app.ledgers.pages.entries import seen
from app.ledgers.pages.forms import form_fields
from app.ledgers.pages.parts import PARTS, region_names, told
from app.ledgers.words import Approver, Cadence, LedgerState
from app.surfaces.acts import acting, current_actor, session
from app.surfaces.language import show_moment, translate, translate_refusal
from app.surfaces.pages import allowed

Answer = str | Response | tuple[str, int]


def definable(pk: int) -> Ledger:
    """Return a ledger that whoever asks may define; NotAllowed for one kept elsewhere."""
    ledger = seen(pk)
    if not may_define(current_actor(), ledger):
        raise NotAllowed(N_("This ledger is kept outside your region. Only its own administrators change it."))
    return ledger


@PAGES.get("/<int:pk>/definition")
@allowed(*READERS)
def definition(pk: int) -> str:
    """Show what a ledger asks for and of whom; its administrators change it here."""
    ledger = seen(pk)
    mine = may_define(current_actor(), ledger)
    version = (ledger.draft if mine else None) or ledger.current or ledger.versions[-1]
    faults = faults_of_version(version) if version.published_at is None else {}
    return render_template(
        "ledgers/definition.html",
        ledger=ledger,
        version=version,
        state=translate(LedgerState(ledger.state)),
        facts=_facts(version),
        fields=[_line(item, faults) for item in version.items],
        faults=[
            translate_refusal(fault) for name, fault in faults.items() if name not in {i.name for i in version.items}
        ],
        may_define=mine and ledger.state != LedgerState.RETIRED,
        ready=version.published_at is None and not faults,
        versions=[
            {"number": v.number, "at": show_moment(v.published_at) if v.published_at else "", "note": v.note}
            for v in reversed(ledger.versions)
        ],
        retired=ledger.state == LedgerState.RETIRED,
    )


def _line(item: Any, faults: dict[str, Refused]) -> dict[str, Any]:
    marks = [name for name in ("required", "listed", "filtered", "public", "masked") if getattr(item, name)]
    return {
        "name": item.name,
        "label": item.label,
        "kind": translate(item.kind),
        "unit": item.unit,
        "marks": [translate(N_("Open to the public")) if name == "public" else told(name) for name in marks],
        "detail": item.formula or "、".join(item.choices) or "、".join(c.label for c in item.columns) or item.pattern,
        "fault": translate_refusal(faults[item.name]) if item.name in faults else "",
    }


def _several(vocabulary: type[Word], values: list[str]) -> str:
    return "、".join(translate(vocabulary(value)) for value in values)


def _facts(version: LedgerVersion) -> list[dict[str, str]]:
    names = region_names(version.regions)
    cadence = Cadence(version.cadence)
    due = ""
    if cadence is not Cadence.EVENT:
        after = (
            N_("%(days)s days after publication, on a working day")
            if cadence is Cadence.ONCE
            else N_("%(days)s days after the end of the period, on a working day")
        )
        due = translate(after, days=version.due_days)
    approver = translate(Approver(version.approver))
    if version.approver_duty:
        approver += f" · {translate(Duty(version.approver_duty))}"
    rows = (
        ("purpose", version.purpose),
        ("basis", version.basis),
        ("bodies", _several(OrganisationKind, version.bodies)),
        ("regions", "、".join(names.get(code, code) for code in version.regions)),
        ("duties", _several(Duty, version.duties) or translate(N_("everybody who enters data there"))),
        ("cadence", translate(cadence)),
        ("due_days", due),
        ("approver", approver),
        ("public", translate(N_("Yes") if version.public else N_("No"))),
    )
    return [{"label": translate(PARTS[name]), "text": text} for name, text in rows]


@PAGES.get("/<int:pk>/definition/preview")
@allowed(*DEFINERS)
def preview(pk: int) -> str:
    """Show the form as those who fill it in will see it; nothing can be sent."""
    ledger = definable(pk)
    version = ledger.draft or ledger.versions[-1]
    return render_template(
        "ledgers/preview.html", ledger=ledger, version=version, fields=form_fields(ledger, version.items, {}, {})
    )


@PAGES.route("/<int:pk>/definition/publish", methods=["GET", "POST"])
@allowed(*DEFINERS)
def publish(pk: int) -> Answer:
    """Show what the new version does to what stands already, and publish it."""
    ledger = definable(pk)
    draft = ledger.draft
    if draft is None:
        raise OutOfOrder(N_("Nothing has been changed since the last version was published."))
    error = ""
    if request.method == "POST":
        try:
            with acting() as act:
                verbs.publish_ledger(act, ledger, request.form.get("note", ""))
        except Refused as fault:
            error = translate_refusal(fault)
            ledger = definable(pk)
            draft = ledger.draft
            assert draft is not None
        else:
            flash(
                translate(N_("Published. Form, list, sheet, interface and public page follow it from now on.")),
                "success",
            )
            return redirect(url_for(".entries", pk=pk))  # type: ignore[return-value]
    before = ledger.current
    effect = effect_of(session(), ledger, before, draft) if before is not None else None
    page = render_template(
        "ledgers/publish.html",
        ledger=ledger,
        version=draft,
        effect=effect,
        differences=[_told(one) for one in effect.differences] if effect else [],
        faults=[translate_refusal(fault) for fault in faults_of_version(draft).values()],
        error=error,
        note=request.form.get("note", ""),
    )
    return (page, 422) if error else page


def _told(one: Difference) -> dict[str, str]:
    parts = "、".join(told(part) for part in one.parts)
    label = one.label or told(one.name)
    sentences = []
    if one.label and one.what == "removed":
        sentences.append(
            translate(N_("%(count)s old entries hold it; they keep it under their own version."), count=one.holding)
        )
    elif one.label and one.refused:
        sentences.append(
            translate(
                N_(
                    "%(count)s old entries would not be taken like this; they stay as they are until they are corrected."
                ),
                count=one.refused,
            )
        )
        if one.because is not None:
            sentences.append(translate(N_("The newest of them: %(reason)s"), reason=translate_refusal(one.because)))
    elif one.label:
        sentences.append(translate(N_("Old entries stay as they are.")))
    else:
        sentences.append(translate(N_("Holds for new entries and new periods.")))
    return {"what": translate(one.what), "label": label, "parts": parts, "effect": " ".join(sentences)}


@PAGES.post("/<int:pk>/definition/retire")
@allowed(*DEFINERS)
def retire(pk: int) -> Response:
    """Close a ledger."""
    ledger = definable(pk)
    try:
        with acting() as act:
            verbs.retire_ledger(act, ledger, request.form.get("reason", ""))
    except Refused as fault:
        flash(translate_refusal(fault), "error")
    else:
        flash(translate(N_("The ledger has been closed.")), "success")
    return redirect(url_for(".definition", pk=pk))  # type: ignore[return-value]
