"""Screens of disclosure: the desk of tasks, writing and examining, freshness, what the public asks."""

from flask import Blueprint

PAGES = Blueprint("disclosure", __name__, url_prefix="/disclosure", template_folder="../templates")

from app.disclosure.showing import public_url, translate_period  # noqa: E402

PAGES.app_template_filter("period")(translate_period)
PAGES.app_template_global("public_url")(public_url)

from app.disclosure.pages import desk, item, voices, writing  # noqa: E402, F401 - they fill PAGES
