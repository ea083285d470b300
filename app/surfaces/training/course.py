"""How far a learner is: each task is done once its verb stands in the trail under his name."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.kernel.act import Actor
from app.kernel.audit import TrailRow
from app.kernel.domain import Lesson
from app.surfaces.platform import platform


@dataclass(frozen=True, slots=True)
class Task:
    """A task with its number, from 1, and whether it is done."""

    number: int
    lesson: Lesson
    done: bool


def lessons_for(actor: Actor) -> list[Lesson]:
    """Return the tasks of whoever holds a role that learns."""
    return [lesson for lesson in platform().lessons if lesson.role in actor.roles]


def course_of(session: Session, actor: Actor) -> list[Task]:
    """Return the tasks of a learner in their order."""
    lessons = lessons_for(actor)
    told = Counter(
        dict(
            session.execute(
                select(TrailRow.verb, func.count())
                .where(
                    TrailRow.official_id == actor.official_id, TrailRow.verb.in_({lesson.verb for lesson in lessons})
                )
                .group_by(TrailRow.verb)
            ).all()
        )
    )
    return [Task(number, lesson, told[lesson.verb] >= lesson.times) for number, lesson in enumerate(lessons, start=1)]
