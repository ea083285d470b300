"""The OpenAPI document (version 3.0): written from record kinds, so that it says what the program does."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import Response
from flask_appbuilder.api import BaseApi
from flask_appbuilder.api.manager import OpenApi
from flask_babel import gettext

from app.kernel.listing import LARGEST_PAGE
from app.surfaces.faults import SENTENCES
from app.surfaces.language import translate
from app.surfaces.problems import MEDIA, problem

Schema = dict[str, Any]

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
PROBLEM: Schema = {
    "type": "object",
    "description": "Problem details (RFC 9457)",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {
            "type": "string",
            "description": "What happened, why, and what to do next, in the language asked for",
        },
        "field": {"type": "string"},
        "errors": {"type": "object", "additionalProperties": {"type": "string"}},
        "reference": {"type": "string", "description": "Number of the fault in the log of the installation"},
        "report": {"type": "array", "items": {"$ref": "#/components/schemas/bulk.line"}},
    },
}
BULK_LINE: Schema = {
    "type": "object",
    "required": ["row", "fate", "errors"],
    "properties": {
        "row": {"type": "integer", "description": "From 1, in the order in which they were sent"},
        "fate": {"type": "string", "enum": ["new", "changed", "same", "faulty"]},
        "errors": {"type": "object", "additionalProperties": {"type": "string"}},
    },
}
FAULTS: Mapping[int, str] = {
    400: "A filter, order or page mark that does not exist",
    401: "Nobody is logged in, or no longer",
    403: "Outside the caller's role or region",
    404: "No such row inside the caller's scope",
    409: "The key exists already, or somebody else changed the row in between (edition)",
    412: "It changed since it was read (If-Match)",
    422: "Fields that are missing or wrong, each with a sentence; or an Idempotency-Key that was used for another call",
    429: "Too many calls or attempts; Retry-After says when to go on",
    503: "The database is busy or away; Retry-After says when to go on",
}
ALWAYS = (429, 503)
"""What every call may be answered."""


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
    refusals = {str(code): {"description": FAULTS[code], "content": _problem(code)} for code in (*faults, *ALWAYS)}
    return {str(status): {"description": said, "content": content}} | refusals


def _problem(code: int) -> Schema:
    title = HTTPStatus(code).phrase
    example = {"type": "about:blank", "title": title, "status": code, "detail": translate(SENTENCES[code], seconds=5)}
    return {MEDIA: {"schema": {"$ref": "#/components/schemas/problem"}, "example": example}}


def in_header(name: str, said: str) -> Schema:
    """Return a header that a call may carry."""
    return {"in": "header", "name": name, "schema": {"type": "string"}, "description": said}


ONCE = in_header("Idempotency-Key", "The same key with the same call carries it out once; kept for a day")
MATCH = in_header("If-Match", "ETag of what was read; 412 when it has changed since")
NONE_MATCH = in_header("If-None-Match", "ETag of what was read; 304 when it is still so")


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

    def response(self, code: int, **kwargs: Any) -> Response:
        """Return the document; a refusal as every resource tells one."""
        if code < 400:
            return BaseApi.response(code, **kwargs)
        return problem(code, translate(SENTENCES.get(code, SENTENCES[400])))

    @staticmethod
    def _create_api_spec(version: str) -> Any:
        spec = OpenApi._create_api_spec(version)
        for name, scheme in SECURITY_SCHEMES.items():
            spec.components.security_scheme(name, scheme)
        spec.components.schema("problem", PROBLEM)
        spec.components.schema("bulk.line", BULK_LINE)
        return spec
