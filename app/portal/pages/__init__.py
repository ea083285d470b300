"""Screens of the street: find an item, apply, follow the case, check a document, see results and the trail."""

from flask import Blueprint

PAGES = Blueprint("portal", __name__, url_prefix="/portal", template_folder="../templates")

from app.portal.pages import applying, following, items, penalties, proof  # noqa: E402, F401 - they fill PAGES
