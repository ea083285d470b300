"""The monitoring points themselves by class: what each looks for, its precision, its parameters with history."""

from datetime import timedelta
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from sqlalchemy import select

from app.kernel.act import local_day
from app.kernel.errors import NotFound, Refused
from app.kernel.points import POINTS, Nature, Point, PointSetting
from app.kernel.roles import Role
from app.kernel.words import N_
from app.supervision.models import By
from app.supervision.operations.settings import SETTERS, set_limit, switch
from app.supervision.pages import PAGES
from app.supervision.queries.figures import count_by
from app.supervision.queries.limits import SWITCHED_ON, Settings
from app.surfaces.acts import acting, current_actor, home_county, now, session
from app.surfaces.language import faults_of, show_moment, translate
from app.surfaces.pages import allowed
from app.surfaces.platform import platform

READERS = (Role.INSPECTOR, Role.COUNTY_ADMIN, Role.CITY_ADMIN, Role.AUDITOR, Role.LEADER)


@PAGES.get("/points/")
@allowed(*READERS)
def points() -> str:
    """Show the monitoring points of one section with their effective parameters in this county."""
    word, parts = request.args.get("section", ""), sections()
    groups = next((held for name, _title, held in parts if name == word), parts[0][2])
    today = local_day(now())
    year = count_by(session(), current_actor().scope, By.POINT, today - timedelta(days=365), today)
    counts = {count.key: count for count in year}
    settings = Settings(session(), now())
    shown = [point for point in sorted(POINTS, key=lambda point: point.code) if point.group in groups]
    classes = [
        {
            "nature": nature,
            "hint": translate(HINTS[nature]),
            "rows": [
                {
                    "point": point,
                    "on": settings.effective(point, home_county())[SWITCHED_ON],
                    "count": counts.get(point.code),
                }
                for point in shown
                if point.nature is nature
            ],
        }
        for nature in Nature
    ]
    chips = [(title, url_for(".points", section=name), held is groups) for name, title, held in parts]
    return render_template("supervision/points.html", classes=classes, chips=chips)


HINTS = {
    Nature.BREACH: N_("What the law forbids, as the records show it."),
    Nature.LEAD: N_("Something to look into; there may be a good reason for it."),
    Nature.STATISTIC: N_("A figure out of line with others; it proves nothing by itself."),
}


MOST_GROUPS = 12
"""Groups of points on one page."""


def sections() -> list[tuple[str, str, tuple[str, ...]]]:
    """Return which points stand together: word in addresses, title, groups; a domain with many groups in parts."""
    found = []
    for domain in platform().domains:
        groups = sorted(domain.groups)
        for part in (tuple(groups[at : at + MOST_GROUPS]) for at in range(0, len(groups), MOST_GROUPS)):
            span = f" {part[0]}–{part[-1]}" if len(groups) > MOST_GROUPS else ""
            found.append((part[0], translate(domain.title) + span, part))
    return found


@PAGES.route("/points/<code>", methods=["GET", "POST"])
@allowed(*READERS)
def point(code: str) -> str | Response | tuple[str, int]:
    """Show one point; a parameter is changed here with its reason."""
    found = point_called(code)
    if request.method == "GET":
        return _show(found, {})
    try:
        with acting() as act:
            name, reason = request.form.get("name", ""), request.form.get("reason", "")
            if name == SWITCHED_ON:
                switch(act, found, request.form.get("value") == "1", reason)
            else:
                set_limit(act, found, name, request.form.get("value", ""), reason)
    except Refused as fault:
        return _show(found, faults_of(fault)), fault.status
    flash(translate(N_("Saved. It holds from now on; what was found before stays as it is.")), "success")
    return redirect(url_for(".point", code=code))  # type: ignore[return-value]


def point_called(code: str) -> Point:
    """Return a point of the program, or NotFound."""
    if code not in POINTS.points:
        raise NotFound(N_("There is no such monitoring point."))
    return POINTS[code]


def _show(found: Point, errors: dict[str, str]) -> str:
    county = home_county()
    history = session().scalars(
        select(PointSetting)
        .where(PointSetting.point == found.code, PointSetting.county == county)
        .order_by(PointSetting.id.desc())
        .limit(50)
    )
    values: dict[str, Any] = Settings(session(), now()).effective(found, county)
    return render_template(
        "supervision/point.html",
        point=found,
        values=values,
        on=values[SWITCHED_ON],
        may_set=bool(current_actor().roles & set(SETTERS)),
        history=[_setting(found, row) for row in history],
        errors=errors,
        sent=request.form,
    )


def _setting(found: Point, row: PointSetting) -> dict[str, str]:
    """Return one change of a parameter as it is read: by its title, on and off in words."""
    titles = {parameter.name: parameter.title for parameter in found.parameters}
    switch = row.name == SWITCHED_ON
    return {
        "at": show_moment(row.from_at),
        "reason": row.reason,
        "name": translate(N_("Switched on or off") if switch else titles.get(row.name, row.name)),
        "value": translate(N_("on") if row.value else N_("off")) if switch else str(row.value),
    }
