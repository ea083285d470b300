"""Screens of approval: my work by deadline, the case with its row of buttons, the window's entry form."""

from flask import Blueprint

PAGES = Blueprint("approvals", __name__, url_prefix="/cases", template_folder="../templates")

from app.approvals.pages import case, desk, entry  # noqa: E402, F401 - they fill PAGES
