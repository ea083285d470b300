"""Log-in at the outer door: password and second factor, always both; a session is a row that can be ended."""

import secrets
from datetime import datetime, timedelta

import pyotp
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.security import check_password_hash, generate_password_hash

from app.kernel.act import Act
from app.kernel.audit import record
from app.kernel.errors import NotAllowed
from app.kernel.words import N_
from app.surfaces.accounts.attempts import Attempt, check_crowd, password_was_right
from app.surfaces.accounts.operations import hash_of
from app.surfaces.accounts.passwords import check_password
from app.surfaces.accounts.second_factor import step_of
from app.surfaces.tries import forget
from app.trading.accounts import is_open
from app.trading.models import OutsideAccount, OutsideApplication, OutsideSession
from app.trading.operations.outside import check_no_official
from app.trading.operations.resetting import use_reset
from app.trading.words import OutsideRole

REST, LIFETIME = timedelta(minutes=30), timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)
_NOBODY = generate_password_hash("nobody has this password")
"""Checked when the name is unknown, so that the answer takes as long."""


def counted_name(username: str) -> str:
    """Return the name under which tries at this door are counted, apart from those of officials."""
    return f"bidder {username.strip().lower()}"


def authenticate(act: Act, attempt: Attempt, username: str, password: str, role: OutsideRole) -> OutsideAccount | None:
    """Return the account of a right name and password at its own door, or None; Locked when too much was tried.

    An expert who is known inside by now is refused: what he did while he was none stands.
    """
    account = act.session.scalar(select(OutsideAccount).where(OutsideAccount.username == username.strip().lower()))
    right = check_password_hash(account.password if account else _NOBODY, password)
    check_crowd(act, attempt, None)
    if account is None or not right or not is_open(account) or account.role != role:
        return None
    check_no_official(act.session, account.person, account.phone)
    password_was_right(act, attempt)
    return account


def application_of(
    act: Act, attempt: Attempt, username: str, password: str, role: OutsideRole
) -> OutsideApplication | None:
    """Return the last application under a name, if it was not admitted and this is its password: no wrong try then."""
    under = select(OutsideApplication).where(
        OutsideApplication.username == username.strip().lower(), OutsideApplication.role == str(role)
    )
    found = act.session.scalar(under.order_by(OutsideApplication.id.desc()).limit(1))
    kept = found.password if found is not None else ""
    if not check_password_hash(kept or _NOBODY, password) or not kept:
        return None
    password_was_right(act, attempt)
    return found


def set_by_code(act: Act, attempt: Attempt, username: str, code: str, hashed: str, role: OutsideRole) -> None:
    """Set a new password (its hash is given) by the code that was sent; one refusal whether name, code or time is wrong. A wrong one counts."""
    account = act.session.scalar(select(OutsideAccount).where(OutsideAccount.username == username.strip().lower()))
    check_crowd(act, attempt, None)
    mine = account if account is not None and is_open(account) and account.role == role else None
    if not use_reset(act, mine, code, hashed):
        raise NotAllowed(
            N_(
                "Log-in name and code do not fit, or the code is used or older than a day. Ask the trading centre again."
            ),
            field="code",
        )
    password_was_right(act, attempt)


def change_password(act: Act, account: OutsideAccount, old: str, new: str, token: str) -> None:
    """Replace a password by whoever knows it; every other session of the account ends."""
    if not check_password_hash(account.password, old):
        raise NotAllowed(N_("The present password is not right. Check it and try again."), field="old")
    account.password = hashed_password(new, account.username)
    others = select(OutsideSession).where(
        OutsideSession.account_id == account.id,
        OutsideSession.ended_at.is_(None),
        OutsideSession.token_hash != hash_of(token),
    )
    for row in act.session.scalars(others):
        row.ended_at = act.at
    record(act, "trade.password_changed", account)


def hashed_password(password: str, username: str) -> str:
    """Return the hash of a password that keeps the rules; Incomplete otherwise."""
    check_password(password, username.strip())
    return generate_password_hash(password)


def begin_factor(act: Act, account: OutsideAccount) -> str:
    """Return the otpauth address of the second factor; a fresh secret while none is confirmed."""
    if account.totp_secret is None:
        account.totp_secret = pyotp.random_base32()
        act.session.flush()
    return pyotp.TOTP(account.totp_secret).provisioning_uri(name=account.username, issuer_name="Sunshine")


def use_code(act: Act, account: OutsideAccount, code: str) -> bool:
    """Tell whether a code is right, and use it up; the first right one confirms the second factor."""
    step = step_of(account.totp_secret or "", account.totp_step, act.at, code.strip().replace(" ", ""))
    if step is None:
        return False
    account.totp_step = step
    if not account.totp_confirmed:
        account.totp_confirmed = True
        record(act, "trade.factor_confirmed", account)
    return True


def open_outside_session(act: Act, account: OutsideAccount, attempt: Attempt) -> str:
    """Begin a session for somebody who proved who he is; returns the token for his cookie.

    The trail does not tell of it: together with the hour of a bid it would tell whose the bid is.
    """
    token = secrets.token_urlsafe(32)
    act.session.add(OutsideSession(token_hash=hash_of(token), account_id=account.id, opened_at=act.at, seen_at=act.at))
    forget(act, attempt.counters[0], *attempt.codes)
    return token


def account_of(session: Session, token: str, at: datetime) -> tuple[OutsideAccount, OutsideSession] | None:
    """Return the account that a token opens, with its session; None when it was ended, or rested or lived too long."""
    row = session.get(OutsideSession, hash_of(token)) if token else None
    if row is None or row.ended_at is not None or at - row.seen_at > REST or at - row.opened_at > LIFETIME:
        return None
    account = session.get(OutsideAccount, row.account_id)
    return (account, row) if account is not None and is_open(account) else None


def note_seen(act: Act, row: OutsideSession) -> None:
    """Note that a session is in use; once a minute is enough."""
    if act.at - row.seen_at > SEEN_EVERY:
        row.seen_at = act.at


def close_outside_session(act: Act, token: str) -> None:
    """End a session; its cookie is worthless from now on."""
    row = act.session.get(OutsideSession, hash_of(token))
    if row is not None and row.ended_at is None:
        row.ended_at = act.at
