"""The desk: what must be filled in, what waits for a decision, and every ledger that one sees."""

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for

from app.kernel.act import local_day
from app.kernel.errors import NotFound, Refused
from app.kernel.words import N_
from app.ledgers.access import DEFINERS, READERS, may_define
from app.ledgers.models import Ledger, LedgerDuty, LedgerVersion
from app.ledgers.operations import report_nothing
from app.ledgers.pages import PAGES
from app.ledgers.queries import duties_of, visible_ledgers, waiting_entries
from app.ledgers.queries.ledgers import PAGE, ledger_for, open_drafts
from app.ledgers.words import Cadence, LedgerState
from app.surfaces.acts import acting, current_actor, now, session
from app.surfaces.language import show_day, translate, translate_refusal
from app.surfaces.pages import allowed


@PAGES.get("/")
@allowed(*READERS)
def desk() -> str:
    """Show what is to be done with ledgers, and all that may be read."""
    actor = current_actor()
    today = local_day(now())
    text = request.args.get("q", "").replace("\x00", "").strip()[:60]
    found = visible_ledgers(session(), actor, text, request.args.get("after", ""))
    last = found[-1][0] if len(found) == PAGE else None
    drafts = open_drafts(session(), [ledger.id for ledger, _version in found])
    waiting = waiting_entries(session(), actor) if not text else []
    duties = duties_of(session(), actor) if not text else []
    return render_template(
        "ledgers/desk.html",
        search=text,
        duties=[_duty(duty, today) for duty in duties],
        waiting=waiting,
        rows=[_row(ledger, version, drafts) for ledger, version in found],
        next_url=url_for(".desk", q=text or None, after=f"{last.code}.{last.id}") if last else None,
        may_define=bool(actor.roles.intersection(DEFINERS)),
    )


def _duty(duty: LedgerDuty, today: Any) -> dict[str, Any]:
    left = (duty.due_on - today).days
    return {
        "duty": duty,
        "due": show_day(duty.due_on),
        "light": "red" if left < 0 else "yellow" if left <= 5 else "green",
        "words": translate(N_("overdue by %(days)s days"), days=-left)
        if left < 0
        else translate(N_("%(days)s days left"), days=left),
    }


def _row(ledger: Ledger, version: LedgerVersion | None, drafts: frozenset[int]) -> dict[str, Any]:
    state = LedgerState(ledger.state)
    url = url_for(".entries" if version else ".definition", pk=ledger.id)
    colour = {LedgerState.IN_FORCE: "green", LedgerState.DRAFT: "yellow"}.get(state, "grey")
    cadence = translate(Cadence(version.cadence)) if version else ""
    labels = [translate(label) for label in (N_("Ledger"), N_("Kept by"), N_("How often"), N_("State"))]
    texts = (ledger.name, ledger.organisation.name, cadence, translate(state))
    cells: list[dict[str, Any]] = [{"label": la, "text": te} for la, te in zip(labels, texts, strict=True)]
    cells[-1]["tag"] = colour
    if version is not None and ledger.id in drafts and may_define(current_actor(), ledger):
        cells[0]["soft"] = translate(N_("A new version is being written."))
    return {"url": url, "cells": cells}


@PAGES.get("/duties/<int:pk>")
@allowed(*READERS)
def duty(pk: int) -> Response:
    """Lead to what an organisation has entered for the period of a duty; alerts point here."""
    actor = current_actor()
    found = session().get(LedgerDuty, pk)
    if found is None or not actor.scope.holds(found.county, found.organisation_id):
        raise NotFound(N_("There is no such period to report."))
    ledger = ledger_for(session(), actor, found.ledger_id)
    target = url_for(".entries", pk=ledger.id, organisation=found.organisation_id, period=found.period)
    return redirect(target)  # type: ignore[return-value]


@PAGES.post("/<int:pk>/nothing/<int:duty>")
@allowed(*READERS)
def nothing(pk: int, duty: int) -> Response:
    """State that there was nothing to enter in a period."""
    ledger = ledger_for(session(), current_actor(), pk)
    found = session().get(LedgerDuty, duty)
    if found is None or found.ledger_id != ledger.id:
        raise NotFound(N_("There is no such period to report."))
    try:
        with acting() as act:
            report_nothing(act, found)
    except Refused as fault:
        flash(translate_refusal(fault), "error")
    else:
        flash(translate(N_("Recorded: there was nothing to enter.")), "success")
    return redirect(url_for(".desk"))  # type: ignore[return-value]
