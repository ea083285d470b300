"""Ledgers in the OpenAPI document: each published one with its own fields under its own address."""

from collections.abc import Mapping
from typing import Any

from app.ledgers.fields import LedgerField
from app.ledgers.models import Ledger, LedgerVersion
from app.ledgers.words import Cadence, Kind

NAME = "ledger"
"""Of the resource."""
TYPES: Mapping[Kind, dict[str, Any]] = {
    Kind.NUMBER: {"type": "string", "format": "decimal"},
    Kind.MONEY: {"type": "string", "format": "decimal"},
    Kind.COMPUTED: {"type": "string", "readOnly": True},
    Kind.DATE: {"type": "string", "format": "date"},
}
PLACE = {
    "type": "object",
    "properties": {"code": {"type": "string"}, "name": {"type": "string", "readOnly": True}},
}
FILES = {"type": "array", "readOnly": True, "items": {"type": "object", "properties": {"id": {"type": "integer"}, "name": {"type": "string"}}}}  # fmt: skip


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
    content = {
        "type": "object",
        "properties": {item.name: schema_of(item) for item in version.items},
        "required": [item.name for item in version.items if item.required],
    }
    api_spec.components.schema(name, {**content, "description": f"{ledger.name}, version {version.number}"})
    ref = {"$ref": f"#/components/schemas/{name}"}
    entry = {
        "type": "object",
        "properties": {
            "organisation": {"type": "string", "description": "Code; the caller's own when left out"},
            "content": ref, "revision": {"type": "integer"},
            "submit": {"type": "boolean", "description": "Submit it at once; on POST that is so unless false"},
        },
    }  # fmt: skip
    if version.cadence != Cadence.EVENT:
        entry["properties"]["period"] = {"type": "string"}  # type: ignore[index]
    body = {"required": True, "content": {"application/json": {"schema": entry}}}
    tags = [ledger.name]
    answers = {
        "401": {"$ref": "#/components/responses/401"}, "403": {"description": "Outside the caller's role or region"},
        "404": {"description": "No such ledger or entry inside the caller's scope"},
    }  # fmt: skip
    faults = {
        "409": {"description": "Not possible in this state, or changed in between"},
        "422": {"description": "Fields that are missing or wrong, each with a sentence"},
    }
    query = [
        {"in": "query", "name": one, "schema": {"type": "string"}}
        for one in ("q", "state", "period", "organisation", "after", "before", "size",
                    *(item.name for item in version.items if item.filtered))
    ]  # fmt: skip
    path = f"/api/v1/{NAME}/{ledger.address}/"
    pk = {"in": "path", "name": "pk", "required": True, "schema": {"type": "integer", "format": "int64"}}
    secured: list[dict[str, list[str]]] = [{"jwt": []}]
    api_spec.path(
        path=path,
        operations={
            "get": {"tags": tags, "summary": ledger.name, "parameters": query, "security": secured,
                    "responses": {"200": {"description": "One page of entries"}, **answers}},
            "post": {"tags": tags, "requestBody": body, "security": secured,
                     "responses": {"201": {"description": "The entry added"}, **answers, **faults}},
        },
    )  # fmt: skip
    api_spec.path(
        path=f"{path}{{pk}}",
        parameters=[pk],
        operations={
            "get": {"tags": tags, "security": secured, "responses": {"200": {"description": "The entry"}, **answers}},
            "put": {"tags": tags, "requestBody": body, "security": secured,
                    "responses": {"200": {"description": "The entry after the change"}, **answers, **faults}},
        },
    )  # fmt: skip
