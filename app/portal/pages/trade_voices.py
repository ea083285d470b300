"""What anybody says about a trade: a question to its papers, an objection, and how each is shown."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from app.kernel.act import Channel
from app.kernel.clocks import ClockKind, clock_of
from app.kernel.codes import grouped
from app.kernel.errors import Refused
from app.kernel.voices import LONGEST
from app.kernel.words import N_
from app.portal.pages import PAGES
from app.portal.pages.bidders import bidder_here
from app.portal.pages.outside import Answer
from app.surfaces.acts import acting, session, today
from app.surfaces.language import faults_of, translate
from app.surfaces.limits import limited
from app.surfaces.pages import anyone
from app.trading import operations as verbs
from app.trading import queries
from app.trading.models import Objection, TradeComplaint
from app.trading.remedies import OBJECTING, last_day, may_object
from app.trading.words import ComplaintOutcome, ComplaintState, ObjectionOutcome, ObjectionStage, TradeKind


@PAGES.route("/trades/<int:pk>/ask", methods=["GET", "POST"])
@anyone
@limited("20 per hour")
def trade_ask(pk: int) -> Answer:
    """Ask about the papers of a trade; nothing that is kept tells who asked."""
    found = queries.published_project(session(), pk)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            with acting(Channel.PORTAL, county=found.county) as act:
                verbs.ask(act, found, request.form.get("text", ""))
            flash(
                translate(N_("Your question was taken. The answer will stand on this page, for everybody.")), "success"
            )
            return redirect(url_for(".trade", pk=pk))  # type: ignore[return-value]
        except Refused as fault:
            errors = faults_of(fault)
    fields = [
        {
            "name": "text",
            "label": translate(N_("Your question")),
            "input": "long",
            "required": True,
            "longest": LONGEST,
            "hint": translate(N_("Everybody reads it: do not write who you are")),
            "value": request.form.get("text", ""),
            "error": errors.get("text", ""),
        }
    ]
    page = render_template("portal/trade_ask.html", project=found, fields=fields, errors=errors)
    return (page, 422) if errors else page


def shown(objection: Objection) -> dict[str, Any]:
    """Return an objection as everybody reads it: against what, by when, and the answer; neither its text nor whose it is."""
    clock = clock_of(session(), objection, ClockKind.ANSWER)
    return {
        "objection": objection,
        "stage": translate(ObjectionStage(objection.stage)),
        "outcome": translate(ObjectionOutcome(objection.outcome)) if objection.outcome else "",
        "due": clock.due_on if clock else None,
    }


@PAGES.route("/trades/<int:pk>/object", methods=["GET", "POST"])
@anyone
@limited("20 per hour")
def trade_object(pk: int) -> Answer:
    """Object to the papers, the candidates or the result of a trade; show the code to follow it."""
    found = queries.published_project(session(), pk)
    account = bidder_here()
    errors: dict[str, str] = {}
    if request.method == "POST":
        form = request.form
        name = f"{account.bidder} {account.person}" if account else form.get("name", "")
        try:
            with acting(Channel.PORTAL, county=found.county) as act:
                made = verbs.object_to(act, found, form.get("text", ""), name, form.get("contact", ""))
                code = grouped(made.query_code)
            return render_template("portal/trade_objected.html", project=found, code=code, row=shown(made))
        except Refused as fault:
            errors = faults_of(fault)
    said: list[dict[str, Any]] = [
        {"name": "text", "label": translate(N_("What is objected to")), "input": "long", "longest": LONGEST},
        {"name": "name", "label": translate(N_("Your name, or that of your company")), "input": "text", "longest": 120},
        {"name": "contact", "label": translate(N_("Telephone")), "input": "tel", "longest": 120},
    ]
    fields = [
        {**one, "required": True, "value": request.form.get(one["name"], ""), "error": errors.get(one["name"], "")}
        for one in said
        if not (account and one["name"] == "name")
    ]
    stage = may_object(session(), found, today())
    page = render_template(
        "portal/trade_object.html",
        project=found,
        stage=translate(stage) if stage else "",
        last=last_day(session(), found, stage) if stage else None,
        halts=stage is not None and OBJECTING[TradeKind(found.trade_kind), stage].halts,
        fields=fields,
        errors=errors,
    )
    return (page, 422) if errors else page


def complaint_row(complaint: TradeComplaint) -> dict[str, Any]:
    """Return a complaint as everybody reads it: its number, where it stands, notice and decision."""
    what = ClockKind.RECEIVE if complaint.state == ComplaintState.MADE else ClockKind.ANSWER
    clock = clock_of(session(), complaint, what)
    return {
        "complaint": complaint,
        "state": translate(ComplaintState(complaint.state)),
        "outcome": translate(ComplaintOutcome(complaint.outcome)) if complaint.outcome else "",
        "due": clock.due_on if clock and clock.stopped_at is None else None,
    }
