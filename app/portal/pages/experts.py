"""The outer door of evaluation experts: what waits for them, and their answers to draws; each sees only what is his."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from app.kernel.act import Channel
from app.kernel.errors import Incomplete, Refused
from app.kernel.words import N_
from app.portal.pages import PAGES
from app.portal.pages.outside import (
    EXPERTS,
    SECRET,
    Answer,
    account_here,
    ask_factor,
    change_password,
    fields_of,
    leave,
    log_in,
    login_page,
)
from app.surfaces.acts import acting, session
from app.surfaces.language import faults_of, translate, translate_refusal
from app.surfaces.limits import limited
from app.surfaces.pages import anyone
from app.trading import calls, entering, queries, room
from app.trading.models import Expert, OutsideAccount, PanelMember
from app.trading.operations import answer_call
from app.trading.operations.drawing import ANSWER_WITHIN
from app.trading.operations.experts import apply_as_expert as take_application
from app.trading.words import CallAnswer, OutsideRole

HOURS = int(ANSWER_WITHIN.total_seconds()) // 3600


def expert_here() -> tuple[OutsideAccount, Expert] | None:
    """Return the account and the entry of the pool of the expert who is logged in."""
    account = account_here(OutsideRole.EXPERT)
    return (account, account.expert) if account is not None and account.expert is not None else None


@PAGES.get("/experts/")
@anyone
def experts() -> str:
    """Show the log-in, or what waits for the expert."""
    here = expert_here()
    return login_page(EXPERTS) if here is None else _own(here[0], {})


def _own(account: OutsideAccount, wrong: dict[str, str], failed: int = 0, said: dict[str, str] | None = None) -> str:
    """Show one's own list; ``wrong`` is of a changed password, ``said`` of the answer to call ``failed``."""
    assert account.expert is not None
    rows = [_row(one) for one in calls.calls_of(session(), account.expert)]
    return render_template(
        "portal/expert.html",
        account=account,
        waiting=[one for one in rows if one["waits"]],
        coming=[one for one in rows if one["coming"]],
        scoring=[one for one in rows if one["scores"]],
        past=[one for one in rows if not (one["waits"] or one["coming"] or one["scores"])],
        hours=HOURS,
        secret_fields=fields_of(SECRET, wrong, ("old", "new")),
        wrong=wrong,
        failed=failed,
        said=said or {},
        note=request.form.get("note", "") if failed else "",
    )


def _row(member: PanelMember) -> dict[str, Any]:
    return {
        "member": member,
        "project": member.draw.project,
        "waits": calls.waits_for_answer(member),
        "coming": calls.may_recuse(member),
        "scores": room.may_score(member),
        "answer": translate(CallAnswer(member.answer)),
        "by": calls.answer_by(member),
    }


@PAGES.post("/experts/calls/<int:pk>")
@anyone
@limited("60 per minute")
def expert_answers(pk: int) -> Answer:
    """Take the answer to a call of one's own: yes, no, or why one keeps away."""
    here = expert_here()
    if here is None:
        return redirect(url_for(".experts"))  # type: ignore[return-value]
    account, expert = here
    try:
        with acting(Channel.PORTAL, county=account.county) as act:
            answer = next((one for one in CallAnswer if one == request.form.get("answer")), CallAnswer.WAITING)
            answer_call(act, calls.call_of(act.session, expert, pk), answer, request.form.get("note", ""))
    except Refused as fault:
        said = faults_of(fault) | {"form": translate_refusal(fault)}
        return _own(account, {}, pk, said), fault.status
    flash(translate(N_("Your answer was taken.")), "success")
    return redirect(url_for(".experts"))  # type: ignore[return-value]


@PAGES.post("/experts/login")
@anyone
@limited("60 per minute")
def expert_login() -> Answer:
    """Check name and password; go on to the second factor."""
    return log_in(EXPERTS)


@PAGES.route("/experts/factor", methods=["GET", "POST"])
@anyone
def expert_factor() -> Answer:
    """Ask for the code of the second factor; at the first log-in it is set up here."""
    return ask_factor(EXPERTS)


@PAGES.post("/experts/leave")
@anyone
def expert_leave() -> Answer:
    """End the session for good."""
    return leave(EXPERTS)


@PAGES.post("/experts/password")
@anyone
@limited("20 per hour")
def expert_password() -> Answer:
    """Change one's own password; the present one is asked for."""
    return change_password(EXPERTS, _own)


PERSON = (
    ("person", N_("Your name"), "text"),
    ("number", N_("Identity number"), "text"),
    ("phone", N_("Telephone"), "tel"),
    ("username", N_("Log-in name"), "text"),
    ("password", N_("Password"), "password"),
)


@PAGES.route("/experts/apply", methods=["GET", "POST"])
@anyone
@limited("20 per hour")
def apply_as_expert() -> Answer:
    """Ask for an account as an expert of the pool; the answer does not tell whether the pool knows the number."""
    centres = queries.centres(session())
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            centre = next((one for one in centres if str(one.id) == request.form.get("centre")), None)
            if centre is None:
                raise Incomplete(N_("Choose one from the list."), field="centre")
            person, number, phone, username, password = (request.form.get(name, "") for name, _label, _how in PERSON)
            hashed = entering.hashed_password(password, username)
            with acting(Channel.PORTAL, county=centre.county) as act:
                take_application(act, centre, person, number, phone, username, hashed)
            return render_template("portal/expert_applied.html", centre=centre)
        except Refused as fault:
            errors = faults_of(fault)
    choices = [(str(one.id), one.name) for one in centres]
    fields = [
        {
            "name": "centre",
            "label": translate(N_("Trading centre")),
            "input": "choice",
            "required": True,
            "choices": choices,
            "value": request.form.get("centre") or (choices[0][0] if len(choices) == 1 else ""),
            "error": errors.get("centre", ""),
        },
        *fields_of(PERSON, errors, ("password", "number")),
    ]
    page = render_template("portal/expert_apply.html", fields=fields, errors=errors, centres=centres)
    return (page, 422) if errors else page
