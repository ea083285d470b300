"""One page an accountability record: what was found and decided, the paper, the appeal; and the way to propose one."""

from collections.abc import Callable
from typing import Any

from flask import Response, current_app, flash, redirect, render_template, request, send_file, url_for
from sqlalchemy import select

from app.kernel.act import Act
from app.kernel.attachments import path_of
from app.kernel.audit import record
from app.kernel.documents import documents_of
from app.kernel.errors import NotFound, Refused
from app.kernel.places import Official
from app.kernel.words import N_
from app.supervision.accountability import operations as verbs
from app.supervision.accountability.flows import HOLDING
from app.supervision.accountability.models import STANDING, Accountability, HoldState, Measure
from app.supervision.accountability.papers import TEMPLATES
from app.supervision.accountability.records import WATCHERS
from app.supervision.pages import PAGES
from app.supervision.pages.alert import OFFICERS
from app.supervision.pages.queue import READERS
from app.surfaces.acts import acting, current_actor, reading_act, session
from app.surfaces.folders import folder_of
from app.surfaces.language import faults_of, show_day, translate
from app.surfaces.pages import allowed
from app.surfaces.paper.press import Press, keep_paper
from app.surfaces.records.showing import timeline

SEEN = (*STANDING, HoldState.REVOKED)
"""What whoever is concerned gets to see: a proposal is none of it."""
EVERYBODY = tuple(dict.fromkeys((*WATCHERS, *READERS, *OFFICERS)))


def in_sight(pk: int) -> Accountability:
    """Return a record of the region; for whoever is supervised one that was decided and concerns him or his body."""
    actor = current_actor()
    wanted = select(Accountability).where(
        Accountability.id == pk, actor.scope.where(Accountability.county, Accountability.organisation_id)
    )
    found = session().scalar(wanted)
    if found is not None and actor.roles.isdisjoint(WATCHERS):
        mine = found.official_id == actor.official_id or not actor.roles.isdisjoint(READERS)
        found = found if mine and found.state in SEEN else None
    if found is None:
        raise NotFound(N_("There is no such record, or it lies outside your region."))
    return found


ACTS: dict[str, Callable[[Act, Accountability, str], Any]] = {
    "decide": verbs.decide,
    "drop": verbs.drop,
    "appeal": verbs.appeal,
    "uphold": lambda act, held, text: verbs.answer(act, held, "uphold", text),
    "revoke": lambda act, held, text: verbs.answer(act, held, "revoke", text),
}


@PAGES.route("/accountability/<int:pk>", methods=["GET", "POST"])
@allowed(*EVERYBODY)
def accountability(pk: int) -> str | Response | tuple[str, int]:
    """Show a record, and carry out what its state and the person's part in it allow."""
    found = in_sight(pk)
    if request.method == "GET":
        return _show(found, {})
    action = request.form.get("action", "")
    if action not in ACTS:
        raise NotFound(N_("There is no such action."))
    try:
        with acting() as act:
            ACTS[action](act, found, request.form.get("text", ""))
    except Refused as fault:
        return _show(in_sight(pk), {action: faults_of(fault)}), fault.status
    flash(translate(N_("Done.")), "success")
    return redirect(url_for(".accountability", pk=pk))  # type: ignore[return-value]


def _show(held: Accountability, errors: dict[str, dict[str, str]]) -> str:
    actor = current_actor()
    watching = not actor.roles.isdisjoint(WATCHERS)
    people = {held.official_id, held.proposed_by, held.decided_by, held.answered_by} - {None}
    names: dict[int, str] = dict(
        session().execute(select(Official.id, Official.name).where(Official.id.in_(people))).all()
    )
    moves = {move.code: translate(move.title) for move in HOLDING.moves_from(held.state)}
    mine = verbs.may_appeal(reading_act(), held)
    judging = "inspector" in actor.roles
    return render_template(
        "supervision/accountability.html",
        held=held,
        state=translate(HoldState(held.state)),
        measure=translate(Measure(held.measure)),
        person=names.get(held.official_id or 0, ""),
        names=names if watching else {},
        until=show_day(held.appeal_until),
        moves={code: title for code, title in moves.items() if (mine if code == "appeal" else judging)},
        papers=documents_of(session(), held),
        trail=timeline(held.kind, held.id) if watching else [],
        errors=errors,
    )


@PAGES.get("/accountability/<int:pk>/papers/<int:document_id>.pdf")
@allowed(*EVERYBODY)
def accountability_paper(pk: int, document_id: int) -> Response:
    """Open the paper of a decision; the download stands in the trail."""
    held = in_sight(pk)
    document = next((item for item in documents_of(session(), held) if item.id == document_id), None)
    if document is None:
        raise NotFound(N_("There is no such document in this case."))
    with acting() as act:
        record(act, "attachment.downloaded", held, document=document.number)
        folder = folder_of("papers")
        kept = keep_paper(act, document, Press(TEMPLATES, current_app.config["SUNSHINE_ADDRESS"]), folder)
        return send_file(path_of(folder, kept), mimetype="application/pdf", download_name=kept.name)
