"""Screens of intermediaries: the desk, the agency, marks, engagements, reports of citizens."""

from flask import Blueprint

from app.intermediaries.records import READING

PAGES = Blueprint("intermediaries", __name__, url_prefix="/intermediaries", template_folder="../templates")
READERS = READING

from app.intermediaries.pages import agencies, desk, engagements, letters, marks, reports  # noqa: E402, F401 - they fill PAGES
