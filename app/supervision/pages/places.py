"""Places at work: which towns and villages are alive, late or silent, from the city down to one village."""

from collections import Counter
from typing import Any

from flask import render_template, request, url_for

from app.kernel.act import local_day
from app.kernel.places import Level, Region
from app.kernel.roles import Role
from app.kernel.words import N_
from app.supervision.pages import PAGES
from app.supervision.queries.places import QUIET, PlaceState, Pulse, grouped, place_states
from app.surfaces.acts import current_actor, now, session
from app.surfaces.language import show_day, translate
from app.surfaces.pages import allowed
from app.surfaces.platform import platform

READERS = (Role.INSPECTOR, Role.COUNTY_ADMIN, Role.CITY_ADMIN, Role.AUDITOR, Role.LEADER, Role.TOWN_CLERK)
COLOURS = {Pulse.LATE: "red", Pulse.SILENT: "yellow", Pulse.ALIVE: "green"}
MOST = 600


@PAGES.get("/places/")
@allowed(*READERS)
def places() -> str:
    """Show the counties or towns of my region with their counts, or the places of one town."""
    region = _region()
    prefix = region.prefix if region else ""
    overdue = [count for domain in platform().domains for count in domain.overdue]
    overdue += [letters.overdue for domain in platform().domains for letters in domain.letters]
    states = place_states(session(), current_actor().scope, prefix, now(), overdue)
    counts = Counter(state.pulse for state in states)
    chosen = request.args.get("pulse", "")
    digits = _digits(states)
    rows = [_row(state) for state in states if chosen in ("", state.pulse)] if chosen or digits == 12 else []
    return render_template(
        "supervision/places.html",
        region=region,
        above=_above(region),
        days=QUIET.days,
        figures=[
            {"title": translate(pulse), "value": counts[pulse], "colour": COLOURS[pulse], "url": _url(region, pulse)}
            for pulse in Pulse
        ],
        groups=[] if rows or digits == 12 else [_group(group) for group in grouped(session(), states, digits)],
        columns=[{"label": translate(words)} for words in (N_("Place"), N_("State"), N_("Last trace"), N_("Overdue"))],
        rows=rows[:MOST],
        chosen=chosen,
        more=len(rows) > MOST,
        total=len(states),
    )


def _region() -> Region | None:
    """Return the division that was chosen, inside my region."""
    code = request.args.get("place", "")
    if len(code) != 12 or not code.isdecimal() or not current_actor().scope.holds_region(code):
        return None
    return session().get(Region, code)


def _digits(states: list[PlaceState]) -> int:
    """Return by which digits the places are gathered: by county, by town, or each by itself."""
    for digits in (6, 9):
        if len({state.region_code[:digits] for state in states}) > 1:
            return digits
    return 12


def _url(region: Region | None, pulse: Pulse | None = None) -> str:
    return url_for(".places", place=region.code if region else None, pulse=pulse.value if pulse else None)


def _above(region: Region | None) -> list[tuple[str, str]]:
    """Return the way back up, as far as it lies inside my region."""
    trail: list[tuple[str, str]] = []
    while region is not None and region.parent_code:
        region = session().get(Region, region.parent_code)
        if region is None or region.level == Level.PROVINCE or not current_actor().scope.holds_region(region.code):
            break
        trail.insert(0, (region.name, _url(region)))
    return trail


def _group(group: Any) -> dict[str, Any]:
    return {
        "name": group.name,
        "url": url_for(".places", place=group.region_code),
        "total": group.total,
        "counts": [(translate(pulse), COLOURS[pulse], group.counts[pulse]) for pulse in Pulse],
    }


def _row(state: PlaceState) -> dict[str, Any]:
    last = (
        show_day(local_day(state.last_at))
        if state.last_at
        else translate(N_("none in %(days)d days")) % {"days": QUIET.days}
    )
    cells = (
        (N_("Place"), {"text": state.name, "soft": state.region_code}),
        (N_("State"), {"text": translate(state.pulse), "light": COLOURS[state.pulse]}),
        (N_("Last trace"), {"text": last}),
        (N_("Overdue"), {"text": str(state.overdue) if state.overdue else "—"}),
    )
    return {"cells": [{"label": translate(label), **cell} for label, cell in cells]}
