"""Problem details (RFC 9457): what a program reads when a resource refuses, with the sentence that a person would read."""

from http import HTTPStatus
from typing import Any

from flask import Response, jsonify
from flask_babel import get_locale

from app.kernel.errors import Refused
from app.kernel.typed import Faulty
from app.surfaces.language import translate_refusal

MEDIA = "application/problem+json"


def problem(status: int, detail: str, **more: Any) -> Response:
    """Return a refusal; ``more`` are further members: ``field``, ``errors`` by field, ``reference``. Empty ones are left out.

    The type is ``about:blank``: the status says what kind of problem it is, and ``detail``, in the language that was
    asked for, what happened and what to do next.
    """
    said = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    answer = jsonify(said | {name: value for name, value in more.items() if value})
    answer.status_code = status
    answer.mimetype = MEDIA
    answer.headers["Content-Language"] = str(get_locale() or "zh").replace("_", "-")
    if status == HTTPStatus.UNAUTHORIZED:
        answer.headers["WWW-Authenticate"] = 'Bearer realm="Sunshine"'
    return answer


def problem_of(fault: Refused) -> Response:
    """Return a refusal of an operation, for each field where there are several."""
    if isinstance(fault, Faulty):
        errors = {name: translate_refusal(item) for name, item in fault.faults.items()}
        return problem(fault.status, translate_refusal(fault), errors=errors)
    report = getattr(fault, "report", None)
    return problem(fault.status, translate_refusal(fault), field=fault.field, report=report)
