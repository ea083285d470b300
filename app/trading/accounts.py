"""Accounts of the outer door by whom they stand for: that of an expert is closed with the entry in the pool."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.kernel.audit import record
from app.trading.models import Bidder, Expert, OutsideAccount, OutsideSession


def has_account(session: Session, bidder: Bidder) -> bool:
    """Tell whether anybody may log in for a bidder."""
    held = select(OutsideAccount.id).where(OutsideAccount.bidder_id == bidder.id, OutsideAccount.active)
    return session.scalar(held.limit(1)) is not None


def account_of_expert(session: Session, expert: Expert) -> OutsideAccount | None:
    """Return the account with which an expert may log in, if he has one."""
    return session.scalar(
        select(OutsideAccount).where(OutsideAccount.expert_id == expert.id, OutsideAccount.active.is_(True))
    )


def close_account(act: Act, expert: Expert) -> None:
    """Close the account of an expert who has left the pool; every session of it ends."""
    account = account_of_expert(act.session, expert)
    if account is None:
        return
    account.active = False
    running = select(OutsideSession).where(OutsideSession.account_id == account.id, OutsideSession.ended_at.is_(None))
    for row in act.session.scalars(running):
        row.ended_at = act.at
    record(act, "trade.account_ended", account, person=account.person)
