"""What a key opens beside its role: kinds of records for reading or writing, one place, networks, calls a minute.

Kinds are written as scopes (RFC 6749, 3.3): ``post:read power:write``; writing includes reading. A bound narrows what the
role of the key opens and never widens it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.kernel.errors import Incomplete
from app.kernel.networks import Networks
from app.kernel.places import Official, Organisation, Scope, scope_of, subtree
from app.kernel.roles import Role
from app.kernel.words import N_
from app.surfaces.platform import Platform

READ, WRITE = "read", "write"
MOST_CALLS, USUAL_CALLS = 6_000, 600
"""Calls within a minute: at the most, and unless somebody says otherwise."""
ALWAYS = frozenset({("can_get", "OpenApi")})
"""What every key opens: the description of what it opens."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How far a key reaches; as it stands here, as far as its role."""

    scopes: str = ""
    place_id: int | None = None
    networks: str = ""
    per_minute: int = USUAL_CALLS


@dataclass(frozen=True, slots=True)
class Opened:
    """A resource that a role opens."""

    name: str
    title: str
    writes: bool


def resources_of(held: Platform, role: Role) -> list[Opened]:
    """Return the resources that a role opens: record kinds, and those made by hand."""
    found = [
        Opened(kind.name, kind.title, "can_write" in kind.access[role].permissions)
        for kind in held.kinds
        if role in kind.access
    ]
    for domain in held.domains:
        rights = domain.grants.get(role, frozenset())
        for api in domain.apis:
            name = api.class_permission_name
            if ("can_read", name) in rights:
                found.append(Opened(api.resource_name, domain.title, ("can_write", name) in rights))
    return found


def scopes_of(text: str) -> dict[str, str]:
    """Return what a text of scopes says of each resource: ``read`` or ``write``."""
    held: dict[str, str] = {}
    for word in text.split():
        name, _, access = word.partition(":")
        held[name] = WRITE if WRITE in (access, held.get(name)) else READ
    return held


def within(rights: frozenset[tuple[str, str]], scopes: str) -> frozenset[tuple[str, str]]:
    """Return the rights of a role that lie within scopes; all of them where there are none."""
    if not scopes:
        return rights
    held = scopes_of(scopes)
    return frozenset(
        (permission, view)
        for permission, view in rights
        if (permission, view) in ALWAYS
        or held.get(view.removeprefix("record.")) == WRITE
        or (held.get(view.removeprefix("record.")) == READ and permission == "can_read")
    )


def narrower(scopes: str, asked: str) -> str | None:
    """Return the scopes asked for, if they lie within those that are held; None if not."""
    held, wanted = scopes_of(scopes), scopes_of(asked)
    reaches = not scopes or all(held.get(name) in (access, WRITE) for name, access in wanted.items())
    return written(f"{name}:{access}" for name, access in wanted.items()) if reaches and wanted else None


def written(words: Iterable[str]) -> str:
    """Return scopes as they are kept: each resource once, in order."""
    return " ".join(f"{name}:{access}" for name, access in sorted(scopes_of(" ".join(words)).items()))


def place_scope(session: Session, holders: Scope, place_id: int) -> Scope:
    """Return what of its holder's scope lies within the place of a key."""
    place = session.get_one(Organisation, place_id)
    below = Scope(frozenset({place.county}), subtree(session, place), place.region.prefix)
    return holders.inside(below)


def check_bounds(act: Act, held: Platform, official: Official, role: Role, *, writes: bool, bounds: Bounds) -> Bounds:
    """Return the bounds as they are kept; Incomplete, at its field, for what the role of the key does not open."""
    opened = {one.name: one for one in resources_of(held, role)}
    for name, access in scopes_of(bounds.scopes).items():
        one = opened.get(name)
        if one is None or (access == WRITE and not one.writes):
            raise Incomplete(
                N_("The role does not open this for a key: %(name)s. Choose from the list."), field="scopes", name=name
            )
        if access == WRITE and not writes:
            raise Incomplete(
                N_("The key reads only, so it writes no %(name)s. Let it read and write, or tick reading alone."),
                field="scopes",
                name=name,
            )
    if bounds.place_id is not None:
        place = act.session.get(Organisation, bounds.place_id)
        reached = scope_of(act.session, {role}, official.organisation)
        if place is None or not reached.holds(place.county, place.id):
            raise Incomplete(N_("This place lies outside what its holder sees with this role."), field="place")
    if not 1 <= bounds.per_minute <= MOST_CALLS:
        raise Incomplete(N_("Say a number of calls from 1 to %(most)d."), field="per_minute", most=MOST_CALLS)
    return Bounds(written(bounds.scopes.split()), bounds.place_id, _networks(bounds.networks), bounds.per_minute)


def _networks(text: str) -> str:
    """Return networks as they are kept."""
    try:
        read = Networks.read(text.replace("，", ",").replace("、", ",").replace(";", ",").replace("\n", ","))
    except ValueError:
        raise Incomplete(
            N_("This is no address or network. Write them as 10.20.3.7, 10.20.0.0/16, separated by commas."),
            field="networks",
        ) from None
    kept = ", ".join(str(one) for one in read.named)
    if len(kept) > 400:
        raise Incomplete(N_("These are too many networks. Write larger ones."), field="networks")
    return kept
