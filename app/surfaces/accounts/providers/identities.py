"""Whom somebody known elsewhere is here: connected accounts, and roles that follow from groups there."""

from dataclasses import dataclass

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.kernel.audit import Subject, record
from app.kernel.errors import Conflict, NotAllowed, NotFound
from app.kernel.places import Official, Organisation
from app.kernel.roles import ADMINISTERING, SUPERVISING
from app.kernel.words import N_
from app.surfaces.accounts.attempts import Attempt, check_crowd, password_was_right
from app.surfaces.accounts.entry import is_gone
from app.surfaces.accounts.login import note_failure
from app.surfaces.accounts.models import Account, LoginSession, OutsideIdentity
from app.surfaces.accounts.operations import create_account, grant_role, withdraw_role
from app.surfaces.accounts.passwords import long_first_password
from app.surfaces.accounts.providers.settings import Provider
from app.surfaces.accounts.supervising import roles_held

KEPT_APART = SUPERVISING | ADMINISTERING
"""Whoever holds one connects his account himself, by his own password: the directory does not choose who he is."""


@dataclass(frozen=True)
class Identity:
    """What a provider told of somebody who proved there who he is."""

    subject: str
    """His number there, which never changes and is never given to another."""
    name: str = ""
    """His log-in name there."""
    full_name: str = ""
    groups: frozenset[str] = frozenset()
    session: str = ""
    """Of his log-in there, by which the provider ends it here."""
    means: frozenset[str] = frozenset()
    """How he proved it (``amr``, RFC 8176)."""


def find_user(act: Act, provider: Provider, identity: Identity) -> User | None:
    """Return whom an identity is connected with, after connecting or making his account where that is allowed.

    None: nobody here; he may connect an account of his own. Raises NotAllowed for one that is switched off or left.
    """
    held = act.session.scalar(
        select(OutsideIdentity).where(
            OutsideIdentity.provider == provider.name, OutsideIdentity.subject == identity.subject
        )
    )
    account = act.session.get(Account, held.user_id) if held else _match(act, provider, identity)
    if account is None and provider.create:
        account = _create(act, provider, identity)
    if account is None:
        return None
    if is_gone(account.user, account, act.on):
        raise NotAllowed(N_("This account is switched off, or its holder has left. Ask your administrator."))
    if held is None:
        held = connect(act, account, provider.name, identity)
    held.used_at, held.name = act.at, identity.name[:120]
    follow_groups(act, provider, account, identity.groups)
    return account.user


def connect(act: Act, account: Account, provider: str, identity: Identity) -> OutsideIdentity:
    """Connect an account with an identity elsewhere. Raises Conflict where either is connected with another."""
    same = select(OutsideIdentity).where(OutsideIdentity.provider == provider)
    held = act.session.scalar(same.where(OutsideIdentity.subject == identity.subject))
    if held is not None and held.user_id == account.user_id:
        return held
    mine = act.session.scalar(same.where(OutsideIdentity.user_id == account.user_id))
    if held is not None or mine is not None:
        raise Conflict(
            N_("This account, or that log-in, is connected with another already. Disconnect the other one first.")
        )
    made = OutsideIdentity(
        county=account.county,
        provider=provider,
        subject=identity.subject,
        name=identity.name[:120],
        user_id=account.user_id,
        official_id=account.official_id,
        connected_at=act.at,
    )
    act.session.add(made)
    act.session.flush()
    record(act, "login.connected", account.official, provider=provider, name=identity.name[:120])
    return made


def disconnect(act: Act, pk: int) -> OutsideIdentity:
    """Disconnect a log-in elsewhere from its account and end the sessions that came by it; its holder or his administrator."""
    held = act.session.get(OutsideIdentity, pk)
    actor = act.actor
    if held is None or not (
        held.official_id == actor.official_id
        or (actor.roles & ADMINISTERING and actor.scope.holds(held.county, held.official.organisation_id))
    ):
        raise NotFound(N_("There is no such connection in your region."))
    end_outside(act, held.provider, user_id=held.user_id)
    record(act, "login.disconnected", held.official, provider=held.provider, name=held.name)
    act.session.delete(held)
    return held


def connections(session: Session, user_id: int) -> list[OutsideIdentity]:
    """Return the log-ins elsewhere that open an account."""
    held = select(OutsideIdentity).where(OutsideIdentity.user_id == user_id).order_by(OutsideIdentity.provider)
    return list(session.scalars(held))


def end_outside(act: Act, provider: str, *, user_id: int | None = None, session: str = "") -> int:
    """End the sessions that came by a provider: of an account, or of one log-in there; returns how many."""
    which = [LoginSession.provider == provider, LoginSession.ended_at.is_(None)]
    if user_id is not None:
        which.append(LoginSession.user_id == user_id)
    if session:
        which.append(LoginSession.provider_session == session[:255])
    if len(which) == 2:
        return 0
    ended = act.session.execute(
        update(LoginSession).where(*which).values(ended_at=act.at).returning(LoginSession.user_id)
    )
    users = list(ended.scalars())
    for account in act.session.scalars(select(Account).where(Account.user_id.in_(set(users)))):
        record(act, "login.ended_elsewhere", account.official, provider=provider)
    return len(users)


def end_of_subject(act: Act, provider: str, subject: str) -> int:
    """End the sessions of whoever an identity is here, that came by its provider; returns how many."""
    held = act.session.scalar(
        select(OutsideIdentity).where(OutsideIdentity.provider == provider, OutsideIdentity.subject == subject)
    )
    return end_outside(act, provider, user_id=held.user_id) if held else 0


def follow_groups(act: Act, provider: Provider, account: Account, groups: frozenset[str]) -> None:
    """Give the roles that the groups mean and withdraw those of the table that no group means any more.

    Roles that the table does not name are left alone. A role that another one excludes is not given, which the
    trail says; the log-in goes on.
    """
    if not provider.groups:
        return
    official = account.official
    home = official.organisation.code
    meant = {rule.role for rule in provider.groups if rule.group in groups and rule.organisation in ("", home)}
    held = roles_held(act.session, official)
    for role in sorted({rule.role for rule in provider.groups} & held - meant):
        withdraw_role(act, official, role)
    for role in sorted(meant - held):
        try:
            grant_role(act, official, role)
        except NotAllowed as fault:
            record(act, "role.not_given", official, role=role.value, provider=provider.name, why=fault.message)


def _match(act: Act, provider: Provider, identity: Identity) -> Account | None:
    """Return the account of the same log-in name, where the operator says that names are the same."""
    if not provider.match_names or not identity.name:
        return None
    user = act.session.scalar(select(User).where(User.username == identity.name))
    account = act.session.get(Account, user.id) if user else None
    if account is None or roles_held(act.session, account.official) & KEPT_APART:
        return None
    return account


def _create(act: Act, provider: Provider, identity: Identity) -> Account | None:
    """Make a person and an account where a group says in which organisation; with a password that nobody knows."""
    rule = next((rule for rule in provider.groups if rule.organisation and rule.group in identity.groups), None)
    if rule is None or not identity.name:
        return None
    home = act.session.scalar(select(Organisation).where(Organisation.code == rule.organisation))
    taken = act.session.scalar(select(User.id).where(User.username == identity.name))
    if home is None or taken is not None:
        return None
    official = Official(county=home.county, name=(identity.full_name or identity.name)[:60], organisation_id=home.id)
    act.session.add(official)
    act.session.flush()
    account = create_account(act, official, identity.name[:64], long_first_password(), set())
    account.must_change = False
    return account


def note_refusal(act: Act, provider: str, why: str) -> None:
    """Put into the trail that what a provider sent was not accepted, and why."""
    record(act, "login.refused_elsewhere", Subject("login", 0, act.county), provider=provider, why=why[:200])


def note_try(act: Act, attempt: Attempt, provider: Provider, identity: Identity | None) -> None:
    """Count a try at a directory as one at our own door: wrong ones lock, right ones are given back.

    Raises Locked in a crowd, unless the right password came from where its holder is known.
    """
    known = None
    if identity is not None:
        known = act.session.scalar(
            select(OutsideIdentity.user_id).where(
                OutsideIdentity.provider == provider.name, OutsideIdentity.subject == identity.subject
            )
        )
    check_crowd(act, attempt, known)
    if identity is None:
        note_failure(act, None, last=attempt.last)
    else:
        password_was_right(act, attempt)
