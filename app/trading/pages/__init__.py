"""Screens of trading: the list of trades, the page of one, its acts as buttons."""

from flask import Blueprint

from app.trading.records.course import READERS as READING

PAGES = Blueprint("trading", __name__, url_prefix="/trading", template_folder="../templates")
READERS = tuple(READING)

from app.trading.pages import accounts, applications, desk, listings, project, selling  # noqa: E402, F401 - they fill PAGES
