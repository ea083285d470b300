"""The second person: what waits for consent, agreeing, declining."""

from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.kernel.act import Act, Actor
from app.kernel.audit import record
from app.kernel.errors import Conflict, NotAllowed, NotFound
from app.kernel.roles import WATCHING, Role
from app.kernel.words import N_
from app.surfaces.accounts import operations as accounts
from app.surfaces.accounts.models import Consent, Supervised
from app.surfaces.accounts.passwords import first_password
from app.surfaces.accounts.supervising import is_above
from app.surfaces.people.operations import leave_service

AGREEING = frozenset({*WATCHING, Role.CITY_ADMIN})
"""Roles whose holders may be the second person."""
SHOWN = 100


def _open(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    """Keep what waits in the actor's scope, and what one alone has done and nobody has agreed to yet."""
    return (
        actor.scope.where(Consent.county),
        Consent.declined_at.is_(None),
        Consent.agreed_by.is_(None),
        Consent.above.is_(False),
    )


def open_consents(session: Session, actor: Actor) -> list[Consent]:
    """Return the questions that wait for a second person."""
    waiting = select(Consent).where(*_open(actor)).order_by(Consent.id).limit(SHOWN)
    return list(session.scalars(waiting))


def count_open(session: Session, actor: Actor) -> int:
    """Return how many questions wait."""
    return session.scalar(select(func.count()).select_from(Consent).where(*_open(actor))) or 0


def _answerable(act: Act, pk: int) -> Consent:
    """Return a question that the actor may answer: not his own, not about himself, not about his own level alone."""
    act.needs(*AGREEING)
    consent = act.session.get(Consent, pk, with_for_update=True)
    if consent is None or not act.actor.scope.holds(consent.county):
        raise NotFound(N_("There is no such question in your region."))
    if act.actor.official_id in (consent.asked_by, consent.official_id):
        raise NotAllowed(N_("A second person must answer: not who asked, and not whom it concerns."))
    if not WATCHING & act.actor.roles and not is_above(act, consent.official):
        raise NotAllowed(N_("An inspector or auditor must answer, or the administrator of the level above."))
    if consent.agreed_by is not None or consent.declined_at is not None:
        raise Conflict(N_("This question has been answered already."))
    return consent


def agree(act: Act, pk: int) -> str:
    """Agree, and have it done unless it was done alone before; returns a first password to hand over, if there is one."""
    consent = _answerable(act, pk)
    password = "" if consent.done_at is not None else _carry_out(act, consent)
    consent.agreed_by, consent.agreed_at = act.actor.official_id, act.at
    consent.done_at = consent.done_at or act.at
    record(act, "account.agreed", consent.official, what=consent.what, role=consent.role or "")
    return password


def decline(act: Act, pk: int) -> None:
    """Decline what was asked; what was done alone stays an alert."""
    consent = _answerable(act, pk)
    if consent.done_at is not None:
        raise Conflict(N_("This was done already. Agree to it, or have it undone by the administrator."))
    consent.declined_at = act.at
    record(act, "account.declined", consent.official, what=consent.what, role=consent.role or "")


def _carry_out(act: Act, consent: Consent) -> str:
    official, role = consent.official, Role(consent.role) if consent.role else None
    given: dict[str, Any] = {"consent": consent}
    match Supervised(consent.what):
        case Supervised.GRANT if role is not None:
            accounts.grant_role(act, official, role, **given)
        case Supervised.WITHDRAW if role is not None:
            accounts.withdraw_role(act, official, role, **given)
        case Supervised.PASSWORD:
            password = first_password()
            accounts.reset_password(act, official, password, **given)
            return password
        case Supervised.SECOND_FACTOR:
            accounts.reset_second_factor(act, official, **given)
        case Supervised.DISABLE:
            accounts.disable_account(act, official, **given)
        case Supervised.ENABLE:
            accounts.enable_account(act, official, **given)
        case _:
            leave_service(act, official, act.on, **given)
    return ""
