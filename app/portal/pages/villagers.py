"""What villagers do on the public portal: ask, report, follow, subscribe, say whether the money came."""

from typing import Any

from flask import Response, render_template, request, url_for

from app.kernel.act import Channel
from app.kernel.codes import grouped
from app.kernel.errors import Incomplete, Refused
from app.kernel.names import public_name
from app.kernel.places import Region
from app.kernel.words import N_
from app.portal.pages import PAGES
from app.portal.pages.villages import called, trail_of, village_of
from app.surfaces.acts import acting, session
from app.surfaces.codes import by_code
from app.surfaces.language import faults_of, show_moment, translate, translate_refusal
from app.surfaces.limits import limited
from app.surfaces.pages import anyone
from app.villages import operations as verbs
from app.villages.queries import public
from app.villages.words import Confirmation, QuestionKind

Answer = str | Response | tuple[str, int]


def _form(
    region: Region, title: str, note: str, fields: list[dict[str, Any]], errors: dict[str, str], button: str
) -> str:
    for row in fields:
        row["value"] = request.form.get(row["name"], row.get("value", ""))
        row["error"] = errors.get(row["name"], "")
    return render_template(
        "portal/village_form.html",
        called=called(region),
        title=title,
        note=note,
        fields=fields,
        errors=errors,
        button=button,
        crumbs=[*trail_of(region), (region.name, url_for(".village", code=region.code))],
    )


@PAGES.route("/villages/<code>/ask", methods=["GET", "POST"])
@anyone
@limited("10 per hour")
def ask_village(code: str) -> Answer:
    """Take a question to the village or a report to the inspectors; the name may stay away."""
    region = village_of(code)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            with acting(Channel.PORTAL, county=region.county) as act:
                what = request.form.get("what", "")
                if what not in set(QuestionKind):
                    raise Incomplete(N_("Choose one from the list."), field="what")
                home = public.home_of(act.session, public.division(act.session, code))
                made = verbs.ask(
                    act,
                    home,
                    region,
                    QuestionKind(what),
                    request.form.get("text", ""),
                    name=request.form.get("name", ""),
                    contact=request.form.get("contact", ""),
                )
                receipt = grouped(made.query_code)
            return render_template("portal/village_receipt.html", called=called(region), code=receipt, region=region)
        except Refused as fault:
            errors = faults_of(fault)
    kinds = [(one.value, translate(one)) for one in QuestionKind]
    page = _form(
        region,
        translate(N_("Ask or report")),
        translate(
            N_(
                "You need not give your name. A question is answered within 7 days, a report within 15; reports are read by the inspectors alone, never by the village."
            )
        ),
        [
            {
                "name": "what",
                "label": translate(N_("What is it")),
                "input": "choice",
                "choices": kinds,
                "required": True,
                "value": request.args.get("what", "ask"),
            },
            {
                "name": "text",
                "label": translate(N_("What is it about")),
                "input": "long",
                "required": True,
                "longest": 4000,
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
        ],
        errors,
        translate(N_("Send")),
    )
    return (page, 422) if errors else page


@PAGES.route("/villages/answers", methods=["GET", "POST"])
@anyone
@limited("30 per hour")
def village_answers() -> Answer:
    """Show what became of a question or report, by its code."""
    code = request.form.get("code", "")[:40]
    found, error, status = None, "", 200
    if request.method == "POST":
        try:
            with by_code(code):
                found = public.question_by_code(session(), code)
        except Refused as fault:
            error, status = translate_refusal(fault), fault.status
    what = translate(QuestionKind(found.what)) if found else ""
    page = render_template("portal/village_answers.html", found=found, error=error, code=code, what=what)
    return (page, status) if error else page


@PAGES.route("/villages/<code>/subscribe", methods=["GET", "POST"])
@anyone
@limited("10 per hour")
def subscribe_village(code: str) -> Answer:
    """Send a code to an address, then begin or end to send news there."""
    region = village_of(code)
    errors: dict[str, str] = {}
    done, asked = "", False
    if request.method == "POST":
        address, secret = (request.form.get("address", "")[:80].replace("\x00", ""), request.form.get("code", "")[:12])
        try:
            with acting(Channel.PORTAL, county=region.county) as act:
                place = public.division(act.session, code)
                if not secret:
                    verbs.subscribe(act, place, address)
                    asked = True
                elif request.form.get("do") == "end":
                    with by_code(address):
                        verbs.end_subscription(act, place, address, secret)
                    done = translate(N_("Nothing more will be sent to you."))
                else:
                    with by_code(address):
                        verbs.confirm_subscription(act, place, address, secret)
                    done = translate(N_("From now on you are told of everything new in this village."))
        except Refused as fault:
            errors = faults_of(fault)
    address = request.form.get("address", "")
    page = render_template(
        "portal/village_subscribe.html",
        called=called(region),
        region=region,
        errors=errors,
        done=done,
        asked=asked,
        crumbs=[*trail_of(region), (region.name, url_for(".village", code=code))],
        fields=[
            {
                "name": "address",
                "label": translate(N_("Mobile number or e-mail address")),
                "input": "text",
                "required": True,
                "value": address,
                "error": errors.get("address", ""),
            },
            {
                "name": "code",
                "label": translate(N_("Code of the message")),
                "input": "code",
                "value": "",
                "error": errors.get("code", ""),
                "hint": translate(N_("Empty at first; you get it by message")),
            },
        ],
    )
    return (page, 422) if errors else page


@PAGES.route("/villages/subsidy", methods=["GET", "POST"])
@anyone
@limited("30 per hour")
def village_subsidy() -> Answer:
    """Let a villager say by the code of a slip whether the money came; nothing else is asked of him."""
    code, answer = request.values.get("code", "")[:20], request.form.get("answer", "")
    error, status, shown, done = "", 200, None, False
    if request.method == "POST":
        try:
            with acting(Channel.PORTAL) as act:
                with by_code(code):
                    found = verbs.payment_by_code(act, code)
                if answer:
                    if answer not in set(Confirmation):
                        raise Incomplete(N_("Choose one from the list."), field="answer")
                    verbs.confirm_payment(act.in_county(found.county), found, Confirmation(answer))
                    done = True
                shown = {
                    "programme": found.programme.name,
                    "village": found.organisation.name,
                    "name": public_name(found.name),
                    "amount": f"{found.amount:,.2f}",
                    "state": translate(Confirmation(found.confirmed)),
                    "first": translate(Confirmation(found.first_answer)) if found.first_answer else "",
                    "at": show_moment(found.confirmed_at),
                    "closed": found.first_answer is not None,
                }
        except Refused as fault:
            error, status = translate_refusal(fault), fault.status
    page = render_template("portal/village_subsidy.html", code=code, error=error, found=shown, done=done)
    return (page, status) if error else page
