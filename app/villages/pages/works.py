"""Photos of village works: before, during, after; each sent by itself."""

from flask import Response, flash, jsonify, redirect, render_template, request, url_for
from sqlalchemy import select

from app.kernel.act import Actor
from app.kernel.attachments import genuine_path
from app.kernel.errors import Incomplete, NotFound, Refused
from app.kernel.words import N_
from app.surfaces.acts import acting, current_actor, session
from app.surfaces.downloads import send_attachment
from app.surfaces.folders import folder_of
from app.surfaces.language import translate, translate_refusal
from app.surfaces.pages import allowed
from app.villages import operations as verbs
from app.villages.access import ENTERERS, READERS
from app.villages.models import VillageWorks
from app.villages.pages import PAGES
from app.villages.queries.works import staged_photos, works_photo_file
from app.villages.words import WorksStage


def _seen(actor: Actor, pk: int) -> VillageWorks:
    inside = actor.scope.where(VillageWorks.county, VillageWorks.organisation_id)
    found = session().scalar(select(VillageWorks).where(VillageWorks.id == pk, inside))
    if found is None:
        raise NotFound(N_("There are no such works in your scope."))
    return found


@PAGES.get("/works/<int:pk>")
@allowed(*READERS)
def works(pk: int) -> str:
    """Show the photos of works by stage."""
    found = _seen(current_actor(), pk)
    return render_template(
        "villages/works.html",
        found=found,
        may_add=not current_actor().roles.isdisjoint(ENTERERS),
        stages=staged_photos(session(), found),
    )


@PAGES.post("/works/<int:pk>/<stage>")
@allowed(*ENTERERS)
def photograph_works(pk: int, stage: str) -> Response | tuple[Response, int]:
    """Keep one photo; the script asks for ``{"photos"}``."""
    wants_json = request.headers.get("Accept") == "application/json"
    try:
        with acting() as act:
            found = _seen(act.actor, pk)
            sent = request.files.get("photo")
            if sent is None or not sent.filename or stage not in set(WorksStage):
                raise Incomplete(N_("Choose a photo."), field="photo")
            folder = folder_of("files")
            told = {part: request.form.get(part, "")[:40] for part in ("at", "lat", "lon")}
            verbs.add_works_photo(act, folder, found, WorksStage(stage), sent.filename, sent.stream, told)
            answer = {"photos": found.photos}
    except Refused as fault:
        if wants_json:
            return jsonify(error=translate_refusal(fault)), fault.status
        flash(translate_refusal(fault), "error")
    else:
        if wants_json:
            return jsonify(answer)
        flash(translate(N_("The photo is kept.")), "success")
    return redirect(url_for(".works", pk=pk))  # type: ignore[return-value]


@PAGES.get("/works/<int:pk>/photos/<int:file>")
@allowed(*READERS)
def works_photo(pk: int, file: int) -> Response:
    """Show a photo of works."""
    found = _seen(current_actor(), pk)
    kept = works_photo_file(session(), found, file)
    return send_attachment(kept, genuine_path(folder_of("files"), kept), inline=True)
