"""The public hall of enforcement: departments, officers and certificates, decisions, remedies, complaints."""

from typing import Any

from flask import Response, render_template, request, url_for

from app.kernel.act import Act, Channel, local_day
from app.kernel.codes import grouped
from app.kernel.errors import Refused
from app.kernel.places import Official, Organisation
from app.kernel.words import N_
from app.penalties.cases import public
from app.penalties.cases.operations import complain
from app.portal.pages import PAGES
from app.surfaces.acts import acting, now, session
from app.surfaces.codes import by_code
from app.surfaces.language import faults_of, show_day, translate, translate_refusal
from app.surfaces.limits import limited
from app.surfaces.pages import anyone


@PAGES.get("/enforcement/")
@anyone
def enforcement() -> str:
    """Show the departments that enforce, and the remedies."""
    return render_template("portal/enforcement.html", offices=public.offices(session(), local_day(now())))


@PAGES.get("/enforcement/<int:organ>")
@anyone
def officers(organ: int) -> str:
    """Show the officers of a department with their certificates."""
    found = public.office(session(), organ)
    rows = public.public_officers(session(), organ, local_day(now()))
    return render_template("portal/officers.html", office=found, rows=rows)


@PAGES.get("/enforcement/decisions/")
@anyone
def decisions() -> str:
    """Search published penalties; persons stand there by surname only and are not found by name."""
    text, organ = request.args.get("q", "")[:60], request.args.get("organ", type=int)
    rows = public.published_penalties(
        session(), text=text, organisation_id=organ, before=request.args.get("before", type=int)
    )
    following = None
    if len(rows) == public.PAGE:
        following = url_for(".decisions", q=text or None, organ=organ, before=rows[-1]["id"])
    return render_template("portal/decisions.html", rows=rows, search=text, next_url=following)


@PAGES.get("/enforcement/decisions/<int:case_id>")
@anyone
def decision(case_id: int) -> str:
    """Show one published penalty under its lasting address."""
    row = public.published_penalty(session(), case_id)
    fine = f"{row['fine']:,.2f}" if row["fine"] else ""
    shown = (
        (N_("Case number"), row["number"]),
        (N_("Party"), row["party"]),
        (N_("Fine (yuan)"), fine),
        (N_("Further penalties"), "、".join(row["others"])),
        (N_("Office"), row["organ"]),
        (N_("Decided on"), show_day(row["decided_on"])),
    )
    rows = [{"label": translate(label), "text": text} for label, text in shown if text]
    return render_template("portal/decision.html", row=row, rows=rows)


def _fields(values: Any, errors: dict[str, str]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [
        {"name": "text", "label": translate(N_("What happened")), "input": "long", "required": True, "longest": 4000},
        {
            "name": "number",
            "label": translate(N_("Case number")),
            "input": "text",
            "hint": translate(N_("As on the decision, when there is one")),
        },
        {
            "name": "certificate",
            "label": translate(N_("Certificate number of the officer")),
            "input": "text",
            "hint": translate(N_("It stands on his certificate and in the register here")),
        },
        {
            "name": "name",
            "label": translate(N_("Your name")),
            "input": "text",
            "hint": translate(N_("You need not give it; it is kept encrypted")),
        },
        {
            "name": "contact",
            "label": translate(N_("Telephone")),
            "input": "tel",
            "hint": translate(N_("You need not give it; it is kept encrypted")),
        },
    ]
    for row in rows:
        row["value"], row["error"] = values.get(row["name"], ""), errors.get(row["name"], "")
    return rows


@PAGES.route("/enforcement/<int:organ>/complain", methods=["GET", "POST"])
@anyone
@limited("20 per hour")
def complain_about(organ: int) -> str | Response | tuple[str, int]:
    """Take a complaint about a department, one of its cases or officers; show the code to follow it."""
    found = public.office(session(), organ)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            with acting(Channel.PORTAL, county=found.county, name=request.form.get("name", "")[:60]) as act:
                code = grouped(_complain(act, found))
            return render_template("portal/complained.html", office=found, code=code)
        except Refused as fault:
            errors = faults_of(fault)
    page = render_template("portal/complain.html", office=found, fields=_fields(request.form, errors), errors=errors)
    return (page, 422) if errors else page


def _complain(act: Act, found: Organisation) -> str:
    form = request.form
    text, number, plate = (form.get("text", ""), form.get("number", "").strip(), form.get("certificate", "").strip())
    case = public.published_case(act.session, found.id, number) if number else None
    if number and case is None and text.strip():
        text = f"{text}\n（案号：{number[:60]}）"
    officer: Official | None = None
    for one in public.public_officers(act.session, found.id, act.on) if plate else ():
        officer = one.official if one.number == plate else officer
    if plate and officer is None and text.strip():
        text = f"{text}\n（执法证号：{plate[:40]}）"
    made = complain(
        act, found, text, case=case, official=officer, name=form.get("name", ""), contact=form.get("contact", "")
    )
    return made.query_code


@PAGES.route("/enforcement/complaint", methods=["GET", "POST"])
@anyone
@limited("30 per hour")
def follow_complaint() -> str | tuple[str, int]:
    """Show what became of a complaint, by its code."""
    complaint, error, status = None, "", 200
    code = request.form.get("code", "").strip()[:40]
    if request.method == "POST":
        try:
            with by_code(code):
                complaint = public.complaint_by_code(session(), code)
        except Refused as fault:
            error, status = translate_refusal(fault), fault.status
    page = render_template("portal/complaint.html", complaint=complaint, error=error, code=code)
    return (page, status) if error else page
