"""Style sheets, scripts and pictures: fetched once, kept until they change."""

import hashlib
from base64 import b64encode
from pathlib import Path
from typing import Any

from flask import Flask, Response, has_request_context, request, url_for
from markupsafe import Markup

YEAR = 365 * 86400
HOUR = 3600
"""For pictures that a style sheet names: their address carries no mark."""


def text_of(app: Flask, name: str) -> str:
    """Return a static file as text, for a page that carries it along."""
    assert app.static_folder is not None
    return (Path(app.static_folder) / name).read_text("utf-8")


def digest_of(app: Flask, name: str) -> bytes:
    """Return the SHA-256 of a static file, by which anybody compares what was served with what was announced."""
    return hashlib.sha256(text_of(app, name).encode()).digest()


def init_app(app: Flask) -> None:
    """Put a mark of its content into the address of every static file, and let browsers keep it a year.

    A page asks for nothing again after the first visit; a new version has new addresses (county lines
    are slow, and a conditional request for each of twenty files takes longer than the page itself).
    """
    assert app.static_folder is not None
    folder = Path(app.static_folder)
    marks: dict[tuple[str, int], str] = {}

    def mark_of(name: str) -> str:
        path = folder / name
        if not path.is_file():
            return ""
        key = (name, path.stat().st_mtime_ns)
        if key not in marks:
            marks[key] = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
        return marks[key]

    @app.url_defaults
    def add_mark(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and "v" not in values and (mark := mark_of(values.get("filename", ""))):
            values["v"] = mark

    app.add_template_global(lambda name: digest_of(app, name).hex(), "digest_of")
    app.add_template_global(lambda name: f"sha256-{b64encode(digest_of(app, name)).decode()}", "integrity_of")
    addresses: dict[tuple[str, str], str] = {}

    @app.template_global()
    def asset(name: str) -> str:
        """Return the address of a static file; a page names some forty, so each is made once."""
        key = (request.script_root, name)
        if key not in addresses or app.debug:
            addresses[key] = url_for("static", filename=name)
        return addresses[key]

    plain: dict[tuple[str, str], str] = {}

    @app.template_global("url_for")
    def address(endpoint: str, **values: Any) -> str:
        """Return the address of a page; one without values is made once, for every page names a dozen of them."""
        if values or not has_request_context():
            return url_for(endpoint, **values)
        full = f"{request.blueprint}{endpoint}" if endpoint.startswith(".") else endpoint
        key = (request.script_root, full)
        if key not in plain:
            plain[key] = url_for(full)
        return plain[key]

    pictures: dict[tuple[str, str, str], Markup] = {}

    @app.template_global()
    def icon_of(name: str | None, more: str = "") -> Markup:
        """Return a symbol of img/icons.svg as it stands in a page; it is hidden from whoever has a page read to him."""
        sheet, name = asset("img/icons.svg"), name or "table"
        key = (sheet, name, more)
        if key not in pictures:
            classes = f"icon {more}" if more else "icon"
            pictures[key] = Markup('<svg class="{}" aria-hidden="true"><use href="{}#{}"></use></svg>').format(
                classes, sheet, name
            )
        return pictures[key]

    @app.after_request
    def keep(response: Response) -> Response:
        if request.endpoint == "static" and response.status_code in (200, 304):
            marked = "v" in request.args
            response.cache_control.no_cache = None
            response.cache_control.public = True
            response.cache_control.max_age = YEAR if marked else HOUR
            response.cache_control.immutable = marked
        return response
