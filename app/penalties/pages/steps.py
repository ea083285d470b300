"""Acting: submit, review, publish, fill with default grades, repeal."""

from datetime import date

from flask import Response, flash, redirect, request, url_for

from app.kernel.errors import NotFound, Refused
from app.kernel.roles import Role
from app.kernel.words import N_
from app.penalties import operations as verbs
from app.penalties.operations.content import WRITERS
from app.penalties.pages import PAGES
from app.penalties.pages.items import find_item
from app.surfaces.acts import acting
from app.surfaces.language import translate, translate_refusal
from app.surfaces.pages import allowed


@PAGES.post("/<pk>/steps/<action>")
@allowed(*WRITERS, Role.LEGAL_REVIEWER)
def take_step(pk: str, action: str) -> Response:
    """Carry out what the pressed button says; a refusal is told on the item's page."""
    item = find_item(pk)
    form = request.form
    steps = {
        "submit": lambda act: verbs.submit_item(act, item),
        "pass": lambda act: verbs.review_item(act, item, passed=True, opinion=form.get("opinion", "")),
        "back": lambda act: verbs.review_item(act, item, passed=False, opinion=form.get("opinion", "")),
        "publish": lambda act: verbs.publish_item(act, item, _day(form.get("valid_from", ""))),
        "fill": lambda act: verbs.fill_default_grades(act, item),
        "repeal": lambda act: verbs.repeal_item(act, item, form.get("reason", "")),
    }
    if action not in steps:
        raise NotFound(N_("There is no such action."))
    try:
        with acting() as act:
            steps[action](act)
    except Refused as fault:
        flash(translate_refusal(fault), "error")
    else:
        flash(translate(N_("Done.")), "success")
    return redirect(url_for(".show", pk=pk))  # type: ignore[return-value]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
