"""All applications of one applicant: by the telephone and the query code of any one of them."""

from typing import Any

from flask import Response, redirect, render_template, request, url_for
from flask import session as cookie

from app.approvals.models import Case, State
from app.approvals.queries import cases_of_applicant
from app.kernel.clocks import ClockKind, clock_of
from app.kernel.codes import typed
from app.kernel.errors import NotFound, Refused
from app.kernel.words import N_
from app.portal.pages import PAGES
from app.surfaces.acts import session
from app.surfaces.codes import by_code
from app.surfaces.language import show_day, translate, translate_refusal
from app.surfaces.limits import limited
from app.surfaces.pages import anyone

HELD = "applicant"
"""Where the signed cookie of this visit keeps the code whose telephone was given; never the telephone."""


@PAGES.route("/mine", methods=["GET", "POST"])
@anyone
@limited("30 per hour")
def mine() -> str | Response | tuple[str, int]:
    """Ask for telephone and code, then list the applications of this applicant."""
    if request.method == "POST":
        code, phone = (request.form.get(name, "").strip()[:40] for name in ("code", "phone"))
        try:
            with by_code(code):
                found = cases_of_applicant(session(), code, phone)
        except Refused as fault:
            return _ask(code, phone, translate_refusal(fault)), fault.status
        cookie[HELD] = typed(code)
        return redirect(url_for(".mine"))  # type: ignore[return-value]
    held = cookie.get(HELD)
    if not held or request.args.get("other"):
        return _ask("", "")
    try:
        found = cases_of_applicant(session(), held, None)
    except NotFound:
        cookie.pop(HELD, None)
        return _ask("", "")
    return render_template("portal/mine.html", rows=[_row(case) for case in found])


@PAGES.get("/mine/<int:pk>")
@anyone
@limited("120 per hour")
def open_mine(pk: int) -> Response:
    """Open one of the listed applications."""
    held = cookie.get(HELD)
    found = cases_of_applicant(session(), held, None) if held else []
    case = next((one for one in found if one.id == pk), None)
    if case is None:
        raise NotFound(N_("Enter the query code of your case first."))
    cookie["receipt"] = {"code": case.query_code, "tail": case.applicant_phone[-4:]}
    return redirect(url_for(".progress"))  # type: ignore[return-value]


def _ask(code: str, phone: str, error: str = "") -> str:
    return render_template("portal/mine_ask.html", code=code, phone=phone, error=error)


def _row(case: Case) -> dict[str, Any]:
    promise = clock_of(session(), case, ClockKind.PROMISE)
    by = promise.due_on if promise is not None and case.decided_at is None else None
    return {
        "url": url_for(".open_mine", pk=case.id),
        "item": case.power_version.name,
        "number": case.number,
        "organ": case.organisation.name,
        "on": show_day(case.received_on),
        "state": translate(State(case.state)),
        "good": case.decision == "grant",
        "by": show_day(by) if by else "",
    }
