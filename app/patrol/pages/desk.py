"""The desk: rounds that wait, and beginning one of one's own accord."""

from flask import Response, flash, redirect, render_template, request, url_for

from app.kernel.errors import NotFound, Refused
from app.kernel.roles import Role
from app.kernel.words import N_
from app.patrol import operations as verbs
from app.patrol.models import Hall
from app.patrol.pages import PAGES
from app.patrol.queries.looking import halls_open_to, open_rounds_of
from app.patrol.records.access import WATCHING
from app.surfaces.acts import acting, current_actor, now, session
from app.surfaces.language import translate_refusal
from app.surfaces.pages import allowed


@PAGES.get("/")
@allowed(*WATCHING)
def desk() -> str:
    """Show the rounds that wait and the halls in which one may begin a round."""
    actor = current_actor()
    return render_template(
        "patrol/desk.html",
        rounds=open_rounds_of(session(), actor, now()),
        halls=halls_open_to(session(), actor),
        may_patrol=Role.INSPECTOR in actor.roles,
        at=now(),
    )


@PAGES.post("/start")
@allowed(Role.INSPECTOR)
def start() -> Response:
    """Begin a round of a hall and go to its first look."""
    try:
        with acting() as act:
            pk = request.form.get("hall", "")
            hall = act.session.get(Hall, int(pk)) if pk.isdecimal() else None
            if hall is None or not act.actor.scope.holds(hall.county, hall.organisation_id):
                raise NotFound(N_("There is no such hall in your region."))
            made = verbs.start_round(act, hall, on_foot=request.form.get("on_foot") == "1")
            target = url_for(".round_page", pk=made.id)
    except Refused as fault:
        flash(translate_refusal(fault), "error")
        target = url_for(".desk")
    return redirect(target)  # type: ignore[return-value]
