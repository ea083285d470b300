"""About the site itself: where help is had, what is done so that everybody can use it, what is kept of visitors."""

from pathlib import Path

from flask import Response, current_app, render_template, send_file

from app.kernel.errors import NotFound
from app.kernel.words import N_
from app.portal.pages import PAGES
from app.surfaces.pages import anyone, remembered_page

KINDS = {".svg": "image/svg+xml", ".png": "image/png", ".webp": "image/webp"}
A_DAY = 86_400


@PAGES.get("/about")
@anyone
@remembered_page
def about() -> str:
    """Show who runs the site, how to get help, and its statement of accessibility."""
    return render_template("portal/about.html")


@PAGES.get("/emblem")
@anyone
def emblem() -> Response:
    """Send the county's emblem, as the settings name it."""
    name = current_app.config["SUNSHINE_PORTAL_EMBLEM"]
    if not name or not Path(name).is_file():
        raise NotFound(N_("This portal has no emblem of its own."))
    file = Path(name).absolute()
    return send_file(file, mimetype=KINDS[file.suffix.lower()], max_age=A_DAY)
