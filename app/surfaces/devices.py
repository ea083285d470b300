"""The browser somebody writes from, known again by a cookie of its own: for quotas, and for who answers for whom."""

import secrets

from flask import Flask, Response, current_app, g, request

COOKIE = "sunshine_device"
YEAR = 365 * 24 * 3600


def device_of() -> str:
    """Return the mark of this request's browser; one that has none gets it with the answer.

    It says nothing about the person and is asked for only where something is written, so that whoever
    only reads gets no cookie.
    """
    mark: str = g.get("device") or request.cookies.get(COOKIE, "")[:64] or secrets.token_hex(16)
    g.device = mark
    return mark


def init_app(app: Flask) -> None:
    """Give the mark to browsers that have just got one."""

    @app.after_request
    def mark(response: Response) -> Response:
        if "device" in g and COOKIE not in request.cookies:
            response.set_cookie(
                COOKIE,
                g.device,
                max_age=YEAR,
                httponly=True,
                samesite="Lax",
                secure=current_app.config["SESSION_COOKIE_SECURE"],
            )
        return response
