"""Applying from a phone: the form of this item's fields and materials, drafts, and the receipt."""

import secrets
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask import session as cookie

from app.approvals import operations as verbs
from app.approvals.forms import paper_name
from app.approvals.queries import progress
from app.approvals.showing import applicant_fields, applicant_of
from app.kernel.act import CITY, Channel
from app.kernel.errors import Refused
from app.kernel.words import N_
from app.portal.pages import PAGES
from app.portal.pages.uploads import KINDS, keep_uploads, largest
from app.powers.applying import open_item
from app.powers.formfields import answers_of, item_fields
from app.powers.models import Power, PowerVersion
from app.surfaces.acts import acting, session
from app.surfaces.codes import by_code
from app.surfaces.language import faults_of, translate, translate_refusal
from app.surfaces.limits import limited
from app.surfaces.pages import anyone


@PAGES.route("/items/<int:power_id>/apply", methods=["GET", "POST"])
@anyone
@limited("60 per hour")
def apply(power_id: int) -> str | Response | tuple[str, int]:
    """Fill in and send an application; uploads and answers are kept in a draft until it is complete."""
    power, version = open_item(session(), power_id, online=True)
    secret = request.values.get("draft", "")
    held = _held(secret)
    if request.method == "GET":
        return _form(power, version, held.get("answers", {}), held.get("files", {}), {}, secret)
    errors: dict[str, str] = {}
    try:
        secret, files = _keep(power, version, secret, held.get("files", {}))
        if "save" in request.form:
            flash(
                translate(N_("The draft is kept. Note its code to come back: %(code)s")) % {"code": secret}, "success"
            )
            return redirect(url_for(".apply", power_id=power_id, draft=secret))  # type: ignore[return-value]
        return _send(power, version, secret, files)
    except Refused as fault:
        errors = faults_of(fault)
    held = _held(secret)
    return _form(power, version, request.form, held.get("files", {}), errors, secret), 422


def _held(secret: str) -> dict[str, Any]:
    """Return what a draft holds: answers and files (code -> [attachment id, name]); empty for none."""
    if not secret:
        return {}
    try:
        with acting(Channel.PORTAL, county=CITY) as act, by_code(secret):
            return verbs.load_draft(act, secret)
    except Refused as fault:
        flash(translate_refusal(fault), "warning")
        return {}


def _keep(power: Power, version: PowerVersion, secret: str, files: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Put answers and uploads into the draft; returns its code and its files."""
    answers = {k: v for k, v in request.form.items() if k not in ("csrf_token", "draft", "key", "save")}
    keep = "save" in request.form
    with acting(Channel.PORTAL, county=power.county) as act:
        secret = verbs.save_draft(act, power, {"answers": answers, "files": files}, secret or None, keep=keep)
        draft = verbs.find_draft(act, secret)
        codes = [str(row["code"]) for row in version.materials or ()]
        fresh = {code: [file.id, file.name] for code, file in keep_uploads(act, draft, codes).items()}
        if fresh:
            verbs.replace_draft_files(act, draft, [files[code][0] for code in fresh if code in files])
            files = {**files, **fresh}
            verbs.save_draft(act, power, {"answers": answers, "files": files}, secret)
    return secret, files


def _send(power: Power, version: PowerVersion, secret: str, files: dict[str, Any]) -> Response:
    materials: dict[str, int | None] = {code: entry[0] for code, entry in files.items()}
    applicant = applicant_of(request.form)
    with acting(Channel.PORTAL, county=power.county, name=applicant.name) as act:
        case = verbs.submit(
            act,
            power,
            applicant,
            answers_of(version.form, request.form),
            materials,
            key=request.form.get("key", ""),
            draft_secret=secret,
        )
    cookie["receipt"] = {"code": case.query_code, "tail": case.applicant_phone[-4:]}
    return redirect(url_for(".receipt"))  # type: ignore[return-value]


def _form(
    power: Power, version: PowerVersion, values: Any, files: dict[str, Any], errors: dict[str, str], secret: str
) -> str:
    fields = [*applicant_fields(values, errors, version.object_kind), *item_fields(version.form, values, errors)]
    papers = [
        {
            "name": paper_name(str(row["code"])),
            "label": str(row.get("name", "")),
            "input": "file",
            "kinds": KINDS,
            "largest": largest(),
            "brief": True,
            "hint": str(row.get("hint") or ""),
            "text": files.get(str(row["code"]), [None, ""])[1],
            "value": "",
            "error": errors.get(paper_name(str(row["code"])), ""),
        }
        for row in version.materials or ()
    ]
    return render_template(
        "portal/apply.html",
        power=power,
        version=version,
        fields=fields,
        papers=papers,
        errors=errors,
        draft=secret,
        key=request.form.get("key") or secrets.token_hex(16),
        labels={f["name"]: f["label"] for f in [*fields, *papers]},
    )


@PAGES.post("/drafts")
@anyone
@limited("30 per hour")
def continue_draft() -> Response | tuple[str, int]:
    """Open the application that was kept under a code, to go on with it."""
    secret = request.form.get("draft", "").strip()
    try:
        with acting(Channel.PORTAL, county=CITY) as act, by_code(secret):
            power_id = verbs.find_draft(act, secret).power_id
    except Refused as fault:
        page = render_template(
            "portal/ask_code.html", error="", code="", draft=secret, draft_error=translate_refusal(fault)
        )
        return page, fault.status
    return redirect(url_for(".apply", power_id=power_id, draft=secret))  # type: ignore[return-value]


@PAGES.get("/receipt")
@anyone
def receipt() -> str | Response:
    """Show the receipt of the application just sent, with its query code."""
    held = cookie.get("receipt")
    if not held:
        return redirect(url_for(".progress"))  # type: ignore[return-value]
    shown = progress(session(), held["code"], held["tail"])
    return render_template("portal/receipt.html", code=held["code"], p=shown)
