"""Headers and checks of every answer: CSP without exceptions, known hosts only, CSRF everywhere."""

from flask import Flask, Response, abort, request
from flask_login import current_user
from flask_talisman import Talisman
from flask_wtf.csrf import CSRFProtect
from werkzeug.routing import IntegerConverter

POLICY = {
    "default-src": "'self'",
    "img-src": "'self' data:",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}


class Number(IntegerConverter):
    """A number in an address: of no more digits than any key has, so that every engine can look for it."""

    regex = r"\d{1,18}"


def init_app(app: Flask) -> None:
    """Put the checks before, and the headers behind, every request."""
    app.url_map.converters["int"] = Number
    csrf = CSRFProtect(app)
    app.extensions["csrf_protect"] = csrf
    Talisman(
        app,
        content_security_policy=POLICY,
        force_https=False,
        frame_options="DENY",
        strict_transport_security=app.config["SUNSHINE_MODE"] == "production",
        session_cookie_secure=app.config["SESSION_COOKIE_SECURE"],
        session_cookie_http_only=True,
        session_cookie_samesite="Lax",
        referrer_policy="same-origin",
    )
    hosts = frozenset(host.strip() for host in app.config["SUNSHINE_HOSTS"].split(",") if host.strip())

    @app.before_request
    def check_host() -> None:
        """Answer only under names that are ours (A28)."""
        if hosts and request.host.split(":")[0] not in hosts:
            abort(400)

    @app.before_request
    def check_signs() -> None:
        """Refuse the NUL sign: nobody types it, and PostgreSQL cannot hold it."""
        if "\x00" in request.path:
            abort(404)
        for sent in (request.args, request.form):
            if any("\x00" in text for _name, text in sent.items(multi=True)):
                abort(400)

    @app.after_request
    def forbid_storing(response: Response) -> Response:
        """Keep pages of the inner net out of every cache, also "back" after log-out (A26)."""
        # A fault is never stored; who is logged in may not even be knowable then, with the database away.
        faulty = response.status_code >= 500
        page = request.endpoint and not request.endpoint.endswith("static")
        if faulty or (page and current_user.is_authenticated):
            response.headers["Cache-Control"] = "no-store"
        return response
