"""Following one's own case: by query code and the last four digits of the telephone."""

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask import session as cookie
from sqlalchemy import select

from app.approvals import operations as verbs
from app.approvals.models import Case, State
from app.approvals.queries import applicants_papers, case_by_code, published_cases
from app.approvals.queries import progress as progress_of
from app.approvals.showing import paper_answer
from app.kernel.act import Channel
from app.kernel.errors import NotFound, Refused
from app.kernel.flows.engine import visits_of
from app.kernel.notices import Medium, Message
from app.kernel.words import N_
from app.portal.pages import PAGES
from app.surfaces.acts import acting, session
from app.surfaces.codes import by_code
from app.surfaces.flowpicture import flow_rows
from app.surfaces.language import show_moment, translate, translate_refusal
from app.surfaces.limits import limited
from app.surfaces.pages import anyone

PAGE = 20
"""Published results on one page."""


@PAGES.route("/progress", methods=["GET", "POST"])
@anyone
@limited("30 per hour")
def progress() -> str | Response | tuple[str, int]:
    """Ask for the code, then show where the case stands and what the applicant can do."""
    if request.method == "POST":
        code, tail = request.form.get("code", "").strip(), request.form.get("tail", "").strip()
        try:
            with by_code(code):
                case_by_code(session(), code, tail)
        except Refused as fault:
            return render_template("portal/ask_code.html", error=translate_refusal(fault), code=code), fault.status
        cookie["receipt"] = {"code": code, "tail": tail}
        return redirect(url_for(".progress"))  # type: ignore[return-value]
    held = cookie.get("receipt")
    if not held or request.args.get("other"):
        return render_template("portal/ask_code.html", error="", code=request.args.get("code", ""))
    try:
        return _show(held)
    except NotFound:
        cookie.pop("receipt", None)
        return render_template("portal/ask_code.html", error="", code="")


def _show(held: dict[str, str], errors: dict[str, str] | None = None) -> str:
    found = progress_of(session(), held["code"], held["tail"])
    case = case_by_code(session(), held["code"], held["tail"])
    steps = flow_rows(case.flow_version, visits_of(session(), case), public=True) if case.flow_version else []
    messages = session().scalars(
        select(Message)
        .where(Message.subject_kind == "approval", Message.subject_id == case.id, Message.medium == Medium.PORTAL)
        .order_by(Message.id.desc())
    )
    return render_template(
        "portal/progress.html",
        p=found,
        state=translate(State(found.state)),
        steps=_merged(steps),
        messages=[{"at": show_moment(m.created_at), "what": m.title, "note": m.text, "who": ""} for m in messages],
        errors=errors or {},
    )


def _merged(steps: Any) -> list[dict[str, str]]:
    """Return the public stages once each: neighbours of one name are one stage."""
    merged: list[dict[str, str]] = []
    for step in steps:
        if merged and merged[-1]["name"] == step["name"]:
            if merged[-1]["state"] != "here":
                merged[-1] |= {"state": step["state"] or merged[-1]["state"], "words": step["words"]}
        else:
            merged.append(dict(step))
    return merged


def own_case() -> Case:
    """Return the case that this visitor has opened with its query code."""
    held = cookie.get("receipt")
    if not held:
        raise NotFound(N_("Enter the query code of your case first."))
    return case_by_code(session(), held["code"], held["tail"])


@PAGES.post("/progress/<action>")
@anyone
@limited("30 per hour")
def act_on_own(action: str) -> str | Response | tuple[str, int]:
    """Withdraw, ask for a hearing, rate or complain."""
    case = own_case()
    form = request.form
    acts: dict[str, Any] = {
        "withdraw": lambda act: verbs.withdraw(act, case, form.get("reason", "")),
        "hearing": lambda act: verbs.request_hearing(act, case),
        "rate": lambda act: verbs.rate(act, case, form.get("stars", 0, type=int), form.get("text", "")),
        "complain": lambda act: verbs.complain(act, case, form.get("text", "")),
    }
    if action not in acts:
        raise NotFound(N_("There is no such action."))
    try:
        with acting(Channel.PORTAL, county=case.county, name=case.applicant_name) as act:
            acts[action](act)
    except Refused as fault:
        return _show(cookie["receipt"], {action: translate_refusal(fault)}), fault.status
    flash(translate(N_("Done. Thank you.")), "success")
    return redirect(url_for(".progress"))  # type: ignore[return-value]


@PAGES.get("/progress/papers/<code>.pdf")
@anyone
def own_paper(code: str) -> Response:
    """Open a written document of one's own case."""
    case = own_case()
    document = next((d for d in applicants_papers(session(), case) if d.verify_code == code), None)
    if document is None:
        raise NotFound(N_("There is no such document in this case."))
    with acting(Channel.PORTAL, county=case.county, name=case.applicant_name) as act:
        return paper_answer(act, document)


@PAGES.get("/results/")
@anyone
def published() -> str:
    """Show published results: item, organ, day; persons by surname only."""
    text = request.args.get("q", "").replace("\x00", "").strip()[:60]
    rows = published_cases(session(), text=text, after=request.args.get("after", type=int), limit=PAGE)
    following = url_for(".published", q=text or None, after=rows[-1]["id"]) if len(rows) == PAGE else None
    return render_template("portal/published.html", rows=rows, search=text, next_url=following)
