"""Who is visiting: admission before each request, and what every template may ask."""

from typing import Any

from flask import Flask, current_app, g, redirect, request, session, url_for
from flask_babel import get_locale
from flask_login import current_user, logout_user

from app.kernel.errors import NotAllowed
from app.kernel.places import Organisation
from app.kernel.words import N_
from app.surfaces.accounts.entry import PasswordDue, what_is_due
from app.surfaces.accounts.models import Account
from app.surfaces.acts import current_actor
from app.surfaces.database import db
from app.surfaces.help.here import help_address
from app.surfaces.inbox import unread_count
from app.surfaces.language import translate
from app.surfaces.menus import menu
from app.surfaces.pages import admission_of, check_admission, safe_next


def init_app(app: Flask) -> None:
    """Register admission and the context of templates."""
    app.before_request(check_admission)
    app.before_request(_check_entry)
    app.context_processor(_context)


def _check_entry() -> Any:
    """Let nobody work who has a first password or no second factor, whichever door he came through."""
    if request.endpoint is None or not current_user.is_authenticated:
        return None
    admission = admission_of(current_app, request.endpoint)
    if admission is not None and admission.while_unfinished:
        return None
    key = g.get("key_in_use")
    if key is not None and not key.writes and request.method not in ("GET", "HEAD", "OPTIONS"):
        raise NotAllowed(N_("This key may only read. Make one that may write, or log in for a token."))
    account = db.session.get(Account, current_user.id)
    due = what_is_due(current_user, account) if account is not None else None
    if due is None:
        return None
    if request.path.startswith("/api/"):
        raise due
    if isinstance(due, PasswordDue):
        return redirect(url_for("login.password"))
    logout_user()
    return redirect(url_for("login.form"))


def _context() -> dict[str, Any]:
    return {"menu": _menu(), "me": _me(), "languages": _languages(), "locale": str(get_locale()), "crumbs": []}


def _menu() -> list[dict[str, Any]]:
    return menu() if current_user.is_authenticated else []


def _me() -> dict[str, Any] | None:
    if not current_user.is_authenticated:
        return None
    actor = current_actor()
    account = db.session.get(Account, current_user.id)
    home = db.session.get(Organisation, actor.organisation_id) if actor.organisation_id else None
    return {
        "name": actor.name,
        "organisation": home.name if home else "",
        "roles_text": "、".join(translate(role) for role in sorted(actor.roles)),
        "find": url_for("finding.find"),
        "help": help_address(),
        "messages": url_for("inbox.messages"),
        "unread": unread_count(actor, account.messages_read_at if account else None),
    }


def _languages() -> list[tuple[str, str, str, bool]]:
    here = str(get_locale())[:2]
    path = request.full_path if request.method == "GET" else "/"
    return [
        (code, language["name"], url_for("public.language", code=code, next=safe_next(path)), code == here)
        for code, language in current_app.config["LANGUAGES"].items()
    ]


def choose_language(code: str) -> None:
    """Remember the language a visitor chose."""
    if code in current_app.config["LANGUAGES"]:
        session["locale"] = code
