"""Screens of a county's own points: written as rows of conditions, tried on history, switched on and off."""

from datetime import timedelta
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.kernel.act import Act, local_day
from app.kernel.db import county_of
from app.kernel.errors import Incomplete, NotFound, Refused
from app.kernel.subjects import SUBJECTS
from app.kernel.terms import WATCHED, Term
from app.kernel.typed import Faulty
from app.kernel.words import N_
from app.supervision.operations.settings import SETTERS
from app.supervision.own import operations as verbs
from app.supervision.own.conditions import Comparison, Condition, alternatives, read_condition
from app.supervision.own.models import OwnPoint, OwnPointState, OwnPointVersion
from app.supervision.own.terms import facts_of
from app.supervision.own.watching import conditions_of, counties_of
from app.supervision.pages import PAGES
from app.supervision.pages.own_point_form import (
    COLUMNS,
    cells_of,
    choose_kind,
    form_of,
    is_empty,
    only_kind,
    sent_cells,
)
from app.supervision.pages.points import READERS
from app.surfaces.actions import the_day
from app.surfaces.acts import acting, current_actor, home_county, now, session
from app.surfaces.language import faults_of, show_moment, translate
from app.surfaces.pages import allowed
from app.surfaces.records.showing import timeline
from app.surfaces.records.subjects import subject_link

Answer = str | Response | tuple[str, int]
TRIED_DAYS = 365


@PAGES.get("/own-points/")
@allowed(*READERS)
def own_points() -> str:
    """Show the points of the county and those of its city."""
    actor = current_actor()
    city = home_county() // 100 * 100
    rows = session().scalars(
        select(OwnPoint)
        .where(actor.scope.where(OwnPoint.county) | (OwnPoint.county == city))
        .options(selectinload(OwnPoint.versions))
        .order_by(OwnPoint.county, OwnPoint.id)
    )
    return render_template(
        "supervision/own_points.html", rows=[_line(row) for row in rows], may_write=_may_write(home_county())
    )


def _line(row: OwnPoint) -> dict[str, Any]:
    state = OwnPointState(row.state)
    return {
        "point": row,
        "newest": row.newest,
        "severity": row.newest.severity,
        "state": state,
        "words": translate(state),
        "drafted": row.newest.on_at is None and state == OwnPointState.ON,
    }


def _may_write(county: int) -> bool:
    actor = current_actor()
    return bool(actor.roles & set(SETTERS)) and actor.scope.holds(county)


@PAGES.route("/own-points/new", methods=["GET", "POST"])
@allowed(*SETTERS)
def new_own_point() -> Answer:
    """Write a new point, first which cases it looks at; nothing watches before it has been tried and switched on."""
    if request.method == "POST":
        return _write(None)
    chosen = only_kind() or request.args.get("watched", "")
    return form_of(None, {"watched": chosen}, []) if chosen in WATCHED else choose_kind()


@PAGES.route("/own-points/<int:pk>/edit", methods=["GET", "POST"])
@allowed(*SETTERS)
def edit_own_point(pk: int) -> Answer:
    """Change a draft, or draft the next version of a point that watches."""
    with acting() as act:
        point = verbs.own_point_in_scope(act, pk)
    if request.method == "GET":
        version = point.newest
        fields = ("title", "explanation", "basis", "severity", "nature", "watched")
        return form_of(point, {name: getattr(version, name) for name in fields}, cells_of(conditions_of(version)))
    return _write(point)


def _write(point: OwnPoint | None) -> Answer:
    try:
        with acting() as act:
            held = verbs.own_point_in_scope(act, point.id) if point is not None else None
            version = verbs.write_own_point(act, _wording(_terms(act.county)), held)
            pk = version.own_point_id
    except Refused as fault:
        return form_of(point, request.form, sent_cells(), faults_of(fault)), fault.status
    flash(translate(N_("Saved. Now try it on history.")), "success")
    return redirect(url_for(".own_point", pk=pk))  # type: ignore[return-value]


def _terms(county: int) -> dict[str, Term]:
    watched = WATCHED.get(request.form.get("watched", ""))
    if watched is None:
        raise Incomplete(N_("Choose which cases it looks at."), field="watched")
    facts = facts_of(session(), watched, counties_of(county))
    return {term.name: term for term in (*watched.terms, *facts)}


def _wording(terms: dict[str, Term]) -> verbs.Wording:
    conditions, faults = [], {}
    for number, cells in enumerate(sent_cells()):
        if is_empty(cells):
            continue
        try:
            conditions.append(read_condition(terms, *(cells[name] for name in COLUMNS)))
        except Incomplete as fault:
            faults[f"conditions-{number}-{fault.field}"] = fault
    if faults:
        raise Faulty(faults)
    form = request.form
    return verbs.Wording(
        form.get("title", ""),
        form.get("explanation", ""),
        form.get("basis", ""),
        _number("severity"),
        _number("nature"),
        form.get("watched", ""),
        conditions,
    )


def _number(name: str) -> int:
    text = request.form.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 4 else 0


@PAGES.get("/own-points/<int:pk>")
@allowed(*READERS)
def own_point(pk: int) -> str:
    """Show a point: what it asks, what its trial found, its versions and what happened to it."""
    return _show(pk, {})


def _show(pk: int, errors: dict[str, dict[str, str]]) -> str:
    with acting() as act:
        point = verbs.own_point_in_scope(act, pk)
    version = point.newest
    writes = _may_write(point.county)
    return render_template(
        "supervision/own_point.html",
        line=_line(point),
        point=point,
        version=version,
        watched=translate(WATCHED[version.watched].title),
        conditions=[[_sentence(one) for one in group] for group in alternatives(conditions_of(version))],
        tried=_tried(version),
        since=(local_day(now()) - timedelta(days=TRIED_DAYS)).isoformat(),
        versions=[
            {"row": row, "watches": row.id == point.watching_id and point.state == OwnPointState.ON}
            for row in reversed(point.versions)
        ],
        may_write=writes,
        may_switch_on=writes
        and version.tried_at is not None
        and (point.state != OwnPointState.ON or point.watching_id != version.id),
        may_switch_off=writes and point.state == OwnPointState.ON,
        alerts_url=url_for(".queue", point=point.code, open="0"),
        trail=timeline("own_point", point.id),
        errors=errors,
        sent=request.form,
    )


def _sentence(one: Condition) -> str:
    right = translate(one.other.title) if one.other else one.value
    if one.how == Comparison.OLDER:
        right = translate(N_("%(count)s days")) % {"count": one.value}
    elif one.term.choices is not None and one.value:
        words = {str(word): translate(word) for word in one.term.choices}
        right = "、".join(words.get(part, part) for part in one.value.split("、"))
    return f"{translate(one.term.title)} {translate(one.how)} {right}".strip()


def _tried(version: OwnPointVersion) -> dict[str, Any] | None:
    if version.tried_at is None:
        return None
    held: dict[str, Any] = dict(version.tried)
    months = [(f"{month // 100}-{month % 100:02d}", count) for month, count in held["months"]]
    return {**held, "at": show_moment(version.tried_at), "months": months, "listed": _listed(version)}


def _listed(version: OwnPointVersion) -> list[tuple[str, str]]:
    """Return name and address of the cases that the trial found last, as far as whoever asks may see them."""
    scope = current_actor().scope
    ids = [pk for pk in version.tried.get("listed", ()) if scope.holds(county_of(pk))]
    names = SUBJECTS.names(session(), version.watched, ids)
    links = {pk: subject_link(version.watched, pk) for pk in ids}
    return [(names[pk], link[1] if (link := links[pk]) else "") for pk in ids if pk in names]


@PAGES.post("/own-points/<int:pk>/<action>")
@allowed(*SETTERS)
def act_on_own_point(pk: int, action: str) -> Answer:
    """Try a point on history, switch it on or off."""
    if action not in ("try", "on", "off"):
        raise NotFound(N_("There is no such act."))
    try:
        with acting() as act:
            _carry_out(act, verbs.own_point_in_scope(act, pk), action)
    except Refused as fault:
        return _show(pk, {action: faults_of(fault)}), fault.status
    flash(translate(N_("Done.")), "success")
    return redirect(url_for(".own_point", pk=pk))  # type: ignore[return-value]


def _carry_out(act: Act, point: OwnPoint, action: str) -> None:
    reason = request.form.get("reason", "")
    if action == "try":
        verbs.try_own_point(act, point.newest, the_day(request.form, "since"))
    elif action == "on":
        verbs.switch_on(act, point.newest, reason)
    else:
        verbs.switch_off(act, point, reason)
