"""The alert queue: filter by everything, saved filters with a count, bulk assignment, export."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from flask import Response, flash, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from app.kernel.audit import Subject, record
from app.kernel.db import county_of
from app.kernel.errors import Refused
from app.kernel.places import Level, Official, Organisation, Region, county_names
from app.kernel.points import Nature, Severity
from app.kernel.roles import Role
from app.kernel.words import N_
from app.supervision.models import Alert, AlertState, SavedFilter
from app.supervision.operations import alerts as verbs
from app.supervision.operations.columns import choose_columns
from app.supervision.operations.filters import remove_filter, save_filter
from app.supervision.own.watching import every_point
from app.supervision.pages import PAGES
from app.supervision.pages.asking import filter_of, link_of, looking
from app.supervision.queries.alerts import COUNTED, COUNTED_WORDS, Direction, Place, count_alerts, find_alerts
from app.supervision.queries.columns import Column, columns_of
from app.supervision.queries.filters import saved_filters
from app.supervision.queries.narrowing import AlertFilter, Due, Sort, narrowed
from app.supervision.texts import headline
from app.surfaces.acts import acting, current_actor, now, session, today
from app.surfaces.export import table_answer
from app.surfaces.language import show_day, show_moment, translate, translate_refusal
from app.surfaces.pages import allowed
from app.surfaces.platform import platform
from app.surfaces.remembered import remembered
from app.surfaces.scheduling.standing import clock_standing_still, failing_jobs

READERS = (
    Role.INSPECTOR,
    Role.COUNTY_ADMIN,
    Role.CITY_ADMIN,
    Role.AUDITOR,
    Role.SECTION_HEAD,
    Role.ORGAN_HEAD,
    Role.TOWN_CLERK,
    Role.VILLAGE_CLERK,
)
EXPORTED = 10_000
COLUMNS = (
    N_("Number"),
    N_("Point"),
    N_("Severity"),
    N_("Text"),
    N_("Organisation"),
    N_("State"),
    N_("Occurred"),
    N_("Detected"),
)


PRESETS: tuple[tuple[str, Mapping[str, Any]], ...] = (
    (N_("Open"), {"open": "1"}),
    (N_("Mine"), {"open": "1", "mine": "1"}),
    (N_("Not assigned"), {"open": "1", "unassigned": "1"}),
    (N_("Red cards"), {"open": "1", "severity": "3"}),
    (N_("Overtime"), {"open": "1", "group": "A5"}),
    (N_("All"), {"all": "1"}),
)


@PAGES.get("/alerts/")
@allowed(*READERS)
def queue() -> str | tuple[str, int]:
    """Show one page of the queue."""
    fault = ""
    try:
        filters = filter_of(request.args)
        after = Place.parse(request.args["place"], filters.order) if request.args.get("place") else None
    except Refused as refusal:
        fault, filters, after = translate_refusal(refusal), AlertFilter(open_only=True), None
    turning = Direction.NEWER if request.args.get("turn") == Direction.NEWER else Direction.OLDER
    actor = current_actor()
    conditions = narrowed(session(), looking(), filters)
    page = find_alerts(session(), looking(), filters, after, direction=turning, conditions=conditions)
    link = link_of(filters)
    titles = remembered(lambda: {point.code: point.title for point in every_point(session())}, "points")
    most = COUNTED_WORDS if filters.text else COUNTED
    count = count_alerts(session(), looking(), filters, most, conditions)
    columns = remembered(lambda: columns_of(session(), actor.official_id), "queue columns", actor.official_id)
    group = filters.group or next(iter(filters.points), "").partition(".")[0]
    body = render_template(
        "supervision/queue.html",
        alerts=rows_of(page.alerts, titles, columns),
        columns=columns,
        every_column=list(Column),
        filters=filters,
        fault=fault,
        presets=[(translate(title), url_for(".queue", **query), query == dict(link)) for title, query in PRESETS],
        saved=[(item, url_for(".queue", **link_of(item.filters))) for item in saved_filters(session(), actor, today())],
        count=min(count, most),
        capped=count > most,
        newer=url_for(".queue", **link, place=str(page.newer), turn="newer") if page.newer else None,
        older=url_for(".queue", **link, place=str(page.older)) if page.older else None,
        export_url=url_for(".export_queue", **link),
        point_groups=[(code, translate(title)) for code, title in platform().point_groups.items()],
        group=group,
        points_of_group=[(code, translate(title)) for code, title in titles.items() if code.startswith(f"{group}.")],
        choices=_choices(filters),
        sorts=list(Sort),
        chosen=_chosen(filters),
        inspectors=inspectors(),
        may_work=Role.INSPECTOR in actor.roles,
        still=clock_standing_still(session(), now()),
        failing=_failing(),
        query=request.query_string.decode(),
    )
    return (body, 400) if fault else body


def _failing() -> list[str]:
    titles = {job.name: translate(job.title) for job in platform().jobs}
    return [titles.get(one.figures["job"], one.figures["job"]) for one in failing_jobs(session())]


def _choices(filters: AlertFilter) -> list[tuple[str, str, list[tuple[str, str]], str]]:
    """Return the filters that are chosen from a list: name, label, choices and what is chosen now."""

    def first(values: tuple[Any, ...]) -> str:
        return str(next(iter(values), ""))

    def words(members: Iterable[Any]) -> list[tuple[str, str]]:
        return [(str(int(one)) if isinstance(one, int) else str(one), translate(one)) for one in members]

    yes_no = [("1", translate(N_("yes"))), ("0", translate(N_("no")))]
    found = [
        ("severity", translate(N_("Severity")), words(reversed(Severity)), first(filters.severities)),
        ("state", translate(N_("State")), words(AlertState), first(filters.states)),
        ("nature", translate(N_("Nature")), words(Nature), first(filters.natures)),
        ("due", translate(N_("Reply due")), words(Due), filters.due),
        ("assigned_to", translate(N_("Worked on by")), _people(), str(filters.assigned_to or "")),
        (
            "ceased",
            translate(N_("Cause has ended")),
            yes_no,
            "" if filters.ceased is None else str(int(filters.ceased)),
        ),
        ("confirmed", translate(N_("Confirmed before")), yes_no[:1], "1" if filters.confirmed_before else ""),
    ]
    if counties := _counties():
        found.append(("county", translate(N_("County")), counties, first(filters.counties)))
    return [one for one in found if one[2]]


def _people() -> list[tuple[str, str]]:
    return [(str(pk), name) for pk, name in inspectors()]


def _counties() -> list[tuple[str, str]]:
    """Return the counties to choose from; none for whoever sees one alone."""
    inside = current_actor().scope.counties
    if inside is not None and len(inside) < 2:
        return []
    level = select(Region.code, Region.name).where(Region.level == str(Level.COUNTY)).order_by(Region.code)
    names = remembered(lambda: [(code[:6], name) for code, name in session().execute(level)], "counties")
    return [(code, name) for code, name in names if inside is None or int(code) in inside]


def _chosen(filters: AlertFilter) -> dict[str, tuple[int, str]]:
    """Return key and name of what was picked by typing."""
    found: dict[str, tuple[int, str]] = {}
    inside = current_actor().scope
    if filters.organisation_id is not None:
        home = session().get(Organisation, filters.organisation_id)
        if home is not None and inside.holds(county_of(home.id), home.id):
            found["organisation_id"] = (home.id, home.name)
    if filters.official_id is not None:
        person = session().get(Official, filters.official_id)
        if person is not None and inside.holds(person.county, person.organisation_id):
            found["official_id"] = (person.id, person.name)
    return found


def rows_of(alerts: list[Alert], titles: Mapping[str, str], columns: Iterable[Column]) -> list[dict[str, Any]]:
    """Return alerts as rows of the list, with a cell for each column."""
    named = {Column.OFFICIAL, Column.ASSIGNED} & set(columns)
    people = {one.official_id for one in alerts} | {one.assigned_to for one in alerts} if named else set()
    wanted = select(Official.id, Official.name).where(Official.id.in_(people - {None}))
    names: dict[int | None, str] = dict(session().execute(wanted).all()) if people - {None} else {}
    counties = county_names(session(), {one.county for one in alerts}) if Column.COUNTY in columns else {}
    late = today()
    return [
        {
            "alert": one,
            "headline": headline(one),
            "point": translate(titles.get(one.point, one.point)),
            "state": translate(AlertState(one.state)),
            "late": one.closed_at is None and one.reply_due_on is not None and one.reply_due_on < late,
            "url": url_for("supervision.alert", pk=one.id),
            "cells": {
                Column.ORGANISATION: one.organisation.name,
                Column.OFFICIAL: names.get(one.official_id, ""),
                Column.ASSIGNED: names.get(one.assigned_to, ""),
                Column.DUE: show_day(one.reply_due_on),
                Column.NATURE: translate(Nature(one.nature).title_id),
                Column.OCCURRED: show_moment(one.occurred_at),
                Column.DETECTED: show_moment(one.detected_at),
                Column.COUNTY: counties.get(one.county, str(one.county)),
                Column.CODE: one.point,
            },
        }
        for one in alerts
    ]


def inspectors() -> list[tuple[int, str]]:
    """Return id and name of the colleagues to whom alerts may be given: officials of the actor's own organisation."""
    home = current_actor().organisation_id
    return remembered(lambda: _colleagues(home), "colleagues", home) if home is not None else []


def _colleagues(home: int) -> list[tuple[int, str]]:
    there = select(Official.id, Official.name).where(Official.organisation_id == home, Official.left_on.is_(None))
    return [(row[0], row[1]) for row in session().execute(there.order_by(Official.name).limit(100))]


@PAGES.post("/alerts/assign")
@allowed(Role.INSPECTOR)
def assign() -> Response:
    """Give the chosen alerts to an inspector."""
    ids = [int(text) for text in request.form.getlist("alert") if text.isdecimal()]
    try:
        with acting() as act:
            to = request.form.get("to", type=int) or act.actor.official_id
            count = verbs.assign_alerts(act, ids, to or 0)
        flash(translate(N_("%(count)s alerts assigned.")) % {"count": count}, "success")
    except Refused as fault:
        flash(translate_refusal(fault), "error")
    return redirect(f"{url_for('.queue')}?{request.form.get('query', '')}")  # type: ignore[return-value]


@PAGES.post("/alerts/filters")
@allowed(*READERS)
def keep_filter() -> Response:
    """Save the present filter under a name, or remove a saved one."""
    try:
        with acting() as act:
            if request.form.get("remove"):
                saved = session().get(SavedFilter, request.form.get("remove", 0, type=int))
                if saved is not None:
                    remove_filter(act, saved)
            else:
                save_filter(
                    act, request.form.get("name", ""), filter_of(_sent_query()), request.form.get("shared") == "1"
                )
        flash(translate(N_("Saved.")), "success")
    except Refused as fault:
        flash(translate_refusal(fault), "error")
    return redirect(f"{url_for('.queue')}?{request.form.get('query', '')}")  # type: ignore[return-value]


@PAGES.post("/alerts/columns")
@allowed(*READERS)
def keep_columns() -> Response:
    """Keep the columns that this person wants to see."""
    try:
        with acting() as act:
            choose_columns(act, request.form.getlist("columns"))
        flash(translate(N_("Saved.")), "success")
    except Refused as fault:
        flash(translate_refusal(fault), "error")
    return redirect(f"{url_for('.queue')}?{request.form.get('query', '')}")  # type: ignore[return-value]


def _sent_query() -> MultiDict[str, str]:
    return MultiDict(parse_qsl(request.form.get("query", "")))


@PAGES.get("/alerts/export")
@allowed(*READERS)
def export_queue() -> Response:
    """Export the alerts of the present filter as a spreadsheet; the export stands in the trail."""
    filters = filter_of(request.args)
    found = find_alerts(session(), looking(), filters, limit=EXPORTED).alerts
    titles = {point.code: point.title for point in every_point(session())}
    rows = [
        (
            alert.id,
            translate(titles.get(alert.point, alert.point)),
            translate(Severity(alert.severity).title_id),
            headline(alert),
            alert.organisation.name,
            translate(AlertState(alert.state)),
            show_day(alert.occurred_at),
            show_moment(alert.detected_at),
        )
        for alert in found
    ]
    with acting() as act:
        record(act, "export.made", Subject("alert", 0, act.county), rows=len(rows), filters=filters.as_query())
    return table_answer(translate(N_("Alerts")), [translate(column) for column in COLUMNS], rows)
