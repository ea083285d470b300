"""All that waits for one person, of every domain: what the home page, the calendar and the digest are made of."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.kernel.act import Actor
from app.kernel.clocks.lights import Light
from app.kernel.words import N_
from app.kernel.work import Piece, in_order
from app.surfaces.platform import platform


def work_of(session: Session, actor: Actor, now: datetime) -> list[Piece]:
    """Return what waits for a person, the nearest day first: letters, then what stands behind the entries of the menu.

    A bare number behind an entry counts as one piece and comes last.
    """
    found = _letters(session, actor, now)
    mine = [item for item in platform().menu_items if item.roles & actor.roles]
    found += [piece for item in mine if item.pieces is not None for piece in item.pieces(session, actor, now)]
    for item in mine:
        if item.pieces is None and item.count is not None and (count := item.count(session, actor)):
            found.append(Piece(item.title, N_("See what waits (%(count)d)"), item.endpoint, facts={"count": count}))
    return in_order(found)


def _letters(session: Session, actor: Actor, now: datetime) -> list[Piece]:
    """Return the letters of citizens that wait for this person, one piece for each kind."""
    found = []
    for kind in (letters for domain in platform().domains for letters in domain.letters):
        waits = kind.waiting(session, actor, now)
        if waits.count:
            light = Light.RED if waits.overdue else Light.GREEN if waits.due_at else Light.GREY
            step = N_("Answer (%(count)d)")
            found.append(
                Piece(kind.title, step, kind.endpoint, due_at=waits.due_at, light=light, facts={"count": waits.count})
            )
    return found
