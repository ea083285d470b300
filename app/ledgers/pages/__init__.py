"""Screens of ledgers inside: what is to be filled in, entries, definitions, sheets, figures."""

from flask import Blueprint

PAGES = Blueprint("ledgers", __name__, url_prefix="/ledgers", template_folder="../templates")

from app.ledgers.pages import (  # noqa: E402
    definitions,  # noqa: F401 - they fill PAGES
    desk,  # noqa: F401
    entries,  # noqa: F401
    entry,  # noqa: F401
    fieldpages,  # noqa: F401
    filling,  # noqa: F401
    rules,  # noqa: F401
    sheets,  # noqa: F401
    transfer,  # noqa: F401
)
