"""Hand-made screens of the catalogue: the versions of a power and what each changed."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for

from app.kernel.errors import NotFound, Refused
from app.kernel.roles import Role
from app.kernel.words import N_
from app.powers import operations, queries
from app.powers.models import Power, PowerVersion, Stage
from app.powers.records import POWER
from app.surfaces.acts import acting, current_actor, session
from app.surfaces.flowpicture import draw_flow
from app.surfaces.language import say, say_refusal
from app.surfaces.pages import allowed
from app.surfaces.records.reading import get_row

PAGES = Blueprint("powers", __name__, url_prefix="/powers", template_folder="templates")
READERS = tuple(role for role in Role if role not in (Role.PUBLIC, Role.VILLAGE_CLERK))
LINES = {"conditions": "text", "materials": "name", "legal_basis": "law"}


def _power(pk: str) -> Power:
    power: Power = get_row(session(), POWER, current_actor().scope, pk)
    return power


@PAGES.get("/<pk>/versions")
@allowed(*READERS)
def versions(pk: str) -> str:
    """Show every version of a power, newest first, with what it changed."""
    power = _power(pk)
    ordered = sorted(power.versions, key=lambda version: version.number)
    shown = [
        {"version": version, "changes": queries.difference(ordered[place - 1] if place else None, version)}
        for place, version in enumerate(ordered)
    ]
    roles = current_actor().roles
    return render_template(
        "powers/versions.html", power=power, shown=reversed(shown), stages=Stage,
        may_write=bool(roles & set(operations.WRITERS)), may_review=bool(roles & set(REVIEWERS)),
    )  # fmt: skip


REVIEWERS = (Role.LEGAL_REVIEWER, Role.COUNTY_ADMIN, Role.CITY_ADMIN)


@PAGES.post("/<pk>/review")
@allowed(*operations.WRITERS, *REVIEWERS)
def review(pk: str) -> Response:
    """Pass the waiting version on, send it back, or publish it, by the button that was pressed."""
    power = _power(pk)
    passed = "pass" in request.form
    opinion = request.form.get("opinion", "")
    try:
        with acting() as act:
            waiting = operations.open_draft(power)
            stage = waiting.stage if waiting else ""
            if waiting is not None and stage == Stage.ORG_REVIEW:
                operations.publish_version(act, waiting, request.form.get("document_number", "").strip())
            elif stage == Stage.LEGAL_REVIEW:
                operations.org_review(act, power, passed=passed, opinion=opinion)
            else:
                operations.legal_review(act, power, passed=passed, opinion=opinion)
    except Refused as fault:
        flash(say_refusal(fault), "error")
    else:
        flash(say(N_("Saved.")), "success")
    return redirect(url_for("powers.versions", pk=pk))  # type: ignore[return-value]


@PAGES.route("/<pk>/content", methods=["GET", "POST"])
@allowed(*operations.WRITERS)
def content(pk: str) -> str | Response | tuple[str, int]:
    """Edit the draft content of a power; each list is one line an entry."""
    power = _power(pk)
    source = operations.open_draft(power) or queries.current_version(session(), power)
    if request.method == "GET":
        return render_template("powers/content.html", power=power, values=_values(source), errors={})
    try:
        with acting() as act:
            operations.edit_draft(act, power, _sent(source))
            if "submit" in request.form:
                operations.submit_power(act, power)
    except operations.Unfit as fault:
        errors = {name: say(text) for name, text in fault.faults}
        return render_template(
            "powers/content.html", power=_power(pk), values=request.form, errors=errors
        ), 422
    except (Refused, ValueError) as fault:
        text = say_refusal(fault) if isinstance(fault, Refused) else say(N_("Enter limits as whole numbers."))
        return render_template(
            "powers/content.html", power=_power(pk), values=request.form, errors={"form": text}
        ), 422
    flash(say(N_("Saved.")), "success")
    return redirect(url_for("powers.versions", pk=pk))  # type: ignore[return-value]


def _values(version: PowerVersion | None) -> dict[str, Any]:
    if version is None:
        return {}
    values = {name: getattr(version, name) for name in operations.CONTENT}
    for name, key in LINES.items():
        values[name] = "\n".join(_line(item, key) for item in values[name] or [])
    return values


def _line(item: dict[str, Any], key: str) -> str:
    return f"{item.get(key, '')} {item.get('article', '')}".strip()


def _sent(source: PowerVersion | None) -> dict[str, Any]:
    """Return the content that the form sent; entries that were there keep their other attributes."""
    form = request.form
    sent: dict[str, Any] = {
        "name": form["name"].strip(),
        "statutory_days": int(form["statutory_days"]),
        "promised_days": int(form["promised_days"]),
        "fee": form.get("fee", "").strip(),
        "place": form.get("place", "").strip(),
        "hours": form.get("hours", "").strip(),
        "phone": form.get("phone", "").strip(),
        "result": form.get("result", "").strip(),
    }
    if form.get("flow_version_id"):
        sent["flow_version_id"] = int(form["flow_version_id"])
    for name, key in LINES.items():
        known = {_line(item, key): item for item in (getattr(source, name) or [])} if source else {}
        lines = [line.strip() for line in form.get(name, "").splitlines() if line.strip()]
        sent[name] = [
            known.get(line) or _entry(name, place, line) for place, line in enumerate(lines, start=1)
        ]
    return sent


def _entry(name: str, place: int, line: str) -> dict[str, Any]:
    if name == "legal_basis":
        law, _space, article = line.partition(" ")
        return {"law": law, "article": article}
    if name == "materials":
        return {"code": f"N{place:02d}", "name": line, "required": True}
    return {"code": f"C{place:02d}", "text": line}


@PAGES.get("/<pk>/flow.svg")
@allowed(*READERS)
def flow(pk: str) -> Response:
    """Draw the flow of a power's present version."""
    power = _power(pk)
    version = queries.current_version(session(), power)
    if version is None or version.flow_version is None:
        raise NotFound(N_("This power has no flow yet."))
    return Response(draw_flow(version.flow_version), mimetype="image/svg+xml")
