"""Screens of enforcement: my cases by deadline, the case with its row of buttons, judging, receipts, complaints."""

from flask import Blueprint

from app.kernel.roles import Role
from app.penalties.cases.records import CASE_READERS

PAGES = Blueprint("enforcement", __name__, url_prefix="/enforcement", template_folder="../../templates")
WORKERS = (Role.WINDOW, Role.HANDLER, Role.SECTION_HEAD, Role.ORGAN_HEAD, Role.LEGAL_REVIEWER, Role.ENFORCEMENT_OFFICER)
READERS = CASE_READERS

from app.penalties.cases.pages import case, complaints, desk, judging, receipts  # noqa: E402, F401 - they fill PAGES
