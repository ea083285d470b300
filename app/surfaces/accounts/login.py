"""Logging in: wrong passwords are counted, sessions are rows that can be ended, nothing tells who exists."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from werkzeug.security import check_password_hash, generate_password_hash

from app.kernel.act import CITY, Act
from app.kernel.audit import Subject, record
from app.kernel.errors import NotAllowed
from app.kernel.words import N_
from app.surfaces.accounts.attempts import Attempt, check_crowd, log_in_complete, password_was_right
from app.surfaces.accounts.entry import is_gone
from app.surfaces.accounts.models import Account, LoginSession
from app.surfaces.accounts.operations import hash_of
from app.surfaces.accounts.second_factor import check_code

LIFETIME = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)

_NOBODY = generate_password_hash("nobody has this password")
"""Checked when the name is unknown, so that the answer takes as long (A21)."""


def authenticate(act: Act, attempt: Attempt, username: str, password: str) -> User | None:
    """Return the user of a right name and password, or None; what was wrong is recorded.

    Name and address are counted together first, so nobody locks a colleague out from elsewhere (A23).
    Raises Locked when too much was tried under this name, or from this address.
    """
    user = act.session.scalar(select(User).where(User.username == username.strip()))
    account = act.session.get(Account, user.id) if user else None
    right = check_password_hash(user.password if user else _NOBODY, password)
    if user and right and not is_gone(user, account, act.on):
        check_crowd(act, attempt, user.id)
        password_was_right(act, attempt)
        return user
    check_crowd(act, attempt, None)
    note_failure(act, account, last=attempt.last)
    return None


def note_failure(act: Act, account: Account | None, *, last: bool) -> None:
    """Put a wrong password or code into the trail of the account's county, and once that it is locked.

    Under a name that nobody has only the lock is noted: whoever tries names would fill the trail for ever.
    """
    subject = Subject("official", account.official_id, account.county) if account else Subject("login", 0, CITY)
    if account is not None:
        record(act, "login.failed", subject)
    if last:
        record(act, "login.locked", subject)


def code_is_right(act: Act, account: Account, code: str, *, last: bool) -> bool:
    """Tell whether a code of the second factor, counted already, is right; a wrong one is recorded."""
    right = account.totp_confirmed and check_code(act, account, code)
    if not right:
        note_failure(act, account, last=last)
    return right


@dataclass(frozen=True, slots=True)
class Through:
    """By whom somebody was let in: nobody, when by a password of ours."""

    provider: str = ""
    session: str = ""
    """Number of the log-in there."""


HERE = Through()


def open_session(act: Act, user: User, through: Through = HERE) -> str:
    """Begin a session for a user who proved who he is, here or at a provider; returns the token for his cookie."""
    account = act.session.get(Account, user.id)
    if account is None:
        raise NotAllowed(N_("This account belongs to nobody. Ask your administrator."))
    token = secrets.token_urlsafe(32)
    act.session.add(
        LoginSession(
            token_hash=hash_of(token),
            user_id=user.id,
            opened_at=act.at,
            seen_at=act.at,
            address=act.address,
            provider=through.provider or None,
            provider_session=through.session[:255] or None,
        )
    )
    log_in_complete(act, user.username)
    record(act, "login.succeeded", account.official, **({"provider": through.provider} if through.provider else {}))
    return token


def close_session(act: Act, token: str) -> None:
    """End a session; its cookie is worthless from now on, copies included (A30)."""
    act.session.execute(
        update(LoginSession)
        .where(LoginSession.token_hash == hash_of(token), LoginSession.ended_at.is_(None))
        .values(ended_at=act.at)
    )


def session_alive(session: Session, token: str, user_id: int, at: datetime, rest: timedelta) -> LoginSession | None:
    """Return the session of a token when it is this user's, not ended, not rested or lived too long."""
    row = session.get(LoginSession, hash_of(token))
    if row is None or row.user_id != user_id or row.ended_at is not None:
        return None
    if at - row.seen_at > rest or at - row.opened_at > LIFETIME:
        return None
    return row
