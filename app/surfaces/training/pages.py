"""The way into the training room from the platform, and the room itself inside the sandbox."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Flask, Response, current_app, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_login import current_user

from app.kernel.errors import NotFound, Refused
from app.kernel.places import Organisation, OrganisationKind
from app.kernel.words import N_
from app.surfaces.accounts.pages import enter_platform
from app.surfaces.acts import current_actor, session
from app.surfaces.language import translate, translate_refusal
from app.surfaces.limits import limited
from app.surfaces.pages import anyone, logged_in
from app.surfaces.platform import platform
from app.surfaces.training.course import course_of, lessons_for
from app.surfaces.training.sandbox import MODE, put_back
from app.surfaces.training.tickets import Learner, key_for, read_ticket, write_ticket
from app.surfaces.visitors import choose_language

WAY_IN = Blueprint("training", __name__, url_prefix="/training")
ROOM = Blueprint("room", __name__, url_prefix="/room")

Answer = str | Response | tuple[str, int]


def init_app(app: Flask) -> None:
    """Register the room in the sandbox, and the way into it everywhere else."""
    if app.config["SUNSHINE_MODE"] != MODE:
        if app.config["SUNSHINE_SURFACE"] != "public":
            app.register_blueprint(WAY_IN)
        app.context_processor(lambda: {"practise": _may_practise, "coach": None})
        return
    app.register_blueprint(ROOM)
    app.before_request(_keep_fresh)
    app.context_processor(lambda: {"practise": None, "coach": _coach})


def _may_practise() -> bool:
    """Tell whether there is a room for whoever is logged in."""
    has_room = current_app.config["SUNSHINE_TRAINING"] not in ("", "none")
    return has_room and current_user.is_authenticated and bool(lessons_for(current_actor()))


@WAY_IN.get("/")
@logged_in
def go() -> Response:
    """Send a clerk into the training room with a ticket that names his role and his places."""
    actor = current_actor()
    lessons = lessons_for(actor)
    address = current_app.config["SUNSHINE_TRAINING"]
    if not lessons or address in ("", "none"):
        raise NotFound(N_("There is no training for your role yet."))
    home = session().get_one(Organisation, actor.organisation_id)
    town, village = _places(home)
    learner = Learner(actor.name, lessons[0].role, town, village, str(get_locale())[:2])
    ticket = write_ticket(key_for(str(current_app.config["SECRET_KEY"]), "tickets"), learner)
    return redirect(f"{address}/room/enter?{urlencode({'ticket': ticket})}")  # type: ignore[return-value]


def _places(home: Organisation) -> tuple[str, str]:
    """Return the names of a clerk's town and village, as far as he has them."""
    if home.body == OrganisationKind.VILLAGE:
        above = session().get(Organisation, home.parent_id) if home.parent_id else None
        return above.name if above else translate(N_("Practice town")), home.name
    return home.name, translate(N_("Practice village"))


@ROOM.get("/enter")
@anyone
@limited("30 per minute", methods=("GET",))
def enter() -> Answer:
    """Give whoever holds a ticket a place of his own in the sandbox and show him his tasks."""
    try:
        learner = read_ticket(current_app.config["SUNSHINE_TRAINING_KEY"], request.args.get("ticket", ""))
    except Refused as fault:
        return render_template("training/door.html", error=translate_refusal(fault)), fault.status
    practice = platform().practice
    assert practice is not None
    user = practice.seat(learner)
    answer = enter_platform(user, url_for(".tasks"))
    choose_language(learner.language)
    return answer


@ROOM.get("/door")
@anyone
def door() -> Answer:
    """Tell whoever comes without a ticket, or after the night, how to come in."""
    return render_template("training/door.html", error="")


@ROOM.get("/")
@logged_in
def tasks() -> str:
    """Show the tasks, what to press in each, and which are done."""
    return render_template("training/tasks.html", course=_shown())


def _shown() -> list[dict[str, Any]]:
    return [
        {
            "number": task.number,
            "title": translate(task.lesson.title),
            "steps": [translate(step) for step in task.lesson.steps],
            "url": url_for(task.lesson.endpoint),
            "done": task.done,
        }
        for task in course_of(session(), current_actor())
    ]


def _coach() -> dict[str, Any] | None:
    """Return the task at hand for the strip on every page; without one when all are done."""
    if not current_user.is_authenticated:
        return None
    course = _shown()
    return {"task": next((task for task in course if not task["done"]), None), "all": len(course)}


def _keep_fresh() -> Any:
    """Put the sandbox back on the first visit of a day; there is no log-in here but by a ticket."""
    put_back(current_app._get_current_object())  # type: ignore[attr-defined]
    if request.endpoint in ("login.form", "login.submit"):
        return redirect(url_for("room.door"))
    return None
