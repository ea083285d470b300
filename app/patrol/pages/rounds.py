"""A round, look by look: the picture beside the form, one press for each counter."""

from flask import Response, flash, redirect, render_template, request, send_file, url_for

from app.kernel.act import Act
from app.kernel.errors import NotFound, Refused
from app.kernel.photos import prepare_photo
from app.kernel.roles import Role
from app.kernel.words import N_
from app.patrol import operations as verbs
from app.patrol.models import Look, PatrolRound
from app.patrol.pages import PAGES
from app.patrol.queries.looking import find_round
from app.patrol.queries.rosters import officials_at, rostered
from app.patrol.records.access import WATCHING
from app.patrol.wall import last_picture
from app.patrol.words import Seen, StillOutcome
from app.surfaces.acts import acting, current_actor, now, session
from app.surfaces.folders import folder_of
from app.surfaces.language import translate_refusal
from app.surfaces.pages import allowed


@PAGES.get("/rounds/<int:pk>")
@allowed(*WATCHING)
def round_page(pk: int) -> str:
    """Show the next look of a round that one makes; otherwise what was seen in it."""
    actor = current_actor()
    made = find_round(session(), actor.scope, pk)
    waiting = [look for look in made.looks if look.at is None]
    mine = Role.INSPECTOR in actor.roles and made.by_id in (None, actor.official_id) and not made.excused
    look = waiting[0] if waiting and mine and made.begun_at is not None else None
    return render_template(
        "patrol/round.html",
        round=made,
        look=look,
        picture=last_picture(folder_of("wall"), look.camera, now()) if look else None,
        people=officials_at(session(), look.counter, now()) if look else [],
        manning=rostered(session(), look.counter, now()).manning.title_id if look else "",
        choices=list(Seen),
        titles={str(word): word.title_id for word in Seen},
        done=len(made.looks) - len(waiting),
        may_begin=mine and made.begun_at is None,
        may_excuse=mine and made.finished_at is None,
    )


def _round(act: Act, pk: int) -> PatrolRound:
    return find_round(act.session, act.actor.scope, pk)


@PAGES.post("/rounds/<int:pk>/begin")
@allowed(Role.INSPECTOR)
def begin(pk: int) -> Response:
    """Take a round."""
    try:
        with acting() as act:
            verbs.begin_round(act, _round(act, pk))
    except Refused as fault:
        flash(translate_refusal(fault), "error")
    return redirect(url_for(".round_page", pk=pk))  # type: ignore[return-value]


@PAGES.post("/rounds/<int:pk>/excuse")
@allowed(Role.INSPECTOR)
def excuse(pk: int) -> Response:
    """Say why a round was not made."""
    target = url_for(".desk")
    try:
        with acting() as act:
            verbs.excuse_round(act, _round(act, pk), request.form.get("why", "")[:200])
    except Refused as fault:
        flash(translate_refusal(fault), "error")
        target = url_for(".round_page", pk=pk)
    return redirect(target)  # type: ignore[return-value]


@PAGES.post("/rounds/<int:pk>/looks/<int:look>")
@allowed(Role.INSPECTOR)
def note_look(pk: int, look: int) -> Response:
    """Note one look and go to the next."""
    try:
        with acting() as act:
            found = _look(_round(act, pk), look)
            seen, note = Seen(request.form.get("seen", "")), request.form.get("note", "")[:2000]
            verbs.record_look(act, folder_of("files"), found, seen, note, _picture(act, found))
    except Refused as fault:
        flash(translate_refusal(fault), "error")
    return redirect(url_for(".round_page", pk=pk))  # type: ignore[return-value]


def _look(made: PatrolRound, pk: int) -> Look:
    """Return a look of a round; NotFound where it is none of it."""
    found = next((one for one in made.looks if one.id == pk), None)
    if found is None:
        raise NotFound(N_("There is no such look in your region."))
    return found


def _picture(act: Act, look: Look) -> verbs.Picture | None:
    """Return the photo that was sent, or else what the camera shows."""
    sent = request.files.get("photo")
    if sent is not None and sent.filename:
        photo, _told = prepare_photo(sent.stream, {})
        return verbs.Picture(photo, act.at, StillOutcome.PHOTO)
    return last_picture(folder_of("wall"), look.camera, act.at)


@PAGES.get("/rounds/<int:pk>/looks/<int:look>/now.jpg")
@allowed(*WATCHING)
def now_shown(pk: int, look: int) -> Response:
    """Show what the camera of a look shows now; the look itself stands in the trail."""
    found = _look(find_round(session(), current_actor().scope, pk), look)
    picture = last_picture(folder_of("wall"), found.camera, now())
    if picture is None:
        raise NotFound(N_("There is no fresh picture."))
    answer = send_file(picture.stream, mimetype="image/jpeg", max_age=0)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
