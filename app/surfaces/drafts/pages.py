"""What the script of a form asks: keep this, give it back; and forgetting what has been sent."""

import json

from flask import Blueprint, Flask, Response, current_app, g, jsonify, request, session, url_for
from flask_login import current_user
from markupsafe import Markup
from sqlalchemy import select

from app.kernel.act import CHINA
from app.kernel.errors import NotFound
from app.kernel.words import N_
from app.surfaces import acts
from app.surfaces.drafts.models import FormDraft
from app.surfaces.drafts.operations import forget_draft, keep_draft
from app.surfaces.pages import admission_of, logged_in

DRAFTS = Blueprint("drafts", __name__, url_prefix="/drafts")
SENT = "draft_key"
"""Field by which a form that is sent names its draft."""


@DRAFTS.get("/")
@logged_in
def give() -> Response:
    """Answer ``{"values", "version", "at", "saved_at"}`` of the form ``?form=``."""
    draft = acts.session().get(FormDraft, (current_user.id, request.args.get("form", "")))
    if draft is None:
        raise NotFound(N_("Nothing has been kept of this form."))
    return jsonify(values=json.loads(draft.content), version=draft.edition, at=draft.typed_at, saved_at=_clock(draft))


@DRAFTS.post("/")
@logged_in
def keep() -> Response:
    """Keep ``values`` (JSON) of the form ``?form=``; without values, forget it."""
    form, content, typed_at = (request.args.get("form", ""), request.form.get("values", ""), request.form.get("at", ""))
    with acts.acting() as act:
        if not content:
            forget_draft(act, current_user.id, form)
            return jsonify({})
        at = int(typed_at) if typed_at.isdecimal() and len(typed_at) < 15 else 0
        draft = keep_draft(act, current_user.id, form, content, request.form.get("version", ""), at)
    return jsonify(saved_at=_clock(draft))


def _clock(draft: FormDraft) -> str:
    return f"{draft.saved_at.astimezone(CHINA):%H:%M}"


def init_app(app: Flask) -> None:
    """Let templates mark the forms that are kept, and forget a draft once its form has done its work."""
    app.jinja_env.globals["kept"] = kept

    @app.after_request
    def forget_sent(response: Response) -> Response:
        if request.method != "POST" or response.status_code not in (302, 303) or not current_user.is_authenticated:
            return response
        if (form := request.form.get(SENT)) and not _refused():
            with acts.acting() as act:
                forget_draft(act, current_user.id, form)
        return response


def _refused() -> bool:
    """Tell whether the page that follows will say that nothing was done."""
    return any(kind == "error" for kind, _text in session.get("_flashes", []))


def kept(form: str, place: str = "") -> Markup:
    """Return the attributes of a form that is kept: in the browser, and on the server for officials.

    ``place`` is "tab" on shared computers. What is typed on a page of the public portal stays in its tab.
    """
    marks = Markup(' data-keep="{}"').format(form)
    if place:
        return marks + Markup(' data-keep-in="{}"').format(place)
    admission = admission_of(current_app, request.endpoint) if request.endpoint else None
    if admission is None or admission.public or not current_user.is_authenticated:
        return marks
    marks += Markup(' data-autosave-url="{}"').format(url_for("drafts.keep", form=form))
    return marks + Markup(" data-draft") if form in _held() else marks


def _held() -> set[str]:
    """Return which forms of whoever is logged in have a draft; asked once a page."""
    if "drafts" not in g:
        mine = select(FormDraft.form).where(FormDraft.user_id == current_user.id)
        g.drafts = set(acts.session().scalars(mine))
    found: set[str] = g.drafts
    return found
