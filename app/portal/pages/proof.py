"""Proof for outsiders: is this document genuine, and has the trail been rewritten?"""

from typing import Any

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from sqlalchemy import select

from app.kernel.documents import verify_document
from app.kernel.errors import Refused
from app.kernel.places import Organisation
from app.kernel.trail.roots import TrailRoot, public_root
from app.portal.pages import PAGES
from app.surfaces.acts import session
from app.surfaces.language import say_refusal
from app.surfaces.limits import limited
from app.surfaces.pages import anyone

SHOWN = 100
SHORT = Blueprint("short", __name__)
"""Addresses short enough for a QR picture."""


@PAGES.get("/verify")
@anyone
def ask_verify() -> str | Response:
    """Ask for the code that stands under the QR picture of a document."""
    code = request.args.get("code", "").strip()
    if code:
        return redirect(url_for(".verify", code=code))  # type: ignore[return-value]
    return render_template("portal/verify.html", document=None, error="")


@PAGES.get("/verify/<code>")
@anyone
@limited("120 per hour", methods=("GET",))
def verify(code: str) -> str | tuple[str, int]:
    """Tell whether a document with this code was issued, by whom, when, under which number."""
    try:
        document = verify_document(session(), code)
    except Refused as fault:
        return render_template("portal/verify.html", document=None, error=say_refusal(fault), code=code), 404
    organ = session().get_one(Organisation, document.organisation_id)
    return render_template("portal/verify.html", document=document, organ=organ.name, error="", code=code)


@PAGES.get("/trail/")
@anyone
def trail() -> str:
    """Show the signed roots of every county's trail, and how to check them."""
    return render_template("portal/trail.html", roots=_roots())


@PAGES.get("/trail/roots.json")
@anyone
def roots_json() -> Response:
    """Give the signed roots to programs."""
    return jsonify(roots=_roots())


def _roots() -> list[dict[str, Any]]:
    newest = select(TrailRoot).order_by(TrailRoot.id.desc()).limit(SHOWN)
    return [public_root(root) for root in session().scalars(newest)]


@SHORT.get("/verify/<code>")
@anyone
def short_verify(code: str) -> Response:
    """Lead from the short address in a document's QR picture to its page."""
    return redirect(url_for("portal.verify", code=code))  # type: ignore[return-value]
