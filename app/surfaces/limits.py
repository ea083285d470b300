"""How often one address may use a route."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from ipaddress import IPv6Address, ip_address
from typing import Any, TypeVar

from flask import abort, current_app, request

from app.surfaces.acts import now
from app.surfaces.tries import Counter, Limit, take

View = TypeVar("View", bound=Callable[..., Any])

SPANS = {"minute": timedelta(minutes=1), "hour": timedelta(hours=1)}


def network_of(address: str | None) -> str:
    """Return what counts as one visitor: an IPv4 address, or the /64 network that one IPv6 line has to itself."""
    try:
        found = ip_address((address or "").partition("%")[0])
    except ValueError:
        return address or "-"
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return f"{IPv6Address(int(found) >> 64 << 64)}/64"
    return str(found)


def read_rule(rule: str) -> Limit:
    """Return the limit that is written as ``30 per hour``."""
    most, _, span = rule.partition(" per ")
    return Limit(int(most), SPANS[span])


def limited(rule: str, methods: tuple[str, ...] = ("POST",)) -> Callable[[View], View]:
    """Let a route be used at most so often by one address, for these methods; all processes count together."""
    limit = read_rule(rule)

    def mark(view: View) -> View:
        @wraps(view)
        def checked(*arguments: Any, **values: Any) -> Any:
            if request.method in methods and current_app.config["SUNSHINE_LIMITED"]:
                counter = Counter(limit, "route", f"{request.endpoint} {network_of(request.remote_addr)}")
                if take(now(), counter)[0] > limit.most:
                    abort(429)
            return view(*arguments, **values)

        return checked  # type: ignore[return-value]

    return mark
