"""What every REST resource shares: how it answers a refusal, what it asks of a caller with a cookie, its OpenAPI part."""

import json
from collections.abc import Callable
from typing import Any

from flask import Flask, Response, request
from flask.json.provider import DefaultJSONProvider
from flask_appbuilder.api import BaseApi
from flask_login import current_user
from flask_wtf.csrf import validate_csrf
from wtforms.validators import ValidationError

from app.kernel.errors import Incomplete, NotAllowed, Refused
from app.kernel.typed import Faulty
from app.kernel.words import N_
from app.surfaces.language import translate_refusal
from app.surfaces.security import is_caller


class ShallowJson(DefaultJSONProvider):
    """JSON that is nested without end, or holds signs that no database keeps, counts as none."""

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """Read a text; ValueError for what is no such JSON."""
        try:
            held = super().loads(s, **kwargs)
            # A half of a pair cannot be encoded, and says so as a ValueError; NUL has to be looked for.
            if b"\\u0000" in json.dumps(held, ensure_ascii=False).encode():
                raise ValueError("The JSON holds a NUL sign.")
        except RecursionError:
            raise ValueError("The JSON is nested too deeply.") from None
        return held


def init_app(app: Flask) -> None:
    """Read JSON by it."""
    app.json = ShallowJson(app)


class Resource(BaseApi):
    """Base of our REST resources."""

    version = "v1"
    allow_browser_login = True

    def answered(self, work: Callable[[], Response]) -> Response:
        """Run a call; a refusal becomes its status and sentence, for each field where there are several."""
        try:
            if request.method != "GET":
                _check_cookie_caller()
            return work()
        except Faulty as fault:
            errors = {name: translate_refusal(item) for name, item in fault.faults.items()}
            return self.response(fault.status, message=translate_refusal(fault), errors=errors)
        except Refused as fault:
            return self.response(fault.status, message=translate_refusal(fault), field=fault.field)

    def describe(self, api_spec: Any) -> None:
        """Put schemas and addresses of this resource into an OpenAPI document."""
        raise NotImplementedError

    def add_api_spec(self, api_spec: Any) -> None:
        """Describe the resource as it is declared, not by texts in its methods."""
        self.add_apispec_components(api_spec)
        self.describe(api_spec)


def json_body() -> dict[str, Any]:
    """Return the JSON object that was sent; Incomplete for anything else."""
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise Incomplete(N_("The request must be a JSON object."))
    return body


def _check_cookie_caller() -> None:
    """Refuse a change that comes with the session cookie but without its CSRF token."""
    if is_caller() or not current_user.is_authenticated:
        return
    try:
        validate_csrf(request.headers.get("X-CSRFToken", ""))
    except ValidationError:
        raise NotAllowed(N_("The request lacks its CSRF token. Reload the page and try again.")) from None
