"""Complaints about enforcement: taken up, answered, by the inspectors and the organ."""

from flask import Response, flash, redirect, render_template, request, url_for
from sqlalchemy import select

from app.kernel.act import Act
from app.kernel.errors import NotFound, Refused
from app.kernel.roles import Role
from app.kernel.words import N_
from app.penalties.cases import operations as verbs
from app.penalties.cases.acts import PenaltyComplaint
from app.penalties.cases.pages import PAGES
from app.penalties.cases.queries import complaints_for
from app.surfaces.acts import acting, current_actor, session
from app.surfaces.language import translate, translate_refusal
from app.surfaces.pages import allowed

ANSWERERS = (Role.INSPECTOR, Role.ORGAN_HEAD, Role.LEGAL_REVIEWER)


def _chosen(act: Act) -> PenaltyComplaint:
    found = act.session.scalar(
        select(PenaltyComplaint).where(
            PenaltyComplaint.id == request.form.get("complaint", 0, type=int),
            act.actor.scope.where(PenaltyComplaint.county, PenaltyComplaint.organisation_id),
        )
    )
    if found is None:
        raise NotFound(N_("There is no such complaint."))
    return found


@PAGES.route("/complaints", methods=["GET", "POST"])
@allowed(*ANSWERERS)
def complaints() -> str | Response:
    """Show the complaints of the scope, unanswered first; take one up, answer it."""
    if request.method == "POST":
        try:
            with acting() as act:
                chosen = _chosen(act)
                if request.form.get("do") == "accept":
                    verbs.accept_complaint(act, chosen)
                else:
                    upheld = request.form.get("upheld") == "1"
                    verbs.answer_complaint(act, chosen, request.form.get("answer", ""), upheld=upheld)
            flash(translate(N_("Done.")), "success")
        except Refused as fault:
            flash(translate_refusal(fault), "error")
        return redirect(url_for(".complaints"))  # type: ignore[return-value]
    rows = complaints_for(session(), current_actor())
    return render_template("penalties/cases/complaints.html", rows=rows, me=current_actor().official_id)
