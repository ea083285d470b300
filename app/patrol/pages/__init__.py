"""Screens of the hall patrol: the desk of rounds, a round look by look, what was seen."""

from flask import Blueprint

PAGES = Blueprint("patrol", __name__, url_prefix="/patrol", template_folder="../templates")

from app.patrol.pages import desk, figures, looks, rounds, wall  # noqa: E402, F401 - they fill PAGES
