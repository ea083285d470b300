"""What the generated list, form and page show: plain dictionaries for the templates."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask import current_app, url_for
from sqlalchemy import and_, inspect, or_, select

from app.kernel.act import CHINA, PLATFORM
from app.kernel.audit import TrailRow
from app.kernel.domain import BESIDE
from app.kernel.listing import Page, Wanted
from app.kernel.places import Organisation, Scope
from app.kernel.records import Field, Input, RecordKind
from app.kernel.subjects import SUBJECTS
from app.kernel.words import N_
from app.surfaces.acts import current_actor, session
from app.surfaces.language import show_day, show_moment, translate
from app.surfaces.pages import may_open
from app.surfaces.platform import platform
from app.surfaces.records.reading import sortable
from app.surfaces.records.values import input_of, is_required, picked_model
from app.surfaces.records.writing import edition_of
from app.surfaces.understood import MARK


def text_of(kind: RecordKind, field: Field, row: Any) -> str:
    """Return a field of a row as a person reads it."""
    value = getattr(row, field.picks or field.name)
    if value is None:
        return ""
    if field.choices is not None:
        return next((translate(choice) for choice in field.choices if choice.value == value), str(value))
    if isinstance(value, bool):
        return translate(N_("yes") if value else N_("no"))
    if isinstance(value, datetime):
        return show_moment(value)
    if isinstance(value, date):
        return show_day(value)
    return f"{value:,}" if isinstance(value, Decimal) else str(value)


def name_of(kind: RecordKind, row: Any) -> str:
    """Return how a row is called: by its own name, else by the first field of its list."""
    if any("__str__" in vars(table) for table in type(row).__mro__[:-1]):
        return str(row)
    return text_of(kind, kind.listed[0], row) or translate(kind.title)


def list_context(view: Any, page: Page, wanted: Wanted) -> dict[str, Any]:
    """Return the context of ``records/list.html``."""
    kind: RecordKind = view.kind
    sorted_by = wanted.order or kind.order[0]
    descending = wanted.descending if wanted.order else kind.order[1] == "desc"
    kept = {**({"q": wanted.text} if wanted.text else {}), **wanted.filters}
    able = sortable(kind)
    amounts = {f.name for f in kind.listed if input_of(kind, f) == Input.AMOUNT}
    columns = [
        {
            "name": f.name,
            "label": translate(f.label),
            "num": f.name in amounts,
            "sort_url": _sort_url(view, kept, f, sorted_by, descending) if f.name in able else None,
            "sorted": ("desc" if descending else "asc") if f.name == sorted_by else None,
        }
        for f in kind.listed
    ]
    said = [
        (
            f,
            translate(f.label),
            dict(_choices(kind, f)) if f.choices is not None else {},
            {"num": True} if f.name in amounts else {},
        )
        for f in kind.listed
    ]
    ordering = {"order": wanted.order, "desc": "1" if wanted.descending else "0"} if wanted.order else {}
    return {
        "title": translate(kind.title),
        "kind": kind.name,
        "columns": columns,
        "rows": [
            {
                "url": view.url("show", pk=view.pk_of(row)),
                "cells": [
                    {"label": label, "text": words.get(getattr(row, f.name)) or text_of(kind, f, row), **shape}
                    for f, label, words, shape in said
                ],
            }
            for row in page.rows
        ],
        "count": page.count,
        "capped": page.capped,
        "next_url": view.url("list", **kept, **ordering, after=page.next) if page.next else None,
        "previous_url": view.url("list", **kept, **ordering, before=page.previous) if page.previous else None,
        "search": wanted.text,
        "searchable": any(f.searchable for f in kind.fields),
        "filters": [_filter(kind, f, wanted) for f in kind.fields if f.filtered],
        "list_url": view.url("list"),
        "add_url": view.url("add") if view.may("write") else None,
        "import_url": _sheet_url(view, "upload") if kind.sheet and view.may("write") else None,
        "export_url": _sheet_url(view, "download", **kept) if kind.sheet and view.may("export") else None,
        "template_url": _sheet_url(view, "template") if kind.sheet and view.may("write") else None,
    }


def _sort_url(view: Any, kept: Mapping[str, Any], field: Field, sorted_by: str, descending: bool) -> str:
    flip = "0" if field.name == sorted_by and descending else "1"
    url: str = view.url("list", **kept, order=field.name, desc=flip)
    return url


def _sheet_url(view: Any, action: str, **values: Any) -> str | None:
    endpoint = f"sheets.{action}"
    return url_for(endpoint, kind=view.kind.name, **values) if endpoint in current_app.view_functions else None


def _filter(kind: RecordKind, field: Field, wanted: Wanted) -> dict[str, Any]:
    how = input_of(kind, field)
    item: dict[str, Any] = {
        "name": field.name,
        "label": translate(field.label),
        "input": how.value,
        "value": wanted.filters.get(field.name, ""),
        "choices": _choices(kind, field),
    }
    if how in (Input.DATE, Input.MOMENT, Input.NUMBER, Input.AMOUNT):
        item["from"] = wanted.filters.get(f"{field.name}__from", "")
        item["to"] = wanted.filters.get(f"{field.name}__to", "")
    if how == Input.PICK:
        item |= _picked(kind, field, item["value"])
    return item


def public_filter(kind: RecordKind, field: Field, wanted: Wanted) -> dict[str, Any] | None:
    """Return a filter as everybody may use it; None for one that would need a search among people or offices."""
    return None if input_of(kind, field) == Input.PICK else _filter(kind, field, wanted)


def _choices(kind: RecordKind, field: Field) -> list[tuple[str, str]]:
    if field.choices is not None:
        return [(choice.value, translate(choice)) for choice in field.choices]
    if input_of(kind, field) == Input.YES_NO:
        return [("1", translate(N_("yes"))), ("0", translate(N_("no")))]
    return []


def _picked(kind: RecordKind, field: Field, value: Any) -> dict[str, Any]:
    text = ""
    if value not in ("", None):
        model = picked_model(kind, field)
        key = inspect(model).primary_key[0]
        try:
            plain = int(value) if key.type.python_type is int else value
        except ValueError:
            plain = None
        row = session().get(model, plain) if plain is not None else None
        text = str(row) if row is not None and _inside(current_actor().scope, row) else ""
    return {"pick_url": url_for("picks.pick", kind=kind.name, field=field.name), "text": text}


def _inside(scope: Scope, row: Any) -> bool:
    if not hasattr(row, "county"):
        return True
    owner = row.id if isinstance(row, Organisation) else getattr(row, "organisation_id", None)
    return scope.holds(row.county, owner)


def form_context(
    view: Any, row: Any, sent: Mapping[str, Any], faults: Mapping[str, str], *, stale: bool
) -> dict[str, Any]:
    """Return the context of ``records/form.html``; what was sent stands before what is stored."""
    kind: RecordKind = view.kind
    fields = [_form_field(kind, f, row, sent, faults) for f in kind.editable]
    return {
        "title": translate(kind.title),
        "adding": row is None,
        "name": "" if row is None else name_of(kind, row),
        "fields": [item for item in fields if item["first"]],
        "more_fields": [item for item in fields if not item["first"]],
        "errors": faults,
        "stale": stale,
        "edition": "" if row is None else edition_of(kind, row),
        "current": show_rows(kind, row) if stale and row is not None else [],
        "draft_key": f"record.{kind.name}.{'new' if row is None else view.pk_of(row)}",
        "cancel_url": view.url("list") if row is None else view.url("show", pk=view.pk_of(row)),
        "list_url": view.url("list"),
    }


def _form_field(
    kind: RecordKind, field: Field, row: Any, sent: Mapping[str, Any], faults: Mapping[str, str]
) -> dict[str, Any]:
    how = input_of(kind, field)
    value = sent.get(field.name) if sent else _stored(field, row)
    item: dict[str, Any] = {
        "name": field.name,
        "label": translate(field.label),
        "hint": translate(field.hint),
        "example": field.example,
        "required": is_required(kind, field),
        "input": how.value,
        "value": "" if value is None else value,
        "error": faults.get(field.name, ""),
        "choices": _choices(kind, field),
        "first": field.first,
        "longest": _longest(kind, field),
        "secret": field.secret,
        "money": how == Input.AMOUNT and MARK in field.label,
    }
    if how == Input.PICK:
        item |= _picked(kind, field, value)
        if value and not item["text"]:
            item |= {"text": value, "value": ""}
    return item


def _longest(kind: RecordKind, field: Field) -> int | None:
    column = inspect(kind.model).columns.get(field.name)
    return getattr(column.type, "length", None) if column is not None else None


def _stored(field: Field, row: Any) -> Any:
    value = getattr(row, field.name) if row is not None else None
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, datetime):
        return value.astimezone(CHINA).strftime("%Y-%m-%dT%H:%M")
    return value.isoformat() if isinstance(value, date) else value


def show_rows(kind: RecordKind, row: Any) -> list[dict[str, str]]:
    """Return (label, text) of every field of a row."""
    return [{"label": translate(f.label), "text": text_of(kind, f, row)} for f in kind.fields]


def show_context(view: Any, row: Any) -> dict[str, Any]:
    """Return the context of ``records/show.html``."""
    kind: RecordKind = view.kind
    pk = view.pk_of(row)
    return {
        "title": translate(kind.title),
        "name": name_of(kind, row),
        "rows": show_rows(kind, row),
        "timeline": timeline(getattr(row, "kind", ""), pk),
        "beside": beside(getattr(row, "kind", ""), pk),
        "edit_url": view.url("edit", pk=pk) if view.may("write") else None,
        "delete_url": view.url("delete", pk=pk) if view.may("delete") else None,
        "list_url": view.url("list"),
        "links": [(translate(label), url_for(endpoint, pk=pk)) for label, endpoint in kind.links if may_open(endpoint)],
    }


def beside(word: str, pk: Any, here: str = "") -> list[dict[str, Any]]:
    """Return what other domains show beside a record: cards with their lines; no empty ones, and none that leads ``here``."""
    if not isinstance(pk, int) or SUBJECTS.get(word) is None:
        return []
    cards = [(card.title, [one for one in card.lines(word, pk) if one.url != here]) for card in BESIDE]
    return [{"title": translate(title), "lines": lines} for title, lines in cards if lines]


BEGUN_BY_THE_FLOW = "step.opened"
"""A step begins when the one before it is done: nobody begins it."""


def who_did(row: TrailRow) -> str:
    """Return who stands behind a row of the trail, in words."""
    platform = row.official == PLATFORM and row.official_id is None
    return translate(N_("the platform")) if platform or row.verb == BEGUN_BY_THE_FLOW else row.official


def _happened(what: str, facts: str) -> str:
    """Return what happened, with the step at which it did."""
    held = json.loads(facts)
    step = held.get("name") if "step" in held else None
    return f"{what}：{step}" if step else what


def timeline(subject_kind: str, subject_id: Any, most: int = 100) -> list[dict[str, Any]]:
    """Return what the trail knows of a record, newest first; of a part also what was done with the whole."""
    if not isinstance(subject_id, int):
        return []
    verbs = platform().verbs
    about = or_(
        *(
            and_(TrailRow.subject_kind == kind, TrailRow.subject_id.in_(ids))
            for kind, ids in SUBJECTS.told_by(subject_kind, subject_id)
        )
    )
    rows = session().scalars(select(TrailRow).where(about).order_by(TrailRow.id.desc()).limit(most))
    return [
        {
            "at": show_moment(row.at),
            "who": who_did(row),
            "what": _happened(translate(verbs.get(row.verb, row.verb)), row.facts),
            "channel": row.channel,
            "facts": row.facts,
            "place": row.place,
        }
        for row in rows
    ]
