"""Closing an organisation: what is still open there goes to a successor, and nothing new begins there any more.

A table whose rows are work says so by a class method ``still_open()``, the condition on rows that somebody has to
finish; what hangs on other work, or is nobody's in particular, has no ``organisation_id`` and goes along. Rows that cannot change hands (``passes_on = False``) are finished before the organisation is closed.
"""

from typing import Any

from sqlalchemy import event, func, select, update
from sqlalchemy.orm import Session, UOWTransaction

from app.kernel.act import Act
from app.kernel.audit import record
from app.kernel.db import Base
from app.kernel.errors import Incomplete, OutOfOrder
from app.kernel.places import Organisation
from app.kernel.words import N_


def work_tables() -> list[Any]:
    """Return every table whose rows are work of an organisation."""
    tables = (mapper.class_ for mapper in Base.registry.mappers)
    work = (one for one in tables if hasattr(one, "still_open") and hasattr(one, "organisation_id"))
    return sorted(work, key=lambda one: str(one.__tablename__))


def open_work(session: Session, organisation_id: int) -> dict[type[Any], int]:
    """Return how much is open at an organisation, by table; only what is not zero."""
    found: dict[type[Any], int] = {}
    for table in work_tables():
        waiting = select(func.count()).where(table.organisation_id == organisation_id, table.still_open())
        if count := session.scalar(waiting):
            found[table] = count
    return found


def close_organisation(act: Act, organisation: Organisation) -> None:
    """Close an organisation as its row says now: nothing stands below it, and what is open goes to its successor."""
    if organisation.closed_on is None:
        return
    if organisation.closed_on > act.on:
        raise Incomplete(N_("An organisation is closed on the day itself. Enter a day up to today."), field="closed_on")
    below = act.session.scalar(
        select(Organisation.name)
        .where(Organisation.parent_id == organisation.id, Organisation.closed_on.is_(None))
        .limit(1)
    )
    if below is not None:
        raise Incomplete(
            N_("%(name)s still stands below this organisation. Close it first, or give it another superior."),
            field="closed_on",
            name=below,
        )
    work = open_work(act.session, organisation.id)
    kept = {table: count for table, count in work.items() if not getattr(table, "passes_on", True)}
    if kept:
        raise Incomplete(
            N_(
                "%(count)d entries of its books are not finished yet, and nobody else can finish them. Finish them first."
            ),
            field="closed_on",
            count=sum(kept.values()),
        )
    successor = _successor(act, organisation)
    if work and successor is None:
        raise Incomplete(
            N_("%(count)d pieces of work are still open here. Say which organisation goes on with them."),
            field="successor_id",
            count=sum(work.values()),
        )
    for table in work:
        assert successor is not None
        passed = update(table).where(table.organisation_id == organisation.id, table.still_open())
        act.session.execute(
            passed.values(organisation_id=successor.id), execution_options={"synchronize_session": False}
        )
    act.session.flush()
    act.session.expire_all()
    record(
        act,
        "organisation.closed",
        organisation,
        on=organisation.closed_on,
        successor=successor.id if successor else None,
        pieces=sum(work.values()),
    )


def _successor(act: Act, organisation: Organisation) -> Organisation | None:
    """Return who goes on with the work; Incomplete for one that cannot."""
    if organisation.successor_id is None:
        return None
    found = act.session.get(Organisation, organisation.successor_id)
    if (
        found is None
        or found.id == organisation.id
        or found.closed_on is not None
        or found.county != organisation.county
        or not act.actor.scope.holds(found.county, found.id)
    ):
        raise Incomplete(
            N_("Choose another organisation of the county that is at work; cases stay in their county."),
            field="successor_id",
        )
    return found


def _refuse_what_begins_there(session: Session, _context: UOWTransaction, _objects: object) -> None:
    for item in session.new:
        home = getattr(item, "organisation_id", None)
        if home is not None and hasattr(type(item), "still_open"):
            refuse_closed(session, home)


def refuse_closed(session: Session, home: int) -> None:
    """Refuse new work at an organisation that has been closed; told is where its work goes on."""
    act: Act | None = session.info.get("act")
    organisation = session.get(Organisation, home)
    if act is None or organisation is None or organisation.closed_on is None or organisation.closed_on > act.on:
        return
    onward = session.get(Organisation, organisation.successor_id) if organisation.successor_id else None
    if onward is not None:
        raise OutOfOrder(
            N_("%(name)s was closed on %(day)s; nothing new begins there. Its work goes on at %(successor)s."),
            name=organisation.name,
            day=organisation.closed_on,
            successor=onward.name,
        )
    raise OutOfOrder(
        N_("%(name)s was closed on %(day)s; nothing new begins there."),
        name=organisation.name,
        day=organisation.closed_on,
    )


event.listen(Session, "before_flush", _refuse_what_begins_there)
