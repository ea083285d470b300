"""Ledgers in the OpenAPI document: each published one with its own fields under its own address."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext

from app.ledgers.fields import LedgerField
from app.ledgers.models import Ledger, LedgerVersion
from app.ledgers.words import Cadence, Kind
from app.surfaces.openapi import PAGE_PARAMETERS, SECURED, answers, body, in_query, object_of, page_of

NAME = "ledger"
"""Of the resource."""
TEXT: dict[str, Any] = {"type": "string"}
NUMBER: dict[str, Any] = {"type": "integer", "format": "int64"}
TYPES: Mapping[Kind, dict[str, Any]] = {
    Kind.NUMBER: {"type": "string", "format": "decimal"},
    Kind.MONEY: {"type": "string", "format": "decimal"},
    Kind.COMPUTED: {"type": "string", "readOnly": True},
    Kind.DATE: {"type": "string", "format": "date"},
}
PLACE = {"type": "object", "properties": {"code": {"type": "string"}, "name": {"type": "string", "readOnly": True}}}
FILES = {
    "type": "array",
    "readOnly": True,
    "items": {"type": "object", "properties": {"id": {"type": "integer"}, "name": {"type": "string"}}},
}


def schema_of(item: LedgerField) -> dict[str, Any]:
    """Return the JSON schema of a field."""
    described = {"description": " ".join(filter(None, (item.label, item.unit, item.hint)))}
    if item.kind is Kind.CHOICE:
        return {"type": "string", "enum": list(item.choices), **described}
    if item.kind in (Kind.ORGANISATION, Kind.REGION):
        return {**PLACE, **described}
    if item.kind in (Kind.FILE, Kind.PHOTO):
        return {**FILES, **described}
    if item.kind is Kind.TABLE:
        columns = {column.name: schema_of(column) for column in item.columns}
        return {"type": "array", "items": {"type": "object", "properties": columns}, **described}
    return {**TYPES.get(item.kind, {"type": "string"}), **described}


def describe(api_spec: Any, ledger: Ledger, version: LedgerVersion) -> None:
    """Put a ledger's schema and addresses into an OpenAPI document."""
    name = f"ledger.{ledger.address}"
    content = object_of(
        {item.name: schema_of(item) for item in version.items}, [item.name for item in version.items if item.required]
    )
    api_spec.components.schema(name, {**content, "description": f"{ledger.name}, version {version.number}"})
    ref = {"$ref": f"#/components/schemas/{name}"}
    entry = {
        "type": "object",
        "properties": {
            "organisation": {"type": "string", "description": "Code; the caller's own when left out"},
            "content": ref,
            "revision": {"type": "integer"},
            "submit": {"type": "boolean", "description": "Submit it at once; on POST that is so unless false"},
        },
    }
    if version.cadence != Cadence.EVENT:
        entry["properties"]["period"] = {"type": "string"}  # type: ignore[index]
    tags = [ledger.name]
    row = {"$ref": "#/components/schemas/ledger.entry"}
    result = object_of({"result": row}, ["result"])
    said = {"tags": tags, "security": SECURED}
    names = ("state", "period", "organisation", *(item.name for item in version.items if item.filtered))
    query = [in_query(*item) for item in PAGE_PARAMETERS] + [in_query(one, TEXT) for one in names]
    path = f"/api/v1/{NAME}/{ledger.address}/"
    pk = {"in": "path", "name": "pk", "required": True, "schema": NUMBER}
    api_spec.path(
        path=path,
        operations={
            "get": {
                **said,
                "summary": ledger.name,
                "parameters": query,
                "responses": answers(200, "One page of entries", page_of(row), 400, 401, 403, 404),
            },
            "post": {
                **said,
                "requestBody": body(entry),
                "responses": answers(201, "The entry added", result, 401, 403, 404, 409, 422),
            },
        },
    )
    api_spec.path(
        path=f"{path}{{pk}}",
        parameters=[pk],
        operations={
            "get": {**said, "responses": answers(200, "The entry", result, 401, 403, 404)},
            "put": {
                **said,
                "requestBody": body(entry),
                "responses": answers(200, "The entry after the change", result, 401, 403, 404, 409, 422),
            },
        },
    )


def describe_register(api_spec: Any) -> None:
    """Put the list of ledgers, and what every entry has, into an OpenAPI document."""
    entry = dict.fromkeys(("organisation", "organisation_text", "state", "edition"), TEXT)
    entry |= {name: {**TEXT, "nullable": True} for name in ("period", "submitted_at", "reason")}
    entry |= {"id": NUMBER, "version": {"type": "integer"}, "revision": {"type": "integer"}}
    api_spec.components.schema("ledger.entry", object_of({**entry, "content": {"type": "object"}}, ["id"]))
    ledger = dict.fromkeys(("address", "name", "state", "keeper"), TEXT)
    ledger |= {
        "version": {"type": "integer", "nullable": True},
        "cadence": {**TEXT, "nullable": True},
        "fields": {"type": "array", "items": {"type": "object"}},
    }
    found = object_of({"result": {"type": "array", "items": object_of(ledger)}, "next": TEXT}, ["result", "next"])
    asked = [in_query("q", TEXT), in_query("after", TEXT, "Mark of the page before (next)")]
    listing = {
        "tags": [gettext("Ledgers")],
        "security": SECURED,
        "parameters": asked,
        "responses": answers(200, "Ledgers that the caller sees, with their fields", found, 401, 403),
    }
    api_spec.path(path=f"/api/v1/{NAME}/", operations={"get": listing})
