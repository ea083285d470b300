"""What every REST resource shares: refusals, what it asks of a caller with a cookie, marks of what was read, its OpenAPI part."""

import json
from collections.abc import Callable
from typing import Any

from flask import Flask, Response, make_response, request
from flask.json.provider import DefaultJSONProvider
from flask_appbuilder.api import BaseApi
from flask_login import current_user
from flask_wtf.csrf import validate_csrf
from werkzeug.exceptions import HTTPException
from wtforms.validators import ValidationError

from app.kernel.errors import Incomplete, NotAllowed, Refused
from app.kernel.words import N_
from app.surfaces.faults import SENTENCES, failed, failed_http
from app.surfaces.language import translate
from app.surfaces.problems import problem, problem_of
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


class Stale(Refused):
    """What a change was made from is not what stands there now (RFC 9110, 13.1.1)."""

    status = 412


class Resource(BaseApi):
    """Base of our REST resources."""

    version = "v1"
    allow_browser_login = True

    def answered(self, work: Callable[[], Response]) -> Response:
        """Run a call; a refusal becomes its status and sentence, what is read gets its mark (ETag)."""
        try:
            if request.method != "GET":
                _check_cookie_caller()
                return work()
            return _marked(work())
        except Refused as fault:
            return problem_of(fault)
        except HTTPException as fault:
            return make_response(failed_http(fault))
        except Exception as fault:  # a bug, or the database is away: what every page answers, with its number
            return make_response(failed(fault))

    @staticmethod
    def response(code: int, **kwargs: Any) -> Response:
        """Return an answer; a refusal as problem details, the framework's own too, in words of ours."""
        if code < 400:
            return BaseApi.response(code, **kwargs)
        detail = kwargs.pop("message", None)
        ours = translate(SENTENCES.get(code, SENTENCES[400]))
        return problem(code, detail if detail and detail not in _STOCK else ours, **kwargs)

    def describe(self, api_spec: Any) -> None:
        """Put schemas and addresses of this resource into an OpenAPI document."""
        raise NotImplementedError

    def add_api_spec(self, api_spec: Any) -> None:
        """Describe the resource as it is declared, not by texts in its methods."""
        self.add_apispec_components(api_spec)
        self.describe(api_spec)


_STOCK = frozenset(
    {"Not authorized", "Forbidden", "Not found", "Arguments are not correct", "Could not process entity"}
)
"""Words of the framework that say no more than the status."""


def json_body() -> dict[str, Any]:
    """Return the JSON object that was sent; Incomplete for anything else."""
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise Incomplete(N_("The request must be a JSON object."))
    return body


def check_match(standing: Callable[[], Response]) -> None:
    """Refuse a change whose If-Match is not the mark of what a GET would answer now; without one nothing is asked."""
    if "If-Match" not in request.headers:
        return
    answer = standing()
    answer.add_etag()
    etag, _weak = answer.get_etag()
    if not request.if_match.contains(str(etag)):
        raise Stale(
            N_(
                "Somebody else changed this record since you read it. Read it again, then send your change with its new ETag."
            )
        )


def _marked(answer: Response) -> Response:
    """Give an answer its ETag, or answer 304 to who has it already."""
    if answer.status_code == 200:
        answer.add_etag()
        answer.make_conditional(request)
    return answer


def _check_cookie_caller() -> None:
    """Refuse a change that comes with the session cookie but without its CSRF token."""
    if is_caller() or not current_user.is_authenticated:
        return
    try:
        validate_csrf(request.headers.get("X-CSRFToken", ""))
    except ValidationError:
        raise NotAllowed(N_("The request lacks its CSRF token. Reload the page and try again.")) from None
