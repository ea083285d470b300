"""What must be published and what waits to be examined, as a person's home page shows it."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.disclosure.access import ABOVE, DRAFTERS, INSIDE
from app.disclosure.queries.desk import light_of, tasks_for, to_examine, withdrawals
from app.kernel.act import Actor
from app.kernel.words import N_
from app.kernel.work import MOST, Piece


def pieces(session: Session, actor: Actor, now: datetime) -> list[Piece]:
    """Return the tasks of one's own organisation that are due soon or late, then what waits for one's decision."""
    found = []
    if actor.roles.intersection(DRAFTERS):
        found += [
            Piece(
                task.duty.title,
                N_("Publish"),
                "disclosure.task",
                {"pk": task.id},
                task.period,
                due_at=task.due_at,
                light=light_of(task.warn_at, task.due_at, task.met_at, now),
            )
            for task in tasks_for(session, actor, now)
            if task.organisation_id == actor.organisation_id and task.warn_at <= now
        ]
    if actor.roles.intersection((*INSIDE, *ABOVE)):
        found += [
            Piece(one.title, N_("Examine"), "disclosure.item", {"pk": one.item_id}, one.item.organisation.name)
            for one in to_examine(session, actor)
        ]
        found += [
            Piece(
                item.title, N_("Decide on the withdrawal"), "disclosure.item", {"pk": item.id}, item.organisation.name
            )
            for item in withdrawals(session, actor)
        ]
    return found[:MOST]
