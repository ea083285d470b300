"""The alert queue: filter by everything, saved filters with a count, bulk assignment, export."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import parse_qsl

from flask import Response, flash, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from app.kernel.audit import Subject, record
from app.kernel.errors import Incomplete, Refused
from app.kernel.places import Official, Organisation
from app.kernel.points import Severity
from app.kernel.roles import Role
from app.kernel.words import N_
from app.supervision.models import Alert, AlertState, SavedFilter
from app.supervision.operations import alerts as verbs
from app.supervision.operations.filters import remove_filter, save_filter
from app.supervision.own.watching import every_point
from app.supervision.pages import PAGES
from app.supervision.queries.alerts import (
    COUNTED,
    COUNTED_WORDS,
    AlertFilter,
    Direction,
    Place,
    count_alerts,
    find_alerts,
    narrowed,
)
from app.supervision.queries.filters import saved_filters
from app.supervision.texts import headline
from app.surfaces.acts import acting, current_actor, now, session
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


def filter_of(sent: MultiDict[str, str]) -> AlertFilter:
    """Read the filter from an address; refuses what cannot be meant.

    Points of another group than the one that is named are left out: somebody has just changed the group.
    """
    group = sent.get("group", "")[:10]
    points = [point for point in sent.getlist("point") if point]
    return AlertFilter(
        counties=tuple(_numbers(sent, "county")),
        organisation_id=next(iter(_numbers(sent, "organisation_id")), None),
        power_id=next(iter(_numbers(sent, "power_id")), None),
        official_id=next(iter(_numbers(sent, "official_id")), None),
        points=tuple(point for point in points if not group or point.startswith(f"{group}.")),
        group=group,
        severities=tuple(_numbers(sent, "severity")),
        states=tuple(state for state in sent.getlist("state") if state),
        open_only=sent.get("open") == "1" or not any(sent.values()),
        assigned_to=current_actor().official_id if sent.get("mine") == "1" else None,
        unassigned=sent.get("unassigned") == "1",
        from_on=_day(sent, "from_on"),
        to_on=_day(sent, "to_on"),
        text=sent.get("text", "").replace("\x00", "").strip()[:100],
    )


def _numbers(sent: MultiDict[str, str], name: str) -> list[int]:
    texts = [text for text in sent.getlist(name) if text]
    if any(not text.isdecimal() or len(text) > 18 for text in texts):
        raise Incomplete(N_("The list cannot be filtered by %(names)s."), names=name)
    return [int(text) for text in texts]


def _day(sent: MultiDict[str, str], name: str) -> date | None:
    text = sent.get(name, "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Incomplete(N_("Enter a date such as 2026-11-23."), field=name) from None


def link_of(filters: AlertFilter) -> dict[str, Any]:
    """Return a filter as the values of an address."""
    query = filters.as_query()
    names = {"counties": "county", "points": "point", "severities": "severity", "states": "state"}
    link = {names.get(k, k): v for k, v in query.items() if k not in ("open_only", "assigned_to", "unassigned")}
    flags = {"open": filters.open_only, "mine": filters.assigned_to, "unassigned": filters.unassigned}
    # An address without anything shows what is open; to show all is said.
    return link | {name: "1" for name, on in flags.items() if on} or {"all": "1"}


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
        after = Place.parse(request.args["place"]) if request.args.get("place") else None
    except Refused as refusal:
        fault, filters, after = translate_refusal(refusal), AlertFilter(open_only=True), None
    turning = Direction.NEWER if request.args.get("turn") == Direction.NEWER else Direction.OLDER
    actor = current_actor()
    conditions = narrowed(session(), actor.scope, filters)
    page = find_alerts(session(), actor.scope, filters, after, direction=turning, conditions=conditions)
    link = link_of(filters)
    titles = remembered(lambda: {point.code: point.title for point in every_point(session())}, "points")
    states = {state.value: translate(state) for state in AlertState}
    most = COUNTED_WORDS if filters.text else COUNTED
    count = count_alerts(session(), actor.scope, filters, most, conditions)
    still = clock_standing_still(session(), now())
    titles_of_jobs = {job.name: translate(job.title) for job in platform().jobs}
    group = filters.group or next(iter(filters.points), "").partition(".")[0]
    body = render_template(
        "supervision/queue.html",
        alerts=[_row(alert, titles, states) for alert in page.alerts],
        filters=filters,
        fault=fault,
        presets=[(translate(title), url_for(".queue", **query), query == dict(link)) for title, query in PRESETS],
        saved=[(item, url_for(".queue", **link_of(item.filters))) for item in saved_filters(session(), actor)],
        count=min(count, most),
        capped=count > most,
        newer=url_for(".queue", **link, place=str(page.newer), turn="newer") if page.newer else None,
        older=url_for(".queue", **link, place=str(page.older)) if page.older else None,
        export_url=url_for(".export_queue", **link),
        point_groups=[(code, translate(title)) for code, title in platform().point_groups.items()],
        group=group,
        points_of_group=[(code, translate(title)) for code, title in titles.items() if code.startswith(f"{group}.")],
        states=list(AlertState),
        organisation=session().get(Organisation, filters.organisation_id) if filters.organisation_id else None,
        inspectors=_inspectors(),
        may_work=Role.INSPECTOR in actor.roles,
        still=still,
        failing=[titles_of_jobs.get(one.figures["job"], one.figures["job"]) for one in failing_jobs(session())],
        query=request.query_string.decode(),
    )
    return (body, 400) if fault else body


def _row(alert: Alert, titles: Mapping[str, str], states: Mapping[str, str]) -> dict[str, Any]:
    return {
        "alert": alert,
        "headline": headline(alert),
        "point": translate(titles.get(alert.point, alert.point)),
        "state": states[alert.state],
        "organisation": alert.organisation.name,
        "detected": show_moment(alert.detected_at),
        "url": url_for("supervision.alert", pk=alert.id),
    }


def _inspectors() -> list[tuple[int, str]]:
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


def _sent_query() -> MultiDict[str, str]:
    return MultiDict(parse_qsl(request.form.get("query", "")))


@PAGES.get("/alerts/export")
@allowed(*READERS)
def export_queue() -> Response:
    """Export the alerts of the present filter as a spreadsheet; the export stands in the trail."""
    filters = filter_of(request.args)
    found = find_alerts(session(), current_actor().scope, filters, limit=EXPORTED).alerts
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
