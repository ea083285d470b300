"""What is broken on the platform itself, as an administrator's home page shows it."""

from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.kernel.act import Actor, local_day
from app.kernel.calendar import ONE_DAY, missing_years
from app.kernel.notices import Message, MessageState
from app.kernel.words import N_
from app.kernel.work import Piece, by_day
from app.surfaces.scheduling.standing import clock_standing_still, failing_jobs


def clock_pieces(session: Session, _actor: Actor, now: datetime) -> list[Piece]:
    """Return that the clock stands still, and that jobs of it fail."""
    found = []
    if clock_standing_still(session, now) is not None:
        found.append(
            Piece(N_("The clock stands still: no deadline is watched"), N_("Look at the clock"), "workroom.clock")
        )
    if failing_jobs(session):
        found.append(Piece(N_("Jobs of the clock fail"), N_("Look at the clock"), "workroom.clock"))
    return found


def outbox_pieces(session: Session, actor: Actor, _now: datetime) -> list[Piece]:
    """Return how many messages could not be sent."""
    lost = select(func.count()).where(Message.state == MessageState.FAILED, actor.scope.where(Message.county))
    count = session.scalar(lost) or 0
    step = N_("See the messages (%(count)d)")
    values = {"state": str(MessageState.FAILED)}
    return (
        [Piece(N_("Messages that could not be sent"), step, "workroom.outbox", values, facts={"count": count})]
        if count
        else []
    )


def calendar_pieces(session: Session, _actor: Actor, now: datetime) -> list[Piece]:
    """Return which years' working calendars are missing."""
    title, step = N_("The working calendar is missing"), N_("Bring it in")
    found = []
    for year in missing_years(session, local_day(now)):
        due_at, light = by_day(date(year, 1, 1) - ONE_DAY, now)
        found.append(Piece(title, step, "people.calendar", {}, str(year), "", due_at, light))
    return found
