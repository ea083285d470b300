"""One search over what somebody may see: pages by their names, records by the kinds that say so."""

from typing import Any

from flask import Blueprint, render_template, request, url_for

from app.kernel.initials import initials
from app.kernel.listing import LONGEST_SEARCH, Wanted
from app.kernel.records import RecordKind
from app.kernel.words import N_
from app.surfaces.acts import current_actor, session
from app.surfaces.language import translate
from app.surfaces.menus import menu, view_name
from app.surfaces.pages import logged_in
from app.surfaces.platform import platform
from app.surfaces.records.reading import read_page
from app.surfaces.records.showing import name_of, text_of
from app.surfaces.records.subjects import subject_link
from app.surfaces.security import granted

FINDING = Blueprint("finding", __name__, url_prefix="/find")
LEAST = 2
"""Characters of a search; one alone is in half of all names."""
SHOWN = 6
"""Rows of each kind on the page; the list of the kind shows all."""
PAGES_SHOWN = 12


@FINDING.get("/")
@logged_in
def find() -> str | tuple[str, int]:
    """Show what a text is found in: pages first, then records by kind."""
    text = request.args.get("q", "").replace("\x00", "").strip()
    fault = ""
    if text and len(text) < LEAST:
        fault = translate(N_("Type at least two characters of a name, number or page."))
    elif len(text) > LONGEST_SEARCH:
        fault = translate(N_("Search for at most %(most)d characters."), most=LONGEST_SEARCH)
    found = [] if fault or not text else [part for kind in _kinds() if (part := _of(kind, text))]
    pages = [] if fault or not text else pages_named(text)
    page = render_template("find.html", text=text, fault=fault, pages=pages, parts=found)
    return (page, 422) if fault else page


def pages_named(text: str) -> list[dict[str, str]]:
    """Return the entries of one's own menu whose names hold a text, or begin with its letters in pinyin."""
    wanted = text.casefold()
    letters = wanted if wanted.isascii() and wanted.isalpha() else ""
    return [
        {"title": entry["title"], "group": group["title"], "url": entry["url"]}
        for group in menu()
        for entry in group["items"]
        if wanted in entry["title"].casefold() or (letters and initials(entry["title"]).startswith(letters))
    ][:PAGES_SHOWN]


def _kinds() -> list[RecordKind]:
    rights = granted()
    return [
        kind for kind in platform().kinds if kind.found_everywhere and ("can_read", f"record.{kind.name}") in rights
    ]


def _of(kind: RecordKind, text: str) -> dict[str, Any] | None:
    """Return the newest rows of a kind in which a text is found, inside the scope of whoever asks."""
    found = read_page(session(), kind, current_actor().scope, Wanted(text=text, size=SHOWN), kind.listed)
    if not found.rows:
        return None
    return {
        "title": translate(kind.title),
        "rows": [_row(kind, row) for row in found.rows],
        "all": url_for(f"{view_name(kind)}.list", q=text) if found.next else "",
    }


def _row(kind: RecordKind, row: Any) -> dict[str, str]:
    name = name_of(kind, row)
    others = [text_of(kind, field, row) for field in kind.listed]
    page = subject_link(str(kind.model.kind), row.id)
    return {
        "name": name,
        "about": " · ".join(text for text in others if text and text not in name),
        "url": page[1] if page else url_for(f"{view_name(kind)}.show", pk=row.id),
    }
