"""Hand-made screens of funds."""

from flask import Blueprint

PAGES = Blueprint("funds", __name__, url_prefix="/funds", template_folder="../templates")

from app.funds.pages import direction, orders, statements, velocity, volume  # noqa: E402, F401 - they fill PAGES
