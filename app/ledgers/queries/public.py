"""What the public may ask: published entries of ledgers in use that have a public page."""

from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, joinedload

from app.kernel.db import contains_text
from app.kernel.errors import NotFound
from app.kernel.places import Organisation
from app.kernel.words import N_
from app.ledgers.models import Ledger, LedgerEntry, LedgerVersion
from app.ledgers.words import EntryState, LedgerState

PAGE = 25
MOST = 200


def _public() -> Select[Any]:
    return (
        select(Ledger)
        .join(LedgerVersion, LedgerVersion.id == Ledger.current_version_id)
        .options(joinedload(Ledger.organisation))
        .where(Ledger.state != LedgerState.DRAFT, LedgerVersion.public.is_(True))
    )


def public_ledgers(session: Session, text: str = "") -> list[Ledger]:
    """Return the ledgers with a public page, by name."""
    statement = _public().order_by(Ledger.name, Ledger.id).limit(MOST)
    if text:
        statement = statement.where(or_(*(contains_text(column, text) for column in (Ledger.name, Ledger.initials))))
    return list(session.scalars(statement))


def public_ledger(session: Session, pk: int) -> Ledger:
    """Return a ledger with a public page, or NotFound."""
    found: Ledger | None = session.scalar(_public().where(Ledger.id == pk))
    if found is None:
        raise NotFound(N_("There is no such ledger for the public."))
    return found


def public_entries(
    session: Session, ledger: Ledger, text: str, organisation_id: int | None, after: int, size: int = PAGE
) -> list[LedgerEntry]:
    """Return published entries, newest first, after an id; searched by organisation name, never by masked text."""
    statement = (
        select(LedgerEntry)
        .join(Organisation, Organisation.id == LedgerEntry.organisation_id)
        .options(joinedload(LedgerEntry.organisation), joinedload(LedgerEntry.version))
        .where(LedgerEntry.ledger_id == ledger.id, LedgerEntry.state == EntryState.PUBLISHED)
        .order_by(LedgerEntry.id.desc())
        .limit(size)
    )
    if after:
        statement = statement.where(LedgerEntry.id < after)
    if organisation_id:
        statement = statement.where(LedgerEntry.organisation_id == organisation_id)
    if text:
        statement = statement.where(contains_text(Organisation.name, text))
    return list(session.scalars(statement))


def public_figures(session: Session, ledger: Ledger) -> list[tuple[int, str, int]]:
    """Return (id, name, published entries) of organisations, those with most first; at most twelve."""
    rows = session.execute(
        select(Organisation.id, Organisation.name, func.count())
        .join(LedgerEntry, LedgerEntry.organisation_id == Organisation.id)
        .where(LedgerEntry.ledger_id == ledger.id, LedgerEntry.state == EntryState.PUBLISHED)
        .group_by(Organisation.id, Organisation.name)
        .order_by(func.count().desc(), Organisation.name)
        .limit(12)
    )
    return [(int(row[0]), str(row[1]), int(row[2])) for row in rows]


def public_entry(session: Session, pk: int) -> LedgerEntry:
    """Return a published entry, or NotFound; one that has been corrected leads nowhere."""
    found = session.scalar(
        select(LedgerEntry)
        .join(Ledger, Ledger.id == LedgerEntry.ledger_id)
        .join(LedgerVersion, LedgerVersion.id == Ledger.current_version_id)
        .options(joinedload(LedgerEntry.ledger), joinedload(LedgerEntry.version), joinedload(LedgerEntry.organisation))
        .where(LedgerEntry.id == pk, LedgerEntry.state == EntryState.PUBLISHED, LedgerVersion.public.is_(True))
    )
    if found is None:
        raise NotFound(N_("There is no such entry for the public."))
    return found
