"""Hand-made screens: every route says who may open it, and silence means nobody."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, redirect, request, url_for
from flask import session as cookie
from flask_appbuilder.api import BaseApi
from flask_appbuilder.baseviews import BaseView
from flask_babel import get_locale
from flask_login import current_user

from app.kernel.errors import NotAllowed
from app.kernel.roles import Role
from app.kernel.words import N_
from app.surfaces.acts import current_actor, today
from app.surfaces.remembered import known, remembered

View = TypeVar("View", bound=Callable[..., Any])

LONGEST, LARGEST = 300, 100_000
"""Characters of an address, and of a page, that is remembered."""


@dataclass(frozen=True, slots=True)
class Admission:
    """Who may open a route: everybody, everybody logged in, or the holders of roles."""

    public: bool = False
    roles: frozenset[Role] | None = None
    while_unfinished: bool = False
    """Open while the password must be changed or the second factor is missing."""


def allowed(*roles: Role) -> Callable[[View], View]:
    """Open a route to these roles."""
    return _admit(Admission(roles=frozenset(roles)))


def anyone(view: View) -> View:
    """Open a route to the public."""
    return _admit(Admission(public=True, while_unfinished=True))(view)


def logged_in(view: View) -> View:
    """Open a route to everybody who is logged in."""
    return _admit(Admission())(view)


def unfinished(view: View) -> View:
    """Open a route to those logged in, even before the password has been changed."""
    return _admit(Admission(while_unfinished=True))(view)


def _admit(admission: Admission) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.admission = admission  # type: ignore[attr-defined]
        return view

    return mark


def remembered_page(view: View) -> View:
    """Let a public page be written once for all visitors until something is recorded, a day ends or the language differs.

    It holds nothing of the visitor himself: not for who is logged in, has a message waiting, or is given a form to send.
    """

    @wraps(view)
    def page(*arguments: Any, **values: Any) -> Any:
        address = request.full_path
        own = request.method not in ("GET", "HEAD") or current_user.is_authenticated or "_flashes" in cookie
        if own or len(address) > LONGEST:
            return view(*arguments, **values)
        held = known()
        key = ("page", str(get_locale()), today(), request.script_root, address)
        if key in held:
            return held[key]
        made = view(*arguments, **values)
        if isinstance(made, str) and len(made) <= LARGEST and 'name="csrf_token"' not in made:
            return remembered(lambda: made, *key)
        return made

    return page  # type: ignore[return-value]


def admission_of(app: Flask, endpoint: str) -> Admission | None:
    """Return who may open an endpoint; None for one that declares nothing and so stays shut.

    Flask-AppBuilder's views check their own permission, so they count as open to those logged in;
    so do files under ``static``, which are open to all.
    """
    if endpoint == "static" or endpoint.endswith(".static"):
        return Admission(public=True, while_unfinished=True)
    view = app.view_functions[endpoint]
    admission: Admission | None = getattr(view, "admission", None)
    if admission is None and isinstance(getattr(view, "__self__", None), (BaseView, BaseApi)):
        return Admission()
    return admission


def may_open(endpoint: str) -> bool:
    """Tell whether whoever is asking may open a page: a link is shown to nobody whom it would refuse."""
    admission = admission_of(current_app, endpoint)
    if admission is None:
        return False
    return admission.public or admission.roles is None or bool(admission.roles & current_actor().roles)


def check_admission() -> Response | None:
    """Let the request pass, send it to the log-in page, or refuse it; runs before every request."""
    if request.endpoint is None:
        return None
    admission = admission_of(current_app, request.endpoint)
    if admission is None:
        raise NotAllowed(N_("This page is not open to anybody."))
    if admission.public:
        return None
    if request.path.startswith("/api/"):
        return None  # protected by Flask-AppBuilder: cookie with CSRF token, or a REST token
    if not current_user.is_authenticated:
        target = request.full_path if request.method == "GET" else (request.referrer or "/")
        return redirect(url_for("login.form", next=local_path(target)))  # type: ignore[return-value]
    if admission.roles is not None and not admission.roles & current_actor().roles:
        raise NotAllowed(N_("Your account does not have the role that this page needs. Ask your administrator."))
    return None


def local_path(target: str) -> str:
    """Return the path of an address on this very site, without its host."""
    parts = urlsplit(target)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def safe_next(target: str | None) -> str:
    """Return a local path to go to after log-in; anything else becomes the home page (A27)."""
    if not target or not target.startswith("/") or any(sign in target for sign in ("\\", "\r", "\n", "\t")):
        return "/"
    return "/" if target.startswith("//") else target
