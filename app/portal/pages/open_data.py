"""Open data: every kind of record of which something is public, as list, page, CSV and JSON, with a DCAT catalogue.

What is public stands in the declaration of the kind and nowhere else: its public fields of its public rows.
"""

from collections.abc import Iterator
from typing import Any

from flask import Response, current_app, jsonify, render_template, request, url_for
from sqlalchemy import ColumnElement, inspect

from app.kernel.act import local_day
from app.kernel.errors import NotFound
from app.kernel.listing import Page, Wanted
from app.kernel.records import RecordKind
from app.kernel.words import N_
from app.portal.pages import PAGES
from app.surfaces.acts import now, session
from app.surfaces.api import fields_of
from app.surfaces.export import csv_answer
from app.surfaces.language import translate
from app.surfaces.limits import limited
from app.surfaces.pages import anyone
from app.surfaces.platform import platform
from app.surfaces.records.reading import base_query, get_row, read_page
from app.surfaces.records.showing import name_of, public_filter, text_of
from app.surfaces.views import wanted_of

BATCH = 1_000


def data_sets() -> list[RecordKind]:
    """Return every kind of which something is public, as everybody reads it."""
    return [kind.in_public() for kind in platform().kinds if kind.public is not None]


def _data_set(name: str) -> tuple[RecordKind, ColumnElement[bool]]:
    """Return a kind as everybody reads it, and which rows are public today; NotFound for every other name."""
    kind = next((kind for kind in platform().kinds if kind.name == name), None)
    if kind is None or kind.public is None:
        raise NotFound(N_("There is no such data set."))
    return kind.in_public(), kind.public(local_day(now()))


def _read(name: str) -> tuple[RecordKind, Page, Wanted]:
    kind, rows = _data_set(name)
    wanted = wanted_of(request.args)
    return kind, read_page(session(), kind, rows, wanted), wanted


@PAGES.get("/open/")
@anyone
def open_data() -> str:
    """List the data sets."""
    heads = [translate(N_("Data set")), translate(N_("Fields"))]
    return render_template(
        "portal/open_data.html",
        columns=[{"label": head} for head in heads],
        rows=[
            {
                "url": url_for(".open_rows", name=kind.name),
                "cells": [
                    {"label": heads[0], "text": translate(kind.title)},
                    {"label": heads[1], "text": _fields(kind)},
                ],
            }
            for kind in data_sets()
        ],
    )


def _fields(kind: RecordKind) -> str:
    return translate(N_(", ")).join(translate(field.label) for field in kind.fields)


@PAGES.get("/open/<name>/")
@anyone
def open_rows(name: str) -> str:
    """Show a page of a data set."""
    kind, page, wanted = _read(name)
    key = inspect(kind.model).primary_key[0].key
    shown = kind.listed or kind.fields[:4]
    kept: dict[str, Any] = {**({"q": wanted.text} if wanted.text else {}), **wanted.filters}
    return render_template(
        "portal/open_rows.html",
        title=translate(kind.title),
        kind=kind,
        columns=[{"label": translate(field.label)} for field in shown],
        rows=[
            {
                "url": url_for(".open_row", name=name, pk=getattr(row, key)),
                "cells": [{"label": translate(field.label), "text": text_of(kind, field, row)} for field in shown],
            }
            for row in page.rows
        ],
        count=page.count,
        capped=page.capped,
        search=wanted.text,
        searchable=any(field.searchable for field in kind.fields),
        filters=[one for field in kind.fields if field.filtered and (one := public_filter(kind, field, wanted))],
        next_url=url_for(".open_rows", name=name, **kept, after=page.next) if page.next else None,
        previous_url=url_for(".open_rows", name=name, **kept, before=page.previous) if page.previous else None,
    )


@PAGES.get("/open/<name>/<pk>")
@anyone
def open_row(name: str, pk: str) -> str:
    """Show one row of a data set."""
    kind, rows = _data_set(name)
    row = get_row(session(), kind, rows, pk)
    facts = [{"label": translate(field.label), "text": text_of(kind, field, row)} for field in kind.fields]
    return render_template(
        "portal/open_row.html", title=name_of(kind, row), data_set=translate(kind.title), kind=kind, facts=facts
    )


@PAGES.get("/open/<name>.json")
@anyone
def open_json(name: str) -> Response:
    """Give a page of a data set as JSON; ``next`` leads to the following page."""
    kind, page, _wanted = _read(name)
    kept = {key: value for key, value in request.args.items() if key not in ("after", "before")}
    following = url_for(".open_json", name=name, **kept, after=page.next, _external=False)
    return jsonify(
        title=translate(kind.title),
        rows=[fields_of(kind, row) for row in page.rows],
        next=following if page.next else None,
    )


@PAGES.get("/open/<name>.csv")
@anyone
@limited("60 per hour")
def open_csv(name: str) -> Response:
    """Give all public rows of a data set as CSV in UTF-8."""
    kind, rows = _data_set(name)
    heads = [translate(field.label) for field in kind.fields]
    return csv_answer(f"{name}.csv", heads, _all_rows(kind, rows))


def _all_rows(kind: RecordKind, rows: ColumnElement[bool]) -> Iterator[list[str]]:
    key = inspect(kind.model).primary_key[0]
    last = None
    while True:
        statement = base_query(kind, rows, kind.fields).order_by(key).limit(BATCH)
        batch = list(session().scalars(statement if last is None else statement.where(key > last)).unique())
        for row in batch:
            yield [text_of(kind, field, row) for field in kind.fields]
        if len(batch) < BATCH:
            return
        last = getattr(batch[-1], key.key)
        session().expunge_all()


@PAGES.get("/open/catalog.json")
@anyone
def open_catalog() -> Response:
    """Describe all data sets by the W3C Data Catalog Vocabulary (DCAT 3), as JSON-LD."""
    base = current_app.config["SUNSHINE_ADDRESS"]

    def address(endpoint: str, **values: Any) -> str:
        return f"{base}{url_for(endpoint, **values)}"

    return jsonify(
        {
            "@context": {"dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/"},
            "@type": "dcat:Catalog",
            "@id": address(".open_data"),
            "dct:title": translate(N_("Open data")),
            "dcat:dataset": [
                {
                    "@type": "dcat:Dataset",
                    "@id": address(".open_rows", name=kind.name),
                    "dct:identifier": kind.name,
                    "dct:title": translate(kind.title),
                    "dct:description": _fields(kind),
                    "dcat:landingPage": {"@id": address(".open_rows", name=kind.name)},
                    "dcat:distribution": [
                        {
                            "@type": "dcat:Distribution",
                            "dct:title": form.upper(),
                            "dcat:mediaType": media,
                            "dcat:downloadURL": {"@id": address(f".open_{form}", name=kind.name)},
                        }
                        for form, media in (("csv", "text/csv"), ("json", "application/json"))
                    ],
                }
                for kind in data_sets()
            ],
        }
    )
