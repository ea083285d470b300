"""The page of common opinions: one's own, and those of an organisation for whoever keeps them."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from sqlalchemy import or_, select

from app.kernel.errors import NotFound, Refused
from app.kernel.places import Organisation
from app.kernel.roles import ADMINISTERING
from app.kernel.words import N_
from app.surfaces.acts import acting, current_actor, session
from app.surfaces.language import faults_of, translate
from app.surfaces.opinions.models import LONGEST
from app.surfaces.opinions.operations import (
    keep_own,
    keep_shared,
    may_share,
    own_opinions,
    remove_opinion,
    shared_opinions,
)
from app.surfaces.opinions.picking import groups
from app.surfaces.pages import logged_in

PAGES = Blueprint("opinions", __name__, url_prefix="/opinions")


def _organisation() -> Organisation | None:
    """Return the organisation whose opinions are shown: the reader's own, or the one an administrator has picked."""
    actor = current_actor()
    wanted = request.values.get("organisation", "")
    pk = int(wanted) if wanted.isdecimal() and len(wanted) <= 18 else actor.organisation_id
    found = session().get(Organisation, pk) if pk is not None else None
    typed = request.args.get("organisation__text", "").replace("\x00", "").strip()
    if typed and not wanted:  # without script the name or the code comes as it was typed
        named = or_(Organisation.code == typed, Organisation.name == typed)
        inside = actor.scope.where(Organisation.county, Organisation.id)
        found = session().scalar(select(Organisation).where(named, inside).order_by(Organisation.id)) or found
    if found is None:
        return None
    if found.id != actor.organisation_id and not may_share(actor, found):
        raise NotFound(N_("There is no such organisation in your scope."))
    return found


def _page(errors: dict[str, str]) -> str:
    actor, found = current_actor(), _organisation()
    return render_template(
        "opinions/list.html",
        own=own_opinions(session(), actor),
        shared=shared_opinions(session(), found.id if found else None),
        organisation=found,
        may_share=found is not None and may_share(actor, found),
        may_pick=bool(actor.roles & ADMINISTERING),
        longest=LONGEST,
        typed=request.form.get("text", "") if errors else "",
        shared_form=request.form.get("shared") == "1",
        errors=errors,
    )


@PAGES.get("/")
@logged_in
def opinions() -> str:
    """Show the common opinions; ``?part=list&field=NAME`` gives the list that opens under a box."""
    if request.args.get("part") == "list":
        return render_template("opinions/part.html", groups=groups(), field=request.args.get("field", "")[:40])
    return _page({})


@PAGES.post("/")
@logged_in
def change() -> Response | tuple[str, int]:
    """Keep or remove an opinion; asked by the script of a form (``?part=kept``), answer with a sentence."""
    script = request.args.get("part") == "kept"
    shared, remove = request.form.get("shared") == "1", request.form.get("remove", "")
    organisation = _organisation()
    try:
        with acting() as act:
            if remove.isdecimal() and len(remove) <= 18:
                remove_opinion(act, int(remove))
            elif shared and organisation is not None:
                keep_shared(act, organisation, request.form.get("text", ""))
            else:
                keep_own(act, request.form.get("text", ""))
    except Refused as fault:
        errors = faults_of(fault)
        return (next(iter(errors.values())) if script else _page(errors)), fault.status
    if script:
        return translate(N_("Kept among your common opinions.")), 200
    flash(translate(N_("Saved.")), "success")
    return redirect(url_for(".opinions", organisation=organisation.id if shared and organisation else None))  # type: ignore[return-value]
