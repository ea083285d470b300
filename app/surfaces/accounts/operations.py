"""Verbs of accounts: the only writers of users, roles, passwords and second factors."""

import hashlib
from datetime import datetime

from flask_appbuilder.security.sqla.models import Role as RoleRow
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from werkzeug.security import check_password_hash, generate_password_hash

from app.kernel.act import Act, Actor
from app.kernel.audit import record
from app.kernel.errors import Conflict, Incomplete, NotAllowed, NotFound, OutOfOrder
from app.kernel.places import Official
from app.kernel.roles import Role
from app.kernel.words import N_
from app.surfaces.accounts.models import AccessKey, Account, Consent, LoginSession, Supervised
from app.surfaces.accounts.passwords import check_password
from app.surfaces.accounts.supervising import admit_alone, check_compatible
from app.surfaces.tries import forget_subject

GRANTED_BY_COUNTY = frozenset(Role) - {Role.CITY_ADMIN, Role.PUBLIC}
"""Roles that a county administrator may give in his county; only the city gives city roles."""


def hash_of(text: str) -> str:
    """Return the SHA-256 of a token or name as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def account_of(session: Session, official_id: int) -> Account:
    """Return the account of an official; NotFound when he has none."""
    account = session.scalar(select(Account).where(Account.official_id == official_id))
    if account is None:
        raise NotFound(N_("This person has no account yet."))
    return account


def create_account(
    act: Act, official: Official, username: str, password: str, roles: set[Role], method: str = "scrypt"
) -> Account:
    """Give an official an account with a first password that must be changed at first log-in."""
    session = act.session
    username = username.strip()
    if not username:
        raise Incomplete(N_("Enter a log-in name."), field="username")
    if session.scalar(select(User.id).where(User.username == username)) is not None:
        raise Conflict(N_("The log-in name %(name)s is taken. Choose another."), field="username", name=username)
    check_password(password, username)
    user = User(
        first_name=official.name,
        last_name="",
        username=username,
        email=official.email or f"{username}@localhost",
        active=True,
        password=generate_password_hash(password, method),
    )
    session.add(user)
    session.flush()
    official.user_id = user.id
    account = Account(
        user_id=user.id, official_id=official.id, must_change=True, password_set_at=act.at, backup_hashes=[]
    )
    account.user, account.official = user, official
    session.add(account)
    record(act, "account.created", official, username=username)
    for role in sorted(roles):
        grant_role(act, official, role)
    return account


def _admit(
    act: Act, official: Official, what: Supervised | None, role: Role | None = None, consent: Consent | None = None
) -> None:
    """Refuse unless the actor administers the official's place, may give the role, and need not ask (A14).

    With a consent the question has been answered by whoever agreed to it.
    """
    if consent is not None:
        return
    act.needs(Role.COUNTY_ADMIN, Role.CITY_ADMIN)
    actor = act.actor
    if not actor.scope.holds(official.county, official.organisation_id):
        raise NotFound(N_("There is no such person in your region."))
    if actor.is_platform:
        return
    if actor.official_id == official.id:
        raise NotAllowed(N_("Nobody changes his own roles or account. Ask another administrator."))
    if role is not None and role not in may_grant(actor):
        raise NotAllowed(N_("This role can only be given by the city administrator."))
    if what is Supervised.GRANT:
        _check_serving(act, official)
    if what is not None:
        admit_alone(act, official, what, role)


def _check_serving(act: Act, official: Official) -> None:
    """Refuse to give a role to somebody who has left, also when a second person agrees later."""
    if official.left_on is not None and official.left_on <= act.on:
        raise OutOfOrder(
            N_("%(name)s has left the service, so no role is given any more. Enter a new official for who works now."),
            name=official.name,
        )


def may_grant(actor: Actor) -> frozenset[Role]:
    """Return the roles that an administrator may give and withdraw."""
    city = actor.is_platform or Role.CITY_ADMIN in actor.roles
    return frozenset(Role) - {Role.PUBLIC} if city else GRANTED_BY_COUNTY


def _role_row(session: Session, role: Role) -> RoleRow:
    row = session.scalar(select(RoleRow).where(RoleRow.name == role.value))
    if row is None:
        row = RoleRow(name=role.value)
        session.add(row)
        session.flush()
    return row


def grant_role(act: Act, official: Official, role: Role, consent: Consent | None = None) -> None:
    """Give an official a role; his open sessions end, so that the new role counts at once."""
    _admit(act, official, Supervised.GRANT, role, consent)
    _check_serving(act, official)
    check_compatible(act, official, role)
    user = account_of(act.session, official.id).user
    row = _role_row(act.session, role)
    if row not in user.roles:
        user.roles.append(row)
        end_sessions(act, user.id)
        record(act, "role.granted", official, role=role.value)


def withdraw_role(act: Act, official: Official, role: Role, consent: Consent | None = None) -> None:
    """Take a role from an official; his open sessions end."""
    _admit(act, official, Supervised.WITHDRAW, role, consent)
    user = account_of(act.session, official.id).user
    row = _role_row(act.session, role)
    if row in user.roles:
        user.roles.remove(row)
        end_sessions(act, user.id)
        end_keys(act, official.id, role)
        record(act, "role.withdrawn", official, role=role.value)


def disable_account(act: Act, official: Official, consent: Consent | None = None) -> None:
    """Switch an account off; every session, token and key of it is dead at the next request."""
    _admit(act, official, Supervised.DISABLE, None, consent)
    account = account_of(act.session, official.id)
    account.user.active = False
    end_sessions(act, account.user_id)
    end_keys(act, official.id)
    record(act, "account.disabled", official)


def enable_account(act: Act, official: Official, consent: Consent | None = None) -> None:
    """Switch an account on again."""
    _admit(act, official, Supervised.ENABLE, None, consent)
    account_of(act.session, official.id).user.active = True
    record(act, "account.enabled", official)


def unlock_account(act: Act, official: Official) -> None:
    """Forget the wrong passwords and codes that locked an account."""
    _admit(act, official, None)
    forget_subject(act, hash_of(account_of(act.session, official.id).user.username.lower()))
    record(act, "account.unlocked", official)


def reset_password(act: Act, official: Official, password: str, consent: Consent | None = None) -> None:
    """Set a first password for an official and end his sessions; he must change it at log-in."""
    _admit(act, official, Supervised.PASSWORD, None, consent)
    account = account_of(act.session, official.id)
    check_password(password, account.user.username)
    _set_password(act, account, password, must_change=True)
    end_keys(act, official.id)
    record(act, "password.reset", official)


def reset_second_factor(act: Act, official: Official, consent: Consent | None = None) -> None:
    """Forget an official's second factor; he sets up a new one at the next log-in."""
    _admit(act, official, Supervised.SECOND_FACTOR, None, consent)
    account = account_of(act.session, official.id)
    account.totp_secret, account.totp_confirmed, account.backup_hashes = None, False, []
    end_sessions(act, account.user_id)
    end_keys(act, official.id)
    record(act, "second_factor.reset", official)


def change_password(act: Act, account: Account, old: str, new: str) -> None:
    """Change one's own password; every session ends, the present one is opened again by the page."""
    if not check_password_hash(account.user.password, old):
        raise Incomplete(N_("The present password is not right."), field="old")
    check_password(new, account.user.username)
    if check_password_hash(account.user.password, new):
        raise Incomplete(N_("Choose a password that differs from the present one."), field="password")
    _set_password(act, account, new, must_change=False)
    record(act, "password.changed", account.official)


def _set_password(act: Act, account: Account, password: str, *, must_change: bool) -> None:
    account.user.password = generate_password_hash(password)
    account.must_change = must_change
    account.password_set_at = act.at
    end_sessions(act, account.user_id)


def end_sessions(act: Act, user_id: int) -> None:
    """End every open session of an account."""
    act.session.execute(
        update(LoginSession)
        .where(LoginSession.user_id == user_id, LoginSession.ended_at.is_(None))
        .values(ended_at=act.at)
    )


def end_keys(act: Act, official_id: int, role: Role | None = None) -> None:
    """End all keys of an official, or those of one role: his account is switched off, or who he is was reset."""
    standing = select(AccessKey).where(AccessKey.official_id == official_id, AccessKey.revoked_at.is_(None))
    for key in act.session.scalars(standing if role is None else standing.where(AccessKey.role == role.value)):
        end_key(act, key)


def end_key(act: Act, key: AccessKey) -> None:
    """End a key for good."""
    key.revoked_at, key.revoked_by = act.at, act.actor.official_id
    record(act, "key.revoked", key.official, key=key.id, name=key.name)


def sessions_of(session: Session, user_id: int, since: datetime) -> list[LoginSession]:
    """Return the open sessions of an account that were used since an instant."""
    statement = select(LoginSession).where(
        LoginSession.user_id == user_id, LoginSession.ended_at.is_(None), LoginSession.seen_at >= since
    )
    return list(session.scalars(statement))


VERBS = {
    "account.created": N_("Account created"),
    "account.disabled": N_("Account switched off"),
    "account.enabled": N_("Account switched on"),
    "account.unlocked": N_("Account unlocked"),
    "account.asked": N_("Consent asked for the account of somebody who supervises"),
    "account.agreed": N_("Agreed by a second person"),
    "account.declined": N_("Declined by the second person"),
    "account.calendar_opened": N_("Address for the calendar of one's deadlines made"),
    "account.calendar_closed": N_("Address for the calendar of one's deadlines ended"),
    "account.digest_chosen": N_("Digest of the morning chosen"),
    "role.granted": N_("Role given"),
    "role.withdrawn": N_("Role withdrawn"),
    "password.reset": N_("Password reset by an administrator"),
    "password.changed": N_("Password changed"),
    "second_factor.reset": N_("Second factor reset"),
    "second_factor.confirmed": N_("Second factor set up"),
    "second_factor.backup_used": N_("Backup code used"),
    "key.made": N_("Key for a program made"),
    "key.revoked": N_("Key for a program revoked"),
    "key.rotated": N_("Key for a program given a new secret"),
    "key.changed": N_("What a key for a program opens was changed"),
    "key.elsewhere": N_("A key was sent from an address that is not named for it"),
    "login.succeeded": N_("Logged in"),
    "login.failed": N_("Log-in failed"),
    "login.locked": N_("Log-in locked after wrong passwords"),
    "login.ended": N_("Logged out"),
    "login.connected": N_("Log-in elsewhere connected with the account"),
    "login.disconnected": N_("Log-in elsewhere disconnected"),
    "login.ended_elsewhere": N_("Logged out where the log-in came from"),
    "login.refused_elsewhere": N_("Log-in by another system refused"),
    "role.not_given": N_("Role of a group elsewhere not given, as another one excludes it"),
}
