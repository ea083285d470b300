"""The outer door of evaluation experts: what waits for them, and their answers to draws; each sees only what is his."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from app.kernel.act import Channel
from app.kernel.errors import Refused
from app.kernel.words import N_
from app.portal.pages import PAGES
from app.portal.pages.outside import DOORS, SECRET, Answer, account_here, fields_of, login_page
from app.surfaces.acts import acting, session
from app.surfaces.language import faults_of, translate, translate_refusal
from app.surfaces.limits import limited
from app.surfaces.pages import anyone
from app.trading import calls, room
from app.trading.models import Expert, OutsideAccount, PanelMember
from app.trading.operations import answer_call
from app.trading.operations.drawing import ANSWER_WITHIN
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
    return login_page(DOORS["experts"]) if here is None else own(here[0], {})


def own(account: OutsideAccount, wrong: dict[str, str], failed: int = 0, said: dict[str, str] | None = None) -> str:
    """Show one's own list; ``wrong`` is of a changed password, ``said`` of the answer to call ``failed``."""
    assert account.expert is not None
    rows = [_row(one) for one in calls.calls_of(session(), account.expert)]
    return render_template(
        "portal/expert.html",
        account=account,
        waiting=[one for one in rows if one["waits"]],
        coming=[one for one in rows if one["coming"] and not one["scores"]],
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
        return own(account, {}, pk, said), fault.status
    flash(translate(N_("Your answer was taken.")), "success")
    return redirect(url_for(".experts"))  # type: ignore[return-value]
