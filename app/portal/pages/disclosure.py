"""Affairs in the open: six doors, organisations with their light, items with versions, tables, feeds."""

import csv
import io
from typing import Any
from xml.etree import ElementTree

from flask import Response, current_app, jsonify, render_template, request, url_for

from app.disclosure.columns import table_of
from app.disclosure.freezing import files_of
from app.disclosure.models import DisclosureItem, DisclosureVersion
from app.disclosure.queries import public, published_items
from app.disclosure.queries.desk import light_of
from app.disclosure.showing import translate_period
from app.disclosure.words import DOORS, AskKind, DisclosureKind, HideReason, ItemState, kinds_of
from app.kernel.attachments import path_of
from app.kernel.errors import NotFound
from app.kernel.words import N_
from app.portal.pages import PAGES
from app.surfaces.acts import now, session
from app.surfaces.downloads import send_attachment
from app.surfaces.folders import folder_of
from app.surfaces.language import translate
from app.surfaces.pages import anyone

PAGES.app_template_filter("period")(translate_period)
ICONS = {
    DisclosureKind.GOVERNMENT: "building",
    DisclosureKind.VILLAGE: "village",
    DisclosureKind.FACTORY: "gear",
    DisclosureKind.HOSPITAL: "plus",
    DisclosureKind.SCHOOL: "book",
    DisclosureKind.UTILITY: "plug",
}
FEED = 30
OPEN_DATA = 500
LARGEST = 2**62


def _number(name: str) -> int:
    """Return a number of the address, 0 for anything that no id can be."""
    given = request.args.get(name, "")
    return int(given) if given.isdecimal() and given.isascii() and len(given) <= 18 else 0


@PAGES.get("/disclosure/")
@anyone
def disclosure() -> str:
    """Show the six doors."""
    counts = public.doors(session())
    rows = [
        {"door": door.value, "title": translate(door), "icon": ICONS[door], "count": counts.get(door.value, 0)}
        for door in DOORS
    ]
    return render_template("portal/disclosure/doors.html", doors=rows)


@PAGES.get("/disclosure/doors/<door>")
@anyone
def disclosing(door: str) -> str:
    """List the organisations behind a door with their light."""
    if door not in {str(one) for one in DOORS}:
        raise NotFound(N_("There is no such organisation that publishes."))
    text = request.args.get("q", "").replace("\x00", "").strip()[:60]
    rows = public.organisations(session(), now(), door, text, _number("after"))
    following = (
        url_for(".disclosing", door=door, q=text or None, after=rows[-1].organisation.id)
        if len(rows) == public.PAGE
        else None
    )
    return render_template(
        "portal/disclosure/door.html",
        title=translate(DisclosureKind(door)),
        door=door,
        rows=rows,
        search=text,
        next_url=following,
    )


@PAGES.get("/disclosure/organisations/<int:pk>")
@anyone
def disclosing_organisation(pk: int) -> str:
    """Show what an organisation publishes, what is next, and what is overdue."""
    body = public.body_of(session(), pk)
    category = request.args.get("category", "").replace("\x00", "")[:40]
    rows = public.items_of(session(), pk, category, _number("before"))
    following = (
        url_for(".disclosing_organisation", pk=pk, category=category or None, before=rows[-1].id)
        if len(rows) == public.PAGE
        else None
    )
    tasks = [
        {"task": one, "light": (lamp := light_of(one.warn_at, one.due_at, None, now())).value, "words": translate(lamp)}
        for one in public.open_tasks_of(session(), pk)
    ]
    return render_template(
        "portal/disclosure/organisation.html",
        body=body,
        home=body.organisation,
        rows=rows,
        tasks=tasks,
        category=category,
        categories=public.categories_of(session(), pk),
        standing=public.standing_of(session(), now(), pk),
        next_url=following,
        door=translate(DisclosureKind(body.unit_kind)),
        kinds="、".join(translate(kind) for kind in kinds_of(body.unit_kind)),
    )


@PAGES.get("/disclosure/organisations/<int:pk>/feed.xml")
@anyone
def disclosure_feed(pk: int) -> Response:
    """Give the newest items of an organisation as RSS 2.0."""
    home = public.body_of(session(), pk).organisation
    address = current_app.config["SUNSHINE_ADDRESS"].rstrip("/")
    feed = ElementTree.Element("rss", version="2.0")
    channel = ElementTree.SubElement(feed, "channel")
    _tell(channel, title=home.name, link=address + url_for(".disclosing_organisation", pk=pk), description=home.name)
    for item in public.items_of(session(), pk, limit=FEED):
        if item.published_at is None or item.state == ItemState.WITHDRAWN:
            continue
        entry = ElementTree.SubElement(channel, "item")
        link = address + url_for(".disclosure_item", pk=item.id)
        when = item.published_at.strftime("%a, %d %b %Y %H:%M:%S +0000")
        _tell(entry, title=item.title, link=link, guid=link, category=item.category, pubDate=when)
    return Response(ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True), mimetype="application/rss+xml")


def _tell(parent: ElementTree.Element, **parts: str) -> None:
    for name, text in parts.items():
        ElementTree.SubElement(parent, name).text = "".join(sign for sign in text if sign >= " ")


@PAGES.get("/disclosure/items/<int:pk>")
@anyone
def disclosure_item(pk: int) -> str:
    """Show an item, or one of its former versions, with the questions under it."""
    return _item_page(pk, "portal/disclosure/item.html")


@PAGES.get("/disclosure/items/<int:pk>/print")
@anyone
def disclosure_print(pk: int) -> str:
    """Show an item for the printer: text and proof, nothing around it."""
    return _item_page(pk, "portal/disclosure/print.html")


def _item_page(pk: int, template: str) -> str:
    item, version = public.public_item(session(), pk, _number("version") or None)
    shown = shown_version(item, version)
    return render_template(
        template,
        item=item,
        version=version,
        **shown,
        versions=public.public_versions(item),
        hide=translate(HideReason(item.hide_code)) if item.hide_code else "",
        questions=[
            {"question": one, "kind": translate(AskKind(one.ask_kind))}
            for one in public.answered_questions(session(), item)
        ],
        waiting=public.waiting_questions(session(), item),
    )


def shown_version(item: DisclosureItem, version: DisclosureVersion | None) -> dict[str, Any]:
    """Return table and files of a version as pages show them; nothing of a withdrawn one."""
    if version is None:
        return {"heads": [], "cells": [], "files": []}
    heads, cells = table_of(version.columns, version.rows)
    return {"heads": heads, "cells": cells, "files": files_of(session(), version)}


@PAGES.get("/disclosure/items/<int:pk>.csv")
@anyone
def disclosure_table(pk: int) -> Response:
    """Give the table of an item as CSV with a byte order mark, so that Excel reads Chinese."""
    _item, version = public.public_item(session(), pk)
    if version is None or not version.rows:
        raise NotFound(N_("This item has no table."))
    heads, cells = table_of(version.columns, version.rows)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(heads)
    writer.writerows([[_plain(cell) for cell in row] for row in cells])
    answer = Response("\ufeff" + text.getvalue(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="disclosure-{pk}.csv"'
    return answer


def _plain(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula; numbers stay numbers."""
    risky = cell[:1] in ("=", "+", "@", "\t") or (cell[:1] == "-" and not cell[1:].replace(".", "", 1).isdecimal())
    return f"'{cell}" if risky else cell


@PAGES.get("/disclosure/items/<int:pk>/files/<int:file>")
@anyone
def disclosure_file(pk: int, file: int) -> Response:
    """Give a file of a version that is or was public."""
    item, version = public.public_item(session(), pk)
    for one in public.public_versions(item) if version is not None else ():
        for held in files_of(session(), one):
            if held.id == file:
                return send_attachment(held, path_of(folder_of("files"), held))
    raise NotFound(N_("There is no such file, or it lies outside your region."))


@PAGES.get("/disclosure/items.json")
@anyone
def disclosure_data() -> Response:
    """Give public items as open data, 500 at a time: ``?since=`` the id of the last one before."""
    rows = published_items(session(), min(_number("since"), LARGEST), OPEN_DATA)
    return jsonify(
        result=[
            {
                "id": row.id,
                "organisation_id": row.organisation_id,
                "region_code": row.region_code,
                "category": row.category,
                "title": row.title,
                "body": row.body,
                "published_at": row.published_at.isoformat(),
                "address": url_for(".disclosure_item", pk=row.id),
            }
            for row in rows
        ]
    )
