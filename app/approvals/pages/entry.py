"""The window enters an application for a citizen who came in person."""

import secrets

from flask import Response, flash, redirect, render_template, request, url_for

from app.approvals import operations as verbs
from app.approvals.forms import paper_name
from app.approvals.pages import PAGES
from app.approvals.showing import applicant_fields, applicant_of
from app.kernel.errors import Refused
from app.kernel.roles import Duty, Role
from app.kernel.words import N_
from app.powers.applying import open_item
from app.powers.formfields import answers_of, item_fields
from app.powers.queries import find_public_powers
from app.surfaces.acts import acting, current_actor, session
from app.surfaces.language import faults_of, translate
from app.surfaces.pages import allowed


@PAGES.get("/new")
@allowed(Role.WINDOW)
def choose_item() -> str:
    """Choose the item for which an application is entered, among those of the window's own organ."""
    homes = {home for home, duty in current_actor().duties if duty == Duty.WINDOW}
    text = request.args.get("q", "")[:60]
    found = [p for home in sorted(homes) for p in find_public_powers(session(), text, home, size=50, open_only=True)]
    return render_template("approvals/choose_item.html", powers=found, search=text)


@PAGES.route("/new/<int:power_id>", methods=["GET", "POST"])
@allowed(Role.WINDOW)
def enter(power_id: int) -> str | Response | tuple[str, int]:
    """Enter an application; a refusal keeps everything that was typed."""
    power, version = open_item(session(), power_id)
    errors: dict[str, str] = {}
    if request.method == "POST":
        shown = {
            str(row["code"]): None for row in version.materials or () if request.form.get(paper_name(str(row["code"])))
        }
        try:
            with acting() as act:
                case = verbs.submit(
                    act,
                    power,
                    applicant_of(request.form),
                    answers_of(version.form, request.form),
                    shown,
                    key=request.form.get("key", ""),
                )
            flash(translate(N_("Received. Print the receipt for the applicant.")), "success")
            return redirect(url_for(".case", pk=case.id))  # type: ignore[return-value]
        except Refused as fault:
            errors = faults_of(fault)
    body = render_template(
        "approvals/enter.html",
        power=power,
        version=version,
        errors=errors,
        values=request.form,
        key=request.form.get("key") or secrets.token_hex(16),
        fields=[
            *applicant_fields(request.form, errors, version.object_kind),
            *item_fields(version.form, request.form, errors),
        ],
    )
    return (body, 422) if errors else body
