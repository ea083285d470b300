"""Intermediary agencies in the open: found, looked at with their rating, reported."""

from typing import Any, BinaryIO, cast

from flask import Response, current_app, render_template, request, url_for

from app.intermediaries import queries
from app.intermediaries.models import Agency
from app.intermediaries.operations import report_agency
from app.intermediaries.showing import rating_rows
from app.intermediaries.words import AgencyState, Category, Grade, LetterKind, Polarity
from app.kernel.act import Act, Channel, local_day
from app.kernel.attachments import store_attachment
from app.kernel.codes import grouped
from app.kernel.errors import Refused
from app.kernel.words import N_
from app.portal.pages import PAGES
from app.portal.pages.uploads import KINDS, largest
from app.surfaces.acts import acting, now, session
from app.surfaces.codes import by_code
from app.surfaces.folders import folder_of
from app.surfaces.language import faults_of, translate, translate_refusal
from app.surfaces.limits import limited
from app.surfaces.pages import anyone

COLOURS = {AgencyState.LISTED: "green", AgencyState.WARNED: "yellow", AgencyState.BARRED: "red"}


@PAGES.get("/intermediaries/")
@anyone
def intermediaries() -> str:
    """Search agencies by name or credit code and by kind of service."""
    text, category = (request.args.get("q", "").replace("\x00", "").strip()[:60], request.args.get("category", ""))
    after = request.args.get("after", 0, type=int)
    found = queries.find_agencies(session(), None, text=text, category=category, after=after)
    counts = queries.counts_by_category(session())
    following = None
    if len(found) == queries.PAGE:
        following = url_for(".intermediaries", q=text or None, category=category or None, after=found[-1].id)
    return render_template(
        "portal/intermediaries.html",
        rows=[
            {
                "agency": one,
                "category": translate(Category(one.category)),
                "state": translate(AgencyState(one.state)),
                "colour": COLOURS[AgencyState(one.state)],
            }
            for one in found
        ],
        categories=[(word.value, translate(word), counts[word.value]) for word in Category if word.value in counts],
        category=category,
        search=text,
        next_url=following,
    )


@PAGES.get("/intermediaries/<int:pk>")
@anyone
def intermediary(pk: int) -> str:
    """Show an agency: qualifications, the rating with its formula, and the marks that are public now."""
    found, today = queries.agency_for(session(), None, pk), local_day(now())
    computed = queries.rating_of(session(), found, today)
    return render_template(
        "portal/intermediary.html",
        agency=found,
        letters=[(one.value, translate(one)) for one in LetterKind if one != LetterKind.ENTRY],
        today=today,
        computed=computed,
        parts=rating_rows(computed),
        category=translate(Category(found.category)),
        state=translate(AgencyState(found.state)),
        colour=COLOURS[AgencyState(found.state)],
        qualifications=[(one, translate(Category(one.category))) for one in found.qualifications],
        marks=[
            {
                "mark": one,
                "what": f"{translate(Polarity(one.polarity))} · {translate(Grade(one.grade))}",
                "colour": "green" if one.polarity == Polarity.GOOD else "red",
            }
            for one in queries.public_marks(session(), found.id)
        ],
    )


@PAGES.route("/intermediaries/<int:pk>/report", methods=["GET", "POST"])
@anyone
@limited("20 per hour")
def report_intermediary(pk: int) -> str | Response | tuple[str, int]:
    """Take a report about an agency with evidence; show the code to follow it."""
    found = queries.agency_for(session(), None, pk)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            with acting(Channel.PORTAL, county=found.county) as act:
                code = grouped(_report(act, queries.agency_for(act.session, None, pk)))
            return render_template("portal/intermediary_reported.html", agency=found, code=code)
        except Refused as fault:
            errors = faults_of(fault)
    fields: list[dict[str, Any]] = [
        {"name": "text", "label": translate(N_("What happened")), "input": "long", "required": True, "longest": 4000},
        {
            "name": "evidence",
            "label": translate(N_("Evidence")),
            "input": "file",
            "kinds": list(KINDS),
            "largest": largest(),
            "hint": translate(N_("A photo, a contract, a receipt")),
        },
        {
            "name": "contact",
            "label": translate(N_("Telephone")),
            "input": "tel",
            "hint": translate(N_("You need not give it; it is kept encrypted")),
        },
    ]
    for row in fields:
        row["value"], row["error"] = request.form.get(row["name"], ""), errors.get(row["name"], "")
    page = render_template("portal/intermediary_report.html", agency=found, fields=fields, errors=errors)
    return (page, 422) if errors else page


def _report(act: Act, found: Agency) -> str:
    made = report_agency(act, found, request.form.get("text", ""), request.form.get("contact", ""))
    sent = request.files.get("evidence")
    if sent is not None and sent.filename:
        folder, most = (folder_of("files"), current_app.config["MAX_CONTENT_LENGTH"])
        try:
            store_attachment(act, folder, made, sent.filename, cast(BinaryIO, sent.stream), most)
        except Refused as fault:
            fault.field = "evidence"
            raise
    return made.query_code


@PAGES.route("/intermediaries/reports", methods=["GET", "POST"])
@anyone
@limited("30 per hour")
def follow_report() -> str | tuple[str, int]:
    """Show what became of a report about an agency, by its code."""
    found, error, status = None, "", 200
    code = request.form.get("code", "").strip()[:40]
    if request.method == "POST":
        try:
            with by_code(code):
                found = queries.report_by_code(session(), code)
        except Refused as fault:
            error, status = translate_refusal(fault), fault.status
    page = render_template("portal/intermediary_follow.html", report=found, error=error, code=code)
    return (page, status) if error else page
