"""Forms handed back: what was typed into a form that could not be taken is never lost.

The platform was too busy, the page stood open too long, the session was over: the answer holds what was typed, and one
button sends it again. Across a log-in it is kept sealed as a draft of the account whose page it was, for a short while,
and is shown once, to that account alone. Files and passwords are never kept: files are chosen again.
"""

import json
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, current_app, flash, redirect, render_template, request, session, url_for
from flask_appbuilder.security.sqla.models import User
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.exceptions import HTTPException

from app.kernel.act import CITY
from app.kernel.errors import Incomplete, NotFound
from app.kernel.words import N_
from app.surfaces import acts
from app.surfaces.database import db
from app.surfaces.drafts.models import FormDraft
from app.surfaces.drafts.operations import forget_draft, keep_draft
from app.surfaces.faults import typed
from app.surfaces.language import translate
from app.surfaces.pages import admission_of, local_path, logged_in, safe_next

HANDED = Blueprint("handback", __name__)
FORM = "handed.back"
"""Name of the draft under which an account finds its form again."""
ADDRESS, FILES = "/address", "/files"
"""Where the draft keeps what is no field; no field of ours is called so."""
KEPT = timedelta(hours=12)
TOKEN = "csrf_token"  # noqa: S105 - the name of a field, not a secret
SALT = "wtf-csrf-token"
"""By which Flask-WTF signs the tokens of forms."""
STOOD_LONG = N_("This page stood open for a long time, so nothing has been sent yet.")


@dataclass(frozen=True, slots=True)
class Form:
    """What somebody had typed: where it goes, fields by name, and the names of files that must be chosen again."""

    address: str
    fields: list[tuple[str, str]]
    files: list[tuple[str, str]]
    """(field, name of the file that was chosen)."""


def init_app(app: Flask) -> None:
    """Answer forms whose token or session has ended, before anybody else answers them."""
    app.register_error_handler(CSRFError, expired)
    app.before_request(keep_before_login)


def mark_owner(user_id: int) -> None:
    """Let every form of this session say, signed, whose it is: so it finds its account again when the cookie is gone."""
    session[TOKEN] = f"{user_id}.{secrets.token_hex(20)}"


def owner() -> int | None:
    """Return the account on whose page the form was opened; None for a visitor, and for what nobody signed."""
    try:
        signer = URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt=SALT)
        marked = str(signer.loads(request.form.get(TOKEN, ""))).split(".")[0]
    except (BadData, HTTPException):
        marked = ""
    if marked.isdecimal() and len(marked) < 10:
        return int(marked)
    held = str(session.get("_user_id", ""))
    return int(held) if held.isdecimal() else None


def keep_before_login() -> None:
    """Keep what somebody sends whose session has ended; the request goes on to the log-in page."""
    if (
        request.method != "POST"
        or request.endpoint is None
        or request.path.startswith("/api/")
        or current_user.is_authenticated
    ):
        return
    admission = admission_of(current_app, request.endpoint)
    if admission is not None and not admission.public:
        _keep(owner())


def expired(fault: CSRFError) -> Any:
    """Answer a form whose token has ended: it is handed back at once, or after the log-in."""
    if request.path.startswith("/api/") or request.endpoint is None or not _from_here():
        return fault
    admission = admission_of(current_app, request.endpoint)
    if admission is None:
        return fault
    whose = owner()
    if not admission.public and not current_user.is_authenticated:
        _keep(whose)
        return redirect(url_for("login.form", next=local_path(request.referrer or "/")))
    here = current_user.id if current_user.is_authenticated else None
    form = _sent()
    if form is None or (whose is not None and whose != here and not admission.public):
        flash(translate(STOOD_LONG), "warning")
        return redirect(safe_next(request.full_path) if "GET" in _methods() else local_path(request.referrer or "/"))
    return _page(form, translate(STOOD_LONG)), 400


def _methods() -> set[str]:
    return set((request.url_rule.methods if request.url_rule else None) or ())


def _from_here() -> bool:
    """Tell whether a page of this site sent the form: what another site sends is never made ready to be sent again."""
    told = request.headers.get("Origin") or request.referrer or ""
    return urlsplit(told).netloc == request.host


def _sent() -> Form | None:
    """Return the form of this request without token and files; None where it holds a password or cannot be read."""
    fields = typed()
    if fields is None or (request.endpoint or "").startswith("login.") or any("password" in name for name, _ in fields):
        return None
    files = [(field, file.filename) for field, file in request.files.items(multi=True) if file.filename]
    address = safe_next(request.full_path.removesuffix("?"))
    return Form(address, [(name, value) for name, value in fields if name != TOKEN], files)


def _keep(user_id: int | None) -> None:
    """Keep the form of this request for an account, over what was kept before; tell what will happen."""
    form = _sent() if user_id is not None and _from_here() else None
    if form is None or user_id is None or db.session.get(User, user_id) is None:
        flash(
            translate(N_("You were logged out because nothing happened for a while. Please log in again.")), "warning"
        )
        return
    held: dict[str, list[str]] = {ADDRESS: [form.address], FILES: [text for pair in form.files for text in pair]}
    for name, value in form.fields:
        held.setdefault(name, []).append(value)
    try:
        with acts.acting(county=CITY) as act:
            keep_draft(act, user_id, FORM, json.dumps(held, ensure_ascii=False))
    except Incomplete:  # larger than anything that people type
        flash(
            translate(N_("You were logged out because nothing happened for a while. Please log in again.")), "warning"
        )
        return
    flash(
        translate(
            N_(
                "You were logged out because nothing happened for a while. What you typed is kept: log in, and it comes back."
            )
        ),
        "warning",
    )


def waits_for(user_id: int) -> bool:
    """Tell whether a form waits for somebody who has just logged in."""
    draft = db.session.get(FormDraft, (user_id, FORM))
    return draft is not None and acts.now() - draft.saved_at < KEPT


@HANDED.get("/handed-back")
@logged_in
def show() -> str | tuple[str, int]:
    """Show once what was typed before the session ended, ready to be sent."""
    if not waits_for(current_user.id):
        raise NotFound(N_("Nothing waits here any more. What was handed back once is not kept."))
    draft = db.session.get_one(FormDraft, (current_user.id, FORM))
    held: dict[str, list[str]] = json.loads(draft.content)
    [address], names = held.pop(ADDRESS), held.pop(FILES)
    with acts.acting() as act:
        forget_draft(act, current_user.id, FORM)
    fields = [(name, value) for name, values in held.items() for value in values]
    form = Form(address, fields, list(zip(names[::2], names[1::2], strict=True)))
    return _page(form, translate(N_("You are logged in again. What you typed has not been sent yet.")))


def _page(form: Form, sentence: str) -> str:
    shown = [
        value
        for name, value in form.fields
        if value.strip() and not name.endswith(("key", "number", "draft", "edition"))
    ]
    return render_template("handed_back.html", form=form, sentence=sentence, shown=shown)


def after_login(user_id: int, target: str) -> Response:
    """Lead somebody who has just logged in to his form, where one waits, or to a page."""
    return redirect(url_for("handback.show") if waits_for(user_id) else target)  # type: ignore[return-value]
