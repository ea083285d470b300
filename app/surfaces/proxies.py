"""Whose address a request really has: the declared proxies are believed, and no others."""

import logging
from ipaddress import ip_address

from flask import Flask, current_app, request
from werkzeug.middleware.proxy_fix import ProxyFix

from app.kernel.errors import Refused
from app.kernel.words import N_

FORWARDED = ("X-Forwarded-For", "X-Real-Ip", "Forwarded")
"""Headers by which a proxy tells for whom it asks."""
log = logging.getLogger(__name__)


class UndeclaredProxy(Refused):
    """A request came in a way that the setting does not describe: all visitors would share one address."""

    status = 503


def init_app(app: Flask) -> None:
    """Believe as many proxies as are declared; in production refuse what came in another way."""
    app.wsgi_app = ProxyFix(app.wsgi_app, *[int(app.config["SUNSHINE_PROXIES"])] * 3)  # type: ignore[method-assign]
    if app.config["SUNSHINE_MODE"] == "production":
        app.before_request(check_way)


def check_way() -> None:
    """Refuse a request that came through fewer or more proxies than are declared.

    One lock, one limit and one line in the trail would otherwise stand for everybody behind the proxy.
    """
    declared = int(current_app.config["SUNSHINE_PROXIES"])
    told = [part for line in request.headers.getlist("X-Forwarded-For") for part in line.split(",")]
    if declared:
        astray = len(told) < declared and not _is_local(request.host)
    else:
        from_here = _is_local(request.remote_addr or "localhost")
        astray = any(name in request.headers for name in FORWARDED) or (from_here and not _is_local(request.host))
    if astray:
        log.critical(
            "A request for %s came through %d proxies; SUNSHINE_PROXIES says %d, and each must send X-Forwarded-For.",
            request.host,
            max(len(told), 1),
            declared,
        )
        raise UndeclaredProxy(
            N_(
                "The platform does not know the proxy through which this request came, so it answers nobody. The operator "
                "sets SUNSHINE_PROXIES to the number of proxies, and lets each send X-Forwarded-For."
            )
        )


def _is_local(host: str) -> bool:
    """Tell whether a host name or address is this machine's own."""
    name = host.rpartition(":")[0] if host.count(":") == 1 else host.strip("[]")
    if (name or host) == "localhost":
        return True
    try:
        return ip_address(name or host).is_loopback
    except ValueError:
        return False
