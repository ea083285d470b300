"""LDAP and Active Directory: the password is tried at the county's directory, which also tells the groups (RFC 4511)."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from app.surfaces.accounts.providers.identities import Identity
from app.surfaces.accounts.providers.oidc import SECONDS, NotAccepted, Unreachable
from app.surfaces.accounts.providers.settings import Provider
from config import ConfigurationFault

if TYPE_CHECKING:
    from ldap.ldapobject import LDAPObject

NAME, FULL_NAME = ("uid", "sAMAccountName"), ("displayName", "cn")


def check_library(provider: Provider) -> None:
    """Stop the start when a directory is configured and the library for it is not installed."""
    try:
        import ldap  # noqa: F401, PLC0415 - only who has a directory needs it
    except ImportError:
        raise ConfigurationFault(
            f"SUNSHINE_LOGINS: {provider.name} is a directory. Install what requirements-ldap.txt names first."
        ) from None


def check_password(provider: Provider, name: str, password: str) -> Identity | None:
    """Return who has this name and password in the directory; None when either is wrong or he may not come in.

    The name is searched first and the found entry bound: whoever types a filter or a name of another tree finds nobody.
    A name that is not there is tried as well, so that the answer takes as long.
    An empty password is never sent, as a directory takes it for an anonymous visitor and agrees (RFC 4513, 5.1.2).
    Raises Unreachable, and NotAccepted where the directory is not as configured.
    """
    import ldap  # noqa: PLC0415

    if not name.strip() or not password or "\x00" in name + password:
        return None
    with _opened(provider) as line:
        found = _search(provider, line, _filter(provider, name.strip()))
        entry_name, entry = found[0] if len(found) == 1 else (f"cn=nobody,{provider.base}", {})
        with _opened(provider, bind=False) as own:
            try:
                own.simple_bind_s(entry_name, password)
            except (
                ldap.INVALID_CREDENTIALS,
                ldap.NO_SUCH_OBJECT,
                ldap.UNWILLING_TO_PERFORM,
                ldap.CONSTRAINT_VIOLATION,
            ):
                return None
        return _identity(provider, entry, name.strip()) if entry else None


def are_there(provider: Provider, subjects: list[str]) -> dict[str, bool]:
    """Tell of each subject whether the directory still lets him in. Raises Unreachable and NotAccepted."""
    with _opened(provider) as line:
        return {
            one: len(
                _search(provider, line, f"(&{_filter(provider, '*', raw=True)}({provider.id_attribute}={_of(one)}))")
            )
            == 1
            for one in subjects
        }


def _of(subject: str) -> str:
    """Return a subject as a filter wants it: bytes in hexadecimal digits were kept with a mark."""
    import ldap.filter  # noqa: PLC0415

    if subject.startswith("hex:"):
        digits = subject.removeprefix("hex:")
        return "".join(f"\\{digits[at : at + 2]}" for at in range(0, len(digits), 2))
    return str(ldap.filter.escape_filter_chars(subject))


def _filter(provider: Provider, name: str, *, raw: bool = False) -> str:
    import ldap.filter  # noqa: PLC0415

    return provider.filter.replace("{name}", name if raw else str(ldap.filter.escape_filter_chars(name)))


@contextmanager
def _opened(provider: Provider, *, bind: bool = True) -> "Iterator[LDAPObject]":
    import ldap  # noqa: PLC0415

    line: Any = ldap.initialize(provider.address)
    line.set_option(ldap.OPT_NETWORK_TIMEOUT, SECONDS)
    line.set_option(ldap.OPT_TIMEOUT, SECONDS)
    line.set_option(ldap.OPT_REFERRALS, 0)
    line.set_option(ldap.OPT_X_TLS_REQUIRE_CERT, ldap.OPT_X_TLS_DEMAND)
    if provider.ca_file:
        line.set_option(ldap.OPT_X_TLS_CACERTFILE, provider.ca_file)
    line.set_option(ldap.OPT_X_TLS_NEWCTX, 0)
    try:
        if bind:
            line.simple_bind_s(provider.bind_dn, provider.bind_password)
        yield line
    except (ldap.SERVER_DOWN, ldap.TIMEOUT, ldap.CONNECT_ERROR, ldap.UNAVAILABLE, ldap.BUSY) as fault:
        raise Unreachable(type(fault).__name__) from None
    except ldap.LDAPError as fault:
        raise NotAccepted(f"the directory refused: {type(fault).__name__}") from None
    finally:
        line.unbind_s()


def _search(provider: Provider, line: "LDAPObject", wanted: str) -> list[tuple[str, dict[str, list[bytes]]]]:
    """Return the entries that a filter finds, two at the most: more than one is nobody."""
    import ldap  # noqa: PLC0415

    try:
        found = line.search_ext_s(
            provider.base,
            ldap.SCOPE_SUBTREE,
            wanted,
            [provider.id_attribute, provider.group_attribute, *NAME, *FULL_NAME],
            sizelimit=2,
            timeout=SECONDS,
        )
    except ldap.SIZELIMIT_EXCEEDED:
        return []
    return [(name, entry) for name, entry in found if name]


def _identity(provider: Provider, entry: dict[str, list[bytes]], typed: str) -> Identity:
    held = {key.lower(): values for key, values in entry.items()}
    subject = held.get(provider.id_attribute.lower(), [])
    if len(subject) != 1:
        raise NotAccepted(f"the entry has no {provider.id_attribute}, which tells one person from another")

    def first(names: tuple[str, ...]) -> str:
        return next((held[name.lower()][0].decode("utf-8", "replace") for name in names if held.get(name.lower())), "")

    groups = [one.decode("utf-8", "replace") for one in held.get(provider.group_attribute.lower(), [])]
    return Identity(
        subject=_text(subject[0]),
        name=first(NAME) or typed,
        full_name=first(FULL_NAME),
        groups=frozenset(groups) | {_short(one) for one in groups},
    )


def _text(value: bytes) -> str:
    """Return a number as text; that of Active Directory is sixteen bytes."""
    try:
        text = value.decode("ascii")
    except UnicodeDecodeError:
        return f"hex:{value.hex()}"
    return text if text.isprintable() else f"hex:{value.hex()}"


def _short(group: str) -> str:
    """Return the name of a group from its place in the tree: "cn=window,ou=groups" is also "window"."""
    return group.split(",", 1)[0].partition("=")[2] or group
