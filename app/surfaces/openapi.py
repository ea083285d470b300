"""The OpenAPI document (version 3.0): written from record kinds, so that it says what the program does."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_appbuilder.api.manager import OpenApi
from flask_babel import gettext
from sqlalchemy import inspect

from app.kernel.listing import LARGEST_PAGE
from app.kernel.records import Access, Field, Input, RecordKind
from app.surfaces.records.reading import sortable
from app.surfaces.records.values import column_of, input_of, is_required

Schema = dict[str, Any]

TYPES: Mapping[Input, Schema] = {
    Input.NUMBER: {"type": "integer"},
    Input.AMOUNT: {"type": "string", "format": "decimal"},
    Input.YES_NO: {"type": "boolean"},
    Input.DATE: {"type": "string", "format": "date"},
    Input.MOMENT: {"type": "string", "format": "date-time"},
}
SECURITY_SCHEMES: Mapping[str, Schema] = {
    "jwt": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
    "key": {"type": "http", "scheme": "bearer", "description": "A key made on the page Keys for programs."},
    "cookie": {
        "type": "apiKey",
        "in": "cookie",
        "name": "session",
        "description": "A change needs the header X-CSRFToken too.",
    },
}
SECURED: list[dict[str, list[str]]] = [{"jwt": []}, {"key": []}, {"cookie": []}]
FAULT: Schema = {
    "type": "object",
    "required": ["message"],
    "properties": {
        "message": {"type": "string", "description": "What happened, why, and what to do next"},
        "field": {"type": "string", "nullable": True},
        "errors": {"type": "object", "additionalProperties": {"type": "string"}},
    },
}
FAULTS: Mapping[int, str] = {
    400: "A filter, order or page mark that does not exist",
    401: "Nobody is logged in, or no longer",
    403: "Outside the caller's role or region",
    404: "No such row inside the caller's scope",
    409: "The key exists already, or somebody else changed the row in between (edition)",
    422: "Fields that are missing or wrong, each with a sentence",
    429: "Too many attempts",
}
PAGE_PARAMETERS = (
    ("q", {"type": "string"}, "Text that a row contains"),
    ("after", {"type": "string"}, "Mark of the page before (next)"),
    ("before", {"type": "string"}, "Mark of the page after (previous)"),
    ("size", {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE}, "Rows of a page"),
)


def body(schema: Schema) -> Schema:
    """Return the part of an operation that says which JSON it takes."""
    return {"required": True, "content": {"application/json": {"schema": schema}}}


def answers(status: int, said: str, schema: Schema, *faults: int) -> Schema:
    """Return the answers of an operation: the good one and the refusals."""
    content = {"application/json": {"schema": schema}}
    fault = {"application/json": {"schema": {"$ref": "#/components/schemas/fault"}}}
    refusals = {str(code): {"description": FAULTS[code], "content": fault} for code in faults}
    return {str(status): {"description": said, "content": content}} | refusals


def in_query(name: str, schema: Schema, said: str = "") -> Schema:
    """Return a parameter of the address after the question mark."""
    return {"in": "query", "name": name, "schema": schema} | ({"description": said} if said else {})


def page_of(row: Schema) -> Schema:
    """Return the schema of one page of rows."""
    mark = {"type": "string", "description": "Empty when there is no such page"}
    return {
        "type": "object",
        "required": ["result", "count", "capped", "next", "previous"],
        "properties": {
            "result": {"type": "array", "items": row},
            "count": {"type": "integer"},
            "capped": {"type": "boolean", "description": "There are more rows than were counted"},
            "next": mark,
            "previous": mark,
        },
    }


def object_of(properties: Schema, required: list[str] | None = None) -> Schema:
    """Return the schema of a JSON object; an empty list of required names may not stand in the document."""
    return {"type": "object", "properties": properties} | ({"required": required} if required else {})


def schema_of(kind: RecordKind, field: Field) -> Schema:
    """Return the schema of a field as it is sent."""
    entered = input_of(kind, field)
    plain = _key(column_of(kind, field)) if entered is Input.PICK else TYPES.get(entered, {"type": "string"})
    schema = {**plain, "description": gettext(field.label)}
    if field.choices is not None:
        schema["enum"] = [word.value for word in field.choices]
    return schema


def _key(column: Any) -> Schema:
    """Return the schema of a key: a number, or a day or code where the kind goes by that."""
    of = getattr(column.type, "impl_instance", column.type).python_type
    return {int: {"type": "integer", "format": "int64"}, date: {"type": "string", "format": "date"}}.get(
        of, {"type": "string"}
    )


def describe_kind(api_spec: Any, kind: RecordKind) -> None:
    """Put a kind's schemas and addresses into the document; only what some role may do."""
    sent = {item.name: schema_of(kind, item) for item in kind.editable}
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
    single = {"get": {**said, "responses": answers(200, "The row", result, 401, 403, 404)}}
    if "can_write" in allowed:
        whole["post"] = {
            **said,
            "requestBody": body({"$ref": f"#/components/schemas/{kind.name}"}),
            "responses": answers(201, "The row added", result, 401, 403, 409, 422),
        }
        single["put"] = {
            **said,
            "requestBody": body({"$ref": f"#/components/schemas/{kind.name}.change"}),
            "responses": answers(200, "The row after the change", result, 401, 403, 404, 409, 422),
        }
    if "can_delete" in allowed:
        reason = {**in_query("reason", {"type": "string"}), "required": kind.delete_needs_reason}
        removed = object_of({"message": {"type": "string"}})
        single["delete"] = {
            **said,
            "parameters": [reason],
            "responses": answers(200, "Removed; what it held stays in the trail", removed, 401, 403, 404, 409, 422),
        }
    pk = {"in": "path", "name": "pk", "required": True, "schema": {"type": "string"}}
    api_spec.path(path=f"/api/v1/{kind.name}/", operations=whole)
    api_spec.path(path=f"/api/v1/{kind.name}/{{pk}}", parameters=[pk], operations=single)


def _listing(kind: RecordKind) -> list[Schema]:
    names = sorted(sortable(kind) | {kind.order[0]})
    found = [in_query(*item) for item in PAGE_PARAMETERS]
    found.append(in_query("order", {"type": "string", "enum": names}, "Field by which to sort"))
    found.append(in_query("desc", {"type": "string", "enum": ["0", "1"]}))
    for item in kind.fields:
        if item.listed or item.filtered:
            found.append(in_query(item.name, {"type": "string"}, gettext(item.label)))
    return found


def describe_log_in(api_spec: Any) -> None:
    """Put the log-in of programs into the document."""
    text: Schema = {"type": "string"}
    code = {**text, "description": "Code of the second factor where the role needs it"}
    asked = object_of({"username": text, "password": text, "code": code}, ["username", "password"])
    given = object_of({"access_token": text}, ["access_token"])
    post = {
        "tags": [gettext("Log in")],
        "security": [],
        "requestBody": body(asked),
        "responses": answers(200, "A token that lives for an hour", given, 401, 403, 422, 429),
    }
    api_spec.path(path="/api/v1/security/login", operations={"post": post})


class OpenApiDocument(OpenApi):
    """The document itself, with what all resources share in it."""

    class_permission_name = "OpenApi"

    @staticmethod
    def _create_api_spec(version: str) -> Any:
        spec = OpenApi._create_api_spec(version)
        for name, scheme in SECURITY_SCHEMES.items():
            spec.components.security_scheme(name, scheme)
        spec.components.schema("fault", FAULT)
        return spec
