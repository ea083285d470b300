"""Figures of halls: who was there, how long citizens waited, which rounds were made, over the last thirty days."""

from datetime import timedelta

from flask import render_template

from app.kernel.roles import Role
from app.patrol.pages import PAGES
from app.patrol.queries.shares import manned, rounds_made, waited
from app.patrol.records.access import STAFF, WATCHING
from app.surfaces.acts import current_actor, now, session
from app.surfaces.pages import allowed

READERS = (*STAFF, *WATCHING, Role.LEADER)


@PAGES.get("/figures")
@allowed(*READERS)
def figures() -> str:
    """Show the figures of one's own scope; rounds to those who patrol or lead."""
    scope, since = current_actor().scope, now() - timedelta(days=30)
    return render_template(
        "patrol/figures.html",
        manned=manned(session(), scope, since),
        waited=waited(session(), scope, since),
        rounds=rounds_made(session(), scope, since, now()),
    )
