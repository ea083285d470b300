"""Screens of parties: a search for a reason, the page of a party, the question whether two are tied."""

from flask import Blueprint

from app.parties.records import KEEPING, LOOKING

PAGES = Blueprint("parties", __name__, url_prefix="/parties", template_folder="../templates")
READERS = (*LOOKING, *KEEPING)

from app.parties.pages import one, searching  # noqa: E402, F401 - they fill PAGES
