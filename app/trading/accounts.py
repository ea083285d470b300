"""Accounts of the outer door by whom they stand for; they are closed with the entry in the pool or the register."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import Session

from app.intermediaries.models import Agency
from app.intermediaries.words import AgencyState
from app.kernel.act import Act
from app.kernel.audit import record
from app.kernel.errors import NotFound
from app.kernel.words import N_
from app.trading.flows import CENTRE
from app.trading.models import Bidder, Expert, OutsideAccount, OutsideSession, Project

MOST = 100
USABLE = frozenset({AgencyState.LISTED, AgencyState.WARNED})
"""States of an agency in which its people may log in."""


def of_party(party: Bidder | Expert | Agency) -> ColumnElement[bool]:
    """Return: an account that is in use stands for a party."""
    column = {
        Bidder.kind: OutsideAccount.bidder_id,
        Expert.kind: OutsideAccount.expert_id,
        Agency.kind: OutsideAccount.agency_id,
    }[party.kind]
    return (column == party.id) & OutsideAccount.active.is_(True)


def people_of(session: Session, party: Bidder | Expert | Agency) -> Sequence[OutsideAccount]:
    """Return who may log in for a party."""
    return session.scalars(select(OutsideAccount).where(of_party(party)).order_by(OutsideAccount.id)).all()


def is_open(account: OutsideAccount) -> bool:
    """Tell whether an account may be used: not while an agency is suspended, nor after an expert has left the pool."""
    if account.agency is not None and account.agency.state not in USABLE:
        return False
    return account.active and (account.expert is None or account.expert.active)


def counties_of(act: Act) -> Sequence[int]:
    """Return the counties in which the actor holds a post at a trading centre: a body that hosts trades there."""
    homes = {home for home, duty in act.actor.duties if duty in CENTRE}
    hosting = select(Project.county).where(Project.centre_id.in_(homes)).distinct()
    return act.session.scalars(hosting).all() if homes else []


def find_accounts(act: Act, text: str = "") -> Sequence[OutsideAccount]:
    """Return accounts in use that the actor's trading centre looks after, by name; buyers never see those of experts."""
    found = select(OutsideAccount).where(
        OutsideAccount.county.in_(counties_of(act)),
        OutsideAccount.active.is_(True),
        or_(OutsideAccount.person.contains(text, autoescape=True), OutsideAccount.username == text.lower())
        if text
        else true(),
    )
    return act.session.scalars(found.order_by(OutsideAccount.person, OutsideAccount.id).limit(MOST)).all()


def account_for(act: Act, pk: int) -> OutsideAccount:
    """Return an account that the actor's trading centre looks after; NotFound otherwise."""
    found = act.session.get(OutsideAccount, pk)
    if found is None or found.county not in counties_of(act):
        raise NotFound(N_("There is no such account in the care of your trading centre."))
    return found


def account_of_expert(session: Session, expert: Expert) -> OutsideAccount | None:
    """Return the account with which an expert may log in, if he has one."""
    return next(iter(people_of(session, expert)), None)


def end_account(act: Act, account: OutsideAccount, reason: str = "") -> None:
    """Close an account for good; every session of it ends."""
    account.active = False
    end_sessions(act, account)
    record(act, "trade.account_ended", account, person=account.person, reason=reason)


def end_sessions(act: Act, account: OutsideAccount) -> None:
    """End every log-in of an account."""
    running = select(OutsideSession).where(OutsideSession.account_id == account.id, OutsideSession.ended_at.is_(None))
    for row in act.session.scalars(running):
        row.ended_at = act.at


def close_account(act: Act, expert: Expert) -> None:
    """Close the account of an expert who has left the pool."""
    if (account := account_of_expert(act.session, expert)) is not None:
        end_account(act, account)


def close_removed(act: Act) -> int:
    """Close the accounts of agencies that were removed from the register; returns how many there were."""
    held = (
        select(OutsideAccount)
        .join(Agency, Agency.id == OutsideAccount.agency_id)
        .where(OutsideAccount.active.is_(True), Agency.state == str(AgencyState.REMOVED))
    )
    found = act.session.scalars(held.order_by(OutsideAccount.id)).all()
    for account in found:
        end_account(act.in_county(account.county), account)
    return len(found)
