"""The wall: what the cameras of a hall show now, beside each other."""

import io
from datetime import datetime
from typing import Any

from flask import Response, flash, redirect, render_template, request, send_file, url_for
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.kernel.audit import record
from app.kernel.errors import NotFound, Refused
from app.kernel.roles import Role
from app.kernel.words import N_
from app.patrol.cameras.outcomes import WHY
from app.patrol.models import Camera, CameraView, Hall
from app.patrol.operations.fetching import set_view
from app.patrol.pages import PAGES
from app.patrol.queries.looking import halls_open_to
from app.patrol.queries.opening import is_open
from app.patrol.records.access import KEEPING, WATCHING
from app.patrol.wall import last_picture, picture_path
from app.patrol.words import StillOutcome, StillWay
from app.surfaces.acts import acting, current_actor, now, session
from app.surfaces.folders import folder_of
from app.surfaces.language import translate_refusal
from app.surfaces.pages import allowed

MOST = 16
"""Cameras of one page."""
LOOKERS = (*WATCHING, *KEEPING)


def _hall(pk: int) -> Hall:
    actor = current_actor()
    hall = session().get(Hall, pk)
    if hall is None or not actor.scope.holds(hall.county, hall.organisation_id):
        raise NotFound(N_("There is no such hall in your region."))
    return hall


def _camera(pk: int) -> Camera:
    camera = session().get(Camera, pk)
    if camera is None or not current_actor().scope.holds(camera.county, camera.organisation_id):
        raise NotFound(N_("There is no such camera in your region."))
    return camera


@PAGES.get("/wall/")
@allowed(*LOOKERS)
def walls() -> Response | str:
    """Go to the wall of the only hall, or let one choose."""
    halls = halls_open_to(session(), current_actor())
    if len(halls) == 1:
        return redirect(url_for(".wall", pk=halls[0].id))  # type: ignore[return-value]
    return render_template("patrol/walls.html", halls=halls)


@PAGES.get("/wall/<int:pk>")
@allowed(*LOOKERS)
def wall(pk: int) -> str:
    """Show the cameras of a hall; that somebody opened it stands in the trail, that it was refreshed does not."""
    at = now()
    if request.args.get("again") != "1":
        with acting() as act:
            record(act, "patrol.wall_opened", _hall(pk))
    hall = _hall(pk)
    cameras = session().scalars(
        select(Camera)
        .options(selectinload(Camera.views).joinedload(CameraView.counter))
        .where(Camera.hall_id == hall.id)
        .order_by(Camera.code)
        .limit(MOST)
    )
    actor = current_actor()
    return render_template(
        "patrol/wall.html",
        hall=hall,
        tiles=[_tile(camera, at) for camera in cameras],
        is_open=is_open(session(), hall, at),
        at=at,
        may_patrol=Role.INSPECTOR in actor.roles,
        may_set=not actor.roles.isdisjoint(KEEPING),
    )


def _tile(camera: Camera, at: datetime) -> dict[str, Any]:
    """Return what the page shows of a camera: its picture while it is fresh, otherwise why there is none."""
    fresh = last_picture(folder_of("wall"), camera, at) is not None
    why = ""
    if not fresh:
        if camera.off:
            why = N_("Under repair")
        elif camera.way == StillWay.NONE:
            why = N_("This camera gives no still. Open its live picture.")
        elif not camera.outcome or camera.outcome == StillOutcome.FRESH:
            why = N_("No picture was fetched in the last two minutes.")
        else:
            outcome = StillOutcome(camera.outcome)
            why = WHY.get(outcome, outcome.title_id)
    return {
        "camera": camera,
        "fresh": fresh,
        "why": why,
        "odd": not fresh and picture_path(folder_of("wall"), camera.id, fresh=False).exists(),
    }


@PAGES.get("/cameras/<int:pk>/picture")
@allowed(*LOOKERS)
def camera_picture(pk: int) -> Response:
    """Give the last picture of a camera; ``odd=1`` gives one that is dark, old or of another view."""
    path = picture_path(folder_of("wall"), _camera(pk).id, fresh=request.args.get("odd") != "1")
    try:
        taken = io.BytesIO(path.read_bytes())
    except FileNotFoundError:
        raise NotFound(N_("This camera has given no picture yet. Wait a minute while its hall is open.")) from None
    return send_file(taken, mimetype="image/jpeg", max_age=0)


@PAGES.post("/cameras/<int:pk>/view")
@allowed(*KEEPING)
def take_view(pk: int) -> Response:
    """Take what a camera shows now as what it should show."""
    camera = _camera(pk)
    try:
        with acting() as act:
            set_view(act, folder_of("wall"), _camera(pk))
    except Refused as fault:
        flash(translate_refusal(fault), "error")
    return redirect(url_for(".wall", pk=camera.hall_id))  # type: ignore[return-value]
