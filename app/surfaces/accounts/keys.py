"""Keys by which programs call the resources: made by their holder or his administrator, shown once, kept as a hash.

A key has 256 random bits, so a fast hash keeps it as well as a slow one keeps a password, and a call costs no
more than one with a cookie (NIST SP 800-63B, 5.1.1.2 asks for a slow hash of what people choose). It acts with one
role of its holder and at every call asks what his cookie would be asked.
"""

import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from app.kernel.act import Act, Actor, local_day
from app.kernel.audit import record
from app.kernel.db import KEPT_PLAN
from app.kernel.errors import Incomplete, NotAllowed, NotFound
from app.kernel.notices import Medium, queue_message, queue_once
from app.kernel.places import Official, Organisation
from app.kernel.roles import Role
from app.kernel.words import N_
from app.surfaces.accounts.entry import is_gone
from app.surfaces.accounts.keybounds import Bounds, check_bounds
from app.surfaces.accounts.models import AccessKey, Account
from app.surfaces.accounts.operations import account_of, end_key, hash_of
from app.surfaces.accounts.supervising import is_supervised, roles_held
from app.surfaces.platform import platform

PREFIX = "sst_"
"""By which Flask-AppBuilder tells a key from a token."""
START = 12
"""Signs of a key that lists show, so that its holder knows which it is."""
LONGEST_LIFE = timedelta(days=366)
REMINDED = (timedelta(days=14), timedelta(days=3))
"""How long before its last day its holder is told."""
MOST = 20
"""Keys in force of one person."""
EVERYTHING = Bounds()
"""No bound beside the role."""
ADMINS = frozenset({Role.COUNTY_ADMIN, Role.CITY_ADMIN})


@dataclass(frozen=True, slots=True)
class KeyInUse:
    """The key with which a program calls."""

    id: int
    user_id: int
    name: str
    role: str
    writes: bool
    scopes: str = ""
    place_id: int | None = None


def make_key(
    act: Act, official: Official, name: str, role: Role, *, writes: bool, ends_on: date, bounds: Bounds = EVERYTHING
) -> str:
    """Make a key for an official and return it: it can be read nowhere afterwards.

    An administrator makes one for those whom he manages, which is told to them; never for those who supervise.
    """
    mine = admit_maker(act, official)
    if official.left_on is not None and official.left_on <= act.on:
        raise NotAllowed(N_("This person has left the service."))
    name = name.strip()
    if not name or len(name) > 60 or "\x00" in name:
        raise Incomplete(N_("Say in at most 60 characters which program uses the key."), field="name")
    if role not in roles_held(act.session, official):
        raise Incomplete(N_("Choose one of the roles of this person."), field="role")
    if not act.on <= ends_on <= act.on + LONGEST_LIFE:
        raise Incomplete(N_("Choose a last day from today on, within a year."), field="ends_on")
    account = account_of(act.session, official.id)
    if len(keys_in_force(act.session, official.id, act.on)) >= MOST:
        raise Incomplete(N_("This person has 20 keys in force. Revoke one that is not used any more."), field="form")
    kept = check_bounds(act, platform(), official, role, writes=writes, bounds=bounds)
    raw = new_secret()
    key = AccessKey(
        county=official.county,
        user_id=account.user_id,
        official_id=official.id,
        name=name,
        start=raw[:START],
        key_hash=hash_of(raw),
        role=role.value,
        writes=writes,
        **asdict(kept),
        ends_on=ends_on,
        made_at=act.at,
        made_by=act.actor.official_id,
    )
    act.session.add(key)
    act.session.flush()
    facts = {"key": key.id, "name": name, "role": role.value, "writes": writes, "ends_on": ends_on}
    record(act, "key.made", official, **facts, **said_of(kept))
    if not mine:
        tell_holder(act, key, N_("A key for programs was made for your account"), f"key:{key.id}")
    return raw


def new_secret() -> str:
    """Return a key that nobody has yet."""
    return PREFIX + secrets.token_urlsafe(32)


def said_of(bounds: Bounds) -> dict[str, Any]:
    """Return bounds as the trail keeps them: those alone that narrow the key."""
    return {name: value for name, value in asdict(bounds).items() if value != getattr(EVERYTHING, name)}


def tell_holder(act: Act, key: AccessKey, title: str, mark: str) -> None:
    """Put a message about a key on its holder's desk: who did what."""
    text = f"{key.name} · {key.start}… · {act.actor.name}"
    queue_message(act, Medium.DESK, str(key.official_id), title, text, key.official, mark)


def admit_maker(act: Act, official: Official) -> bool:
    """Refuse unless the actor may make or widen this official's keys; tells whether they are his own."""
    mine = admit(act, official)
    if not mine and is_supervised(act.session, official):
        raise NotAllowed(N_("Whoever supervises makes his keys himself. Ask him to."))
    return mine


def revoke_key(act: Act, pk: int) -> AccessKey:
    """End a key: the next call with it is refused."""
    key = key_for(act, pk)
    if key.revoked_at is None:
        end_key(act, key)
    return key


def key_for(act: Act, pk: int) -> AccessKey:
    """Return a key that the actor may manage."""
    key = act.session.get(AccessKey, pk)
    if key is None:
        raise NotFound(N_("There is no such key."))
    admit(act, key.official)
    return key


def tell_of_ends(act: Act) -> Mapping[str, int]:
    """Tell the holder, and whoever made it for him, of each key that ends soon: a fortnight before and three days before.

    A key whose program has a newer one already is left alone. Returns how many messages were queued.
    """
    newer = aliased(AccessKey)
    replaced = (
        select(newer.id)
        .where(
            newer.official_id == AccessKey.official_id,
            newer.name == AccessKey.name,
            newer.ends_on > AccessKey.ends_on,
            newer.revoked_at.is_(None),
        )
        .exists()
    )
    ending = select(AccessKey).where(
        AccessKey.revoked_at.is_(None), AccessKey.ends_on.between(act.on, act.on + max(REMINDED)), ~replaced
    )
    title, told = N_("A key for programs ends soon: make a new one and enter it in the program"), 0
    for key in act.session.scalars(ending.options(joinedload(AccessKey.official))):
        span = min(span for span in REMINDED if key.ends_on <= act.on + span)
        text = f"{key.name} · {key.start}… · {key.ends_on.isoformat()}"
        for reader in sorted({key.official_id, key.made_by or key.official_id}):
            told += queue_once(
                act, Medium.DESK, str(reader), title, text, key.official, f"key-ends:{key.id}:{span.days}"
            )
    return {"told": told}


def admit(act: Act, official: Official) -> bool:
    """Refuse unless these are the actor's own keys, which it tells, or those of a person whom he administers."""
    if act.actor.official_id == official.id:
        return True
    if not act.actor.is_platform:
        if not act.actor.roles & ADMINS:
            raise NotAllowed(N_("Your role does not manage the keys of others."))
        if not act.actor.scope.holds(official.county, official.organisation_id):
            raise NotFound(N_("There is no such person in your region."))
    return False


def keys_in_force(session: Session, official_id: int, on: date) -> list[AccessKey]:
    """Return the keys of an official that open something on a day."""
    mine = select(AccessKey).where(
        AccessKey.official_id == official_id, AccessKey.revoked_at.is_(None), AccessKey.ends_on >= on
    )
    return list(session.scalars(mine))


def keys_seen(session: Session, actor: Actor, since: datetime, most: int) -> list[AccessKey]:
    """Return one's own keys, and those of the region for its administrators; what ended earlier is left out."""
    seen = AccessKey.official_id == (actor.official_id or 0)
    if actor.roles & ADMINS:
        seen = or_(seen, actor.scope.where(Official.county, Official.organisation_id))
    standing = (AccessKey.ends_on >= local_day(since)) & (
        AccessKey.revoked_at.is_(None) | (AccessKey.revoked_at >= since)
    )
    found = select(AccessKey).join(Official, Official.id == AccessKey.official_id).where(seen, standing)
    newest = found.order_by(AccessKey.id.desc()).limit(most).options(joinedload(AccessKey.official))
    return list(session.scalars(newest))


def open_with(session: Session, key_hash: str, at: datetime) -> Any | None:
    """Return AccessKey, User, Account and Official of whom the key with this SHA-256 lets in, by one statement.

    Two secrets of a key are valid while it is rotated. None for a key that is unknown, ended or revoked, or whose
    holder may not come in.
    """
    present, before = AccessKey.key_hash == key_hash, AccessKey.old_hash == key_hash
    row = (
        session.execute(
            select(AccessKey, User, Account, Official)
            .join(User, User.id == AccessKey.user_id)
            .join(Account, Account.user_id == AccessKey.user_id)
            .join(Official, Official.id == AccessKey.official_id)
            .where(or_(present, before))
            .options(joinedload(User.roles), joinedload(Official.organisation).joinedload(Organisation.region))
            .execution_options(**KEPT_PLAN)
        )
        .unique()
        .first()
    )
    if row is None:
        return None
    key, on = row.AccessKey, local_day(at)
    if key.key_hash != key_hash and not key.rotating(at):
        return None
    if key.revoked_at is not None or key.ends_on < on or is_gone(row.User, row.Account, on):
        return None
    return row
