"""The desk: what must be published, what waits for examination, and how fresh every organisation is."""

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for

from app.disclosure.access import ABOVE, DRAFTERS, INSIDE, KEEPERS, READERS
from app.disclosure.models import DisclosingBody, DisclosureDuty
from app.disclosure.operations import draft_item, load_catalogue, open_event
from app.disclosure.pages import PAGES
from app.disclosure.queries.desk import (
    ROWS,
    bodies_for,
    body_for,
    event_duties,
    freshness,
    leaks_public,
    task_for,
    tasks_for,
    texts_for,
    to_examine,
    withdrawals,
)
from app.disclosure.showing import finding_row, task_row
from app.disclosure.words import DisclosureKind, TextState
from app.kernel.errors import Incomplete, NotFound, Refused
from app.kernel.places import Organisation
from app.kernel.words import N_
from app.ledgers.fields.reading import day_or_none
from app.surfaces.acts import acting, current_actor, now, session
from app.surfaces.language import faults_of, translate, translate_refusal
from app.surfaces.pages import allowed

Answer = str | Response | tuple[str, int]


@PAGES.get("/")
@allowed(*READERS)
def desk() -> str:
    """Show what must be published with its light, drafts, and what waits for this person."""
    actor = current_actor()
    writes = bool(actor.roles.intersection(DRAFTERS))
    examines = bool(actor.roles.intersection((*INSIDE, *ABOVE)))
    return render_template(
        "disclosure/desk.html",
        tasks=[task_row(task) for task in tasks_for(session(), actor, now())],
        writes=writes,
        drafts=texts_for(session(), actor, TextState.DRAFT, TextState.RETURNED) if writes else [],
        waiting=to_examine(session(), actor) if examines else [],
        withdrawals=withdrawals(session(), actor) if examines else [],
        leaks=[finding_row(one) for one in leaks_public(session(), actor)],
        keeps=bool(actor.roles.intersection(KEEPERS)),
        home=actor.organisation_id,
    )


@PAGES.post("/tasks/<int:pk>/begin")
@allowed(*DRAFTERS)
def begin(pk: int) -> Response:
    """Begin the item of a task, or open the one that was begun."""
    task = task_for(session(), current_actor(), pk)
    if task.item_id is not None:
        return redirect(url_for(".item", pk=task.item_id))  # type: ignore[return-value]
    try:
        with acting() as act:
            item = draft_item(act, task.organisation, task.duty, task)
            made = item.id
    except Refused as fault:
        flash(translate_refusal(fault), "error")
        return redirect(url_for(".desk"))  # type: ignore[return-value]
    return redirect(url_for(".write", pk=made))  # type: ignore[return-value]


@PAGES.get("/tasks/<int:pk>")
@allowed(*READERS)
def task(pk: int) -> Response:
    """Lead from a task to its item, or to the desk while it has none."""
    found = task_for(session(), current_actor(), pk)
    target = url_for(".item", pk=found.item_id) if found.item_id else url_for(".desk")
    return redirect(target)  # type: ignore[return-value]


@PAGES.get("/bodies/<int:pk>")
@allowed(*READERS)
def body(pk: int) -> Response:
    """Lead from an organisation that publishes to its line of the freshness page."""
    found = body_for(session(), current_actor(), pk)
    return redirect(url_for(".fresh", q=found.organisation.name))  # type: ignore[return-value]


@PAGES.route("/event", methods=["GET", "POST"])
@allowed(*DRAFTERS)
def event() -> Answer:
    """Say that something happened that must be published."""
    homes, duties = bodies_for(session(), current_actor()), event_duties(session(), current_actor())
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            with acting() as act:
                home = _chosen(homes, "organisation_id")
                duty = _chosen(duties, "duty_id")
                day = day_or_none(request.form.get("on", "")[:40])
                if day is None:
                    raise Incomplete(N_("Enter a date such as 2026-11-23."), field="on")
                task = open_event(act, home, duty, day, request.form.get("subject", ""))
                item = draft_item(act, home, duty, task)
                made = item.id
            return redirect(url_for(".write", pk=made))  # type: ignore[return-value]
        except Refused as fault:
            errors = faults_of(fault)
    fields = _event_fields(homes, duties, errors)
    page = render_template("disclosure/event.html", fields=fields, errors=errors, some=bool(homes and duties))
    return (page, 422) if errors else page


def _chosen(rows: list[Any], name: str) -> Any:
    given = request.form.get(name, "")
    found = next((row for row in rows if str(row.id) == given), None)
    if found is None:
        raise Incomplete(N_("Please choose one of the list."), field=name)
    return found


def _event_fields(
    homes: list[Organisation], duties: list[DisclosureDuty], errors: dict[str, str]
) -> list[dict[str, Any]]:
    form = request.form
    first = str(homes[0].id) if homes else ""
    told = [(str(duty.id), f"{duty.code} {duty.title}") for duty in duties]
    rows: list[dict[str, Any]] = [
        {
            "name": "organisation_id",
            "label": translate(N_("Organisation")),
            "input": "choice",
            "required": True,
            "choices": [(str(home.id), home.name) for home in homes],
            "value": form.get("organisation_id", first),
        },
        {
            "name": "duty_id",
            "label": translate(N_("What must be published")),
            "input": "choice",
            "required": True,
            "choices": told,
        },
        {"name": "on", "label": translate(N_("When it happened")), "input": "date", "required": True},
        {
            "name": "subject",
            "label": translate(N_("What has happened")),
            "input": "text",
            "required": True,
            "longest": 120,
        },
    ]
    for row in rows:
        row.setdefault("value", form.get(row["name"], ""))
        row["error"] = errors.get(row["name"], "")
    return rows


@PAGES.get("/freshness")
@allowed(*READERS)
def fresh() -> str:
    """Show every organisation of the scope with its light."""
    actor = current_actor()
    text = request.args.get("q", "").replace("\x00", "").strip()[:60]
    door, after = request.args.get("kind", ""), request.args.get("after", 0, type=int)
    where = [actor.scope.where(Organisation.county, Organisation.id)]
    if text:
        where.append(Organisation.name.contains(text, autoescape=True))
    if door in set(DisclosureKind):
        where.append(DisclosingBody.unit_kind == door)
    rows = freshness(session(), now(), where, max(0, min(after, 2**62)))
    following = (
        url_for(".fresh", q=text or None, kind=door or None, after=rows[-1].organisation.id)
        if len(rows) == ROWS
        else None
    )
    return render_template(
        "disclosure/freshness.html",
        rows=rows,
        search=text,
        door=door,
        next_url=following,
        kinds=[(kind.value, translate(kind)) for kind in DisclosureKind if kind is not DisclosureKind.PARTY],
    )


@PAGES.post("/catalogue")
@allowed(*KEEPERS)
def catalogue() -> Response:
    """Take the duties that come with the program into one's county."""
    try:
        with acting() as act:
            if act.actor.county is None:
                raise NotFound(N_("Your account belongs to no county."))
            count = load_catalogue(act, act.actor.county)
        flash(
            translate(N_("%(count)s duties taken over; those that you had stay as they are."), count=count), "success"
        )
    except Refused as fault:
        flash(translate_refusal(fault), "error")
    return redirect(url_for(".desk"))  # type: ignore[return-value]
