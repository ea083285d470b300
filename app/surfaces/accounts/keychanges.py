"""What happens to a key while programs use it: its secret is rotated, its bounds are changed, a call comes from elsewhere."""

from dataclasses import asdict
from datetime import timedelta
from secrets import token_hex

from app.kernel.act import Act
from app.kernel.audit import record
from app.kernel.errors import Incomplete, OutOfOrder
from app.kernel.roles import Role
from app.kernel.words import N_
from app.surfaces.accounts.keybounds import Bounds, check_bounds
from app.surfaces.accounts.keys import START, admit_maker, key_for, new_secret, said_of, tell_holder
from app.surfaces.accounts.models import AccessKey
from app.surfaces.accounts.operations import hash_of
from app.surfaces.platform import platform

LONGEST_ROTATION = 30
"""Days for which the secret before is valid beside the new one at the most."""


def rotate_key(act: Act, pk: int, days: int) -> str:
    """Give a key a new secret and return it; the one before opens the same for so many days more.

    Two are valid at a time: what was rotated out before ends at once. Zero days end the one before at once, too.
    """
    key = _open_key(act, pk)
    mine = admit_maker(act, key.official)
    if not 0 <= days <= LONGEST_ROTATION:
        raise Incomplete(N_("Say a number of days from 0 to %(most)d."), field="days", most=LONGEST_ROTATION)
    raw = new_secret()
    key.old_hash, key.old_until = (key.key_hash, act.at + timedelta(days=days)) if days else (None, None)
    key.key_hash, key.start = hash_of(raw), raw[:START]
    record(act, "key.rotated", key.official, key=key.id, name=key.name, old_until=key.old_until)
    if not mine:
        tell_holder(act, key, N_("A key of your account was given a new secret"), f"key-rotated:{key.id}:{key.start}")
    return raw


def change_bounds(act: Act, pk: int, *, writes: bool, bounds: Bounds) -> AccessKey:
    """Let a key open more or less, as far as its role goes: from the next call on."""
    key = _open_key(act, pk)
    mine = admit_maker(act, key.official)
    kept = check_bounds(act, platform(), key.official, Role(key.role), writes=writes, bounds=bounds)
    before = {"writes": key.writes, **said_of(bounds_of(key))}
    after = {"writes": writes, **said_of(kept)}
    if before == after:
        return key
    key.writes = writes
    for name, value in asdict(kept).items():
        setattr(key, name, value)
    record(act, "key.changed", key.official, key=key.id, name=key.name, before=before, after=after)
    if not mine:
        tell_holder(
            act, key, N_("What a key of your account opens was changed"), f"key-changed:{key.id}:{token_hex(8)}"
        )
    return key


def note_elsewhere(act: Act, key: AccessKey, address: str) -> None:
    """Put into the trail, and on its holder's desk, that a key was sent from an address that is not named for it."""
    record(act, "key.elsewhere", key.official, key=key.id, name=key.name, address=address)
    title = N_(
        "A key of your account was sent from an address that is not named for it: revoke it if you do not know why"
    )
    tell_holder(act, key, title, f"key-elsewhere:{key.id}:{token_hex(8)}")


def bounds_of(key: AccessKey) -> Bounds:
    """Return how far a key reaches."""
    return Bounds(key.scopes, key.place_id, key.networks, key.per_minute)


def _open_key(act: Act, pk: int) -> AccessKey:
    key = key_for(act, pk)
    if key.revoked_at is not None or key.ends_on < act.on:
        raise OutOfOrder(N_("This key has ended. Make a new one."))
    return key
