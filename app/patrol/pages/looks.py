"""What was seen: for the organisation to answer, for the inspector to take back, with the picture it rests on."""

from datetime import timedelta

from flask import Response, flash, redirect, render_template, request, url_for

from app.kernel.attachments import open_attachment
from app.kernel.errors import NotFound, Refused
from app.kernel.roles import Role
from app.kernel.words import N_
from app.patrol import operations as verbs
from app.patrol.cameras.pictures import hide, read_areas
from app.patrol.pages import PAGES
from app.patrol.queries.looking import find_look, looks_seen
from app.patrol.records.access import ANSWERING, STAFF, WATCHING
from app.patrol.words import Manning, Seen
from app.surfaces.acts import acting, current_actor, now, session
from app.surfaces.downloads import send_attachment, send_picture
from app.surfaces.folders import folder_of
from app.surfaces.language import translate_refusal
from app.surfaces.pages import allowed

READERS = (*STAFF, *WATCHING)


@PAGES.get("/seen")
@allowed(*READERS)
def seen() -> str:
    """Show what was seen at the counters of one's own organisation in the last thirty days."""
    looks = looks_seen(session(), current_actor().scope, now() - timedelta(days=30))
    return render_template("patrol/seen.html", looks=looks, titles={str(word): word.title_id for word in Seen})


@PAGES.get("/looks/<int:pk>")
@allowed(*READERS)
def look_page(pk: int) -> str:
    """Show one look with its picture, the roster of that moment and the answer."""
    actor = current_actor()
    look = find_look(session(), actor.scope, pk)
    own = actor.scope.holds(look.county, look.organisation_id)
    open_to_answer = look.seen != Seen.MANNED and look.answered_at is None and look.withdrawn_at is None
    return render_template(
        "patrol/look.html",
        look=look,
        what=Seen(look.seen).title_id,
        manning=Manning(look.manning).title_id,
        may_answer=own and open_to_answer and not actor.roles.isdisjoint(ANSWERING),
        may_withdraw=Role.INSPECTOR in actor.roles and look.withdrawn_at is None,
    )


@PAGES.post("/looks/<int:pk>/answer")
@allowed(*ANSWERING)
def answer(pk: int) -> Response:
    """Answer what was seen."""
    try:
        with acting() as act:
            verbs.answer_look(act, find_look(act.session, act.actor.scope, pk), request.form.get("text", "")[:4000])
    except Refused as fault:
        flash(translate_refusal(fault), "error")
    return redirect(url_for(".look_page", pk=pk))  # type: ignore[return-value]


@PAGES.post("/looks/<int:pk>/withdraw")
@allowed(Role.INSPECTOR)
def withdraw(pk: int) -> Response:
    """Take a look back."""
    try:
        with acting() as act:
            verbs.withdraw_look(act, find_look(act.session, act.actor.scope, pk), request.form.get("why", "")[:200])
    except Refused as fault:
        flash(translate_refusal(fault), "error")
    return redirect(url_for(".look_page", pk=pk))  # type: ignore[return-value]


@PAGES.get("/looks/<int:pk>/picture")
@allowed(*READERS)
def look_picture(pk: int) -> Response:
    """Open the picture of a look, or the one to print (``?print=1``); who opened it stands in the trail."""
    with acting() as act:
        look = find_look(act.session, act.actor.scope, pk)
        if look.still is None or look.still.attachment_id is None:
            raise NotFound(N_("No picture is kept of this look any more."))
        kept, path = open_attachment(act, folder_of("files"), look.still.attachment_id, lambda _file: True)
        if request.args.get("print") == "1" and look.camera is not None:
            return send_picture(hide(path.read_bytes(), read_areas(look.camera.mask)), kept.name)
        return send_attachment(kept, path, inline=True)
