"""The home page of the inner net: what to do next, by its day, one press from where it is done."""

from collections import Counter
from typing import Any

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for

from app.kernel.act import Actor, local_day
from app.kernel.domain import MenuItem
from app.kernel.words import N_
from app.kernel.work import Piece, When, when
from app.surfaces.acts import current_actor, now, session
from app.surfaces.inbox import rows_of, unread
from app.surfaces.language import show_due, translate
from app.surfaces.pages import anyone, logged_in, safe_next
from app.surfaces.platform import platform
from app.surfaces.visitors import choose_language
from app.surfaces.waiting import work_of

HOME = Blueprint("home", __name__)
PUBLIC = Blueprint("public", __name__)
"""What exists on the inner net and on the public portal: the choice of a language."""
DOORSTEP = Blueprint("doorstep", __name__)
"""The root of a site that serves the public portal alone."""


MOST = 12
"""Pieces of work on the page."""
NEWS = 4
"""Messages on the page."""
LARGE = 2
"""Shortcuts on the page."""


@HOME.get("/")
@logged_in
def index() -> str:
    """Show what this person does next, by its day; what he does most often; and, folded, all that he may do.

    Whoever has one role alone that has a start page of its own sees that.
    """
    actor = current_actor()
    own = platform().homes.get(next(iter(actor.roles))) if len(actor.roles) == 1 else None
    if own is not None:
        return str(current_app.view_functions[own]())
    mine = [item for item in platform().menu_items if item.roles & actor.roles]
    at = now()
    work = work_of(session(), actor, at)
    counts = Counter(when(piece, at, local_day(at)) for piece in work)
    return render_template(
        "home.html",
        shortcuts=_shortcuts(actor),
        work=[_row(piece) for piece in work[:MOST]],
        more=len(work) - MOST,
        parts=[(translate(part), counts[part], PARTS[part]) for part in PARTS if counts[part]],
        groups=_groups(mine),
        news=rows_of(unread(actor, NEWS)),
    )


PARTS = {When.OVERDUE: "red", When.TODAY: "yellow", When.SOON: "yellow"}
"""What is counted above the list, with its colour."""


def _row(piece: Piece) -> dict[str, Any]:
    return {
        "title": translate(piece.title),
        "about": piece.about,
        "note": piece.note,
        "step": translate(piece.step, **piece.facts),
        "url": url_for(piece.endpoint, **piece.values),
        "due": show_due(piece.due_at),
        "light": piece.light.value,
        "light_words": translate(piece.light if piece.due_at else N_("No deadline")),
    }


def _shortcuts(actor: Actor) -> list[dict[str, str]]:
    """Return what people of these roles do most often, with its address."""
    found = []
    for one in platform().shortcuts:
        values = one.values(actor) if one.roles & actor.roles else None
        if values is not None:
            found.append({"title": translate(one.title), "url": url_for(one.endpoint, **values), "icon": one.icon})
    return found[:LARGE]


def _groups(mine: list[MenuItem]) -> list[dict[str, Any]]:
    """Return all that this person may do, by the groups of the menu in their order."""
    order = {title: place for place, title in enumerate(platform().groups)}
    groups: dict[str, list[dict[str, str]]] = {}
    for item in sorted(mine, key=lambda one: (order.get(one.group, 99), one.place)):
        entry = {"title": translate(item.title), "hint": translate(item.hint), "url": url_for(item.endpoint)}
        groups.setdefault(item.group, []).append(entry)
    return [{"title": translate(title), "entries": entries} for title, entries in groups.items()]


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
