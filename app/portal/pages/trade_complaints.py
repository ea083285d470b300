"""Complaints to the supervisor of a trade, and what became of an objection or a complaint, by its code."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from app.kernel.act import Act, Channel
from app.kernel.codes import grouped
from app.kernel.errors import NotFound, Refused
from app.kernel.typed import read_day
from app.kernel.voices import LONGEST
from app.kernel.words import N_
from app.portal.pages import PAGES
from app.portal.pages.bidders import bidder_here
from app.portal.pages.outside import Answer
from app.portal.pages.trade_voices import complaint_row, shown
from app.surfaces.acts import acting, session
from app.surfaces.codes import by_code
from app.surfaces.language import faults_of, translate, translate_refusal
from app.surfaces.limits import limited
from app.surfaces.pages import anyone
from app.trading import operations as verbs
from app.trading import queries
from app.trading.models import Objection, Project, TradeComplaint
from app.trading.remedies import COMPLAINING
from app.trading.words import TradeKind

NOTHING = N_("There is nothing with this code. Compare it with what you were given.")
WORKS_DAYS = N_(
    "About papers or candidates object first; complain within ten days of the answer, or of the day on which it was due. "
    "About anything else complain within ten days of learning of it. The complaint is examined within three working days "
    "and decided within thirty."
)
PROCUREMENT_DAYS = N_(
    "Object first; complain within fifteen working days of the answer, or of the day on which it was due. The complaint is "
    "examined within five working days and decided within thirty."
)


@PAGES.route("/trades/<int:pk>/complain", methods=["GET", "POST"])
@anyone
@limited("20 per hour")
def trade_complain(pk: int) -> Answer:
    """Complain about a trade to the department that supervises it; show the code to follow it."""
    found = queries.published_project(session(), pk)
    if found.supervisor_id is None:
        raise NotFound(N_("This trade names no supervising department. Ask the trading centre who supervises it."))
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            objection = _objection()
            with acting(Channel.PORTAL, county=found.county) as act:
                made = _complain(act, found, objection)
                code, number = grouped(made.query_code), made.number
            return render_template("portal/trade_complained.html", project=found, code=code, number=number)
        except Refused as fault:
            errors = faults_of(fault)
    first = COMPLAINING[TradeKind(found.trade_kind)].objection_first
    page = render_template(
        "portal/trade_complain.html",
        project=found,
        days=translate(PROCUREMENT_DAYS if first else WORKS_DAYS),
        fields=_fields(errors, first=first),
        errors=errors,
    )
    return (page, 422) if errors else page


def _objection() -> Objection | None:
    """Return the objection whose code was given, if one was."""
    code = request.form.get("code", "").strip()[:40]
    if not code:
        return None
    with by_code(code):
        found = queries.objection_by_code(session(), code)
        if found is None:
            raise NotFound(NOTHING, field="code")
    return found


def _complain(act: Act, found: Project, objection: Objection | None) -> TradeComplaint:
    form, account = request.form, bidder_here()
    name = f"{account.bidder} {account.person}" if account else form.get("name", "")
    known = form.get("known_on", "").strip()
    known_on = read_day(known, "known_on") if known and objection is None else None
    return verbs.complain(
        act, found, form.get("text", ""), name, form.get("contact", ""), objection=objection, known_on=known_on
    )


def _fields(errors: dict[str, str], *, first: bool) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [
        {"name": "code", "label": translate(N_("Code of the objection")), "input": "code", "required": first},
        {
            "name": "known_on",
            "label": translate(N_("Day on which you learned of it")),
            "input": "date",
            "hint": translate(N_("Only without an objection")),
        },
        {
            "name": "text",
            "label": translate(N_("What you complain about")),
            "input": "long",
            "longest": LONGEST,
            "required": True,
        },
        {
            "name": "name",
            "label": translate(N_("Your name, or that of your company")),
            "input": "text",
            "longest": 120,
            "required": True,
        },
        {"name": "contact", "label": translate(N_("Telephone")), "input": "tel", "longest": 120, "required": True},
    ]
    hidden = {"known_on"} if first else set()
    if bidder_here():
        hidden.add("name")
    return [
        {**one, "value": request.form.get(one["name"], ""), "error": errors.get(one["name"], "")}
        for one in rows
        if one["name"] not in hidden
    ]


@PAGES.route("/trades/follow", methods=["GET", "POST"])
@anyone
@limited("60 per hour")
def trade_follow() -> Answer:
    """Show what became of an objection or a complaint, by its code."""
    code = request.form.get("code", "").strip()[:40]
    found: Objection | None = None
    complaint: TradeComplaint | None = None
    error, status = "", 200
    if request.method == "POST":
        try:
            with by_code(code):
                found = queries.objection_by_code(session(), code)
                complaint = queries.complaint_by_code(session(), code)
                if found is None and complaint is None:
                    raise NotFound(NOTHING)
        except Refused as fault:
            error, status = translate_refusal(fault), fault.status
    row = shown(found) if found else complaint_row(complaint) if complaint else None
    page = render_template(
        "portal/trade_follow.html", code=code, error=error, objection=found, complaint=complaint, row=row
    )
    return (page, status) if error else page


@PAGES.post("/trades/complaint/withdraw")
@anyone
@limited("60 per hour")
def trade_withdraw_complaint() -> Answer:
    """Withdraw a complaint, by whoever holds its code."""
    code = request.form.get("code", "").strip()[:40]
    try:
        with by_code(code):
            found = queries.complaint_by_code(session(), code)
            if found is None:
                raise NotFound(NOTHING)
        with acting(Channel.PORTAL, county=found.county) as act:
            verbs.withdraw_complaint(act, found)
        flash(translate(N_("The complaint was withdrawn.")), "success")
    except Refused as fault:
        flash(translate_refusal(fault), "warning")
    return redirect(url_for(".trade_follow"))  # type: ignore[return-value]
