"""Many alerts at one time: given to an inspector or ended, with a page about those that were refused."""

from flask import Response, flash, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from app.kernel.errors import Refused
from app.kernel.roles import Role
from app.kernel.words import N_
from app.supervision.operations.bulk import Outcome, assign_in_bulk, end_in_bulk
from app.supervision.pages import PAGES
from app.supervision.pages.asking import filter_of, looking, sent_query
from app.supervision.queries.bundles import whole_bundles
from app.supervision.queries.narrowing import narrowed
from app.surfaces.acts import acting, session
from app.surfaces.language import translate, translate_refusal
from app.surfaces.pages import allowed


@PAGES.post("/alerts/assign")
@allowed(Role.INSPECTOR)
def assign() -> Response | tuple[str, int]:
    """Give the chosen alerts to an inspector."""
    return _carried_out("assign")


@PAGES.post("/alerts/end")
@allowed(Role.INSPECTOR)
def end() -> Response | tuple[str, int]:
    """End the chosen alerts with one text."""
    return _carried_out("end")


def _carried_out(action: str) -> Response | tuple[str, int]:
    form = request.form
    try:
        ids = _chosen(form)
        with acting() as act:
            if action == "assign":
                outcome = assign_in_bulk(act, ids, form.get("to", type=int) or act.actor.official_id or 0)
            else:
                outcome = end_in_bulk(act, ids, form.get("reason_code", ""), form.get("text", ""))
    except Refused as fault:
        flash(translate_refusal(fault), "error")
        return _back()
    said = N_("%(count)s alerts assigned.") if action == "assign" else N_("%(count)s alerts ended.")
    done = translate(said) % {"count": outcome.done}
    if outcome.refused:
        return _told(outcome, done)
    flash(done, "success")
    return _back()


def _chosen(form: MultiDict[str, str]) -> list[int]:
    """Return the ids that were ticked, and those of the bundles that were ticked as a whole."""
    ticked, bundles = ([int(text) for text in form.getlist(name) if text.isdecimal()] for name in ("alert", "bundle"))
    if not bundles:
        return ticked
    conditions = narrowed(session(), looking(), filter_of(sent_query()))
    return ticked + whole_bundles(session(), conditions, bundles)


def _back() -> Response:
    return redirect(f"{url_for('.queue')}?{request.form.get('query', '')}")  # type: ignore[return-value]


def _told(outcome: Outcome, done: str) -> tuple[str, int]:
    """Show what was refused row by row; a conflict when nothing at all was done."""
    rows = [
        {
            "number": row.alert_id,
            "text": row.text,
            "url": url_for(".alert", pk=row.alert_id) if row.text else None,
            "reason": translate_refusal(row.reason),
        }
        for row in outcome.refused
    ]
    back = f"{url_for('.queue')}?{request.form.get('query', '')}"
    body = render_template("supervision/bulk.html", rows=rows, done=done, back=back)
    return body, 200 if outcome.done else 409
