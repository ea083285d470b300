"""What the public reads: doors, organisations with their light, items, versions, questions."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from app.disclosure.models import (
    DisclosingBody,
    DisclosureItem,
    DisclosureQuestion,
    DisclosureRequest,
    DisclosureTask,
    DisclosureVersion,
)
from app.disclosure.queries.desk import Freshness, freshness
from app.disclosure.words import PUBLIC_STATES, ItemState, TextState
from app.kernel.codes import typed
from app.kernel.errors import NotFound
from app.kernel.places import Organisation
from app.kernel.words import N_

PAGE = 20
SHOWN = (*PUBLIC_STATES, str(ItemState.WITHDRAWN))
"""States in which the public knows an item; of a withdrawn one only title and reason."""
MOST_TASKS = 12
MISSING = N_("There is no such published item.")


def doors(session: Session) -> Mapping[str, int]:
    """Return how many organisations stand behind each door."""
    rows = session.execute(select(DisclosingBody.unit_kind, func.count()).group_by(DisclosingBody.unit_kind))
    return {row[0]: int(row[1]) for row in rows}


def organisations(session: Session, now: datetime, door: str, text: str = "", after: int = 0) -> list[Freshness]:
    """Return the organisations behind a door with their light, by name when one is given."""
    where = [DisclosingBody.unit_kind == door]
    if words := text.replace("\x00", "").strip()[:60]:
        where.append(Organisation.name.contains(words, autoescape=True))
    return freshness(session, now, where, after, PAGE)


def body_of(session: Session, organisation_id: int) -> DisclosingBody:
    """Return an organisation that publishes."""
    found = session.scalar(
        select(DisclosingBody)
        .where(DisclosingBody.organisation_id == organisation_id)
        .options(joinedload(DisclosingBody.organisation))
    )
    if found is None:
        raise NotFound(N_("There is no such organisation that publishes."))
    return found


def items_of(
    session: Session, organisation_id: int, category: str = "", before: int = 0, limit: int = PAGE
) -> list[DisclosureItem]:
    """Return the items of an organisation that the public knows, newest first."""
    found = select(DisclosureItem).where(
        DisclosureItem.organisation_id == organisation_id, DisclosureItem.state.in_(SHOWN)
    )
    if category:
        found = found.where(DisclosureItem.category == category[:40])
    if before:
        found = found.where(DisclosureItem.id < before)
    return list(session.scalars(found.order_by(DisclosureItem.id.desc()).limit(limit)))


def categories_of(session: Session, organisation_id: int) -> list[tuple[str, int]]:
    """Return the categories under which an organisation has published, with how many items each."""
    rows = session.execute(
        select(DisclosureItem.category, func.count())
        .where(DisclosureItem.organisation_id == organisation_id, DisclosureItem.state.in_(SHOWN))
        .group_by(DisclosureItem.category)
        .order_by(DisclosureItem.category)
    )
    return [(row[0], int(row[1])) for row in rows]


def open_tasks_of(session: Session, organisation_id: int) -> list[DisclosureTask]:
    """Return what an organisation owes, the latest first: overdue in public, and what comes next."""
    found = (
        select(DisclosureTask)
        .where(DisclosureTask.organisation_id == organisation_id, DisclosureTask.met_at.is_(None))
        .options(joinedload(DisclosureTask.duty))
        .order_by(DisclosureTask.due_at, DisclosureTask.id)
        .limit(MOST_TASKS)
    )
    return list(session.scalars(found))


def standing_of(session: Session, now: datetime, organisation_id: int) -> Freshness:
    """Return the light of one organisation."""
    found = freshness(session, now, [Organisation.id == organisation_id], limit=1)
    if not found:
        raise NotFound(N_("There is no such organisation that publishes."))
    return found[0]


def public_item(
    session: Session, pk: int, number: int | None = None
) -> tuple[DisclosureItem, DisclosureVersion | None]:
    """Return an item with the version that is asked for, else the one in force; none of what was withdrawn."""
    item = (
        session.scalars(
            select(DisclosureItem)
            .where(DisclosureItem.id == pk, DisclosureItem.state.in_(SHOWN))
            .options(
                joinedload(DisclosureItem.organisation),
                joinedload(DisclosureItem.duty),
                joinedload(DisclosureItem.versions),
            )
        )
        .unique()
        .one_or_none()
    )
    if item is None:
        raise NotFound(MISSING)
    if item.state == ItemState.WITHDRAWN:
        return item, None
    if number is None:
        return item, item.public
    version = next((one for one in public_versions(item) if one.number == number), None)
    if version is None:
        raise NotFound(MISSING)
    return item, version


def public_versions(item: DisclosureItem) -> Sequence[DisclosureVersion]:
    """Return the versions that are or were public, newest first."""
    return [one for one in reversed(item.versions) if one.state in (TextState.PUBLISHED, TextState.REPLACED)]


def answered_questions(session: Session, item: DisclosureItem) -> list[DisclosureQuestion]:
    """Return the questions under an item that have an answer."""
    found = select(DisclosureQuestion).where(DisclosureQuestion.item_id == item.id, DisclosureQuestion.answer != "")
    return list(session.scalars(found.order_by(DisclosureQuestion.id).limit(50)))


def waiting_questions(session: Session, item: DisclosureItem) -> int:
    """Return how many questions under an item wait for an answer."""
    waiting = select(func.count()).where(
        DisclosureQuestion.item_id == item.id, DisclosureQuestion.answered_at.is_(None)
    )
    return session.scalar(waiting) or 0


def question_by_code(session: Session, code: str) -> DisclosureQuestion | None:
    """Return a question by the code that its author was given."""
    return session.scalar(select(DisclosureQuestion).where(DisclosureQuestion.query_code == typed(code)[:24]))


def request_by_code(session: Session, code: str) -> DisclosureRequest | None:
    """Return an application by the code of its receipt."""
    return session.scalar(select(DisclosureRequest).where(DisclosureRequest.query_code == typed(code)[:24]))
