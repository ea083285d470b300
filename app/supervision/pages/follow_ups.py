"""Follow-ups: what organisations are asked, what they answered, and the review."""

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.kernel.errors import NotFound, Refused
from app.kernel.roles import Role
from app.kernel.words import N_
from app.supervision.flows import FOLLOW_UPS, OPEN_FOLLOW_UP
from app.supervision.models import FollowUp, FollowUpState
from app.supervision.operations import follow_ups as verbs
from app.supervision.pages import PAGES
from app.supervision.pages.queue import READERS
from app.surfaces.acts import acting, current_actor, session
from app.surfaces.language import faults_of, show_day, translate
from app.surfaces.pages import allowed
from app.surfaces.records.showing import timeline

PAGE = 50


@PAGES.get("/follow-ups/")
@allowed(*READERS)
def follow_ups() -> str:
    """Show open follow-ups, the most urgent first; ``all=1`` shows ended ones too."""
    scope = current_actor().scope
    statement = (
        select(FollowUp)
        .options(joinedload(FollowUp.organisation))
        .where(scope.where(FollowUp.county, FollowUp.organisation_id))
    )
    everything = request.args.get("all") == "1"
    if not everything:
        statement = statement.where(FollowUp.state.in_(OPEN_FOLLOW_UP))
    rows = session().scalars(statement.order_by(FollowUp.due_on, FollowUp.id.desc()).limit(PAGE)).all()
    shown = [{"row": row, "state": translate(FollowUpState(row.state)), "due": show_day(row.due_on)} for row in rows]
    return render_template("supervision/follow_ups.html", rows=shown, everything=everything)


def _in_scope(pk: int) -> FollowUp:
    scope = current_actor().scope
    found = session().scalar(
        select(FollowUp).where(FollowUp.id == pk, scope.where(FollowUp.county, FollowUp.organisation_id))
    )
    if found is None:
        raise NotFound(N_("There is no such follow-up, or it lies outside your region."))
    return found


@PAGES.route("/follow-ups/<int:pk>", methods=["GET", "POST"])
@allowed(*READERS)
def follow_up(pk: int) -> str | Response | tuple[str, int]:
    """Show one follow-up; the organisation replies here, the inspector reviews here."""
    found = _in_scope(pk)
    if request.method == "GET":
        return _show(found, {})
    try:
        with acting() as act:
            _carry_out(act, found)
    except Refused as fault:
        return _show(_in_scope(pk), faults_of(fault)), fault.status
    flash(translate(N_("Done.")), "success")
    return redirect(url_for(".follow_up", pk=pk))  # type: ignore[return-value]


def _carry_out(act: Any, found: FollowUp) -> None:
    form = request.form
    action = form.get("action")
    if action == "reply":
        verbs.reply_to_follow_up(act, found, form.get("reply", ""), form.get("measures", ""))
    elif action == "accept":
        verbs.accept_reply(act, found, form.get("review", ""))
    elif action == "send_back":
        verbs.send_reply_back(act, found, form.get("review", ""))
    elif action == "escalate":
        verbs.escalate(act, found, form.get("review", ""))
    elif action == "cancel":
        verbs.cancel_follow_up(act, found, form.get("review", ""))
    else:
        raise NotFound(N_("There is no such action."))


def _show(found: FollowUp, errors: dict[str, str]) -> str:
    actor = current_actor()
    moves = {move.code for move in FOLLOW_UPS.moves_from(found.state)}
    return render_template(
        "supervision/follow_up.html",
        item=found,
        state=translate(FollowUpState(found.state)),
        due=show_day(found.due_on),
        may_reply="reply" in moves and verbs.may_reply(session(), actor, found),
        reviews=[code for code in ("accept", "send_back", "escalate", "cancel") if code in moves]
        if Role.INSPECTOR in actor.roles
        else [],
        errors=errors,
        values=request.form,
        trail=timeline("follow_up", found.id),
    )
