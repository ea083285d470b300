"""From fields to a form and from what a form sent back to what operations read."""

import re
from collections.abc import Mapping
from typing import Any

from flask import current_app, request, url_for
from werkzeug.datastructures import MultiDict

from app.kernel.quotas import MEGABYTE
from app.kernel.words import N_
from app.ledgers.fields import LedgerField, text_of
from app.ledgers.fields.field import LONG_TEXT
from app.ledgers.models import Ledger
from app.ledgers.words import Kind
from app.surfaces.language import translate

PHOTOS = (".jpg", ".jpeg", ".png", ".webp")
PAPERS = (".pdf", ".docx", ".xlsx", ".jpg", ".jpeg", ".png")
INPUTS = {
    Kind.TEXT: "text",
    Kind.NUMBER: "decimal",
    Kind.MONEY: "decimal",
    Kind.DATE: "date",
    Kind.CHOICE: "choice",
    Kind.PERSON: "text",
    Kind.ORGANISATION: "pick",
    Kind.REGION: "pick",
    Kind.FILE: "file",
    Kind.PHOTO: "file",
    Kind.TABLE: "table",
    Kind.COMPUTED: "computed",
}
BLANK_ROWS = 3


def form_fields(
    ledger: Ledger | None, items: tuple[LedgerField, ...], values: Mapping[str, Any], errors: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Return the fields as the form macros take them; ``values`` is an entry's content or what was sent."""
    return [_field(ledger, item, values.get(item.name), errors) for item in items]


def _field(ledger: Ledger | None, item: LedgerField, value: Any, errors: Mapping[str, str]) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": item.name,
        "label": item.label,
        "hint": _hint(item),
        "example": item.example,
        "kind": item.kind.value,
        "required": item.required,
        "error": errors.get(item.name, ""),
        "input": INPUTS[item.kind],
        "value": value if isinstance(value, str) else text_of(item, value),
        "unit": item.unit,
    }
    if item.kind is Kind.TEXT:
        most = int(item.most) if item.most else LONG_TEXT
        field |= {"input": "long" if most > LONG_TEXT else "text", "longest": most}
    elif item.kind is Kind.MONEY:
        field |= {"unit": translate(N_("yuan")), "money": True}
    elif item.kind is Kind.CHOICE:
        field["choices"] = [(choice, choice) for choice in item.choices]
    elif item.kind in (Kind.ORGANISATION, Kind.REGION):
        held = value if isinstance(value, Mapping) else {"code": value or "", "name": value or ""}
        field |= {"value": held["code"], "text": held["name"], "unit": ""}
        field["pick_url"] = url_for("ledgers.pick", pk=ledger.id, field=item.name) if ledger else ""
    elif item.kind in (Kind.FILE, Kind.PHOTO):
        photo = item.kind is Kind.PHOTO
        field |= {
            "many": True,
            "kinds": PHOTOS if photo else PAPERS,
            "held": value if isinstance(value, list) else [],
            "accept": "image/*" if photo else "",
            "largest": int(current_app.config["MAX_CONTENT_LENGTH"]) // MEGABYTE,
        }
    elif item.kind is Kind.TABLE:
        field |= {"columns": _columns(item), "rows": _rows(item, value, errors)}
    return field


def _hint(item: LedgerField) -> str:
    """Return the hint and, in words, what the field accepts."""
    told = [item.hint] if item.hint else []
    if item.pattern:
        told.append(translate(N_("Write it like this: %(example)s."), example=item.pattern))
    if item.kind in (Kind.NUMBER, Kind.MONEY, Kind.DATE):
        if item.least and item.most:
            told.append(translate(N_("From %(least)s to %(most)s."), least=item.least, most=item.most))
        elif item.least:
            told.append(translate(N_("At least %(least)s."), least=item.least))
        elif item.most:
            told.append(translate(N_("At most %(most)s."), most=item.most))
    if item.kind is Kind.COMPUTED:
        told.append(translate(N_("Computed by itself: %(formula)s"), formula=item.formula))
    return " ".join(told)


def _columns(item: LedgerField) -> list[dict[str, Any]]:
    return [
        {
            "name": c.name,
            "label": c.label + (f" ({c.unit})" if c.unit else ""),
            "choices": [(choice, choice) for choice in c.choices],
        }
        for c in item.columns
    ]


def _rows(item: LedgerField, value: Any, errors: Mapping[str, str]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for place, row in enumerate(value if isinstance(value, list) else []):
        shown: dict[str, Any] = {column.name: row.get(column.name, "") for column in item.columns}
        shown["errors"] = {
            column.name: errors[key]
            for column in item.columns
            if (key := f"{item.name}-{place}-{column.name}") in errors
        }
        rows.append(shown)
    return rows


def raw_of(items: tuple[LedgerField, ...], held: Mapping[str, Any], form: MultiDict[str, str]) -> dict[str, Any]:
    """Return what a form sent, as ``read_content`` takes it; files stay unless they were ticked to go."""
    raw: dict[str, Any] = {}
    for item in items:
        if item.kind is Kind.COMPUTED:
            continue
        if item.kind in (Kind.FILE, Kind.PHOTO):
            gone = set(form.getlist(f"{item.name}__gone"))
            raw[item.name] = [one for one in held.get(item.name, []) if str(one["id"]) not in gone]
        elif item.kind is Kind.TABLE:
            raw[item.name] = _sent_rows(item, form)
        elif item.kind in (Kind.ORGANISATION, Kind.REGION):
            raw[item.name] = form.get(item.name) or form.get(f"{item.name}__text", "")
        else:
            raw[item.name] = form.get(item.name, "")
    return raw


def _sent_rows(item: LedgerField, form: MultiDict[str, str]) -> list[dict[str, str]]:
    sign = re.compile(rf"{re.escape(item.name)}-(\d{{1,4}})-([a-z0-9_]+)")
    rows: dict[int, dict[str, str]] = {}
    for key, value in form.items():
        found = sign.fullmatch(key)
        if found:
            rows.setdefault(int(found[1]), {})[found[2]] = value
    return [rows[place] for place in sorted(rows) if any(value.strip() for value in rows[place].values())]


def sent_files(items: tuple[LedgerField, ...]) -> list[tuple[LedgerField, Any, dict[str, str]]]:
    """Return the files of this request: their field, the file, and what the browser told of place and time."""
    found = []
    for item in items:
        if item.kind in (Kind.FILE, Kind.PHOTO):
            told = {part: request.form.get(f"{item.name}__{part}", "") for part in ("at", "lat", "lon")}
            found += [(item, file, told) for file in request.files.getlist(item.name) if file and file.filename]
    return found
