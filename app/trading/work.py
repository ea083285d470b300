"""Trades in which the next move is one person's, as the home page shows them."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.kernel.act import Actor
from app.kernel.words import N_
from app.kernel.work import MOST, Piece
from app.trading import queries
from app.trading.applications import count_waiting
from app.trading.flows import TENDER
from app.trading.guards import home_of
from app.trading.models import Project


def pieces(session: Session, actor: Actor, now: datetime) -> list[Piece]:
    """Return the trades that wait for the actor's next move, and the applications for accounts that wait."""
    open_ones = (
        select(Project)
        .where(queries.inside(actor.scope), Project.still_open())
        .options(joinedload(Project.notice), joinedload(Project.organisation))
        .order_by(Project.id)
    )
    found = []
    for project in session.scalars(open_ones.limit(MOST * 5)):
        if step := _next(actor, project):
            about = f"{project.number} · {project.organisation.name}"
            found.append(Piece(project.name, step, "trading.project", {"pk": project.id}, about))
    if waiting := count_waiting(session, actor):
        step = N_("See what waits (%(count)d)")
        found.append(Piece(N_("Applications for accounts"), step, "trading.applications", facts={"count": waiting}))
    return found[:MOST]


def _next(actor: Actor, project: Project) -> str:
    """Return the title of the usual move that takes a trade on, if it is the actor's."""
    for move in TENDER.moves_from(project.state):
        if move.target is None:
            continue  # what came in is answered as a letter is, by its day
        home = home_of(project, move.code)
        usual = move.target is not None and not (move.by_clock or move.needs_reason)
        if usual and any((home, duty) in actor.duties for duty in move.duties):
            return move.title
    return ""
