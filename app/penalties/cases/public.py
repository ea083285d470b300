"""What the public may read of enforcement: decisions without personal data, officers and their certificates."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload

from app.kernel.codes import typed
from app.kernel.errors import NotFound
from app.kernel.names import public_name
from app.kernel.places import Organisation
from app.kernel.words import N_
from app.penalties.cases.acts import PenaltyComplaint
from app.penalties.cases.models import OfficerCertificate, PenaltyCase
from app.penalties.models import ItemState, ViolationItem

PAGE = 20


@dataclass(frozen=True, slots=True)
class Office:
    """A department that enforces, with what the public can look at."""

    organisation: Organisation
    items: int
    officers: int
    decisions: int


def public_party(case: PenaltyCase) -> str:
    """Return a party as the public reads it: a company by name, a person by surname only."""
    return case.party_name if case.party_kind == "organisation" else public_name(case.party_name)


def published(_on: date | None = None) -> ColumnElement[bool]:
    """Return the condition of decisions that everybody may read."""
    return and_(PenaltyCase.published_at.is_not(None), PenaltyCase.unpublished_at.is_(None))


def published_penalties(
    session: Session, *, text: str = "", organisation_id: int | None = None, before: int | None = None
) -> list[dict[str, Any]]:
    """Return published decisions, newest first, public fields only.

    A search finds numbers, violations and companies; people are not found by their names.
    """
    found = (
        select(PenaltyCase)
        .where(published())
        .options(joinedload(PenaltyCase.item), joinedload(PenaltyCase.organisation))
    )
    if words := text.replace("\x00", "").strip()[:60]:
        items = select(ViolationItem.id).where(ViolationItem.name.contains(words, autoescape=True))
        company = and_(
            PenaltyCase.party_kind == "organisation", PenaltyCase.party_name.contains(words, autoescape=True)
        )
        found = found.where(or_(PenaltyCase.number == words, PenaltyCase.item_id.in_(items), company))
    if organisation_id:
        found = found.where(PenaltyCase.organisation_id == organisation_id)
    if before:
        found = found.where(PenaltyCase.id < before)
    return [_shown(case) for case in session.scalars(found.order_by(PenaltyCase.id.desc()).limit(PAGE))]


def published_penalty(session: Session, case_id: int) -> dict[str, Any]:
    """Return one published decision, public fields only; NotFound for every other case."""
    case = session.get(PenaltyCase, case_id)
    if case is None or case.published_at is None or case.unpublished_at is not None:
        raise NotFound(N_("There is no such published decision. It may have been withdrawn."))
    return _shown(case)


def _shown(case: PenaltyCase) -> dict[str, Any]:
    return {
        "id": case.id,
        "number": case.number,
        "party": public_party(case),
        "item": case.item.name if case.item else "",
        "item_id": case.item_id,
        "organ": case.organisation.name,
        "fine": case.fine,
        "others": case.other_penalties or [],
        "decided_on": case.decided_on,
    }


def offices(session: Session, on: date) -> list[Office]:
    """Return the departments with penalty items in force, each with items, officers and published decisions."""
    items = _counts(session, ViolationItem.organisation_id, ViolationItem.state == str(ItemState.IN_FORCE))
    officers = _counts(session, OfficerCertificate.organisation_id, valid(on))
    decisions = _counts(
        session,
        PenaltyCase.organisation_id,
        PenaltyCase.published_at.is_not(None),
        PenaltyCase.unpublished_at.is_(None),
    )
    rows = session.scalars(select(Organisation).where(Organisation.id.in_(sorted(items))).order_by(Organisation.id))
    return [Office(row, items[row.id], officers.get(row.id, 0), decisions.get(row.id, 0)) for row in rows]


def _counts(session: Session, home: Any, *conditions: Any) -> dict[int, int]:
    rows = session.execute(select(home, func.count()).where(*conditions).group_by(home))
    return {int(row[0]): int(row[1]) for row in rows}


def valid(on: date) -> ColumnElement[bool]:
    """Return the condition of certificates that hold on a day."""
    return and_(
        OfficerCertificate.valid_from <= on,
        OfficerCertificate.valid_to >= on,
        OfficerCertificate.withdrawn_on.is_(None),
    )


def public_officers(session: Session, organisation_id: int, on: date) -> list[OfficerCertificate]:
    """Return the officers of a department whose certificate is valid today."""
    return list(
        session.scalars(
            select(OfficerCertificate)
            .where(OfficerCertificate.organisation_id == organisation_id, valid(on))
            .options(joinedload(OfficerCertificate.official))
            .order_by(OfficerCertificate.number)
            .limit(500)
        )
    )


def office(session: Session, organisation_id: int) -> Organisation:
    """Return a department that has penalty items in force; NotFound for every other organisation."""
    enforces = select(ViolationItem.id).where(
        ViolationItem.organisation_id == Organisation.id, ViolationItem.state == str(ItemState.IN_FORCE)
    )
    found = session.scalar(select(Organisation).where(Organisation.id == organisation_id, enforces.exists()))
    if found is None:
        raise NotFound(N_("There is no such enforcing office."))
    return found


def published_case(session: Session, organisation_id: int, number: str) -> PenaltyCase | None:
    """Return a published case of an office by its number, for a complaint about it."""
    return session.scalar(
        select(PenaltyCase).where(
            PenaltyCase.number == number.strip()[:60],
            PenaltyCase.organisation_id == organisation_id,
            PenaltyCase.published_at.is_not(None),
        )
    )


def complaint_by_code(session: Session, code: str) -> PenaltyComplaint:
    """Return a complaint by the code that its author was given."""
    found = session.scalar(select(PenaltyComplaint).where(PenaltyComplaint.query_code == typed(code)))
    if found is None:
        raise NotFound(N_("There is no complaint with this code. Compare it with what you were given."))
    return found
