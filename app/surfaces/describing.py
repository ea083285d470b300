"""What the OpenAPI document says of a record kind: its fields with examples, and each of its addresses."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flask_babel import gettext
from sqlalchemy import inspect

from app.kernel.errors import Refused
from app.kernel.listing import LARGEST_PAGE
from app.kernel.records import Access, Field, Input, RecordKind
from app.surfaces.language import translate
from app.surfaces.machines.bulk import MOST, takes_many
from app.surfaces.machines.changes import can_be_followed
from app.surfaces.openapi import (
    MATCH,
    NONE_MATCH,
    ONCE,
    PAGE_PARAMETERS,
    SECURED,
    Schema,
    answers,
    body,
    in_query,
    object_of,
    page_of,
)
from app.surfaces.records.reading import sortable
from app.surfaces.records.values import column_of, input_of, is_required, parse_value

TYPES: Mapping[Input, Schema] = {
    Input.NUMBER: {"type": "integer"},
    Input.AMOUNT: {"type": "string", "format": "decimal"},
    Input.YES_NO: {"type": "boolean"},
    Input.DATE: {"type": "string", "format": "date"},
    Input.MOMENT: {"type": "string", "format": "date-time"},
}


def schema_of(kind: RecordKind, field: Field) -> Schema:
    """Return the schema of a field as it is sent."""
    entered = input_of(kind, field)
    plain = _key(column_of(kind, field)) if entered is Input.PICK else TYPES.get(entered, {"type": "string"})
    schema = {**plain, "description": gettext(field.label)}
    if field.choices is not None:
        schema["enum"] = [word.value for word in field.choices]
    return schema


def example_of(kind: RecordKind, field: Field) -> Any:
    """Return an example of a field as it is sent; None where there is none."""
    if field.choices is not None:
        return next(iter(field.choices)).value
    if not field.example or input_of(kind, field) is Input.PICK:
        return None
    try:
        held = parse_value(kind, field, translate(field.example))
    except Refused:
        return None
    if isinstance(held, bool) or (isinstance(held, int) and input_of(kind, field) is Input.NUMBER):
        return held
    return held.isoformat() if isinstance(held, (date, datetime)) else str(held)


def _key(column: Any) -> Schema:
    """Return the schema of a key: a number, or a day or code where the kind goes by that."""
    of = getattr(column.type, "impl_instance", column.type).python_type
    return {int: {"type": "integer", "format": "int64"}, date: {"type": "string", "format": "date"}}.get(
        of, {"type": "string"}
    )


def describe_kind(api_spec: Any, kind: RecordKind) -> None:
    """Put a kind's schemas and addresses into the document; only what some role may do."""
    examples = {item.name: example_of(kind, item) for item in kind.editable}
    sent = {
        item.name: schema_of(kind, item)
        | ({"example": example} if (example := examples[item.name]) is not None else {})
        for item in kind.editable
    }
    required = [item.name for item in kind.editable if is_required(kind, item)]
    row: Schema = {"id": _key(inspect(kind.model).primary_key[0]), "edition": {"type": "string"}}
    for item in kind.fields:
        row[item.name] = {**schema_of(kind, item), "nullable": True}
        row[item.name].pop("enum", None)
        if item.picks:
            row[f"{item.name}_text"] = {"type": "string", "nullable": True}
    api_spec.components.schema(kind.name, object_of(sent, required))
    api_spec.components.schema(f"{kind.name}.change", object_of({**sent, "edition": {"type": "string"}}))
    api_spec.components.schema(f"{kind.name}.row", object_of(row, ["id"]))
    allowed = frozenset(name for access in kind.access.values() for name in Access(access).permissions)
    said: Schema = {"tags": [gettext(kind.title)], "security": SECURED}
    one = {"$ref": f"#/components/schemas/{kind.name}.row"}
    result = object_of({"result": one}, ["result"])
    listing = {
        **said,
        "parameters": _listing(kind),
        "responses": answers(200, "One page of rows inside the caller's scope", page_of(one), 400, 401, 403),
    }
    whole = {"get": listing}
    single = {"get": {**said, "parameters": [NONE_MATCH], "responses": answers(200, "The row", result, 401, 403, 404)}}
    if "can_write" in allowed:
        whole["post"] = {
            **said,
            "parameters": [ONCE],
            "requestBody": body({"$ref": f"#/components/schemas/{kind.name}"}),
            "responses": answers(201, "The row added", result, 401, 403, 409, 422),
        }
        single["put"] = {
            **said,
            "parameters": [MATCH],
            "requestBody": body({"$ref": f"#/components/schemas/{kind.name}.change"}),
            "responses": answers(200, "The row after the change", result, 401, 403, 404, 409, 412, 422),
        }
        if takes_many(kind):
            api_spec.path(path=f"/api/v1/{kind.name}/bulk", operations={"post": {**said, **_bulk(kind)}})
    if can_be_followed(kind):
        api_spec.path(path=f"/api/v1/{kind.name}/changes", operations={"get": {**said, **_changes(one)}})
    if "can_delete" in allowed:
        reason = {**in_query("reason", {"type": "string"}), "required": kind.delete_needs_reason}
        removed = object_of({"message": {"type": "string"}})
        single["delete"] = {
            **said,
            "parameters": [reason, MATCH],
            "responses": answers(
                200, "Removed; what it held stays in the trail", removed, 401, 403, 404, 409, 412, 422
            ),
        }
    pk = {"in": "path", "name": "pk", "required": True, "schema": {"type": "string"}}
    api_spec.path(path=f"/api/v1/{kind.name}/", operations=whole)
    api_spec.path(path=f"/api/v1/{kind.name}/{{pk}}", parameters=[pk], operations=single)


def _bulk(kind: RecordKind) -> Schema:
    rows = {"type": "array", "maxItems": MOST, "items": {"type": "object"}}
    rows["description"] = f"Rows of {kind.name}, each with the same fields; found again by {', '.join(kind.key)}"
    choice = {"type": "string", "enum": ["all_or_nothing", "good_rows"], "default": "all_or_nothing"}
    figures = {name: {"type": "integer"} for name in ("new", "changed", "same", "left_out")}
    line = {"type": "array", "items": {"$ref": "#/components/schemas/bulk.line"}}
    told = object_of({**figures, "report": line}, [*figures, "report"])
    return {
        "parameters": [ONCE],
        "requestBody": body(object_of({"rows": rows, "choice": choice}, ["rows"])),
        "responses": answers(200, "What became of every row", told, 401, 403, 409, 422),
    }


def _changes(row: Schema) -> Schema:
    text = {"type": "string"}
    change = object_of(
        {
            "place": {**text, "description": "County and place in its trail"},
            "at": {**text, "format": "date-time"},
            "verb": text,
            "id": {"type": "integer", "format": "int64"},
            "row": {"allOf": [row], "nullable": True, "description": "As it stands now; null when it is no more"},
        },
        ["place", "at", "verb", "id", "row"],
    )
    told = object_of(
        {
            "result": {"type": "array", "items": change},
            "since": {**text, "description": "Mark to go on from"},
            "more": {"type": "boolean", "description": "More is there already"},
        },
        ["result", "since", "more"],
    )
    since = in_query("since", text, "Mark of the last answer; start for everything; without it, where the trail ends")
    size = in_query("size", {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE})
    return {
        "parameters": [since, size],
        "responses": answers(200, "Changes in the order of the trail", told, 401, 403, 404, 422),
    }


def _listing(kind: RecordKind) -> list[Schema]:
    names = sorted(sortable(kind) | {kind.order[0]})
    found = [in_query(*item) for item in PAGE_PARAMETERS]
    found.append(in_query("order", {"type": "string", "enum": names}, "Field by which to sort"))
    found.append(in_query("desc", {"type": "string", "enum": ["0", "1"]}))
    for item in kind.fields:
        if item.listed or item.filtered:
            found.append(in_query(item.name, {"type": "string"}, gettext(item.label)))
    return found
