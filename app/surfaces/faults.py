"""What a person sees when something is refused or has failed: words, and never the inside."""

import logging
import secrets
import sqlite3
from typing import Any

from flask import Flask, Response, g, jsonify, make_response, render_template, request
from flask_login import AnonymousUserMixin
from psycopg.errors import NumericValueOutOfRange, UndefinedTable
from sqlalchemy.exc import DBAPIError, OperationalError
from werkzeug.exceptions import HTTPException, TooManyRequests

from app.kernel.errors import NotFound, Refused
from app.kernel.words import N_
from app.surfaces.database import db
from app.surfaces.language import translate, translate_refusal
from app.surfaces.pages import safe_next
from app.surfaces.problems import problem, problem_of

log = logging.getLogger("sunshine")

SENTENCES = {
    400: N_("The request could not be understood. Go back, check what you entered, and try again."),
    401: N_("Please log in first."),
    403: N_("You are not allowed to do this. Ask your administrator if you need it for your work."),
    404: N_("There is no such page, or it lies outside your region."),
    405: N_("This address cannot be used in this way."),
    409: N_("Somebody else was faster. Look at the new state and try again."),
    412: N_("It changed since you read it. Read it again, then send your change."),
    413: N_("The file is too large. Choose a smaller one or split it."),
    415: N_("This kind of file or request is not accepted here."),
    422: N_("Something in the form is missing or wrong."),
    429: N_("Too many requests. Wait a moment and try again."),
    500: N_("Something went wrong on our side. Nothing was changed. Tell the administrator the number below."),
    503: N_("The platform is busy or the database cannot be reached. Try again in %(seconds)s seconds."),
}


FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
SOONEST, SPREAD = 5, 6
"""Seconds after which a busy platform is asked again: not by all in the same second."""

NO_TABLES = N_("The database has not been set up yet. The operator runs: flask --app run:app setup")


class NotSetUp(Refused):
    """There are no tables to read from."""

    status = 503


def _answer(
    status: int, sentence: str, number: str = "", field: str | None = None, **more: Any
) -> tuple[Response | str, int]:
    if request.path.startswith("/api/"):
        return problem(status, sentence, field=field, reference=number), status
    if request.accept_mimetypes.best == "application/json":
        body: dict[str, Any] = {"message": sentence}
        body |= {"field": field} if field else {}
        body |= {"reference": number} if number else {}
        return jsonify(body), status
    page = render_template("error.html", status=status, sentence=sentence, number=number, **more)
    return page, status


def busy(sentence: str = SENTENCES[503], number: str = "") -> Response:
    """Answer that the same request may succeed soon, and hand back what a form has sent; asks the database nothing."""
    g._login_user = AnonymousUserMixin()  # the page must not ask who is visiting
    seconds = SOONEST + secrets.randbelow(SPREAD)
    page, status = _answer(
        503,
        translate(sentence, seconds=seconds),
        number,
        again=seconds,
        address=safe_next(request.full_path.removesuffix("?")),
        typed=typed() if request.mimetype == "application/x-www-form-urlencoded" else None,
    )
    response = make_response(page, status)
    response.headers["Retry-After"] = str(seconds)
    return response


def typed() -> list[tuple[str, str]] | None:
    """Return what a form sent by name, files apart; None where there is none."""
    if request.method != "POST" or request.mimetype not in FORMS:
        return None
    try:
        return list(request.form.items(multi=True))
    except HTTPException:  # larger than any form
        return None


def refused(fault: Refused) -> tuple[Response | str, int]:
    """Answer a refusal with its own sentence."""
    db.session.rollback()
    if request.path.startswith("/api/"):
        return problem_of(fault), fault.status
    return _answer(fault.status, translate_refusal(fault), field=fault.field)


def failed_http(fault: HTTPException) -> Response | tuple[Response | str, int]:
    """Answer a plain HTTP fault with a sentence of ours."""
    status = fault.code or 500
    if status < 400:
        return fault.get_response()  # type: ignore[return-value]
    if status == 503:
        return busy()
    body, _status = _answer(status, translate(SENTENCES.get(status, SENTENCES[400 if status < 500 else 500])))
    answer = make_response(body, status)
    if isinstance(fault, TooManyRequests) and fault.retry_after:
        answer.headers["Retry-After"] = str(fault.retry_after)
    return answer


def failed(fault: Exception) -> Response | tuple[Response | str, int]:
    """Answer a bug: a reference number for the person, everything else for the log (A38).

    A database that cannot be reached or is busy is no bug: 503, and the next request asks it again (F5).
    """
    if too_large(fault):
        return refused(NotFound(N_("A number is larger than any that stands here. Look at what you entered.")))
    if not_set_up(fault):
        return refused(NotSetUp(NO_TABLES))
    try:
        db.session.rollback()
    except DBAPIError:
        db.session.remove()  # the connection died; there is nothing left to roll back
    status = 503 if out_of_reach(fault) else 500
    number = secrets.token_hex(4)
    log.exception("fault %s at %s", number, request.path, exc_info=fault)
    try:
        return busy(number=number) if status == 503 else _answer(500, translate(SENTENCES[500]), number)
    except Exception:  # the page itself needs the database, or whatever else has failed
        log.exception("fault %s could not be shown as a page", number)
        sentence = SENTENCES[status] % {"seconds": SOONEST}
        return Response(f"{sentence} {number}", mimetype="text/plain"), status


def out_of_reach(fault: Exception) -> bool:
    """Tell whether the database cannot be reached or is busy, so that the same request may succeed soon.

    SQLite calls nearly everything operational; there only a lock counts.
    """
    if not isinstance(fault, DBAPIError):
        return False
    if isinstance(fault.orig, sqlite3.Error):
        return "locked" in str(fault.orig)
    return fault.connection_invalidated or isinstance(fault, OperationalError)


def too_large(fault: Exception) -> bool:
    """Tell whether the database could not even hold a number that came from outside."""
    return (isinstance(fault, DBAPIError) and isinstance(fault.orig, NumericValueOutOfRange)) or (
        isinstance(fault, OverflowError) and "SQLite" in str(fault)
    )


def not_set_up(fault: BaseException) -> bool:
    """Tell whether the database has no tables yet."""
    return isinstance(fault, DBAPIError) and (
        isinstance(fault.orig, UndefinedTable) or "no such table" in str(fault.orig)
    )


def init_app(app: Flask) -> None:
    """Register the answers."""
    app.register_error_handler(Refused, refused)
    app.register_error_handler(HTTPException, failed_http)
    if not app.debug:
        app.register_error_handler(Exception, failed)
