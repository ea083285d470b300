"""What the tests of log-in by others do again and again."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.kernel.audit import TrailRow
from app.kernel.places import Official
from app.surfaces.accounts.providers.settings import Provider
from app.surfaces.database import db
from tests.surfaces.providers.sources import Liar
from tests.web import PASSWORD, form_token
from tests.world import OFFICIALS

LOGOUT = {"http://schemas.openid.net/event/backchannel-logout": {}}
Put = Callable[..., None]


def provider(issuer: str, **other: Any) -> Provider:
    held = {"name": "county", "title": "统一身份认证", "kind": "oidc", "address": issuer}
    return Provider(**held | {"client_id": "sunshine", "client_secret": "secret-of-a-client"} | other)


def go(client: FlaskClient, liar: Liar, address: str = "/login/with/county") -> str:
    """Begin a log-in and return the state of the request; the provider remembers its nonce."""
    asked = parse_qs(urlsplit(client.get(address).location).query)
    liar.nonce = asked["nonce"][0]
    assert asked["code_challenge_method"] == ["S256"] and asked["response_type"] == ["code"]
    return asked["state"][0]


def come(client: FlaskClient, liar: Liar) -> TestResponse:
    state = go(client, liar)
    return client.get(f"/login/with/county/back?code=abc&state={state}")


def is_in(client: FlaskClient, name: str) -> bool:
    page = client.get("/")
    return page.status_code == 200 and OFFICIALS[name][0] in page.get_data(as_text=True)


def log_in_here(client: FlaskClient, name: str) -> TestResponse:
    token = form_token(client.get("/login/"))
    return client.post("/login/", data={"username": name, "password": PASSWORD, "csrf_token": token})


def verbs(site: Flask, verb: str) -> list[dict[str, Any]]:
    with site.app_context():
        rows = db.session.scalars(select(TrailRow).where(TrailRow.verb == verb).order_by(TrailRow.id)).all()
        return [json.loads(row.facts) for row in rows]


def roles(site: Flask, name: str) -> set[str]:
    with site.app_context():
        user = db.session.scalars(select(Official).where(Official.name == OFFICIALS[name][0])).one().user_id
        return {role.name for role in db.session.get(User, user).roles}
