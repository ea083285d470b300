"""Who else may tell who somebody is: the file that ``SUNSHINE_LOGINS`` names, read and checked at the start."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from app.kernel.roles import ADMINISTERING, SUPERVISING, Role
from config import ConfigurationFault

KINDS = ("oidc", "ldap", "cas", "header")
NEVER_BY_GROUP = SUPERVISING | ADMINISTERING | {Role.PUBLIC}
"""Roles that no group elsewhere gives: whoever runs that directory would choose who watches whom."""


@dataclass(frozen=True)
class GroupRule:
    """Whoever is in a group elsewhere has a role here; with an organisation, only who works there."""

    group: str
    role: Role
    organisation: str = ""
    """Code of the organisation; a new account belongs to it."""


@dataclass(frozen=True)
class Provider:
    """One that tells who somebody is; all texts as its file gives them."""

    name: str
    """Short, in addresses and in the trail."""
    title: str
    """On its button."""
    kind: str
    address: str = ""
    """OIDC: the issuer. CAS: the address before ``/login``. LDAP: ``ldaps://`` or ``ldap://``."""
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    scope: str = "openid profile"
    name_claim: str = "preferred_username"
    """OIDC claim or CAS attribute with the log-in name as a person knows it."""
    full_name_claim: str = "name"
    groups_claim: str = "groups"
    base: str = ""
    """LDAP: where persons are searched."""
    bind_dn: str = ""
    bind_password: str = field(default="", repr=False)
    filter: str = "(uid={name})"
    """LDAP: of persons who may come in; ``{name}`` is what was typed."""
    id_attribute: str = "entryUUID"
    """LDAP: what never changes and is never used again; ``objectGUID`` in Active Directory."""
    group_attribute: str = "memberOf"
    header: str = ""
    """Header in which a gateway in front names who has logged in there."""
    from_networks: tuple[str, ...] = ()
    """Where that gateway stands; the header counts from nowhere else."""
    ca_file: str = ""
    """Certificates of one's own authority; empty: those of the machine."""
    match_names: bool = False
    """A log-in name there is the same person's here, without his password, except for who supervises or administers."""
    create: bool = False
    """A first log-in makes an account, where a group rule names its organisation."""
    second_factor: frozenset[str] = frozenset()
    """Values of ``amr`` (RFC 8176) for which no second factor is asked here."""
    groups: tuple[GroupRule, ...] = ()

    def stands_at(self, address: str) -> bool:
        """Tell whether an address is one of the gateway's."""
        return any(ip_address(address) in ip_network(network) for network in self.from_networks)


@dataclass(frozen=True)
class Providers:
    """All of them, in the order of the file."""

    all: tuple[Provider, ...] = ()

    def find(self, name: str, *kinds: str) -> Provider | None:
        """Return a provider by its name, of one of these kinds."""
        return next((one for one in self.all if one.name == name and (not kinds or one.kind in kinds)), None)

    def of(self, *kinds: str) -> list[Provider]:
        """Return those of these kinds."""
        return [one for one in self.all if one.kind in kinds]


def read_providers(file: str) -> Providers:
    """Return what a file says; an empty name is no provider at all. Raises ConfigurationFault with the line at fault."""
    if not file:
        return Providers()
    try:
        held = tomllib.loads(Path(file).read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise ConfigurationFault(f"SUNSHINE_LOGINS names {file}, which cannot be read: {fault}.") from None
    rows = held.pop("provider", [])
    if held or not isinstance(rows, list):
        raise ConfigurationFault(f"SUNSHINE_LOGINS: {file} holds [[provider]] tables and nothing else.")
    providers = [_provider(row, Path(file).parent) for row in rows]
    names = [one.name for one in providers]
    if len(set(names)) != len(names):
        raise ConfigurationFault(f"SUNSHINE_LOGINS: two providers of {file} have one name.")
    return Providers(tuple(providers))


TEXTS = frozenset(
    name
    for name, kind in Provider.__annotations__.items()
    if kind in (str, "str")  # annotations are values here, texts under postponed evaluation
)
NEEDS: Mapping[str, Sequence[str]] = {
    "oidc": ("address", "client_id", "client_secret"),
    "ldap": ("address", "base"),
    "cas": ("address",),
    "header": ("header", "from_networks"),
}
"""What each kind cannot do without."""


def _provider(row: Mapping[str, Any], folder: Path) -> Provider:
    name, kind = str(row.get("name", "")), str(row.get("kind", ""))
    if not name.isascii() or not name.replace("-", "").isalnum() or len(name) > 40:
        raise ConfigurationFault(f"SUNSHINE_LOGINS: {name!r} is no name; letters, digits and hyphens, at most 40.")
    if kind not in KINDS:
        raise ConfigurationFault(f"SUNSHINE_LOGINS: provider {name} is of kind {kind!r}; known are {', '.join(KINDS)}.")
    values = dict(_value(name, key, value, folder) for key, value in row.items())
    missing = [key for key in ("title", *NEEDS[kind]) if not values.get(key)]
    if missing:
        raise ConfigurationFault(f"SUNSHINE_LOGINS: provider {name} lacks {', '.join(missing)}.")
    _check_address(name, kind, str(values.get("address", "")))
    if kind == "ldap" and "{name}" not in str(values.get("filter", Provider.filter)):
        raise ConfigurationFault(f"SUNSHINE_LOGINS: the filter of {name} must hold {{name}}.")
    return Provider(**values)


def _value(name: str, key: str, value: Any, folder: Path) -> tuple[str, Any]:
    """Return one setting as the declaration wants it; a key that ends in ``_file`` names where the secret lies."""
    if key in ("client_secret_file", "bind_password_file"):
        try:
            return key.removesuffix("_file"), (folder / str(value)).read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError):
            raise ConfigurationFault(f"SUNSHINE_LOGINS: {key} of {name} cannot be read.") from None
    if key == "groups":
        return key, tuple(_rule(name, rule) for rule in value)
    if key == "second_factor":
        return key, frozenset(map(str, value))
    if key == "from_networks":
        try:
            return key, tuple(str(ip_network(str(one))) for one in value)
        except ValueError as fault:
            raise ConfigurationFault(f"SUNSHINE_LOGINS: from_networks of {name}: {fault}.") from None
    if key in TEXTS and isinstance(value, str):
        return key, value
    if key in ("match_names", "create") and isinstance(value, bool):
        return key, value
    raise ConfigurationFault(f"SUNSHINE_LOGINS: provider {name} has {key} = {value!r}, which means nothing.")


def _rule(name: str, rule: Mapping[str, Any]) -> GroupRule:
    known = {role.value: role for role in Role}
    role = known.get(str(rule.get("role", "")))
    if role is None or not rule.get("group"):
        raise ConfigurationFault(f"SUNSHINE_LOGINS: a group of {name} names no group, or no role that exists.")
    if role in NEVER_BY_GROUP:
        raise ConfigurationFault(
            f"SUNSHINE_LOGINS: {name} gives the role {role.value} by a group. Roles that supervise or administer are "
            "given here alone, by two persons where the rules ask for them."
        )
    return GroupRule(str(rule["group"]), role, str(rule.get("organisation", "")))


def _check_address(name: str, kind: str, address: str) -> None:
    """Refuse plain lines: whoever listens on one could come in as anybody. This machine itself is no line."""
    if not address:
        return
    place = urlsplit(address)
    secure = {"oidc": "https", "cas": "https", "ldap": "ldaps"}[kind]
    plain = {"oidc": "http", "cas": "http", "ldap": "ldap"}[kind]
    try:
        local = place.hostname == "localhost" or ip_address(place.hostname or "").is_loopback
    except ValueError:
        local = False
    if place.scheme not in (secure, plain) or not place.hostname:
        raise ConfigurationFault(f"SUNSHINE_LOGINS: the address of {name} must begin with {secure}://.")
    if place.scheme == plain and not local:
        raise ConfigurationFault(
            f"SUNSHINE_LOGINS: the address of {name} is {plain}://, on which passwords and names can be read and changed. "
            f"Use {secure}://."
        )
