"""Proof for outsiders: is this document genuine, and has the trail been rewritten?"""

import io
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, redirect, render_template, request, send_file, url_for
from sqlalchemy import select

from app.kernel.documents import verify_document
from app.kernel.errors import NotFound, Refused
from app.kernel.places import Organisation, county_names
from app.kernel.trail.aside import count_set_aside, published_set_aside, withdrawn_roots
from app.kernel.trail.proofs import consistency_proof, inclusion_proof
from app.kernel.trail.publication import published_roots, write_rows
from app.kernel.trail.roots import TrailRoot, latest_root, signed_counties
from app.kernel.words import N_
from app.portal.pages import PAGES
from app.surfaces.acts import session
from app.surfaces.codes import by_code
from app.surfaces.keeping import key_file
from app.surfaces.language import translate_refusal
from app.surfaces.limits import limited
from app.surfaces.pages import anyone

SHOWN = 100
KEY_NAME = re.compile("[0-9a-f]{16}")
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
def verify(code: str) -> str | tuple[str, int]:
    """Tell whether a document with this code was issued, by whom, when, under which number."""
    try:
        with by_code(code):
            document = verify_document(session(), code)
    except Refused as fault:
        page = render_template("portal/verify.html", document=None, error=translate_refusal(fault), code=code)
        return page, fault.status
    organ = session().get_one(Organisation, document.organisation_id)
    return render_template("portal/verify.html", document=document, organ=organ.name, error="", code=code)


@PAGES.get("/trail/")
@anyone
def trail() -> str:
    """Show every county's last signed root and the newest of all, and how to check them."""
    return _trail_page()


def _trail_page(error: str = "", values: Mapping[str, str] | None = None) -> str:
    newest = list(session().scalars(select(TrailRoot).order_by(TrailRoot.id.desc()).limit(SHOWN)))
    last = {county: latest_root(session(), county) for county in signed_counties(session())}
    keys = [key for key in dict.fromkeys(root.key for root in newest) if _public_key(key).is_file()]
    return render_template(
        "portal/trail.html",
        roots=newest,
        names=county_names(session(), last),
        keys=keys,
        last=last,
        set_aside=count_set_aside(session()),
        error=error,
        values=values or {},
    )


@PAGES.get("/trail/prove")
@anyone
@limited("600 per hour", methods=("GET",))
def prove() -> Response | tuple[str, int]:
    """Give the proof that a row which was typed in stands under the last signed root of its county."""
    county, place = (request.args.get(name, 0, type=int) for name in ("county", "place"))
    try:
        return _json_file(inclusion_proof(session(), county, place), f"proof-{county}-{place}.json")
    except NotFound as fault:
        return _trail_page(translate_refusal(fault), request.args), fault.status


@PAGES.get("/trail/verify_trail.py")
@anyone
def verifier() -> Response:
    """Give the small program that checks roots and proofs with Python alone."""
    file = Path(current_app.root_path).parent / "tools" / "verify_trail.py"
    return _small_file(file, "text/x-python")


@PAGES.get("/trail/<string(length=16):key>.pub")
@anyone
def public_key(key: str) -> Response:
    """Give a public key by its name; keep it, so that no later one can take its place."""
    file = _public_key(key)
    if not file.is_file():
        raise NotFound(N_("There is no key of this name here. Compare it with the list of signed roots."))
    return _small_file(file, "text/plain")


def _json_file(value: dict[str, Any], name: str) -> Response:
    answer: Response = jsonify(value)
    answer.headers["Content-Disposition"] = f"attachment; filename={name}"
    return answer


def _small_file(file: Path, media_type: str) -> Response:
    told = {"Content-Disposition": f"attachment; filename={file.name}"}
    return Response(file.read_bytes(), mimetype=media_type, headers=told)


def _public_key(key: str) -> Path:
    return key_file().with_name(f"{key}.pub") if KEY_NAME.fullmatch(key) else Path()


@PAGES.get("/trail/roots.json")
@anyone
def roots_json() -> Response:
    """Give the newest signed roots of all counties, and whether these are all."""
    return _json_file(published_roots(session(), most=SHOWN), "roots.json")


@PAGES.get("/trail/<int:county>/roots.json")
@anyone
@limited("120 per hour", methods=("GET",))
def county_roots(county: int) -> Response:
    """Give every signed root of a county."""
    return _json_file(published_roots(session(), county), f"roots-{county}.json")


@PAGES.get("/trail/set-aside.json")
@anyone
def set_aside() -> Response:
    """Give the roots that were published once and set aside since, each with the reason."""
    return _json_file({"roots": published_set_aside(session())}, "set-aside.json")


@PAGES.get("/trail/<int:county>/<int:place>.json")
@anyone
@limited("600 per hour", methods=("GET",))
def inclusion(county: int, place: int) -> Response:
    """Prove that the row at a place of a county's trail stands under the last signed root."""
    return _json_file(inclusion_proof(session(), county, place), f"proof-{county}-{place}.json")


@PAGES.get("/trail/<int:county>/<int:older>-<int:newer>.json")
@anyone
@limited("600 per hour", methods=("GET",))
def consistency(county: int, older: int, newer: int) -> Response:
    """Prove that a newer root (by its number of rows) holds everything that an older one held."""
    signed = select(TrailRoot).where(TrailRoot.county == county, TrailRoot.size.in_([older, newer]))
    found = {root.size: root for root in (*withdrawn_roots(session(), county), *session().scalars(signed))}
    if older not in found or newer not in found:
        raise NotFound(N_("There is no signed root of this size. Look in the list of roots."))
    proof = consistency_proof(session(), found[older], found[newer])
    return _json_file(proof, f"growth-{county}-{older}-{newer}.json")


@PAGES.get("/trail/<int:county>/hashes.jsonl")
@anyone
@limited("20 per hour", methods=("GET",))
def hashes(county: int) -> Response:
    """Give every row's hash, which says nothing of the row, so that anybody can compute the roots."""
    kept = tempfile.TemporaryFile()  # noqa: SIM115 - sent after this function has ended
    writer = io.TextIOWrapper(kept, encoding="utf-8", write_through=True)
    write_rows(session(), writer, county)
    writer.detach()
    kept.seek(0)
    return send_file(kept, mimetype="application/jsonl", download_name=f"trail-{county}.jsonl")


@SHORT.get("/verify/<code>")
@anyone
def short_verify(code: str) -> Response:
    """Lead from the short address in a document's QR picture to its page."""
    return redirect(url_for("portal.verify", code=code))  # type: ignore[return-value]
