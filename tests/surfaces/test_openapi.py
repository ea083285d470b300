"""The OpenAPI document is valid, tells of every REST address, and what the program answers is what it says."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openapi_schema_validator import OAS30Validator
from openapi_spec_validator import OpenAPIV30SpecValidator

from app.domains import DOMAINS

KINDS = [kind for domain in DOMAINS for kind in domain.records]


@pytest.fixture
def client(client_of: Callable[[str], FlaskClient]) -> FlaskClient:
    """A county administrator, who reads most kinds."""
    return client_of("county_admin")


@pytest.fixture
def document(client: FlaskClient) -> dict[str, Any]:
    """The document as this caller gets it."""
    return dict(client.get("/api/v1/_openapi").get_json())


def conforming(document: dict[str, Any], schema: dict[str, Any], value: Any) -> list[str]:
    """Return what is wrong with a value, by a schema of the document."""
    whole = {**schema, "components": document["components"]}
    return [fault.message for fault in OAS30Validator(whole).iter_errors(value)]


def test_the_document_is_valid(document: dict[str, Any]) -> None:
    assert [fault.message for fault in OpenAPIV30SpecValidator(document).iter_errors()] == []
    assert set(document["components"]["securitySchemes"]) == {"jwt", "key", "cookie"}


def test_the_document_tells_of_every_address_of_a_resource_and_only_of_methods_that_it_has(
    site: Flask, document: dict[str, Any]
) -> None:
    served: dict[str, set[str]] = {}
    for rule in site.url_map.iter_rules():
        if rule.rule.startswith("/api/v1/") and "<address>" not in rule.rule:
            path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
            methods = {method.lower() for method in rule.methods or ()} - {"head", "options"}
            served.setdefault(path, set()).update(methods)
    described = {
        path: {method for method in item if method != "parameters"}
        for path, item in document["paths"].items()
        if path != "/api/{version}/_openapi"
    }
    assert set(served) == set(described)
    assert [path for path in served if not described[path] <= served[path]] == []
    silent = {path: served[path] - described[path] for path in served if served[path] - described[path]}
    assert {kind.name for kind in KINDS if f"/api/v1/{kind.name}/" in silent} == {
        kind.name for kind in KINDS if not any("can_write" in access.permissions for access in kind.access.values())
    }


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_page_of_rows_and_a_row_are_as_the_document_says(
    kind: Any, client: FlaskClient, document: dict[str, Any]
) -> None:
    answer = client.get(f"/api/v1/{kind.name}/")
    said = document["paths"][f"/api/v1/{kind.name}/"]["get"]["responses"][str(answer.status_code)]
    schema = said["content"][answer.mimetype]["schema"]
    assert conforming(document, schema, answer.get_json()) == []
    if answer.status_code == 200 and answer.get_json()["result"]:
        row = client.get(f"/api/v1/{kind.name}/{answer.get_json()['result'][0]['id']}").get_json()
        assert conforming(document, {"$ref": f"#/components/schemas/{kind.name}.row"}, row["result"]) == []


def test_a_refusal_is_as_the_document_says_and_names_each_field(client: FlaskClient, document: dict[str, Any]) -> None:
    token = client.get("/records/organisation/add").get_data(as_text=True).split('name="csrf_token"')[1]
    headers = {"X-CSRFToken": token.split('value="')[1].split('"')[0]}
    answer = client.post("/api/v1/organisation/", json={}, headers=headers)
    assert answer.status_code == 422
    assert "name" in answer.get_json()["errors"]
    assert conforming(document, {"$ref": "#/components/schemas/problem"}, answer.get_json()) == []


def test_what_a_call_may_send_has_examples_that_its_own_schema_takes(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    examples = [
        (f"{name}.{field}", schema, schema["example"])
        for name, held in schemas.items()
        for field, schema in held.get("properties", {}).items()
        if "example" in schema
    ]
    assert len(examples) > 200
    assert [place for place, schema, value in examples if conforming(document, schema, value)] == []


def test_every_refusal_in_the_document_is_a_problem_with_its_example(document: dict[str, Any]) -> None:
    told = [
        (path, method, status, answer["content"])
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method != "parameters" and "oauth" not in path and "_openapi" not in path
        for status, answer in operation["responses"].items()
        if status >= "400"
    ]
    assert len(told) > 500
    for path, method, status, content in told:
        assert list(content) == ["application/problem+json"], (path, method, status)
        example = content["application/problem+json"]["example"]
        assert example["status"] == int(status)
        assert conforming(document, {"$ref": "#/components/schemas/problem"}, example) == []
