"""Those who are watched do not choose, remove or impersonate who watches them: roles apart, and two persons."""

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.kernel.audit import record
from app.kernel.errors import NotAllowed
from app.kernel.places import Official, Post, PostHolder
from app.kernel.roles import DUTY_ROLES, SUPERVISING, WATCHING, Duty, Role, clashing
from app.kernel.words import N_
from app.surfaces.accounts.models import Account, Consent, Supervised

_ROLES = {role.value: role for role in Role}


class NeedsConsent(NotAllowed):
    """A second person must agree before this is done."""


def roles_held(session: Session, official: Official) -> frozenset[Role]:
    """Return the roles of an official's account."""
    account = session.scalar(select(Account).where(Account.official_id == official.id))
    names = [role.name for role in account.user.roles] if account else []
    return frozenset(_ROLES[name] for name in names if name in _ROLES)


def _roles_of_posts(act: Act, official: Official) -> frozenset[Role]:
    """Return the roles whose work an official does by a post that he holds, or will hold."""
    duties = (
        select(Post.duty)
        .join(PostHolder, PostHolder.post_id == Post.id)
        .where(PostHolder.official_id == official.id, or_(PostHolder.to_on.is_(None), PostHolder.to_on >= act.on))
    )
    return frozenset(DUTY_ROLES[Duty(duty)] for duty in act.session.scalars(duties))


def check_compatible(act: Act, official: Official, new: Role) -> None:
    """Refuse a role beside another role or a post that excludes it in one person."""
    held = roles_held(act.session, official) | _roles_of_posts(act, official)
    other = clashing(held - {new}, new)
    if other is not None:
        raise NotAllowed(
            N_(
                "“%(new)s” and “%(held)s” exclude each other in one person: who watches or reviews does not act himself. "
                "Withdraw the one, or end the post, before you give the other."
            ),
            new=new.title_id,
            held=other.title_id,
        )


def is_supervised(session: Session, official: Official, role: Role | None = None) -> bool:
    """Tell whether an act concerns a supervising role, or the account of somebody who holds one."""
    return role in SUPERVISING or bool(roles_held(session, official) & SUPERVISING)


def is_above(act: Act, official: Official) -> bool:
    """Tell whether the actor administers the level above the official's county."""
    return Role.CITY_ADMIN in act.actor.roles and act.actor.county != official.county


def needs_consent(act: Act, official: Official, role: Role | None = None) -> bool:
    """Tell whether a second person must agree.

    The level above decides by itself; so does the city while nobody watches there yet, which is an alert
    until somebody has agreed afterwards.
    """
    if act.actor.is_platform or not is_supervised(act.session, official, role) or is_above(act, official):
        return False
    return Role.CITY_ADMIN not in act.actor.roles or _is_watched(act, official)


def _is_watched(act: Act, official: Official) -> bool:
    """Tell whether somebody else in the official's county watches, who could agree."""
    accounts = select(Account).join(Official, Official.id == Account.official_id)
    others = accounts.where(Official.county == official.county, Official.id != official.id)
    watching = {role.value for role in WATCHING}
    return any(
        account.user.active and watching & {role.name for role in account.user.roles}
        for account in act.session.scalars(others)
    )


def admit_alone(act: Act, official: Official, what: Supervised, role: Role | None = None) -> None:
    """Refuse an act that needs a second person; note one that somebody may decide alone."""
    if needs_consent(act, official, role):
        raise NeedsConsent(
            N_(
                "This concerns somebody who supervises, so no administrator decides it alone. An inspector or auditor "
                "of the place must agree, or the city administrator: ask on the page of the account."
            )
        )
    if act.actor.official_id is None or not is_supervised(act.session, official, role):
        return
    note = Consent(
        county=official.county,
        official_id=official.id,
        what=str(what),
        role=str(role) if role else None,
        asked_by=act.actor.official_id,
        asked_at=act.at,
        above=is_above(act, official),
        done_at=act.at,
    )
    act.session.add(note)
    act.session.flush()


def check_appointment(act: Act, official: Official, post: Post) -> None:
    """Refuse to appoint oneself, or somebody whose role excludes the work of the post."""
    if act.actor.official_id is not None and act.actor.official_id == official.id:
        raise NotAllowed(N_("Nobody appoints himself to a post. Ask another administrator."))
    check_compatible(act, official, DUTY_ROLES[Duty(post.duty)])


def ask(act: Act, official: Official, what: Supervised, role: Role | None = None) -> Consent:
    """Ask for a second person's consent; asked twice is one question."""
    act.needs(Role.COUNTY_ADMIN, Role.CITY_ADMIN)
    assert act.actor.official_id is not None
    if act.actor.official_id == official.id:
        raise NotAllowed(N_("Nobody changes his own roles or account. Ask another administrator."))
    if role is not None and what == Supervised.GRANT:
        check_compatible(act, official, role)
    same = select(Consent).where(
        Consent.official_id == official.id,
        Consent.what == str(what),
        Consent.done_at.is_(None),
        Consent.declined_at.is_(None),
        Consent.role == str(role) if role else Consent.role.is_(None),
    )
    waiting = act.session.scalar(same)
    if waiting is not None:
        return waiting
    asked = Consent(
        county=official.county,
        official_id=official.id,
        what=str(what),
        role=str(role) if role else None,
        asked_by=act.actor.official_id,
        asked_at=act.at,
    )
    act.session.add(asked)
    act.session.flush()
    record(act, "account.asked", official, what=str(what), role=str(role or ""))
    return asked
