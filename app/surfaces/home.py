"""The home page of the inner net: what to do next, and how much of it waits."""

from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for

from app.kernel.act import Actor
from app.kernel.clocks.lights import FAR, Light
from app.kernel.words import N_
from app.surfaces.acts import current_actor, now, session
from app.surfaces.language import show_due, translate
from app.surfaces.pages import anyone, logged_in, safe_next
from app.surfaces.platform import platform
from app.surfaces.visitors import choose_language

HOME = Blueprint("home", __name__)
PUBLIC = Blueprint("public", __name__)
"""What exists on the inner net and on the public portal: the choice of a language."""
DOORSTEP = Blueprint("doorstep", __name__)
"""The root of a site that serves the public portal alone."""


@HOME.get("/")
@logged_in
def index() -> str:
    """Show one tile for each kind of work that this person has, with the number that waits."""
    actor = current_actor()
    tiles: list[dict[str, Any]] = []
    for item in sorted(platform().menu_items, key=lambda entry: entry.place):
        if item.roles & actor.roles:
            count = item.count(session(), actor) if item.count else None
            tiles.append(
                {
                    "title": translate(item.title),
                    "hint": translate(item.hint),
                    "url": url_for(item.endpoint),
                    "icon": item.icon,
                    "count": count,
                }
            )
    return render_template("home.html", tiles=tiles, letters=_letters(actor))


def _letters(actor: Actor) -> list[dict[str, Any]]:
    """Return the letters of citizens that wait for this person, the nearest day first."""
    found = []
    for kind in (letters for domain in platform().domains for letters in domain.letters):
        waits = kind.waiting(session(), actor, now())
        if waits.count:
            found.append((waits.due_at or FAR, kind, waits))
    return [
        {
            "title": translate(kind.title),
            "url": url_for(kind.endpoint),
            "count": waits.count,
            "overdue": waits.overdue,
            "due": show_due(waits.due_at) or translate(N_("not known")),
            "light": (light := Light.RED if waits.overdue else Light.GREEN if waits.due_at else Light.GREY).value,
            "light_words": translate(light),
        }
        for _due, kind, waits in sorted(found, key=lambda one: one[0])
    ]


@DOORSTEP.get("/")
@anyone
def enter() -> Response:
    """Lead into the portal."""
    return redirect(url_for("portal.home"))  # type: ignore[return-value]


@PUBLIC.get("/language/<code>")
@anyone
def language(code: str) -> Response:
    """Change the language and stay on the page."""
    choose_language(code)
    return redirect(safe_next(request.args.get("next")))  # type: ignore[return-value]
