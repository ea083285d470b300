"""The public asks: a question under an item, an application for disclosure, and what became of either."""

from typing import Any

from flask import Response, render_template, request

from app.disclosure import operations as verbs
from app.disclosure.models import DisclosureQuestion, DisclosureRequest
from app.disclosure.queries import public
from app.disclosure.words import AskKind, RequestResult, RequestState
from app.kernel.act import Channel
from app.kernel.clocks import ClockKind, clock_of
from app.kernel.codes import grouped
from app.kernel.errors import NotFound, Refused
from app.kernel.words import N_
from app.portal.pages import PAGES
from app.surfaces.acts import acting, session
from app.surfaces.codes import by_code
from app.surfaces.language import faults_of, translate, translate_refusal
from app.surfaces.limits import limited
from app.surfaces.pages import anyone

Answer = str | Response | tuple[str, int]


def _filled(rows: list[dict[str, Any]], errors: dict[str, str]) -> list[dict[str, Any]]:
    for row in rows:
        row["value"] = request.form.get(row["name"], row.get("value", ""))
        row["error"] = errors.get(row["name"], "")
    return rows


@PAGES.route("/disclosure/items/<int:pk>/ask", methods=["GET", "POST"])
@anyone
@limited("20 per hour")
def disclosure_ask(pk: int) -> Answer:
    """Take a question or complaint under an item; show the code to follow it."""
    item, _version = public.public_item(session(), pk)
    errors: dict[str, str] = {}
    if request.method == "POST":
        form = request.form
        try:
            with acting(Channel.PORTAL, county=item.county) as act:
                asked = verbs.ask(
                    act,
                    item,
                    form.get("kind", ""),
                    form.get("text", ""),
                    name=form.get("name", ""),
                    contact=form.get("contact", ""),
                )
                code, due = grouped(asked.query_code), asked.due_on
            return render_template("portal/disclosure/taken.html", code=code, due=due, back=pk, number="")
        except Refused as fault:
            errors = faults_of(fault)
    fields: list[dict[str, Any]] = [
        {
            "name": "kind",
            "label": translate(N_("What do you send?")),
            "input": "choice",
            "required": True,
            "value": AskKind.QUESTION.value,
            "choices": [(one.value, translate(one)) for one in AskKind],
        },
        {"name": "text", "label": translate(N_("Your question")), "input": "long", "required": True, "longest": 2000},
        {
            "name": "name",
            "label": translate(N_("Your name")),
            "input": "text",
            "longest": 60,
            "hint": translate(N_("You need not give it; it is kept encrypted")),
        },
        {
            "name": "contact",
            "label": translate(N_("Telephone")),
            "input": "tel",
            "hint": translate(N_("You need not give it; it is kept encrypted")),
        },
    ]
    page = render_template("portal/disclosure/ask.html", item=item, fields=_filled(fields, errors), errors=errors)
    return (page, 422) if errors else page


@PAGES.route("/disclosure/organisations/<int:pk>/apply", methods=["GET", "POST"])
@anyone
@limited("10 per hour")
def disclosure_apply(pk: int) -> Answer:
    """Take an application for disclosure; show its receipt."""
    body = public.body_of(session(), pk)
    errors: dict[str, str] = {}
    if request.method == "POST":
        form = request.form
        try:
            with acting(Channel.PORTAL, county=body.county) as act:
                made = verbs.request_disclosure(
                    act,
                    body,
                    applicant=form.get("applicant", ""),
                    identity=form.get("identity", ""),
                    phone=form.get("phone", ""),
                    wanted=form.get("wanted", ""),
                )
                clock = clock_of(act.session, made, ClockKind.ANSWER)
                code, number, due = grouped(made.query_code), made.number, clock.due_on if clock else None
            return render_template("portal/disclosure/taken.html", code=code, due=due, back=0, number=number)
        except Refused as fault:
            errors = faults_of(fault)
    fields: list[dict[str, Any]] = [
        {
            "name": "applicant",
            "label": translate(N_("Your name, or that of your organisation")),
            "input": "text",
            "required": True,
            "longest": 60,
        },
        {
            "name": "identity",
            "label": translate(N_("Identity number or credit code")),
            "input": "identity",
            "required": True,
            "secret": True,
            "longest": 20,
            "hint": translate(N_("Art. 29 asks for it; it is kept encrypted and never published")),
        },
        {
            "name": "phone",
            "label": translate(N_("Telephone")),
            "input": "tel",
            "required": True,
            "hint": translate(N_("The answer is sent here")),
        },
        {
            "name": "wanted",
            "label": translate(N_("Information that is wanted")),
            "input": "long",
            "required": True,
            "longest": 2000,
            "hint": translate(N_("Its name, number, date or whatever helps to find it")),
        },
    ]
    page = render_template("portal/disclosure/apply.html", body=body, fields=_filled(fields, errors), errors=errors)
    return (page, 422) if errors else page


@PAGES.route("/disclosure/follow", methods=["GET", "POST"])
@anyone
@limited("30 per hour")
def disclosure_follow() -> Answer:
    """Show what became of a question or an application, by its code."""
    code = request.form.get("code", "").strip()[:40]
    question: DisclosureQuestion | None = None
    application: DisclosureRequest | None = None
    error, status = "", 200
    if request.method == "POST":
        try:
            with by_code(code):
                question = public.question_by_code(session(), code)
                application = public.request_by_code(session(), code)
                if question is None and application is None:
                    raise NotFound(N_("There is nothing with this code. Compare it with what you were given."))
        except Refused as fault:
            error, status = translate_refusal(fault), fault.status
    clock = clock_of(session(), application, ClockKind.ANSWER) if application else None
    page = render_template(
        "portal/disclosure/follow.html",
        code=code,
        error=error,
        question=question,
        application=application,
        due=clock.due_on if clock else None,
        state=translate(RequestState(application.state)) if application else "",
        result=translate(RequestResult(application.result)) if application and application.result else "",
    )
    return (page, status) if error else page
