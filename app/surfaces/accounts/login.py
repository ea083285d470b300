"""Logging in: wrong passwords are counted, sessions are rows that can be ended, nothing tells who exists."""

import secrets
from datetime import datetime, timedelta

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session
from werkzeug.security import check_password_hash, generate_password_hash

from app.kernel.act import CITY, Act
from app.kernel.audit import Subject, record
from app.kernel.errors import NotAllowed, Refused
from app.kernel.words import N_
from app.surfaces.accounts.models import Account, LoginFailure, LoginSession
from app.surfaces.accounts.operations import clear_failures, hash_of

FAILURES = 5
"""Wrong passwords of one name from one address before it is locked."""
LOCKED = timedelta(minutes=15)
LIFETIME = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)

_NOBODY = generate_password_hash("nobody has this password")
"""Checked when the name is unknown, so that the answer takes as long (A21)."""


class Locked(Refused):
    """Too many wrong passwords; the same words whether or not the name exists."""

    status = 429


def authenticate(act: Act, username: str, password: str) -> User | None:
    """Return the user of a right name and password, or None; failures are counted and recorded.

    Raises Locked when the name was tried too often from this address. Name and address are counted
    together, so nobody can lock a colleague out from elsewhere (A23).
    """
    name_hash, address = hash_of(username.strip().lower()), act.address or "-"
    since = act.at - LOCKED
    failed = act.session.scalar(
        select(func.count())
        .select_from(LoginFailure)
        .where(
            LoginFailure.name_hash == name_hash,
            LoginFailure.address == address,
            LoginFailure.failed_at > since,
            LoginFailure.cleared.is_(False),
        )
    )
    if (failed or 0) >= FAILURES:
        raise Locked(
            N_("Too many wrong attempts. Wait %(minutes)d minutes, or ask your administrator to unlock it."),
            minutes=LOCKED.seconds // 60,
        )
    user = act.session.scalar(select(User).where(User.username == username.strip()))
    right = check_password_hash(user.password if user else _NOBODY, password)
    if user and right and user.active:
        return user
    count_failure(act, username, user)
    return None


def count_failure(act: Act, username: str, user: User | None) -> None:
    """Count a wrong password or code and put it into the trail of the account's county."""
    act.session.add(
        LoginFailure(
            name_hash=hash_of(username.strip().lower()),
            address=act.address or "-",
            failed_at=act.at,
            cleared=False,
        )
    )
    account = act.session.get(Account, user.id) if user else None
    subject = (
        Subject("official", account.official_id, account.county) if account else Subject("login", 0, CITY)
    )
    record(act, "login.failed", subject)


def open_session(act: Act, user: User) -> str:
    """Begin a session for a user who proved who he is; returns the token for his cookie."""
    account = act.session.get(Account, user.id)
    if account is None:
        raise NotAllowed(N_("This account belongs to nobody. Ask your administrator."))
    token = secrets.token_urlsafe(32)
    act.session.add(
        LoginSession(
            token_hash=hash_of(token), user_id=user.id, opened_at=act.at, seen_at=act.at, address=act.address
        )
    )
    clear_failures(act.session, user.username)
    record(act, "login.succeeded", account.official)
    return token


def close_session(act: Act, token: str) -> None:
    """End a session; its cookie is worthless from now on, copies included (A30)."""
    act.session.execute(
        update(LoginSession)
        .where(LoginSession.token_hash == hash_of(token), LoginSession.ended_at.is_(None))
        .values(ended_at=act.at)
    )


def session_alive(
    session: Session, token: str, user_id: int, at: datetime, rest: timedelta
) -> LoginSession | None:
    """Return the session of a token when it is this user's, not ended, not rested or lived too long."""
    row = session.get(LoginSession, hash_of(token))
    if row is None or row.user_id != user_id or row.ended_at is not None:
        return None
    if at - row.seen_at > rest or at - row.opened_at > LIFETIME:
        return None
    return row
