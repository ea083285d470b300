"""Screens of penalty items inside: list, item with calculator, edit, versions, review, publication, sheets."""

from flask import Blueprint

from app.kernel.roles import Role

PAGES = Blueprint("violations", __name__, url_prefix="/violations", template_folder="../templates")
READERS = tuple(role for role in Role if role not in (Role.PUBLIC, Role.VILLAGE_CLERK))

from app.penalties.pages import documents, editing, importing, items, steps  # noqa: E402, F401 - they fill PAGES
