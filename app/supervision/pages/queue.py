"""The alert queue: filter by everything, saved filters with a count, bulk assignment, export."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for

from app.kernel.errors import Refused
from app.kernel.roles import Role
from app.kernel.words import N_
from app.supervision.models import FalseAlarm, SavedFilter
from app.supervision.operations.columns import choose_columns
from app.supervision.operations.filters import remove_filter, save_filter
from app.supervision.own.watching import every_point
from app.supervision.pages import PAGES
from app.supervision.pages.asking import filter_of, link_of, looking, sent_query
from app.supervision.pages.rows import choices_of, chosen_of, inspectors, rows_of
from app.supervision.queries.alerts import COUNTED, COUNTED_WORDS, Direction, Place, count_alerts, find_alerts
from app.supervision.queries.bundles import first_of_each, others_of
from app.supervision.queries.columns import Column, columns_of
from app.supervision.queries.filters import saved_filters
from app.supervision.queries.narrowing import AlertFilter, Sort, narrowed
from app.surfaces.acts import acting, current_actor, now, session, today
from app.surfaces.language import translate, translate_refusal
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
    listed = [*conditions, first_of_each(session(), looking(), filters)] if filters.grouped else conditions
    page = find_alerts(session(), looking(), filters, after, direction=turning, conditions=listed)
    others = others_of(session(), conditions, page.alerts) if filters.grouped else {}
    link = link_of(filters)
    titles = remembered(lambda: {point.code: point.title for point in every_point(session())}, "points")
    most = COUNTED_WORDS if filters.text else COUNTED
    count = count_alerts(session(), looking(), filters, most, listed)
    columns = remembered(lambda: columns_of(session(), actor.official_id), "queue columns", actor.official_id)
    group = filters.group or next(iter(filters.points), "").partition(".")[0]
    body = render_template(
        "supervision/queue.html",
        alerts=rows_of(page.alerts, titles, columns),
        others={pk: rows_of(bundle, titles, ()) for pk, bundle in others.items()},
        together=url_for(".queue", **link_of(replace(filters, grouped=not filters.grouped))),
        false_alarms=[(word.value, translate(word)) for word in FalseAlarm],
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
        choices=choices_of(filters),
        sorts=list(Sort),
        chosen=chosen_of(filters),
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
                    act, request.form.get("name", ""), filter_of(sent_query()), request.form.get("shared") == "1"
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
