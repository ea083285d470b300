"""Rounds and looks as pages ask for them."""

from datetime import datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.kernel.act import Actor
from app.kernel.errors import NotFound
from app.kernel.places import Scope
from app.kernel.words import N_
from app.patrol.models import Camera, CameraView, Counter, Hall, Look, PatrolRound
from app.patrol.words import Seen, StillWay

FRESH = timedelta(minutes=2)
"""A picture of the wall that is older is not what is seen now."""


def camera_of(session: Session, counter: Counter) -> Camera | None:
    """Return the camera through which a counter is looked at: one that gives stills before one that does not."""
    shown = (
        select(Camera)
        .join(CameraView, CameraView.camera_id == Camera.id)
        .where(CameraView.counter_id == counter.id, Camera.off.is_(False))
        .order_by((Camera.way == StillWay.SNAPSHOT).desc(), Camera.code)
    )
    return session.scalars(shown.limit(1)).first()


def open_rounds_of(session: Session, actor: Actor, at: datetime) -> list[PatrolRound]:
    """Return the rounds that wait or are being made, whoever makes them, the most urgent first."""
    waiting = (
        select(PatrolRound)
        .options(joinedload(PatrolRound.hall), joinedload(PatrolRound.by), selectinload(PatrolRound.looks))
        .where(
            actor.scope.where(PatrolRound.county, PatrolRound.organisation_id),
            PatrolRound.finished_at.is_(None),
            PatrolRound.excused == "",
            PatrolRound.due_at <= at,
            or_(PatrolRound.until > at - timedelta(days=7), PatrolRound.begun_at.is_not(None)),
        )
        .order_by(PatrolRound.until, PatrolRound.id)
        .limit(100)
    )
    return list(session.scalars(waiting))


def count_open_rounds(session: Session, actor: Actor) -> int:
    """Return how many rounds wait."""
    waiting = (
        select(func.count())
        .select_from(PatrolRound)
        .where(
            actor.scope.where(PatrolRound.county, PatrolRound.organisation_id),
            PatrolRound.finished_at.is_(None),
            PatrolRound.excused == "",
        )
    )
    return session.scalar(waiting) or 0


def halls_open_to(session: Session, actor: Actor) -> list[Hall]:
    """Return the halls of the scope, by code."""
    inside = actor.scope.where(Hall.county, Hall.organisation_id)
    return list(session.scalars(select(Hall).where(inside, Hall.closed_on.is_(None)).order_by(Hall.code)))


def find_round(session: Session, scope: Scope, pk: int) -> PatrolRound:
    """Return a round of the scope; NotFound where there is none."""
    found = session.scalars(
        select(PatrolRound)
        .options(selectinload(PatrolRound.looks).joinedload(Look.counter), joinedload(PatrolRound.hall))
        .where(PatrolRound.id == pk, scope.where(PatrolRound.county, PatrolRound.organisation_id))
    ).first()
    if found is None:
        raise NotFound(N_("There is no such round in your region."))
    return found


def find_look(session: Session, scope: Scope, pk: int) -> Look:
    """Return a look of the scope: of the organisation at the counter, or of who patrols. NotFound otherwise."""
    inside = or_(scope.where(Look.county, Look.organisation_id), scope.where(Look.county, Look.patrol_id))
    found = session.scalars(
        select(Look)
        .options(joinedload(Look.counter), joinedload(Look.hall), joinedload(Look.still), joinedload(Look.round))
        .where(Look.id == pk, Look.at.is_not(None), inside)
    ).first()
    if found is None:
        raise NotFound(N_("There is no such look in your region."))
    return found


def looks_seen(session: Session, scope: Scope, since: datetime, limit: int = 100) -> list[Look]:
    """Return what was seen at counters of a scope since an instant, newest first; manned counters left out."""
    found = (
        select(Look)
        .options(joinedload(Look.counter), joinedload(Look.hall), joinedload(Look.official))
        .where(
            scope.where(Look.county, Look.organisation_id),
            Look.at >= since,
            Look.seen != str(Seen.MANNED),
            Look.withdrawn_at.is_(None),
        )
        .order_by(Look.at.desc(), Look.id.desc())
        .limit(limit)
    )
    return list(session.scalars(found))
