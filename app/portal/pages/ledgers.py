"""Ledgers that the public may read: the fields that are public, masked where their definition says so."""

from typing import Any

from flask import Response, render_template, request, url_for

from app.kernel.attachments import path_of
from app.kernel.errors import NotFound
from app.kernel.words import N_
from app.ledgers.fields import LedgerField
from app.ledgers.fields.showing import public_text
from app.ledgers.models import LedgerEntry
from app.ledgers.queries.public import public_entries, public_entry, public_figures, public_ledger, public_ledgers
from app.ledgers.showing import file_of, parts_of
from app.portal.pages import PAGES
from app.surfaces.acts import session
from app.surfaces.downloads import send_attachment
from app.surfaces.export import table_answer
from app.surfaces.folders import folder_of
from app.surfaces.language import show_day, translate
from app.surfaces.pages import anyone

MOST_COLUMNS = 4


@PAGES.get("/ledgers/")
@anyone
def ledgers() -> str:
    """List the ledgers that have a page on the public portal."""
    text = request.args.get("q", "").replace("\x00", "").strip()[:60]
    return render_template("portal/ledgers.html", rows=public_ledgers(session(), text), search=text)


@PAGES.get("/ledgers/<int:pk>")
@anyone
def ledger(pk: int) -> str:
    """Show the published entries of a ledger, newest first."""
    found = public_ledger(session(), pk)
    text = request.args.get("q", "").replace("\x00", "").strip()[:60]
    home = request.args.get("organisation", type=int)
    after = request.args.get("after", 0, type=int)
    rows = public_entries(session(), found, text, home, after)
    version = found.current
    assert version is not None
    columns = [item for item in version.items if item.public and item.listed][:MOST_COLUMNS]
    columns = columns or [item for item in version.items if item.public][:1]
    following = (
        url_for(".ledger", pk=pk, q=text or None, organisation=home, after=rows[-1].id) if len(rows) == 25 else None
    )
    return render_template(
        "portal/ledger.html",
        ledger=found,
        version=version,
        columns=[{"label": item.label} for item in columns]
        + [{"label": translate(N_("Organisation"))}, {"label": translate(N_("Published"))}],
        rows=[_row(entry, columns) for entry in rows],
        search=text,
        homes=public_figures(session(), found),
        home=home,
        next_url=following,
    )


def _row(entry: LedgerEntry, columns: list[LedgerField]) -> dict[str, Any]:
    cells = [{"label": item.label, "text": _shown(entry, item)} for item in columns]
    cells += [
        {"label": translate(N_("Organisation")), "text": entry.organisation.name},
        {"label": translate(N_("Published")), "text": show_day(entry.published_at)},
    ]
    cells[0]["text"] = cells[0]["text"] or entry.organisation.name
    return {"url": url_for(".ledger_entry", pk=entry.id), "cells": cells}


def _shown(entry: LedgerEntry, column: LedgerField) -> str:
    """Return what the public sees of a column, by the rules of the version under which the entry was written.

    A field is shown only if it is public in that version and in the one in force, and masked if either asks for it.
    """
    own = next((item for item in entry.version.items if item.name == column.name and item.public), None)
    if own is None:
        return ""
    shown = LedgerField.from_data({**own.to_data(), "masked": own.masked or column.masked})
    return public_text(shown, entry.content.get(own.name))


@PAGES.get("/ledgers/<int:pk>.xlsx")
@anyone
def ledger_sheet(pk: int) -> Response:
    """Give the newest published entries as a spreadsheet: the same that the page shows."""
    found = public_ledger(session(), pk)
    version = found.current
    assert version is not None
    columns = [item for item in version.items if item.public]
    rows = public_entries(session(), found, "", None, 0, 5_000)
    heads = [
        *(item.label for item in columns),
        translate(N_("Organisation")),
        translate(N_("Period")),
        translate(N_("Published")),
    ]
    table = (
        [
            *(_shown(entry, item) for item in columns),
            entry.organisation.name,
            entry.period,
            show_day(entry.published_at),
        ]
        for entry in rows
    )
    return table_answer(found.name, heads, table)


@PAGES.get("/ledgers/entries/<int:pk>")
@anyone
def ledger_entry(pk: int) -> str:
    """Show one published entry."""
    entry = public_entry(session(), pk)
    return render_template("portal/ledger_entry.html", entry=entry, ledger=entry.ledger, parts=_public_parts(entry))


def _public_parts(entry: LedgerEntry) -> list[dict[str, Any]]:
    current = {item.name: item for item in (entry.ledger.current or entry.version).items}
    parts = []
    for part in parts_of(entry, public=True):
        now = current.get(part["name"])
        if now is not None and not now.public:
            continue
        if now is not None and now.masked and part["text"]:
            own = next(item for item in entry.version.items if item.name == now.name)
            part["text"] = _shown(entry, LedgerField.from_data({**own.to_data(), "masked": True}))
        if now is not None and now.masked and (part["files"] or part["rows"]):
            continue
        parts.append(part)
    return parts


@PAGES.get("/ledgers/entries/<int:pk>/files/<int:file>")
@anyone
def ledger_file(pk: int, file: int) -> Response:
    """Give a file of a public field of a published entry."""
    entry = public_entry(session(), pk)
    shown = {one["id"] for part in _public_parts(entry) for one in part["files"]}
    if file not in shown:
        raise NotFound(N_("There is no such file, or it lies outside your region."))
    attachment = file_of(entry, file, public=True)
    path = path_of(folder_of("files"), attachment)
    return send_attachment(attachment, path, inline=bool(request.args.get("show")))
