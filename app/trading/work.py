"""Trades in which the next move is one person's, as the home page shows them."""

from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from app.kernel.act import Actor
from app.kernel.words import N_
from app.kernel.work import MOST, Piece
from app.trading import queries, sales
from app.trading.applications import count_waiting
from app.trading.flows import TENDER
from app.trading.guards import home_of
from app.trading.listing_flow import SELLING
from app.trading.models import Project, TradeListing
from app.trading.operations.selling import home_of_listing
from app.trading.words import ListingState


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
    found += [
        Piece(one.name, step, "trading.listing", {"pk": one.id}, f"{one.number} · {one.organisation.name}")
        for one in session.scalars(_running().where(sales.listed_inside(actor.scope)).limit(MOST * 5))
        if (step := _next_of(actor, one))
    ]
    if waiting := count_waiting(session, actor):
        step = N_("See what waits (%(count)d)")
        found.append(Piece(N_("Applications for accounts"), step, "trading.applications", facts={"count": waiting}))
    return found[:MOST]


def _running() -> Select[TradeListing]:
    ended = (ListingState.ENTERED, ListingState.DONE, ListingState.STOPPED, ListingState.UNSOLD)
    going = TradeListing.state.not_in([str(one) for one in ended])
    return select(TradeListing).where(going).options(joinedload(TradeListing.organisation)).order_by(TradeListing.id)


def _next_of(actor: Actor, listing: TradeListing) -> str:
    """Return the title of the move that takes a listing on, if it is the actor's."""
    for move in SELLING.moves_from(listing.state):
        home = home_of_listing(listing, move.code)
        if move.target and not move.needs_reason and any((home, duty) in actor.duties for duty in move.duties):
            return move.title
    return ""


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
