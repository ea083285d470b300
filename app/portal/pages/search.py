"""One search over everything that is public: items, penalties, and what offices and villages publish."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import render_template, request, url_for
from sqlalchemy import select

from app.kernel.act import local_day
from app.kernel.errors import Refused
from app.kernel.places import Level, Organisation, Region
from app.kernel.search import FOUND_TO, LONGEST_QUERY, Found, Wanted, highlighted, search_texts, snippet
from app.kernel.search import Page as Hits
from app.kernel.words import N_
from app.portal.pages import PAGES
from app.surfaces.acts import session
from app.surfaces.language import show_day, translate, translate_refusal
from app.surfaces.pages import anyone, remembered_page
from app.surfaces.platform import platform

BELOW = {Level.CITY: Level.COUNTY, Level.COUNTY: Level.TOWN, Level.TOWN: Level.VILLAGE}
MOST_PLACES = 400


@PAGES.get("/search")
@anyone
@remembered_page
def search() -> str | tuple[str, int]:
    """Search by words or pinyin initials, in a kind, in a place, between two days."""
    asked = request.args.get("q", "").replace("\x00", "").strip()[:LONGEST_QUERY]
    kind, place = request.args.get("kind", ""), _place()
    days = {name: _day(request.args.get(name, "")) for name in ("from", "to")}
    kept: dict[str, Any] = {"q": asked or None, "kind": kind or None, "place": place.code if place else None} | {
        name: day.isoformat() if day else None for name, day in days.items()
    }
    found, fault = None, ""
    if asked:
        wanted = Wanted(
            asked,
            region=place.code if place else "",
            kind=kind,
            from_on=days["from"],
            to_on=days["to"],
            before=request.args.get("before", type=int),
        )
        try:
            found = search_texts(session(), wanted)
        except Refused as refusal:
            fault = translate_refusal(refusal)
    following = None
    if found is not None and found.more:
        following = url_for(".search", **kept, before=found.rows[-1].rank)
    page = render_template(
        "portal/search.html",
        search=asked,
        found=found,
        fault=fault,
        rows=_rows(found) if found else [],
        kinds=_kinds(kind, kept),
        kept=kept,
        place=place,
        trail=_above(place),
        places=_below(place),
        days=days,
        counted=min(found.count, FOUND_TO) if found else 0,
        capped=bool(found and found.count > FOUND_TO),
        next_url=following,
    )
    return (page, 422) if fault else page


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _place() -> Region | None:
    """Return the division that was chosen; none is everywhere."""
    code = request.args.get("place", "")
    return session().get(Region, code) if len(code) == 12 and code.isdecimal() else None


def _above(place: Region | None) -> list[Region]:
    """Return the divisions above a place and itself, from the city down."""
    found: list[Region] = []
    while place is not None and place.level != Level.PROVINCE:
        found.insert(0, place)
        place = session().get(Region, place.parent_code) if place.parent_code else None
    return found


def _below(place: Region | None) -> list[Region]:
    """Return the divisions into which a search can be narrowed."""
    wanted = select(Region).order_by(Region.code).limit(MOST_PLACES)
    if place is None:
        return list(session().scalars(wanted.where(Region.level == Level.COUNTY)))
    return list(session().scalars(wanted.where(Region.parent_code == place.code)))


def _kinds(chosen: str, kept: dict[str, Any]) -> list[dict[str, Any]]:
    words = [("", N_("All")), *((source.kind, source.title) for source in platform().texts)]
    return [
        {
            "title": translate(title),
            "url": url_for(".search", **{**kept, "kind": kind or None}),
            "active": kind == chosen,
        }
        for kind, title in words
    ]


def _rows(found: Hits) -> list[dict[str, Any]]:
    sources = {source.kind: source for source in platform().texts}
    organs = _names(Organisation.id, Organisation.name, {row.organisation_id for row in found.rows})
    places = _names(Region.code, Region.name, {row.region_code for row in found.rows})
    return [
        {
            "url": url_for(sources[row.kind].page, **sources[row.kind].address(row)),
            "title": highlighted(row.title, found.query),
            "snippet": snippet(row.body, found.query),
            "kind": translate(sources[row.kind].title),
            "where": _where(row, organs, places),
            "day": show_day(local_day(row.published_at)),
        }
        for row in found.rows
        if row.kind in sources
    ]


def _where(row: Found, organs: Mapping[Any, str], places: Mapping[Any, str]) -> str:
    """Return the place, with its town for a village, of which several share a name; and the office."""
    names = [places.get(row.region_code, ""), organs.get(row.organisation_id, "")]
    return " · ".join(dict.fromkeys(name for name in names if name))


def _names(key: Any, name: Any, wanted: set[Any]) -> dict[Any, str]:
    rows = session().execute(select(key, name).where(key.in_(sorted(one for one in wanted if one))))
    return {row[0]: row[1] for row in rows}
