"""The screen on which a point is tried on history, with other values beside those in force."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from flask import render_template, request, url_for
from sqlalchemy import select

from app.kernel.act import local_day
from app.kernel.audit import ChainHead
from app.kernel.errors import Incomplete, Refused
from app.kernel.points import Point
from app.kernel.subjects import SUBJECTS
from app.kernel.typed import Faulty, read_day
from app.kernel.words import N_
from app.supervision.operations.settings import SETTERS, checked_value
from app.supervision.pages import PAGES
from app.supervision.pages.points import READERS, point_called
from app.supervision.queries.limits import Settings
from app.supervision.trials import Compared, Hit, Hits, Side, compare
from app.surfaces.acts import current_actor, home_county, now, session
from app.surfaces.language import faults_of, show_day, show_month, translate
from app.surfaces.pages import allowed, may_open
from app.surfaces.records.subjects import subject_link

DAYS = 365
"""Days of history that a trial covers unless told otherwise."""
LISTED = 50
"""Findings that a trial names in each list."""
TITLES = {
    "before": N_("As it is now"),
    "after": N_("As tried"),
    "only_before": N_("Only as it is now"),
    "only_after": N_("Only as tried"),
    "both": N_("Both ways"),
}


@PAGES.get("/points/<code>/trial")
@allowed(*READERS)
def try_point(code: str) -> str | tuple[str, int]:
    """Ask a point about history as it is and with the values of the query; nothing is raised or changed."""
    point = point_called(code)
    held = Settings(session(), now()).effective(point, home_county())
    sent = {
        parameter.name: request.args.get(parameter.name, "") or held[parameter.name] for parameter in point.parameters
    }
    since = request.args.get("since", "") or (local_day(now()) - timedelta(days=DAYS)).isoformat()
    try:
        compared, errors, status = _compared(point, sent, read_day(since, "since", local_day(now()))), {}, 200
    except Refused as fault:
        compared, errors, status = None, faults_of(fault), fault.status
    changed = [one for one in point.parameters if str(sent[one.name]) != str(held[one.name])]
    shown = render_template(
        "supervision/trial.html",
        point=point,
        since=since,
        fields=_fields(point, held, sent, since, errors),
        errors=errors,
        compared=compared,
        rows=_rows(compared, bool(changed)) if compared else [],
        months=_months(compared) if compared else ([], []),
        lists=_lists(point, compared, bool(changed)) if compared else [],
        changed=[(one, sent[one.name]) for one in changed] if compared else [],
        may_set=bool(current_actor().roles & set(SETTERS)),
    )
    return (shown, status) if errors else shown


def _compared(point: Point, sent: Mapping[str, Any], since: date) -> Compared:
    values, faults = {}, {}
    for name, value in sent.items():
        try:
            values[name] = checked_value(point, name, value)
        except Incomplete as fault:
            faults[name] = fault
    if faults:
        raise Faulty(faults)
    if since > local_day(now()):
        raise Incomplete(N_("This day lies ahead. Choose one in the past."), field="since")
    settings = Settings(session(), now())
    scope = current_actor().scope
    counties = [county for county in session().scalars(select(ChainHead.county)) if scope.holds(county)]
    # Where the values in force are tried, counties of a city keep what each has set for itself.
    same = values == {name: settings.effective(point, home_county())[name] for name in values}
    before = Side(point, settings.regimes(point, counties, off_too=True))
    after = before if same else Side(point, settings.regimes(point, counties, values, off_too=True))
    return compare(session(), scope, before, after, since, now())


def _fields(
    point: Point, held: Mapping[str, Any], sent: Mapping[str, Any], since: str, errors: Mapping[str, str]
) -> list[dict[str, Any]]:
    day = {"name": "since", "label": translate(N_("Since")), "input": "date", "value": since, "required": True}
    boxes = [
        {
            "name": one.name,
            "label": translate(one.title),
            "input": "text",
            "unit": translate(one.unit) if one.unit else "",
            "value": sent[one.name],
            "hint": translate(N_("now %(value)s")) % {"value": held[one.name]},
        }
        for one in point.parameters
    ]
    return [{**box, "error": errors.get(str(box["name"]))} for box in (day, *boxes)]


def _rows(compared: Compared, both: bool) -> list[tuple[str, Hits]]:
    names = ("before", "after", "only_before", "only_after") if both else ("before",)
    return [(translate(TITLES[name]), getattr(compared, name)) for name in names]


def _months(compared: Compared) -> tuple[list[str], list[tuple[str, list[int]]]]:
    labels = [show_month(f"{month // 100}-{month % 100:02d}") for month, _old, _new in compared.months]
    olds, news = ([row[place] for row in compared.months] for place in (1, 2))
    return labels, [(translate(TITLES["before"]), olds), (translate(TITLES["after"]), news)]


def _lists(point: Point, compared: Compared, both: bool) -> list[tuple[str, int, list[dict[str, Any]]]]:
    names = ("only_before", "only_after", "both") if both else ("before",)
    found = [(translate(TITLES[name]), getattr(compared, name)) for name in names]
    return [(title, hits.total, _named(hits.rows[:LISTED], point.title)) for title, hits in found if hits.total]


def _named(hits: Sequence[Hit], title: str) -> list[dict[str, Any]]:
    """Return findings as lines, with the name and the address of what they are about as far as it may be opened."""
    names: dict[tuple[str, int], str] = {}
    for kind in {hit.subject_kind for hit in hits}:
        ids = [hit.subject for hit in hits if hit.subject_kind == kind]
        names |= {(kind, pk): name for pk, name in SUBJECTS.names(session(), kind, ids).items()}
    return [_line(hit, names.get((hit.subject_kind, hit.subject), ""), title) for hit in hits]


def _line(hit: Hit, name: str, title: str) -> dict[str, Any]:
    link = subject_link(hit.subject_kind, hit.subject)
    return {
        "name": name or translate(hit.fact),
        "url": link[1] if link else "",
        "on": show_day(hit.moment),
        "fact": translate(hit.fact) if name and hit.fact != title else "",
        "state": translate(hit.state) if hit.state else "",
        "alert_url": url_for(".alert", pk=hit.alert) if hit.alert and may_open("supervision.alert") else "",
    }
