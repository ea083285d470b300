"""Change orders on the screen: draw one up, look at its powers, carry it out; and the figures they give."""

from datetime import date
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for

from app.kernel.act import Act
from app.kernel.errors import Incomplete, NotFound, Refused
from app.kernel.places import Organisation
from app.kernel.roles import Role
from app.kernel.words import N_
from app.powers.figures import figures
from app.powers.models import ChangeOrder, OrderKind, PowerState
from app.powers.orders import carry_out_order, draft_order
from app.powers.pages import PAGES, READERS
from app.powers.queries import order_lines, powers_by_code
from app.surfaces.actions import the_day
from app.surfaces.acts import acting, current_actor, session, today
from app.surfaces.language import faults_of, translate, translate_refusal
from app.surfaces.pages import allowed

ADMINS = (Role.COUNTY_ADMIN, Role.CITY_ADMIN)
MOST = 10_000
"""Powers that one order may name."""


@PAGES.route("/orders/new", methods=["GET", "POST"])
@allowed(*ADMINS)
def new_order() -> str | Response | tuple[str, int]:
    """Draw up an order over the powers whose codes are given."""
    if request.method == "GET":
        return _form({"powers": request.args.get("powers", "")}, {})
    try:
        with acting() as act:
            order = _drafted(act)
    except Refused as fault:
        return _form(request.form, faults_of(fault)), fault.status
    flash(translate(N_("The order has been drawn up. Nothing changes until it is carried out.")), "success")
    return redirect(url_for(".order", pk=order.id))  # type: ignore[return-value]


def _drafted(act: Act) -> ChangeOrder:
    form = request.form
    kind = next((kind for kind in OrderKind if kind.value == form.get("order_kind")), None)
    if kind is None:
        raise Incomplete(N_("Choose what the order does."), field="order_kind")
    codes = [code for line in form.get("powers", "").split("\n") for code in line.split()[:1]]
    if len(codes) > MOST:
        raise Incomplete(N_("One order names at most %(count)d powers."), field="powers", count=MOST)
    powers = powers_by_code(act.session, act.actor.scope, codes, field="powers")
    successor = form.get("successor", "").strip()
    organisation = form.get("organisation_id", "")
    return draft_order(
        act,
        kind,
        form.get("document_number", ""),
        form.get("title", "").strip() or translate(kind),
        the_day(form, "effective_on"),
        powers,
        successor=powers_by_code(act.session, act.actor.scope, [successor], field="successor")[0]
        if successor
        else None,
        organisation=act.session.get(Organisation, int(organisation)) if organisation.isdecimal() else None,
        reason=form.get("reason", "").strip(),
    )


def _form(values: Any, errors: dict[str, str]) -> str:
    organisation = values.get("organisation_id", "")
    taker = session().get(Organisation, int(organisation)) if str(organisation).isdecimal() else None
    rows: list[dict[str, Any]] = [
        {
            "name": "order_kind",
            "label": N_("What the order does"),
            "input": "choice",
            "required": True,
            "choices": [(kind.value, translate(kind)) for kind in OrderKind],
        },
        {
            "name": "document_number",
            "label": N_("Number of the document"),
            "input": "text",
            "required": True,
            "example": "鼓政办〔2026〕8号",
        },
        {"name": "title", "label": N_("Title"), "input": "text", "example": "关于调整行政职权的决定"},
        {"name": "effective_on", "label": N_("Takes effect on"), "input": "date", "required": True},
        {
            "name": "powers",
            "label": N_("Powers"),
            "input": "long",
            "required": True,
            "hint": N_("One code a line; a column copied from a spreadsheet may be pasted"),
            "example": "GL-XK-0021-00",
        },
        {
            "name": "successor",
            "label": N_("Merged into"),
            "input": "text",
            "hint": N_("Code; only when powers are merged"),
        },
        {
            "name": "organisation_id",
            "label": N_("Handed to"),
            "input": "pick",
            "hint": N_("Organisation; only when powers are delegated"),
            "pick_url": url_for("picks.pick", kind="power", field="organisation_id"),
            "text": taker.name if taker else "",
        },
        {"name": "reason", "label": N_("Reason"), "input": "long"},
    ]
    fields = [_worded(row, values, errors) for row in rows]
    labels = {field["name"]: field["label"] for field in fields}
    return render_template("powers/new_order.html", fields=fields, errors=errors, labels=labels)


def _worded(row: dict[str, Any], values: Any, errors: dict[str, str]) -> dict[str, Any]:
    name, label, hint = row["name"], row["label"], row.get("hint")
    told = {"label": translate(label), "hint": translate(hint) if hint else ""}
    return row | told | {"value": values.get(name, ""), "error": errors.get(name, "")}


def _order(pk: int) -> ChangeOrder:
    found = session().get(ChangeOrder, pk)
    if found is None or not current_actor().scope.holds(found.county):
        raise NotFound(N_("There is no such order in your region."))
    return found


@PAGES.get("/orders/<int:pk>")
@allowed(*READERS)
def order(pk: int) -> str:
    """Show an order with its powers, and the button that carries it out once its day has come."""
    found = _order(pk)
    lines = [
        {
            "code": code,
            "name": name,
            "id": power_id,
            "before": translate(PowerState(before)) if before else "",
            "after": translate(PowerState(after)) if after else "",
        }
        for power_id, code, name, before, after in order_lines(session(), current_actor().scope, found)
    ]
    may = bool(current_actor().roles & set(ADMINS)) and found.carried_out_at is None
    return render_template(
        "powers/order.html",
        order=found,
        kind=translate(OrderKind(found.order_kind)),
        lines=lines,
        may_carry_out=may,
        due=found.effective_on <= today(),
    )


@PAGES.post("/orders/<int:pk>")
@allowed(*ADMINS)
def carry_out(pk: int) -> Response:
    """Carry an order out now."""
    found = _order(pk)
    try:
        with acting() as act:
            count = carry_out_order(act, found)
    except Refused as fault:
        flash(translate_refusal(fault), "error")
    else:
        flash(translate(N_("The order has been carried out over %(count)d powers.")) % {"count": count}, "success")
    return redirect(url_for(".order", pk=pk))  # type: ignore[return-value]


@PAGES.get("/figures")
@allowed(*READERS)
def catalogue_figures() -> str:
    """Show what the orders of a period did to the catalogue."""
    since, until = (_asked(request.args.get(name, "")) for name in ("since", "until"))
    found = figures(session(), current_actor().scope, until or today(), since)
    rows = [
        {"title": translate(title), "value": value}
        for title, value in (
            (N_("On the list before"), found.start),
            (N_("Confirmed"), found.confirmed),
            (N_("of them new"), found.new),
            (N_("Merged or adjusted"), found.merged_or_adjusted),
            (N_("Delegated"), found.delegated),
            (N_("Cancelled"), found.cancelled),
            (N_("Paused"), found.suspended),
            (N_("On the list at the end"), found.standing),
        )
    ]
    return render_template("powers/figures.html", rows=rows, since=since, until=until or today())


def _asked(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
