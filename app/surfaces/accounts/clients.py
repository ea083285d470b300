"""The door of programs that ask for a short-lived token with their key: client credentials (RFC 6749, 4.4).

The number of the key is the client's name, the key its secret. The token opens what the key opens, for ten minutes, and
dies with it: each call asks the key's own row.
"""

from datetime import timedelta
from typing import Any

from flask import Response, current_app, jsonify, request
from flask_appbuilder.api import expose, safe
from flask_babel import gettext
from flask_jwt_extended import create_access_token

from app.surfaces.accounts.keybounds import narrower, written
from app.surfaces.accounts.keys import open_with
from app.surfaces.accounts.operations import hash_of
from app.surfaces.acts import now, session
from app.surfaces.limits import limited
from app.surfaces.openapi import answers, object_of
from app.surfaces.pages import anyone
from app.surfaces.rest import Resource
from app.surfaces.security import KEY_CLAIM, SCOPE_CLAIM

LIFE = timedelta(minutes=10)
FAULTS = {"unsupported_grant_type": 400, "invalid_client": 401, "invalid_scope": 400}
"""Words of RFC 6749, 5.2, each with its status."""


class ClientApi(Resource):
    """A token for a key."""

    resource_name = "oauth"

    @expose("/token", methods=["POST"])
    @limited("60 per minute")
    @safe
    @anyone
    def token(self) -> Response:
        """Give a token that lives for ten minutes."""
        sent = request.authorization
        basic = sent is not None and sent.type == "basic"
        name = (sent.username if basic and sent else request.form.get("client_id")) or ""
        secret = (sent.password if basic and sent else request.form.get("client_secret")) or ""
        if request.form.get("grant_type") != "client_credentials":
            return _fault("unsupported_grant_type")
        found = open_with(session(), hash_of(secret), now()) if current_app.config["FAB_API_KEY_ENABLED"] else None
        if found is None or str(found.AccessKey.id) != name:
            return _fault("invalid_client")
        key, asked = found.AccessKey, request.form.get("scope", "")
        scopes = narrower(key.scopes, asked) if asked.strip() else key.scopes
        if scopes is None or (asked.strip() and written(asked.split()) != " ".join(sorted(set(asked.split())))):
            return _fault("invalid_scope")
        claims = {KEY_CLAIM: hash_of(secret), SCOPE_CLAIM: scopes}
        token = create_access_token(str(found.User.id), expires_delta=LIFE, additional_claims=claims)
        given = {"access_token": token, "token_type": "Bearer", "expires_in": int(LIFE.total_seconds())}
        return _told(200, {**given, **({"scope": scopes} if scopes else {})})

    def describe(self, api_spec: Any) -> None:
        """Describe the token for a key."""
        text = {"type": "string"}
        asked = object_of(
            {
                "grant_type": {"type": "string", "enum": ["client_credentials"]},
                "client_id": {**text, "description": "Number of the key; or both by HTTP Basic"},
                "client_secret": {**text, "description": "The key"},
                "scope": {**text, "example": "organisation:read"},
            },
            ["grant_type"],
        )
        given = object_of(
            {"access_token": text, "token_type": text, "expires_in": {"type": "integer"}, "scope": text},
            ["access_token", "token_type", "expires_in"],
        )
        fault = object_of({"error": {"type": "string", "enum": sorted(FAULTS)}}, ["error"])
        post = {
            "tags": [gettext("Log in")],
            "summary": "Token for a key, by client credentials (RFC 6749, 4.4)",
            "security": [],
            "requestBody": {"required": True, "content": {"application/x-www-form-urlencoded": {"schema": asked}}},
            "responses": {
                **answers(200, "A token that lives for ten minutes", given),
                **{
                    str(status): {
                        "description": " or ".join(word for word in sorted(FAULTS) if FAULTS[word] == status),
                        "content": {"application/json": {"schema": fault}},
                    }
                    for status in (400, 401)
                },
            },
        }
        api_spec.path(path="/api/v1/oauth/token", operations={"post": post})


def _fault(word: str) -> Response:
    """Answer a fault as clients of this protocol read it (RFC 6749, 5.2)."""
    answer = _told(FAULTS[word], {"error": word})
    if FAULTS[word] == 401:
        answer.headers["WWW-Authenticate"] = 'Basic realm="Sunshine"'
    return answer


def _told(status: int, said: dict[str, Any]) -> Response:
    answer = jsonify(said)
    answer.status_code = status
    answer.headers["Cache-Control"] = "no-store"
    return answer
